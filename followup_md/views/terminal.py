"""The agenda for a terminal: a table of whom to reach, under headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import count

from followup_md.model.agenda import Agenda, AnyRow, Item, Row, RowContact, Upcoming
from followup_md.model.contact import Contact
from followup_md.model.folding import fold
from followup_md.model.settings import CHANNELS
from followup_md.policy import headings, in_touch
from followup_md.policy.phrases import (
    NO_WAY,
    channel_label,
    format_date,
    full_date,
    lateness,
    no_date,
    status_label,
)
from followup_md.policy.topics import topic
from followup_md.typed import NamedTuple
from followup_md.views.text_layout import (
    BOLD,
    CYAN,
    DIM,
    RED,
    YELLOW,
    Screen,
    pad,
    printable_line,
    truncate,
    widest,
    wrap,
)

_NAME, _HOW, _WHEN = 22, 16, 13  # the most columns of the screen for each
_DAY, _LATE, _LEAST = 15, 13, 18  # columns of "Every date", and the least that the rest may have
_READABLE = 44  # columns for the reason next to the others; with fewer it goes below
_MAIL = 72  # columns of a mail
_LINES = 4  # of a reason, before it is cut: `why` shows all of it


class _Line(NamedTuple):
    """The cells of a row."""

    name: str
    how: str
    when: str
    late: bool
    why: list[tuple[str, int]]  # paragraphs, each with its colour (0: none)
    to: str = ""  # the number or address to reach them at
    number: str = ""  # of the row


class Scope(NamedTuple):
    """What of a book an agenda is about."""

    words: str = ""  # of the filters: " with the tag client"
    options: str = ""  # those of `list`, too, as typed: " --tag client"
    unread: int = 0  # files that could not be read
    chosen: str = ""  # all as typed: " --kind chase --tag client"
    own: str = ""  # the word of whoever looks at it, if it is known
    of_owner: bool = False  # whether it is of one owner alone


def agenda_table(
    agenda: Agenda,
    screen: Screen,
    quiet: Callable[[RowContact], str | None],
    scope: Scope,
    numbered: bool = False,
) -> str:
    """Return the agenda as text.

    `quiet` returns when a call to a contact would be welcome, or None if it is now. `numbered`:
    with the numbers of the rows, from 1 (headings.contact_ids).
    """
    numbers = count(1)
    found = headings.sections(agenda)
    owners = {row.contact.owner for rows in found.values() for row in rows} | {scope.own}
    several = len(owners - {""}) > 1 and not scope.of_owner
    sections = {
        heading: [
            _of_team(_line(row, agenda.on, quiet), row, agenda.on, scope, several)._replace(
                number=str(next(numbers)) if numbered else ""
            )
            for row in rows
        ]
        for heading, rows in found.items()
    }
    lines = _painted(_headline(agenda, scope), screen, BOLD)
    table = _Table([line for rows in sections.values() for line in rows], screen)
    for heading, rows in sections.items():
        if heading == headings.COMING_UP and agenda.omitted.due:
            all_ = f"followup due{scope.chosen} --all"
            more = f"and {agenda.omitted.due} more to reach: {all_}, or in a pipe"
            lines += ["", *_painted(more, screen, DIM)]
        if rows:
            lines += ["", screen.paint(heading, BOLD, CYAN)]
            for row in rows:
                lines += table.row(row)
    if agenda.omitted.upcoming or agenda.omitted.appointments:
        lines += [screen.paint("  and more comes up", DIM)]
    if agenda.no_date:
        rest = f"{no_date(agenda.no_date)}: followup list --no-date{scope.options}"
        lines += ["", *_painted(rest, screen, DIM)]
    return "\n".join(lines) + "\n"


def digest(agenda: Agenda, scope: Scope) -> str:
    """Return the agenda as plain text for a mail; "" if there is nothing to do on its day."""
    today = any(one.touch.date == agenda.on for one in agenda.appointments)
    if not (agenda.due_count or today):
        return ""
    return agenda_table(agenda, Screen(width=_MAIL), lambda _: None, scope)


def dates(items: Iterable[tuple[Contact, Item, int | None]], on: date, screen: Screen) -> str:
    """Return every date of every contact, by date."""
    rows = sorted(items, key=lambda row: (row[1].due, row[0].name.casefold(), row[0].id))
    lines = ["", screen.paint("Every date", BOLD, CYAN)]
    name = widest((printable_line(contact.name) for contact, _, _ in rows), _NAME)
    indent = _DAY + _LATE + name + 8
    if screen.width - indent < _LEAST:
        name, indent = max(min(name, screen.width - _DAY - _LATE - 6), 2), 6
    for contact, item, overdue in rows:
        late = "" if overdue is None else lateness(overdue)
        cells = (
            (format_date(item.due, on), _DAY),
            (late, _LATE),
            (printable_line(contact.name), name),
        )
        start = "  " + "".join(f"{pad(cell, columns)}  " for cell, columns in cells)
        if indent == 6:
            lines.append(start.rstrip())
            start = " " * indent
        what = printable_line(headings.label(item.kind, topic(item, contact)))
        for part in wrap(what, screen.width - indent):
            lines.append((start + part).rstrip())
            start = " " * indent
    return "\n".join(lines) + "\n"


def _painted(text: str, screen: Screen, look: int) -> list[str]:
    return [screen.paint(part, look) for part in wrap(text, screen.width)]


def _headline(agenda: Agenda, scope: Scope) -> str:
    count = agenda.due_count
    if not count:
        unsure = ", as far as the files can be read" if scope.unread else ""
        return f"{full_date(agenda.on)}: nobody is due{scope.words}{unsure}"
    counted = " (late in working days)" if any(row.item.overdue for row in agenda.due) else ""
    return f"{full_date(agenda.on)}: {count} to reach{counted}"


def _line(row: AnyRow, on: date, quiet: Callable[[RowContact], str | None]) -> _Line:
    if isinstance(row, Row):
        return _due(row, on, quiet)
    name = printable_line(row.contact.name)
    if isinstance(row, Upcoming):
        how = printable_line(channel_label(row.channel)) or "-"
        why = [(printable_line(row.reason), 0)]
        return _Line(name, how, format_date(row.item.due, on), False, why)
    touch = row.touch
    when = touch.time or "today" if touch.date == on else format_date(touch.date, on)
    words = [touch.time if touch.date != on else "", printable_line(touch.note)]
    why = _status(row.contact)
    why.append((", ".join(word for word in words if word) or "planned", 0))
    return _Line(name, printable_line(channel_label(touch.channel)), when, False, why)


def _of_team(line: _Line, row: AnyRow, on: date, scope: Scope, several: bool) -> _Line:
    """Return a line that also says who else was in touch on the day, and whose contact it is."""
    contact, why = row.contact, [*line.why]
    others = in_touch.words(in_touch.on_day(contact.lately, on, scope.own))
    if others and not isinstance(row, Upcoming):
        why.append((printable_line(others), YELLOW))
    if several and not (scope.own and fold(contact.owner) == fold(scope.own)):
        # In the line of the reason: a line of its own for each would be a longer day.
        at = next((n for n, (_, colour) in enumerate(why) if not colour), 0)
        owner = printable_line(contact.owner) or "nobody"
        why[at] = f"{why[at][0]} (owner: {owner})", why[at][1]
    return line._replace(why=why)


def _due(row: Row, on: date, quiet: Callable[[RowContact], str | None]) -> _Line:
    why = [*_status(row.contact), (printable_line(row.reason), 0)]
    if row.unreachable:
        why.append((NO_WAY, YELLOW))
    if row.also:
        why.append((printable_line(f"also: {headings.also(row.also, on)}"), DIM))
    note = quiet(row.contact) if row.channel in ("call", "phone") else None
    if note:
        why.append((printable_line(note), YELLOW))
    how = channel_label(row.channel) or "-"
    if row.touch is not None:
        how += f" try {row.touch}" + (f"/{row.of}" if row.of is not None else "")
    name, overdue = printable_line(row.contact.name), row.item.overdue
    return _Line(name, printable_line(how), lateness(overdue), overdue > 0, why, _to(row))


def _status(contact: RowContact) -> list[tuple[str, int]]:
    label = status_label(contact.status)
    return [(label, YELLOW)] if label else []


def _to(row: Row) -> str:
    """Return the number to call or the address to write to."""
    needs = CHANNELS[row.channel].needs if row.channel in CHANNELS else ""
    known = {"phone": row.contact.phone, "email": row.contact.email}.get(needs, ())
    return printable_line(known[0].value) if known else ""


class _Table:
    """Lays out rows in columns that are the same under every heading."""

    def __init__(self, lines: list[_Line], screen: Screen) -> None:
        self._screen = screen
        digits = widest((line.number for line in lines), screen.width)
        self._number = max(digits, 2) if digits else 0
        most = (
            max(screen.width - 34 - self._number, 8)
            if screen.width < 80
            else _NAME
            if screen.width < 110
            else 30
        )
        self._name = widest((line.name for line in lines), most)
        self._how = widest((line.how for line in lines), _HOW)
        self._when = widest((line.when for line in lines), _WHEN)
        used = self._number + 2 + self._name + 2 + self._when + 2 + self._how + 2
        self._below = screen.width - used < _READABLE
        self._indent = 6 if self._below else used
        self._why = screen.width - self._indent

    def row(self, line: _Line) -> Iterator[str]:
        """Yield the lines of a row, the reason wrapped under its own column."""
        paint = self._screen.paint
        start = (
            (paint(f"{line.number:>{self._number}}", DIM) if self._number else "")
            + "  "
            + paint(pad(line.name, self._name), BOLD)
            + "  "
            + (paint(pad(line.when, self._when), RED) if line.late else pad(line.when, self._when))
            + "  "
            + pad(line.how, self._how)
            + "  "
        )
        paragraphs = line.why
        if self._below:
            room = self._screen.width - self._how - self._when - self._name - self._number - 8
            to = line.to if widest([line.to], room + 1) <= room else ""
            yield (start + paint(to, DIM) if to else start).rstrip()
            start = " " * self._indent
        elif line.to:
            paragraphs = [*line.why, (line.to, DIM)]
        for text, colour in paragraphs:
            for part in wrap(truncate(text, _LINES * self._why), self._why):
                yield (start + (paint(part, colour) if colour else part)).rstrip()
                start = " " * self._indent
