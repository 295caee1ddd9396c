"""The day's lists, put together from everybody's rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from followup_md.policy import ranking
from followup_md.website.pages.summary import COMING, DUE, TODAY, Person, Row


class Spot(NamedTuple):
    """A row, and the id of its contact as an address."""

    row: Row
    path: str


class Day(NamedTuple):
    """The rows of a day, each list in its order."""

    now: list[Spot]
    later: list[Spot]  # due, too, but beyond the day's plate
    today: list[Spot]  # appointments
    coming: list[Spot]
    undated: list[Person]  # of whom nothing will ever be due


def of(people: Iterable[Person], limit: int | None) -> Day:
    """Return the day of these people; `limit`: what fits on a plate."""
    lists: dict[int, dict[tuple[Any, ...], Spot]] = {DUE: {}, TODAY: {}, COMING: {}}
    undated = []
    for person in people:
        for row in person.rows:
            lists[row.list][row.key] = Spot(row, person.path)
        if person.undated:
            undated.append(person)
    due, today, coming = lists.values()
    now, later = ranking.split(sorted(due), limit)
    return Day(
        [due[key] for key in now],
        [due[key] for key in later],
        [today[key] for key in sorted(today)],
        [coming[key] for key in sorted(coming)],
        sorted(undated, key=lambda person: (person.name.casefold(), person.id)),
    )
