"""What contacts may be called, from the cache."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from followup_md.book.reader import ReadProblems
from followup_md.cache.database import CacheInvalidError
from followup_md.model import lookup
from followup_md.model.contact import Handle
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from followup_md.book.cached import CachedBook


def every(cached: CachedBook) -> tuple[tuple[Handle, ...], ReadProblems]:
    """Return what every contact may be called."""

    def packed(versions: Mapping[str, int]) -> Iterable[tuple[str, Any]]:
        return _packed(cached, versions).items()

    found = zip(cached.index.ids, cached.derived("handles", packed), strict=True)
    by_id = sorted((id_, each) for id_, each in found if each)
    return tuple([Handle(id_, *each) for id_, each in by_id]), cached.problems()


def like(cached: CachedBook, name: str) -> tuple[tuple[Handle, ...], ReadProblems]:
    """Return what those may be called whom a name may mean; of everybody if that is nobody."""
    wanted = lookup.wanted(name)

    def folded(versions: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        for id_, packed in _packed(cached, versions).items():
            yield id_, lookup.folded(Handle(id_, *packed))

    texts = cached.derived("folded handles", folded)
    slots = [slot for slot, text in enumerate(texts) if text and wanted and wanted in text]
    if not slots:
        return every(cached)
    ids, versions = cached.index.ids, cached.index.versions
    found = _packed(cached, {ids[slot]: versions[slot] for slot in slots})
    return tuple([Handle(id_, *found[id_]) for id_ in sorted(found)]), cached.problems()


def _packed(cached: CachedBook, versions: Mapping[str, int]) -> dict[str, Any]:
    """Return the handles of contacts of these versions as plain tuples, by id."""
    rows = cached.values("handles", versions)
    found = {id_: packed for id_, (version, packed) in rows if versions.get(id_) == version}
    if len(found) < len(versions):
        raise CacheInvalidError("not all handles are cached")
    return found
