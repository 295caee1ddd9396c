"""What follows for a contact after an edit, in one sentence."""

from __future__ import annotations

from datetime import date

from followup_md.model.agenda import Item
from followup_md.model.contact import Contact, Promise, Quote, Touch
from followup_md.model.settings import Settings
from followup_md.policy.agenda import evaluate
from followup_md.policy.due_items import apply_rules, has_run_through
from followup_md.policy.facts import Facts, gather_facts
from followup_md.policy.next_channel import next_channel
from followup_md.policy.phrases import (
    NO_WAY,
    after_colon,
    channel_label,
    format_date,
    one_line,
    status_label,
)
from followup_md.policy.reasons import reason
from followup_md.policy.workdays import Calendar

_ABOUT = {
    "first": "the first touch",
    "follow-up": "the day you set",
    "keep-in-touch": "to keep in touch",
}


def describe(contact: Contact, settings: Settings, calendar: Calendar, on: date) -> str:
    """Return `Try 3 of 7; next: text on Mon 14 Sep.`

    Birthdays are left out: they follow from nothing that anybody did.
    """
    item, facts, kinds = _next_item(contact, settings, calendar, on)
    if item is None:
        if contact.closed:
            return "Nothing more is due."
        return f"No date follows yet: {_what_sets_one(contact)} sets one."
    progress = _progress(facts, kinds)
    step = _step(item, facts, on)
    stop = "" if step.endswith("?") else "."
    return f"{progress}; next: {step}{stop}" if progress else f"Next: {step}{stop}"


def _what_sets_one(contact: Contact) -> str:
    # A first touch takes both: why, and since when.
    if contact.met:
        return "a touch or a `reason`"
    return "a touch or `met`" if contact.reason else "a touch, or a `reason` with `met`,"


def told(contact: Contact, result: str, settings: Settings, calendar: Calendar, on: date) -> str:
    """Return what was done to a contact, and what follows: `Ann Lee: call. Try 3 of 7; …`."""
    status = status_label(contact.status)
    shown = status and not result.startswith(status)
    name = f"{contact.name} ({status})" if shown else contact.name
    return f"{name}: {result.rstrip('.')}. {describe(contact, settings, calendar, on)}"


def suggested_channel(contact: Contact, settings: Settings, calendar: Calendar, on: date) -> str:
    """Return the next channel, or a call if there is none."""
    item, facts, _ = _next_item(contact, settings, calendar, on)
    return (next_channel(item, facts) if item is not None else "") or "call"


def _next_item(
    contact: Contact, settings: Settings, calendar: Calendar, on: date
) -> tuple[Item | None, Facts, set[str]]:
    """Return what is due or else comes next, and the kinds of all items."""
    contact = contact._replace(birthday=None)
    facts = gather_facts(contact, settings, calendar, on)
    evaluation = evaluate(contact, apply_rules(facts), calendar, on)
    return evaluation.first, facts, {item.kind for item in evaluation.items}


def _progress(facts: Facts, kinds: set[str]) -> str:
    """Return what is owed, or which try it was."""
    if "owed" in kinds:
        return "You owe an answer"
    over = has_run_through(facts) and "keep-in-touch" in kinds
    if facts.history.tries and facts.plan.cadence is not None and ("chase" in kinds or over):
        of = len(facts.plan.cadence.gaps) + 1
        last = ", the last of its series" if over else ""
        return f"Try {min(facts.history.tries, of)} of {of}{last}"
    return ""


def _step(item: Item, facts: Facts, on: date) -> str:
    if item.kind == "promise":
        return reason(item, facts, on)
    if isinstance(item.about, Touch) and item.kind == "planned":
        return _planned(item.about, on)
    when = "today" if item.due <= on else f"on {format_date(item.due, on)}"
    channel = next_channel(item, facts)
    if not channel:
        return f"{when}, but {NO_WAY}"
    about = _ABOUT.get(item.kind, "")
    if isinstance(item.about, Quote):
        about = f"quote {one_line(item.about.ref)}"
    elif isinstance(item.about, Promise):
        about = f"what they promised{after_colon(item.about.what)}"
    return f"{channel_label(channel)} {when}" + (f", {about}" if about else "")


def _planned(touch: Touch, on: date) -> str:
    what = f"{channel_label(touch.channel)} planned for {format_date(touch.date, on)}"
    return what if touch.date >= on else f"{what}: did it happen?"
