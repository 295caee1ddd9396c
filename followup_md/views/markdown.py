"""The day as a Markdown page: readable as it stands, and the same on every forge."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from urllib.parse import quote

from followup_md.model.agenda import Agenda, Appointment, Due, Row, Upcoming
from followup_md.model.contact import Contact
from followup_md.policy import headings
from followup_md.policy.memoize import IdentityMemo
from followup_md.policy.phrases import NO_WAY, channel_label, format_date
from followup_md.views.text_layout import one_line

MARK = "<!-- Written by followup agenda: changes here are overwritten. -->"
_CONFLICT = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?: |$)")
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&|~$]|://|www\.|(?<=\w)@(?=\w)", re.IGNORECASE)
# What every renderer of Markdown takes with a backslash; the others are written as entities.
_BACKSLASHED = "\\`*_{}[]"
_Shown = Row | Appointment | Upcoming


class Lines:
    """The lines of one day, page after page: the very same row keeps the line that it had."""

    def __init__(self, on: date) -> None:
        self._again = IdentityMemo[_Shown, str](lambda row: _shown(row, on))

    def of(self, agenda: Agenda) -> Callable[[_Shown], str]:
        """Return what gives the line of each row of an agenda; other lines are forgotten."""
        rows: list[_Shown] = [*agenda.due, *agenda.later]
        rows += [*headings.upcoming_rows(agenda), *agenda.appointments]
        found = dict(zip(map(id, rows), self._again(rows), strict=True))
        return lambda row: found[id(row)]


def page(agenda: Agenda, private: int, unread: int, lines: Lines | None = None) -> str:
    """Return the page; `private` is how many more are due that it must not name.

    The same day of the same book gives the same text. `lines`: of the pages before, if there are.
    """
    on = agenda.on
    due = len(agenda.due) + len(agenda.later)
    line = (lines or Lines(on)).of(agenda)
    parts = [f"{MARK}\n", f"# Whom to reach on {format_date(on, on)} {on.year:04d}\n"]
    parts.append(f"{due} to reach.{_late(agenda)}\n" if due else "Nobody is due.\n")
    rows: dict[str, Sequence[_Shown]] = {**headings.group_rows(agenda.due)}
    rows[headings.TODAY] = [a for a in agenda.appointments if a.touch.date == on]
    rows[headings.LATER] = agenda.later
    rows[headings.COMING] = _coming(agenda)
    for name, found in rows.items():
        if found:
            parts.append(f"## {name}\n")
            parts.append("\n".join(map(line, found)) + "\n")
    parts += [f"{note}\n" for note in _notes(len(agenda.no_date), private, unread)]
    return "\n".join(parts)


def is_ours(text: str) -> bool:
    """Whether a page was written here: its first line says so, a merge's marks apart."""
    for line in text.removeprefix("\ufeff").splitlines():
        if not _CONFLICT.match(line):
            return line == MARK
    return False


def is_full(text: str) -> bool:
    """Whether a page of ours names anybody."""
    return any(line.startswith("- ") for line in text.splitlines())


def escape(text: str) -> str:
    """Return `text` on one line, so that a renderer of Markdown shows just its characters."""
    return _SPECIAL.sub(_escaped, one_line(text))


def _escaped(match: re.Match[str]) -> str:
    text = match.group()
    if text in _BACKSLASHED:
        return f"\\{text}"
    if text == "://":
        return "&#58;//"
    if len(text) > 1:  # www.
        return f"{text[:-1]}&#46;"
    return f"&#{ord(text)};"


def _late(agenda: Agenda) -> str:
    return " Late is counted in working days." if any(row.overdue for row in agenda.due) else ""


def _shown(shown: _Shown, on: date) -> str:
    if isinstance(shown, Row):
        return _row(shown, on)
    return _appointment(shown, on) if isinstance(shown, Appointment) else _upcoming(shown, on)


def _row(row: Row, on: date) -> str:
    when = "today" if not row.overdue else f"{row.overdue} day{'s' * (row.overdue > 1)} late"
    how = channel_label(row.channel)
    if row.touch is not None and row.of is not None:
        how += f", touch {row.touch} of {row.of}"
    elif not row.channel:
        how = NO_WAY
    return _line(row.contact, how, when, [row.reason, *_also(row.also, on)])


def _also(also: tuple[Due, ...], on: date) -> Iterator[str]:
    if also:
        words = (
            f"{headings.KIND_LABELS[due.item.kind]} ({format_date(due.item.due, on)})"
            for due in also
        )
        yield f"also {', '.join(words)}"


def _appointment(appointment: Appointment, on: date) -> str:
    contact, touch = appointment
    when = "" if touch.date == on else format_date(touch.date, on)
    when = " ".join(word for word in (when, touch.time) if word) or "today"
    return _line(contact, channel_label(touch.channel), when, [touch.note])


def _upcoming(row: Upcoming, on: date) -> str:
    return _line(
        row.contact, channel_label(row.channel), format_date(row.item.due, on), [row.reason]
    )


def _coming(agenda: Agenda) -> list[_Shown]:
    """Return what comes up and the appointments after today, by date."""
    found: list[tuple[date, _Shown]] = [
        (row.item.due, row) for row in headings.upcoming_rows(agenda)
    ]
    found += [(row.touch.date, row) for row in agenda.appointments if row.touch.date != agenda.on]
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def _line(contact: Contact, how: str, when: str, why: Iterable[str]) -> str:
    link = f"[{escape(contact.name)}](../{quote(contact.path)})"
    standing = headings.status_label(contact)
    marked = f"**{standing}**" if standing else ""
    about = ", ".join(part for part in (marked, escape(how), when) if part)
    reasons = "; ".join(part for part in why if part.strip())
    first = reasons[:1].upper()
    if len(first) == 1:  # not a sharp s
        reasons = first + reasons[1:]
    return f"- {link}: {about}" + (f". {escape(reasons)}" if reasons else "")


def _notes(no_date: int, private: int, unread: int) -> Iterator[str]:
    if private:
        yield f"{private} private: see `followup due`."
    if no_date:
        have = "contact has" if no_date == 1 else "contacts have"
        yield f"{no_date} {have} no date to start from."
    if unread:
        yield f"{unread} could not be read: see `followup check`."
