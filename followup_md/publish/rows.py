"""The lines of the site's lists, in words: what the templates show, worked out beforehand."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from followup_md.model.contact import Contact
from followup_md.model.phrases import channel_said, one_line, said
from followup_md.model.verdict import Appointment, Due, Item, Row, Upcoming
from followup_md.publish.actions import Action, action
from followup_md.publish.address import Addresses
from followup_md.publish.snapshot import Snapshot

KIND_WORDS = {
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
# The parts of a day's page, in order: anchor, heading, kinds.
GROUPS = (
    ("owe", "You owe", ("owed", "promise")),
    ("birthdays", "Birthdays", ("birthday",)),
    ("appointments", "Today\u2019s appointments", ()),
    ("follow", "Follow up", ("follow-up", "planned", "quote", "first", "chase", "waiting")),
    ("keep", "Keep in touch", ("keep-in-touch",)),
)
GROUP_OF = {kind: anchor for anchor, _, kinds in GROUPS for kind in kinds}
HUES = 8  # colours of faces (the same in people.js)


class Face(NamedTuple):
    """A contact as lists show it."""

    name: str
    url: str
    initials: str
    hue: int
    org: str
    dnc: bool


class When(NamedTuple):
    """A date as a page shows it, and what its script needs to keep the words right."""

    date: date
    iso: str
    said: str
    label: str  # "today", "3 days late", "Fri 18 Sep"
    overdue: int  # working days; 0 on the day and before
    due: bool
    now: bool


class Line(NamedTuple):
    """One row of an agenda."""

    face: Face
    kind: str
    kind_words: str
    group: str
    when: When
    reason: str
    action: Action | None
    touch: int | None = None
    of: int | None = None
    also: tuple[str, ...] = ()
    time: str = ""
    hidden: bool = False  # known to the page, shown once its day has come


def face(contact: Contact, addresses: Addresses) -> Face:
    """Return how lists show `contact`."""
    about = [one_line(text) for text in (*contact.role[:1], *contact.org[:1])]
    return Face(
        one_line(contact.name),
        addresses.of(contact.id),
        initials(contact.name),
        sum(map(ord, contact.id)) % HUES,
        ", ".join(text for text in about if text),
        contact.status is not None and contact.status.word == "do-not-contact",
    )


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "·"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def when(day: date, on: date, overdue: int = 0) -> When:
    """Return the words for a due date, seen on the day `on`."""
    due = day <= on
    if not due:
        label = _said(day, on)
    elif overdue == 0:
        label = "today"
    else:
        label = "1 day late" if overdue == 1 else f"{overdue} days late"
    return When(day, _iso(day), _said(day, on), label, overdue, due, day == on)


def due_line(row: Row, snapshot: Snapshot, addresses: Addresses) -> Line:
    """Return the row of a contact that is due."""
    return Line(
        face(row.contact, addresses),
        row.item.kind,
        KIND_WORDS[row.item.kind],
        GROUP_OF[row.item.kind],
        when(row.item.due, snapshot.on, row.overdue),
        sentence(row.reason),
        action(row.channel, row.contact, snapshot.settings) if row.channel else None,
        row.touch,
        row.of,
        _also(row.also, snapshot.on),
    )


def coming_line(row: Upcoming, snapshot: Snapshot, addresses: Addresses) -> Line:
    """Return the row of a contact that is due later; hidden beyond what the settings show."""
    days = (row.item.due - snapshot.on).days
    return Line(
        face(row.contact, addresses),
        row.item.kind,
        KIND_WORDS[row.item.kind],
        GROUP_OF[row.item.kind],
        when(row.item.due, snapshot.on),
        sentence(row.reason),
        action(row.channel, row.contact, snapshot.settings) if row.channel else None,
        hidden=days > snapshot.settings.days,
    )


def appointment_line(row: Appointment, snapshot: Snapshot, addresses: Addresses) -> Line:
    """Return the row of an appointment."""
    touch = row.touch
    said_ = channel_said(touch.channel)
    words = [said_[:1].upper() + said_[1:]]
    if touch.with_:
        words.append(f"with {one_line(touch.with_)}")
    if touch.note:
        words.append(one_line(touch.note))
    days = (touch.date - snapshot.on).days
    return Line(
        face(row.contact, addresses),
        "planned",
        "appointment",
        "appointments",
        when(touch.date, snapshot.on),
        ", ".join(words),
        None,
        time=touch.time,
        hidden=days > snapshot.settings.days,
    )


def sentence(text: str) -> str:
    """Return words with a capital at their start."""
    return text[:1].upper() + text[1:]


def arithmetic(item: Item, on: date) -> str:
    """Return how the date of an item came about, "" where it stands as written."""
    if not item.plus and not item.moves:
        return ""
    text = _said(item.start, on)
    if item.plus:
        text += f" {item.plus.replace(' wd', ' working days')}"
        text = text.replace("+ 1 working days", "+ 1 working day")
        text += f" = {_said(item.base or item.due, on)}"
    for move in item.moves:
        text += f", {_MOVED[move.cause]} {_said(move.to, on)}"
    return text


_MOVED = {
    "min-gap": "not before the day after your last try:",
    "planned": "after the appointment:",
    "their-promise": "after the day they promised:",
    "last-touch": "two working days after the last touch:",
    "snooze": "snoozed until",
}


def _also(also: tuple[Due, ...], on: date) -> tuple[str, ...]:
    return tuple(f"{KIND_WORDS[due.item.kind]}, {_said(due.item.due, on)}" for due in also)


@lru_cache(maxsize=4096)
def _said(day: date, on: date) -> str:
    return said(day, on)


@lru_cache(maxsize=4096)
def _iso(day: date) -> str:
    return day.isoformat()
