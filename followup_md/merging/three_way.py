"""Three-way merges of a list, of its order, and of a few lines of comment."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import count
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
Other = TypeVar("Other")
Key = TypeVar("Key", bound=Hashable)
TextMerge = Callable[[str, str, str], tuple[str, bool]]  # base, ours, theirs -> text, conflict

COMMENT = re.compile(r"#[^\r\n]*")


class Versions(NamedTuple, Generic[T]):
    """The three versions of something."""

    base: T
    ours: T
    theirs: T

    def map(self, function: Callable[..., Other], *more: object) -> Versions[Other]:
        """Return what a function makes of each version, given `more` arguments."""
        return Versions(*[function(version, *more) for version in self])


def merged_counts(base: Iterable[Key], ours: Iterable[Key], theirs: Iterable[Key]) -> Counter[Key]:
    """Return how often each member stands in the merged list.

    A deletion or addition by one side counts; of additions by both sides, the larger number does.
    """
    b, o, t = Counter(base), Counter(ours), Counter(theirs)
    total: Counter[Key] = Counter()
    for key in b | o | t:
        more = max(o[key] - b[key], t[key] - b[key], 0)
        less = max(b[key] - o[key], b[key] - t[key], 0)
        total[key] = b[key] + more - less
    return +total


def number_duplicates(keys: Iterable[Key]) -> list[tuple[Key, int]]:
    """Return each member with the number of equal ones before it, so that no two are equal."""
    seen: dict[Key, Iterator[int]] = defaultdict(count)
    return [(key, next(seen[key])) for key in keys]


def merge_ordered(
    base: Sequence[Key],
    ours: Sequence[Key],
    theirs: Sequence[Key],
    stays: Callable[[Key], bool],
    before: Callable[[Key, Key], bool],
) -> list[Key]:
    """Return the members for which `stays` holds, in an order that keeps that of both sides.

    What only one side has follows what it followed there. Of two additions at one place ours is
    first, unless `before(ours, theirs)` is false.
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
    base: str | None, ours: str | None, theirs: str | None, text_merge: TextMerge | None = None
) -> str:
    """Merge lines of comment, None where a side lacks what they belong to.

    A conflict between comments keeps both.
    """
    if ours is None or theirs is None:
        return ours or theirs or ""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    if text_merge is not None and base is not None:
        merged, conflict = text_merge(base, ours, theirs)
        if not conflict:
            return merged
    known = {*COMMENT.findall(ours), *COMMENT.findall(base or "")}
    more = [words for words in COMMENT.findall(theirs) if words not in known]
    last = ours.rstrip("\r\n").rpartition("\n")[2]
    pad = last[: len(last) - len(last.lstrip(" "))]
    ending = "\r\n" if "\r\n" in ours + theirs else "\n"
    return ours + "".join(pad + words + ending for words in more)


def orphaned_comments(
    base: Mapping[Key, str], side: Mapping[Key, str], kept: Container[Key]
) -> dict[Key | None, str]:
    """Return the comments that a side added above what is not `kept`, by what follows (None: end).

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
            lines = lead.splitlines(keepends=True)
            new = [line for line in lines if "#" in line and line.rstrip("\r\n") not in old]
            left += "".join(new)
    if left:
        found[None] = left
    return found


def edited_twice(base: Sequence[Key], ours: Sequence[Key], theirs: Sequence[Key]) -> int:
    """Return how many members both sides changed, and differently."""
    one, other = _changed(base, ours), _changed(base, theirs)
    return sum(one[place] != other[place] for place in one.keys() & other.keys())


def edited_and_removed(
    base: Sequence[Key], ours: Sequence[Key], theirs: Sequence[Key]
) -> Iterator[tuple[Key, Key]]:
    """Yield members that one side changed and the other removed: as they were, and as changed."""
    one, other = _changed(base, ours), _changed(base, theirs)
    for place, member in enumerate(base):
        if place in one and place not in other and member not in theirs:
            yield member, one[place]
        elif place in other and place not in one and member not in ours:
            yield member, other[place]


def _changed(base: Sequence[Key], side: Sequence[Key]) -> dict[int, Key]:
    # What replaces the members of base, by their place.
    found: dict[int, Key] = {}
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "replace":
            found.update(zip(range(i1, i2), side[j1:j2], strict=False))
    return found


def _reordered(base: Sequence[Key], side: Sequence[Key]) -> bool:
    common = set(base) & set(side)
    return [key for key in base if key in common] != [key for key in side if key in common]
