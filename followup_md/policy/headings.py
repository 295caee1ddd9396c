"""The headings under which a day is shown, for the terminal, the agenda page and the site."""

from __future__ import annotations

from collections.abc import Iterable

from followup_md.model.agenda import Agenda, Row, Upcoming
from followup_md.model.contact import Contact

OWE = "You owe"
BIRTHDAYS = "Birthdays"
TODAY = "Today's appointments"
FOLLOW_UP = "Follow up"
KEEP = "Keep in touch"
LATER = "Later today"
COMING = "Coming up"

KIND_LABELS = {
    "owed": "you owe",
    "promise": "you promised",
    "follow-up": "day set",
    "birthday": "birthday",
    "planned": "appointment",
    "quote": "quote",
    "first": "first touch",
    "chase": "no answer yet",
    "waiting": "they promised",
    "keep-in-touch": "keep in touch",
}
_HEADING = {"owed": OWE, "promise": OWE, "birthday": BIRTHDAYS, "keep-in-touch": KEEP}


def heading(kind: str) -> str:
    """Return the heading for rows of this kind."""
    return _HEADING.get(kind, FOLLOW_UP)


def group_rows(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows by heading, each in the order given; the headings in the order of a day.

    Every heading is there, with an empty list where it has no row; "Today's appointments" has
    none, it only keeps its place.
    """
    groups: dict[str, list[Row]] = {name: [] for name in (OWE, BIRTHDAYS, TODAY, FOLLOW_UP, KEEP)}
    for row in rows:
        groups[heading(row.item.kind)].append(row)
    return groups


def upcoming_rows(agenda: Agenda) -> list[Upcoming]:
    """Return what comes up, without "did it happen?" of appointments that are listed themselves."""
    return [
        row for row in agenda.upcoming if row.item.kind != "planned" or row.item.start < agenda.on
    ]


def status_label(contact: Contact) -> str:
    """Return what must be said wherever a contact is shown: `do not contact`; "" where nothing."""
    if contact.status is None or not contact.closed:
        return ""
    return contact.status.word.replace("-", " ")
