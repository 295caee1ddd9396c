"""Three-way merge of a contact file: key by key, and entry by entry.

No touch, promise or quote is lost or mixed with another: lists are merged by what their entries
mean. Conflicts, with Git's ordinary markers, are left only if both sides gave one field different
values, or changed the same lines of the body. The merged text is read back and must hold what was
computed from the three contacts; otherwise lines are merged as Git does.
"""

from __future__ import annotations

import re
from collections import Counter

from followup_md.errors import RefusedError, TextError
from followup_md.frontmatter import spans
from followup_md.frontmatter.document import Document
from followup_md.frontmatter.nodes import Mapping
from followup_md.frontmatter.spans import Data
from followup_md.merging.blocks import FrontMatterBlocks, split_blocks
from followup_md.merging.keys import Conflict, merge_front, with_markers
from followup_md.merging.three_way import TextMerge, Versions, merged_counts
from followup_md.model import identity
from followup_md.model.contact import Contact, without_line
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from followup_md.parsing.fields import ENTRIES
from followup_md.typed import NamedTuple

_MARKER = re.compile(r"^(<{7,}) ", re.MULTILINE)
_TWO_PEOPLE = "added on both sides, maybe for two people: keep one, move the other to a new file"
_INDENT = 2  # of the hyphens in a list that neither side has as a block


class MergeResult(NamedTuple):
    """The merged file; `conflicts` name what has markers, `notes` what to look at."""

    text: str
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class _Version(NamedTuple):
    document: Document
    root: Mapping
    contact: Contact

    @property
    def parts(self) -> FrontMatterBlocks:
        return split_blocks(self.document.front, self.root, self.contact)


def merge(
    base: str, ours: str, theirs: str, settings: Settings, text_merge: TextMerge, marker: int = 7
) -> MergeResult:
    """Merge `ours` and `theirs`, which are both based on `base` ("" if both are new).

    `text_merge` returns three versions of some lines merged, and whether they conflict. It gets the
    whole file if a version cannot be read as a contact. `marker` is the length of the markers.
    """
    if ours == theirs or theirs == base:
        return MergeResult(ours)
    if ours == base:
        return MergeResult(theirs)
    base = one_side(base)
    versions = Versions(base, ours, theirs).map(lambda text: _read(text, settings))
    b, o, t = versions
    if o is None or t is None or (b is None and base):
        return _as_text(base, ours, theirs, text_merge)
    if b is None and not identity.shared(o.contact, t.contact):
        return MergeResult(with_markers(Conflict(ours, theirs), marker), (_TWO_PEOPLE,))
    newlines = {version.document.newline for version in versions if version is not None}
    if len(newlines) > 1:
        new = o if b is None or o.document.newline != b.document.newline else t
        unix = Versions(base, ours, theirs).map(lambda text: text.replace("\r\n", "\n"))
        result = merge(*unix, settings, text_merge, marker)
        if new.document.newline == "\r\n":
            return result._replace(text=result.text.replace("\n", "\r\n"))
        return result
    expected = _expected_entries(versions)
    try:
        merged = _merge(b, o, t, settings, text_merge, marker, expected)
    except (RefusedError, TextError):
        merged = None  # an entry or a list that cannot be reformatted
    if merged is not None:
        return merged
    result = _as_text(base, ours, theirs, text_merge)
    if result.conflicts or _holds(result.text, expected, {}, settings):
        return result
    both = with_markers(Conflict(ours, theirs), marker)
    return MergeResult(both, ("the whole file: keep what is right of both",))


def one_side(base: str) -> str:
    """Return a base with one side of each conflict.

    After a criss-cross merge there are several bases, and Git has them merged first. Nobody
    resolves their conflicts; left in, they would conflict with everything around them.
    """
    marks = {found[1] for found in _MARKER.finditer(base)}
    for n in sorted(map(len, marks), reverse=True):  # the markers of inner merges are longer
        hunk = rf"^<{{{n}}} [^\n]*\n(.*?)(?:^\|{{{n}}} .*?)?^={{{n}}}\r?\n.*?^>{{{n}}} [^\n]*\n"
        base = re.sub(hunk, r"\1", base, flags=re.DOTALL | re.MULTILINE)
    return base


def _merge(
    b: _Version | None,
    o: _Version,
    t: _Version,
    settings: Settings,
    text_merge: TextMerge,
    marker: int,
    expected: dict[str, Counter[object]],
) -> MergeResult | None:
    if any(version is not None and version.root.flow for version in (b, o, t)):
        return None
    column = o.root.column + _INDENT
    older = b.parts if b is not None else FrontMatterBlocks({}, "")
    newline = o.document.newline
    blocks = Versions(older, o.parts, t.parts)
    front = merge_front(blocks, column, newline, settings, text_merge)
    base = b.document if b is not None else Document("", "", "", "", "")
    parts = zip(base, o.document, t.document, strict=True)
    document = Document(*(theirs if ours == old else ours for old, ours, theirs in parts))
    conflict = False
    bodies = base.body, o.document.body, t.document.body
    if len(set(bodies)) == 3:
        body, conflict = text_merge(*bodies)
        document = document._replace(body=body)
    if document.body and not document.closing.endswith("\n"):
        document = document._replace(closing=document.closing + newline)
    for side in ("ours", "theirs"):
        text = document._replace(front=front.choose(side), body="").text
        if not _holds(text, expected, front.fields, settings):
            return None
    conflicts = (*front.conflicts, *(["the text below the front matter"] if conflict else []))
    text = document._replace(front=front.marked(marker)).text
    return MergeResult(text, conflicts, tuple(front.notes))


def _read(text: str, settings: Settings) -> _Version | None:
    file = read_text("merged", text, settings)
    if file.contact is None or file.document is None or file.root is None:
        return None
    return _Version(file.document, file.root, file.contact)


def _expected_entries(versions: Versions[_Version | None]) -> dict[str, Counter[object]]:
    return {kind: merged_counts(*versions.map(_entries, kind)) for kind in ENTRIES}


def _entries(version: _Version | None, kind: str) -> list[object]:
    found = getattr(version.contact, kind) if version is not None else ()
    return [without_line(entry) for entry in found]


def _holds(
    text: str, expected: dict[str, Counter[object]], fields: dict[str, Data], settings: Settings
) -> bool:
    version = _read(text, settings)
    if version is None:
        return False
    entries = {kind: Counter(_entries(version, kind)) for kind in ENTRIES}
    nodes = {key.value: spans.to_data(node) for key, node in version.root.pairs}
    return entries == expected and all(nodes.get(key) == value for key, value in fields.items())


def _as_text(base: str, ours: str, theirs: str, text_merge: TextMerge) -> MergeResult:
    text, conflict = text_merge(base, ours, theirs)
    return MergeResult(text, ("the file, merged line by line",) if conflict else ())
