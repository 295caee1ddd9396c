"""A book that was read before: the same answers as a reading gives, from what has been kept.

Every answer starts with a look at the stamps of all files; whatever is in doubt is read again.
Raises DoubtError where the cache is of no use: the caller then reads the book itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from followup_md.doors import intake
from followup_md.doors.memory import Kept, kept_again
from followup_md.errors import Problem
from followup_md.model.contact import Contact, Labelled
from followup_md.model.kept import packed
from followup_md.model.kept import shelf as shelves
from followup_md.model.kept.shelf import Card
from followup_md.model.policy import agenda
from followup_md.model.policy.agenda import Order, Verdict
from followup_md.model.policy.calendar import Calendar
from followup_md.model.policy.items import Facts, facts, weigh
from followup_md.model.settings import Settings
from followup_md.model.verdict import Agenda
from followup_md.store import stamps
from followup_md.store.cache import Cache, DoubtError, check, opened, sealed

_PLACES = 32  # bits of a reference for the place in a folder


class Shelved(NamedTuple):
    """One folder, looked at."""

    prefix: str
    kept: Kept

    def id_of(self, place: int) -> str:
        """Return the id of the contact at a place."""
        return f"{self.prefix}{self.kept.folder.names[place][:-3]}"


class Warm:
    """The kept part of one book, for one command."""

    def __init__(self, root: str, cache: Cache, settings: Settings, calendar: Calendar) -> None:
        self._root = root
        self._cache = cache
        self._settings = settings
        self._calendar = calendar
        self._fresh: dict[str, bytes] = {}
        self._folders: list[Shelved] = []
        self._twins: tuple[Problem, ...] = ()

    def look(self, tell: Callable[[int, int], None]) -> None:
        """Look at all files; read again and keep what has changed."""
        kept = dict(self._kept())
        before = {prefix: one.folder for prefix, one in kept.items()}
        known = stamps.Known(before, self._stamps, self._cache.clock)
        seen = list(stamps.look(self._root, known))
        changed = [one for one in seen if not one.same]
        if changed:
            from followup_md.doors.gather import Gathering

            gathering = Gathering(self._root, self._settings, self._calendar, self._cache, changed)
            gathering.run(tell)
            kept |= gathering.kept
            self._fresh = gathering.fresh
        self._folders = [Shelved(one.prefix, kept[one.prefix]) for one in seen]
        self._forget(kept, kept.keys() - {one.prefix for one in seen})
        self._twins = self._find_twins()

    def _kept(self) -> Iterator[tuple[str, Kept]]:
        for prefix, raw in self._cache.every("folder"):
            with suppress(DoubtError):  # then it is as if it were not there
                yield prefix, kept_again(opened(prefix, raw, self._cache.edition))

    def _stamps(self, prefix: str) -> bytes:
        with suppress(DoubtError):
            _, _, found = self._cache.get("cards", prefix) or ((), (), b"")
            return bytes(found)
        return b""

    def _forget(self, kept: Mapping[str, Kept], gone: Iterable[str]) -> None:
        """Forget folders that are no more, and what was in them."""
        rows: list[tuple[str, str, bytes | None]] = []
        for prefix in gone:
            rows += [("folder", prefix, None), ("cards", prefix, None)]
            rows += [("contact", f"{prefix}{n[:-3]}", None) for n in kept[prefix].folder.names]
        self._keep(rows)

    def _keep(self, rows: list[tuple[str, str, bytes | None]]) -> None:
        """Keep something; where that cannot be, the next run finds it again."""
        if rows:
            with suppress(DoubtError):
                self._cache.put(rows)

    def problems(self) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
        """Return the problems of the book, sorted, and the paths of what could not be read."""
        found, unread = [], []
        skipped: list[tuple[str, str]] = []
        unlisted: list[tuple[str, str]] = []
        for one in self._folders:
            _, shelf, _ = one.kept
            found += [Problem(*problem) for _, problem in shelf.problems]  # type: ignore[arg-type]
            unread += [intake.path_of(one.id_of(place)) for place in shelf.unread]
            skipped += one.kept.folder.skipped
            unlisted += one.kept.folder.unlisted
        found += [*self._twins, *intake.not_read(skipped, unlisted)]
        found.sort(key=intake.by_place)
        unread += [path for path, _ in unlisted]
        unread += [problem.path for problem in self._twins]
        return tuple(found), tuple(sorted(set(unread)))

    def day(self, on: date, days: int | None, first: int | None) -> Agenda:
        """Return a day; see model/policy/agenda.fill for `first`."""
        ahead = self._settings.days if days is None else days
        asked = shelves.ask(on, ahead, self._calendar)
        until = date.fromordinal(asked.until)
        order = Order([], [], [], [])
        for number, one in enumerate(self._folders):
            ref, shelf = number << _PLACES, one.kept.shelf
            skip = self._twin_places(one)
            apart = shelves.unsettled(shelf, asked)
            shelves.find(shelf, one.id_of, ref, asked, skip.union(apart), order)
            for place in apart:
                if place not in skip and shelf.names[place]:
                    verdict, _ = self._judged(ref + place, on)
                    agenda.place(verdict, ref + place, on, until, order)

        def judged(ref: int) -> tuple[Verdict, Facts]:
            return self._judged(ref, on)

        return agenda.fill(order, judged, self._settings.limit, on, first)

    def contacts(self) -> tuple[Contact, ...]:
        """Return every contact, by id."""
        wanted = self.checks()
        found = {
            id_: packed.contact_again(opened(id_, raw, self._cache.edition))
            for id_, raw in self._cache.every("contact")
            if wanted.get(id_) == check(raw)
        }
        for id_ in wanted.keys() - found.keys():
            found[id_] = self._contact(id_, wanted[id_])
        return tuple(found[id_] for id_ in sorted(found))

    def checks(self) -> dict[str, int]:
        """Return the check of every contact, by id."""
        found = {}
        for one in self._folders:
            skip = self._twin_places(one)
            for place, name in enumerate(one.kept.shelf.names):
                if name and place not in skip:
                    found[one.id_of(place)] = one.kept.shelf.checks[place]
        return found

    def some(self, ids: Collection[str]) -> dict[str, Contact]:
        """Return these contacts, by id."""
        checks = self.checks()
        return {id_: self._contact(id_, checks[id_]) for id_ in ids}

    def called(self) -> tuple[Contact, ...]:
        """Return every contact, by id, with nothing but what it may be called by."""
        found = []
        for one in self._folders:
            skip = self._twin_places(one)
            for place, (name, nicknames, emails) in enumerate(self._handles(one)):
                if name and place not in skip:
                    addresses = tuple(Labelled("", email) for email in emails)
                    found.append(Contact(one.id_of(place), name, nicknames, email=addresses))
        return tuple(sorted(found))

    def _judged(self, ref: int, on: date) -> tuple[Verdict, Facts]:
        number, place = ref >> _PLACES, ref & (1 << _PLACES) - 1
        one = self._folders[number]
        contact = self._contact(one.id_of(place), one.kept.shelf.checks[place])
        known = facts(contact, self._settings, self._calendar, on)
        return agenda.judge(contact, weigh(known), self._calendar, on), known

    def _contact(self, id_: str, expected: int) -> Contact:
        raw = self._fresh.get(id_) or self._cache.raw("contact", id_)
        if not raw or check(raw) != expected:
            self._distrust(id_)
            raise DoubtError(id_)
        return packed.contact_again(opened(id_, raw, self._cache.edition))

    def _distrust(self, id_: str) -> None:
        """Have the folder of a contact read again next time."""
        folder, slash, _ = id_.rpartition("/")
        self._keep([(table, folder + slash, None) for table in ("folder", "cards")])

    def _handles(self, one: Shelved) -> Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        names, cards, _ = self._cache.get("cards", one.prefix) or ((), (), b"")
        if names != one.kept.folder.names:
            self._distrust(one.prefix)
            raise DoubtError(one.prefix)
        known = map(Card._make, cards)
        return [(card.name, *card.handles) for card in known]

    def _find_twins(self) -> tuple[Problem, ...]:
        key = sum(one.kept.names for one in self._folders)
        kept = None
        with suppress(DoubtError):
            kept = self._cache.get("about", "twins")
        if kept is not None and kept[0] == key:
            return tuple(Problem(*problem) for problem in kept[1])
        paths = [
            intake.path_of(one.id_of(place))
            for one in self._folders
            for place in range(len(one.kept.folder.names))
        ]
        found = tuple(intake.twins(paths))
        value = key, tuple(tuple(problem) for problem in found)
        self._keep([("about", "twins", sealed("twins", value, self._cache.edition))])
        return found

    def _twin_places(self, one: Shelved) -> set[int]:
        if not self._twins:
            return set()
        paths = {problem.path for problem in self._twins}
        places = range(len(one.kept.folder.names))
        return {place for place in places if intake.path_of(one.id_of(place)) in paths}
