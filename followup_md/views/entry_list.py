"""The promises, or the quotes, of many contacts as one list by date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from followup_md.model.contact import PROMISE_ENDS, QUOTE_ENDS, Contact, Promise, Quote
from followup_md.policy.agenda import Evaluation
from followup_md.policy.phrases import format_date, lateness, one_line, plural
from followup_md.policy.workdays import Calendar
from followup_md.typed import NamedTuple
from followup_md.views.text_layout import (
    BOLD,
    DIM,
    RED,
    Screen,
    pad,
    printable_line,
    widest,
    wrap,
)

_NAME, _DAY, _STATE = 22, 15, 19  # the most columns of a terminal for each
_LEAST = 18  # columns for the rest; with fewer it goes below


class ListedPromise(NamedTuple):
    """A promise in the list."""

    contact: Contact
    entry: Promise
    overdue: int | None  # working days; None if it is to come, or has ended

    @property
    def who(self) -> str:
        """Who promised it."""
        return "they" if self.entry.theirs else "you"


class ListedQuote(NamedTuple):
    """A quote in the list."""

    contact: Contact
    entry: Quote
    next: date | None  # when it is followed up; None: not by itself
    overdue: int | None  # working days; None if that is to come


AnyListed = ListedPromise | ListedQuote


def promises(contacts: Iterable[Contact], calendar: Calendar, on: date) -> list[ListedPromise]:
    """Return every promise, by the day that it is for."""
    found = []
    for contact in contacts:
        for promise in contact.promises:
            late = promise.open and promise.due <= on
            overdue = calendar.overdue(promise.due, on) if late else None
            found.append(ListedPromise(contact, promise, overdue))
    return sorted(found, key=lambda row: (row.entry.due, *_by_name(row.contact)))


def quotes(evaluated: Iterable[Evaluation]) -> list[ListedQuote]:
    """Return every quote, by the day that it was sent."""
    found = []
    for evaluation in evaluated:
        dated = {item.about: (item.due, late) for item, late in evaluation.dated_items("quote")}
        for quote in evaluation.contact.quotes:
            due, late = dated.get(quote, (None, None))
            found.append(ListedQuote(evaluation.contact, quote, due, late))
    return sorted(found, key=lambda row: (row.entry.sent, *_by_name(row.contact)))


def alone(row: AnyListed) -> Contact:
    """Return the contact of a row with no other entry, for a search."""
    contact = row.contact._replace(touches=(), promises=(), quotes=())
    if isinstance(row, ListedPromise):
        return contact._replace(promises=(row.entry,))
    return contact._replace(quotes=(row.entry,))


def data(listed: Iterable[AnyListed]) -> list[dict[str, Any]]:
    """Return the rows for JSON."""
    return [_data(row) for row in listed]


def _data(row: AnyListed) -> dict[str, Any]:
    named = {"id": row.contact.id, "name": row.contact.name}
    entry = row.entry
    ends = PROMISE_ENDS if isinstance(entry, Promise) else QUOTE_ENDS
    ended = {end: _iso(getattr(entry, end)) for end in ends}
    if isinstance(row, ListedPromise):
        about = {"due": _iso(row.entry.due), "theirs": row.entry.theirs, "what": row.entry.what}
        return {**named, **about, **ended, "overdue": row.overdue}
    about = {"sent": _iso(row.entry.sent), "ref": row.entry.ref, "what": row.entry.what}
    return {**named, **about, **ended, "next": _iso(row.next), "overdue": row.overdue}


def table(listed: list[AnyListed], on: date, noun: str, screen: Screen) -> str:
    """Return the list; in a pipe, tab-separated columns.

    Of promises: the day, you or they, open or the end, its day, working days late, id, name, what.
    Of quotes: the day, the reference, open or the end, its day, the next day, working days late,
    id, name, what. An empty one is "-".
    """
    if not screen.terminal:
        plain = (screen.paint(_plain(row), *([RED] if row.overdue else [])) for row in listed)
        return "".join(f"{line}\n" for line in plain)
    name = widest((printable_line(row.contact.name) for row in listed), _NAME)
    day = widest((format_date(_day(row), on) for row in listed), _DAY)
    state = widest((_state(row, on) for row in listed), _STATE)
    below = screen.width - (day + state + name + 8) < _LEAST
    if below:
        name = max(min(name, screen.width - day - state - 6), 2)
    lines = [line for row in listed for line in _lines(row, on, (day, state, name), below, screen)]
    return "\n".join([*lines, *([""] if lines else []), plural(len(listed), noun)]) + "\n"


def _lines(
    row: AnyListed, on: date, columns: tuple[int, int, int], below: bool, screen: Screen
) -> Iterator[str]:
    day, state, name = columns
    shown = pad(_state(row, on), state)
    start = (
        f"  {pad(format_date(_day(row), on), day)}  "
        + screen.paint(shown, *([RED] if row.overdue else [] if row.entry.open else [DIM]))
        + "  "
        + screen.paint(pad(printable_line(row.contact.name), name), BOLD)
        + "  "
    )
    indent = day + state + name + 8
    if below:
        yield start.rstrip()
        indent, start = 6, " " * 6
    for part in wrap(printable_line(_what(row)), screen.width - indent):
        yield (start + part).rstrip()
        start = " " * indent


def _what(row: AnyListed) -> str:
    if isinstance(row, ListedPromise):
        return f"{row.who}: {one_line(row.entry.what)}"
    return ", ".join(filter(None, (row.entry.ref, one_line(row.entry.what))))


def _state(row: AnyListed, on: date) -> str:
    """Return how late it is, what comes next, or how it ended."""
    end, ended = _end(row)
    if ended is not None:
        return f"{end} {format_date(ended, on)}"
    if isinstance(row, ListedQuote):
        if row.next is None:
            return "open"
        if row.overdue is None:
            return f"next {format_date(row.next, on)}"
    return "" if row.overdue is None else lateness(row.overdue)


def _end(row: AnyListed) -> tuple[str, date | None]:
    ends = PROMISE_ENDS if isinstance(row, ListedPromise) else QUOTE_ENDS
    for end in ends:
        day: date | None = getattr(row.entry, end)
        if day is not None:
            return end, day
    return "open", None


def _plain(row: AnyListed) -> str:
    end, ended = _end(row)
    late = "" if row.overdue is None else str(row.overdue)
    if isinstance(row, ListedPromise):
        parts = [_iso(row.entry.due), row.who, end, _iso(ended), late]
    else:
        parts = [_iso(row.entry.sent), row.entry.ref, end, _iso(ended), _iso(row.next), late]
    parts += [row.contact.id, row.contact.name, row.entry.what]
    return "\t".join(printable_line(part or "") or "-" for part in parts)


def _day(row: AnyListed) -> date:
    return row.entry.due if isinstance(row, ListedPromise) else row.entry.sent


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _by_name(contact: Contact) -> tuple[str, str]:
    return contact.name.casefold(), contact.id
