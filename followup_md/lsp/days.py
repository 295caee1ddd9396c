"""Days to propose where a date is typed, by the words that people say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from followup_md.policy.phrases import DAYS, full_date
from followup_md.policy.workdays import Calendar, add_days


class NamedDay(NamedTuple):
    """A day, and what it is called from today."""

    date: date
    word: str
    others: str  # more words for it

    @property
    def full(self) -> str:
        """The day in full."""
        return full_date(self.date)

    @property
    def iso(self) -> str:
        """The day as it is in a file."""
        return self.date.isoformat()


def past(today: date, calendar: Calendar) -> list[NamedDay]:
    """Return days on which something may have happened, the likeliest first."""
    days = [("today", today), ("yesterday", _on(today, -1))]
    days.append(("last working day", calendar.before(today)))
    days += [(f"last {DAYS[day.weekday()].lower()}", day) for n in range(2, 8)
             if (day := _on(today, -n))]  # fmt: skip
    days.append(("tomorrow", _on(today, 1)))
    return _named(days)


def coming(today: date, calendar: Calendar) -> list[NamedDay]:
    """Return days for which something may be planned, the likeliest first."""
    days = [("next working day", calendar.add(today, 1)), ("today", today)]
    days += [("tomorrow", _on(today, 1))]
    days += [(DAYS[day.weekday()].lower(), day) for n in range(2, 8) if (day := _on(today, n))]
    spans = (("in one week", 7), ("in two weeks", 14), ("in a month", 30), ("in three months", 91))
    days += [(word, calendar.next_workday(_on(today, n))) for word, n in spans]
    return _named(days)


def _on(today: date, days: int) -> date:
    if days > 0:
        return add_days(today, days)
    return max(date.min + timedelta(-days), today) + timedelta(days)


def _named(days: list[tuple[str, date]]) -> list[NamedDay]:
    found: dict[date, list[str]] = {}
    for word, day in days:
        found.setdefault(day, []).append(word)
    return [NamedDay(day, words[0], ", ".join(words[1:])) for day, words in found.items()]
