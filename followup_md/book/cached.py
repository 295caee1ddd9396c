"""A book with a cache: the answers that reading it would give, mostly without reading a file.

Every answer begins with the fingerprints of all folders; whatever has changed is read again. Raises
CacheError if the cache is unusable: the caller then reads the book itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache

from followup_md.book import reader
from followup_md.book.reader import ContactVersions, Reading, ReadProblems
from followup_md.cache import codec, fingerprints, namespace
from followup_md.cache.column import Column
from followup_md.cache.database import (
    Cache,
    CacheBusyError,
    CacheChangedError,
    CacheError,
    CacheInvalidError,
    checksum,
    decode,
)
from followup_md.cache.index_store import IndexStore
from followup_md.cache.namespace import OpenCache
from followup_md.errors import Problem
from followup_md.model import lookup
from followup_md.model.contact import Contact, path_of
from followup_md.model.settings import Settings
from followup_md.policy.workdays import Calendar
from followup_md.storage.checkout import Checkout
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypeVar

    from followup_md.book.refresh import Inspect
    from followup_md.model.progress import Progress

    Answer = TypeVar("Answer")

_MANY = 20_000  # files for which a second process pays
_SHARE = 10  # from this part of the contacts on, reading the whole table is faster
_TRIES = 100  # to agree with other processes


def answer(
    opened: OpenCache,
    settings: Settings,
    calendar: Calendar,
    progress: Progress,
    ask: Callable[[CachedBook], Answer],
    inspector: Callable[[], Inspect] | None = None,
) -> Answer | None:
    """Return the answer from a book's cache, or None if it is unusable.

    `inspector` returns what finds more in each file that has to be read; see `inspected`.
    """
    known = len(opened.years)
    from_scratch = False
    for _ in range(_TRIES):
        book = CachedBook(opened.folder, opened.database, settings, calendar)
        try:
            with reader.collector_paused():
                book.refresh(progress, from_scratch, inspector)
                found = ask(book)
        except CacheChangedError:  # by a process that reads the same files: go on from there
            continue
        except CacheError as error:
            if from_scratch:
                if isinstance(error, CacheBusyError):
                    return None
                break
            from_scratch = True
        else:
            if len(opened.years) != known:
                namespace.remember_settings(opened, settings)
            return found
    namespace.delete(opened)
    return None


class CachedBook:
    """The cached part of one book, for one command."""

    def __init__(self, root: str, cache: Cache, settings: Settings, calendar: Calendar) -> None:
        self._root = root
        self.cache = cache
        self.settings = settings
        self.calendar = calendar
        self._fresh: dict[str, bytes] = {}  # contacts read just now, which may not be cached
        # What else was found in files read just now: checksum of the text, and what, by id.
        self.inspected: dict[str, tuple[int, Any]] = {}
        self._versions: dict[str, int] = {}
        self._store = IndexStore(cache)
        self.index = self._store.index
        self._collisions: list[Problem] = []

    def refresh(
        self,
        progress: Progress,
        from_scratch: bool,
        inspector: Callable[[], Inspect] | None = None,
    ) -> None:
        """Read what has changed and update the cache; `from_scratch`: trust nothing in it."""
        checkout = Checkout(self._root, self.cache.clock)
        while True:
            store = (
                IndexStore(self.cache).cleared() if from_scratch else IndexStore.load(self.cache)
            )
            before = {prefix: cached.folder for prefix, cached in store.folders.items()}
            known = fingerprints.Known(before, self._stamps, self.cache.clock)
            seen = self._look(known, sum(len(cached.slots) for cached in store.folders.values()))
            gone = sorted(before.keys() - {one.prefix for one in seen})
            changed = [one for one in seen if not one.same]
            if not (changed or gone):
                break
            if checkout.has_interfered():
                continue
            from followup_md.book.refresh import Refresh

            book = self._root, self.settings, self.calendar
            refresh = Refresh(*book, self.cache, store, changed, inspector)
            refresh.run(gone, progress)
            self._fresh, self.inspected = refresh.fresh, refresh.inspected
            if not checkout.has_interfered():
                break
            from_scratch = False
        self._store, self.index, self._versions = store, store.index, {}
        self._collisions = self._find_collisions()

    def _look(self, known: fingerprints.Known, count: int) -> list[fingerprints.Seen]:
        """Look at all folders; if they hold many files, let another process look at half."""
        if count < _MANY:
            return list(fingerprints.look(self._root, known))
        from followup_md.cache import workers

        if workers.worker_count() == 1:
            return list(fingerprints.look(self._root, known))
        prefixes = sorted(known.folders)[1::2]
        with workers.in_background(
            lambda: fingerprints.unchanged(self._root, prefixes, known.folders)
        ) as result:
            same = cache(lambda: frozenset(result() or ()))
            elsewhere = fingerprints.Elsewhere(frozenset(prefixes), same)
            return list(fingerprints.look(self._root, known, elsewhere))

    def _stamps(self, prefix: str) -> bytes:
        with suppress(CacheError):
            return bytes(self.cache.get("stamps", prefix) or b"")
        return b""

    def problems(self) -> ReadProblems:
        """Return what could not be read."""
        index = self.index
        folders = [cached.folder for cached in self._store.folders.values()]
        return reader.collect(
            [Problem(*packed) for file in index.problems.values() for packed in file],  # type: ignore[arg-type]
            [path_of(index.ids[slot]) for slot in index.problems],
            [entry for folder in folders for entry in folder.skipped],
            [entry for folder in folders for entry in folder.unlisted],
            self._collisions,
        )

    @property
    def version(self) -> int:
        """A checksum of everything that answers come from; 0 if not all of it is cached."""
        return self._store.version

    @property
    def state(self) -> int:
        """A number that changes with any contact; see `state_without`."""
        return sum(self.index.versions)

    def state_without(self, ids: Collection[str]) -> int:
        """Return the part of `state` that some contacts have no share in."""
        index = self.index
        wanted = set(ids)
        slots = [slot for slot, id_ in enumerate(index.ids) if id_ in wanted] if wanted else []
        return self.state - sum(index.versions[slot] for slot in slots)

    def versions(self) -> Mapping[str, int]:
        """Return the version of every contact, by id."""
        index = self.index
        if not self._versions:
            found = zip(index.ids, index.names, index.versions, strict=True)
            self._versions = {id_: version for id_, name, version in found if name}
            for slot in self.collisions():
                self._versions.pop(index.ids[slot], None)
        return self._versions

    def contact_versions(self) -> ContactVersions:
        """Return the version of every contact, and what loads some of them."""

        return ContactVersions(self.versions(), *self.problems(), self.contacts)

    def column(self, name: str, derive: Callable[[Contact], Any], key: str = "") -> list[Any]:
        """Return a small value of every contact by slot, derived only where the contact is new.

        None: there is no contact in the slot. `derive` returns plain tuples, strings and numbers,
        which depend on the contact, the settings and `key` alone.
        """

        def derive_all(versions: Mapping[str, int]) -> Iterator[tuple[str, Any]]:
            return ((id_, derive(contact)) for id_, contact in self._load(versions).items())

        return self.derived(name, derive_all, key)

    def derived(
        self,
        name: str,
        derive: Callable[[Mapping[str, int]], Iterable[tuple[str, Any]]],
        key: str = "",
    ) -> list[Any]:
        """Do what `column` does; `derive` yields values of contacts of these versions, by id."""
        column = Column(self.cache, name, key)
        index, out = self.index, self.collisions()
        values = column.load(index.versions)
        new = {
            index.ids[slot]: slot
            for slot, value in enumerate(values)
            if value is None and index.names[slot] and slot not in out
        }
        if new:
            for id_, value in derive({id_: index.versions[slot] for id_, slot in new.items()}):
                values[new[id_]] = value
            column.save(values, index.versions)
        for slot in out:
            values[slot] = None
        return values

    def contacts(self, ids: Collection[str]) -> dict[str, Contact]:
        """Return these contacts by id."""
        versions = self.versions()
        return self._load({id_: versions[id_] for id_ in ids})

    def reading(self) -> Reading:
        """Return every contact."""
        contacts = self._load(self.versions())
        by_id = tuple([contacts[id_] for id_ in sorted(contacts)])
        return Reading(by_id, *self.problems())

    def contact(self, slot: int) -> Contact:
        """Return the contact in a slot."""
        return self._contact(self.index.ids[slot], self.index.versions[slot])

    def _load(self, versions: Mapping[str, int]) -> dict[str, Contact]:
        """Return the contacts of these versions, by id."""
        found: dict[str, Contact] = {}
        for id_, raw in self._rows("contact", versions):
            if versions.get(id_) == checksum(raw):
                found[id_] = self._decode(id_, raw)
        for id_ in versions.keys() - found.keys():
            found[id_] = self._contact(id_, versions[id_])
        return found

    def _rows(self, table: str, ids: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the encoded values of these ids that are cached, and perhaps of others."""
        if len(ids) * _SHARE > len(self.index.ids):
            yield from self.cache.rows(table)
            return
        for id_ in ids:
            raw = self.cache.raw(table, id_)
            if raw is not None:
                yield id_, raw

    def values(self, table: str, ids: Collection[str]) -> Iterator[tuple[str, Any]]:
        """Yield the values of these ids that are cached, and perhaps of others."""
        for id_, raw in self._rows(table, ids):
            yield id_, decode(id_, raw, self.cache.namespace)

    def _contact(self, id_: str, version: int) -> Contact:
        raw = self._fresh.get(id_) or self.cache.raw("contact", id_)
        if not raw or checksum(raw) != version:
            raise CacheInvalidError(id_)
        return self._decode(id_, raw)

    def _decode(self, id_: str, raw: bytes) -> Contact:
        packed: Any = decode(id_, raw, self.cache.namespace)[1]
        return codec.unpack_contact(packed)

    def _find_collisions(self) -> list[Problem]:
        folders = self._store.folders
        if any(cached.collides for cached in folders.values()) or lookup.path_collisions(folders):
            return reader.path_collisions(map(path_of, filter(None, self.index.ids)))
        return []

    def collisions(self) -> frozenset[int]:
        """Return the slots of files whose paths collide on some file systems."""
        if not self._collisions:
            return frozenset()
        paths = {problem.path for problem in self._collisions}
        ids = enumerate(self.index.ids)
        return frozenset(slot for slot, id_ in ids if id_ and path_of(id_) in paths)
