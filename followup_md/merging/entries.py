"""Merging a list of entries by their meaning; each keeps the bytes of the side it comes from."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import NamedTuple

from followup_md.merging.alike import count_alike, count_kept
from followup_md.merging.blocks import Block, EntryItem, reformat
from followup_md.merging.three_way import (
    COMMENT,
    TextMerge,
    Versions,
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
    """The lines of a merged list, and how much of it wants a look."""

    text: str
    twice: int  # entries that both sides changed
    alike: int  # entries that both sides added, and that may be one
    kept: int  # entries that one side removed and the other changed
    comments: int  # entries with comments of both sides


class _Form(NamedTuple):
    # An entry in the form of the merged list.
    lead: str
    text: str
    comments: tuple[str, ...]


def merge_list(
    blocks: Versions[Block | None],
    column: int,
    newline: str,
    settings: Settings,
    text_merge: TextMerge,
) -> MergedList:
    """Merge a list that both sides changed.

    The result has the form of our list, or of theirs if ours is empty or in brackets. If both are,
    it is a block list with its hyphens in `column`.
    """
    items = blocks.map(_by_id)
    total = merged_counts(*blocks.map(_meanings))
    dates = _logged_dates(items.ours) or _logged_dates(items.theirs)
    newest_first = bool(dates) and dates[0] > dates[-1]

    def before(here: _Id, new: _Id) -> bool:
        first, second = _date(here, *items[1:]), _date(new, *items[1:])
        return first >= second if newest_first else first <= second

    order: list[_Id] = merge_ordered(*items.map(list), lambda id_: id_[1] < total[id_[0]], before)
    frame = next((block for block in blocks[1:] if block and block.column >= 0), None)
    if frame is not None:
        column = frame.column

    def form(block: Block | None, item: EntryItem) -> _Form:
        same = block is not None and block.column == column
        lead, text = (item.lead, item.text) if same else reformat(item, column, newline, settings)
        return _Form(lead, text, (*item.inside, *filter(None, [item.trail])))

    leads = items.map(lambda side: {id_: item.lead for id_, item in side.items()})
    orphans = [orphaned_comments(leads.base, side, set(order)) for side in leads[1:]]
    pieces = []
    seen: set[str] = set()
    comments = 0
    for id_ in order:
        forms = [
            form(block, side[id_]) if id_ in side else None
            for block, side in zip(blocks, items, strict=True)
        ]
        lead, text = _merge_entry(Versions(*forms), text_merge)
        comments += _both_commented(*forms)
        if lead.strip() and lead in seen and forms[0] is None:
            lead = ""  # both sides added something below the same comment
        seen.add(lead)
        pieces += [*(side.get(id_, "") for side in orphans), lead, text]
    pieces += [side.get(None, "") for side in orphans]
    head = merge_comment_lines(*blocks.map(lambda block: block.head if block else None))
    rest = merge_comment_lines(*blocks.map(lambda block: block.rest if block else None), text_merge)
    meanings = blocks.map(_meanings)
    twice = edited_twice(*meanings)
    alike = max(0, count_alike(meanings) - twice)  # what both changed may be alike, too
    text = head + "".join(pieces) + rest
    return MergedList(text, twice, alike, count_kept(meanings), comments)


def _both_commented(base: _Form | None, ours: _Form | None, theirs: _Form | None) -> bool:
    # Whether both sides have their own words about one entry.
    if ours is None or theirs is None:
        return False
    b, o, t = (
        {*form.comments, *COMMENT.findall(form.lead)} if form else set()
        for form in (base, ours, theirs)
    )
    return bool(o - b - t and t - b - o)


def _merge_entry(forms: Versions[_Form | None], text_merge: TextMerge) -> tuple[str, str]:
    # Lead and text of one entry that at least one of the sides has.
    base, ours, theirs = forms
    if ours is None or theirs is None:
        only = ours or theirs
        return (only.lead, only.text) if only is not None else ("", "")
    lead = merge_comment_lines(base.lead if base else None, ours.lead, theirs.lead, text_merge)
    if base and ours.text == base.text:
        return lead, theirs.text
    if ours.text != theirs.text and not (base and theirs.text == base.text):
        # The same entry, written differently on both sides: ours, with the comments of theirs.
        known = ours.comments + (base.comments if base else ())
        pad = ours.text[: len(ours.text) - len(ours.text.lstrip(" "))]
        ending = "\r\n" if ours.text.endswith("\r\n") else "\n"
        lead += "".join(pad + words + ending for words in theirs.comments if words not in known)
    return lead, ours.text


def _by_id(block: Block | None) -> dict[_Id, EntryItem]:
    items = block.items if block is not None else ()
    return dict(zip(number_duplicates(_meanings(block)), items, strict=True))


def _meanings(block: Block | None) -> list[Hashable]:
    return [item.entry for item in block.items] if block is not None else []


def _logged_dates(side: dict[_Id, EntryItem]) -> list[date]:
    # Without appointments, which may stand before what is logged later.
    entries = ((item.entry, item.date) for item in side.values())
    return [day for entry, day in entries if not (isinstance(entry, Touch) and entry.planned)]


def _date(id_: _Id, *sides: dict[_Id, EntryItem]) -> date:
    return next(side[id_].date for side in sides if id_ in side)
