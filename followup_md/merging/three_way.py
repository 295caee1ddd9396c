"""Three versions of one thing made one: of a list, of its order, of a few lines of comment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
TextMerge = Callable[[str, str, str], tuple[str, bool]]  # base, ours, theirs -> text, conflict

_COMMENT = re.compile(r"#[^\r\n]*")


def merged_counts(base: Iterable[Key], ours: Iterable[Key], theirs: Iterable[Key]) -> Counter[Key]:
    """Return how often each member stands in the merged list.

    What one side deleted is gone, what one side added is there, and what both added is there as
    often as on the side that added more.
    """
    b, o, t = Counter(base), Counter(ours), Counter(theirs)
    total: Counter[Key] = Counter()
    for key in b | o | t:
        more = max(o[key] - b[key], t[key] - b[key], 0)
        less = max(b[key] - o[key], b[key] - t[key], 0)
        total[key] = b[key] + more - less
    return +total


def number_duplicates(keys: Iterable[Key]) -> list[tuple[Key, int]]:
    """Return each member with the number of its like before it: no two are the same."""
    seen: Counter[Key] = Counter()
    found = []
    for key in keys:
        found.append((key, seen[key]))
        seen[key] += 1
    return found


def merge_ordered(
    base: Sequence[Key],
    ours: Sequence[Key],
    theirs: Sequence[Key],
    stays: Callable[[Key], bool],
    before: Callable[[Key, Key], bool],
) -> list[Key]:
    """Return the members that stay, in an order that keeps both sides' own.

    What only one side has comes after what it came after there; of two additions at one place that
    of ours is first, unless `before` says that it is not to be before that of theirs.
    """
    if _reordered(base, theirs) and not _reordered(base, ours):
        ours, theirs = theirs, ours
    result = [key for key in ours if stays(key)]
    here, there = set(result), set(theirs)
    at = 0
    for key in theirs:
        if key in here:
            at = result.index(key) + 1
        elif stays(key):
            while at < len(result) and result[at] not in there and before(result[at], key):
                at += 1
            result.insert(at, key)
            here.add(key)
            at += 1
    return result


def merge_comment_lines(
    base: str | None, ours: str, theirs: str, text_merge: TextMerge | None = None
) -> str:
    """Return merged lines of comment: a conflict between comments is that both are kept."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    if text_merge is not None and base is not None:
        merged, conflict = text_merge(base, ours, theirs)
        if not conflict:
            return merged
    known = {*_COMMENT.findall(ours), *_COMMENT.findall(base or "")}
    more = [words for words in _COMMENT.findall(theirs) if words not in known]
    last = ours.rstrip("\r\n").rpartition("\n")[2]
    pad = last[: len(last) - len(last.lstrip(" "))]
    ending = "\r\n" if "\r\n" in ours + theirs else "\n"
    return ours + "".join(pad + words + ending for words in more)


def orphaned_comments(
    base: Mapping[Key, str], side: Mapping[Key, str], kept: Container[Key]
) -> dict[Key | None, str]:
    """Return the comments that a side put above what is gone, for what follows it (None: end).

    `base` and `side` hold the lines above each member, in order.
    """
    found: dict[Key | None, str] = {}
    left = ""
    for key, lead in side.items():
        if key in kept:
            if left:
                found[key] = left
            left = ""
        else:
            old = base.get(key, "").splitlines()
            left += "".join(
                line
                for line in lead.splitlines(keepends=True)
                if "#" in line and line.rstrip("\r\n") not in old
            )
    if left:
        found[None] = left
    return found


def edited_twice(base: Sequence[Key], ours: Sequence[Key], theirs: Sequence[Key]) -> int:
    """Return how many members were changed on both sides, and differently."""
    changed = _changed(base, ours), _changed(base, theirs)
    return sum(
        changed[0][place] != changed[1][place] for place in changed[0].keys() & changed[1].keys()
    )


def _changed(base: Sequence[Key], side: Sequence[Key]) -> dict[int, Key]:
    # Which member of base became which.
    found: dict[int, Key] = {}
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "replace":
            found.update(zip(range(i1, i2), side[j1:j2], strict=False))
    return found


def _reordered(base: Sequence[Key], side: Sequence[Key]) -> bool:
    common = set(base) & set(side)
    return [key for key in base if key in common] != [key for key in side if key in common]
