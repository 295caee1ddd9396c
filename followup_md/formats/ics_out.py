"""Reminders as a calendar to subscribe to, and as to-dos, a file each (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote

from followup_md.formats.texts import one_line, plain
from followup_md.model.reminder import Feed, Reminder, in_order
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Calendar, Component

_PRODUCT = "-//followup//followup-md//EN"
_EVERY = timedelta(hours=12)  # how often programs should look


def calendar(reminders: Iterable[Reminder], feed: Feed) -> bytes:
    """Return an event for each reminder; of what is due for a contact there is one event, today."""
    from icalendar import Event
    from icalendar.prop import vDuration

    found = _empty()
    title = one_line(feed.title)
    found.add("method", "PUBLISH")
    found.add("name", title)
    found.add("x-wr-calname", title)
    found.add("refresh-interval", vDuration(_EVERY), parameters={"value": "DURATION"})
    found.add("x-published-ttl", vDuration(_EVERY))
    for reminder, text in _one_each(reminders):
        event = Event()
        _describe(event, reminder, text, feed)
        _set_day(event, reminder, feed)
        event.add("transp", "TRANSPARENT")
        found.add_component(event)
    return bytes(found.to_ical())


def todos(reminders: Iterable[Reminder], feed: Feed) -> Iterator[tuple[str, bytes]]:
    """Yield a name and the content of a file for each to-do; appointments are none."""
    from icalendar import Todo

    for reminder, text in _one_each(reminders):
        if reminder.key.startswith("appointment-"):
            continue
        todo, file = Todo(), _empty()
        _describe(todo, reminder, text, feed)
        todo.add("due", reminder.due)
        todo.add("status", "NEEDS-ACTION")
        file.add_component(todo)
        yield f"{uid(reminder, feed)}.ics", bytes(file.to_ical())


def uid(reminder: Reminder, feed: Feed) -> str:
    """Return what calendars know a reminder by."""
    return f"{quote(reminder.contact, safe='')}.{reminder.key}@{feed.host}"


def _empty() -> Calendar:
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", _PRODUCT)
    found.add("version", "2.0")
    return found


def _one_each(reminders: Iterable[Reminder]) -> Iterator[tuple[Reminder, str]]:
    """Yield reminders with their text; what else is due for the same contact goes into it."""
    ordered = in_order(list(reminders))
    others: dict[str, list[str]] = {}
    for reminder in ordered:
        if reminder.is_second:
            others.setdefault(reminder.contact, []).append(reminder.text)
    for reminder in ordered:
        if reminder.is_second:
            continue
        texts = [reminder.text, *(others.get(reminder.contact, ()) if reminder.is_due else ())]
        yield reminder, plain("\n".join(filter(None, texts)))


def _describe(part: Component, reminder: Reminder, text: str, feed: Feed) -> None:
    part.add("uid", uid(reminder, feed))
    part.add("dtstamp", datetime.combine(reminder.stamp, time(), UTC))
    part.add("summary", one_line(reminder.title))
    if text:
        part.add("description", text)
    if link := feed.link(reminder.contact):
        part.add("url", link)
    if reminder.private:
        part.add("class", "PRIVATE")


def _set_day(event: Component, reminder: Reminder, feed: Feed) -> None:
    if reminder.time:
        # Without an end, which nobody has written down; without a zone, it is anybody's own time.
        moment = datetime.combine(reminder.due, time.fromisoformat(reminder.time))
        event.add("dtstart", _universal(moment, feed.timezone) if feed.timezone else moment)
        return
    day = feed.on if reminder.is_due else reminder.due
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + timedelta(days=1))  # the first day after it


def _universal(moment: datetime, zone: str) -> datetime:
    """Return a moment as UTC, which needs no description of the zone's rules."""
    from zoneinfo import ZoneInfo

    try:
        return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:  # the last day of all
        return moment
