"""Which cadence and which keep apply to a contact, and where they come from."""

from __future__ import annotations

from typing import NamedTuple

from followup_md.model.contact import Contact
from followup_md.model.interval import read_span
from followup_md.model.settings import CADENCES, Cadence, Settings, Span

NONE = "none"
OWN = "its own field"


class Plan(NamedTuple):
    """How unanswered tries are repeated, and how often to be in touch otherwise."""

    name: str  # of the cadence, or "none"
    source: str  # where the name comes from
    cadence: Cadence | None  # None for "none"
    keep_name: str  # a tier, a span or "none"
    keep_source: str
    keep: Span | None  # None for "none"
    keep_set: bool  # by the contact or a rule, and not by the defaults


def plan(contact: Contact, settings: Settings, known: bool) -> Plan:
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
    if contact.keep == NONE or resolve(contact.keep, settings) is not None:
        keep, keep_source, keep_set = contact.keep, OWN, True
    elif rule is not None and rule.keep:
        keep, keep_source, keep_set = rule.keep, f"the rule for the tag {rule.tag}", True
    else:
        keep, keep_source, keep_set = settings.default_keep, "defaults.keep", False
    return Plan(
        name,
        source,
        settings.cadences.get(name),
        keep,
        keep_source,
        resolve(keep, settings),
        keep_set,
    )


def resolve(word: str, settings: Settings) -> Span | None:
    """Return the span of a tier's name or of a span as typed; None for `none` and for neither."""
    return settings.keep.get(word) or (read_span(word) if word else None)


def then(cadence: Cadence, settings: Settings) -> Span | None:
    """Return the span that follows a series which has run through; None for `none`."""
    return resolve(cadence.then or settings.default_keep, settings)


def channels(cadence: Cadence | None, settings: Settings) -> tuple[str, ...]:
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
