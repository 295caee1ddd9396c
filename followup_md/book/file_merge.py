"""Three versions of a contact's file made one: entry by entry, or else line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from followup_md.git import merge as git_merge
from followup_md.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from followup_md.model.settings import Settings

MARKER = 7  # characters of a conflict marker
_MARKED = re.compile(rb"^<{7,} .*^={7,}\r?\n.*^>{7,} ", re.DOTALL | re.MULTILINE)
_TWO = re.compile(
    rb"<{7,} ours\r?\n(?P<ours>---\r?\n.*?)^={7,}\r?\n(?P<theirs>---\r?\n.*?)^>{7,} theirs\r?\n\Z",
    re.DOTALL | re.MULTILINE,
)
_STILL_MARKED = "it holds conflict markers: keep the lines that are right"
_TWO_PEOPLE = (
    "Git took two people for one whose file was renamed: keep one here and move the other to a file"
    " of their own; or take it back (--abort) and use followup sync, which does not guess"
)


class MergedFile(NamedTuple):
    """The merged file, and in words its conflicts and what else to look at."""

    content: bytes
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def merge(versions: Sequence[bytes], settings: Settings, marker: int = MARKER) -> MergedFile:
    """Merge base, ours and theirs; whatever happens, no line is lost."""
    try:
        merged = _merge(versions, settings, marker)
    except Exception as error:  # a text that is no UTF-8, or a bug
        content, clean = git_merge.merge_file((versions[0], versions[1], versions[2]), marker)
        why = f"merged line by line, not entry by entry ({type(error).__name__})"
        merged = MergedFile(content, notes=(why,)) if clean else MergedFile(content, (why,))
    if not merged.conflicts and _MARKED.search(merged.content):
        # Of two merges that Git makes of one file, the first had a conflict.
        return merged._replace(conflicts=(_STILL_MARKED,))
    return merged


def two_people(versions: Sequence[bytes], marker: int) -> MergedFile:
    """Return ours and theirs, whole, between markers: a person must part them."""
    from followup_md.merging import keys

    ours, theirs = (raw.decode() for raw in versions[1:])
    text = keys.with_markers(keys.Conflict(ours, theirs), marker)
    return MergedFile(text.encode(), (_TWO_PEOPLE,))


def parted(raw: bytes) -> list[bytes]:
    """Return the two files between the markers of `two_people`, if a file is that and no more."""
    found = _TWO.match(raw)
    return [found["ours"], found["theirs"]] if found else []


def _merge(versions: Sequence[bytes], settings: Settings, marker: int) -> MergedFile:
    from followup_md.merging import merge as model  # `setup` does not need it

    def lines(base: str, ours: str, theirs: str) -> tuple[str, bool]:
        sides = (base.encode(), ours.encode(), theirs.encode())
        content, clean = git_merge.merge_file(sides, marker)
        return content.decode(), not clean

    base, ours, theirs = (raw.decode() for raw in versions)
    merged = model.merge(base, ours, theirs, settings, lines, marker)
    return MergedFile(merged.text.encode(), merged.conflicts, merged.notes)
