"""Which cadence and which keep apply to a contact, and where they come from."""

from __future__ import annotations

from typing import NamedTuple

from followup_md.model.contact import Contact
from followup_md.model.interval import parse_interval
from followup_md.model.settings import CADENCES, Cadence, Interval, Settings

NONE = "none"
OWN = "its own field"


class OutreachPlan(NamedTuple):
    """How unanswered tries are repeated, and how often to be in touch otherwise."""

    name: str  # of the cadence, or "none"
    source: str  # where the name comes from
    cadence: Cadence | None  # None for "none"
    keep_name: str  # a tier, a span or "none"
    keep_source: str
    keep: Interval | None  # None for "none"
    keep_set: bool  # by the contact or a rule, and not by the defaults


def outreach_plan(contact: Contact, settings: Settings, known: bool) -> OutreachPlan:
    """Return what applies to `contact`; `known`: its history holds a two-way touch."""
    rule = next((rule for rule in settings.rules if rule.tag in contact.tags), None)
    if _cadence_named(contact.cadence, settings):
        name, source = contact.cadence, OWN
    elif rule is not None and rule.cadence:
        name, source = rule.cadence, f"the rule for the tag {rule.tag}"
    elif known:
        name, source = settings.known, "defaults.known: there was a two-way touch"
    else:
        name, source = settings.new, "defaults.new: no two-way touch yet"
    if contact.keep == NONE or resolve_interval(contact.keep, settings) is not None:
        keep, keep_source, keep_set = contact.keep, OWN, True
    elif rule is not None and rule.keep:
        keep, keep_source, keep_set = rule.keep, f"the rule for the tag {rule.tag}", True
    else:
        keep, keep_source, keep_set = settings.default_keep, "defaults.keep", False
    return OutreachPlan(
        name,
        source,
        settings.cadences.get(name),
        keep,
        keep_source,
        resolve_interval(keep, settings),
        keep_set,
    )


def resolve_interval(word: str, settings: Settings) -> Interval | None:
    """Return the span of a tier's name or of a span as typed; None for `none` and for neither."""
    return settings.keep.get(word) or (parse_interval(word) if word else None)


def interval_after_series(cadence: Cadence, settings: Settings) -> Interval | None:
    """Return the span that follows a series which has run through; None for `none`."""
    return resolve_interval(cadence.then or settings.default_keep, settings)


def channels_of(cadence: Cadence | None, settings: Settings) -> tuple[str, ...]:
    """Return a cadence's channels in order; without any, those of `warm`."""
    if cadence is not None and cadence.channels:
        return cadence.channels
    return settings.cadences["warm"].channels or CADENCES["warm"].channels


def quote_cadence(settings: Settings) -> Cadence:
    """Return the series for quotes, which is the same for every contact."""
    return settings.cadences["quote"]


def _cadence_named(word: str, settings: Settings) -> bool:
    """Whether `word` can be followed; a name that the settings do not know is as not set."""
    return word == NONE or word in settings.cadences
