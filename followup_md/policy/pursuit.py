"""Pursues a quote, or what they promised: which touches counted for it, and when to try next.

The pursuit never begins anew: other business with the same person does not postpone it for good.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

from followup_md.model.contact import Promise, Quote, Touch
from followup_md.model.settings import Cadence, Interval, Settings
from followup_md.policy.cadence import interval_after_series
from followup_md.policy.history import ATTEMPT, TWO_WAY, History
from followup_md.policy.workdays import Calendar
from followup_md.typed import NamedTuple

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
        self._known: dict[tuple[str, int, int], int] = {}  # what _unnamed_after found
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
            name, start, named = "quote", about.sent, self._named.get(about.ref)
        else:
            name, start, named = "waiting", about.due, None
        cadence = self._settings.cadences[name]
        gaps, then = cadence.gaps, interval_after_series(cadence, self._settings)
        counted: list[Touch] = []
        answer: Touch | None = None
        days = step = 0
        place = bisect_right(self._dates, start)
        plus = gaps[0] if gaps else then
        found = self._unnamed_after(place, start, plus)
        while True:
            if named is not None:
                first = bisect_left(named, place)
                found = min([found, *named[first : first + 1]])
            if found == len(self._touches):
                return Pursuit(cadence, tuple(counted), days, answer, step, start, plus)
            days, step, start = days + 1, step + 1, self._dates[found]
            # Whatever else there was on that day belongs to it.
            place = found
            while place < len(self._touches) and self._dates[place] == start:
                touch = self._touches[place]
                counted.append(touch)
                if self._two_way[place]:
                    answer = touch
                    step = max(step, len(gaps) if touch.outcome == "declined" else _KNOWN)
                place += 1
            if step < len(gaps):
                plus = gaps[step]
            else:
                step, plus = len(gaps), then
            key = name, place, step
            found = self._known.get(key, -1)
            if found < 0:
                found = self._known[key] = self._unnamed_after(place, start, plus)

    def _unnamed_after(self, place: int, start: date, plus: int | Interval | None) -> int:
        """Return the place of the next touch without `re` that counts; the end if there is none."""
        if plus is None or place == len(self._touches):
            return len(self._touches)
        due = bisect_left(self._dates, self._calendar.add(start, plus))
        first = bisect_left(self._unnamed, max(place, due))
        return self._unnamed[first] if first < len(self._unnamed) else len(self._touches)
