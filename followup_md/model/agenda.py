"""The day: whom to reach, in which order, what comes up, and which appointments there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from followup_md.model.calendar import Calendar, plus_days
from followup_md.model.channel import next_channel, turn
from followup_md.model.contact import Contact
from followup_md.model.items import facts, items
from followup_md.model.settings import Settings
from followup_md.model.verdict import RANK, Agenda, Appointment, Due, Item, Row, Upcoming
from followup_md.model.words import reason

# Not counted against the limit of a day's plate: birthdays, and what you owe.
_ALWAYS = ("owed", "promise", "birthday")


class Verdict(NamedTuple):
    """A contact on a day: every item, and those that are due, in the order of the kinds."""

    contact: Contact
    items: tuple[Item, ...]
    due: tuple[Due, ...]


def build(
    contacts: Iterable[Contact],
    settings: Settings,
    calendar: Calendar,
    on: date,
    days: int | None = None,
) -> Agenda:
    """Return the day `on`; `days`: how far "coming up" looks (None: as the settings say)."""
    return day(verdicts(contacts, settings, calendar, on), settings, calendar, on, days)


def verdicts(
    contacts: Iterable[Contact], settings: Settings, calendar: Calendar, on: date
) -> Iterator[Verdict]:
    """Yield the verdict on each contact, in the order given."""
    for contact in contacts:
        yield judge(contact, items(contact, settings, calendar, on), calendar, on)


def judge(contact: Contact, found: tuple[Item, ...], calendar: Calendar, on: date) -> Verdict:
    """Return the verdict on a contact whose items are known."""
    due = [Due(item, _overdue(item, calendar, on)) for item in found if item.due <= on]
    due.sort(key=_kind_and_date)
    return Verdict(contact, found, tuple(due))


def day(
    judged: Iterable[Verdict],
    settings: Settings,
    calendar: Calendar,
    on: date,
    days: int | None = None,
) -> Agenda:
    """Return the day that the verdicts make; words are found only for what is shown."""
    until = plus_days(on, settings.days if days is None else days)
    rows: list[Verdict] = []
    coming: list[tuple[Contact, Item]] = []
    appointments: list[Appointment] = []
    no_date: list[Contact] = []
    for verdict in judged:
        contact, found, due = verdict
        if due:
            rows.append(verdict)
        elif found:
            first = min(found, key=lambda item: (item.due, RANK[item.kind]))
            if first.due <= until:
                coming.append((contact, first))
        elif not contact.closed:
            no_date.append(contact)
        appointments += [
            Appointment(contact, touch)
            for touch in contact.touches
            if touch.outcome == "planned" and touch.date >= on
        ]
    rows.sort(key=_row_order)
    coming.sort(key=lambda pair: (pair[1].due, *_name(pair[0])))
    appointments.sort(key=lambda a: (a.touch.date, a.touch.time, *_name(a.contact)))
    no_date.sort(key=_name)
    now, later = _plate(rows, settings.limit)
    return Agenda(
        on,
        tuple(_row(verdict, settings, calendar, on) for verdict in now),
        tuple(_row(verdict, settings, calendar, on) for verdict in later),
        tuple(_upcoming(contact, item, settings, calendar, on) for contact, item in coming),
        tuple(appointments),
        tuple(no_date),
    )


def _overdue(item: Item, calendar: Calendar, on: date) -> int:
    """Return how many working days after its (working) day it is."""
    return calendar.count(calendar.add(item.due, 0), on)


def _kind_and_date(due: Due) -> tuple[int, date]:
    return RANK[due.item.kind], due.item.due


def _name(contact: Contact) -> tuple[str, str]:
    return contact.name.casefold(), contact.id


def _row_order(verdict: Verdict) -> tuple[int, int, str, str]:
    first = verdict.due[0]
    return RANK[first.item.kind], -first.overdue, *_name(verdict.contact)


def _plate(rows: list[Verdict], limit: int | None) -> tuple[list[Verdict], list[Verdict]]:
    """Split the rows into what fits on the plate and what comes later today."""
    if limit is None:
        return rows, []
    now: list[Verdict] = []
    later: list[Verdict] = []
    left = limit
    for verdict in rows:
        if verdict.due[0].item.kind in _ALWAYS:
            now.append(verdict)
        elif left > 0:
            now.append(verdict)
            left -= 1
        else:
            later.append(verdict)
    return now, later


def _row(verdict: Verdict, settings: Settings, calendar: Calendar, on: date) -> Row:
    first, *also = verdict.due
    f = facts(verdict.contact, settings, calendar, on)
    touch, of = turn(first.item, f)
    return Row(
        verdict.contact,
        first.item,
        first.overdue,
        reason(first.item, f, on),
        next_channel(first.item, f),
        touch,
        of,
        tuple(also),
    )


def _upcoming(
    contact: Contact, item: Item, settings: Settings, calendar: Calendar, on: date
) -> Upcoming:
    f = facts(contact, settings, calendar, on)
    return Upcoming(contact, item, reason(item, f, on), next_channel(item, f))
