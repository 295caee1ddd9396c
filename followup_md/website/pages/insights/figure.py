"""A figure of the insights page as values: its finding, its table, its plot."""

from __future__ import annotations

from collections.abc import Callable

from followup_md.policy.phrases import MONTHS, capitalized
from followup_md.stats.shares import ENOUGH, share_in_words
from followup_md.typed import NamedTuple
from followup_md.website.pages.insights.plots import Spec

MOST = 15  # rows of a table that would go on


class Cell(NamedTuple):
    """A value of a table."""

    text: str
    share: float | None = None  # drawn as a bar


class Figure(NamedTuple):
    """A figure of the page."""

    anchor: str
    heading: str
    finding: str
    note: str  # how many there are, and what is left out
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    plot: Callable[[int], Spec] | None = None  # by width
    evidence: str = ""  # what others have found


def counted(part: int, whole: int) -> Cell:
    """Return a share as a cell, with a bar where there is enough for one."""
    share = part / whole if whole >= ENOUGH else None
    return Cell(share_in_words(part, whole), share)


def sentence(text: str) -> str:
    """Return the text as a sentence."""
    return f"{capitalized(text)}."


def day_and_month(day: int, month: int) -> str:
    """Return `6 Jul`."""
    return f"{day} {MONTHS[month - 1][:3]}"
