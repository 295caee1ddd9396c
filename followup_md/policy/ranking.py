"""A day's plate: how much of who belongs to the day is shown, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import NamedTuple, Protocol

from followup_md.model.agenda import KINDS, Agenda, Appointment, Omitted, Row, Upcoming

# Not counted against the limit of a day's plate: birthdays, and what you owe.
_ALWAYS = ("owed", "promise", "birthday")

# Tuples that sort as the day does; the last number of each leads to the contact.
DueKey = tuple[int, int, str, str, int]  # rank, -overdue, folded name, id
UpcomingKey = tuple[int, str, str, int]  # day, folded name, id
AppointmentKey = tuple[int, str, str, str, int, int]  # day, time, folded name, id, which touch


class Ranking(NamedTuple):
    """Who belongs to a day, before any word is found: in order, and how many they are."""

    due: Iterable[DueKey]
    coming: Iterable[UpcomingKey]
    appointments: Iterable[AppointmentKey]
    reach: int  # how many are due
    comes: int
    planned: int
    undated: int  # contacts without a date


class RowBuilder(Protocol):
    """Who finds the words for a row."""

    def row(self, ref: int) -> Row:
        """Return the row of somebody who is due."""

    def upcoming(self, ref: int) -> Upcoming:
        """Return the row of somebody who is not due yet."""

    def appointment(self, ref: int, number: int) -> Appointment:
        """Return an appointment: a contact's touch number so-and-so."""


def build_agenda(
    order: Ranking, speaker: RowBuilder, limit: int | None, on: date, first: int | None = None
) -> Agenda:
    """Return the day in words, which are found only for what is shown.

    That is all of it, or the `first` so many who are due, and what comes up as far as there is room
    for it; the rest is counted. Contacts without a date are counted, too.
    """
    now, later = split_by_limit(islice(order.due, first) if limit is None else order.due, limit)
    if first is not None:
        now, later = now[:first], later[: max(first - len(now), 0)]
    room = None if first is None else max(first - len(now) - len(later), first // 10)
    due = tuple(speaker.row(ref) for *_, ref in now)
    rest = tuple(speaker.row(ref) for *_, ref in later)
    coming = tuple(speaker.upcoming(ref) for *_, ref in islice(order.coming, room))
    appointments = tuple(
        speaker.appointment(ref, number) for *_, number, ref in islice(order.appointments, room)
    )
    left_out = Omitted(
        order.reach - len(due) - len(rest),
        order.comes - len(coming),
        order.planned - len(appointments),
        order.undated,
    )
    return Agenda(on, due, rest, coming, appointments, (), left_out)


def split_by_limit(rows: Iterable[DueKey], limit: int | None) -> tuple[list[DueKey], list[DueKey]]:
    """Split rows in their order into what fits on the plate and what comes later today."""
    if limit is None:
        return list(rows), []
    now: list[DueKey] = []
    later: list[DueKey] = []
    left = limit
    for row in rows:
        if KINDS[row[0]] in _ALWAYS:
            now.append(row)
        elif left > 0:
            now.append(row)
            left -= 1
        else:
            later.append(row)
    return now, later
