"""The cases of tests/cases/edit: an edit in words, the file before it and after it.

`␍` stands for a carriage return, `⍰` for a byte-order mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from followup_md.editing import operations
from followup_md.editing.operations import (
    AddEntry,
    Edit,
    RemoveEntry,
    RemoveField,
    ReplaceEntry,
    SetField,
)
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text

SETTINGS = Settings()
FOLDER = Path(__file__).parents[1] / "cases" / "edit"


class Case(NamedTuple):
    edit: Edit
    before: str
    after: str


def read(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    words, _, rest = text.partition("\n==== before\n")
    before, _, after = rest.partition("\n==== after\n")
    return Case(edit_of(words), hidden(before), hidden(after.removesuffix("\n")))


def edit_of(words: str) -> Edit:
    verb, name, *rest = words.split(" ", 2)
    text = rest[0] if rest else ""
    if verb == "add":
        return AddEntry(name, text)
    if verb == "set":
        return SetField(name, text)
    if verb == "remove":
        return RemoveField(name)
    if verb == "unlist":
        return RemoveEntry(name, int(text))
    assert verb == "replace", verb
    number, _, line = text.partition(" ")
    return ReplaceEntry(name, int(number), line)


def hidden(text: str) -> str:
    return text.replace("␍", "\r").replace("⍰", "\ufeff")


def visible(text: str) -> str:
    return text.replace("\r", "␍").replace("\ufeff", "⍰")


def apply(text: str, edits: Sequence[Edit], id_: str, settings: Settings) -> str:
    """Return a file's text with the edits made."""
    new = operations.apply(read_text(id_, text, settings), edits, settings)
    assert new.document is not None
    return new.document.text
