"""The arithmetic behind the date of an item, in words and ISO dates."""

from __future__ import annotations

from datetime import date, timedelta

from followup_md.model.agenda import Item
from followup_md.policy.phrases import format_date, in_words, plural, weekday
from followup_md.policy.workdays import Calendar, add_interval

_NAMED = 6  # days off named one by one
_LONG = timedelta(days=400)  # beyond it only the numbers are of interest
_CAUSES = {
    "min-gap": "the last try was on {since}",
    "planned": "there is an appointment on {since}",
    "their-promise": "they promised something for {since}",
    "snooze": "it is snoozed",
}


def date_arithmetic(item: Item, calendar: Calendar) -> tuple[str, ...]:
    """Return the sum, and each rule that moved it to a later day, one line each."""
    lines = [_sum(item, item.base or item.due, calendar)]
    for move in item.moves:
        cause = _CAUSES[move.cause].format(since=move.since)
        lines.append(f"{cause}: not before {move.to}")
    return tuple(lines)


def _sum(item: Item, result: date, calendar: Calendar) -> str:
    start, plus = item.start, item.plus
    if isinstance(plus, int):
        # The first day itself counts as stepped over only if it could have been the result (+ 0).
        first = start if plus == 0 else start + timedelta(days=start < date.max)
        text = f"{start} + {plural(plus, 'working day')} = {result}"
        return text + _over(first, result, calendar)
    if plus is not None:
        there = add_interval(start, plus)
        days = in_words(plus).replace("day", "calendar day")  # weeks, months, years are clear
        text = f"{start} + {days} = {there}"
        if there == result:
            return text
        return f"{text}, not a working day, so {result}{_over(there, result, calendar)}"
    if item.kind == "birthday" and start != result:
        return f"{start} is not a working day, so the one before: {result}"
    return f"{start}, as written"


def _over(start: date, end: date, calendar: Calendar) -> str:
    """Return the weekends and holidays from `start` on and before `end`, in brackets."""
    if end - start > _LONG:
        return ""
    days = calendar.stepped_over(start, end)
    if not days:
        return ""
    holidays = [_short(day, start, end) for day in days if calendar.is_holiday(day)]
    if len(days) > _NAMED:
        named = f", holidays among them: {', '.join(holidays)}" if holidays else ""
        return f" (over {len(days)} days off{named})"
    names = (
        f"{_short(day, start, end)}{' (holiday)' if calendar.is_holiday(day) else ''}"
        for day in days
    )
    return f" (over {', '.join(names)})"


def _short(day: date, start: date, end: date) -> str:
    """Return `Sat 12`, with its month if the days are not all in one."""
    one_month = (start.year, start.month) == (end.year, end.month)
    return weekday(day) if one_month else format_date(day, end)
