"""The agenda as a Markdown page: readable as it stands, and the same on every forge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from urllib.parse import quote

from followup_md.model.agenda import Agenda, AnyRow, Row, RowContact, Upcoming
from followup_md.policy import headings, in_touch, phrases
from followup_md.policy.incremental import IdentityMemo
from followup_md.policy.phrases import NO_WAY, channel_label, format_date, full_date, lateness
from followup_md.views.markdown_text import escape

HEADER = "<!-- Written by followup agenda: changes here are overwritten. -->"
_CONFLICT = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?: |$)")

LineMemo = IdentityMemo[AnyRow, str]


def line_memo(on: date) -> LineMemo:
    """Return the lines of a day's rows, memoized from one page to the next."""
    return LineMemo(lambda row: _line(row, on))


def page(
    agenda: Agenda,
    private: int,
    unreadable: int,
    memo: LineMemo | None = None,
    held_back: str = "",
) -> str:
    """Return the page; `private` is how many more are due that it must not name.

    `held_back` says in words what else is due and not named, because of `publish:`. The same day of
    the same book gives the same text.
    """
    on = agenda.on
    due = len(agenda.due) + len(agenda.later)
    sections = headings.sections(agenda)
    lines = iter((memo or line_memo(on))([row for rows in sections.values() for row in rows]))
    parts = [f"{HEADER}\n", f"# Whom to reach on {full_date(on)}\n"]
    nobody = "Nobody who may be named here is due." if private or held_back else "Nobody is due."
    parts.append(f"{due} to reach.{_late(agenda)}\n" if due else f"{nobody}\n")
    for heading, rows in sections.items():
        if rows:
            parts.append(f"## {heading}\n")
            parts.append("\n".join(islice(lines, len(rows))) + "\n")
    parts += [f"{note}\n" for note in _notes(agenda.no_date, private, held_back, unreadable)]
    return "\n".join(parts)


def is_ours(text: str) -> bool:
    """Whether the first line says that we wrote the page; conflict markers do not count."""
    for line in text.removeprefix("\ufeff").splitlines():
        if not _CONFLICT.match(line):
            return line == HEADER
    return False


def begins_ours(content: bytes) -> bool:
    """Whether this may be the beginning of a page of ours that was not written to its end."""
    return HEADER.encode().startswith(content) or is_ours(content.decode(errors="replace"))


def is_full(text: str) -> bool:
    """Whether a page that we wrote names anybody."""
    return any(line.startswith("- ") for line in text.splitlines())


def _late(agenda: Agenda) -> str:
    late = any(row.item.overdue for row in agenda.due)
    return " Late is counted in working days." if late else ""


def _line(row: AnyRow, on: date) -> str:
    if isinstance(row, Row):
        return _due(row, on)
    if isinstance(row, Upcoming):
        when = format_date(row.item.due, on)
        return _item(row.contact, channel_label(row.channel), when, [row.reason])
    touch = row.touch
    when = "" if touch.date == on else format_date(touch.date, on)
    when = " ".join(word for word in (when, touch.time) if word) or "today"
    return _item(row.contact, channel_label(touch.channel), when, [touch.note])


def _due(row: Row, on: date) -> str:
    count = phrases.try_count(row.touch, row.of)
    words = NO_WAY if row.unreachable else channel_label(row.channel), count
    how = ", ".join(word for word in words if word)
    reasons = [row.reason]
    if row.also:
        reasons.append(f"also {headings.also(row.also, on)}")
    others = in_touch.on_day(row.contact.lately, on)
    if others:
        reasons.append(in_touch.dated_words(others, on))
    return _item(row.contact, how, lateness(row.item.overdue), reasons)


def _item(contact: RowContact, how: str, when: str, why: Iterable[str]) -> str:
    link = f"[{escape(contact.name)}](../{quote(contact.path)})"
    status = phrases.status_label(contact.status)
    marked = f"**{status}**" if status else ""
    about = ", ".join(part for part in (marked, escape(how), when) if part)
    reasons = "; ".join(part for part in why if part.strip())
    first = reasons[:1].upper()
    if len(first) == 1:  # not a sharp s
        reasons = first + reasons[1:]
    return f"- {link}: {about}" + (f". {escape(reasons)}" if reasons else "")


def _notes(no_date: int, private: int, held_back: str, unreadable: int) -> Iterator[str]:
    if private:
        yield f"{private} private: see `followup due`."
    if held_back:
        yield f"{held_back}, hidden by `publish:`: see `followup due`."
    if no_date:
        yield f"{phrases.no_date(no_date)}."
    if unreadable:
        yield f"{unreadable} could not be read: see `followup check`."
