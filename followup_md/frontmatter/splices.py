"""Changes to a text as replaced stretches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from followup_md.typed import NamedTuple


class Splice(NamedTuple):
    """Replace `text[start:end]` by `new`."""

    start: int
    end: int
    new: str


def apply(text: str, splices: Iterable[Splice]) -> str:
    """Return `text` with all splices made, which must not overlap.

    Insertions at one offset stay in their order.
    """
    for start, end, new in sorted(splices, key=lambda splice: splice[:2])[::-1]:
        text = text[:start] + new + text[end:]
    return text


def collide(first: Sequence[Splice], second: Sequence[Splice]) -> bool:
    """Whether splices overlap or touch, except for insertions at one offset."""
    return any(
        a.start <= b.end and b.start <= a.end and not a.start == a.end == b.start == b.end
        for a in first
        for b in second
    )
