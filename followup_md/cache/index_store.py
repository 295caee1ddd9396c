"""The index of due dates and the fingerprints of all folders, as they are cached."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from contextlib import suppress

from followup_md.cache.database import (
    Cache,
    CacheError,
    CacheInvalidError,
    CacheRow,
    checksum,
    decode,
    encode,
)
from followup_md.cache.due_index import Index
from followup_md.cache.fingerprints import Folder
from followup_md.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

_TABLE, _INDEX, _NAMES = "about", "index", "names"


class CachedFolder(NamedTuple):
    """One folder."""

    folder: Folder
    slots: array[int]  # of its files, in the order of their names
    collides: bool  # whether two of the names are one on some file systems

    def pack(self) -> tuple[Any, ...]:
        """Return it as plain values."""
        return tuple(self.folder), self.slots.tobytes(), self.collides

    @classmethod
    def unpack(cls, packed: tuple[Any, ...]) -> CachedFolder:
        """Return the folder that was packed."""
        folder, slots, collides = packed
        return cls(Folder._make(folder), array("I", slots), collides)


def load_folders(cache: Cache) -> dict[str, Folder]:
    """Return the folders as they were last seen, as far as they are cached."""
    found = {}
    with suppress(CacheError):
        for prefix, packed in cache.values("folder"):
            found[prefix] = CachedFolder.unpack(packed).folder
    return found


class IndexStore:
    """The index and the folders of one book, for one command; checksums hold them together."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self.folders: dict[str, CachedFolder] = {}  # by prefix, see fingerprints.Seen
        self.index = Index()
        self._checks: dict[str, int] = {}  # of the folders
        self._names = 0  # checksum
        self._check = 0  # checksum of the index as it was last read or written
        self.version = 0  # checksum of everything; 0 if it is not cached as it is here

    @classmethod
    def load(cls, cache: Cache) -> IndexStore:
        """Return what is cached; nothing if any part is missing or does not fit the others."""
        store = cls(cache)
        with cache.read_transaction():
            folders = dict(cache.rows("folder"))
            index, names = cache.raw(_TABLE, _INDEX) or b"", cache.raw(_TABLE, _NAMES) or b""
        store._check = checksum(index)
        try:
            store._decode(folders, index, names)
        except (CacheInvalidError, ValueError, TypeError):
            return store.cleared() if folders or index or names else cls(cache)
        store.version = store._check
        return store

    def _decode(self, folders: Mapping[str, bytes], index: bytes, names: bytes) -> None:
        namespace = self._cache.namespace
        checks = {prefix: checksum(raw) for prefix, raw in folders.items()}
        bound, packed = decode(_INDEX, index, namespace)
        if bound != (sum(checks.values()), checksum(names)):
            raise CacheInvalidError("parts that do not belong together")
        self.folders = {
            prefix: CachedFolder.unpack(decode(prefix, raw, namespace))
            for prefix, raw in folders.items()
        }
        self.index = Index.unpack(packed, decode(_NAMES, names, namespace))
        self._checks, self._names = checks, checksum(names)

    def cleared(self) -> IndexStore:
        """Return an empty store, and delete what is cached of contacts."""
        with suppress(CacheError):
            self._cache.clear(self._cache.tables() - {_TABLE}, (_TABLE, _INDEX))
        return IndexStore(self._cache)

    def save(
        self, folders: Mapping[str, tuple[CachedFolder, bytes] | None], rows: list[CacheRow]
    ) -> None:
        """Save the index, folders by prefix (None: it is gone) and these rows, all or none.

        A folder comes with the stamps of its files. The index must have been changed already.
        Raises CacheError.
        """
        namespace, self.version = self._cache.namespace, 0
        for prefix, update in folders.items():
            raw = stamps = None
            self.folders.pop(prefix, None)
            self._checks.pop(prefix, None)
            if update is not None:
                self.folders[prefix], stamps = update[0], encode(prefix, update[1], namespace)
                raw = encode(prefix, update[0].pack(), namespace)
                self._checks[prefix] = checksum(raw)
            rows += [("folder", prefix, raw), ("stamps", prefix, stamps)]
        names = encode(_NAMES, self.index.pack_names(), namespace)
        if checksum(names) != self._names:
            self._names = checksum(names)
            rows.append((_TABLE, _NAMES, names))
        bound = sum(self._checks.values()), self._names
        index = encode(_INDEX, (bound, self.index.pack_dates()), namespace)
        rows.append((_TABLE, _INDEX, index))
        self._cache.put(rows, (_TABLE, _INDEX, self._check))
        self.version = self._check = checksum(index)
