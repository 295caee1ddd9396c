"""The figures about answers: yours to them, and theirs to your tries."""

from __future__ import annotations

from followup_md.policy.phrases import DAYS, capitalized, channel_label, plural
from followup_md.stats.calls import BANDS, LEAST, Calls
from followup_md.stats.figures import Figures
from followup_md.stats.shares import MANY, percent, share_in_words
from followup_md.stats.survival import Step
from followup_md.stats.tries import Answered, ChannelAnswers
from followup_md.stats.waits import Returned
from followup_md.website.pages.insights import plots
from followup_md.website.pages.insights.figure import MOST, Cell, Figure, counted, sentence
from followup_md.website.pages.insights.plots import Spec

_DAYS = 60  # working days that are drawn: what takes longer is in the median, and rare


def returned(figures: Figures) -> Figure | None:
    """Return how long they wait for you."""
    both = {"calls": figures.calls_returned, "written": figures.written_returned}
    both = {name: figure for name, figure in both.items() if figure.n}
    if not both:
        return None
    curves = {name: figure.curve for name, figure in both.items() if figure.curve}
    findings = [_half(name, figure) for name, figure in both.items()]
    notes = [_ends(name, figure) for name, figure in both.items()]
    plot = None
    if any(len(_from_zero(curve)) > 1 for curve in curves.values()):

        def plot(width: int) -> Spec:
            points = {name: _from_zero(curve) for name, curve in curves.items()}
            long = any(curve[-1].time > _DAYS for curve in curves.values())
            title = f"working days, the first {_DAYS}" if long else "working days"
            return plots.lines(points, title, width, stepped=True)

    columns, rows = _curve_table("Working days", "{}", curves)
    if not curves:
        columns = "", "Came", "Returned", "Open"
        rows = tuple(
            (Cell(name), Cell(str(one.n)), Cell(str(one.returned)), Cell(str(one.open)))
            for name, one in both.items()
        )
    return Figure(
        "returned",
        "How long they wait for you",
        sentence("; ".join(findings)),
        sentence("; ".join(notes)),
        columns,
        rows,
        plot,
        "Of 2,241 firms that were asked something through their website, 37 % answered within an"
        " hour (Oldroyd and others, 2011); of e-mail replies between people, 90 % come within a"
        " day (Kooti and others, 2015).",
    )


def _half(name: str, figure: Returned) -> str:
    what = "calls" if name == "calls" else "messages"
    if figure.median is None:
        return f"{figure.returned} of {figure.n} {what} were answered so far"
    within = f"within {plural(figure.median, 'working day')}" if figure.median else "on the day"
    return f"half of their {what} are answered {within}"


def _ends(name: str, figure: Returned) -> str:
    words = [f"{figure.n} {'calls' if name == 'calls' else 'messages'}"]
    words += [f"{figure.open} still open"] if figure.open else []
    words += [f"{figure.rang_twice} came back first"] if figure.rang_twice else []
    words += [f"{figure.dropped} dropped by a status"] if figure.dropped else []
    return ", ".join(words)


def _from_zero(curve: tuple[Step, ...]) -> list[tuple[int, float]]:
    points = [(step.time, step.gone) for step in curve if step.time <= _DAYS]
    return points if curve[0].time == 0 else [(0, 0.0), *points]


def _curve_table(
    head: str, label: str, curves: dict[str, tuple[Step, ...]]
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Return a row for each time of any curve, with the share that each has come to by then."""
    times = sorted({step.time for curve in curves.values() for step in curve})[:MOST]
    rows = []
    for time in times:
        cells = [Cell(label.format(time))]
        for curve in curves.values():
            last = next((step for step in reversed(curve) if step.time <= time), None)
            cells.append(Cell(f"{percent(last.gone)} %", last.gone) if last else Cell("0 %", 0.0))
        rows.append(tuple(cells))
    return (head, *map(capitalized, curves)), tuple(rows)


def tries(figures: Figures) -> Figure | None:
    """Return at which try they answer."""
    both = {"new people": figures.new, "known people": figures.known}
    both = {name: answered for name, answered in both.items() if answered.n}
    if not both:
        return None
    curves = {name: answered.curve for name, answered in both.items() if answered.curve}
    plot = None
    if any(len(curve) > 1 for curve in curves.values()):

        def plot(width: int) -> Spec:
            points = {name: [(s.time, s.gone) for s in curve] for name, curve in curves.items()}
            return plots.lines(points, "tries", width, stepped=False)

    findings = [_by_try(name, answered) for name, answered in both.items()]
    notes = [_outreaches(name, answered) for name, answered in both.items()]
    columns, rows = _curve_table("By try", "{}", curves)
    if not curves:
        columns = "", "Times you reached out", "Still open"
        rows = tuple((Cell(n), Cell(str(a.n)), Cell(str(a.open))) for n, a in both.items())
    return Figure(
        "tries",
        "At which try they answer",
        sentence("; ".join(findings)),
        sentence("; ".join(notes)),
        columns,
        rows,
        plot,
        "Over half of the leads that became customers were not reached by the first call, and 93 %"
        " were by the sixth (Velocify, 3.5 million leads).",
    )


def _by_try(name: str, answered: Answered) -> str:
    if not answered.curve:
        return f"{name}: too few for a rate ({answered.n})"
    first, last = answered.curve[0], answered.curve[-1]
    if answered.n < MANY:
        return f"{first.ended} of {first.at_risk} {name} answered the first try"
    later = f", {percent(last.gone)} % by try {last.time}" if last is not first else ""
    return f"{percent(first.gone)} % of {name} answer the first try{later}"


def _outreaches(name: str, answered: Answered) -> str:
    words = [f"{name} {answered.n} times"]
    words += [f"{answered.open} still open"] if answered.open else []
    words += [f"{answered.too_young} too young to count"] if answered.too_young else []
    return ", ".join(words)


def channels(figures: Figures) -> Figure | None:
    """Return which channel gets an answer."""
    both = {"new people": figures.new_channels, "known people": figures.known_channels}
    if not any(both.values()):
        return None
    enough = [
        (channel_label(row.channel), group, row.rate)
        for group, rows in both.items()
        for row in rows
        if row.rate is not None
    ]
    plot = None
    if enough:

        def plot(width: int) -> Spec:
            return plots.shares(enough, width)

    best = {group: _best(rows) for group, rows in both.items()}
    findings = [
        f"{group} answer {channel_label(row.channel)} most ({share_in_words(row.answered, row.n)})"
        for group, row in best.items()
        if row is not None
    ]
    young = f"; {figures.young_tries} too young to count" if figures.young_tries else ""
    total = sum(row.n for rows in both.values() for row in rows)
    return Figure(
        "channels",
        "Which channel gets an answer",
        sentence("; ".join(findings) or "too few tries on any channel for a rate"),
        f"{total} tries, answered within ten working days or not{young}.",
        ("", "Channel", "Answered"),
        tuple(
            (Cell(group), Cell(channel_label(row.channel)), counted(row.answered, row.n))
            for group, rows in both.items()
            for row in rows[:MOST]
        ),
        plot,
    )


def _best(rows: tuple[ChannelAnswers, ...]) -> ChannelAnswers | None:
    rated = [row for row in rows if row.rate is not None]
    return max(rated, key=lambda row: (row.rate or 0, row.n), default=None)


def calls(figures: Figures) -> Figure | None:
    """Return when calls are picked up."""
    picked = figures.picked_up
    if not picked.days:
        return None
    named = [(DAYS[row.number], row) for row in picked.days]
    for row in picked.hours:
        first, end = BANDS[row.number]
        named.append((f"{first} to {end} h", row))
    rated = [(label, *_interval(row)) for label, row in named if row.interval is not None]
    plot = None
    if rated:

        def plot(width: int) -> Spec:
            return plots.intervals(rated, width)

    untimed = "" if picked.hours else f" Hours are shown from {LEAST} calls with a time on."
    return Figure(
        "calls",
        "When calls are picked up",
        sentence(_best_day(picked.days)),
        f"{picked.n} calls. Lines show where the share lies with 95 %.{untimed}",
        ("", "Picked up", "95 %"),
        tuple(
            (Cell(label), counted(row.picked_up, row.n), Cell(_bounds(row))) for label, row in named
        ),
        plot,
        "In the data of 3.5 million leads the hour moved it by 2.5 points (Velocify).",
    )


def _interval(row: Calls) -> tuple[float, float, float]:
    low, high = row.interval or (0.0, 1.0)
    return row.picked_up / row.n, low, high


def _bounds(row: Calls) -> str:
    if row.interval is None:
        return ""
    low, high = row.interval
    return f"{percent(low)} to {percent(high)} %"


def _best_day(days: tuple[Calls, ...]) -> str:
    rated = [row for row in days if row.interval is not None]
    if len(rated) < 2:
        return f"{sum(r.picked_up for r in days)} of {sum(r.n for r in days)} calls were picked up"
    best, worst = (pick(rated, key=lambda row: (row.rate or 0, row.n)) for pick in (max, min))
    low, high = _interval(best)[1], _interval(worst)[2]
    chance = "; the difference may be chance" if low <= high else ""
    return (
        f"most on {DAYS[best.number]} ({share_in_words(best.picked_up, best.n)}), least on"
        f" {DAYS[worst.number]} ({share_in_words(worst.picked_up, worst.n)}){chance}"
    )
