"""Dates in words, with the markup that the site's script needs to update them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from markupsafe import Markup

from followup_md.policy.phrases import format_date, lateness
from followup_md.typed import NamedTuple

_DAY = Markup('<time datetime="{}">{}</time>')
_LABEL = Markup(
    '<time class="fu-when{}" datetime="{}" data-due data-late="{}" title="{}">{}</time>'
)
_WEEK = 5  # working days (the same in site.js)


class When(NamedTuple):
    """A date as pages show it."""

    iso: str
    words: str
    is_due: bool  # today or earlier
    is_today: bool
    late: str  # the classes of what is late, after a blank
    day: Markup  # "Fri 18 Sep"
    label: Markup  # "today", "3 days late", "Fri 18 Sep": updated by the script


@lru_cache(maxsize=8192)
def when(day: date, on: date, overdue: int = 0) -> When:
    """Describe a date as seen on the day `on`; `overdue`: working days since."""
    iso, words, due = day.isoformat(), format_date(day, on), day <= on
    label = lateness(overdue) if due else words
    return When(
        iso,
        words,
        due,
        day == on,
        late_class(overdue),
        _DAY.format(iso, words),
        _LABEL.format(late_class(overdue), iso, overdue, words, label),
    )


def late_class(overdue: int) -> str:
    """Return the classes by which lateness grows: a day, some days, a week (of working days)."""
    if not overdue:
        return ""
    return " fu-late" if overdue == 1 else f" fu-late fu-late-{3 if overdue >= _WEEK else 2}"
