"""Whether a call would be welcome at this hour, by the contact's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from followup_md.model.contact import Contact
from followup_md.model.settings import Settings

HOURS = ("09:00", "20:00")


def local_time(contact: Contact, settings: Settings, instant: datetime) -> datetime:
    """Return `instant` (with a zone) by the contact's clock, else by the book's, else as it is."""
    name = contact.timezone or settings.timezone
    if not name:
        return instant
    from zoneinfo import ZoneInfo

    try:
        return instant.astimezone(ZoneInfo(name))
    except (KeyError, ValueError, OSError, OverflowError):  # no such zone; the edge of the calendar
        return instant


def next_welcome_hour(contact: Contact, now: datetime) -> str | None:
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
