"""What the theme shows on every page around its content."""

from __future__ import annotations

from datetime import date

from followup_md.policy.phrases import full_date
from followup_md.policy.workdays import add_days
from followup_md.typed import NamedTuple
from followup_md.website.pages import feeds
from followup_md.website.pages.feeds import FeedLink
from followup_md.website.pages.templates import render
from followup_md.website.snapshot import Snapshot

_BEFORE = 31  # calendar days before the build that the script looks back (the same in site.js)
_AFTER = 60  # calendar days after the build for which the script counts working days


class ThemeContext(NamedTuple):
    """What the theme knows of the book."""

    on: str
    label: str
    zone: str
    works: str  # working days from `on` - 10: one digit a day, 1 or 0
    chosen: bool  # the user asked for this day: the script must not count on from it
    serving: bool
    feeds: list[FeedLink]


def theme_context(snapshot: Snapshot, chosen: bool, serving: bool) -> ThemeContext:
    """Return what the theme shows on every page, and what its script counts with."""
    on = snapshot.on
    first = max(on.toordinal() - _BEFORE, date.min.toordinal())
    days = (add_days(date.fromordinal(first), n) for n in range(_BEFORE + _AFTER))
    works = "".join(str(int(snapshot.calendar.is_workday(day))) for day in days)
    zone = snapshot.settings.timezone
    return ThemeContext(
        on.isoformat(), full_date(on), zone, works, chosen, serving, feeds.links(snapshot)
    )


def problems(snapshot: Snapshot) -> str:
    """Render what could not be read, with paths and messages: only for the preview."""
    return render("errors.html", problems=snapshot.problems) if snapshot.problems else ""
