"""A plot of times against sizes, both logarithmic, as an SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

COLOURS = (
    "#1f5fa8", "#b5462a", "#3c7a3c", "#7a4b9a", "#8a6d1d", "#0e7c86", "#a03060", "#555555",
    "#4a6fd0", "#c07018", "#5d8a1f", "#222222",
)  # fmt: skip
LEFT, TOP, WIDTH, HEIGHT, RIGHT = 60, 20, 440, 400, 250
LINE = 16  # between two names


class Curve(NamedTuple):
    name: str
    dashed: bool  # a floor or a peer
    points: Sequence[tuple[int, float]]  # contacts, seconds


class Frame(NamedTuple):
    """Where a value stands on the paper."""

    sizes: tuple[float, float]  # logarithms
    times: tuple[int, int]

    def x(self, size: float) -> float:
        low, high = self.sizes
        return LEFT + WIDTH * (math.log10(size) - low) / max(high - low, 0.1)

    def y(self, time: float) -> float:
        low, high = self.times
        return TOP + HEIGHT * (high - math.log10(time)) / (high - low)


def drawn(curves: Sequence[Curve]) -> str:
    """Return the SVG."""
    points = [point for curve in curves for point in curve.points]
    sizes = sorted({size for size, _ in points})
    times = [math.log10(time) for _, time in points]
    frame = Frame(
        (math.log10(sizes[0]), math.log10(sizes[-1])),
        (math.floor(min(times)), math.ceil(max(times))),
    )
    names = _apart([frame.y(curve.points[-1][1]) for curve in curves])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + RIGHT}"'
        f' height="{TOP + HEIGHT + 35}" font-family="sans-serif" font-size="13" role="img">',
        "<title>Wall time against the number of contacts, both logarithmic</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',  # readable on a dark page, too
        *_grid(frame, sizes),
    ]
    for number, (curve, y) in enumerate(zip(curves, names, strict=True)):
        parts += _curve(frame, curve, COLOURS[number % len(COLOURS)], y)
    return "\n".join((*parts, "</svg>\n"))


def _grid(frame: Frame, sizes: Iterable[int]) -> Iterable[str]:
    low, high = frame.times
    for power in range(low, high + 1):
        y = frame.y(10.0**power)
        name = f"{10**power:g} s" if power >= 0 else f"{10 ** (power + 3):g} ms"
        yield f'<path d="M{LEFT} {y:.1f}h{WIDTH}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{name}</text>'
    for size in sizes:
        place = f'x="{frame.x(size):.1f}" y="{TOP + HEIGHT + 20}"'
        yield f'<text {place} text-anchor="middle">{size:,}</text>'


def _curve(frame: Frame, curve: Curve, colour: str, name_y: float) -> Iterable[str]:
    places = [(frame.x(size), frame.y(time)) for size, time in curve.points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    look = f'fill="none" stroke="{colour}"'
    dashes = ' stroke-dasharray="5 4"' if curve.dashed else ' stroke-width="2"'
    yield f'<path d="M{path}" {look}{dashes}/>'
    x, y = places[-1]
    yield f'<path d="M{x:.1f} {y:.1f}L{x + 12:.1f} {name_y:.1f}" {look} stroke-width="0.5"/>'
    yield f'<text x="{x + 15:.1f}" y="{name_y + 4:.1f}" fill="{colour}">{escape(curve.name)}</text>'


def _apart(heights: Sequence[float]) -> list[float]:
    """Return heights near these at which names do not overlap."""
    found = list(heights)
    order = sorted(range(len(found)), key=found.__getitem__)
    for above, below in pairwise(order):
        found[below] = max(found[below], found[above] + LINE)
    return found
