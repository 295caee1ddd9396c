"""Entries that may be one in other words: added by both sides, or changed by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from followup_md.merging.three_way import Versions, edited_and_removed
from followup_md.model.contact import Promise, Quote, Touch


def count_alike(entries: Versions[list[Hashable]]) -> int:
    """Return how many entries of ours may be new entries of theirs, in other words."""
    base, ours, theirs = map(Counter, entries)
    mine, its = ours - base - theirs, theirs - base - ours
    return sum(_meets(entry, its) for entry in mine)


def count_kept(entries: Versions[list[Hashable]]) -> int:
    """Return how many entries one side removed, and the other changed but left there."""
    return sum(_alike(old, new) for old, new in edited_and_removed(*entries))


def _meets(entry: Hashable, others: Iterable[Hashable]) -> bool:
    return any(_alike(entry, other) for other in others)


def _alike(one: Hashable, other: Hashable) -> bool:
    match one, other:
        case Touch(), Touch():
            same_way = (one.direction, one.channel) == (other.direction, other.channel)
            return same_way and (
                one.date == other.date or (bool(one.note) and one.note == other.note)
            )
        case Promise(), Promise():
            same = one.due == other.due or (bool(one.what) and one.what == other.what)
            return same and one.theirs == other.theirs
        case Quote(), Quote():
            return one.ref == other.ref
    return False
