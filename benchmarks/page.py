"""The tables of docs/performance.md, from what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import plot
from measure import Cost

HEAD = (
    "| what | contacts | CPU ms | wall ms | peak MB | against | CPU | wall | aim |\n"
    "|---|---:|---:|---:|---:|---|---:|---:|---|\n"
)
GROWTH_HEAD = "| growth | contacts | CPU | wall | aim |\n|---|---|---:|---:|---|\n"
NOISE = 1.1  # what a growth may be above its aim


class Aim(NamedTuple):
    """What is wanted at most."""

    cpu: float | None = None  # times that of the other
    wall: float | None = None
    memory: float | None = None  # MB, of the largest process


class Line(NamedTuple):
    """One row of the table: medians."""

    what: str
    against: str
    size: int  # 0: it does not depend on the book
    cost: Cost
    peer: Cost
    ratio: tuple[float, float]  # CPU, wall: of the pairs
    aim: Aim
    every: float  # MB of all processes together at their peak; 0: not measured
    runs: int  # pairs


def row(line: Line) -> str:
    """Return one row of the table."""
    cost, every = line.cost, line.every
    size = f"{line.size:,}" if line.size else ""
    memory = f"{cost.memory:.0f}" + (f" (all: {every:.0f})" if every > cost.memory else "")
    cpu, wall = line.ratio
    cells = (
        line.what, size, f"{cost.cpu * 1000:,.0f}", f"{cost.wall * 1000:,.0f}", memory,
        line.against, _multiple(cpu), _multiple(wall), "; ".join(_aims(line)),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _multiple(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


def _aims(line: Line) -> Iterator[str]:
    is_ = (*line.ratio, line.cost.memory)
    for name, unit, found, aim in zip(Aim._fields, ("", "", " MB"), is_, line.aim, strict=True):
        if aim is not None:
            shown = "CPU" if name == "cpu" else name
            yield f"{shown} ≤ {aim:g}{unit}: {verdict(found, aim)}"


def verdict(found: float, aim: float, noise: float = 1) -> str:
    """Return whether an aim is met, and by how much it is missed where it is not."""
    return "met" if found <= aim * noise else f"missed by {(found / aim - 1) * 100:.0f} %"


def growth(lines: Sequence[Line]) -> str:
    """Return a table of how each thing grows from one size to the next; none of one size."""
    rows = "".join(f"{text}\n" for text in _growths(lines))
    return GROWTH_HEAD + rows if rows else ""


def _growths(lines: Sequence[Line]) -> Iterator[str]:
    for what in dict.fromkeys(line.what for line in lines):
        costs = {line.size: line.cost for line in reversed(lines) if line.what == what}
        for small, large in pairwise(sorted(costs)):
            cpu, wall = costs[large].per(costs[small])
            step = f"{small:,} to {large:,}"
            aim = large / small
            shown = f"CPU ≤ {aim:g}: {verdict(cpu, aim, NOISE)}"
            yield f"| {what} | {step} | {cpu:.1f} | {wall:.1f} | {shown} |"


def write(docs: Path, lines: Sequence[Line], where: str) -> None:
    """Put the tables into their page, and the plot beside it."""
    order = list(dict.fromkeys((line.what, line.against) for line in lines))
    lines = sorted(lines, key=lambda line: (order.index((line.what, line.against)), line.size))
    replace(
        docs, "run.py", f"{where} Medians of {_span(lines)} pairs.", table(lines), growth(lines)
    )
    image = docs / "images" / "performance.svg"
    image.parent.mkdir(exist_ok=True)
    image.write_text(plot.drawn(curves(lines)), encoding="utf-8")


def table(lines: Sequence[Line]) -> str:
    """Return the table of what was measured."""
    return HEAD + "".join(f"{row(line)}\n" for line in lines)


def replace(docs: Path, script: str, *parts: str) -> None:
    """Put these parts into the page, between the marks of a script."""
    start, end = (f"<!-- benchmarks/{script}: {word} -->" for word in ("start", "end"))
    page = docs / "performance.md"
    before, rest = page.read_text(encoding="utf-8").split(start)
    text = "\n\n".join(part.strip() for part in parts if part)
    page.write_text(f"{before}{start}\n\n{text}\n\n{end}{rest.split(end)[1]}", encoding="utf-8")


def _span(lines: Sequence[Line]) -> str:
    runs = [line.runs for line in lines]
    few, many = min(runs), max(runs)
    return f"{few}" if few == many else f"{few} to {many}"


def curves(lines: Sequence[Line]) -> list[plot.Curve]:
    """Return the wall times against the sizes: ours, then those of floors and peers."""
    ours: dict[str, dict[int, float]] = {}
    theirs: dict[str, dict[int, float]] = {}
    for line in lines:
        if line.size:
            ours.setdefault(line.what, {}).setdefault(line.size, line.cost.wall)
            theirs.setdefault(line.against, {}).setdefault(line.size, line.peer.wall)
    found = []
    others = {name: points for name, points in theirs.items() if name not in ours}
    for group, dashed in ((ours, False), (others, True)):
        for name, points in group.items():
            if len(points) > 1:
                found.append(plot.Curve(name.replace("`", ""), dashed, sorted(points.items())))
    return found
