"""Contacts for tests, from the text of a file; dates may leave out their year, 2026."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from followup_md.model.agenda import Agenda, Item, Row
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from followup_md.policy.agenda import build_agenda, classify, evaluations
from followup_md.policy.due_items import items_on
from followup_md.policy.workdays import Calendar

SETTINGS = Settings()
CALENDAR = Calendar()
_SHORT = re.compile(r"(?<![\d:-])(\d\d-\d\d)(?![\d-])")


def day(text: str) -> date:
    """Read a date."""
    return date.fromisoformat(_SHORT.sub(r"2026-\1", text))


def person(
    *touches: str,
    front: str = "",
    reach: str = "phone: 1\nemail: a@example.org",
    name: str = "Ann Lee",
    id_: str = "ann",
    settings: Settings = SETTINGS,
) -> Contact:
    """Read a contact with these touches and these further lines of front matter."""
    lines = [f"name: {name}", reach, front]
    if touches:
        lines += ["touches:", *(f"  - {touch}" for touch in touches)]
    text = _SHORT.sub(r"2026-\1", "\n".join(line for line in lines if line))
    found = read_text(id_, f"---\n{text}\n---\n", settings)
    assert found.contact is not None, found.problems
    return found.contact


def agenda(
    contacts: Contact | Iterable[Contact],
    on: str,
    settings: Settings = SETTINGS,
    calendar: Calendar = CALENDAR,
    days: int | None = None,
) -> Agenda:
    """Build the day for one contact or several."""
    people = [contacts] if isinstance(contacts, Contact) else contacts
    return build_agenda(people, settings, calendar, day(on), days)


def without_date(
    contacts: Iterable[Contact], settings: Settings, calendar: Calendar, on: date
) -> list[str]:
    """Return the ids of the open contacts that have no date to start from, by name."""
    found = classify(enumerate(evaluations(contacts, settings, calendar, on)), on, on)
    return [id_ for _, id_, _ in sorted(found.no_date)]


def row(contact: Contact, on: str, settings: Settings = SETTINGS) -> Row:
    """Return the contact's row; it must have one."""
    (found,) = agenda(contact, on, settings).due
    return found


def dated(
    contact: Contact, on: str, settings: Settings = SETTINGS, calendar: Calendar = CALENDAR
) -> dict[str, str]:
    """Return kind: due of every item; of several of a kind the due dates with commas."""
    found: dict[str, str] = {}
    for item in items_on(contact, settings, calendar, day(on)):
        found[item.kind] = ", ".join(filter(None, (found.get(item.kind), item.due.isoformat())))
    return found


def item(contact: Contact, kind: str, on: str, settings: Settings = SETTINGS) -> Item:
    """Return the contact's only item of a kind."""
    (found,) = (i for i in items_on(contact, settings, CALENDAR, day(on)) if i.kind == kind)
    return found
