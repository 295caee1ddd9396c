"""The words that a book uses: its tags, its owners, and what its settings name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from followup_md.book.book import open_book, open_cached
from followup_md.cache.memo import Memo
from followup_md.errors import FollowupError
from followup_md.model.contact import Contact
from followup_md.model.folding import fold
from followup_md.model.settings import Settings
from followup_md.storage import locate

if TYPE_CHECKING:
    from followup_md.book.cached import CachedBook


class KnownWords(NamedTuple):
    """The words of a book, each kind sorted."""

    tags: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    cadences: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()  # of `keep`


def known_words(start: str, cache: bool = True) -> KnownWords:
    """Return the words of the book at or above a folder; none if there is no such book."""
    try:
        root = locate.find_book(start)
        book = open_cached(root) if cache else open_book(root)
        found = book.ask_cache(_of_cached) or _of_contacts(book.read().contacts)
    except FollowupError:
        return KnownWords()
    return _with_settings(*found, book.settings)


def _with_settings(tags: Iterable[str], owners: Iterable[str], settings: Settings) -> KnownWords:
    rules = (rule.tag for rule in settings.rules)
    return KnownWords(
        _sorted([*tags, *rules]),
        _sorted([*owners, *settings.team]),
        _sorted(settings.channels),
        _sorted([*settings.cadences, "none"]),
        _sorted([*settings.keep, "none"]),
    )


def _of_cached(cached: CachedBook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    memo = Memo(cached.cache, "known words", b"")
    found = memo.get("", cached.version) if cached.version else None
    if found is None:
        found = _of_contacts(cached.reading().contacts)
        if cached.version:
            memo.save({"": found}, {"": cached.version})
    return found[0], found[1]


def _of_contacts(contacts: Iterable[Contact]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    tags: set[str] = set()
    owners: set[str] = set()
    for contact in contacts:
        tags.update(contact.tags)
        owners.add(contact.owner)
    return tuple(sorted(tags)), tuple(sorted(owners - {""}))


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    """Return words in order, and one of those that fold alike: the filters take any."""
    return tuple(sorted({fold(word): word for word in words}.values(), key=fold))
