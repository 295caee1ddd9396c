"""What is due of one contact, in a line or two of words: above its file, and where it is named."""

from __future__ import annotations

from datetime import date

from followup_md.lsp.open_file import OpenFile
from followup_md.model.agenda import Agenda, Row
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy import headings
from followup_md.policy.agenda import build_agenda
from followup_md.policy.phrases import (
    NO_WAY,
    capitalized,
    channel_label,
    format_date,
    lateness,
    plural,
    status_label,
    try_count,
)
from followup_md.policy.workdays import Calendar
from followup_md.views.text_layout import printable_line

_AHEAD = date.max.toordinal()  # whatever comes next is "coming up"


def titles(file: OpenFile, calendar: Calendar, on: date) -> list[str]:
    """Return what is due by a file, or why nothing can be said."""
    contact = file.read.contact
    if contact is None:
        errors = sum(problem.is_error for problem in file.read.problems)
        are = "is" if errors == 1 else "are"
        return [f"Left out of every list until {plural(errors, 'error')} in here {are} mended"]
    return lines(contact, file.settings, calendar, on)


def lines(contact: Contact, settings: Settings, calendar: Calendar, on: date) -> list[str]:
    """Return what is due of a contact, else what comes next."""
    agenda = build_agenda([contact], settings, calendar, on, days=_AHEAD)
    found = []
    for row in (*agenda.due, *agenda.later):
        found.append(_row(row))
        found += [f"Also: {headings.also(row.also, on)}"] if row.also else []
    found += _appointments(agenda, on)
    for coming in agenda.upcoming:
        if coming.item.kind == "planned" and coming.item.start >= on:
            continue  # it is among the appointments
        day = format_date(headings.day_shown(coming.item, on), on)
        found.append(f"Next {day}: {headings.KIND_LABELS[coming.item.kind]} \u2013 {coming.reason}")
    if not found:
        ended = status_label(contact.status)
        found.append(
            f"Nothing is due: {ended}" if ended else "Nothing is due: no date to start from"
        )
    return [printable_line(line) for line in found]


def _row(row: Row) -> str:
    kind = headings.KIND_LABELS[row.item.kind]
    text = f"{capitalized(lateness(row.item.overdue))}, {kind}: {row.reason}"
    if row.unreachable:
        return f"{text}; {NO_WAY}"
    count = try_count(row.touch, row.of)
    channel = f"next: {channel_label(row.channel)}" if row.channel else ""
    return "; ".join(part for part in (text, ", ".join(filter(None, (channel, count)))) if part)


def _appointments(agenda: Agenda, on: date) -> list[str]:
    found = []
    for appointment in agenda.appointments:
        touch = appointment.touch
        when = " ".join(filter(None, (format_date(touch.date, on), touch.time)))
        note = f": {touch.note}" if touch.note else ""
        found.append(f"Appointment {when}, {channel_label(touch.channel)}{note}")
    return found
