"""The words that a book uses: its tags, its owners, and what its settings name."""

from __future__ import annotations

from collections.abc import Iterable

from followup_md.book import listing
from followup_md.book.book import open_book, open_cached
from followup_md.errors import FollowupError
from followup_md.model.folding import fold
from followup_md.model.query import Facets
from followup_md.model.settings import Settings
from followup_md.storage import locate
from followup_md.typed import NamedTuple


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
        every = listing.all_facets(book)
    except FollowupError:
        return KnownWords()
    return _with_settings(*_of(every), book.settings)


def _with_settings(tags: Iterable[str], owners: Iterable[str], settings: Settings) -> KnownWords:
    rules = (rule.tag for rule in settings.rules)
    return KnownWords(
        _sorted([*tags, *rules]),
        _sorted([*owners, *settings.team]),
        _sorted(settings.channels),
        _sorted([*settings.cadences, "none"]),
        _sorted([*settings.keep, "none"]),
    )


def _of(every: Iterable[Facets]) -> tuple[set[str], set[str]]:
    tags: set[str] = set()
    owners: set[str] = set()
    for facets in every:
        tags.update(facets.tags)
        owners.add(facets.owner)
    return tags, owners - {""}


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    """Return words in order, and one of those that fold alike: the filters take any."""
    return tuple(sorted({fold(word): word for word in sorted(words)}.values(), key=fold))
