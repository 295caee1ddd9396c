"""What the policy says of a contact and of a day, as frozen values."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup_md.model.contact import Contact, Promise, Quote, Touch

# The order of a day: what you owe comes before what you want.
KINDS = (
    "owed",
    "promise",
    "follow-up",
    "birthday",
    "planned",
    "quote",
    "first",
    "chase",
    "waiting",
    "keep-in-touch",
)
RANK = {kind: rank for rank, kind in enumerate(KINDS)}


class Postponement(NamedTuple):
    """A later day that a rule asked for, and which rule."""

    to: date
    cause: str  # "min-gap", "planned", "their-promise", "last-touch" or "snooze"
    since: date | None = None  # the date that the rule counted from


class Item(NamedTuple):
    """One reason to be in touch, with the arithmetic behind its date."""

    kind: str
    due: date
    start: date  # the date that the rule counts from
    plus: str = ""  # what it adds: "+ 2 wd", "+ 60d", "" where the date stands as written
    base: date | None = None  # start + plus, where `moves` changed it
    moves: tuple[Postponement, ...] = ()
    about: Touch | Promise | Quote | None = None


class Due(NamedTuple):
    """An item on a day: `overdue` in working days, 0 on its own day."""

    item: Item
    overdue: int


class Row(NamedTuple):
    """One contact on the day's page: the first thing, and beside it the others that are due."""

    contact: Contact
    item: Item
    overdue: int
    reason: str  # in words, without the name
    channel: str  # the next one; "" where there is no way to reach them
    touch: int | None  # touch n …
    of: int | None  # … of m
    also: tuple[Due, ...] = ()


class Upcoming(NamedTuple):
    """A contact that is not due, with its earliest item."""

    contact: Contact
    item: Item
    reason: str
    channel: str


class Appointment(NamedTuple):
    """A planned touch on or after the day."""

    contact: Contact
    touch: Touch


class Omitted(NamedTuple):
    """How many there are of what was only counted."""

    due: int = 0  # due, today or later today
    coming: int = 0
    appointments: int = 0
    no_date: int = 0


class Agenda(NamedTuple):
    """A day: whom to reach, what comes up, which appointments, and who has no date at all."""

    on: date
    due: tuple[Row, ...]  # in the order of the day, within the limit
    later: tuple[Row, ...]  # due too, beyond agenda.limit: "later today"
    upcoming: tuple[Upcoming, ...]  # by date, name, id
    appointments: tuple[Appointment, ...]  # by date, time, name, id
    no_date: tuple[Contact, ...]  # open, without any item
    omitted: Omitted = Omitted()

    @property
    def no_date_count(self) -> int:
        """How many contacts have no date to start from."""
        return len(self.no_date) + self.omitted.no_date

    @property
    def due_count(self) -> int:
        """How many are due, shown or not."""
        return len(self.due) + len(self.later) + self.omitted.due

    def of_kind(self, kind: str) -> Agenda:
        """Return the day with the rows that have an item of this kind, first or among others."""

        def has(row: Row) -> bool:
            return kind in (row.item.kind, *(due.item.kind for due in row.also))

        return self._replace(
            due=tuple(filter(has, self.due)),
            later=tuple(filter(has, self.later)),
            upcoming=tuple(row for row in self.upcoming if row.item.kind == kind),
            appointments=self.appointments if kind == "planned" else (),
        )
