"""Counts working days and moves dates to them. Results are clamped to the years 1 to 9999."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, timedelta

from followup_md.model.settings import Interval, SpecialDays

_FIRST = date.min.toordinal()
_LAST = date.max.toordinal()


def no_special_days(_year: int) -> SpecialDays:
    """Return no holidays, for any year."""
    return SpecialDays()


class Calendar:
    """The days on which a book works: weekdays (0 is Monday) but for the year's special days."""

    def __init__(
        self,
        workdays: frozenset[int] = frozenset(range(5)),
        special_days: Callable[[int], SpecialDays] = no_special_days,
    ) -> None:
        self._weekdays = sorted(workdays & frozenset(range(7)))
        # Ordinal 1 is a Monday, so this counts the working weekdays of a week's first r days.
        self._upto = [sum(d < r for d in self._weekdays) for r in range(7)]
        self._special_days = special_days
        self._years: dict[int, tuple[list[int], list[int]]] = {}
        self._added: dict[tuple[date, int | Interval], date] = {}

    def is_workday(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return self._count(day.toordinal() - 1, day.toordinal()) == 1

    def is_holiday(self, day: date) -> bool:
        """Whether `day` would be a working day but for a holiday."""
        return day.weekday() in self._weekdays and not self.is_workday(day)

    def add(self, day: date, plus: int | Interval) -> date:
        """Return the day so many working days after `day`; for 0 or an interval, `next_workday`."""
        key = (day, plus)
        found = self._added.get(key)
        if found is None:
            if not isinstance(plus, int):
                day, plus = add_interval(day, plus), 0
            found = self._added[key] = self._add(day, plus)
        return found

    def next_workday(self, day: date) -> date:
        """Return `day` if it is a working day, else the next one."""
        return self.add(day, 0)

    def last_workday(self, day: date) -> date:
        """Return `day` if it is a working day, else the last one before it."""
        return day if self.is_workday(day) else self.before(day)

    def before(self, day: date) -> date:
        """Return the last working day before `day`."""
        last = day.toordinal() - 1
        while (number := self._number(last)) > 0:
            weekday = self._ordinal(number)
            for ordinal in range(last, weekday - 1, -1):
                if self._count(ordinal - 1, ordinal):
                    return date.fromordinal(ordinal)
            last = weekday - 1
        return date.min

    def count(self, after: date, upto: date) -> int:
        """Return how many working days lie after `after`, up to and including `upto`."""
        low, high = after.toordinal(), upto.toordinal()
        return self._count(low, high) if high > low else 0

    def overdue(self, due: date, on: date) -> int:
        """Return how many working days `on` lies after the working day on which `due` falls."""
        return self.count(self.next_workday(due), on)

    def stepped_over(self, start: date, end: date) -> tuple[date, ...]:
        """Return the days from `start` up to but not including `end` that are not working days."""
        days = range(start.toordinal(), end.toordinal())
        return tuple(day for day in map(date.fromordinal, days) if not self.is_workday(day))

    def _add(self, day: date, n: int) -> date:
        low, n = (day.toordinal(), n) if n > 0 else (day.toordinal() - 1, 1)
        high, missing = low, n
        # Each round adds as many working weekdays as are missing yet.
        while missing > 0 and self._weekdays and high < _LAST:
            high = min(self._ordinal(self._number(high) + missing), _LAST)
            missing = n - self._count(low, high)
        if missing < 0 or (missing == 0 and not self._count(high - 1, high)):
            # Made-up days were on the way: the n-th working day is earlier.
            high = low + bisect_left(range(low, high), n, key=lambda last: self._count(low, last))
        return date.fromordinal(high) if missing <= 0 else date.max

    def _number(self, ordinal: int) -> int:
        """Return how many working weekdays there are from ordinal 1 to `ordinal`."""
        weeks, days = divmod(ordinal, 7)
        return weeks * len(self._weekdays) + self._upto[days]

    def _ordinal(self, number: int) -> int:
        """Return the ordinal of the working weekday with this number."""
        weeks, index = divmod(number - 1, len(self._weekdays))
        return weeks * 7 + self._weekdays[index] + 1

    def _count(self, low: int, high: int) -> int:
        """Return how many working days lie after `low`, up to `high` (ordinals)."""
        found = self._number(high) - self._number(low)
        if self._special_days is no_special_days:
            return found
        low, high = max(low, _FIRST - 1), min(high, _LAST)
        first = date.fromordinal(max(low, _FIRST)).year
        last = date.fromordinal(max(high, _FIRST)).year
        for year in range(first, last + 1):
            off, made_up = self._year(year)
            found -= bisect_right(off, high) - bisect_right(off, low)
            found += bisect_right(made_up, high) - bisect_right(made_up, low)
        return found

    def _year(self, year: int) -> tuple[list[int], list[int]]:
        """Return the weekdays of a year that are off, and the other days that are working."""
        days = self._years.get(year)
        if days is None:
            special, usual = self._special_days(year), self._weekdays
            off = [d for d in special.off if d.year == year and d.weekday() in usual]
            made_up = [
                d
                for d in special.working - special.off
                if d.year == year and d.weekday() not in usual
            ]
            days = sorted(map(date.toordinal, off)), sorted(map(date.toordinal, made_up))
            self._years[year] = days
        return days


def add_interval(day: date, span: Interval) -> date:
    """Return the calendar day `span` after `day`, clipped to the end of its month."""
    if span.unit in "dw":
        days = span.number * (7 if span.unit == "w" else 1)
        return add_days(day, days)
    months = day.year * 12 + day.month - 1 + span.number * (12 if span.unit == "y" else 1)
    year, month = divmod(months, 12)
    if year > date.max.year:
        return date.max
    return clipped_date(year, month + 1, day.day)


def clipped_date(year: int, month: int, day: int) -> date:
    """Return the date, or the last day of the month if that is shorter."""
    # The module calendar takes milliseconds to import.
    length = 31 if month == 12 else (date(year, month + 1, 1) - date(year, month, 1)).days
    return date(year, month, min(day, length))


def add_days(day: date, days: int) -> date:
    """Return the day `days` calendar days later, or the last day there is."""
    return day + timedelta(days=days) if days <= (date.max - day).days else date.max
