"""How to reach a contact next, and whether a call would be welcome at this hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from followup_md.model.contact import Contact, Quote, Touch
from followup_md.model.policy.cadence import channels, quote_cadence
from followup_md.model.policy.items import Facts
from followup_md.model.policy.pursuit import pursue
from followup_md.model.policy.reach import usable
from followup_md.model.settings import CHANNELS, Settings
from followup_md.model.verdict import Item

NO_WAY = "no way to reach them: add a phone or an e-mail address"
HOURS = ("09:00", "20:00")


def next_channel(item: Item, f: Facts) -> str:
    """Return the channel to use for `item`; "" where there is no way to reach them."""
    listed = f.contact.prefer or channels(
        quote_cadence(f.settings) if item.kind == "quote" else f.plan.cadence, f.settings
    )
    position = _position(item, f)
    chosen = ""
    if position is not None:
        position %= len(listed)
        chosen = listed[position]
    elif item.kind == "owed" and isinstance(item.about, Touch):
        chosen = item.about.channel
    elif f.history.two_way is not None:
        chosen = f.history.two_way.channel
    after = listed if position is None else listed[position:] + listed[:position]
    return next((word for word in (chosen, *after, *CHANNELS) if word and _usable(word, f)), "")


def turn(item: Item, f: Facts) -> tuple[int | None, int | None]:
    """Return "touch n of m": both for a chase, n alone for a quote, neither for the rest."""
    if item.kind == "chase" and f.plan.cadence is not None:
        last = len(f.plan.cadence.gaps) + 1
        return min(f.history.tries + 1, last), last
    position = _position(item, f) if item.kind == "quote" else None
    return (None, None) if position is None else (position + 1, None)


def _position(item: Item, f: Facts) -> int | None:
    """Return the place in the list of channels; None where the choice comes from elsewhere."""
    if item.kind in ("chase", "follow-up"):
        return f.history.tries
    if item.kind == "first":
        return 0
    if item.kind == "quote" and isinstance(item.about, Quote):
        return len(pursue(item.about, f.history, quote_cadence(f.settings)).tries)
    return None


def _usable(word: str, f: Facts) -> bool:
    return usable(word, f.contact, f.settings, f.history.touches)


def local(contact: Contact, settings: Settings, instant: datetime) -> datetime:
    """Return `instant` (with a zone) by the contact's clock, else by the book's, else as it is."""
    name = contact.timezone or settings.timezone
    if not name:
        return instant
    from zoneinfo import ZoneInfo

    try:
        return instant.astimezone(ZoneInfo(name))
    except (KeyError, ValueError, OSError, OverflowError):  # no such zone; the edge of the calendar
        return instant


def quiet(contact: Contact, now: datetime) -> str | None:
    """Return the next fine hour in words where a call at `now`, their clock, is not welcome.

    `hours` that end before they begin run over midnight.
    """
    begin, end = contact.hours or HOURS  # texts, because 24:00 is an end that no clock shows
    clock = f"{now:%H:%M}"
    if begin <= clock < end if begin < end else not end <= clock < begin:
        return None
    day = now.date()
    if clock >= begin:
        if day == date.max:
            return f"{now:%H:%M} there"
        day += timedelta(days=1)
    fine = _existing(datetime.combine(day, time.fromisoformat(begin), now.tzinfo))
    if fine.date() == now.date():
        when = ""
    elif (fine.date() - now.date()).days == 1:
        when = " tomorrow"
    else:
        when = f" on {fine.date().isoformat()}"
    return f"{now:%H:%M} there; a call is fine from {fine:%H:%M}{when}"


def _existing(moment: datetime) -> datetime:
    """Return the moment, moved on where its clock skipped it (summer time, Apia 2011-12-30)."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(UTC).astimezone(moment.tzinfo)
    except OverflowError:
        return moment
