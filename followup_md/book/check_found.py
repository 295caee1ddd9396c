"""What a check finds, and what of it is kept."""

from __future__ import annotations

from followup_md.errors import Problem
from followup_md.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any


class Found(NamedTuple):
    """What is wrong in a book, or in some of its files."""

    problems: tuple[Problem, ...]
    contacts: int  # files
    no_date: int | None = None  # contacts without any date; of a whole book


class Checked(NamedTuple):
    """What was found in a readable file, whatever the day and the others."""

    problems: tuple[tuple[Any, ...], ...]
    links: bool  # whether it may have wikilinks


class Person(NamedTuple):
    """What tells somebody's second file."""

    name: str  # the words of it that count
    uid: str
    private: bool
