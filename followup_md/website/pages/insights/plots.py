"""Plots as Vega-Lite specifications: plain values, drawn by plotting.py.

Colours are variables of the theme, so that one drawing suits light and dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Any

Spec = dict[str, Any]
WIDTHS = (560, 320)  # pixels: for a screen, and for a telephone
COLOURS = tuple(f"var(--plot-{letter})" for letter in "abcde")
_TEXT, _FAINT = "currentColor", "var(--line)"
_FONT = 12  # pixels
_LEGEND = 100  # pixels for a colour and its name
_DOTTED = 12  # points of a line that are marked, each with its number
_LINE = 18  # pixels of a row of the legend
_ROW = 26  # pixels of a bar with its gap
_APART = tuple(step * 10**power for power in range(7) for step in (1, 2, 5))  # of ticks


def lines(
    series: Mapping[str, Sequence[tuple[int, float]]], title: str, width: int, stepped: bool
) -> Spec:
    """Return the growing shares of series, each as a line; `stepped`: nothing is between points."""
    values = [{"x": x, "y": y, "of": name} for name, points in series.items() for x, y in points]
    whole = {x for points in series.values() for x, _ in points}
    axis: Spec = {"title": title, "grid": False, "format": "d", "tickMinStep": 1}
    if len(whole) <= _DOTTED:
        axis["values"] = sorted(whole)
    encoding = {
        "x": {"field": "x", "type": "quantitative", "axis": axis, "scale": {"nice": False}},
        "y": _share_axis("y"),
        "color": _colour("of", list(series), legend=True)
        | {"legend": {"symbolType": "stroke", "symbolStrokeWidth": 3}},
    }
    mark: Spec = {"type": "line", "strokeWidth": 2.5}
    if len(whole) <= _DOTTED:
        mark["point"] = {"size": 40}
    if stepped:
        mark["interpolate"] = "step-after"
    return _spec(values, {"mark": mark, "encoding": encoding}, width, 220)


def shares(rows: Iterable[tuple[str, str, float]], width: int) -> Spec:
    """Return a bar for the share of each label, in groups: label, group, share."""
    every = list(rows)
    values: list[Spec] = [{"label": label, "of": group, "y": y} for label, group, y in every]
    labels = list(dict.fromkeys(label for label, _, _ in every))
    groups = list(dict.fromkeys(group for _, group, _ in every))
    encoding = {
        "y": _labels(labels),
        "yOffset": {"field": "of", "sort": groups},
        "x": _share_axis("y"),
        "color": _colour("of", groups, legend=True),
    }
    height = 40 + _ROW * len(labels) * len(groups) + max(_legend(groups, width), _LINE)
    return _spec(values, {"mark": {"type": "bar"}, "encoding": encoding}, width, height)


def intervals(rows: Iterable[tuple[str, float, float, float]], width: int) -> Spec:
    """Return the share of each label with the interval it lies in: label, share, low, high."""
    values: list[Spec] = [
        {"label": label, "y": share, "low": low, "high": high} for label, share, low, high in rows
    ]
    y = _labels([row["label"] for row in values])
    layers = [
        {
            "mark": {"type": "rule", "strokeWidth": 2, "color": COLOURS[0]},
            "encoding": {"y": y, "x": _share_axis("low"), "x2": {"field": "high"}},
        },
        {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 70,
                "opacity": 1,
                "color": COLOURS[0],
            },
            "encoding": {"y": y, "x": _share_axis("y")},
        },
    ]
    return _spec(values, {"layer": layers}, width, 40 + _ROW * len(values))


def stacks(
    rows: Sequence[tuple[str, str, int]], series: Sequence[str], title: str, width: int
) -> Spec:
    """Return a bar of counts for each label, made of the counts of the series."""
    order = {name: place for place, name in enumerate(series)}
    values = [
        {"label": label, "of": name, "n": n, "at": order[name]} for label, name, n in rows if n
    ]
    every = list(dict.fromkeys(label for label, _, _ in rows))
    encoding = {
        "y": _labels(every),
        "x": _count_axis("n", title, _highest(rows)),
        "order": {"field": "at", "type": "quantitative"},
        "color": _colour("of", list(series), legend=len(series) > 1),
    }
    height = 50 + _ROW * len(every) + _legend(series, width)
    return _spec(values, {"mark": {"type": "bar"}, "encoding": encoding}, width, height)


def columns(rows: Sequence[tuple[str, str, int]], series: Sequence[str], width: int) -> Spec:
    """Return counts over time, in columns made of the counts of the series; few labels show."""
    order = {name: place for place, name in enumerate(series)}
    every = list(dict.fromkeys(label for label, _, _ in rows))
    values = [{"label": label, "of": name, "n": n, "at": order[name]} for label, name, n in rows]
    apart = max(1, round(len(every) * 60 / width))
    x = {
        "field": "label",
        "type": "ordinal",
        "sort": every,
        "axis": {
            "title": None,
            "labelAngle": 0,
            "labelPadding": 8,
            "values": every[::-apart][::-1],
            "ticks": False,
        },
    }
    encoding = {
        "x": x,
        "y": _count_axis("n", None, _highest(rows)),
        "order": {"field": "at", "type": "quantitative"},
        "color": _colour("of", list(series), legend=len(series) > 1),
    }
    return _spec(values, {"mark": {"type": "bar"}, "encoding": encoding}, width, 220)


def _spec(values: Sequence[Spec], marks: Spec, width: int, height: int) -> Spec:
    label = {"labelColor": _TEXT, "labelFontSize": _FONT, "titleColor": _TEXT}
    title = {"titleFontSize": _FONT, "titleFontWeight": "normal"}
    axis = {"domainColor": _FAINT, "tickColor": _FAINT, "gridColor": _FAINT, "labelLimit": 150}
    legend: Spec = {"orient": "top", "title": None, "symbolType": "square", "symbolStrokeWidth": 0}
    legend["columns"] = width // _LEGEND
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 4,
        "background": None,
        "config": {
            "aria": False,
            "font": "sans-serif",
            "view": {"stroke": None},
            "axis": label | title | axis,
            "legend": label | legend,
        },
        "data": {"values": list(values)},
    } | marks


def _legend(names: Sequence[str], width: int) -> int:
    """Return the height of a legend, 0 for a single name, which needs none."""
    return _LINE * ceil(len(names) / (width // _LEGEND)) if len(names) > 1 else 0


def _share_axis(field: str) -> Spec:
    axis = {"title": None, "format": "%", "tickCount": 4, "domain": False, "ticks": False}
    return {
        "field": field,
        "type": "quantitative",
        "axis": axis,
        "scale": {"domain": [0, 1]},
        "stack": None,
    }


def _count_axis(field: str, title: str | None, most: int) -> Spec:
    apart = next((n for n in _APART if most <= 5 * n), _APART[-1])
    axis = {"title": title, "format": "d", "values": list(range(0, most + apart, apart))}
    return {
        "field": field,
        "type": "quantitative",
        "axis": axis | {"domain": False, "ticks": False},
    }


def _highest(rows: Iterable[tuple[str, str, int]]) -> int:
    """Return the length of the longest stack."""
    sums: dict[str, int] = {}
    for label, _, n in rows:
        sums[label] = sums.get(label, 0) + n
    return max(sums.values(), default=0)


def _labels(labels: Sequence[str]) -> Spec:
    axis = {"title": None, "ticks": False, "domain": False, "labelPadding": 8}
    scale = {"domain": list(labels)}  # those of nobody, too
    return {"field": "label", "type": "nominal", "sort": None, "axis": axis, "scale": scale}


def _colour(field: str, names: Sequence[str], legend: bool) -> Spec:
    scale = {"domain": list(names), "range": list(COLOURS[: len(names)])}
    found: Spec = {"field": field, "type": "nominal", "scale": scale}
    return found if legend else found | {"legend": None}
