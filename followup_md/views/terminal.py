"""The day for a terminal: a table of whom to reach, under headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from followup_md.model.agenda import Agenda, Appointment, Due, Item, Row
from followup_md.model.contact import Contact
from followup_md.model.settings import CHANNELS
from followup_md.policy import headings
from followup_md.policy.phrases import NO_WAY, channel_label, format_date
from followup_md.views.text_layout import (
    BOLD,
    CYAN,
    DIM,
    RED,
    YELLOW,
    Screen,
    one_line,
    pad,
    truncate,
    widest,
    wrap,
)

_NAME, _HOW, _WHEN = 22, 14, 13  # the widest that a column gets
_READABLE = 44  # columns for the reason beside the others; with fewer it goes below
_LINES = 4  # of a reason, before it is cut: `why` shows all of it


class _Line(NamedTuple):
    name: str
    how: str
    when: str
    late: bool
    why: list[tuple[str, int]]  # paragraphs, each with its colour (0: none)
    to: str = ""  # the number or address to reach them at


def day(agenda: Agenda, screen: Screen, hours: Callable[[Contact], str | None]) -> str:
    """Return the day as text; `hours(contact)` says when a call would be welcome, if not now."""
    by_heading: dict[str, list[_Line]] = {
        name: [_line(row, agenda.on, hours) for row in rows]
        for name, rows in headings.group_rows(agenda.due).items()
    }
    by_heading[headings.TODAY] = [
        _appointment(a, agenda.on) for a in agenda.appointments if a.touch.date == agenda.on
    ]
    by_heading[headings.LATER] = [_line(row, agenda.on, hours) for row in agenda.later]
    by_heading[headings.COMING] = _coming(agenda)
    lines = [screen.paint(part, BOLD) for part in wrap(_headline(agenda), screen.width)]
    table = _Table([line for rows in by_heading.values() for line in rows], screen)
    for name, rows in by_heading.items():
        if name == headings.COMING and agenda.omitted.due:
            more = f"and {agenda.omitted.due} more to reach: followup due --all, or in a pipe"
            lines += ["", *(screen.paint(part, DIM) for part in wrap(more, screen.width))]
        if rows:
            lines += ["", screen.paint(name, BOLD, CYAN)]
            for row in rows:
                lines += table.row(row)
    if agenda.omitted.coming or agenda.omitted.appointments:
        lines += [screen.paint("  and more comes up", DIM)]
    if agenda.no_date_count:
        rest = wrap(no_date(agenda.no_date_count), screen.width)
        lines += ["", *(screen.paint(part, DIM) for part in rest)]
    return "\n".join(lines) + "\n"


def dates(items: Iterable[tuple[Contact, Item, int | None]], on: date, screen: Screen) -> str:
    """Return every date of every contact, by date."""
    rows = sorted(items, key=lambda row: (row[1].due, row[0].name.casefold(), row[0].id))
    lines = ["", screen.paint("Every date", BOLD, CYAN)]
    name = widest((one_line(contact.name) for contact, _, _ in rows), screen.width - 38)
    for contact, item, overdue in rows:
        when = pad(format_date(item.due, on), 15)
        note = "" if overdue is None else late(overdue)
        kind = pad(headings.KIND_LABELS[item.kind], 13)
        lines.append(f"  {when}  {pad(one_line(contact.name), name)}  {kind} {note}".rstrip())
    return "\n".join(lines) + "\n"


def no_date(count: int) -> str:
    """Say how many contacts no rule can name a day for."""
    have = "contact has" if count == 1 else "contacts have"
    return f"{count} {have} no date to start from: followup list --no-date"


def also(due: Iterable[Due], on: date) -> str:
    """Return the other reasons to be in touch: `they promised (Fri 11 Sep)`."""
    return ", ".join(
        f"{headings.KIND_LABELS[d.item.kind]} ({format_date(d.item.due, on)})" for d in due
    )


def late(overdue: int) -> str:
    """Return how late in working days: `today`, `3 days late`."""
    if not overdue:
        return "today"
    return "1 day late" if overdue == 1 else f"{overdue} days late"


def _headline(agenda: Agenda) -> str:
    day = f"{format_date(agenda.on, agenda.on)} {agenda.on.year:04d}"
    count = agenda.due_count
    if not count:
        return f"{day}: nobody is due"
    counted = " (late in working days)" if any(row.overdue for row in agenda.due) else ""
    return f"{day}: {count} to reach{counted}"


def _line(row: Row, on: date, hours: Callable[[Contact], str | None]) -> _Line:
    why = [(one_line(row.reason), 0)]
    standing = headings.status_label(row.contact)
    if standing:
        why.insert(0, (standing, YELLOW))
    if not row.channel:
        why.append((NO_WAY, YELLOW))
    if row.also:
        why.append((f"also: {also(row.also, on)}", DIM))
    note = hours(row.contact) if row.channel in ("call", "phone") else None
    if note:
        why.append((one_line(note), YELLOW))
    how = channel_label(row.channel) or "-"
    if row.touch is not None and row.of is not None:
        how += f" {row.touch}/{row.of}"
    name, is_late = one_line(row.contact.name), row.overdue > 0
    return _Line(name, one_line(how), late(row.overdue), is_late, why, _to(row))


def _to(row: Row) -> str:
    """Return the number to call or the address to write to."""
    needs = CHANNELS[row.channel].needs if row.channel in CHANNELS else ""
    known = {"phone": row.contact.phone, "email": row.contact.email}.get(needs, ())
    return one_line(known[0].value) if known else ""


def _appointment(appointment: Appointment, on: date) -> _Line:
    contact, touch = appointment
    when = touch.time or "today" if touch.date == on else format_date(touch.date, on)
    words = [touch.time if touch.date != on else "", one_line(touch.note)]
    why = ", ".join(word for word in words if word) or "planned"
    standing = headings.status_label(contact)
    about = [(standing, YELLOW)] if standing else []
    return _Line(
        one_line(contact.name),
        one_line(channel_label(touch.channel)),
        when,
        False,
        [*about, (why, 0)],
    )


def _coming(agenda: Agenda) -> list[_Line]:
    """Return what comes up and the appointments after today, by date."""
    found: list[tuple[date, _Line]] = []
    for contact, item, reason, channel in headings.upcoming_rows(agenda):
        how = one_line(channel_label(channel)) or "-"
        why = [(one_line(reason), 0)]
        when = format_date(item.due, agenda.on)
        found.append((item.due, _Line(one_line(contact.name), how, when, False, why)))
    for appointment in agenda.appointments:
        if appointment.touch.date != agenda.on:
            found.append((appointment.touch.date, _appointment(appointment, agenda.on)))
    found.sort(key=lambda pair: pair[0])
    return [line for _, line in found]


class _Table:
    # One width of the columns for all headings, so that the eye runs straight down.

    def __init__(self, lines: list[_Line], screen: Screen) -> None:
        self._screen = screen
        most = (
            max(screen.width - 34, 8) if screen.width < 80 else _NAME if screen.width < 110 else 30
        )
        self._name = widest((line.name for line in lines), most)
        self._how = widest((line.how for line in lines), _HOW)
        self._when = widest((line.when for line in lines), _WHEN)
        used = 2 + self._name + 2 + self._when + 2 + self._how + 2
        self._below = screen.width - used < _READABLE
        self._indent = 6 if self._below else used
        self._why = screen.width - self._indent

    def row(self, line: _Line) -> Iterator[str]:
        """Yield the lines of a row, the reason wrapped under its own column."""
        paint = self._screen.paint
        start = (
            "  "
            + paint(pad(line.name, self._name), BOLD)
            + "  "
            + (paint(pad(line.when, self._when), RED) if line.late else pad(line.when, self._when))
            + "  "
            + pad(line.how, self._how)
            + "  "
        )
        paragraphs = line.why
        if self._below:
            room = self._screen.width - self._how - self._when - self._name - 8
            to = line.to if widest([line.to], room + 1) <= room else ""
            yield (start + paint(to, DIM) if to else start).rstrip()
            start = " " * self._indent
        elif line.to:
            paragraphs = [*line.why, (line.to, DIM)]
        for text, colour in paragraphs:
            for part in wrap(truncate(text, _LINES * self._why), self._why):
                yield (start + (paint(part, colour) if colour else part)).rstrip()
                start = " " * self._indent
