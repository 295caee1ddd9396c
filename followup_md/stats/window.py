"""The span of days that figures are about."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from functools import lru_cache
from operator import attrgetter

from followup_md.policy.history import History
from followup_md.policy.workdays import Calendar, clipped_date
from followup_md.typed import NamedTuple

_DATE = attrgetter("date")
RIPE = 10  # working days within which an answer may still be one to a try


class Window(NamedTuple):
    """From one day to another, both included; figures are seen from the last one."""

    since: date
    on: date
    young: date  # tries from this day on have not had their time yet

    def holds(self, day: date) -> bool:
        """Whether a day lies in the window."""
        return self.since <= day <= self.on


def window(on: date, since: date | None, calendar: Calendar) -> Window:
    """Return the window that ends with `on`; without `since`, it is a year long."""
    if since is None:
        since = clipped_date(on.year - 1, on.month, on.day) if on.year > 1 else date.min
    young = calendar.last_workday(on)
    for _ in range(RIPE - 1):
        young = calendar.before(young)
    return Window(since, on, young)


def first_since(history: History, day: date) -> int:
    """Return the place of the first touch on a day or later."""
    return bisect_left(history.touches, day, key=_DATE)


@lru_cache(maxsize=1)
def year_to(on: date, calendar: Calendar) -> Window:
    """Return the year that ends with `on`; cheap to ask for again."""
    return window(on, None, calendar)
