"""The agenda of a day: whom to reach, in which order, what comes up, and which appointments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from followup_md.model.agenda import (
    RANK,
    Agenda,
    Appointment,
    Due,
    Item,
    Row,
    RowContact,
    RowItem,
    Upcoming,
)
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy import ranking
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import Facts, gather_facts
from followup_md.policy.next_channel import next_channel, touch_number
from followup_md.policy.ranking import AppointmentKey, DueKey, Ranking, UpcomingKey
from followup_md.policy.reasons import reason
from followup_md.policy.row_text import ItemText, RowText
from followup_md.policy.topics import topic
from followup_md.policy.workdays import Calendar, add_days
from followup_md.typed import NamedTuple


class Evaluation(NamedTuple):
    """A contact on a day: every item, and those that are due, in the order of the kinds."""

    contact: Contact
    items: tuple[Item, ...]
    due: tuple[Due, ...]

    @property
    def first(self) -> Item | None:
        """The first of the due items, else the earliest item."""
        if self.due:
            return self.due[0].item
        return min(self.items, key=date_and_rank, default=None)

    @property
    def due_kinds(self) -> set[str]:
        """The kinds of the due items."""
        return {due.item.kind for due in self.due}

    def dated_items(self, kind: str | None = None) -> Iterator[tuple[Item, int | None]]:
        """Yield items and how many working days each is late (None: not due); of one kind only."""
        overdue = {id(due.item): due.overdue for due in self.due}
        for item in self.items:
            if kind in (None, item.kind):
                yield item, overdue.get(id(item))


def evaluate(contact: Contact, items: tuple[Item, ...], calendar: Calendar, on: date) -> Evaluation:
    """Evaluate a contact whose items are known."""
    due = [Due(item, calendar.overdue(item.due, on)) for item in items if item.due <= on]
    due.sort(key=lambda due: (RANK[due.item.kind], due.item.due))
    return Evaluation(contact, items, tuple(due))


def evaluations(
    contacts: Iterable[Contact], settings: Settings, calendar: Calendar, on: date
) -> Iterator[Evaluation]:
    """Evaluate each contact, in the order given."""
    for contact in contacts:
        facts = gather_facts(contact, settings, calendar, on, brief=True)
        yield evaluate(facts.contact, apply_rules(facts), calendar, on)


def build_agenda(
    contacts: Iterable[Contact],
    settings: Settings,
    calendar: Calendar,
    on: date,
    days: int | None = None,
    first: int | None = None,
) -> Agenda:
    """Return the agenda of `on`, or only its `first` rows (ranking.assemble_agenda).

    `days`: how far "coming up" looks, in calendar days (None: as the settings say).
    """
    evaluated = list(evaluations(contacts, settings, calendar, on))
    return agenda_from(evaluated, settings, calendar, on, days, first)


def agenda_from(
    evaluated: Sequence[Evaluation],
    settings: Settings,
    calendar: Calendar,
    on: date,
    days: int | None = None,
    first: int | None = None,
) -> Agenda:
    """Return the agenda of contacts that are evaluated already; see `build_agenda`."""
    until = add_days(on, settings.days if days is None else days)
    order = classify(enumerate(evaluated), on, until).ranking()
    rows = EvaluatedRows(evaluated, lambda c: gather_facts(c, settings, calendar, on), on)
    return ranking.assemble_agenda(order, rows, settings.limit, on, first)


class Buckets(NamedTuple):
    """Which contacts belong to which list of an agenda, in any order."""

    due: list[DueKey]
    upcoming: list[UpcomingKey]
    appointments: list[AppointmentKey]
    no_date: list[tuple[str, str, int]]  # folded name, id

    def ranking(self) -> Ranking:
        """Return the order of the agenda."""
        return Ranking(
            sorted(self.due),
            sorted(self.upcoming),
            sorted(self.appointments),
            len(self.due),
            len(self.upcoming),
            len(self.appointments),
            len(self.no_date),
        )


def classify(evaluated: Iterable[tuple[int, Evaluation]], on: date, until: date) -> Buckets:
    """Sort contacts, each with its reference, into the lists of the agenda of `on`.

    `until`: how far "coming up" looks.
    """
    buckets = Buckets([], [], [], [])
    for ref, evaluation in evaluated:
        contact, items, due = evaluation
        name = contact.name.casefold(), contact.id
        if due:
            buckets.due.append((RANK[due[0].item.kind], -due[0].overdue, *name, ref))
        elif items:
            earliest = min([item.due for item in items])
            if earliest <= until:
                buckets.upcoming.append((earliest.toordinal(), *name, ref))
        elif not contact.closed:
            buckets.no_date.append((*name, ref))
        for number, touch in enumerate(contact.touches):
            if touch.outcome == "planned" and touch.date >= on:
                key = touch.date.toordinal(), touch.time, *name, number, ref
                buckets.appointments.append(key)
    return buckets


class EvaluatedRows:
    """Makes the rows of evaluated contacts; a reference is a place in `evaluated`."""

    def __init__(
        self, evaluated: Sequence[Evaluation], facts_of: Callable[[Contact], Facts], on: date
    ) -> None:
        self._evaluated = evaluated
        self._facts_of = facts_of
        self._on = on

    def row(self, ref: int) -> Row:
        """Return the row of a contact that is due."""
        contact, _, due = self._evaluated[ref]
        facts = self._facts_of(contact)
        item = due[0].item
        touch, of = touch_number(item, facts)
        shown = [
            RowItem(each.kind, each.due, each.start, late, topic(each, contact))
            for each, late in due
        ]
        return Row(
            RowContact.of(contact),
            shown[0],
            reason(item, facts, self._on),
            next_channel(item, facts),
            touch,
            of,
            tuple(shown[1:]),
        )

    def upcoming(self, ref: int) -> Upcoming:
        """Return the row of a contact that is not due yet."""
        evaluation = self._evaluated[ref]
        facts = self._facts_of(evaluation.contact)
        item = evaluation.first
        assert item is not None
        return Upcoming(
            RowContact.of(evaluation.contact),
            RowItem(item.kind, item.due, item.start, about=topic(item, evaluation.contact)),
            reason(item, facts, self._on),
            next_channel(item, facts),
        )

    def appointment(self, ref: int, number: int) -> Appointment:
        """Return an appointment: the touch of a contact with this number."""
        contact = self._evaluated[ref].contact
        return Appointment(RowContact.of(contact), contact.touches[number])


def row_text(contact: Contact, items: Iterable[Item], facts: Facts, on: date) -> RowText:
    """Return the words of a contact's items, for any day of the year of `on`."""
    texts = []
    for item in items:
        touch, of = touch_number(item, facts)
        texts.append(
            ItemText(
                RANK[item.kind],
                item.due.toordinal(),
                item.start.toordinal(),
                reason(item, facts, on),
                next_channel(item, facts),
                touch,
                of,
                topic(item, contact),
            )
        )
    return RowText(RowContact.of(contact), tuple(texts))


def date_and_rank(item: Item) -> tuple[date, int]:
    """Return the key by which items are sorted that are not due yet."""
    return item.due, RANK[item.kind]
