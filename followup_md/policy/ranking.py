"""The order of an agenda, and the agenda that is assembled in that order."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import date
from itertools import islice

from followup_md.model.agenda import (
    KINDS,
    RANK,
    Agenda,
    Appointment,
    Omitted,
    Row,
    Upcoming,
    room_left,
)
from followup_md.typed import TYPE_CHECKING, NamedTuple

# Shown whatever the limit of a day: birthdays, and what you owe.
_UNLIMITED = ("owed", "promise", "birthday")

# Tuples that sort as the agenda does; the last number of each is the reference to the contact.
DueKey = tuple[int, int, str, str, int]  # rank, -overdue, folded name, id
UpcomingKey = tuple[int, str, str, int]  # day, folded name, id
AppointmentKey = tuple[int, str, str, str, int, int]  # day, time, folded name, id, which touch


class Ranking(NamedTuple):
    """Who is in an agenda: references in order, and how many there are."""

    due: Iterable[DueKey]
    upcoming: Iterable[UpcomingKey]
    appointments: Iterable[AppointmentKey]
    due_count: int
    upcoming_count: int
    appointment_count: int
    no_date: int  # contacts without a date


if TYPE_CHECKING:
    from typing import Protocol

    class RowBuilder(Protocol):
        """Makes the rows of contacts, from whatever is known of them."""

        def row(self, ref: int) -> Row:
            """Return the row of a contact that is due."""

        def upcoming(self, ref: int) -> Upcoming:
            """Return the row of a contact that is not due yet."""

        def appointment(self, ref: int, number: int) -> Appointment:
            """Return an appointment: the touch of a contact with this number."""


def assemble_agenda(
    ranking: Ranking,
    rows: RowBuilder,
    limit: int | None,
    on: date,
    first: int | None = None,
    wanted: Set[int] | None = None,
) -> Agenda:
    """Return the agenda, making only the rows that are shown.

    These are all, or the `first` due ones and as many of the others as there is room for; the rest
    is counted. `wanted`: the references of the due ones that count, which all others only keep
    within the limit, or beyond it.
    """
    keys = ranking.due
    if wanted is None:
        now, later = split_by_limit(islice(keys, first) if limit is None else keys, limit)
    else:
        now, later = (
            [key for key in part if key[-1] in wanted] for part in split_by_limit(keys, limit)
        )
    if first is not None:
        now, later = now[:first], later[: max(first - len(now), 0)]
    room = None if first is None else room_left(first, len(now) + len(later))
    upcoming = tuple(rows.upcoming(ref) for *_, ref in islice(ranking.upcoming, room))
    appointments = tuple(
        rows.appointment(ref, number) for *_, number, ref in islice(ranking.appointments, room)
    )
    return Agenda(
        on,
        tuple(rows.row(ref) for *_, ref in now),
        tuple(rows.row(ref) for *_, ref in later),
        upcoming,
        appointments,
        ranking.no_date,
        Omitted(
            due=ranking.due_count - len(now) - len(later),
            upcoming=ranking.upcoming_count - len(upcoming),
            appointments=ranking.appointment_count - len(appointments),
        ),
    )


def split_by_limit(keys: Iterable[DueKey], limit: int | None) -> tuple[list[DueKey], list[DueKey]]:
    """Split the due keys, in their order, into those within the limit and "later today"."""
    if limit is None:
        return list(keys), []
    now: list[DueKey] = []
    later: list[DueKey] = []
    left = limit
    for key in keys:
        if KINDS[key[0]] in _UNLIMITED:
            now.append(key)
        elif left > 0:
            now.append(key)
            left -= 1
        else:
            later.append(key)
    return now, later


def merge_agendas(agendas: Iterable[Agenda], limit: int | None, on: date) -> Agenda:
    """Return the agenda of a book from those of its contacts, made without a limit."""
    due: dict[DueKey, Row] = {}
    upcoming: list[tuple[UpcomingKey, Upcoming]] = []
    appointments: list[tuple[AppointmentKey, Appointment]] = []
    no_date = 0
    for ref, agenda in enumerate(agendas):
        no_date += agenda.no_date
        for row in agenda.due:
            name = row.contact.name.casefold(), row.contact.id
            due[RANK[row.item.kind], -row.item.overdue, *name, ref] = row
        for coming in agenda.upcoming:
            name = coming.contact.name.casefold(), coming.contact.id
            upcoming.append(((coming.item.due.toordinal(), *name, ref), coming))
        for number, planned in enumerate(agenda.appointments):
            name = planned.contact.name.casefold(), planned.contact.id
            key = planned.touch.date.toordinal(), planned.touch.time, *name, number, ref
            appointments.append((key, planned))
    now, later = split_by_limit(sorted(due), limit)
    return Agenda(
        on,
        tuple(due[key] for key in now),
        tuple(due[key] for key in later),
        tuple(row for _, row in sorted(upcoming)),
        tuple(row for _, row in sorted(appointments)),
        no_date,
    )
