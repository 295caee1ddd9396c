"""What follows for a contact from what was just written, in one sentence."""

from __future__ import annotations

from datetime import date

from followup_md.model.agenda import Item, Row, Upcoming
from followup_md.model.contact import Contact, Quote, Touch
from followup_md.model.settings import Settings
from followup_md.policy import agenda, phrases
from followup_md.policy.due_items import Facts, facts, has_run_through, items_on
from followup_md.policy.phrases import NO_WAY
from followup_md.policy.workdays import Calendar

_ALL = date.max.toordinal()  # days ahead: whatever comes next
_WHY = {
    "first": "the first touch",
    "follow-up": "the day you set",
    "keep-in-touch": "to keep in touch",
}


def describe(contact: Contact, settings: Settings, calendar: Calendar, on: date) -> str:
    """Return `Touch 3 of 7; next: text on Mon 14 Sep.`

    Birthdays are left out: they follow from nothing that anybody did.
    """
    rows = _rows(contact, settings, calendar, on)
    if not rows:
        if contact.closed:
            return "Nothing more is due."
        return "No date follows yet: a touch or a `reason` sets one."
    kinds = {item.kind for item in items_on(contact, settings, calendar, on)}
    start = _standing(facts(contact, settings, calendar, on), kinds)
    following = _next(rows[0], on)
    stop = "" if following.endswith("?") else "."
    return f"{start}; next: {following}{stop}" if start else f"Next: {following}{stop}"


def suggested_channel(contact: Contact, settings: Settings, calendar: Calendar, on: date) -> str:
    """Return the channel that would be next, a call where none would."""
    rows = _rows(contact, settings, calendar, on)
    return rows[0].channel if rows and rows[0].channel else "call"


def _rows(
    contact: Contact, settings: Settings, calendar: Calendar, on: date
) -> tuple[Row | Upcoming, ...]:
    """Return what is due, or else what comes next."""
    contact = contact._replace(birthday=None)
    found = agenda.build_agenda([contact], settings._replace(limit=None), calendar, on, days=_ALL)
    return (*found.due, *found.upcoming)


def _standing(f: Facts, kinds: set[str]) -> str:
    """Return where the contact stands: what is owed, or which try it was."""
    if "owed" in kinds:
        return "You owe an answer"
    over = has_run_through(f) and "keep-in-touch" in kinds
    if f.history.tries and f.plan.cadence is not None and ("chase" in kinds or over):
        of = len(f.plan.cadence.gaps) + 1
        last = ", the last of its series" if over else ""
        return f"Touch {min(f.history.tries, of)} of {of}{last}"
    return ""


def _next(row: Row | Upcoming, on: date) -> str:
    item = row.item
    if item.kind in ("promise", "waiting"):
        return row.reason
    if isinstance(item.about, Touch) and item.kind == "planned":
        return _planned(item.about, on)
    when = "today" if item.due <= on else f"on {phrases.format_date(item.due, on)}"
    if not row.channel:
        return f"{when}, but {NO_WAY}"
    about = _about(item)
    return f"{phrases.channel_label(row.channel)} {when}" + (f", {about}" if about else "")


def _planned(touch: Touch, on: date) -> str:
    what = (
        f"{phrases.channel_label(touch.channel)} planned for {phrases.format_date(touch.date, on)}"
    )
    return what if touch.date >= on else f"{what}: did it happen?"


def _about(item: Item) -> str:
    if isinstance(item.about, Quote):
        return f"quote {phrases.one_line(item.about.ref)}"
    return _WHY.get(item.kind, "")
