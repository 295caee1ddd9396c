"""How to reach a contact next."""

from __future__ import annotations

from followup_md.model.agenda import Item
from followup_md.model.contact import Quote, Touch
from followup_md.model.settings import CHANNELS
from followup_md.policy.cadence import channels_of, quote_cadence
from followup_md.policy.channels import is_usable
from followup_md.policy.facts import Facts
from followup_md.policy.quote_chase import quote_state


def next_channel(item: Item, facts: Facts) -> str:
    """Return the channel to use for `item`; "" if there is no way to reach them."""
    listed = facts.contact.prefer or channels_of(
        quote_cadence(facts.settings) if item.kind == "quote" else facts.plan.cadence,
        facts.settings,
    )
    position = _position(item, facts)
    chosen = ""
    if position is not None:
        position %= len(listed)
        chosen = listed[position]
    elif item.kind == "owed" and isinstance(item.about, Touch):
        chosen = item.about.channel
    elif facts.history.two_way is not None:
        chosen = facts.history.two_way.channel
    after = listed if position is None else listed[position:] + listed[:position]
    return next((word for word in (chosen, *after, *CHANNELS) if word and _usable(word, facts)), "")


def touch_number(item: Item, facts: Facts) -> tuple[int | None, int | None]:
    """Return "touch n of m": both for a chase, n alone for a quote, neither for the rest."""
    if item.kind == "chase" and facts.plan.cadence is not None:
        last = len(facts.plan.cadence.gaps) + 1
        return min(facts.history.tries + 1, last), last
    position = _position(item, facts) if item.kind == "quote" else None
    return (None, None) if position is None else (position + 1, None)


def _position(item: Item, facts: Facts) -> int | None:
    """Return the place in the list of channels, or None if the choice is made elsewhere."""
    if item.kind in ("chase", "follow-up"):
        return facts.history.tries
    if item.kind == "first":
        return 0
    if item.kind == "quote" and isinstance(item.about, Quote):
        return len(quote_state(item.about, facts.history, quote_cadence(facts.settings)).tries)
    return None


def _usable(word: str, facts: Facts) -> bool:
    return is_usable(word, facts.contact, facts.settings, facts.history.touches)
