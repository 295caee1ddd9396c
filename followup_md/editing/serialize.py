"""Touches, promises and quotes as one line of text, and back.

An entry that no line would read back as raises RefusedError: no word that somebody typed is
changed to fit.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from followup_md.errors import RefusedError, TextError
from followup_md.frontmatter import nodes
from followup_md.model.contact import Promise, Quote, Touch
from followup_md.model.settings import Settings
from followup_md.parsing.fields import ENTRIES, FIELDS
from followup_md.parsing.suggestions import Report

Entry = Touch | Promise | Quote
Some = TypeVar("Some", Touch, Promise, Quote)


def touch_line(touch: Touch, settings: Settings) -> str:
    """Return the line of a touch."""
    words = [touch.date.isoformat(), touch.time, "in" if touch.incoming else "", touch.channel]
    words.append(touch.outcome)
    if touch.with_:
        words.append(touch.with_ if touch.outcome == "left-with" else f"with {touch.with_}")
    words.append(f"re {touch.re}" if touch.re else "")
    words.append(f"@{touch.by}" if touch.by else "")
    return _line("touches", words, touch.note, touch, settings)


def promise_line(promise: Promise, settings: Settings) -> str:
    """Return the line of a promise."""
    words = [promise.due.isoformat(), "theirs" if promise.theirs else ""]
    words += _ends(kept=promise.kept, dropped=promise.dropped)
    return _line("promises", words, promise.what, promise, settings)


def quote_line(quote: Quote, settings: Settings) -> str:
    """Return the line of a quote."""
    words = [quote.sent.isoformat(), quote.ref]
    words += _ends(won=quote.won, lost=quote.lost, withdrawn=quote.withdrawn)
    return _line("quotes", words, quote.what, quote, settings)


def entry_line(entry: Entry, settings: Settings) -> str:
    """Return the line of an entry of any kind."""
    if isinstance(entry, Touch):
        return touch_line(entry, settings)
    if isinstance(entry, Promise):
        return promise_line(entry, settings)
    return quote_line(entry, settings)


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
    return found[0]._replace(line=0)


def read_field(key: str, value: str, settings: Settings) -> object:
    """Read the value of a known field as typed in a file; raises TextError."""
    return FIELDS[key](nodes.scalar(value), settings)


def without_line(entry: Some) -> Some:
    """Return an entry without its position: what it means."""
    return entry._replace(line=0)


def _ends(**ends: date | None) -> list[str]:
    return [f"{word} {day.isoformat()}" for word, day in ends.items() if day is not None]


def _line(kind: str, words: list[str], note: str, entry: Entry, settings: Settings) -> str:
    head = " ".join(word for word in words if word)
    note = note.strip()
    line = f"{head}, {note}" if note else head
    expected = entry._replace(line=0)
    text: dict[str, Any] = {"note" if isinstance(entry, Touch) else "what": note}
    try:
        read = read_entry(kind, line, settings)
    except TextError as error:
        raise RefusedError(f"this cannot be written as one entry: {error.message}") from None
    if read != expected._replace(**text):
        raise RefusedError("this cannot be written as one entry: put the odd words into the note")
    return line
