"""How long they wait for you: each debt, until it was returned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from followup_md.policy.channels import is_live
from followup_md.policy.facts import Facts
from followup_md.policy.history import THEIRS
from followup_md.stats import survival
from followup_md.stats.shares import ENOUGH
from followup_md.stats.survival import Step
from followup_md.stats.window import Window, first_since
from followup_md.typed import NamedTuple

RETURNED, TWICE, OPEN, DROPPED = "returned", "rang-twice", "open", "dropped"
Mark = tuple[bool, int, str]


class Wait(NamedTuple):
    """A debt, and how it ended."""

    id: str
    day: date  # on which it came
    live: bool
    wd: int  # working days until it ended, or until the day asked about
    end: str
    ended: date | None  # None: it stands

    @property
    def mark(self) -> Mark:
        """What it counts as, without who or when."""
        return self.live, self.wd, self.end


class Returned(NamedTuple):
    """How debts ended."""

    n: int
    returned: int
    rang_twice: int  # ended by their own next touch
    open: int
    dropped: int  # by a status
    median: int | None  # working days
    curve: tuple[Step, ...]  # by working days


def waits(facts: Facts, window: Window) -> Iterator[Wait]:
    """Yield the debts of the window, those of today too."""
    history, calendar = facts.history, facts.calendar
    start = first_since(history, window.since)
    if THEIRS not in history.readings[start:]:
        return
    by = {id(debt): touch for debt, touch in history.discharged}
    standing = set(map(id, history.debts))
    for touch, reading in zip(history.touches[start:], history.readings[start:], strict=True):
        if reading != THEIRS:
            continue
        ended: date | None = None
        if id(touch) in by:
            ended = by[id(touch)].date
            end = TWICE if by[id(touch)].incoming else RETURNED
        elif id(touch) in standing:
            end = OPEN
        else:
            ended, end = dropped_on(facts), DROPPED
        wd = calendar.count(touch.date, ended or window.on)
        live = is_live(touch.channel, facts.settings)
        yield Wait(facts.contact.id, touch.date, live, wd, end, ended)


def dropped_on(facts: Facts) -> date | None:
    """Return the day on which the status took hold: its own, else that of your last touch."""
    status = facts.contact.status
    if status is not None and status.date is not None:
        return status.date
    sent = [touch.date for touch in facts.history.touches if not touch.incoming]
    return sent[-1] if sent else None


def returned(marks: Mapping[Mark, int], live: bool) -> Returned:
    """Return how the debts ended that came live, or in writing."""
    counts = dict.fromkeys((RETURNED, TWICE, OPEN, DROPPED), 0)
    spans: dict[tuple[int, bool], int] = {}
    for (came_live, wd, end), count in marks.items():
        if came_live == live:
            counts[end] += count
            key = wd, end == RETURNED
            spans[key] = spans.get(key, 0) + count
    n, found = sum(counts.values()), survival.steps(spans)
    median = survival.median(found) if n >= ENOUGH else None
    returned, twice, still_open, dropped = counts.values()
    return Returned(n, returned, twice, still_open, dropped, median, survival.curve(found))
