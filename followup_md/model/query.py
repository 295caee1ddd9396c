"""Filters contacts by words in any field or in the text, by tag, owner and status."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from followup_md.errors import UsageError
from followup_md.model.contact import Contact
from followup_md.model.folding import fold

_SHOWN = 12  # known words, where none is similar


class Facets(NamedTuple):
    """What contacts are filtered by."""

    tags: tuple[str, ...]
    owner: str
    status: str  # one of STATUSES

    @classmethod
    def of(cls, contact: Contact) -> Facets:
        """Return those of a contact."""
        return cls(contact.tags, contact.owner, contact.status_word)


class Query(NamedTuple):
    """What to look for: every word must be there; None is anything."""

    words: Sequence[str] = ()
    tag: str | None = None
    owner: str | None = None  # "": those that nobody looks after
    status: str | None = None

    def matches(self, contact: Contact) -> bool:
        """Whether the contact matches; texts that fold alike are the same."""
        if not self.selects(Facets.of(contact)):
            return False
        return not self.words or self.finds(search_text(contact))

    def selects(self, facets: Facets) -> bool:
        """Whether tag, owner and status match."""
        if self.tag is not None and fold(self.tag) not in map(fold, facets.tags):
            return False
        if self.owner is not None and fold(self.owner) != fold(facets.owner):
            return False
        return self.status is None or self.status == facets.status

    def finds(self, text: str) -> bool:
        """Whether every word is in the search text of a contact."""
        return all(fold(word) in text for word in self.words)

    def refuse_unknown(self, every: Collection[Facets]) -> None:
        """Raise UsageError for a tag or owner that none of the contacts has: a slip, mostly."""
        if self.tag is not None:
            self._find("tag", self.tag, (tag for facets in every for tag in facets.tags))
        if self.owner:
            self._find("owner", self.owner, (facets.owner for facets in every if facets.owner))

    def _find(self, what: str, wanted: str, words: Iterable[str]) -> None:
        known = {fold(word): word for word in sorted(set(words))}
        if fold(wanted) in known:
            return
        from difflib import get_close_matches

        near = [known[word] for word in get_close_matches(fold(wanted), known, 3, 0.6)]
        if near:
            hint = f"; did you mean {' or '.join(near)}?"
        elif known:
            more = ", …" if len(known) > _SHOWN else ""
            hint = f"; known: {', '.join(sorted(known.values(), key=fold)[:_SHOWN])}{more}"
        else:
            hint = f": none has any {what}"
        raise UsageError(f"no contact has the {what} {wanted!r}{hint}")


ANYBODY = Query()


def search_text(contact: Contact) -> str:
    """Return every text of a contact, folded, in which words are looked for."""
    texts = list(_texts(contact))
    text = "\n".join(texts)
    if not text.isascii():  # mostly a few of many
        text = "\n".join([each if each.isascii() else fold(each) for each in texts])
    return text.lower()


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a value made of tuples, so that no field need be named here."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, date):
        yield value.isoformat()
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
