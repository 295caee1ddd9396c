"""Reading the files that have changed, in worker processes if they are many, and caching them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from followup_md.book import reader
from followup_md.cache import codec, due_dates, fingerprints, memo
from followup_md.cache.database import (
    Cache,
    CacheChangedError,
    CacheError,
    CacheInvalidError,
    CacheRow,
    checksum,
    encode,
)
from followup_md.cache.due_dates import DueDates, SlotChange
from followup_md.cache.fingerprints import Seen
from followup_md.cache.index_store import CachedFolder, IndexStore
from followup_md.model import lookup
from followup_md.model.progress import Progress
from followup_md.model.settings import Settings
from followup_md.policy.workdays import Calendar
from followup_md.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

    from followup_md.parsing.contact_file import ContactFile

    # Finds something else in a file that is read: a plain value.
    Inspect = Callable[[ContactFile], Any]

MANY = 2000  # files for which a second process pays
_AT_ONCE = 100  # files of one job
_COMMIT = 20_000  # files after which progress is saved
_MAX_WORKERS = 8


class _Read(NamedTuple):
    """A file that was read; as a plain tuple it passes between processes."""

    place: int  # in the folder
    dates: tuple[Any, ...]  # DueDates
    contact: bytes  # encoded
    handle: bytes  # encoded; b"" without a contact
    failed: bool  # whether the machine failed
    text: int  # checksum of its id and its bytes
    more: Any  # what `inspect` returns


class Refresh:
    """The changed folders of a book, and what is read of them."""

    def __init__(
        self,
        root: str,
        settings: Settings,
        calendar: Calendar,
        cache: Cache,
        store: IndexStore,
        seen: Sequence[Seen],
        inspector: Callable[[], Inspect] | None = None,
    ) -> None:
        self._book = root, settings, calendar
        self._inspect = inspector() if inspector is not None else None
        self._cache = cache
        self._store = store
        self._folders = [_ChangedFolder(one, store) for one in seen]
        self._changes: list[SlotChange] = []
        self._rows: list[CacheRow] = []
        self._updates: dict[str, tuple[CachedFolder, bytes] | None] = {}
        self.total = sum(len(folder.places) for folder in self._folders)
        self.fresh: dict[str, bytes] = {}  # the encoded contacts, if they are few
        self.inspected: dict[str, tuple[int, Any]] = {}  # by id, with the checksum of the text

    def run(self, gone: Sequence[str], progress: Progress) -> None:
        """Read and cache everything; what is done before an interruption is saved.

        `gone`: the prefixes of folders that do not exist any more.
        """
        done = saved = 0
        for folder in self._folders:
            self._forget(folder.prefix, folder.gone)
        for prefix in gone:
            cached = self._store.folders[prefix]
            self._forget(prefix, dict(zip(cached.folder.names, cached.slots, strict=True)))
            self._updates[prefix] = None
        try:
            for number, files in self._results():
                self._add(self._folders[number], list(map(_Read._make, files)))
                done += len(files)
                if done - saved >= _COMMIT:
                    saved = done
                    self._commit()
                progress(f"reading {self.total:,} contacts", done, self.total)
        except BaseException:
            with suppress(CacheError):
                self._commit()
            raise
        self._commit()

    def _results(self) -> Iterator[tuple[int, list[Any]]]:
        jobs = [
            (number, folder.places[start : start + _AT_ONCE])
            for number, folder in enumerate(self._folders)
            for start in range(0, len(folder.places), _AT_ONCE)
        ]
        if self.total < MANY:
            yield from map(self._work, jobs)
            return
        # Imported now, once, and not by each worker.
        from followup_md.cache import workers
        from followup_md.parsing import contact_file  # noqa: F401

        count = workers.worker_count()
        if count == 1:
            yield from map(self._work, jobs)
            return
        try:
            yield from workers.map_in_workers(jobs, self._work, min(count, _MAX_WORKERS))
        except workers.WorkerDiedError as error:
            raise CacheInvalidError("a worker has died") from error

    def _work(self, job: tuple[int, Sequence[int]]) -> tuple[int, list[Any]]:
        """Read some files of a folder; return its number and them as plain tuples."""
        number, places = job
        root, settings, calendar = self._book
        namespace = self._cache.namespace
        files = []
        for place in places:
            id_ = self._folders[number].id_of(place)
            found = reader.read(root, id_, settings)
            if found is None:
                raise CacheChangedError("a file has gone since it was listed")
            file, contact, handle = found.file, found.file.contact, b""
            if contact is None:
                dates = tuple(due_dates.unreadable(file.problems))
                value = encode(id_, (dates, None), namespace)
            else:
                dates = tuple(due_dates.due_dates(contact, settings, calendar))
                value = encode(id_, (dates, codec.pack_contact(contact)), namespace)
                handle = encode(id_, (checksum(value), contact.handle[1:]), namespace)
            more = self._inspect(file) if self._inspect is not None else None
            read = _Read(place, dates, value, handle, found.failed, found.text, more)
            files.append(tuple(read))
        return number, files

    def _add(self, folder: _ChangedFolder, files: Sequence[_Read]) -> None:
        new = [file.place for file in files if file.place not in folder.known]
        for place, slot in zip(new, self._store.index.slots(len(new)), strict=True):
            folder.slots[place] = slot
        for file in files:
            id_, slot = folder.id_of(file.place), folder.slots[file.place]
            old = self._dates(id_) if file.place in folder.known else None
            dates = DueDates._make(file.dates)
            version = checksum(file.contact)
            self._changes.append(SlotChange(slot, id_, old, dates, version, file.text))
            folder.add(file.place, file.failed)
            self._rows.append(("contact", id_, file.contact))
            self._rows.append(("handles", id_, file.handle or None))
            if self.total < MANY:
                self.fresh[id_] = file.contact
            if self._inspect is not None:
                self.inspected[id_] = file.text, file.more

    def _dates(self, id_: str) -> DueDates:
        cached = self._cache.get("contact", id_)
        if cached is None:
            raise CacheInvalidError(id_)
        return DueDates._make(cached[0])

    def _forget(self, prefix: str, gone: dict[str, int]) -> None:
        tables = ["contact", "handles", *memo.tables(self._cache)] if gone else []
        for name, slot in gone.items():
            id_ = f"{prefix}{name[:-3]}"
            self._changes.append(SlotChange(slot, id_, self._dates(id_), None))
            self._rows += [(table, id_, None) for table in tables]

    def _commit(self) -> None:
        try:
            self._store.index.change(self._changes)
        except ValueError as error:
            raise CacheInvalidError("an index of other dates") from error
        for folder in self._folders:
            if folder.touched:
                self._updates[folder.prefix] = folder.update()
                folder.touched = False
        try:
            self._store.save(self._updates, self._rows)
        except CacheError:
            if self.total >= MANY:
                raise
            # Read-only, full or busy: what was read is in memory, and is read again next time.
        self._updates.clear()
        self._changes.clear()
        self._rows.clear()


class _ChangedFolder:
    """One changed folder: the files that are known, and the places of those to be read."""

    def __init__(self, seen: Seen, store: IndexStore) -> None:
        self.prefix, self._folder, self._stamps = seen.prefix, seen.folder, seen.stamps
        self._names = names = self._folder.names
        self._before = before = store.folders.get(seen.prefix)
        if before is not None and before.folder.listed == self._folder.listed:
            self.known = set(range(len(names)))
            self.places = list(seen.stale)
            self.gone: dict[str, int] = {}  # slots by name
            self.slots = before.slots
        else:
            slots = dict(zip(before.folder.names, before.slots, strict=True)) if before else {}
            self.known = {place for place, name in enumerate(names) if name in slots}
            self.places = sorted(set(range(len(names))) - self.known | set(seen.stale))
            self.gone = {name: slots[name] for name in slots.keys() - set(names)}
            self.slots = array("I", [slots.get(name, 0) for name in names])
        self._left = set(self.places)
        self._failed: set[int] = set()
        self.touched = True  # whether it must be saved

    def id_of(self, place: int) -> str:
        return f"{self.prefix}{self._names[place][:-3]}"

    def add(self, place: int, failed: bool) -> None:
        """Note that a file was read; `failed`: the machine failed to."""
        self.touched = True
        self._left.discard(place)
        if failed:
            self._failed.add(place)

    def update(self) -> tuple[CachedFolder, bytes]:
        """Return what is to be saved of it by now, with the stamps of its files."""
        folder, stamps, slots, names = self._folder, self._stamps, self.slots, self._names
        stale = self._failed | self._left & self.known
        if stale:
            stamps = fingerprints.without(stamps, stale)
            folder = folder._replace(digests=())  # of no stamps: they are compared one by one
        new = self._left - self.known
        if new:  # saved as a folder of fewer names, which is to be listed again
            done = [place for place in range(len(names)) if place not in new]
            stamps = fingerprints.only(stamps, done)
            slots = array("I", [slots[place] for place in done])
            names = tuple([names[place] for place in done])
            folder = folder._replace(itself=(), listed=fingerprints.joined(names), digests=())
        before = self._before
        if before is not None and before.folder.listed == folder.listed:
            collides = before.collides
        else:
            collides = bool(lookup.path_collisions(names))
        return CachedFolder(folder, slots, collides), stamps
