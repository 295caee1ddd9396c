"""Reading again what has changed, on all processors where it is much, and keeping it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from followup_md.book import reader
from followup_md.cache import codec, fingerprints, memo
from followup_md.cache import due_dates as cards
from followup_md.cache.database import Cache, DoubtError, begin_again, checksum, encode
from followup_md.cache.due_dates import DueDates
from followup_md.cache.due_index import Change
from followup_md.cache.fingerprints import Seen
from followup_md.cache.index_store import CachedFolder, IndexStore, Row
from followup_md.model import lookup
from followup_md.model.settings import Settings
from followup_md.policy.workdays import Calendar

MANY = 2000  # files for which a second process pays
_AT_ONCE = 100  # files of one job
_COMMIT = 20_000  # files after which what was done is safe
_MOST_HANDS = 8

# A file that was read: its place in the folder, its card, what is kept of the contact and of its
# names, whether it was the machine that failed.
Read = tuple[int, tuple[Any, ...], bytes, bytes, bool]


class Refresh:
    """The folders of one look at a book that have changed, and what is read of them."""

    def __init__(
        self,
        root: str,
        settings: Settings,
        calendar: Calendar,
        cache: Cache,
        state: IndexStore,
        seen: Sequence[Seen],
    ) -> None:
        self._book = root, settings, calendar
        self._cache = cache
        self._state = state
        self._piles = [_FolderUpdate(one, state) for one in seen]
        self._changes: list[Change] = []
        self._rows: list[Row] = []
        self._gone: Sequence[str] = ()  # folders that are no more
        self.total = sum(len(pile.places) for pile in self._piles)
        self.fresh: dict[str, bytes] = {}  # the contacts, where they are few

    def run(self, gone: Sequence[str], tell: Callable[[int, int], None]) -> None:
        """Read and keep everything; where this is interrupted, what is done is kept.

        `gone`: the folders that are no more.
        """
        done = safe = told = 0
        for pile in self._piles:
            self._forget(pile.prefix, pile.gone)
        for prefix in gone:
            kept = self._state.folders[prefix]
            self._forget(prefix, dict(zip(kept.folder.names, kept.slots, strict=True)))
        self._gone = gone
        try:
            for number, read in self._results():
                self._add(self._piles[number], read)
                done += len(read)
                if done - safe >= _COMMIT:
                    safe = done
                    self._commit()
                if self.total >= MANY and done * 100 // self.total > told:
                    told = done * 100 // self.total
                    tell(done, self.total)
        except BaseException:
            with suppress(DoubtError):
                self._commit()
            raise
        self._commit()

    def _results(self) -> Iterator[tuple[int, list[Read]]]:
        jobs = [
            (number, pile.places[start : start + _AT_ONCE])
            for number, pile in enumerate(self._piles)
            for start in range(0, len(pile.places), _AT_ONCE)
        ]
        if self.total < MANY:
            yield from map(self._work, jobs)
            return
        # Loaded now, once, and not by each of the hands.
        from followup_md.cache import workers
        from followup_md.parsing import contact_file  # noqa: F401

        several = workers.worker_count()
        if several == 1:
            yield from map(self._work, jobs)
            return
        try:
            yield from workers.map_in_workers(jobs, self._work, min(several, _MOST_HANDS))
        except workers.WorkerDiedError as error:
            raise DoubtError("a process of ours has died") from error

    def _work(self, job: tuple[int, Sequence[int]]) -> tuple[int, list[Read]]:
        number, places = job
        root, settings, calendar = self._book
        edition = self._cache.edition
        pile = self._piles[number]
        found = []
        for place in places:
            id_ = pile.id_of(place)
            read = reader.read(root, id_, settings)
            if read is None:
                raise begin_again("a file went while it was to be read")
            file, failed = read
            contact, handles = file.contact, b""
            if contact is None:
                card = tuple(cards.unreadable(file.problems))
                value = encode(id_, (card, None), edition)
            else:
                card = tuple(cards.due_dates(contact, settings, calendar))
                value = encode(id_, (card, codec.pack_contact(contact)), edition)
                called = contact.name, contact.nickname, tuple(e.value for e in contact.email)
                handles = encode(id_, (checksum(value), called), edition)
            found.append((place, card, value, handles, failed))
        return number, found

    def _add(self, pile: _FolderUpdate, read: list[Read]) -> None:
        new = [place for place, *_ in read if place not in pile.known]
        for place, slot in zip(new, self._state.index.slots(len(new)), strict=True):
            pile.slots[place] = slot
        for place, card, value, handles, failed in read:
            id_ = pile.id_of(place)
            old = self._card(id_) if place in pile.known else None
            self._changes.append(
                Change(pile.slots[place], id_, old, DueDates._make(card), checksum(value))
            )
            pile.add(place, failed)
            self._rows.append(("contact", id_, value))
            self._rows.append(("handles", id_, handles or None))
            if self.total < MANY:
                self.fresh[id_] = value

    def _card(self, id_: str) -> DueDates:
        kept = self._cache.get("contact", id_)
        if kept is None:
            raise DoubtError(id_)
        return DueDates._make(kept[0])

    def _forget(self, prefix: str, gone: dict[str, int]) -> None:
        tables = ["contact", "handles", *memo.tables(self._cache)]
        for name, slot in gone.items():
            id_ = f"{prefix}{name[:-3]}"
            self._changes.append(Change(slot, id_, self._card(id_), None))
            self._rows += [(table, id_, None) for table in tables]

    def _commit(self) -> None:
        try:
            self._state.index.change(self._changes)
        except ValueError as error:
            raise DoubtError("an index of other cards") from error
        folders: list[tuple[str, CachedFolder | None, bytes]] = [(p, None, b"") for p in self._gone]
        self._gone = ()
        for pile in self._piles:
            if pile.touched:
                folders.append((pile.prefix, *pile.kept()))
                pile.touched = False
        try:
            self._state.keep(folders, self._rows)
        except DoubtError:
            if self.total >= MANY:
                raise
            # Read-only, full or busy: what was read is at hand, and is read again next time.
        self._changes.clear()
        self._rows.clear()


class _FolderUpdate:
    """One changed folder: the files that are known, and the places of those to be read."""

    def __init__(self, seen: Seen, state: IndexStore) -> None:
        self.prefix, self._folder, self._stamps = seen.prefix, seen.folder, seen.stamps
        self._names = listed = self._folder.names
        before = state.folders.get(seen.prefix)
        self._before = before
        if before is not None and before.folder.listed == self._folder.listed:
            self.known = set(range(len(listed)))
            self.places = list(seen.stale)
            self.gone: dict[str, int] = {}
            self.slots = before.slots
        else:
            slots = dict(zip(before.folder.names, before.slots, strict=True)) if before else {}
            self.known = {place for place, name in enumerate(listed) if name in slots}
            self.places = sorted(set(range(len(listed))) - self.known | set(seen.stale))
            self.gone = {name: slots[name] for name in slots.keys() - set(listed)}
            self.slots = array("I", [slots.get(name, 0) for name in listed])
        self._left = set(self.places)
        self._failed: set[int] = set()
        self.touched = True  # whether it must be kept

    def id_of(self, place: int) -> str:
        return f"{self.prefix}{self._names[place][:-3]}"

    def add(self, place: int, failed: bool) -> None:
        """Note that a file was read; `failed`: the machine did not let it."""
        self.touched = True
        self._left.discard(place)
        if failed:
            self._failed.add(place)

    def kept(self) -> tuple[CachedFolder, bytes]:
        """Return what is to be kept of it by now, and the stamps of its files."""
        folder, marks, slots, listed = self._folder, self._stamps, self.slots, self._names
        again = self._failed | self._left & self.known
        if again:
            marks = fingerprints.without(marks, again)
            folder = folder._replace(digest=-1)  # no digest of stamps: they are compared one by one
        new = self._left - self.known
        if new:
            # A folder that is to be listed again, of fewer names.
            there = [place for place in range(len(listed)) if place not in new]
            marks, slots = (
                fingerprints.only(marks, there),
                array("I", [slots[place] for place in there]),
            )
            listed = tuple([listed[place] for place in there])
            folder = folder._replace(itself=(), listed=fingerprints.joined(listed), digest=-1)
        before = self._before
        same = before is not None and before.folder.listed == folder.listed
        twinned = (
            before.twinned if same and before is not None else bool(lookup.path_collisions(listed))
        )
        return CachedFolder(folder, slots, twinned), marks
