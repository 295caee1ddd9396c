"""How to reach a contact next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from followup_md.model.agenda import NO_CHANNEL, Item
from followup_md.model.contact import Promise, Quote, Touch
from followup_md.model.settings import CHANNELS
from followup_md.policy.cadence import channels_of
from followup_md.policy.channels import by_pages, is_in_person, is_live, is_usable
from followup_md.policy.facts import Facts
from followup_md.policy.history import TWO_WAY

_FOR_SENDING = ("email", "text")  # what a promise is kept by, mostly


def next_channel(item: Item, facts: Facts) -> str:
    """Return the channel to use for `item`; "" if there is no way to reach them, or no need to."""
    if item.kind in NO_CHANNEL:
        return ""
    listed = _listed(item, facts)
    position = _position(item, facts)
    if position is not None:
        position %= len(listed)
        candidates = [*listed[position:], *listed[:position]]
    else:
        candidates = [*_preferred(item, listed, facts), *listed]
    return _usable(candidates, facts) or _usable(_last_resorts(facts), facts)


def touch_number(item: Item, facts: Facts) -> tuple[int | None, int | None]:
    """Return "try n of m" for a chase, "try n" of a quote or their promise, else nothing."""
    if item.kind == "chase" and facts.plan.cadence is not None:
        last = len(facts.plan.cadence.gaps) + 1
        return min(facts.history.tries + 1, last), last
    if isinstance(item.about, (Quote, Promise)) and item.about in facts.pursuits:
        return facts.pursuits[item.about].days + 1, None
    return None, None


def _listed(item: Item, facts: Facts) -> Sequence[str]:
    """Return the channels in the order in which they alternate."""
    if facts.contact.prefer:
        return facts.contact.prefer
    if isinstance(item.about, (Quote, Promise)) and item.about in facts.pursuits:
        return channels_of(facts.pursuits[item.about].cadence, facts.settings)
    return channels_of(facts.plan.cadence, facts.settings)


def _position(item: Item, facts: Facts) -> int | None:
    """Return the place in the list of channels, or None if the choice is made elsewhere."""
    if item.kind in ("chase", "follow-up"):
        return facts.history.tries
    if item.kind == "first":
        return 0
    if isinstance(item.about, (Quote, Promise)) and item.about in facts.pursuits:
        return len(facts.pursuits[item.about].counted)
    return None


def _preferred(item: Item, listed: Sequence[str], facts: Facts) -> list[str]:
    """Return the channels that come before those of the list, best first."""
    if item.kind == "owed" and isinstance(item.about, Touch):
        # A call returns what they wrote, too, but no message returns a call.
        return [(spoken_debt(facts) or item.about).channel]
    if item.kind == "promise":
        words = (*facts.contact.prefer, *_FOR_SENDING, *listed, *_reached_by(facts))
        return [word for word in words if not is_live(word, facts.settings)]
    if facts.contact.prefer:
        return []
    exchanges = list(_reached_by(facts))
    talks = [word for word in exchanges if is_live(word, facts.settings)]
    last = [*talks[:1], *exchanges[:1]]
    if item.kind == "birthday":  # a greeting takes no meeting
        return [word for word in last if not is_in_person(word, facts.settings)]
    return last[:1]


def spoken_debt(facts: Facts) -> Touch | None:
    """Return the oldest of the debts that came on a live channel."""
    debts = facts.history.debts
    return next((debt for debt in debts if is_live(debt.channel, facts.settings)), None)


def _last_resorts(facts: Facts) -> Iterator[str]:
    """Yield what they were reached on before, then what number, address or page is good for."""
    yield from _reached_by(facts)
    for word in CHANNELS:
        if facts.settings.channels[word].needs:
            yield word
    yield from by_pages(facts.contact)


def _reached_by(facts: Facts) -> Iterable[str]:
    """Return the channels on which there was a two-way touch, the latest first."""
    history = facts.history
    latest_first = zip(reversed(history.touches), reversed(history.readings), strict=True)
    return dict.fromkeys(t.channel for t, reading in latest_first if reading == TWO_WAY)


def _usable(words: Iterable[str], facts: Facts) -> str:
    """Return the first of the channels that would reach the contact, or ""."""
    contact, settings, touches = facts.contact, facts.settings, facts.history.touches
    return next((word for word in words if is_usable(word, contact, settings, touches)), "")
