"""Shares of small numbers: when there is one to speak of, and how sure it is."""

from __future__ import annotations

from math import sqrt

ENOUGH = 5  # cases for a rate
MANY = 20  # cases for a percentage
_Z = 1.959963984540054  # standard deviations on both sides that hold 95 %


def share(part: int, whole: int) -> float | None:
    """Return the share, or None where there are too few cases for one."""
    return part / whole if whole >= ENOUGH else None


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the ends of Wilson's score interval of 95 % (Wilson 1927); `whole` is not 0."""
    p, spread = part / whole, _Z * _Z / whole
    middle = (p + spread / 2) / (1 + spread)
    half = _Z * sqrt(p * (1 - p) / whole + spread / whole / 4) / (1 + spread)
    return max(middle - half, 0.0), min(middle + half, 1.0)
