"""The figures by owner: of the contacts that each of the team looks after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from followup_md.model.folding import fold
from followup_md.stats import promises, tries, waits
from followup_md.stats.cases import Totals, add_up
from followup_md.stats.promises import Kept
from followup_md.stats.shares import share
from followup_md.stats.waits import Returned


class Owner(NamedTuple):
    """What came of the contacts of one owner."""

    owner: str  # "": nobody looks after them
    contacts: int
    tries: int  # that have had their time
    answered: int
    calls: int
    picked_up: int
    promises: Kept  # yours
    calls_returned: Returned
    written_returned: Returned
    left: int

    @property
    def answer_rate(self) -> float | None:
        """The share of tries that was answered."""
        return share(self.answered, self.tries)

    @property
    def open(self) -> int:
        """How many of their calls and messages wait for an answer."""
        return self.calls_returned.open + self.written_returned.open

    def as_data(self) -> dict[str, Any]:
        """Return the figures for JSON."""
        both = self.calls_returned, self.written_returned
        returned = {
            way: {"n": one.n, "returned": one.returned, "open": one.open, "median": one.median}
            for way, one in zip(("call", "written"), both, strict=True)
        }
        return {
            "owner": self.owner or None,
            "contacts": self.contacts,
            "tries": self.tries,
            "answered": self.answered,
            "rate": self.answer_rate,
            "calls": self.calls,
            "picked_up": self.picked_up,
            "promises": self.promises._asdict() | {"rate": self.promises.rate},
            "returned": returned,
            "left": self.left,
        }


def owners(marks: Iterable[tuple[str, tuple[Any, ...]]]) -> tuple[Owner, ...]:
    """Return the figures by owner, by name, nobody last; () if nobody has an owner.

    `marks`: of each contact, with its owner; spellings that fold alike are one.
    """
    found: dict[str, list[tuple[Any, ...]]] = {}
    names: dict[str, str] = {}
    for owner, one in marks:
        key = fold(owner)
        names.setdefault(key, owner)
        found.setdefault(key, []).append(one)
    if not any(found):
        return ()
    order = sorted(found, key=lambda key: (not key, key))
    return tuple([_owner(names[key], len(found[key]), add_up(found[key])) for key in order])


def _owner(name: str, contacts: int, totals: Totals) -> Owner:
    tried = [
        row
        for known in (False, True)
        for row in tries.answered_by_channel(totals.tries, known=known)
    ]
    return Owner(
        name,
        contacts,
        sum(row.n for row in tried),
        sum(row.answered for row in tried),
        totals.calls.total(),
        sum(count for (*_, heard), count in totals.calls.items() if heard),
        promises.kept(totals.promises, theirs=False),
        waits.returned(totals.waits, live=True),
        waits.returned(totals.waits, live=False),
        totals.left.total(),
    )
