"""The table and the plot of docs/performance.md."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from run import Line

START, END = "<!-- benchmarks/run.py: start -->", "<!-- benchmarks/run.py: end -->"
HEAD = (
    "| what | contacts | CPU ms | wall ms | peak MB | against | CPU | wall | aim |\n"
    "|---|---:|---:|---:|---:|---|---:|---:|---|\n"
)
COLOURS = ("#1f5fa8", "#b5462a", "#3c7a3c", "#7a4b9a", "#8a6d1d")
LEFT, TOP, WIDTH, HEIGHT = 70, 20, 420, 280


def row(line: Line) -> str:
    """Return one row of the table."""
    cpu, wall = line.ratio
    aims = [f"{name} ≤ {aim:g}" for name, aim in zip(("CPU", "wall"), line.aim, strict=True) if aim]
    met = all(aim is None or is_ <= aim for is_, aim in zip(line.ratio, line.aim, strict=True))
    aim = f"{', '.join(aims)}: {'met' if met else 'missed'}" if aims else ""
    size = f"{line.size:,}" if line.size else ""
    cost = f"{line.cost.cpu * 1000:,.0f} | {line.cost.wall * 1000:,.0f} | {line.cost.memory:.0f}"
    return f"| {line.what} | {size} | {cost} | {line.against} | {cpu:.2f} | {wall:.2f} | {aim} |"


def write(docs: Path, lines: Sequence[Line], where: str) -> None:
    """Put the table into its page, and write the plot beside it."""
    page = docs / "performance.md"
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(START)
    after = rest.split(END)[1]
    table = HEAD + "".join(f"{row(line)}\n" for line in lines)
    page.write_text(f"{before}{START}\n\n{where}.\n\n{table}\n{END}{after}", encoding="utf-8")
    image = docs / "images" / "performance.svg"
    image.parent.mkdir(exist_ok=True)
    image.write_text(plot(lines), encoding="utf-8")


def plot(lines: Sequence[Line]) -> str:
    """Return wall time against size, both on a logarithmic scale, as an SVG."""
    curves: dict[str, list[tuple[int, float]]] = {}
    for line in lines:
        if line.what in ("first `due`", "`due`, nothing changed"):
            curves.setdefault(line.what.replace("`", ""), []).append((line.size, line.cost.wall))
            curves.setdefault(line.against.replace("`", ""), []).append((line.size, line.peer.wall))
    points = [point for curve in curves.values() for point in curve]
    left, right = (math.log10(end(size for size, _ in points)) for end in (min, max))
    low = math.floor(math.log10(min(wall for _, wall in points)))
    high = math.ceil(math.log10(max(wall for _, wall in points)))

    def x(size: float) -> float:
        return LEFT + WIDTH * (math.log10(size) - left) / max(right - left, 0.1)

    def y(wall: float) -> float:
        return TOP + HEIGHT * (high - math.log10(wall)) / (high - low)

    parts = []
    for power in range(low, high + 1):
        height = y(10.0**power)
        name = f"{10**power:g} s" if power >= 0 else f"{10 ** (power + 3):g} ms"
        parts.append(f'<path d="M{LEFT} {height:.1f}h{WIDTH}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{height + 4:.1f}" text-anchor="end">{name}</text>')
    for size in sorted({size for size, _ in points}):
        place = f'x="{x(size):.1f}" y="{TOP + HEIGHT + 20}"'
        parts.append(f'<text {place} text-anchor="middle">{size:,}</text>')
    for (name, curve), colour in zip(curves.items(), COLOURS, strict=False):
        path = "L".join(f"{x(size):.1f} {y(wall):.1f}" for size, wall in sorted(curve))
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        last = max(curve)
        place = f'x="{x(last[0]) + 8:.1f}" y="{y(last[1]) + 4:.1f}"'
        parts.append(f'<text {place} fill="{colour}">{name}</text>')
    whole = f'width="{LEFT + WIDTH + 170}" height="{TOP + HEIGHT + 35}"'
    style = 'font-family="sans-serif" font-size="13" role="img"'
    title = "<title>Wall time against the number of contacts, both logarithmic</title>"
    body = "\n".join(parts)
    paper = '<rect width="100%" height="100%" fill="#fff"/>'  # readable on a dark page, too
    start = f'<svg xmlns="http://www.w3.org/2000/svg" {whole} {style}>'
    return "\n".join((start, title, paper, body, "</svg>\n"))
