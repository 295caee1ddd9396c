"""The lines of the site's lists, in words: what the templates show, worked out beforehand."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from followup_md.model.agenda import Item, Row, Upcoming
from followup_md.model.contact import Contact, Touch
from followup_md.policy import headings
from followup_md.policy.headings import KIND_LABELS, dated_label
from followup_md.policy.phrases import (
    channel_label,
    format_date,
    in_words,
    lateness,
    one_line,
    plural,
)
from followup_md.website.pages.contact_links import Action, action
from followup_md.website.snapshot import Snapshot

# With the apostrophe of typography.
GROUPS = [g._replace(heading=g.heading.replace("'", "\u2019")) for g in headings.GROUPS]
GROUP_OF = {kind: group.anchor for kind, group in headings.GROUP_OF.items()}
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
    overdue: int  # working days; 0 on the day and before
    due: bool
    now: bool
    day: Markup  # "Fri 18 Sep"
    label: Markup  # "today", "3 days late", "Fri 18 Sep": kept right by the script


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


def face(contact: Contact, url: str = "") -> Face:
    """Return how lists show `contact`, whose page is at `url`."""
    about = [one_line(text) for text in (*contact.role[:1], *contact.org[:1])]
    return Face(
        one_line(contact.name),
        url,
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


@lru_cache(maxsize=8192)
def when(day: date, on: date, overdue: int = 0) -> When:
    """Return the words for a date, seen on the day `on`; `overdue`: working days since."""
    iso, words, due = day.isoformat(), format_date(day, on), day <= on
    label = lateness(overdue) if due else words
    return When(
        day,
        iso,
        words,
        overdue,
        due,
        day == on,
        _DAY.format(iso, words),
        _DUE.format(" fu-late" if overdue else "", iso, iso, overdue, words, label),
    )


_DAY = Markup('<time datetime="{}">{}</time>')
_DUE = Markup(
    '<time class="fu-when{}" datetime="{}" data-due="{}" data-late="{}" title="{}">{}</time>'
)


def due_line(row: Row, contact: Contact, snapshot: Snapshot) -> Line:
    """Return the row of a contact that is due."""
    return Line(
        face(contact),
        row.item.kind,
        KIND_LABELS[row.item.kind],
        GROUP_OF[row.item.kind],
        when(row.item.due, snapshot.on, row.item.overdue),
        sentence(row.reason),
        action(row.channel, contact, snapshot.settings) if row.channel else None,
        row.touch,
        row.of,
        tuple(dated_label(item, snapshot.on) for item in row.also),
    )


def coming_line(row: Upcoming, contact: Contact, snapshot: Snapshot) -> Line:
    """Return the row of a contact that is due later; hidden beyond what the settings show."""
    days = (row.item.due - snapshot.on).days
    return Line(
        face(contact),
        row.item.kind,
        KIND_LABELS[row.item.kind],
        GROUP_OF[row.item.kind],
        when(row.item.due, snapshot.on),
        sentence(row.reason),
        action(row.channel, contact, snapshot.settings) if row.channel else None,
        # An appointment is listed as such; "did it happen?" comes after it.
        hidden=days > snapshot.settings.days or row.item.kind == "planned",
    )


def appointment_line(touch: Touch, contact: Contact, snapshot: Snapshot) -> Line:
    """Return the row of an appointment."""
    words = [sentence(channel_label(touch.channel))]
    if touch.with_:
        words.append(f"with {one_line(touch.with_)}")
    if touch.note:
        words.append(one_line(touch.note))
    days = (touch.date - snapshot.on).days
    return Line(
        face(contact),
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
    steps = [f"{_MOVED[move.cause]} {format_date(move.to, on)}" for move in item.moves]
    base = item.base or item.due
    if item.plus is not None and item.start != base:
        if item.plus == 0:
            plus = "or the next working day"
        elif isinstance(item.plus, int):
            plus = f"+ {plural(item.plus, 'working day')}"
        else:
            plus = f"+ {in_words(item.plus)}"
        steps.insert(0, f"{format_date(item.start, on)} {plus} = {format_date(base, on)}")
    return "; ".join(steps)


_MOVED = {
    "min-gap": "not before the day after your last try:",
    "planned": "after the appointment:",
    "their-promise": "after the day they promised:",
    "last-touch": "two working days after the last touch:",
    "snooze": "snoozed until",
}
