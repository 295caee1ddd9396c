"""When a contact is due, as far as that does not depend on the day. Days are ordinals."""

from __future__ import annotations

from collections.abc import Sequence

from followup_md.errors import Problem
from followup_md.model.agenda import RANK
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy.birthdays import last_greeting
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import gather_facts
from followup_md.policy.looking_back import settled_from
from followup_md.policy.workdays import Calendar
from followup_md.typed import NamedTuple


class DueDates(NamedTuple):
    """The dates of one contact file; only `problems` if it cannot be read."""

    name: str = ""  # folded, for sorting; "": the file cannot be read
    items: tuple[tuple[int, int], ...] = ()  # (rank, due)
    settled: int = 0  # the first day for which `items` hold
    birthday: int = 0  # month * 100 + day; 0: none, or the contact is closed
    greeted: int = 0  # the last touch that may have been for the birthday; 0: none
    planned: tuple[int, ...] = ()  # days of appointments
    closed: bool = False
    problems: tuple[tuple[str | int, ...], ...] = ()


class SlotChange(NamedTuple):
    """What a slot of the index held, and what it holds now; None: nothing."""

    slot: int
    id: str
    old: DueDates | None
    new: DueDates | None
    version: int = 0  # of the contact
    text: int = 0  # checksum of its id and its file


def due_dates(contact: Contact, settings: Settings, calendar: Calendar) -> DueDates:
    """Return the dates of a contact."""
    facts = gather_facts(contact, settings, calendar, None, brief=True)
    birthday = None if contact.closed else contact.birthday
    greeted = last_greeting(contact, settings) if birthday is not None else None
    return DueDates(
        contact.name.casefold(),
        tuple([(RANK[item.kind], item.due.toordinal()) for item in apply_rules(facts)]),
        settled_from(contact).toordinal(),
        birthday.month * 100 + birthday.day if birthday is not None else 0,
        greeted.toordinal() if greeted is not None else 0,
        tuple([touch.date.toordinal() for touch in contact.touches if touch.planned]),
        contact.closed,
    )


def unreadable(problems: Sequence[Problem]) -> DueDates:
    """Return what the index holds of a file that cannot be read."""
    return DueDates(problems=tuple(tuple(problem) for problem in problems))
