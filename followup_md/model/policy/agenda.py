"""The day: whom to reach, in which order, what comes up, and which appointments there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from heapq import nsmallest
from typing import NamedTuple

from followup_md.model.contact import Contact
from followup_md.model.policy.calendar import Calendar, plus_days
from followup_md.model.policy.channel import next_channel, turn
from followup_md.model.policy.items import Facts, facts, items
from followup_md.model.policy.words import reason
from followup_md.model.settings import Settings
from followup_md.model.verdict import (
    KINDS,
    RANK,
    Agenda,
    Appointment,
    Due,
    Item,
    LeftOut,
    Row,
    Upcoming,
)

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
    """Return the day that the verdicts make."""
    every = list(judged)
    order = _ordered(every, settings, on, days)
    found = fill(order, _known(every, settings, calendar, on), settings.limit, on)
    undated = tuple(every[ref].contact for _, _, ref in sorted(order.undated))
    return found._replace(no_date=undated, left_out=LeftOut())


def brief(
    contacts: Iterable[Contact],
    settings: Settings,
    calendar: Calendar,
    on: date,
    days: int | None = None,
    first: int | None = None,
) -> Agenda:
    """Return the day `on`, or the `first` rows of a long one; contacts without a date as a number.

    See `fill`.
    """
    every = list(verdicts(contacts, settings, calendar, on))
    order = _ordered(every, settings, on, days)
    return fill(order, _known(every, settings, calendar, on), settings.limit, on, first)


def _known(
    every: list[Verdict], settings: Settings, calendar: Calendar, on: date
) -> Callable[[int], tuple[Verdict, Facts]]:
    return lambda ref: (every[ref], facts(every[ref].contact, settings, calendar, on))


def _ordered(every: list[Verdict], settings: Settings, on: date, days: int | None) -> Order:
    until = plus_days(on, settings.days if days is None else days)
    order = Order([], [], [], [])
    for number, verdict in enumerate(every):
        place(verdict, number, on, until, order)
    return order


class Order(NamedTuple):
    """Who belongs to a day, before any word is found: tuples that sort as the day does.

    The last number of each leads to the verdict on the contact.
    """

    due: list[tuple[int, int, str, str, int]]  # rank, -overdue, folded name, id
    coming: list[tuple[int, str, str, int]]  # day, folded name, id
    appointments: list[tuple[int, str, str, str, int, int]]  # day, time, name, id, which touch
    undated: list[tuple[str, str, int]]


def place(verdict: Verdict, ref: int, on: date, until: date, order: Order) -> None:
    """Add a contact to where it belongs on the day `on`; `until`: how far "coming up" looks."""
    contact, found, due = verdict
    name = contact.name.casefold(), contact.id
    if due:
        order.due.append((RANK[due[0].item.kind], -due[0].overdue, *name, ref))
    elif found:
        first = earliest(found).due
        if first <= until:
            order.coming.append((first.toordinal(), *name, ref))
    elif not contact.closed:
        order.undated.append((*name, ref))
    for number, touch in enumerate(contact.touches):
        if touch.outcome == "planned" and touch.date >= on:
            key = touch.date.toordinal(), touch.time, *name, number, ref
            order.appointments.append(key)


def fill(
    order: Order,
    known: Callable[[int], tuple[Verdict, Facts]],
    limit: int | None,
    on: date,
    first: int | None = None,
) -> Agenda:
    """Return the day in words, which are found only for what is shown.

    That is all of it, or the `first` so many who are due, and what comes up as far as there is room
    for it; the rest is counted. Contacts without a date are counted, too.
    """
    counted = first is not None and limit is None
    rows = nsmallest(first or 0, order.due) if counted else sorted(order.due)
    now, later = plate(rows, limit)
    shown = now[:first], later[: None if first is None else max(first - len(now), 0)]
    room = None if first is None else max(first - len(shown[0]) - len(shown[1]), first // 10)
    coming, appointments = sorted(order.coming)[:room], sorted(order.appointments)[:room]
    return Agenda(
        on,
        tuple(_row(*known(ref), on) for *_, ref in shown[0]),
        tuple(_row(*known(ref), on) for *_, ref in shown[1]),
        tuple(_upcoming(*known(ref), on) for *_, ref in coming),
        tuple(_appointment(known(ref)[0].contact, number) for *_, number, ref in appointments),
        (),
        LeftOut(
            len(order.due) - len(shown[0]) - len(shown[1]),
            len(order.coming) - len(coming),
            len(order.appointments) - len(appointments),
            len(order.undated),
        ),
    )


def earliest(found: Iterable[Item]) -> Item:
    """Return the item that comes first, of those of one day the first kind."""
    return min(found, key=lambda item: (item.due, RANK[item.kind]))


def _overdue(item: Item, calendar: Calendar, on: date) -> int:
    """Return how many working days after its (working) day it is."""
    return calendar.count(calendar.add(item.due, 0), on)


def _kind_and_date(due: Due) -> tuple[int, date]:
    return RANK[due.item.kind], due.item.due


def plate(
    rows: list[tuple[int, int, str, str, int]], limit: int | None
) -> tuple[list[tuple[int, int, str, str, int]], list[tuple[int, int, str, str, int]]]:
    """Split the rows into what fits on the plate and what comes later today."""
    if limit is None:
        return rows, []
    now = []
    later = []
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


def _row(verdict: Verdict, f: Facts, on: date) -> Row:
    first, *also = verdict.due
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


def _upcoming(verdict: Verdict, f: Facts, on: date) -> Upcoming:
    contact, item = verdict.contact, earliest(verdict.items)
    return Upcoming(contact, item, reason(item, f, on), next_channel(item, f))


def _appointment(contact: Contact, number: int) -> Appointment:
    return Appointment(contact, contact.touches[number])
