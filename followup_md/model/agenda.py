"""What the policy says about a contact and about a day, as frozen values."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import NamedTuple

from followup_md.model import contact as contacts
from followup_md.model.contact import Contact, Labelled, Promise, Quote, Status, Touch
from followup_md.model.settings import Interval

# The order of an agenda: what you owe comes before what you want.
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
NO_CHANNEL = ("planned",)  # kinds that ask you: "did it happen?"


class Postponement(NamedTuple):
    """A later day that a rule asked for, and which rule."""

    to: date
    cause: str  # "min-gap", "planned", "their-promise" or "snooze"
    since: date | None = None  # the date that the rule counted from


class Item(NamedTuple):
    """One reason to be in touch, with the arithmetic behind its date."""

    kind: str
    due: date
    start: date  # the date that the rule counts from
    plus: int | Interval | None = None  # what it adds: working days, an interval, or nothing
    base: date | None = None  # start + plus, if `moves` changed it
    moves: tuple[Postponement, ...] = ()
    about: Touch | Promise | Quote | None = None


class Due(NamedTuple):
    """An item that is due: `overdue` in working days, 0 on its own day."""

    item: Item
    overdue: int


class RowContact(NamedTuple):
    """What a row needs to know of its contact."""

    id: str
    name: str
    email: tuple[Labelled, ...] = ()
    phone: tuple[Labelled, ...] = ()
    timezone: str = ""
    owner: str = ""
    hours: tuple[str, str] | None = None
    status: Status | None = None
    lately: tuple[Touch, ...] = ()  # by whom of the team, see Contact

    @classmethod
    def of(cls, contact: Contact) -> RowContact:
        """Return what a row needs to know of `contact`."""
        return cls._make(_row_fields(contact))

    @property
    def path(self) -> str:
        """The file, relative to the book."""
        return contacts.path_of(self.id)


_row_fields = attrgetter(*RowContact._fields)


class RowItem(NamedTuple):
    """An item as a row shows it, without its arithmetic."""

    kind: str
    due: date
    start: date  # the date that the rule counts from
    overdue: int = 0  # working days; 0 on its own day and before
    about: str = ""  # the promise, the quote, …, in few words


class Row(NamedTuple):
    """A contact that is due: the first item in words, the other due items next to it."""

    contact: RowContact
    item: RowItem
    reason: str  # in words, without the name
    channel: str  # the next one; "" if there is no way to reach them
    touch: int | None = None  # touch n …
    of: int | None = None  # … of m
    also: tuple[RowItem, ...] = ()

    @property
    def unreachable(self) -> bool:
        """Whether a channel is needed, and there is no way to reach them."""
        return not self.channel and self.item.kind not in NO_CHANNEL


class Upcoming(NamedTuple):
    """A contact that is not due, with its earliest item."""

    contact: RowContact
    item: RowItem
    reason: str
    channel: str


class Appointment(NamedTuple):
    """A planned touch on or after the day."""

    contact: RowContact
    touch: Touch


AnyRow = Row | Upcoming | Appointment


class Omitted(NamedTuple):
    """How many rows of each list were counted but not made."""

    due: int = 0  # due, today or later today
    upcoming: int = 0
    appointments: int = 0


class Agenda(NamedTuple):
    """Whom to reach on a day, what comes up, which appointments, and how many have no date."""

    on: date
    due: tuple[Row, ...]  # in the order of the agenda, within the limit
    later: tuple[Row, ...]  # due too, beyond agenda.limit: "later today"
    upcoming: tuple[Upcoming, ...]  # by date, name, id
    appointments: tuple[Appointment, ...]  # by date, time, name, id
    no_date: int = 0  # open contacts without any item
    omitted: Omitted = Omitted()

    @property
    def due_count(self) -> int:
        """How many are due, shown or not."""
        return len(self.due) + len(self.later) + self.omitted.due

    def of_kind(self, kind: str) -> Agenda:
        """Return the agenda with only the rows that have an item of this kind, first or not."""

        def has(row: Row) -> bool:
            return kind in (row.item.kind, *(item.kind for item in row.also))

        return self._replace(
            due=tuple(filter(has, self.due)),
            later=tuple(filter(has, self.later)),
            upcoming=tuple(row for row in self.upcoming if row.item.kind == kind),
            appointments=self.appointments if kind == "planned" else (),
        )


class DueCount(NamedTuple):
    """How many contacts are due, and to how many of them an answer is owed."""

    owed: int
    every: int

    @classmethod
    def of(cls, agenda: Agenda) -> DueCount:
        """Return how many are due in an agenda that was made as a whole."""
        # What is owed comes first in every row.
        owed = sum(row.item.kind == KINDS[0] for row in (*agenda.due, *agenda.later))
        return cls(owed, agenda.due_count)
