"""What stands on the day: who has not answered, what comes up, and who drifts away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from followup_md.model.agenda import Item
from followup_md.policy.due_items import has_run_through
from followup_md.policy.facts import Facts
from followup_md.policy.history import THEIRS, TWO_WAY
from followup_md.policy.workdays import add_interval
from followup_md.typed import NamedTuple

WEEKS = 6  # ahead
DUE, LATER, NO_DATE = -1, WEEKS, WEEKS + 1  # of an `AheadMark`, else the number of the week
WaitingMark = tuple[int, bool]
_LONG = 1.5  # times the keep


class Waiting(NamedTuple):
    """An open contact whom you have tried to reach, and who has not answered."""

    id: str
    tries: int
    of: int | None  # touches of the cadence; None: it has none
    past: bool  # the series has run through
    last: date  # the last attempt

    @property
    def mark(self) -> WaitingMark:
        """What it counts as, without who or when."""
        return self.tries, self.past


class WaitingCount(NamedTuple):
    """How many wait, by tries, and beyond their series."""

    n: int
    by: tuple[tuple[int, int], ...]  # tries, contacts
    past: int


class Drifting(NamedTuple):
    """A contact to keep in touch with, of whom you have not heard for long."""

    id: str
    name: str
    last: date
    days: int  # since then
    keep: int  # days

    @property
    def ratio(self) -> float:
        """How many times the keep has passed."""
        return self.days / self.keep


class Ahead(NamedTuple):
    """How many contacts come up, by the week of their earliest item."""

    due: int  # by the day
    weeks: tuple[tuple[date, int], ...]  # each Monday
    later: int
    no_date: int


def waiting(facts: Facts) -> Waiting | None:
    """Return the contact if it waits for nothing but an answer to tries."""
    history, cadence = facts.history, facts.plan.cadence
    if facts.contact.closed or not history.tries:
        return None
    of = len(cadence.gaps) + 1 if cadence is not None else None
    last = history.streak[-1].date
    return Waiting(facts.contact.id, history.tries, of, has_run_through(facts), last)


def waiting_count(marks: Mapping[WaitingMark, int]) -> WaitingCount:
    """Return how many wait for an answer, by tries."""
    by: dict[int, int] = {}
    for (tries, past), count in marks.items():
        if not past:
            by[tries] = by.get(tries, 0) + count
    n = sum(marks.values())
    return WaitingCount(n, tuple(sorted(by.items())), n - sum(by.values()))


def ahead_mark(facts: Facts, items: Iterable[Item], on: date) -> int | None:
    """Return the week of the earliest item: DUE, 0 (this one) to 5, LATER or NO_DATE."""
    earliest = min([item.due for item in items], default=None)
    if earliest is None:
        return None if facts.contact.closed else NO_DATE
    if earliest <= on:
        return DUE
    return min((earliest.toordinal() - _monday(on)) // 7, LATER)


def ahead(marks: Mapping[int, int], on: date) -> Ahead:
    """Return how many contacts come up in the weeks after a day."""
    firsts = [(n, _monday(on) + 7 * n) for n in range(WEEKS)]
    weeks = [
        (date.fromordinal(first), marks.get(n, 0))
        for n, first in firsts
        if first <= date.max.toordinal()
    ]
    return Ahead(marks.get(DUE, 0), tuple(weeks), marks.get(LATER, 0), marks.get(NO_DATE, 0))


def drifting(facts: Facts, on: date) -> Drifting | None:
    """Return the contact if it has been quiet for more than one and a half times its keep."""
    contact, keep, history = facts.contact, facts.plan.keep, facts.history
    if contact.closed or keep is None:
        return None
    latest_first = zip(reversed(history.touches), reversed(history.readings), strict=True)
    spoken = (touch.date for touch, reading in latest_first if reading in (TWO_WAY, THEIRS))
    last = next(spoken, None)
    if last is None:
        return None
    days, length = (on - last).days, (add_interval(last, keep) - last).days
    if not length or days <= _LONG * length:
        return None
    return Drifting(contact.id, contact.name, last, days, length)


def longest_first(found: Iterable[Drifting]) -> list[Drifting]:
    """Return those who drift away, the longest first."""
    return sorted(found, key=lambda one: (-one.ratio, one.name.casefold(), one.id))


def _monday(on: date) -> int:
    return on.toordinal() - on.weekday()
