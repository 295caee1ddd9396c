"""The day's lists, put together from everybody's rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from followup_md.policy import ranking
from followup_md.website.pages.summary import COMING, DUE, TODAY, ContactSummary, Row


class PlacedRow(NamedTuple):
    """A row, and the id of its contact as an address."""

    row: Row
    path: str


class DayLists(NamedTuple):
    """The rows of a day, each list in its order."""

    now: list[PlacedRow]
    later: list[PlacedRow]  # due, too, but beyond the day's plate
    today: list[PlacedRow]  # appointments
    coming: list[PlacedRow]
    undated: list[ContactSummary]  # of whom nothing will ever be due


def day_lists(people: Iterable[ContactSummary], limit: int | None) -> DayLists:
    """Return the day of these people; `limit`: what fits on a plate."""
    lists: dict[int, dict[tuple[Any, ...], PlacedRow]] = {DUE: {}, TODAY: {}, COMING: {}}
    undated = []
    for person in people:
        for row in person.rows:
            lists[row.list][row.key] = PlacedRow(row, person.path)
        if person.undated:
            undated.append(person)
    due, today, coming = lists.values()
    now, later = ranking.split_by_limit(sorted(due), limit)
    return DayLists(
        [due[key] for key in now],
        [due[key] for key in later],
        [today[key] for key in sorted(today)],
        [coming[key] for key in sorted(coming)],
        sorted(undated, key=lambda person: (person.name.casefold(), person.id)),
    )
