"""When calls are picked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from followup_md.policy.channels import is_in_person, is_live
from followup_md.policy.facts import Facts
from followup_md.policy.history import ASIDE, BOUNCED, is_two_way
from followup_md.stats.shares import ENOUGH, share, wilson
from followup_md.stats.window import Window, first_since
from followup_md.typed import NamedTuple

LEAST = 30  # calls, for a figure
BANDS = ((0, 9), (9, 12), (12, 14), (14, 17), (17, 24))  # hours
_UNTIMED = -1
Mark = tuple[int, int, bool]  # weekday, place in BANDS, whether somebody picked up


class Calls(NamedTuple):
    """Calls of one weekday, or of some hours."""

    number: int  # 0 is Monday; or the place in BANDS
    n: int
    picked_up: int

    @property
    def rate(self) -> float | None:
        """The share that was picked up."""
        return share(self.picked_up, self.n)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where that share lies with 95 %, or None where there is none."""
        return wilson(self.picked_up, self.n) if self.n >= ENOUGH else None


class PickedUp(NamedTuple):
    """Calls by when they were made; no rows where there are too few."""

    n: int
    days: tuple[Calls, ...]
    timed: int  # calls with a time
    hours: tuple[Calls, ...]


def call_marks(facts: Facts, window: Window) -> Iterator[Mark]:
    """Yield the calls of the window."""
    settings, history = facts.settings, facts.history
    start = first_since(history, window.since)
    for touch, reading in zip(history.touches[start:], history.readings[start:], strict=True):
        if touch.direction == "in" or reading in (ASIDE, BOUNCED):
            continue
        if is_live(touch.channel, settings) and not is_in_person(touch.channel, settings):
            band = _UNTIMED
            if touch.time:
                hour = int(touch.time[:2])
                band = next(n for n, (_, end) in enumerate(BANDS) if hour < end)
            yield touch.date.weekday(), band, is_two_way(touch, settings)


def picked_up(marks: Mapping[Mark, int]) -> PickedUp:
    """Return when calls were picked up."""
    n, days = _by(marks, lambda mark: mark[0])
    timed, hours = _by(marks, lambda mark: mark[1])
    return PickedUp(n, days, timed, hours)


def _by(marks: Mapping[Mark, int], number: Callable[[Mark], int]) -> tuple[int, tuple[Calls, ...]]:
    made: dict[int, int] = {}
    heard: dict[int, int] = {}
    for mark, count in marks.items():
        at = number(mark)
        if at != _UNTIMED:
            made[at] = made.get(at, 0) + count
            heard[at] = heard.get(at, 0) + (count if mark[2] else 0)
    total = sum(made.values())
    shown = sorted(made) if total >= LEAST else []
    return total, tuple([Calls(at, made[at], heard[at]) for at in shown])
