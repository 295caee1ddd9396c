"""Touches, promises and quotes as one line of text, and back.

An entry that no line would read back as raises RefusedError: no word that somebody typed is
changed to fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup_md.errors import RefusedError, TextError
from followup_md.frontmatter import nodes
from followup_md.model.contact import Entry, Touch, without_line
from followup_md.model.settings import Settings
from followup_md.parsing import entry_text
from followup_md.parsing.fields import ENTRIES, FIELDS
from followup_md.parsing.report import Report


def entry_line(entry: Entry, settings: Settings) -> str:
    """Return the line of an entry."""
    line = entry_text.text_of(entry)
    key = "note" if isinstance(entry, Touch) else "what"
    expected: dict[str, Any] = {"line": 0, key: getattr(entry, key).strip()}
    try:
        read = read_entry(entry_text.kind_of(entry), line, settings)
    except TextError as error:
        raise RefusedError(f"this cannot be written as one entry: {error.message}") from None
    if read != entry._replace(**expected):
        raise RefusedError("this cannot be written as one entry: put the odd words into the note")
    return line


def read_touch(line: str, settings: Settings) -> Touch:
    """Read a touch as typed in a file; raises TextError with what to type instead."""
    entry = read_entry("touches", line, settings)
    assert isinstance(entry, Touch)
    return entry


def read_entry(kind: str, line: str, settings: Settings) -> Entry:
    """Read one entry of a list (`touches`, `promises`, `quotes`); raises TextError."""
    report = Report(0)
    found: tuple[Entry, ...] = ENTRIES[kind](nodes.sequence([line]), settings, report)
    if report.errors:
        raise report.errors[0]
    if not found:
        raise TextError("E406", "an entry is a date, some words, a comma and what happened")
    return without_line(found[0])


def read_field(key: str, value: str | Sequence[str], settings: Settings) -> object:
    """Read the value of a known field, a text or a list as in a file; raises TextError."""
    node = nodes.scalar(value) if isinstance(value, str) else nodes.sequence(value)
    return FIELDS[key](node, settings)
