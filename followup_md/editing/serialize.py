"""Touches, promises and quotes as one line of text, and back.

An entry that no line would read back as raises RefusedError: no word that somebody typed is
changed to fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup_md.errors import RefusedError, TextError
from followup_md.frontmatter import nodes
from followup_md.model.contact import (
    PROMISE_ENDS,
    QUOTE_ENDS,
    Entry,
    Promise,
    Quote,
    Touch,
    without_line,
)
from followup_md.model.settings import Settings
from followup_md.parsing.fields import ENTRIES, FIELDS
from followup_md.parsing.report import Report


def entry_line(entry: Entry, settings: Settings) -> str:
    """Return the line of an entry."""
    kind, words, note = _parts(entry)
    note = note.strip()
    head = " ".join(word for word in words if word)
    line = f"{head}, {note}" if note else head
    expected: dict[str, Any] = {"line": 0, "note" if isinstance(entry, Touch) else "what": note}
    try:
        read = read_entry(kind, line, settings)
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


def _parts(entry: Entry) -> tuple[str, list[str], str]:
    # The key of its list, the words before the comma, and the text after it.
    if isinstance(entry, Promise):
        theirs = "theirs" if entry.theirs else ""
        words = [entry.due.isoformat(), theirs, *_ends(entry, PROMISE_ENDS)]
        return "promises", words, entry.what
    if isinstance(entry, Quote):
        words = [entry.sent.isoformat(), entry.ref, *_ends(entry, QUOTE_ENDS)]
        return "quotes", words, entry.what
    words = [entry.date.isoformat(), entry.time, "in" if entry.incoming else "", entry.channel]
    words.append(entry.outcome)
    if entry.with_:
        words.append(entry.with_ if entry.outcome == "left-with" else f"with {entry.with_}")
    words.append(f"re {entry.re}" if entry.re else "")
    words.append(f"@{entry.by}" if entry.by else "")
    return "touches", words, entry.note


def _ends(entry: Promise | Quote, ends: tuple[str, ...]) -> list[str]:
    return [f"{word} {day.isoformat()}" for word in ends if (day := getattr(entry, word))]
