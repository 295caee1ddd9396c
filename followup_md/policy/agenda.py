"""The day: whom to reach, in which order, what comes up, and which appointments there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from followup_md.model.agenda import RANK, Agenda, Appointment, Due, Item, Omitted, Row, Upcoming
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy import ranking
from followup_md.policy import row_text as sayings
from followup_md.policy.due_items import Facts, facts, items_on
from followup_md.policy.next_channel import next_channel, touch_number
from followup_md.policy.ranking import Ranking
from followup_md.policy.reasons import reason
from followup_md.policy.row_text import ItemText, RowText
from followup_md.policy.workdays import Calendar, add_days


class Evaluation(NamedTuple):
    """A contact on a day: every item, and those that are due, in the order of the kinds."""

    contact: Contact
    items: tuple[Item, ...]
    due: tuple[Due, ...]

    def dated_items(self, kind: str | None = None) -> Iterator[tuple[Item, int | None]]:
        """Yield items and how many working days each is late (None: not due); of one kind only."""
        overdue = {due.item: due.overdue for due in self.due}
        for item in self.items:
            if kind in (None, item.kind):
                yield item, overdue.get(item)


def build_agenda(
    contacts: Iterable[Contact],
    settings: Settings,
    calendar: Calendar,
    on: date,
    days: int | None = None,
) -> Agenda:
    """Return the day `on`; `days`: how far "coming up" looks (None: as the settings say)."""
    return agenda_of(evaluations(contacts, settings, calendar, on), settings, calendar, on, days)


def evaluations(
    contacts: Iterable[Contact], settings: Settings, calendar: Calendar, on: date
) -> Iterator[Evaluation]:
    """Yield the verdict on each contact, in the order given."""
    for contact in contacts:
        yield evaluate(contact, items_on(contact, settings, calendar, on), calendar, on)


def evaluate(contact: Contact, found: tuple[Item, ...], calendar: Calendar, on: date) -> Evaluation:
    """Return the verdict on a contact whose items are known."""
    due = [Due(item, _overdue(item, calendar, on)) for item in found if item.due <= on]
    due.sort(key=_kind_and_date)
    return Evaluation(contact, found, tuple(due))


def agenda_of(
    judged: Iterable[Evaluation],
    settings: Settings,
    calendar: Calendar,
    on: date,
    days: int | None = None,
) -> Agenda:
    """Return the day that the verdicts make."""
    every = list(judged)
    places = _places(every, settings, on, days)
    speaker = RowBuilder(_known(every, settings, calendar, on), on)
    found = ranking.build_agenda(places.order(), speaker, settings.limit, on)
    undated = tuple(every[ref].contact for _, _, ref in sorted(places.undated))
    return found._replace(no_date=undated, omitted=Omitted())


def brief_agenda(
    contacts: Iterable[Contact],
    settings: Settings,
    calendar: Calendar,
    on: date,
    days: int | None = None,
    first: int | None = None,
) -> Agenda:
    """Return the day `on`, or the `first` rows of a long one; contacts without a date as a number.

    Of contacts and items it holds what a row shows: see said.who, and plate.fill.
    """
    every = list(evaluations(contacts, settings, calendar, on))
    order = _places(every, settings, on, days).order()
    speaker = _Brief(_known(every, settings, calendar, on), on)
    return ranking.build_agenda(order, speaker, settings.limit, on, first)


def _known(
    every: Sequence[Evaluation], settings: Settings, calendar: Calendar, on: date
) -> Callable[[int], tuple[Evaluation, Facts]]:
    return lambda ref: (every[ref], facts(every[ref].contact, settings, calendar, on))


def _places(every: list[Evaluation], settings: Settings, on: date, days: int | None) -> Buckets:
    until = add_days(on, settings.days if days is None else days)
    places = Buckets([], [], [], [])
    for number, verdict in enumerate(every):
        classify(verdict, number, on, until, places)
    return places


class Buckets(NamedTuple):
    """Where each contact belongs on a day, in any order; see plate.Order."""

    due: list[ranking.DueKey]
    coming: list[ranking.UpcomingKey]
    appointments: list[ranking.AppointmentKey]
    undated: list[tuple[str, str, int]]  # folded name, id

    def order(self) -> Ranking:
        """Return the order of the day."""
        due, coming, planned, undated = self
        counts = len(due), len(coming), len(planned), len(undated)
        return Ranking(sorted(due), sorted(coming), sorted(planned), *counts)


def classify(verdict: Evaluation, ref: int, on: date, until: date, places: Buckets) -> None:
    """Add a contact to where it belongs on the day `on`; `until`: how far "coming up" looks."""
    contact, found, due = verdict
    name = contact.name.casefold(), contact.id
    if due:
        places.due.append((RANK[due[0].item.kind], -due[0].overdue, *name, ref))
    elif found:
        first = earliest(found).due
        if first <= until:
            places.coming.append((first.toordinal(), *name, ref))
    elif not contact.closed:
        places.undated.append((*name, ref))
    for number, touch in enumerate(contact.touches):
        if touch.outcome == "planned" and touch.date >= on:
            key = touch.date.toordinal(), touch.time, *name, number, ref
            places.appointments.append(key)


def earliest(found: Iterable[Item]) -> Item:
    """Return the item that comes first, of those of one day the first kind."""
    return min(found, key=lambda item: (item.due, RANK[item.kind]))


def _overdue(item: Item, calendar: Calendar, on: date) -> int:
    """Return how many working days after its (working) day it is."""
    return calendar.count(calendar.add(item.due, 0), on)


def _kind_and_date(due: Due) -> tuple[int, date]:
    return RANK[due.item.kind], due.item.due


class RowBuilder:
    """Words for the rows of contacts that were judged."""

    def __init__(self, known: Callable[[int], tuple[Evaluation, Facts]], on: date) -> None:
        self._known = known
        self._on = on

    def row(self, ref: int) -> Row:
        """Return the row of somebody who is due."""
        (verdict, f), on = self._known(ref), self._on
        first, *also = verdict.due
        item = first.item
        words = reason(item, f, on), next_channel(item, f), *touch_number(item, f)
        return Row(verdict.contact, item, first.overdue, *words, tuple(also))

    def upcoming(self, ref: int) -> Upcoming:
        """Return the row of somebody who is not due yet."""
        (verdict, f), on = self._known(ref), self._on
        item = earliest(verdict.items)
        return Upcoming(verdict.contact, item, reason(item, f, on), next_channel(item, f))

    def appointment(self, ref: int, number: int) -> Appointment:
        """Return an appointment: a contact's touch number so-and-so."""
        contact = self._known(ref)[0].contact
        return Appointment(contact, contact.touches[number])


class _Brief(RowBuilder):
    """The same of contacts with no more than a row shows."""

    def row(self, ref: int) -> Row:
        """Return the row of somebody who is due."""
        verdict, f = self._known(ref)
        overdue = {due.item.due.toordinal(): due.overdue for due in verdict.due}
        return sayings.to_row(
            row_text(verdict, f, self._on), self._on.toordinal(), overdue.__getitem__
        )

    def upcoming(self, ref: int) -> Upcoming:
        """Return the row of somebody who is not due yet."""
        return sayings.to_upcoming(row_text(*self._known(ref), self._on))

    def appointment(self, ref: int, number: int) -> Appointment:
        """Return an appointment: a contact's touch number so-and-so."""
        contact, touch = super().appointment(ref, number)
        return Appointment(sayings.row_contact(contact), touch)


def row_text(verdict: Evaluation, f: Facts, on: date) -> RowText:
    """Return what there is to say of a contact, whatever the day of that year."""
    words = [
        ItemText(
            RANK[item.kind],
            item.due.toordinal(),
            item.start.toordinal(),
            reason(item, f, on),
            next_channel(item, f),
            *touch_number(item, f),
        )
        for item in verdict.items
    ]
    return RowText(on.year, sayings.row_contact(verdict.contact), tuple(words))
