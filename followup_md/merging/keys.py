"""Merging two front matters key by key; comments move with what they stand above."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from followup_md.frontmatter.spans import Data
from followup_md.merging.blocks import Block, FrontMatterBlocks
from followup_md.merging.entries import MergedList, merge_list
from followup_md.merging.sets import SETS, added_words, merge_set
from followup_md.merging.three_way import (
    TextMerge,
    Versions,
    merge_comment_lines,
    merge_ordered,
    orphaned_comments,
)
from followup_md.model.settings import Settings
from followup_md.parsing.fields import ENTRIES, FIELDS


class Conflict(NamedTuple):
    """Two texts that a person must choose between."""

    ours: str
    theirs: str


class MergedFrontMatter(NamedTuple):
    """A merged front matter in pieces, and what to verify and report."""

    pieces: list[str | Conflict]
    fields: dict[str, Data]  # the values that fields must have which were taken from one side
    conflicts: list[str]
    notes: list[str]

    def choose(self, side: str) -> str:
        """Return the text with one side (`ours`, `theirs`) of every conflict."""
        return self._join(lambda conflict: str(getattr(conflict, side)))

    def marked(self, marker: int) -> str:
        """Return the text with the conflicts between markers."""
        return self._join(lambda conflict: with_markers(conflict, marker))

    def _join(self, text_of: Callable[[Conflict], str]) -> str:
        return "".join(piece if isinstance(piece, str) else text_of(piece) for piece in self.pieces)


def merge_front(
    versions: Versions[FrontMatterBlocks],
    column: int,
    newline: str,
    settings: Settings,
    text_merge: TextMerge,
) -> MergedFrontMatter:
    """Merge front matters; new block lists get their hyphens in `column`."""
    merged: dict[str, str | Conflict] = {}
    front = MergedFrontMatter([], {}, [], [])
    for key in {**versions.ours.blocks, **versions.theirs.blocks}:
        blocks = versions.map(FrontMatterBlocks.get, key)
        text: str | Conflict | None = _unchanged(*blocks)
        if text is None and key in ENTRIES:
            result = merge_list(blocks, column, newline, settings, text_merge)
            text = result.text
            front.notes.extend(_notes(key, result))
        elif text is None:
            text = _field(key, *blocks, text_merge)
        if isinstance(text, Conflict):
            front.conflicts.append(f"{key}: changed on both sides")
        elif key in FIELDS:
            value = next(
                (block.value for block in blocks[1:] if block and block.text == text), None
            )
            if value is not None:
                front.fields[key] = value
        if text:
            merged[key] = text
    leads = versions.map(lambda parts: {key: block.lead for key, block in parts.blocks.items()})
    orphans = [orphaned_comments(leads.base, side, merged) for side in leads[1:]]
    order: list[str] = merge_ordered(*leads.map(list), merged.__contains__, lambda *_: True)
    seen: set[str] = set()
    for key in order:
        lead = merge_comment_lines(*leads.map(dict.get, key), text_merge)
        if lead.strip() and lead in seen and key not in leads.base:
            lead = ""  # both sides added something below the same comment
        seen.add(lead)
        front.pieces.extend([*(side.get(key, "") for side in orphans), lead, merged[key]])
    front.pieces.extend(side.get(None, "") for side in orphans)
    tails = versions.map(lambda parts: parts.tail)
    front.pieces.append(merge_comment_lines(*tails, text_merge))
    return front


def _unchanged(base: Block | None, ours: Block | None, theirs: Block | None) -> str | None:
    # The text of a key that at most one side changed ("" if it is gone), else None.
    b, o, t = (block.text if block is not None else "" for block in (base, ours, theirs))
    if o == t or t == b:
        return o
    return t if o == b else None


def _field(
    key: str, base: Block | None, ours: Block | None, theirs: Block | None, text_merge: TextMerge
) -> str | Conflict:
    if ours is None or theirs is None:
        # Deleted on one side, changed on the other, but perhaps not in its value.
        changed = ours or theirs
        if changed is not None and base is not None:
            if changed.value == base.value:
                return ""
            added = added_words(key, base, changed)
            if added is not None:
                return added
        return Conflict(ours.text if ours else "", theirs.text if theirs else "")
    if key not in FIELDS and base is not None:
        merged, conflict = text_merge(base.text, ours.text, theirs.text)
        return Conflict(ours.text, theirs.text) if conflict else merged
    b, o, t = (set(block.comments if block else ()) for block in (base, ours, theirs))
    if t <= b | o and ours.value == theirs.value:
        return ours.text
    if o <= t and base is not None and ours.value == base.value:
        return theirs.text
    if t <= o and base is not None and theirs.value == base.value:
        return ours.text
    if key in SETS and (text := merge_set(key, base, ours, theirs)) is not None:
        return text
    return Conflict(ours.text, theirs.text)


def _notes(key: str, result: MergedList) -> Iterator[str]:
    """Yield what somebody should look at in a merged list."""
    if result.twice:
        what = _counted(result.twice, "an entry was", "entries were")
        yield f"{key}: {what} changed on both sides; both are kept: delete the wrong one"
    if result.alike:
        what = _counted(result.alike, "an entry", "entries")
        yield (
            f"{key}: both sides added {what} of one day or with one note, but not the same; both"
            " are kept: if they are one, delete one"
        )
    if result.kept:
        what = _counted(result.kept, "an entry was", "entries were")
        yield f"{key}: {what} changed on one side and removed on the other; kept as changed"
    if result.comments:
        what = _counted(result.comments, "an entry", "entries")
        yield f"{key}: comments of both sides at {what}; both are kept: delete the wrong one"


def _counted(number: int, one: str, several: str) -> str:
    return one if number == 1 else f"{number} {several}"


def with_markers(conflict: Conflict, marker: int) -> str:
    """Return both sides between Git's markers, `marker` characters long."""
    newline = "\r\n" if "\r\n" in conflict.ours + conflict.theirs else "\n"
    ours, theirs = (
        text + newline if text and not text.endswith("\n") else text for text in conflict
    )
    top, middle, bottom = f"{'<' * marker} ours", "=" * marker, f"{'>' * marker} theirs"
    return f"{top}{newline}{ours}{middle}{newline}{theirs}{bottom}{newline}"
