"""Changes of texts as an editor carries them out: nothing here writes a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lsprotocol.types import (
    OptionalVersionedTextDocumentIdentifier,
    RenameFile,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from followup_md.lsp.positions import Places


class Change(NamedTuple):
    """The edits of one file; `version`: of the text in the editor, None if it is not open."""

    uri: str
    version: int | None
    edits: list[TextEdit]


class Splice(NamedTuple):
    """A text in place of what is between two offsets."""

    start: int
    end: int
    text: str


def to_text(places: Places, new: str) -> list[TextEdit]:
    """Return the edits, of whole lines, that make another text of one."""
    old = places.text
    if old == new:
        return []
    most = min(len(old), len(new))
    same = next((n for n in range(most) if old[n] != new[n]), most)
    start = old.rfind("\n", 0, same) + 1
    left = most - start
    tail = next((n for n in range(left) if old[-1 - n] != new[-1 - n]), left)
    at = old.find("\n", len(old) - tail)
    tail = len(old) - at - 1 if at >= 0 and tail else 0
    return spliced(places, [Splice(start, len(old) - tail, new[start : len(new) - tail])])


def spliced(places: Places, splices: Iterable[Splice]) -> list[TextEdit]:
    """Return splices of one text, which do not touch each other, as edits."""
    return [TextEdit(places.range(start, end), text) for start, end, text in sorted(splices)]


def applied(text: str, splices: Iterable[Splice]) -> str:
    """Return a text with splices of it."""
    for start, end, new in sorted(splices, reverse=True):
        text = f"{text[:start]}{new}{text[end:]}"
    return text


def workspace_edit(
    changes: Iterable[Change], renames: Mapping[str, str], versioned: bool
) -> WorkspaceEdit:
    """Return changes, then files that are renamed, old URI to new.

    `versioned`: whether the editor knows documentChanges, which renames need.
    """
    changes = [change for change in changes if change.edits]
    if not versioned:
        return WorkspaceEdit(changes={change.uri: change.edits for change in changes})
    every: list[TextDocumentEdit | RenameFile] = []
    for uri, version, edits in changes:
        document = OptionalVersionedTextDocumentIdentifier(uri, version)
        every.append(TextDocumentEdit(document, list(edits)))
    every += [RenameFile(old, new) for old, new in renames.items()]
    return WorkspaceEdit(document_changes=list(every))
