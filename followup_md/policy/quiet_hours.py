"""Whether a call is welcome at this hour, by the contact's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

HOURS = ("09:00", "20:00")


def local_time(instant: datetime, *timezones: str) -> datetime:
    """Return `instant` (with a zone) in the first time zone that is set, else as it is."""
    name = next(filter(None, timezones), "")
    if not name:
        return instant
    from zoneinfo import ZoneInfo

    try:
        return instant.astimezone(ZoneInfo(name))
    except (KeyError, ValueError, OSError, OverflowError):  # no such zone; the edge of the calendar
        return instant


def next_welcome_hour(hours: tuple[str, str] | None, now: datetime) -> str | None:
    """Return in words when a call is welcome next, or None if it is at `now`, their local time.

    `hours` that end before they begin run over midnight.
    """
    begin, end = hours or HOURS  # texts, because 24:00 is an end that no clock shows
    clock = f"{now:%H:%M}"
    if begin <= clock < end if begin < end else not end <= clock < begin:
        return None
    day = now.date()
    if clock >= begin:
        if day == date.max:
            return f"{now:%H:%M} there"
        day += timedelta(days=1)
    welcome = _existing(datetime.combine(day, time.fromisoformat(begin), now.tzinfo))
    if welcome.date() == now.date():
        when = ""
    elif (welcome.date() - now.date()).days == 1:
        when = " tomorrow"
    else:
        when = f" on {welcome.date().isoformat()}"
    return f"{now:%H:%M} there; a call is fine from {welcome:%H:%M}{when}"


def _existing(moment: datetime) -> datetime:
    """Return the moment, moved on if its clock skipped it (summer time, Apia 2011-12-30)."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(UTC).astimezone(moment.tzinfo)
    except OverflowError:
        return moment
