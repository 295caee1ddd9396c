"""What happened in each week, and whether you gave as well as asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from followup_md.model.contact import Touch
from followup_md.policy.facts import Facts
from followup_md.policy.history import ATTEMPT, THEIRS, TWO_WAY
from followup_md.stats.window import Window, first_since
from followup_md.typed import NamedTuple

WEEKS = 26
TALKED, ASKED, CAME, GAVE = "talked", "asked", "theirs", "gave"
KINDS = (TALKED, ASKED, CAME, GAVE)
Mark = tuple[int, str]  # weeks before the last one; what
_RECENT = 90  # days
_OFTEN = 3  # attempts


class Week(NamedTuple):
    """What happened in a week."""

    monday: date
    talked: int  # days with a two-way touch, for each contact
    asked: int  # attempts
    theirs: int
    gave: int

    @property
    def name(self) -> str:
        """As in ISO 8601: `2026-W37`."""
        year, week, _ = self.monday.isocalendar()
        return f"{year:04d}-W{week:02d}"


class Moment(NamedTuple):
    """A touch, or a day with talks, that a week counts."""

    day: date
    what: str
    touch: Touch


class YourTurn(NamedTuple):
    """An open contact whom you asked and gave nothing, in the last 90 days."""

    id: str
    asked: int


def moments(facts: Facts, window: Window) -> Iterator[Moment]:
    """Yield everything that a week counts, in order, in the window and the last weeks."""
    history, talked = facts.history, None
    first = date.fromordinal(max(window.on.toordinal() - 7 * WEEKS, 1))
    start = first_since(history, min(window.since, first))
    for touch, reading in zip(history.touches[start:], history.readings[start:], strict=True):
        if reading == TWO_WAY:
            if touch.date != talked:
                yield Moment(touch.date, TALKED, touch)
            talked = touch.date
        elif reading == ATTEMPT:
            yield Moment(touch.date, ASKED, touch)
        elif reading == THEIRS:
            yield Moment(touch.date, CAME, touch)
        elif touch.outcome == GAVE and not touch.incoming:
            yield Moment(touch.date, GAVE, touch)


def week_marks(found: list[Moment], window: Window) -> Iterator[Mark]:
    """Yield what counts in one of the last weeks."""
    last = (window.on.toordinal() - 1) // 7
    for moment in found:
        before = last - (moment.day.toordinal() - 1) // 7
        if before < WEEKS:
            yield before, moment.what


def weeks(marks: Mapping[Mark, int], on: date) -> tuple[Week, ...]:
    """Return the last weeks up to a day, in order."""
    monday = on.toordinal() - on.weekday()
    return tuple(
        [
            Week(date.fromordinal(first), *[marks.get((before, what), 0) for what in KINDS])
            for before in reversed(range(WEEKS))
            if (first := monday - 7 * before) >= date.min.toordinal()
        ]
    )


def service_marks(found: list[Moment], window: Window) -> Iterator[str]:
    """Yield what you asked and what you gave in the window."""
    for moment in found:
        if moment.what in (ASKED, GAVE) and window.holds(moment.day):
            yield moment.what


def your_turn(facts: Facts, found: list[Moment], on: date) -> YourTurn | None:
    """Return the contact if you only asked, for long."""
    recent = [moment.what for moment in found if (on - moment.day).days < _RECENT]
    asked = recent.count(ASKED)
    if facts.contact.closed or asked < _OFTEN or GAVE in recent:
        return None
    return YourTurn(facts.contact.id, asked)
