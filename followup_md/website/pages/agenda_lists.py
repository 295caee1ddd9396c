"""The rows of the agenda in their order, and how a long one is cut into pages.

The first page of a long agenda has some rows of each group; all rows of a group that does not fit
are on pages of their own. Where these end depends on the rows next to the end, so that an edit
changes one of them and not all that follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter
from zlib import crc32

from followup_md.editing.slug import FreeIds
from followup_md.policy import headings, ranking
from followup_md.typed import NamedTuple
from followup_md.website.pages import urls
from followup_md.website.pages.list_rows import GROUPS
from followup_md.website.pages.summary import COMING, DUE, TODAY, ContactSummary, RenderedRow

MANY = 200  # rows that are shown; with more, the agenda is cut
FILTERED = 20  # contacts due; with more, there are pages of owners and tags
FIRST = 100  # rows on the first page of a long agenda
LEAST = 10  # of each group on it, if the group has as many
SHORTEST, LONGEST = 100, 400  # rows of a page of a group; the last may have fewer
FEWEST = 5  # contacts due for a tag or an owner to have a page
MOST = 20  # tags, and owners, that have one
COMING_UP = "coming"  # the anchor
OWE = headings.GROUPS[0].anchor


class AgendaLists(NamedTuple):
    """The rows of the agenda, each list in its order."""

    now: list[RenderedRow]
    later: list[RenderedRow]  # due, but beyond the limit of a day
    today: list[RenderedRow]  # appointments
    coming: list[RenderedRow]

    @property
    def is_long(self) -> bool:
        """Whether the agenda is cut."""
        due = len(self.now) + len(self.later) + len(self.today)
        return due > MANY or due + sum(not row.hidden for row in self.coming) > MANY

    @property
    def is_filtered(self) -> bool:
        """Whether there are pages of owners and tags."""
        return len(self.now) + len(self.later) > FILTERED


class Section(NamedTuple):
    """A group of the agenda."""

    anchor: str
    heading: str
    now: list[RenderedRow]
    later: list[RenderedRow]

    @property
    def rows(self) -> list[RenderedRow]:
        """All rows."""
        return self.now + self.later


class Filter(NamedTuple):
    """A part of the agenda: of an owner, or with a tag."""

    kind: str  # "owner" or "tag"
    name: str
    source: str  # of its page
    due: int  # contacts
    summaries: list[ContactSummary]


class Elsewhere(NamedTuple):
    """The rows of a day that are not on the page, for its script to count."""

    day: int  # calendar days from that of the page; 0 for what is due
    due: int
    owed: int
    appointments: int
    shown: int  # of those that come up


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


def until(lists: AgendaLists, day: int) -> AgendaLists:
    """Leave out what comes up after a day, an ordinal: a page of a long agenda knows no more."""
    return lists._replace(coming=[row for row in lists.coming if row.key[0] <= day])


def sections(lists: AgendaLists) -> list[Section]:
    """Return the groups that have rows, in order, but for those that come up."""
    found = {anchor: Section(anchor, heading, [], []) for anchor, heading in GROUPS.items()}
    for row in lists.now + lists.today:
        found[row.group].now.append(row)
    for row in lists.later:
        found[row.group].later.append(row)
    return [group for group in found.values() if group.now or group.later]


def first_rows(counts: Sequence[int]) -> list[int]:
    """Return how many of so many rows of each group are on the first page."""
    shown = [min(count, LEAST) for count in counts]
    for place, count in enumerate(counts):
        shown[place] += min(count - shown[place], max(FIRST - sum(shown), 0))
    return shown


def split_pages(rows: Sequence[RenderedRow]) -> list[list[RenderedRow]]:
    """Split the rows of a group into pages."""
    pages: list[list[RenderedRow]] = [[]]
    for row in rows:
        count = len(pages[-1])
        if count >= LONGEST or (count >= SHORTEST and crc32(row.path.encode()) % SHORTEST == 0):
            pages.append([])
        pages[-1].append(row)
    return pages


def elsewhere(
    due: Iterable[RenderedRow], coming: Iterable[RenderedRow], on: int
) -> list[Elsewhere]:
    """Count the rows that are not on the first page; `on`: the day of the page, an ordinal."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for day, row in [*((0, row) for row in due), *((row.key[0] - on, row) for row in coming)]:
        counts = found[day]
        counts[2 if row.group == headings.APPOINTMENTS else 0] += 1
        counts[1] += row.group == OWE
        counts[3] += bool(day) and not row.hidden
    return [Elsewhere(day, *found[day]) for day in sorted(found)]


def filters(summaries: Iterable[ContactSummary]) -> list[Filter]:
    """Return the owners and tags that have many due, but not everybody, by number of these."""
    of: dict[tuple[str, str], list[ContactSummary]] = defaultdict(list)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    total = 0
    for one in summaries:
        if not one.rows:
            continue
        is_due = any(row.list == DUE for row in one.rows)
        total += is_due
        keys = [("tag", tag) for tag in dict.fromkeys(one.tags)]
        if one.owner:
            keys.append(("owner", one.owner))
        for key in keys:
            of[key].append(one)
            counts[key] += is_due
    found = []
    for kind in ("owner", "tag"):
        names = [key for key in of if key[0] == kind and FEWEST <= counts[key] < total]
        names.sort(key=lambda key: (-counts[key], key[1].casefold(), key))
        free = FreeIds(("index", "readme"))  # MkDocs gives these to the folder
        at = {key: free.take(key[1], "") for key in sorted(names[:MOST])}
        for key in names[:MOST]:
            source = urls.agenda_part(urls.AGENDA_SOURCE, kind, at[key])
            found.append(Filter(*key, source, counts[key], of[key]))
    return found
