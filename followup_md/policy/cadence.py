"""Which cadence and which keep-in-touch interval apply to a contact, and which setting says so."""

from __future__ import annotations

from followup_md.model.contact import Contact
from followup_md.model.interval import parse_interval
from followup_md.model.settings import CADENCES, Cadence, Interval, Settings
from followup_md.typed import NamedTuple

NONE = "none"
OWN = "its own field"


class OutreachPlan(NamedTuple):
    """How unanswered tries are repeated, and how often to be in touch otherwise."""

    name: str  # of the cadence, or "none"
    source: str  # where the name comes from
    cadence: Cadence | None  # None for "none"
    keep_name: str  # a tier, an interval or "none"
    keep_source: str
    keep: Interval | None  # None for "none"
    keep_set: bool  # by the contact or a rule, and not by the defaults


def outreach_plan(contact: Contact, settings: Settings, known: bool) -> OutreachPlan:
    """Return what applies to `contact`; `known`: there was a two-way touch."""
    rule = next((rule for rule in settings.rules if rule.tag in contact.tags), None)
    # A name that the settings do not know counts as not set.
    if contact.cadence == NONE or contact.cadence in settings.cadences:
        name, source = contact.cadence, OWN
    elif rule is not None and rule.cadence:
        name, source = rule.cadence, f"the rule for the tag {rule.tag}"
    elif not known:
        name, source = settings.new, "defaults.new: no two-way touch yet"
    elif contact.reason:
        name, source = settings.new, "defaults.new: there is a `reason`"
    else:
        name, source = settings.known, "defaults.known: there was a two-way touch"
    if contact.keep == NONE or resolve_interval(contact.keep, settings) is not None:
        keep, keep_source, keep_set = contact.keep, OWN, True
    elif rule is not None and rule.keep:
        keep, keep_source, keep_set = rule.keep, f"the rule for the tag {rule.tag}", True
    elif contact.reason:
        keep, keep_set = settings.reason_keep, False
        keep_source = "defaults.reason: there is a `reason`"
    else:
        keep, keep_source, keep_set = settings.default_keep, "defaults.keep", False
    return OutreachPlan(
        name=name,
        source=source,
        cadence=settings.cadences.get(name),
        keep_name=keep,
        keep_source=keep_source,
        keep=resolve_interval(keep, settings),
        keep_set=keep_set,
    )


def resolve_interval(word: str, settings: Settings) -> Interval | None:
    """Return the interval of a tier, or the one typed; None for `none` or anything else."""
    return settings.keep.get(word) or (parse_interval(word) if word else None)


def interval_after_series(cadence: Cadence, settings: Settings) -> Interval | None:
    """Return the interval that follows a series that has run through; None for `none`."""
    return resolve_interval(cadence.then or settings.default_keep, settings)


def channels_of(cadence: Cadence | None, settings: Settings) -> tuple[str, ...]:
    """Return the channels of a cadence in order, or those of `warm` if it has none."""
    if cadence is not None and cadence.channels:
        return cadence.channels
    return settings.cadences["warm"].channels or CADENCES["warm"].channels
