"""The figure by owner, where the settings publish it: it names people of the team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followup_md.policy.phrases import one_line, plural
from followup_md.stats.owners import Owner
from followup_md.website.pages.insights.figure import Cell, Figure, counted, sentence


def figure(owners: Sequence[Owner], promises: bool) -> Figure | None:
    """Return the figure, None where one looks after everybody; `promises`: may be told."""
    if len(owners) < 2:
        return None
    kept = ("Promises kept on time",) if promises else ()
    words = (f"{_name(one)} {plural(one.contacts, 'contact')}" for one in owners)
    return Figure(
        "owners",
        "By owner",
        sentence(", ".join(words)),
        "Counted by who looks after the contact, whoever was in touch.",
        ("", "Contacts", "Tries answered", "Calls picked up", *kept, "Waiting for your answer"),
        tuple(tuple(_row(one, promises)) for one in owners),
    )


def _row(one: Owner, promises: bool) -> Iterator[Cell]:
    yield Cell(_name(one))
    yield Cell(str(one.contacts))
    shares = [(one.answered, one.tries), (one.picked_up, one.calls)]
    shares += [(one.promises.on_time, one.promises.n)] if promises else []
    for part, whole in shares:
        yield counted(part, whole) if whole else Cell("")
    yield Cell(str(one.open))


def _name(one: Owner) -> str:
    return one_line(one.owner) or "nobody"
