"""How long something lasts, where some of it still goes on (Kaplan and Meier, 1958)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from followup_md.stats.shares import ENOUGH
from followup_md.typed import NamedTuple

# By how long it has lasted and whether it has ended, how often: one that goes on is censored.
Spans = Mapping[tuple[int, bool], int]


class Step(NamedTuple):
    """What became of those that lasted to some time."""

    time: int
    at_risk: int  # how many lasted at least so long
    ended: int  # how many ended then
    left: Fraction  # the share that goes on after it

    @property
    def gone(self) -> float:
        """The share that has ended by then."""
        return float(1 - self.left)


def steps(spans: Spans, times: Iterable[int] | None = None) -> list[Step]:
    """Return the estimate at these times, in order; without `times`, wherever something ended."""
    lasted: dict[int, int] = {}
    ended: dict[int, int] = {}
    for (time, is_over), count in spans.items():
        lasted[time] = lasted.get(time, 0) + count
        if is_over:
            ended[time] = ended.get(time, 0) + count
    found, left = [], Fraction(1)
    waiting, at_risk = sorted(lasted, reverse=True), sum(lasted.values())
    for time in sorted(ended) if times is None else times:
        while waiting and waiting[-1] < time:
            at_risk -= lasted[waiting.pop()]
        if not at_risk:
            break
        left *= 1 - Fraction(ended.get(time, 0), at_risk)
        found.append(Step(time, at_risk, ended.get(time, 0), left))
    return found


def median(found: Iterable[Step]) -> int | None:
    """Return the first time at which half or less goes on, or None if it does not come."""
    return next((step.time for step in found if 2 * step.left <= 1), None)


def curve(found: Iterable[Step]) -> tuple[Step, ...]:
    """Return the steps at which there are enough left to look at."""
    return tuple([step for step in found if step.at_risk >= ENOUGH])
