"""Drafts of contacts that are made in a test, with the built-in templates or those of a folder."""

from __future__ import annotations

from datetime import date
from functools import cache

from followup_md.drafts import channels, compose
from followup_md.drafts.kinds import KINDS, form_of
from followup_md.drafts.template_files import Templates
from followup_md.drafts.values import Purpose
from followup_md.model.contact import Contact
from followup_md.model.draft import Draft
from followup_md.model.settings import Member, Settings
from followup_md.policy.agenda import evaluate
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import gather_facts
from followup_md.policy.workdays import Calendar
from tests.helpers.sample import CALENDAR, SETTINGS, day

NORA = Member("Nora", "+353 20 915 0199", ("nora@whelan.example",))
EVERY_KIND = tuple(KINDS)


@cache
def built_in() -> Templates:
    """Return the built-in templates, read once."""
    return Templates("")


def written(
    contact: Contact,
    on: str | date,
    kind: str = "",
    form: str = "",
    *,
    channel: str = "",
    via: str = "",
    said: str = "",
    other: Contact | None = None,
    settings: Settings = SETTINGS,
    calendar: Calendar = CALENDAR,
    signer: Member = NORA,
    templates: Templates | None = None,
) -> Draft:
    """Return the draft that the book would write."""
    on = day(on) if isinstance(on, str) else on
    facts = gather_facts(contact, settings, calendar, on)
    evaluation = evaluate(facts.contact, apply_rules(facts), calendar, on)
    kind = kind or compose.default_kind(evaluation)
    item = compose.item_for(kind, evaluation)
    channel = channel or channels.channel_for(kind, item, facts)
    form = form or form_of(channel, settings)
    purpose = Purpose(item, signer, "nora", via, said, other)
    return compose.compose(facts, on, kind, channel, form, purpose, templates or built_in())
