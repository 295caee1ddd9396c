"""Filters contacts by words in any field or in the text, by tag, owner and status."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from followup_md.model import lookup
from followup_md.model.contact import Contact


class Query(NamedTuple):
    """What to look for: every word must be there; None is anything."""

    words: Sequence[str] = ()
    tag: str | None = None
    owner: str | None = None
    status: str | None = None
    fold: Callable[[str], str] = lookup.fold  # texts that fold alike are the same

    def matches(self, contact: Contact) -> bool:
        """Whether the contact matches; case never matters."""
        fold = self.fold
        if self.tag is not None and fold(self.tag) not in map(fold, contact.tags):
            return False
        if self.owner is not None and fold(self.owner) != fold(contact.owner):
            return False
        if self.status is not None and self.status != contact.status_word:
            return False
        if not self.words:
            return True
        text = fold("\n".join(_texts(contact)))
        return all(fold(word) in text for word in self.words)


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a value made of tuples, so that no field need be named here."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, date):
        yield value.isoformat()
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
