"""A contact's card: what no day changes of when to be in touch with it. Days are ordinals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from followup_md.errors import Problem
from followup_md.model.agenda import RANK
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import gather_facts, stable_from
from followup_md.policy.workdays import Calendar


class DueDates(NamedTuple):
    """One contact file. Without a contact, only `problems`."""

    name: str = ""  # folded, for the order; "": there is no contact
    items: tuple[tuple[int, int], ...] = ()  # (rank, due)
    settled: int = 0  # from that day on `items` are right
    birthday: int = 0  # month * 100 + day; 0: none, or none that counts
    planned: tuple[int, ...] = ()  # days of appointments
    closed: bool = False
    problems: tuple[tuple[str | int, ...], ...] = ()


def due_dates(contact: Contact, settings: Settings, calendar: Calendar) -> DueDates:
    """Return the card of a contact."""
    facts = gather_facts(contact, settings, calendar, None, brief=True)
    born = contact.birthday
    return DueDates(
        contact.name.casefold(),
        tuple([(RANK[item.kind], item.due.toordinal()) for item in apply_rules(facts)]),
        stable_from(facts).toordinal(),
        born.month * 100 + born.day if born is not None and not contact.closed else 0,
        tuple([touch.date.toordinal() for touch in facts.planned]),
        contact.closed,
    )


def unreadable(problems: Sequence[Problem]) -> DueDates:
    """Return the card of a file without a contact."""
    return DueDates(problems=tuple(tuple(problem) for problem in problems))
