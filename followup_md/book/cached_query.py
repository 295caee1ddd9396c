"""Who matches a query, from what is cached of everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followup_md.cache.memo import Memo
from followup_md.model.query import Facets, Query, search_text

if TYPE_CHECKING:
    from followup_md.book.cached import CachedBook


def matching(cached: CachedBook, query: Query) -> set[str]:
    """Return the ids of the contacts that match."""
    found = {id_ for id_, each in facets(cached) if query.selects(each)}
    if query.words and found:
        texts = _search_texts(cached)
        found = {id_ for id_ in found if query.finds(texts[id_])}
    return found


def facets(cached: CachedBook) -> Iterator[tuple[str, Facets]]:
    """Yield what the filters look at, of every contact, with its id."""
    packed = cached.column("facets", lambda contact: tuple(Facets.of(contact)))
    return ((id_, Facets._make(values)) for id_, values in packed.items())


def _search_texts(cached: CachedBook) -> dict[str, str]:
    versions, memo = cached.versions(), Memo(cached.cache, "search text", b"")
    texts = memo.load(versions)
    contacts = cached.contacts(versions.keys() - texts.keys())
    new = {id_: search_text(contact) for id_, contact in contacts.items()}
    memo.save(new, versions)
    return texts | new
