"""What is kept of a book's files: the folders as they were last seen, and the index of dates."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from followup_md.cache.database import Cache, DoubtError, Expected, checksum, decode, encode
from followup_md.cache.due_index import Index
from followup_md.cache.fingerprints import Folder

_INDEX, _CALLED = "index", "called"  # keys of the table `about`

Row = tuple[str, str, bytes | None]


class CachedFolder(NamedTuple):
    """One folder."""

    folder: Folder
    slots: array[int]  # of its files, in the order of their names
    twinned: bool  # whether two of the names would be one on some file system

    def plain(self) -> tuple[Any, ...]:
        """Return what can be kept."""
        return tuple(self.folder), self.slots.tobytes(), self.twinned


def _kept_again(value: tuple[Any, ...]) -> CachedFolder:
    folder, slots, twinned = value
    return CachedFolder(Folder._make(folder), array("I", slots), twinned)


def load_folders(cache: Cache) -> dict[str, Folder]:
    """Return the folders as they were last seen, those that are kept."""
    found = {}
    for prefix, raw in cache.every("folder"):
        with suppress(DoubtError):
            found[prefix] = _kept_again(decode(prefix, raw, cache.edition)).folder
    return found


class IndexStore:
    """What is kept of one book, for one command; its parts are held together by their checks."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self.folders: dict[str, CachedFolder] = {}  # by prefix, see stamps.Seen
        self.index = Index()
        self._checks: dict[str, int] = {}  # of the folders' values
        self._called = 0  # check of ids and names
        self._place = Expected("about", _INDEX, 0)
        self.version = 0  # a check of all there is; 0 where it is not kept as it is here

    @classmethod
    def load(cls, cache: Cache) -> IndexStore:
        """Return what is kept; nothing where any part of it is missing, or not of the others."""
        state = cls(cache)
        with cache.still():
            raws = list(cache.every("folder"))
            index, called = cache.raw("about", _INDEX), cache.raw("about", _CALLED)
        state._place = state._place._replace(check=checksum(index or b""))
        try:
            state._open(raws, index or b"", called or b"")
        except (DoubtError, ValueError, TypeError):
            return state.anew() if raws or index or called else cls(cache)
        state.version = state._place.check
        return state

    def _open(self, raws: list[tuple[str, bytes]], index: bytes, called: bytes) -> None:
        edition = self._cache.edition
        checks = {prefix: checksum(raw) for prefix, raw in raws}
        bound, plain = decode(_INDEX, index, edition)
        if bound != (sum(checks.values()), checksum(called)):
            raise DoubtError("parts that do not belong together")
        self.folders = {p: _kept_again(decode(p, raw, edition)) for p, raw in raws}
        self.index = Index.again(plain, decode(_CALLED, called, edition))
        self._checks, self._called = checks, checksum(called)

    def anew(self) -> IndexStore:
        """Return one that holds nothing; what lies in the cache is thrown away."""
        state = IndexStore(self._cache)
        with suppress(DoubtError):
            self._cache.empty(self._cache.tables() - {self._place.table}, self._place)
        return state

    def keep(
        self, folders: Iterable[tuple[str, CachedFolder | None, bytes]], rows: list[Row]
    ) -> None:
        """Keep folders (None: it is gone) with their stamps, the index, and these rows with them.

        The index must have been changed already. Raises DoubtError where that cannot be.
        """
        edition, self.version = self._cache.edition, 0
        for prefix, kept, stamps in folders:
            raw = None
            if kept is None:
                self.folders.pop(prefix, None)
                self._checks.pop(prefix, None)
            else:
                self.folders[prefix] = kept
                raw = encode(prefix, kept.plain(), edition)
                self._checks[prefix] = checksum(raw)
            rows.append(("folder", prefix, raw))
            rows.append(("stamps", prefix, raw and encode(prefix, stamps, edition)))
        called = encode(_CALLED, self.index.called(), edition)
        if checksum(called) != self._called:
            self._called = checksum(called)
            rows.append(("about", _CALLED, called))
        bound = sum(self._checks.values()), self._called
        index = encode(_INDEX, (bound, self.index.plain()), edition)
        rows.append(("about", _INDEX, index))
        self._cache.put(rows, self._place)
        self.version = checksum(index)
        self._place = self._place._replace(check=self.version)
