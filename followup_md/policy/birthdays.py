"""When a birthday is due: one that was missed stands until something is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from followup_md.model.contact import Birthday, Contact, Touch
from followup_md.model.settings import Settings
from followup_md.policy.history import BOUNCED, is_two_way
from followup_md.policy.workdays import Calendar, clipped_date
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeVar

    Day = TypeVar("Day", date, int)  # dates, or ordinals

STANDS = 14  # calendar days after it within which it is still due
_EARLY = 4  # calendar days before it that a greeting may be: over holidays, not over an absence


def occurrences(birthday: Birthday, calendar: Calendar, on: date) -> Iterator[tuple[date, date]]:
    """Yield the birthdays that may be meant on the day `on`, each with the day it is due.

    They begin with one not more than STANDS days ago; there are none after the year 9999.
    """
    for year in range(max(on.year - 1, date.min.year), min(on.year + 2, date.max.year) + 1):
        occurs = clipped_date(year, birthday.month, birthday.day)
        if (on - occurs).days <= STANDS:
            yield occurs, due_on(occurs, calendar)


def due_on(occurs: date, calendar: Calendar) -> date:
    """Return the working day on or before a birthday, or the day itself if that is far off."""
    due = calendar.last_workday(occurs)
    return due if (occurs - due).days <= _EARLY else occurs


def last_greeting(contact: Contact, settings: Settings) -> date | None:
    """Return the date of the last touch that may have been a greeting: of yours, or a talk."""
    return max([touch.date for touch in contact.touches if _greets(touch, settings)], default=None)


def is_over(due: Day, greeted: Day | None, on: Day) -> bool:
    """Whether something was sent since the birthday was due; `greeted`: the last such touch."""
    return greeted is not None and due <= greeted <= on


def _greets(touch: Touch, settings: Settings) -> bool:
    if not touch.happened or touch.outcome == BOUNCED:
        return False
    return not touch.incoming or is_two_way(touch, settings)
