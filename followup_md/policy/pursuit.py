"""Pursues a quote, or what they promised: which touches counted for it, and when to try next.

The pursuit never begins anew: other business with the same person does not postpone it for good.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from typing import NamedTuple

from followup_md.model.contact import Promise, Quote, Touch
from followup_md.model.settings import Cadence, Interval, Settings
from followup_md.policy.cadence import interval_after_series
from followup_md.policy.history import ATTEMPT, TWO_WAY, History
from followup_md.policy.workdays import Calendar

Pursued = Quote | Promise
_KNOWN = 2  # gaps left out once they have talked about it: don't run after them


class Pursuit(NamedTuple):
    """How far the pursuit of a quote or promise has come."""

    cadence: Cadence
    counted: tuple[Touch, ...]  # the tries that count, in order
    days: int  # on how many dates
    answer: Touch | None  # the last two-way one of them
    step: int  # the gap that comes next, from 0; beyond the last one, the cadence's `then`
    start: date  # the date that this gap counts from
    plus: int | Interval | None  # the gap in working days, or `then`; None: it has run out

    @property
    def over(self) -> bool:
        """Whether all gaps are over."""
        return self.step >= len(self.cadence.gaps)

    @property
    def tries(self) -> tuple[Touch, ...]:
        """The tries after the answer."""
        if self.answer is None:
            return self.counted
        place = max(n for n, touch in enumerate(self.counted) if touch is self.answer)
        return self.counted[place + 1 :]


class Pursuer:
    """Finds the touches of a history that count for a quote or promise."""

    def __init__(self, history: History, settings: Settings, calendar: Calendar) -> None:
        self._settings = settings
        self._calendar = calendar
        self._touches: list[Touch] = []  # attempts that reached somebody, and two-way ones
        self._two_way: list[bool] = []
        self._dates: list[date] = []
        self._unnamed: list[int] = []  # places of those without `re`
        self._named: dict[str, list[int]] = {}
        for touch, reading in zip(history.touches, history.readings, strict=True):
            if reading in (ATTEMPT, TWO_WAY):
                places = self._named.setdefault(touch.re, []) if touch.re else self._unnamed
                places.append(len(self._touches))
                self._touches.append(touch)
                self._two_way.append(reading == TWO_WAY)
                self._dates.append(touch.date)

    def pursue(self, about: Pursued) -> Pursuit:
        """Return the pursuit of a quote from the day it was sent, of a promise from its date."""
        if isinstance(about, Quote):
            name, start, named = "quote", about.sent, self._named.get(about.ref, [])
        else:
            name, start, named = "waiting", about.due, []
        cadence = self._settings.cadences[name]
        gaps, then = cadence.gaps, interval_after_series(cadence, self._settings)
        counted: list[Touch] = []
        answer: Touch | None = None
        days = step = 0
        place = bisect_right(self._dates, start)
        while True:
            plus = gaps[step] if step < len(gaps) else then
            found = self._next(place, named, start, plus)
            if found is None:
                return Pursuit(cadence, tuple(counted), days, answer, step, start, plus)
            start, days, step = self._dates[found], days + 1, step + 1
            # Whatever else there was on that day belongs to it.
            place = bisect_right(self._dates, start)
            for touch, two_way in zip(
                self._touches[found:place], self._two_way[found:place], strict=True
            ):
                counted.append(touch)
                if two_way:
                    answer = touch
                    least = len(gaps) if touch.outcome == "declined" else _KNOWN
                    step = max(step, least)

    def _next(
        self, place: int, named: list[int], start: date, plus: int | Interval | None
    ) -> int | None:
        """Return the place of the next touch that counts, from `place` on; None: there is none."""
        first = bisect_left(named, place)
        found = named[first : first + 1]
        if plus is not None and place < len(self._dates):
            due = self._calendar.add(start, plus)
            unnamed = bisect_left(self._unnamed, max(place, bisect_left(self._dates, due)))
            found += self._unnamed[unnamed : unnamed + 1]
        return min(found, default=None)
