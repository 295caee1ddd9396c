"""The page for the end of a week: text, Markdown and JSON. What went well comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from followup_md.policy import headings
from followup_md.policy.phrases import format_date, full_date, plural
from followup_md.stats.week_review import Review
from followup_md.typed import NamedTuple
from followup_md.views.markdown_text import escape
from followup_md.views.text_layout import BOLD, CYAN, DIM, Screen, printable_line, wrap

_NAMES = 12  # of one kind; `stats` has all of them
_DRIFTING = 5
Json = dict[str, Any]


class Part(NamedTuple):
    """A heading with its lines."""

    heading: str
    lines: tuple[str, ...]


def text(review: Review, screen: Screen) -> str:
    """Return the page for a terminal."""
    lines = [screen.paint(_title(review), BOLD)]
    for part in _parts(review, printable_line):
        lines += ["", screen.paint(part.heading, BOLD, CYAN)]
        for line in part.lines:
            first, *rest = wrap(line, screen.width - 4)
            lines += [f"  - {first}", *(f"    {more}" for more in rest)]
    closing = _closing(review)
    if closing:
        lines += ["", *(screen.paint(part, DIM) for part in wrap(closing, screen.width))]
    return "\n".join(lines) + "\n"


def markdown(review: Review, private: int) -> str:
    """Return the page in Markdown; `private`: how many contacts it leaves out."""
    parts = [f"# {_title(review)}\n"]
    for part in _parts(review, escape):
        parts.append(f"## {part.heading}\n")
        parts.append("".join(f"- {line}\n" for line in part.lines))
    closing = _closing(review)
    parts += [f"{closing}\n"] if closing else []
    if private:
        are = "is" if private == 1 else "are"
        parts.append(f"{plural(private, 'private contact')} {are} left out.\n")
    return "\n".join(parts)


def data(review: Review) -> Json:
    """Return the page for JSON."""
    return {
        "monday": review.monday.isoformat(),
        "conversations": review.conversations,
        "talked": list(review.talked),
        "returned": [
            {"id": debt.id, "date": debt.day.isoformat(), "wd": debt.wd} for debt in review.returned
        ],
        "kept": [
            {"id": one.id, "date": one.day.isoformat(), "what": one.what} for one in review.kept
        ],
        "gave": list(review.gave),
        "persisted": [{"id": one.id, "tries": one.tries} for one in review.persisted],
        "owed": [
            {"id": debt.id, "date": debt.day.isoformat(), "wd": debt.wd} for debt in review.owed
        ],
        "past_due": [
            {"id": one.id, "due": one.due.isoformat(), "what": one.what} for one in review.past_due
        ],
        "waiting": review.waiting,
        "open_quotes": review.quotes,
        "due": review.due,
        "coming": [
            {"id": one.id, "kind": one.kind, "due": one.day.isoformat(), "about": one.about or None}
            for one in review.coming
        ],
        "quiet": [
            {"id": one.id, "last": one.last.isoformat(), "days": one.days, "keep": one.keep}
            for one in review.drifting
        ],
        "clear_weeks": review.clear_weeks,
        "weeks": review.weeks,
    }


def _title(review: Review) -> str:
    _, week, _ = review.monday.isocalendar()
    return f"Week {week}: {full_date(review.monday)} to {full_date(review.on)}"


def _parts(review: Review, shown: Callable[[str], str]) -> list[Part]:
    """Return the parts of the page; `shown` makes text of others fit for it."""

    def name(id_: str) -> str:
        return shown(review.names[id_])

    well = _well(review, name, shown)
    parts = [Part("What went well", well or ("A quiet week.",)), *_open(review, name, shown)]
    coming = [
        f"{format_date(one.day, review.on)}: {name(one.id)},"
        f" {shown(headings.label(one.kind, one.about))}"
        for one in review.coming
    ]
    if coming:
        parts.append(Part("Next week", _some(coming, "followup due --days 10")))
    drifting = [
        f"{name(one.id)}: {one.days} days, to be kept every {plural(one.keep, 'day')}"
        for one in review.drifting
    ]
    if drifting:
        parts.append(Part("Drifting", _some(drifting, "followup stats drifting", _DRIFTING)))
    return parts


def _well(
    review: Review, name: Callable[[str], str], shown: Callable[[str], str]
) -> tuple[str, ...]:
    lines = []
    if review.conversations:
        talks = plural(review.conversations, "conversation")
        lines.append(f"{talks}, with {_listed(map(name, review.talked))}")
    if review.returned:
        who = _listed(dict.fromkeys(name(debt.id) for debt in review.returned))
        lines.append(f"Calls returned within a day: {who}")
    if review.kept:
        kept = (f"{name(one.id)}{_about(shown(one.what))}" for one in review.kept)
        lines.append(f"Promises kept: {_listed(kept)}")
    if review.gave:
        lines.append(f"You gave something to {_listed(map(name, review.gave))}")
    if review.persisted:
        who = _listed(f"{name(one.id)}, at try {one.tries}" for one in review.persisted)
        lines.append(f"Persistence paid: {who}")
    return tuple(lines)


def _open(review: Review, name: Callable[[str], str], shown: Callable[[str], str]) -> list[Part]:
    lines = []
    if review.owed:
        owed = (
            f"{name(debt.id)} ({'a call' if debt.live else 'a message'},"
            f" {format_date(debt.day, review.on)})"
            for debt in review.owed
        )
        lines.append(f"You owe an answer to {_listed(owed)}")
    if review.past_due:
        due = (f"{name(one.id)}{_about(shown(one.what))}" for one in review.past_due)
        lines.append(f"You promised: {_listed(due)}")
    if review.waiting:
        lines.append(f"Not answered yet: {review.waiting}, see followup stats waiting")
    if review.quotes:
        lines.append(f"Open quotes: {review.quotes}, see followup stats quotes")
    if review.due:
        lines.append(f"Due by now: {review.due}, see followup due")
    return [Part("Still open", tuple(lines))] if lines else []


def _closing(review: Review) -> str:
    if not review.weeks:
        return ""
    weeks = "weeks" if review.weeks > 1 else "week"
    return (
        f"In {review.clear_weeks} of the last {review.weeks} {weeks} nothing you owed on Monday"
        " was still owed on Friday."
    )


def _about(what: str) -> str:
    return f" ({what})" if what.strip() else ""


def _listed(words: Iterable[str]) -> str:
    every = list(words)
    more = [f"and {len(every) - _NAMES} more"] if len(every) > _NAMES else []
    return ", ".join([*every[:_NAMES], *more])


def _some(lines: list[str], where: str, most: int = _NAMES) -> tuple[str, ...]:
    more = [f"and {len(lines) - most} more: {where}"] if len(lines) > most else []
    return (*lines[:most], *more)
