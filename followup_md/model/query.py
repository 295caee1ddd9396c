"""Filters contacts by words in any field or in the text, by tag, owner and status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from followup_md.model.contact import Contact
from followup_md.model.folding import fold


class Query(NamedTuple):
    """What to look for: every word must be there; None is anything."""

    words: Sequence[str] = ()
    tag: str | None = None
    owner: str | None = None
    status: str | None = None

    def matches(self, contact: Contact) -> bool:
        """Whether the contact matches; texts that fold alike are the same."""
        if self.tag is not None and fold(self.tag) not in map(fold, contact.tags):
            return False
        if self.owner is not None and fold(self.owner) != fold(contact.owner):
            return False
        if self.status is not None and self.status != contact.status_word:
            return False
        if not self.words:
            return True
        texts = list(_texts(contact))
        text = "\n".join(texts)
        if not text.isascii():  # mostly a few of many
            text = "\n".join([each if each.isascii() else fold(each) for each in texts])
        text = text.lower()
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
