"""Working days and spans, walked one day at a time: what the calendar is compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from followup_md.model.settings import Interval, SpecialDays


class Week:
    """Working days, walked one at a time; no step leaves the years 1 to 9999."""

    def __init__(
        self, workdays: Iterable[int], holidays: Iterable[date] = (), made_up: Iterable[date] = ()
    ) -> None:
        self.workdays = frozenset(workdays)
        self.holidays = frozenset(holidays)
        self.made_up = frozenset(made_up)  # "make-up working days", a Sunday in China, say

    def works(self, day: date) -> bool:
        if day in self.holidays:
            return False
        return day.weekday() in self.workdays or day in self.made_up

    def on_or_after(self, day: date) -> date:
        while not self.works(day) and day < date.max:
            day += timedelta(days=1)
        return day

    def after(self, day: date, n: int) -> date:
        """`+ n wd`."""
        if n == 0:
            return self.on_or_after(day)
        for _ in range(n):
            if day == date.max:
                break
            day = self.on_or_after(day + timedelta(days=1))
        return day

    def last_before(self, day: date) -> date:
        while day > date.min:
            day -= timedelta(days=1)
            if self.works(day):
                break
        return day

    def between(self, after: date, upto: date) -> int:
        """How many working days lie after the one and up to the other."""
        n = 0
        while after < upto:
            after += timedelta(days=1)
            n += self.works(after)
        return n

    def later(self, day: date, span: Interval) -> date:
        """`+ 60d`: calendar days, then that day or the next working day."""
        return self.on_or_after(calendar_later(day, span))


def calendar_later(day: date, span: Interval) -> date:
    if span.unit in "dw":
        days = span.number * (7 if span.unit == "w" else 1)
        return day + timedelta(days=days) if days <= (date.max - day).days else date.max
    year, month = day.year, day.month
    for _ in range(span.number * (12 if span.unit == "y" else 1)):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if year > 9999:
            return date.max
    for last in (day.day, 30, 29, 28):
        if last <= day.day and exists(year, month, last):
            return date(year, month, last)
    raise AssertionError("every month has a 28th")


def exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def days_off(holidays: Iterable[str]) -> frozenset[date]:
    """The days of `holidays:`, dates and spans `2026-08-03..2026-08-14`; no country is known."""
    found = set()
    for text in holidays:
        first, _, last = text.partition("..")
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last or first):
            found.add(day)
            if day == date.max:
                break
            day += timedelta(days=1)
    return frozenset(found)


def in_year(
    holidays: frozenset[date], made_up: frozenset[date] = frozenset()
) -> Callable[[int], SpecialDays]:
    """Holidays and make-up working days as the calendar asks for them."""
    return lambda year: SpecialDays(
        frozenset(day for day in holidays if day.year == year),
        frozenset(day for day in made_up if day.year == year),
    )
