"""Your word, and theirs: what became of promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from followup_md.model.contact import Promise
from followup_md.policy.facts import Facts
from followup_md.policy.workdays import Calendar
from followup_md.stats.shares import share
from followup_md.stats.window import Window
from followup_md.typed import NamedTuple

ON_TIME, LATE, PAST_DUE, TO_COME, DROPPED = "on-time", "late", "past-due", "to-come", "dropped"
Mark = tuple[bool, str]


class PromiseCase(NamedTuple):
    """A promise, and what became of it."""

    id: str
    due: date
    theirs: bool
    state: str
    wd: int  # working days late
    what: str
    ended: date | None

    @property
    def mark(self) -> Mark:
        """What it counts as, without who or when."""
        return self.theirs, self.state


class Kept(NamedTuple):
    """What became of the promises of one side."""

    on_time: int
    late: int
    past_due: int
    to_come: int
    dropped: int

    @property
    def n(self) -> int:
        """How many there are to judge."""
        return self.on_time + self.late + self.past_due

    @property
    def rate(self) -> float | None:
        """The share that was kept on time."""
        return share(self.on_time, self.n)


def promise_cases(facts: Facts, window: Window) -> Iterator[PromiseCase]:
    """Yield the promises due in the window, and those to come."""
    for promise in facts.contact.promises:
        state, late = _judge(promise, window.on, facts.calendar)
        if state == TO_COME or window.holds(promise.due):
            due, theirs, what = promise.due, promise.theirs, promise.what
            yield PromiseCase(facts.contact.id, due, theirs, state, late, what, promise.ended)


def kept(marks: Mapping[Mark, int], theirs: bool) -> Kept:
    """Return what became of the promises of one side."""
    states = ON_TIME, LATE, PAST_DUE, TO_COME, DROPPED
    return Kept(*[marks.get((theirs, state), 0) for state in states])


def _judge(promise: Promise, on: date, calendar: Calendar) -> tuple[str, int]:
    if promise.kept is not None:
        late = calendar.overdue(promise.due, promise.kept)
        return (LATE, late) if promise.kept > calendar.next_workday(promise.due) else (ON_TIME, 0)
    if promise.dropped is not None:
        return DROPPED, 0
    late = calendar.overdue(promise.due, on)
    return (PAST_DUE, late) if late else (TO_COME, 0)
