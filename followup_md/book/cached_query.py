"""Who matches a query, from what is cached of everybody."""

from __future__ import annotations

from followup_md.cache.memo import Memo
from followup_md.model.query import Facets, Query, search_text
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from followup_md.book.cached import CachedBook


def matching(cached: CachedBook, query: Query) -> list[int]:
    """Return the slots of the contacts that match."""
    every = _facets(cached)
    selected = {packed for packed in {*every} if packed and query.selects(Facets._make(packed))}
    found = [slot for slot, packed in enumerate(every) if packed in selected]
    if query.words and found:
        texts, ids = _search_texts(cached), cached.index.ids
        found = [slot for slot in found if query.finds(texts[ids[slot]])]
    return found


def all_facets(cached: CachedBook) -> list[Facets]:
    """Return what the filters look at, of every contact, each once."""
    return [Facets._make(packed) for packed in {*_facets(cached)} if packed]


def _facets(cached: CachedBook) -> list[tuple[Any, ...] | None]:
    return cached.column("facets", lambda contact: tuple(Facets.of(contact)))


def _search_texts(cached: CachedBook) -> dict[str, str]:
    versions, memo = cached.versions(), Memo(cached.cache, "search text", b"")
    texts = memo.load(versions)
    contacts = cached.contacts(versions.keys() - texts.keys())
    new = {id_: search_text(contact) for id_, contact in contacts.items()}
    memo.save(new, versions)
    return texts | new
