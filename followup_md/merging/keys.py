"""Merging two front matters that came from one: key by key, comments with what they stand above."""

from __future__ import annotations

from typing import NamedTuple

from followup_md.frontmatter.spans import Data
from followup_md.merging.blocks import Block, FrontMatterBlocks
from followup_md.merging.entries import merge_list
from followup_md.merging.sets import SETS, merge_set
from followup_md.merging.three_way import (
    TextMerge,
    merge_comment_lines,
    merge_ordered,
    orphaned_comments,
)
from followup_md.model.settings import Settings
from followup_md.parsing.fields import ENTRIES, FIELDS


class Conflict(NamedTuple):
    """Two texts between which a human must choose."""

    ours: str
    theirs: str


class MergedFrontMatter(NamedTuple):
    """A merged front matter in pieces, and what came of it."""

    pieces: list[str | Conflict]
    fields: dict[str, Data]  # what a field must say that was taken from one side
    conflicts: list[str]
    notes: list[str]

    def choose(self, side: str) -> str:
        """Return the text with one side's choice (`ours`, `theirs`) in every conflict."""
        return "".join(
            piece if isinstance(piece, str) else getattr(piece, side) for piece in self.pieces
        )

    def marked(self, marker: int) -> str:
        """Return the text with the conflicts between markers."""
        return "".join(
            piece if isinstance(piece, str) else with_markers(piece, marker)
            for piece in self.pieces
        )


def merge_front(
    base: FrontMatterBlocks,
    ours: FrontMatterBlocks,
    theirs: FrontMatterBlocks,
    column: int,
    newline: str,
    settings: Settings,
    text_merge: TextMerge,
) -> MergedFrontMatter:
    """Merge front matters; `column`: of the hyphens of a list that neither side wrote as one."""
    merged: dict[str, str | Conflict] = {}
    front = MergedFrontMatter([], {}, [], [])
    for key in {**ours.blocks, **theirs.blocks}:
        b, o, t = (parts.blocks.get(key) for parts in (base, ours, theirs))
        text: str | Conflict | None = _unchanged(b, o, t)
        if text is None and key in ENTRIES:
            result = merge_list(b, o, t, column, newline, settings, text_merge)
            text = result.text
            if result.twice:
                front.notes.append(_twice(key, result.twice))
        elif text is None:
            text = _field(key, b, o, t, text_merge)
        if isinstance(text, Conflict):
            front.conflicts.append(f"{key}: changed on both sides")
        elif key in FIELDS:
            said = next((block.value for block in (o, t) if block and block.text == text), None)
            if said is not None:
                front.fields[key] = said
        if text:
            merged[key] = text
    orders = [list(parts.blocks) for parts in (base, ours, theirs)]
    order = merge_ordered(orders[0], orders[1], orders[2], merged.__contains__, lambda *_: True)
    above = [
        {key: block.lead for key, block in parts.blocks.items()} for parts in (base, ours, theirs)
    ]
    moved = [orphaned_comments(above[0], side, merged) for side in above[1:]]
    leads: set[str] = set()
    for key in order:
        lead = _lead([parts.blocks.get(key) for parts in (base, ours, theirs)], text_merge)
        if lead.strip() and lead in leads and key not in base.blocks:
            lead = ""  # a comment that both sides put something new below
        leads.add(lead)
        front.pieces.extend([*(side.get(key, "") for side in moved), lead, merged[key]])
    front.pieces.extend(side.get(None, "") for side in moved)
    front.pieces.append(merge_comment_lines(base.tail, ours.tail, theirs.tail, text_merge))
    return front


def _unchanged(base: Block | None, ours: Block | None, theirs: Block | None) -> str | None:
    # The text of a key that at most one side changed ("": it is gone), else None.
    b, o, t = (block.text if block is not None else "" for block in (base, ours, theirs))
    if o == t or t == b:
        return o
    return t if o == b else None


def _field(
    key: str, base: Block | None, ours: Block | None, theirs: Block | None, text_merge: TextMerge
) -> str | Conflict:
    if ours is None or theirs is None:
        # Deleted on one side; on the other written differently, but perhaps saying the same.
        kept = ours or theirs
        if kept is not None and base is not None and kept.value == base.value:
            return ""
        return Conflict(ours.text if ours else "", theirs.text if theirs else "")
    if key not in FIELDS and base is not None:
        merged, conflict = text_merge(base.text, ours.text, theirs.text)
        return Conflict(ours.text, theirs.text) if conflict else merged
    comments = [
        set(block.comments) if block is not None else set() for block in (base, ours, theirs)
    ]
    if comments[2] <= comments[0] | comments[1] and ours.value == theirs.value:
        return ours.text
    if comments[1] <= comments[2] and base is not None and ours.value == base.value:
        return theirs.text
    if comments[2] <= comments[1] and base is not None and theirs.value == base.value:
        return ours.text
    if key in SETS:
        text = merge_set(key, base, ours, theirs)
        if text is not None:
            return text
    return Conflict(ours.text, theirs.text)


def _lead(blocks: list[Block | None], text_merge: TextMerge) -> str:
    base, ours, theirs = blocks
    if ours is None or theirs is None:
        only = ours or theirs
        return only.lead if only is not None else ""
    return merge_comment_lines(
        base.lead if base is not None else None, ours.lead, theirs.lead, text_merge
    )


def _twice(key: str, number: int) -> str:
    what = "an entry was" if number == 1 else f"{number} entries were"
    return f"{key}: {what} changed on both sides; both are kept: delete the wrong one"


def with_markers(conflict: Conflict, marker: int) -> str:
    """Return both sides between Git's markers, `marker` characters long."""
    newline = "\r\n" if "\r\n" in conflict.ours + conflict.theirs else "\n"
    ours, theirs = (
        text + newline if text and not text.endswith("\n") else text for text in conflict
    )
    marks = [
        f"{sign * marker}{name}{newline}"
        for sign, name in zip("<=>", (" ours", "", " theirs"), strict=True)
    ]
    return f"{marks[0]}{ours}{marks[1]}{theirs}{marks[2]}"
