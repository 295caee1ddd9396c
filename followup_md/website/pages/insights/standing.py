"""The figures about what stands: who has not answered, promises, quotes, and weeks."""

from __future__ import annotations

from followup_md.policy.phrases import capitalized, plural
from followup_md.stats.figures import Figures
from followup_md.stats.promises import Kept
from followup_md.stats.shares import share_in_words
from followup_md.website.pages.insights import plots
from followup_md.website.pages.insights.figure import (
    Cell,
    Figure,
    counted,
    day_and_month,
    sentence,
)
from followup_md.website.pages.insights.plots import Spec


def waiting(figures: Figures) -> Figure | None:
    """Return who has not answered yet."""
    count = figures.waiting
    if not count.n:
        return None
    labels = [(f"{tries} {'try' if tries == 1 else 'tries'}", n) for tries, n in count.by]
    labels += [("series over", count.past)] if count.past else []
    people = "person has" if count.n == 1 else "people have"
    over = f", and for {count.past} of them the series is over" if count.past else ""

    def plot(width: int) -> Spec:
        rows = [(label, "people", n) for label, n in labels]
        return plots.stacks(rows, ["people"], "people", width)

    return Figure(
        "waiting",
        "Waiting for their answer",
        f"{count.n} {people} not answered yet{over}.",
        "As it stands on the day, by how often you tried.",
        ("Tries", "People"),
        tuple((Cell(label), Cell(str(n))) for label, n in labels),
        plot,
    )


_STATES = ("on time", "late", "past due", "to come", "dropped")


def promises(figures: Figures) -> Figure | None:
    """Return what became of promises."""
    sides = {"yours": figures.mine, "theirs": figures.theirs}
    sides = {name: kept for name, kept in sides.items() if any(kept)}
    if not sides:
        return None

    def plot(width: int) -> Spec:
        rows = [
            (name, state, n)
            for name, kept in sides.items()
            for state, n in zip(_STATES, kept, strict=True)
        ]
        return plots.stacks(rows, _STATES, "promises", width)

    findings = [
        f"{name}, {share_in_words(kept.on_time, kept.n)} kept on time"
        if kept.n
        else f"{name}, none is due yet"
        for name, kept in sides.items()
    ]
    return Figure(
        "promises",
        "Your word, and theirs",
        sentence("; ".join(findings)),
        f"{sum(map(sum, sides.values()))} promises; dropped ones and those to come have no part"
        " in the rate.",
        ("", *map(capitalized, _STATES), "Kept on time"),
        tuple((Cell(n), *(Cell(str(c)) for c in kept), _rate(kept)) for n, kept in sides.items()),
        plot,
    )


def _rate(kept: Kept) -> Cell:
    return counted(kept.on_time, kept.n) if kept.n else Cell("")


def quotes(figures: Figures) -> Figure | None:
    """Return how quotes ended."""
    found = figures.quotes
    if not found.n:
        return None

    def plot(width: int) -> Spec:
        rows = [
            (plural(row.follow_ups, "follow-up"), result, n)
            for row in found.by
            for result, n in (
                ("won", row.won),
                ("lost", row.lost),
                ("withdrawn", row.n - row.won - row.lost),
            )
        ]
        return plots.stacks(rows, ("won", "lost", "withdrawn"), "quotes", width)

    decided = found.won + found.lost
    finding = (
        f"{share_in_words(found.won, decided)} quotes were won"
        if decided
        else ("no quote was decided")
    )
    return Figure(
        "quotes",
        "Quotes, by follow-ups",
        sentence(finding),
        f"{plural(found.n, 'quote')} with a result, {found.withdrawn} of them withdrawn;"
        f" {found.open} still open and not counted.",
        ("Follow-ups", "Won", "Lost", "Withdrawn", "Share won"),
        tuple(
            (
                Cell(str(row.follow_ups)),
                Cell(str(row.won)),
                Cell(str(row.lost)),
                Cell(str(row.n - row.won - row.lost)),
                counted(row.won, row.won + row.lost) if row.won + row.lost else Cell(""),
            )
            for row in found.by
        ),
        plot,
    )


def ahead(figures: Figures) -> Figure | None:
    """Return what comes up."""
    ahead = figures.ahead
    rows = [("due now", ahead.due)]
    for number, (monday, count) in enumerate(ahead.weeks):
        rows.append((day_and_month(monday.day, monday.month) if number else "this week", count))
    rows.append(("later", ahead.later))
    if not sum(count for _, count in rows):
        return None
    coming = sum(count for _, count in ahead.weeks)

    def plot(width: int) -> Spec:
        counts = [(label, "people", n) for label, n in rows]
        return plots.stacks(counts, ["people"], "people", width)

    return Figure(
        "ahead",
        "The coming six weeks",
        f"{ahead.due} {'is' if ahead.due == 1 else 'are'} due now, {coming} come up within six"
        " weeks.",
        f"Each contact once, by its earliest date; {ahead.no_date} without a date.",
        ("Week of", "People"),
        tuple((Cell(label), Cell(str(n))) for label, n in rows),
        plot,
    )


def weeks(figures: Figures) -> Figure | None:
    """Return what happened week by week."""
    found = figures.weeks
    names = ("talked", "they came", "gave", "asked")
    counts = [(w.talked, w.theirs, w.gave, w.asked) for w in found]
    labels = [day_and_month(w.monday.day, w.monday.month) for w in found]
    talked, theirs, gave, asked = map(sum, zip(*counts, strict=True))
    if not talked + theirs + gave + asked:
        return None

    def plot(width: int) -> Spec:
        rows = [
            (label, name, n)
            for label, each in zip(labels, counts, strict=True)
            for name, n in zip(names, each, strict=True)
        ]
        return plots.columns(rows, names, width)

    return Figure(
        "weeks",
        "A week",
        f"In {len(found)} weeks: {plural(talked, 'conversation')}, {theirs} touches of theirs,"
        f" {gave} of service, {asked} tries.",
        "Appointments to come are left out; so is what came to nothing and was not written down.",
        ("Week of", *map(capitalized, names)),
        tuple(
            (Cell(label), *(Cell(str(n)) for n in each))
            for label, each in reversed(list(zip(labels, counts, strict=True)))
        ),
        plot,
    )
