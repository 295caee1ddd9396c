"""Shares of small numbers: when there is one to speak of, and how sure it is."""

from __future__ import annotations

from math import sqrt

ENOUGH = 5  # cases for a rate
MANY = 20  # cases for a percentage
_Z = 1.959963984540054  # standard deviations on both sides that hold 95 %


def share(part: int, whole: int) -> float | None:
    """Return the share, or None where there are too few cases for one."""
    return part / whole if whole >= ENOUGH else None


def percent(part: float) -> int:
    """Return a share in per cent; 0 and 100 are nobody and everybody, not nearly so."""
    rounded = round(100 * part)
    if rounded == 0 and part > 0:
        return 1
    return 99 if rounded == 100 and part < 1 else rounded


def share_in_words(part: int, whole: int) -> str:
    """Return `41 % of 22`, or `7 of 12` where there are too few for a percentage."""
    return f"{percent(part / whole)} % of {whole}" if whole >= MANY else f"{part} of {whole}"


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the ends of Wilson's score interval of 95 % (Wilson 1927); `whole` is not 0."""
    p, spread = part / whole, _Z * _Z / whole
    middle = (p + spread / 2) / (1 + spread)
    half = _Z * sqrt(p * (1 - p) / whole + spread / whole / 4) / (1 + spread)
    return max(middle - half, 0.0), min(middle + half, 1.0)
