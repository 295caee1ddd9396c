"""The due dates of a whole book as sorted numbers, in which a day is found by bisection.

Each contact file has a slot for as long as it exists. A number is a date (or a rank and a date)
with a slot in its low bits, so that neither a day nor a change of some files costs a pass over all
contacts.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date
from itertools import groupby

from followup_md.cache.string_table import StringTable
from followup_md.model.agenda import KINDS, RANK
from followup_md.policy.birthdays import STANDS, due_on, is_over
from followup_md.policy.workdays import Calendar, add_days, clipped_date
from followup_md.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

    from followup_md.cache.due_dates import DueDates, SlotChange
    from followup_md.policy.ranking import DueKey, UpcomingKey

    Numbers = array[int]

_SLOT, _DAY = 28, 22  # bits of a slot, and of a date
_SLOTS, _DAYS = (1 << _SLOT) - 1, (1 << _DAY) - 1
_BIRTHDAY = RANK["birthday"]
_YEAR = 366  # days within which every birthday comes round


class DateQuery(NamedTuple):
    """The day in question, in ordinals."""

    on: int
    until: int  # the last day that "coming up" shows
    birthdays: dict[int, list[int]]  # month * 100 + day: when it may be due by `until`, in order
    late: Callable[[int], int]  # the working days overdue of a due date


def date_query(on: date, days: int, calendar: Calendar) -> DateQuery:
    """Return the query for a day; `days`: calendar days that "coming up" looks ahead."""
    until = add_days(on, days).toordinal()
    birthdays: dict[int, list[int]] = {}
    first = max(on.toordinal() - STANDS, date.min.toordinal())
    for ordinal in range(first, min(on.toordinal() + 2 * _YEAR, date.max.toordinal()) + 1):
        day = date.fromordinal(ordinal)
        due = due_on(day, calendar).toordinal()
        if due > until:
            break
        birthdays.setdefault(day.month * 100 + day.day, []).append(due)
        if day == clipped_date(day.year, 2, 29) and day.day == 28:
            birthdays.setdefault(229, []).append(due)
    known: dict[int, int] = {}

    def late(due: int) -> int:
        found = known.get(due)
        if found is None:
            found = known[due] = calendar.overdue(date.fromordinal(due), on)
        return found

    return DateQuery(on.toordinal(), until, birthdays, late)


class Dates(NamedTuple):
    """Every date of a book, as sorted numbers."""

    items: Numbers  # rank, due, slot
    firsts: Numbers  # the earliest due date of each contact, slot
    settled: Numbers  # the first day for which the items hold, slot
    birthdays: Numbers  # month * 100 + day, the day of the last greeting, slot
    planned: Numbers  # day, slot: one for each appointment
    undated: Numbers  # slots of open contacts without any item


class Index:
    """The dates; by slot: id, folded name, checksums of contact and text, earliest due date."""

    def __init__(self) -> None:
        self.dates = Dates(*(array("q") for _ in Dates._fields))
        self.ids = StringTable()  # "": the slot is free
        self.names = StringTable()  # "": the file cannot be read
        self.versions = array("I")
        self.texts = array("I")
        self.first = array("i")  # 0: none
        self.problems: dict[int, tuple[tuple[str | int, ...], ...]] = {}  # of unreadable files
        self._free: list[int] = []

    def pack_dates(self) -> tuple[Any, ...]:
        """Return everything but the names as plain values."""
        dates = tuple(numbers.tobytes() for numbers in self.dates)
        numbers = self.versions.tobytes(), self.texts.tobytes(), self.first.tobytes()
        return dates, *numbers, self.problems, self._free

    def pack_names(self) -> tuple[Any, ...]:
        """Return ids and names, which seldom change, as plain values."""
        return self.ids.pack(), self.names.pack()

    @classmethod
    def unpack(cls, packed_dates: tuple[Any, ...], packed_names: tuple[Any, ...]) -> Index:
        """Return the index that was packed."""
        index = cls()
        dates, versions, texts, first, index.problems, index._free = packed_dates
        index.dates = Dates(*(array("q", numbers) for numbers in dates))
        index.versions, index.texts = array("I", versions), array("I", texts)
        index.first = array("i", first)
        index.ids, index.names = map(StringTable, packed_names)
        return index

    def slots(self, count: int) -> Sequence[int]:
        """Return `count` free slots."""
        found, self._free = self._free[:count], self._free[count:]
        more = range(len(self.ids), len(self.ids) + count - len(found))
        self.ids.extend("" for _ in more)
        self.names.extend("" for _ in more)
        self.versions.extend([0] * len(more))
        self.texts.extend([0] * len(more))
        self.first.extend([0] * len(more))
        return [*found, *more]

    def change(self, changes: Iterable[SlotChange]) -> None:
        """Apply changes. Raises ValueError if an old value is not what the index holds."""
        gone: list[list[int]] = [[] for _ in Dates._fields]
        new: list[list[int]] = [[] for _ in Dates._fields]
        for slot, id_, old, dates, version, text in changes:
            if old is not None:
                _add(gone, slot, old)
                self.problems.pop(slot, None)
            self.ids[slot] = id_ if dates is not None else ""
            self.names[slot] = dates.name if dates is not None else ""
            self.versions[slot] = version
            self.texts[slot] = text
            self.first[slot] = 0
            if dates is None:
                self._free.append(slot)
            else:
                _add(new, slot, dates)
                self.first[slot] = min((due for _, due in dates.items), default=0)
                if not dates.name:
                    self.problems[slot] = dates.problems
        self.dates = Dates(*map(renewed, self.dates, gone, new))

    def unsettled(self, on: int) -> list[int]:
        """Return the slots of contacts whose items do not hold yet on that day."""
        start = bisect_left(self.dates.settled, on + 1 << _SLOT)
        return [number & _SLOTS for number in self.dates.settled[start:]]

    def birthdays(self, query: DateQuery, skip: Set[int]) -> dict[int, int]:
        """Return, by slot, when the birthdays are due that are due by the query's last day."""
        found = {}
        for day, dues in query.birthdays.items():
            for greeted, slot in _with_birthday(self.dates.birthdays, day):
                due = next((due for due in dues if not is_over(due, greeted, query.on)), None)
                if due is not None and slot not in skip:
                    found[slot] = due
        return found

    def due_count(self, query: DateQuery, birthdays: dict[int, int], skip: Set[int]) -> int:
        """Return how many contacts are due."""
        on, first = query.on, self.first
        today = sum(due <= on and not 0 < first[slot] <= on for slot, due in birthdays.items())
        left = sum(0 < first[slot] <= on for slot in skip)
        return bisect_right(self.dates.firsts, on << _SLOT | _SLOTS) + today - left

    def with_item(self, rank: int, query: DateQuery, birthdays: dict[int, int]) -> set[int]:
        """Return the slots of contacts with a due item of this rank, as its first or not."""
        if rank == _BIRTHDAY:
            return {slot for slot, due in birthdays.items() if due <= query.on}
        low = bisect_left(self.dates.items, rank << _DAY + _SLOT)
        high = bisect_right(self.dates.items, (rank << _DAY | query.on) << _SLOT | _SLOTS)
        return {number & _SLOTS for number in self.dates.items[low:high]}

    def due(self, query: DateQuery, birthdays: dict[int, int], skip: Set[int]) -> Iterator[DueKey]:
        """Yield the contacts that are due, in the agenda's order."""
        seen = set(skip)
        today = sorted(due << _SLOT | slot for slot, due in birthdays.items() if due <= query.on)
        for rank in range(len(KINDS)):
            start = rank << _DAY
            low = bisect_left(self.dates.items, start << _SLOT)
            high = bisect_right(self.dates.items, (start | query.on) << _SLOT | _SLOTS)
            numbers = today if rank == _BIRTHDAY else self.dates.items[low:high]
            for late, group in groupby(numbers, lambda n: query.late(n >> _SLOT & _DAYS)):
                found = {number & _SLOTS for number in group} - seen
                seen |= found
                for name, id_, slot in self._by_name(found):
                    yield rank, -late, name, id_, slot

    def upcoming(self, query: DateQuery, birthdays: dict[int, int], skip: Set[int]) -> list[int]:
        """Return the contacts not due yet but by the query's last day, as numbers by date."""
        on, until = query.on, query.until
        low = bisect_left(self.dates.firsts, on + 1 << _SLOT)
        high = bisect_right(self.dates.firsts, until << _SLOT | _SLOTS)
        found = [n for n in self.dates.firsts[low:high] if n & _SLOTS not in birthdays]
        if skip:
            found = [n for n in found if n & _SLOTS not in skip]
        for slot, due in birthdays.items():
            day = min(due, self.first[slot] or due)
            if day > on:
                found.append(day << _SLOT | slot)
        return sorted(found)

    def of_kind(self, rank: int, upcoming: Iterable[int], birthdays: dict[int, int]) -> list[int]:
        """Return those of the numbers of `upcoming` whose first item is of this rank."""
        return [
            number
            for number in upcoming
            if rank == next(r for r in range(len(KINDS)) if self._has_item(r, number, birthdays))
        ]

    def _has_item(self, rank: int, number: int, birthdays: dict[int, int]) -> bool:
        """Whether a contact has an item of this rank on a day, both given as one number."""
        if rank == _BIRTHDAY:
            return birthdays.get(number & _SLOTS) == number >> _SLOT
        items, wanted = self.dates.items, rank << _DAY + _SLOT | number
        place = bisect_left(items, wanted)
        return place < len(items) and items[place] == wanted

    def in_order(self, numbers: Iterable[int]) -> Iterator[UpcomingKey]:
        """Yield what numbers stand for that are sorted by date; those of one date by name."""
        for day, group in groupby(numbers, lambda number: number >> _SLOT):
            for name, id_, slot in self._by_name(number & _SLOTS for number in group):
                yield day, name, id_, slot

    def appointments(self, on: int, skip: Set[int]) -> list[int]:
        """Return the appointments on or after a day as numbers, one for each."""
        start = bisect_left(self.dates.planned, on << _SLOT)
        return [n for n in self.dates.planned[start:] if n & _SLOTS not in skip]

    def undated(self, skip: Set[int]) -> int:
        """Return how many open contacts have no due date at all."""
        found = self.dates.undated
        return len(found) - sum(slot in skip for slot in found) if skip else len(found)

    def _by_name(self, slots: Iterable[int]) -> list[tuple[str, str, int]]:
        names, ids = self.names, self.ids
        return sorted([(names[slot], ids[slot], slot) for slot in slots])


def renewed(numbers: Numbers, gone: Iterable[int], new: Iterable[int]) -> Numbers:
    """Return sorted numbers without `gone` and with `new`; what stays is copied in slices.

    Raises ValueError if one that is to go is missing.
    """
    steps = sorted([*((number, True) for number in gone), *((number, False) for number in new)])
    found, start = array("q"), 0
    for number, goes in steps:
        place = bisect_left(numbers, number, start)
        found += numbers[start:place]
        start = place
        if not goes:
            found.append(number)
        elif place < len(numbers) and numbers[place] == number:
            start += 1
        else:
            raise ValueError("a date that is missing")
    found += numbers[start:]
    return found


def _add(numbers: list[list[int]], slot: int, dates: DueDates) -> None:
    """Add the numbers of a contact's dates to those of `Dates`, in its order."""
    items, firsts, settled, birthdays, planned, undated = numbers
    items += [(rank << _DAY | due) << _SLOT | slot for rank, due in dates.items]
    if dates.items:
        firsts.append(min(due for _, due in dates.items) << _SLOT | slot)
    elif dates.name and not dates.closed and not dates.birthday:
        undated.append(slot)
    if dates.name:
        settled.append(dates.settled << _SLOT | slot)
    if dates.birthday:
        birthdays.append((dates.birthday << _DAY | dates.greeted) << _SLOT | slot)
    planned += [day << _SLOT | slot for day in dates.planned]


def _with_birthday(birthdays: Numbers, day: int) -> Iterator[tuple[int, int]]:
    """Yield the last greeting and the slot of those with their birthday on a day."""
    low = bisect_left(birthdays, day << _DAY + _SLOT)
    high = bisect_left(birthdays, day + 1 << _DAY + _SLOT)
    for number in birthdays[low:high]:
        yield number >> _SLOT & _DAYS, number & _SLOTS
