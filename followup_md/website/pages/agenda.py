"""The agenda page: whom to reach today, why and how, and what is coming up.

The HTML of a row is theme/pages/agenda_row.html; what it shows is a ListRow (list_rows.py), and
the result is cached with the contact's summary (summary.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from markupsafe import Markup

from followup_md.policy import ranking
from followup_md.policy.phrases import long_date
from followup_md.website.pages import feeds
from followup_md.website.pages.list_rows import GROUPS
from followup_md.website.pages.summary import AHEAD, COMING, DUE, TODAY, ContactSummary, RenderedRow
from followup_md.website.pages.templates import render as render_template
from followup_md.website.pages.urls import Links
from followup_md.website.pages.words import when
from followup_md.website.privacy.held_back import HeldBack
from followup_md.website.snapshot import Snapshot

# In a page of `site/`, the agenda takes the place of this.
PLACEHOLDER = "<!-- followup:agenda -->"


class AgendaLists(NamedTuple):
    """The rows of the agenda, each list in its order."""

    now: list[RenderedRow]
    later: list[RenderedRow]  # due, but beyond the limit of a day
    today: list[RenderedRow]  # appointments
    coming: list[RenderedRow]


def agenda_lists(summaries: Iterable[ContactSummary], limit: int | None) -> AgendaLists:
    """Return the agenda's rows in order; `limit`: how many contacts fit into a day."""
    lists: dict[int, list[RenderedRow]] = {DUE: [], TODAY: [], COMING: []}
    for summary in summaries:
        for row in summary.rows:
            lists[row.list].append(row)
    for rows in lists.values():
        rows.sort(key=attrgetter("key"))
    now, _ = ranking.split_by_limit((row.key for row in lists[DUE]), limit)
    fits = set(now)
    return AgendaLists(
        [row for row in lists[DUE] if row.key in fits],
        [row for row in lists[DUE] if row.key not in fits],
        lists[TODAY],
        lists[COMING],
    )


def render(
    lists: AgendaLists, held_back: HeldBack, snapshot: Snapshot, links: Links, alone: bool
) -> str:
    """Render the agenda; `alone`: as a page of its own, with a title."""

    def html(rows: list[RenderedRow]) -> Markup:
        return Markup("".join(row.html(links.to(row.path)) for row in rows))

    groups = []
    for anchor, heading in GROUPS.items():
        now = [row for row in lists.now + lists.today if row.group == anchor]
        later = [row for row in lists.later if row.group == anchor]
        if now or later:
            groups.append((anchor, heading, now, later))
    due = lists.now + lists.later
    return render_template(
        "agenda.html",
        alone=alone,
        on=when(snapshot.on, snapshot.on),
        title=long_date(snapshot.on),
        rows=html,
        groups=groups,
        count=len(due),
        held_back=held_back.words(len(due)),
        ahead=AHEAD,
        owed=sum(row.group == "owe" for row in due),
        coming=lists.coming,
        shown=sum(not row.hidden for row in lists.coming),
        contacts=len(snapshot.targets.names),
        unreadable=snapshot.unreadable,
        people=links.people(),
        feeds=[(feed, links.file(feed.uri)) for feed in feeds.links(snapshot)],
    )
