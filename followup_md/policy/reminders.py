"""Reminders of a contact: what is due, what falls due soon, and appointments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from followup_md.model.agenda import Item
from followup_md.model.contact import Contact, Promise, Quote, Touch
from followup_md.model.reminder import Reminder
from followup_md.policy.agenda import Evaluation, date_and_rank
from followup_md.policy.facts import Facts
from followup_md.policy.next_channel import next_channel, touch_number
from followup_md.policy.phrases import (
    capitalized,
    channel_label,
    full_date,
    one_line,
    status_label,
    try_count,
)
from followup_md.policy.reasons import reason

_TO_DO = {
    "call": "Call {}",
    "phone": "Call {}",
    "video": "Video call with {}",
    "email": "E-mail {}",
    "mail": "E-mail {}",
    "text": "Text {}",
    "sms": "Text {}",
    "letter": "Write a letter to {}",
    "card": "Send a card to {}",
    "meeting": "Meet {}",
    "visit": "Visit {}",
    "coffee": "Coffee with {}",
    "lunch": "Lunch with {}",
    "": "Reach {}",
}


def reminders(evaluation: Evaluation, facts: Facts, on: date, until: date) -> Iterator[Reminder]:
    """Yield the reminders of a contact up to a day, those that are due first.

    An appointment to come is one whatever its day.
    """
    contact = facts.contact
    keys: dict[str, int] = {}
    due = [each.item for each in evaluation.due]
    later = [item for item in evaluation.items if on < item.due <= until]
    for place, item in enumerate([*due, *sorted(later, key=date_and_rank)]):
        if item.kind == "planned" and item.start >= on:
            continue  # the appointment itself is below; the question comes when it is over
        yield Reminder(
            contact.id,
            one_line(contact.name),
            _unique(_key(item), keys),
            item.due,
            _title(item, facts),
            _text(item, facts, on),
            _stamp(contact, min(item.start, on), on),
            is_due=place < len(due),
            is_second=0 < place < len(due),
            private=contact.private,
        )
    for touch in contact.touches:
        if touch.planned and touch.date >= on:
            yield _appointment(touch, contact, _unique(f"appointment-{touch.date}", keys), on)


def next_step(evaluation: Evaluation, facts: Facts, on: date) -> str:
    """Return what comes next for a contact, in words with its day; "" if nothing does."""
    item = evaluation.first
    if item is None:
        return ""
    if isinstance(item.about, Touch) and item.kind == "planned" and item.start >= on:
        return f"{_meeting(item.about, facts.contact)}, {full_date(item.start)}"
    return f"{_title(item, facts)}, {full_date(item.due)}"


def _appointment(touch: Touch, contact: Contact, key: str, on: date) -> Reminder:
    others = f"with {one_line(touch.with_)}" if touch.with_ else ""
    return Reminder(
        contact.id,
        one_line(contact.name),
        key,
        touch.date,
        _meeting(touch, contact),
        "\n".join(filter(None, (capitalized(one_line(touch.note)), capitalized(others)))),
        _stamp(contact, on, on),
        is_due=False,
        time=touch.time,
        private=contact.private,
    )


def _meeting(touch: Touch, contact: Contact) -> str:
    return f"{capitalized(channel_label(touch.channel))} with {one_line(contact.name)}"


def _title(item: Item, facts: Facts) -> str:
    name = one_line(facts.contact.name)
    if item.kind == "planned":
        return f"{name}: did it happen?"
    channel = next_channel(item, facts)
    known = _TO_DO.get(channel)
    return known.format(name) if known else f"Reach {name} ({channel_label(channel)})"


def _text(item: Item, facts: Facts, on: date) -> str:
    lines = (
        status_label(facts.contact.status),
        one_line(reason(item, facts, on)),
        try_count(*touch_number(item, facts)),
    )
    return "\n".join(capitalized(line) for line in lines if line)


def _key(item: Item) -> str:
    """Return the kind, and the date of what it is about where there may be several of a kind."""
    about = item.about
    if isinstance(about, Promise):
        return f"{item.kind}-{about.due}"
    if isinstance(about, Quote):
        return f"{item.kind}-{about.sent}"
    return f"{item.kind}-{item.start}" if item.kind in ("planned", "birthday") else item.kind


def _unique(key: str, keys: dict[str, int]) -> str:
    keys[key] = keys.get(key, 0) + 1
    return key if keys[key] == 1 else f"{key}.{keys[key]}"


def _stamp(contact: Contact, default: date, on: date) -> date:
    """Return the last day up to `on` on which something was written about a contact."""
    days: list[date | None] = [touch.date for touch in contact.touches]
    days += [promise.ended for promise in contact.promises]
    for quote in contact.quotes:
        days += [quote.sent, quote.ended]
    days.append(contact.met.date if contact.met is not None else None)
    return max([day for day in days if day is not None and day <= on], default=default)
