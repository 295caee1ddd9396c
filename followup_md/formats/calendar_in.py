"""Meetings of the past from a calendar: who was there, when, and what it was called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO

from followup_md.formats.texts import one_line
from followup_md.model.identity import address_key
from followup_md.model.message import Found, Message, Ours, Party, Skipped
from followup_md.model.person import NotRead

_LIMIT = 32 * 1024 * 1024  # bytes
_MOST = 20_000  # meetings in one file
_CIRCULAR = 50  # people: more of them are an audience
_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
_TIMES = {"BYSECOND", "BYMINUTE", "BYHOUR", "BYSETPOS"}
_FIRST_YEAR = 1990  # of what repeats: each time since then is counted
_PLACES = ("X-GOOGLE-CONFERENCE", "CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
_HOSTS = ("meet.google.com", "zoom.us", "teams.microsoft.com", "teams.live.com", "whereby.com")
_ODD = (AttributeError, LookupError, OverflowError, TypeError, ValueError, RecursionError)


def read(stream: BinaryIO, own: Ours) -> Iterator[Found]:
    """Yield each meeting, also of those that repeat, between the days of `own`."""
    from icalendar import Calendar

    raw = stream.read(_LIMIT + 1)
    if len(raw) > _LIMIT:
        yield NotRead("", f"over {_LIMIT // 1024**2} MiB: split the file")
        return
    try:
        calendars = Calendar.from_ical(raw, multiple=True)
    except _ODD:
        yield NotRead("", "this is not a calendar")
        return
    left = _MOST
    for each in calendars:
        if each.name != "VCALENDAR":
            continue
        try:
            for found in _meetings(each, own):
                left -= 1
                if left < 0:
                    yield NotRead("", f"over {_MOST:,} meetings: --since a later day")
                    return
                yield found
        except _ODD:
            yield NotRead("", "a repetition that makes no sense")


def _meetings(calendar: Any, own: Ours) -> Iterator[Found]:
    import recurring_ical_events  # type: ignore[import-untyped]

    kept = []
    for component in calendar.subcomponents:
        if component.name == "VTIMEZONE":
            kept.append(component)
        elif component.name == "VEVENT":
            if why := _left_out(component):
                yield Skipped(why)
            else:
                kept.append(component)
    calendar.subcomponents = kept
    found = recurring_ical_events.of(calendar, skip_bad_series=True)
    for event in found.between(own.since, own.until + timedelta(days=1)):
        yield _meeting(event, own)


def _left_out(event: Any) -> str:
    """Return why a whole event is left out, or ""."""
    if "RECURRENCE-ID" in event:  # it says what becomes of one time
        return ""
    if not ("ATTENDEE" in event or "ORGANIZER" in event):
        return "nobody invited"
    start = getattr(event.get("DTSTART"), "dt", None)
    if not isinstance(start, datetime):
        return "all day" if isinstance(start, date) else "no date"
    rules = event.get("RRULE", ())
    for rule in rules if isinstance(rules, list) else [rules]:
        words = {str(word).upper() for word in rule.get("FREQ", ())} if rule else set()
        if words & _OFTEN or _TIMES & {str(key).upper() for key in rule}:
            return "many times a day"
        if rule and start.year < _FIRST_YEAR:
            return "no date"
    return ""


def _meeting(event: Any, own: Ours) -> Message | Skipped:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return Skipped("cancelled")
    start = event["DTSTART"].dt
    if not isinstance(start, datetime):
        return Skipped("all day")
    people = list[Party]()
    for value in (*_list(event.get("ATTENDEE")), *_list(event.get("ORGANIZER"))):
        address = one_line(str(value))
        key = address_key(address)
        words = getattr(value, "params", {})
        declined = str(words.get("PARTSTAT", "")).upper() == "DECLINED"
        if key in own.addresses and declined:
            return Skipped("declined by you")
        if key in own.addresses:
            continue
        if not declined and "@" in key and key not in {each.address for each in people}:
            people.append(Party(key, one_line(str(words.get("CN", "")))))
    if not people:
        return Skipped("nobody else")
    if len(people) > _CIRCULAR:
        return Skipped("audience")
    subject = one_line(str(event.get("SUMMARY", "")))
    return Message(start, _channel(event, subject), "out", tuple(people), note=subject)


def _channel(event: Any, subject: str) -> str:
    if subject.lower().startswith(("call", "phone")):
        return "call"
    texts = [str(event.get(key, "")) for key in ("LOCATION", "URL", "DESCRIPTION")]
    if any(key in event for key in _PLACES) or any(host in t for t in texts for host in _HOSTS):
        return "video"
    return "meeting"


def _list(value: Any) -> Iterable[Any]:
    return () if value is None else value if isinstance(value, list) else (value,)
