"""Merging a list of entries: by what they mean, and each with the bytes of the side it is from."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import NamedTuple

from followup_md.merging.blocks import Block, Item, reformat
from followup_md.merging.three_way import (
    TextMerge,
    edited_twice,
    merge_comment_lines,
    merge_ordered,
    merged_counts,
    number_duplicates,
    orphaned_comments,
)
from followup_md.model.contact import Touch
from followup_md.model.settings import Settings

_Id = tuple[Hashable, int]


class MergedList(NamedTuple):
    """A list of entries merged: its lines, and how many entries were changed on both sides."""

    text: str
    twice: int


class _Form(NamedTuple):
    # An entry in the form that the merged list has.
    lead: str
    text: str
    comments: tuple[str, ...]


def merge_list(
    base: Block | None,
    ours: Block | None,
    theirs: Block | None,
    column: int,
    newline: str,
    settings: Settings,
    text_merge: TextMerge,
) -> MergedList:
    """Merge a list that both sides changed.

    It takes the form of our list, or of theirs where ours is empty or within brackets; a list of
    its own where both are, with its hyphens in `column`.
    """
    b, o, t = _by_id(base), _by_id(ours), _by_id(theirs)
    total = merged_counts(*(_meanings(block) for block in (base, ours, theirs)))
    dates = _past(o) or _past(t)
    newest_first = bool(dates) and dates[0] > dates[-1]

    def before(here: _Id, new: _Id) -> bool:
        first, second = _date(here, o, t), _date(new, o, t)
        return first >= second if newest_first else first <= second

    order = merge_ordered(list(b), list(o), list(t), lambda id_: id_[1] < total[id_[0]], before)
    frame = next((block for block in (ours, theirs) if block and block.column >= 0), None)
    if frame is not None:
        column = frame.column

    def form(block: Block | None, item: Item) -> _Form:
        same = block is not None and block.column == column
        lead, text = (item.lead, item.text) if same else reformat(item, column, newline, settings)
        return _Form(lead, text, (*item.inside, *filter(None, [item.trail])))

    above = [{id_: item.lead for id_, item in side.items()} for side in (b, o, t)]
    moved = [orphaned_comments(above[0], side, set(order)) for side in above[1:]]
    pieces = []
    leads: set[str] = set()
    for id_ in order:
        versions = [
            form(block, side[id_]) if id_ in side else None
            for block, side in ((base, b), (ours, o), (theirs, t))
        ]
        lead, text = _merged(versions[0], versions[1], versions[2], text_merge)
        if lead.strip() and lead in leads and versions[0] is None:
            lead = ""  # a comment that both sides put something new below
        leads.add(lead)
        pieces += [*(side.get(id_, "") for side in moved), lead, text]
    pieces += [side.get(None, "") for side in moved]
    versions3 = base, ours, theirs
    head = _frame([block.head if block else None for block in versions3])
    rest = _frame([block.rest if block else None for block in versions3], text_merge)
    twice = edited_twice(*(_meanings(block) for block in versions3))
    return MergedList(head + "".join(pieces) + rest, twice)


def _frame(versions: list[str | None], text_merge: TextMerge | None = None) -> str:
    # What stands above the entries, or below them.
    base, ours, theirs = versions
    if ours is None or theirs is None:
        return ours or theirs or ""
    return merge_comment_lines(base, ours, theirs, text_merge)


def _merged(
    base: _Form | None, ours: _Form | None, theirs: _Form | None, text_merge: TextMerge
) -> tuple[str, str]:
    # Lead and text of one entry, which at least one of the sides has.
    if ours is None or theirs is None:
        only = ours or theirs
        return (only.lead, only.text) if only is not None else ("", "")
    lead = merge_comment_lines(base.lead if base else None, ours.lead, theirs.lead, text_merge)
    if base and ours.text == base.text:
        return lead, theirs.text
    if ours.text != theirs.text and not (base and theirs.text == base.text):
        # The same entry, but written differently on both sides: ours, and the comments of theirs.
        known = ours.comments + (base.comments if base else ())
        pad = ours.text[: len(ours.text) - len(ours.text.lstrip(" "))]
        ending = "\r\n" if ours.text.endswith("\r\n") else "\n"
        lead += "".join(pad + words + ending for words in theirs.comments if words not in known)
    return lead, ours.text


def _by_id(block: Block | None) -> dict[_Id, Item]:
    items = block.items if block is not None else ()
    return dict(zip(number_duplicates(_meanings(block)), items, strict=True))


def _meanings(block: Block | None) -> list[Hashable]:
    return [item.entry for item in block.items] if block is not None else []


def _past(side: dict[_Id, Item]) -> list[date]:
    # Appointments are ahead of what is logged after them.
    entries = ((item.entry, item.date) for item in side.values())
    return [day for entry, day in entries if not (isinstance(entry, Touch) and entry.planned)]


def _date(id_: _Id, *sides: dict[_Id, Item]) -> date:
    return next(side[id_].date for side in sides if id_ in side)
