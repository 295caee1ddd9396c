"""The lines of the site's lists, in words: what the templates show, worked out beforehand."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from followup_md.model.agenda import Appointment, Due, Item, Row, Upcoming
from followup_md.model.contact import Contact
from followup_md.model.interval import in_words, parse_interval
from followup_md.policy.headings import KIND_LABELS
from followup_md.policy.phrases import channel_label, format_date, one_line
from followup_md.website.pages.contact_links import Action, action
from followup_md.website.snapshot import Snapshot

# The parts of a day's page, in order: anchor, heading, kinds.
GROUPS = (
    ("owe", "You owe", ("owed", "promise")),
    ("birthdays", "Birthdays", ("birthday",)),
    ("appointments", "Today\u2019s appointments", ()),
    ("follow", "Follow up", ("follow-up", "planned", "quote", "first", "chase", "waiting")),
    ("keep", "Keep in touch", ("keep-in-touch",)),
)
GROUP_OF = {kind: anchor for anchor, _, kinds in GROUPS for kind in kinds}
# Not from strftime: that depends on the locale.
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
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


def long_day(day: date) -> str:
    """Return `Monday 14 September 2026`."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=8192)
def when(day: date, on: date, overdue: int = 0) -> When:
    """Return the words for a date, seen on the day `on`; `overdue`: working days since."""
    iso, words, due = day.isoformat(), format_date(day, on), day <= on
    label = words
    if due:
        label = "today" if not overdue else "1 day late" if overdue == 1 else f"{overdue} days late"
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


def due_line(row: Row, snapshot: Snapshot) -> Line:
    """Return the row of a contact that is due."""
    return Line(
        face(row.contact),
        row.item.kind,
        KIND_LABELS[row.item.kind],
        GROUP_OF[row.item.kind],
        when(row.item.due, snapshot.on, row.overdue),
        sentence(row.reason),
        action(row.channel, row.contact, snapshot.settings) if row.channel else None,
        row.touch,
        row.of,
        _also(row.also, snapshot.on),
    )


def coming_line(row: Upcoming, snapshot: Snapshot) -> Line:
    """Return the row of a contact that is due later; hidden beyond what the settings show."""
    days = (row.item.due - snapshot.on).days
    return Line(
        face(row.contact),
        row.item.kind,
        KIND_LABELS[row.item.kind],
        GROUP_OF[row.item.kind],
        when(row.item.due, snapshot.on),
        sentence(row.reason),
        action(row.channel, row.contact, snapshot.settings) if row.channel else None,
        # An appointment is listed as such; "did it happen?" comes after it.
        hidden=days > snapshot.settings.days or row.item.kind == "planned",
    )


def appointment_line(row: Appointment, snapshot: Snapshot) -> Line:
    """Return the row of an appointment."""
    touch = row.touch
    words = [sentence(channel_label(touch.channel))]
    if touch.with_:
        words.append(f"with {one_line(touch.with_)}")
    if touch.note:
        words.append(one_line(touch.note))
    days = (touch.date - snapshot.on).days
    return Line(
        face(row.contact),
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
    if item.plus and item.start != base:
        count, _, unit = item.plus.removeprefix("+ ").partition(" ")
        if unit != "wd":
            span = parse_interval(count)
            plus = f"+ {in_words(span)}" if span is not None else item.plus
        elif count == "0":
            plus = "or the next working day"
        else:
            plus = f"+ {count} working day{'' if count == '1' else 's'}"
        steps.insert(0, f"{format_date(item.start, on)} {plus} = {format_date(base, on)}")
    return "; ".join(steps)


_MOVED = {
    "min-gap": "not before the day after your last try:",
    "planned": "after the appointment:",
    "their-promise": "after the day they promised:",
    "last-touch": "two working days after the last touch:",
    "snooze": "snoozed until",
}


def _also(also: tuple[Due, ...], on: date) -> tuple[str, ...]:
    return tuple(f"{KIND_LABELS[due.item.kind]}, {format_date(due.item.due, on)}" for due in also)
