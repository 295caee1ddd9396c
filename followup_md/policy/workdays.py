"""Counts working days and moves dates to them. Results are clamped to the years 1 to 9999."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta

from followup_md.model.settings import Interval

_FIRST = date.min.toordinal()
_LAST = date.max.toordinal()


def no_holidays(_year: int) -> frozenset[date]:
    """Return no holidays, for any year."""
    return frozenset()


class Calendar:
    """The days on which a book works: weekdays (0 is Monday) without the year's holidays."""

    def __init__(
        self,
        workdays: frozenset[int] = frozenset(range(5)),
        holidays: Callable[[int], frozenset[date]] = no_holidays,
    ) -> None:
        self._weekdays = sorted(workdays & frozenset(range(7)))
        # Ordinal 1 is a Monday, so this counts the working weekdays of a week's first r days.
        self._upto = [sum(d < r for d in self._weekdays) for r in range(7)]
        self._holidays = holidays
        self._years: dict[int, list[int]] = {}
        self._added: dict[tuple[date, int | Interval], date] = {}

    def is_workday(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return day.weekday() in self._weekdays and not self.is_holiday(day)

    def is_holiday(self, day: date) -> bool:
        """Whether `day` would be a working day but for a holiday."""
        return bool(self._days_off(day.toordinal() - 1, day.toordinal()))

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
        ordinal = day.toordinal()
        while (number := self._number(ordinal - 1)) > 0:
            ordinal = self._ordinal(number)
            if not self._days_off(ordinal - 1, ordinal):
                return date.fromordinal(ordinal)
        return date.min

    def count(self, after: date, upto: date) -> int:
        """Return how many working days lie after `after`, up to and including `upto`."""
        low, high = after.toordinal(), upto.toordinal()
        if high <= low:
            return 0
        return self._number(high) - self._number(low) - self._days_off(low, high)

    def overdue(self, due: date, on: date) -> int:
        """Return how many working days `on` lies after the working day on which `due` falls."""
        return self.count(self.next_workday(due), on)

    def stepped_over(self, start: date, end: date) -> tuple[date, ...]:
        """Return the days from `start` up to but not including `end` that are not working days."""
        days = range(start.toordinal(), end.toordinal())
        return tuple(day for day in map(date.fromordinal, days) if not self.is_workday(day))

    def _add(self, day: date, n: int) -> date:
        low, more = (day.toordinal(), n) if n > 0 else (day.toordinal() - 1, 1)
        # Each round adds as many working weekdays as the round before met holidays.
        while more and self._weekdays:
            target = self._ordinal(self._number(low) + more)
            if target > _LAST:
                break
            low, more = target, self._days_off(low, target)
            if not more:
                return date.fromordinal(target)
        return date.max

    def _number(self, ordinal: int) -> int:
        """Return how many working weekdays there are from ordinal 1 to `ordinal`."""
        weeks, days = divmod(ordinal, 7)
        return weeks * len(self._weekdays) + self._upto[days]

    def _ordinal(self, number: int) -> int:
        """Return the ordinal of the working weekday with this number."""
        weeks, index = divmod(number - 1, len(self._weekdays))
        return weeks * 7 + self._weekdays[index] + 1

    def _days_off(self, low: int, high: int) -> int:
        """Return how many holidays on working weekdays lie after `low`, up to `high` (ordinals)."""
        if self._holidays is no_holidays:
            return 0
        low, high = max(low, _FIRST - 1), min(high, _LAST)
        first = date.fromordinal(max(low, _FIRST)).year
        last = date.fromordinal(max(high, _FIRST)).year
        years = (self._year(year) for year in range(first, last + 1))
        return sum(bisect_right(year, high) - bisect_right(year, low) for year in years)

    def _year(self, year: int) -> list[int]:
        days = self._years.get(year)
        if days is None:
            days = self._years[year] = sorted(
                day.toordinal()
                for day in self._holidays(year)
                if day.year == year and day.weekday() in self._weekdays
            )
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
