"""Who has which dates, of a whole book: sorted numbers, in which a day is found by bisection.

Each contact file has a slot, which stays its own until the file is gone. A number is a date (or a
rank and a date) with a slot in its low bits, so that neither a day nor a change of some files costs
a look at all contacts.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from followup_md.cache.string_table import StringTable
from followup_md.model.agenda import KINDS, RANK
from followup_md.policy.workdays import Calendar, add_days

if TYPE_CHECKING:
    from followup_md.cache.due_dates import DueDates
    from followup_md.policy.ranking import DueKey, UpcomingKey

    Numbers = array[int]

_SLOT, _DAY = 28, 22  # bits of a slot, and of a date
_SLOTS, _DAYS = (1 << _SLOT) - 1, (1 << _DAY) - 1
_BIRTHDAY = RANK["birthday"]
_YEAR = 366  # days within which everybody has a birthday


class Change(NamedTuple):
    """What a slot held, and what it holds now; None: nothing. `check`: of the stored contact."""

    slot: int
    id: str
    old: DueDates | None
    new: DueDates | None
    check: int = 0


class DateQuery(NamedTuple):
    """The day asked about, in ordinals."""

    on: int
    until: int  # the last day that "coming up" shows
    birthdays: dict[int, int]  # month * 100 + day of those that are due by `until`: when
    late: Callable[[int], int]  # the working days overdue of a due date


def date_query(on: date, days: int, calendar: Calendar) -> DateQuery:
    """Return what to ask of an index for the day `on`; `days`: how far "coming up" looks."""
    until = add_days(on, days).toordinal()
    birthdays: dict[int, int] = {}
    for ahead in range(_YEAR + 1):
        day = add_days(on, ahead)
        due = (day if calendar.works(day) else calendar.before(day)).toordinal()
        if due > until:
            break
        birthdays.setdefault(day.month * 100 + day.day, due)
        if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).day == 1:
            birthdays.setdefault(229, due)  # in common years
    known: dict[int, int] = {}

    def late(due: int) -> int:
        found = known.get(due)
        if found is None:
            found = known[due] = calendar.count(calendar.add(date.fromordinal(due), 0), on)
        return found

    return DateQuery(on.toordinal(), until, birthdays, late)


class Dates(NamedTuple):
    """Every date of a book, as sorted numbers."""

    items: Numbers  # rank, due, slot
    firsts: Numbers  # the earliest due date of each contact, slot
    settled: Numbers  # the day from which on the items are right, slot
    birthdays: Numbers  # month * 100 + day, slot
    planned: Numbers  # day, slot: one for each appointment
    undated: Numbers  # slots of open contacts without any item


class Index:
    """The dates of a book, and by slot: id, folded name, check, earliest due date."""

    def __init__(self) -> None:
        self.dates = Dates(*(array("q") for _ in Dates._fields))
        self.ids = StringTable()  # "": nobody has this slot
        self.names = StringTable()  # "": no contact could be read
        self.checks = array("I")
        self.first = array("i")  # 0: none
        self.wrong: dict[int, tuple[tuple[str | int, ...], ...]] = {}  # problems of unread files
        self._free: list[int] = []

    def plain(self) -> tuple[Any, ...]:
        """Return it as plain values, its numbers as bytes; without what `called` returns."""
        dates = tuple(numbers.tobytes() for numbers in self.dates)
        return dates, self.checks.tobytes(), self.first.tobytes(), self.wrong, self._free

    def called(self) -> tuple[Any, ...]:
        """Return ids and names, which change seldom."""
        return self.ids.plain(), self.names.plain()

    @classmethod
    def again(cls, plain: tuple[Any, ...], called: tuple[Any, ...]) -> Index:
        """Return the index that `plain` and `called` made plain."""
        index = cls()
        dates, checks, first, index.wrong, index._free = plain
        index.dates = Dates(*(array("q", numbers) for numbers in dates))
        index.checks, index.first = array("I", checks), array("i", first)
        index.ids, index.names = map(StringTable, called)
        return index

    def slots(self, count: int) -> Sequence[int]:
        """Take so many slots that nobody has."""
        found, self._free = self._free[:count], self._free[count:]
        more = range(len(self.ids), len(self.ids) + count - len(found))
        self.ids.extend("" for _ in more)
        self.names.extend("" for _ in more)
        self.checks.extend([0] * len(more))
        self.first.extend([0] * len(more))
        return [*found, *more]

    def change(self, changes: Iterable[Change]) -> None:
        """Take in what has changed. Raises ValueError where the old is not what is here."""
        gone: list[list[int]] = [[] for _ in Dates._fields]
        new: list[list[int]] = [[] for _ in Dates._fields]
        for slot, id_, old, card, check in changes:
            if old is not None:
                _add(gone, slot, old)
                self.wrong.pop(slot, None)
            self.ids[slot] = id_ if card is not None else ""
            self.names[slot] = card.name if card is not None else ""
            self.checks[slot] = check
            self.first[slot] = 0
            if card is None:
                self._free.append(slot)
            else:
                _add(new, slot, card)
                self.first[slot] = min((due for _, due in card.items), default=0)
                if not card.name:
                    self.wrong[slot] = card.problems
        self.dates = Dates(*map(renewed, self.dates, gone, new))

    def unsettled(self, on: int) -> list[int]:
        """Return the slots of contacts whose items on that day must be found afresh."""
        start = bisect_left(self.dates.settled, on + 1 << _SLOT)
        return [number & _SLOTS for number in self.dates.settled[start:]]

    def born(self, asked: DateQuery, skip: Set[int]) -> dict[int, int]:
        """Return the slots of birthdays that are due by the last day asked for, and when."""
        found = {}
        for day, due in asked.birthdays.items():
            for slot in _between(self.dates.birthdays, day, day):
                if slot not in skip:
                    found[slot] = due
        return found

    def reach(self, asked: DateQuery, born: dict[int, int], skip: Set[int]) -> int:
        """Return how many are due."""
        on, first = asked.on, self.first
        today = sum(due <= on and not 0 < first[slot] <= on for slot, due in born.items())
        left = sum(0 < first[slot] <= on for slot in skip)
        return bisect_right(self.dates.firsts, on << _SLOT | _SLOTS) + today - left

    def due(self, asked: DateQuery, born: dict[int, int], skip: Set[int]) -> Iterator[DueKey]:
        """Yield those who are due, in the order of the day."""
        seen = set(skip)
        today = sorted(due << _SLOT | slot for slot, due in born.items() if due <= asked.on)
        for rank in range(len(KINDS)):
            start = rank << _DAY
            low = bisect_left(self.dates.items, start << _SLOT)
            high = bisect_right(self.dates.items, (start | asked.on) << _SLOT | _SLOTS)
            numbers = today if rank == _BIRTHDAY else self.dates.items[low:high]
            for late, group in groupby(numbers, lambda n: asked.late(n >> _SLOT & _DAYS)):
                found = {number & _SLOTS for number in group} - seen
                seen |= found
                for name, id_, slot in self._by_name(found):
                    yield rank, -late, name, id_, slot

    def coming(self, asked: DateQuery, born: dict[int, int], skip: Set[int]) -> list[int]:
        """Return those who are not due yet but within the days asked for, by date, as numbers."""
        on, until = asked.on, asked.until
        low = bisect_left(self.dates.firsts, on + 1 << _SLOT)
        high = bisect_right(self.dates.firsts, until << _SLOT | _SLOTS)
        found = [n for n in self.dates.firsts[low:high] if n & _SLOTS not in born]
        if skip:
            found = [n for n in found if n & _SLOTS not in skip]
        for slot, due in born.items():
            day = min(due, self.first[slot] or due)
            if day > on:
                found.append(day << _SLOT | slot)
        return sorted(found)

    def in_order(self, numbers: Iterable[int]) -> Iterator[UpcomingKey]:
        """Yield what numbers sorted by date stand for, those of one date by name."""
        for day, group in groupby(numbers, lambda number: number >> _SLOT):
            for name, id_, slot in self._by_name(number & _SLOTS for number in group):
                yield day, name, id_, slot

    def appointments(self, on: int, skip: Set[int]) -> list[int]:
        """Return the appointments on or after a day, as numbers, one for each."""
        start = bisect_left(self.dates.planned, on << _SLOT)
        return [n for n in self.dates.planned[start:] if n & _SLOTS not in skip]

    def undated(self, skip: Set[int]) -> int:
        """Return how many open contacts have no item at all."""
        found = self.dates.undated
        return len(found) - sum(slot in skip for slot in found) if skip else len(found)

    def _by_name(self, slots: Iterable[int]) -> list[tuple[str, str, int]]:
        names, ids = self.names, self.ids
        return sorted([(names[slot], ids[slot], slot) for slot in slots])


def renewed(numbers: Numbers, gone: Iterable[int], new: Iterable[int]) -> Numbers:
    """Return sorted numbers without `gone` and with `new`: what stays is copied in pieces.

    Raises ValueError where one that is to go is not there.
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
            raise ValueError("a date that is not there")
    found += numbers[start:]
    return found


def _add(numbers: list[list[int]], slot: int, card: DueDates) -> None:
    """Add the numbers of a card to those of `Dates`, in its order."""
    items, firsts, settled, birthdays, planned, undated = numbers
    items += [(rank << _DAY | due) << _SLOT | slot for rank, due in card.items]
    if card.items:
        firsts.append(min(due for _, due in card.items) << _SLOT | slot)
    elif card.name and not card.closed and not card.birthday:
        undated.append(slot)
    if card.name:
        settled.append(card.settled << _SLOT | slot)
    if card.birthday:
        birthdays.append(card.birthday << _SLOT | slot)
    planned += [day << _SLOT | slot for day in card.planned]


def _between(numbers: Numbers, first: int, last: int) -> Iterator[int]:
    """Yield the slots of the numbers from one date to another."""
    low = bisect_left(numbers, first << _SLOT)
    high = bisect_right(numbers, last << _SLOT | _SLOTS)
    for number in numbers[low:high]:
        yield number & _SLOTS
