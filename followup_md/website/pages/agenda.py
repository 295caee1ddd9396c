"""The agenda page: whom to reach today, why and how, and what is coming up.

The HTML of a row is theme/pages/agenda_row.html; what it shows is a ListRow (list_rows.py), and
the result is cached with the contact's summary (summary.py). A long agenda has further pages: of
its groups, and of owners and tags (agenda_lists.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby

from markupsafe import Markup

from followup_md.model.folding import fold
from followup_md.policy import headings
from followup_md.policy.phrases import long_date, plural
from followup_md.typed import NamedTuple
from followup_md.website.pages import agenda_lists, feeds, urls
from followup_md.website.pages.agenda_lists import AgendaLists, Filter, Section
from followup_md.website.pages.summary import AHEAD, ContactSummary, RenderedRow
from followup_md.website.pages.templates import render as render_template
from followup_md.website.pages.urls import Links
from followup_md.website.pages.words import when
from followup_md.website.privacy.held_back import HeldBack, hides_dates
from followup_md.website.snapshot import Snapshot

# In a page of `site/`, the agenda takes the place of this.
PLACEHOLDER = "<!-- followup:agenda -->"
JUMPS = 10  # rows; with more that are due, the page has links to its groups
_LABELS = {"owner": "Owner", "tag": "Tag"}


class AgendaPage(NamedTuple):
    """A further page of a long agenda, and how to render it."""

    source: str
    title: str
    render: Callable[[Links], str]


class Agenda(NamedTuple):
    """The agenda, or the part of it that a filter leaves."""

    lists: AgendaLists
    held_back: HeldBack
    snapshot: Snapshot
    filters: Sequence[Filter] = ()
    source: str = urls.AGENDA_SOURCE
    title: str = ""  # of a part
    undated: int = 0  # open contacts for whom nothing will ever be due
    private: str = ""  # what the preview says of private contacts
    one_owner: bool = True  # one person looks after everybody, or nobody after anybody

    def render(self, links: Links, alone: bool = True) -> str:
        """Render the first page; `alone`: as a page of its own, with a title."""
        snapshot, lists = self.snapshot, self.lists
        due = lists.now + lists.later
        groups = agenda_lists.sections(lists)
        first = [*groups, self._coming]
        counts = [len(group.now) for group in first]
        numbers = agenda_lists.first_rows(counts) if lists.is_long else counts
        *shown, coming = [
            group._replace(now=group.now[:number], later=[] if lists.is_long else group.later)
            for group, number in zip(first, numbers, strict=True)
        ]
        return render_template(
            "agenda.html",
            alone=alone,
            on=when(snapshot.on, snapshot.on),
            title=long_date(snapshot.on),
            part=self.title,
            one_owner=self.one_owner,
            whole=links.page(urls.AGENDA_SOURCE),
            filters=[
                (_LABELS[kind], [(one.name, links.page(one.source), one.due) for one in found])
                for kind, found in groupby(self.filters, lambda one: one.kind)
            ],
            rows=partial(_rows, links=links),
            groups=[
                (part, len(group.rows), self._link(group, part, links), len(group.later))
                for group, part in zip(groups, shown, strict=True)
            ],
            count=len(due),
            held_back=self.held_back.words(len(due)),
            private=self.private,
            undated=_undated(self.undated, hides_dates(snapshot.settings.publish)),
            jumps=[(group.anchor, group.heading) for group in groups] if self._jumps else [],
            ahead=self._ahead,
            elsewhere=self._elsewhere(first, [*shown, coming]),
            owed=sum(row.group == agenda_lists.OWE for row in due),
            coming=coming.now,
            shown=sum(not row.hidden for row in self._coming.now),
            all_coming=self._link(self._coming, coming, links),
            contacts=len(snapshot.targets.names),
            unreadable=snapshot.unreadable,
            people=links.people(),
            feeds=[(feed, links.file(feed.uri)) for feed in feeds.links(snapshot)],
        )

    @property
    def _jumps(self) -> bool:
        """Whether there are links to the groups."""
        lists = self.lists
        return len(lists.now) + len(lists.later) + len(lists.today) > JUMPS

    @property
    def _ahead(self) -> int:
        """For how many calendar days the pages know who comes due."""
        return min(AHEAD, self.snapshot.settings.days) if self.lists.is_long else AHEAD

    @property
    def _coming(self) -> Section:
        last = self.snapshot.on.toordinal() + self._ahead
        rows = (
            agenda_lists.until(self.lists, last).coming if self.lists.is_long else self.lists.coming
        )
        return Section(agenda_lists.COMING_UP, headings.COMING_UP, rows, [])

    def _link(self, group: Section, shown: Section, links: Links) -> str:
        """Return the link to all rows of a group, or "" if they are shown."""
        if len(shown.rows) == len(group.rows):
            return ""
        return links.page(urls.agenda_part(self.source, group.anchor))

    def _elsewhere(self, groups: list[Section], shown: list[Section]) -> str:
        """Return what the script has to know of the rows that are not on the page, as JSON."""
        if not self.lists.is_long:
            return ""
        on = self.snapshot.on.toordinal()
        *due, coming = [
            group.rows[len(part.rows) :] for group, part in zip(groups, shown, strict=True)
        ]
        found = agenda_lists.elsewhere([row for rows in due for row in rows], coming, on)
        return json.dumps(found, separators=(",", ":")) if found else ""

    def group_pages(self) -> Iterator[AgendaPage]:
        """Yield the pages of the groups that do not fit on the first page."""
        if not self.lists.is_long:
            return
        groups = [*agenda_lists.sections(self.lists), self._coming]
        numbers = agenda_lists.first_rows([len(group.now) for group in groups])
        for group, number in zip(groups, numbers, strict=True):
            if number == len(group.rows):
                continue
            pages = agenda_lists.split_pages(group.rows)
            sources = [
                urls.agenda_part(self.source, group.anchor, *([str(place)] if place > 1 else []))
                for place in range(1, len(pages) + 1)
            ]
            for place, rows in enumerate(pages):
                render = partial(self._render_group, group, rows, place, sources)
                yield AgendaPage(sources[place], group.heading, render)

    def _render_group(
        self,
        group: Section,
        rows: list[RenderedRow],
        place: int,
        sources: list[str],
        links: Links,
    ) -> str:
        def beside(other: int) -> str:
            return links.page(sources[other]) if 0 <= other < len(sources) else ""

        return render_template(
            "agenda_group.html",
            group=group,
            part=self.title,
            one_owner=self.one_owner,
            rows=_rows(rows, links),
            number=place + 1,
            count=len(sources),
            before=beside(place - 1),
            after=beside(place + 1),
            back=links.page(self.source),
        )


def agenda(
    summaries: Sequence[ContactSummary], held_back: HeldBack, snapshot: Snapshot, private: str = ""
) -> Agenda:
    """Return the agenda of the contacts that the site shows; `private`: see `Agenda`."""
    lists = agenda_lists.agenda_lists(summaries, snapshot.settings.limit)
    filters = agenda_lists.filters(summaries) if lists.is_filtered else ()
    undated = sum(one.undated for one in summaries)
    one_owner = len({fold(one.owner) for one in summaries if one.owner}) < 2
    found = Agenda(lists, held_back, snapshot, filters, undated=undated, private=private)
    return found._replace(one_owner=one_owner)


def further_pages(whole: Agenda) -> Iterator[AgendaPage]:
    """Yield the pages of a long agenda but for the first."""
    yield from whole.group_pages()
    for one in whole.filters:
        lists = agenda_lists.agenda_lists(one.summaries, whole.snapshot.settings.limit)
        title = f"{_LABELS[one.kind]}: {one.name}"
        # What is hidden is counted for everybody only: of a few, a number can tell a lot.
        undated = sum(summary.undated for summary in one.summaries)
        part = Agenda(lists, HeldBack(), whole.snapshot, (), one.source, title, undated)
        part = part._replace(one_owner=whole.one_owner or one.kind == "owner")
        yield AgendaPage(one.source, title, part.render)
        yield from part.group_pages()


def _undated(contacts: int, hides: bool) -> str:
    """Return how many contacts have no date, in words; `hides`: dates, by `publish:`."""
    if not contacts:
        return ""
    what = "that this site shows" if hides else "to start from"
    return f"{plural(contacts, 'contact')} {'has' if contacts == 1 else 'have'} no date {what}"


def _rows(rows: list[RenderedRow], links: Links) -> Markup:
    return Markup("".join(row.html(links.to(row.path)) for row in rows))
