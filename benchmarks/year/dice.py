"""Chance that depends on the seed and on what it is about, and never on what was asked before."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Dice(NamedTuple):
    """The chance of one contact: the same question has the same answer, whatever was done before.

    So two editions of the program, with other verdicts, are tried on the same world.
    """

    seed: int
    who: str

    def roll(self, *what: object) -> float:
        """Return a number from 0 up to but not including 1."""
        return random.Random("|".join(map(str, (self.seed, self.who, *what)))).random()

    def chance(self, share: float, *what: object) -> bool:
        """Return True in this share of the cases."""
        return self.roll(*what) < share

    def pick(self, choices: Sequence[T], *what: object) -> T:
        """Return one of the choices."""
        return choices[int(self.roll(*what) * len(choices))]

    def between(self, low: int, high: int, *what: object) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self.roll(*what) * (high - low + 1))
