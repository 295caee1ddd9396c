"""Making and settling promises and quotes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from followup_md.editing import operations, serialize
from followup_md.editing.plan import PlannedEdits
from followup_md.errors import RefusedError, UsageError
from followup_md.model.contact import (
    PROMISE_ENDS,
    QUOTE_ENDS,
    Contact,
    Promise,
    Quote,
    without_line,
)
from followup_md.model.folding import fold
from followup_md.model.settings import Settings
from followup_md.policy.phrases import after_colon, full_date, one_line
from followup_md.typed import NamedTuple

ENDS = (*PROMISE_ENDS, *QUOTE_ENDS)


class AddPromise(NamedTuple):
    """Adds a promise to a contact."""

    promise: Promise
    on: date
    settings: Settings

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits."""
        summary = describe_promise(self.promise, self.on)
        line = serialize.entry_line(self.promise, self.settings)
        if any(without_line(old) == self.promise for old in contact.promises):
            return PlannedEdits((), f"{summary} (it is there already)")
        return PlannedEdits((operations.AddEntry("promises", line),), summary)


class AddQuote(NamedTuple):
    """Adds a quote to a contact."""

    quote: Quote
    settings: Settings

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits; RefusedError if an open quote has this reference."""
        ref = one_line(self.quote.ref)
        summary = f"quote {ref} of {full_date(self.quote.sent)}"
        line = serialize.entry_line(self.quote, self.settings)
        if any(without_line(old) == self.quote for old in contact.quotes):
            return PlannedEdits((), f"{summary} (it is there already)")
        if any(old.open and old.ref == self.quote.ref for old in contact.quotes):
            raise RefusedError(
                f"{contact.name} has an open quote {ref} already: settle that one first, or give"
                " this one another reference"
            )
        return PlannedEdits((operations.AddEntry("quotes", line),), summary)


class Settle(NamedTuple):
    """Ends a promise or a quote."""

    words: str  # a reference, or a part of what was promised; "" for the only one
    end: str
    day: date
    settings: Settings

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits; RefusedError unless exactly one entry matches."""
        kind = "promises" if self.end in PROMISE_ENDS else "quotes"
        entries: tuple[Promise | Quote, ...] = getattr(contact, kind)
        number = self._number(contact, entries)
        entry = entries[number]
        if not entry.open:
            return PlannedEdits(
                (), f"{_named(entry)} was {self.end} already{after_colon(entry.what)}"
            )
        ends: dict[str, Any] = {self.end: self.day}
        ended = entry._replace(**ends)
        line = serialize.entry_line(ended, self.settings)
        if isinstance(entry, Quote) and self.day < entry.sent:
            sent = full_date(entry.sent)
            raise RefusedError(f"{_named(entry)} was sent on {sent}, after that day")
        summary = f"{_named(entry)} {self.end} on {full_date(self.day)}{after_colon(entry.what)}"
        return PlannedEdits((operations.ReplaceEntry(kind, number, line),), summary)

    def _number(self, contact: Contact, entries: tuple[Promise | Quote, ...]) -> int:
        matching = _matching(self.words, entries)
        found = [number for number in matching if entries[number].open]
        if not found:
            found = [n for n in matching if getattr(entries[n], self.end) is not None][-1:]
        if len(found) == 1:
            return found[0]
        noun = "promise" if self.end in PROMISE_ENDS else "quote"
        if found:
            why = f"{contact.name} has several such {noun}s; say more of it"
        else:
            why = f"{contact.name} has no open {noun}" + (" like that" if self.words else "")
        if not found and noun == "promise" and any(touch.planned for touch in contact.touches):
            why += " (an appointment that was held is logged: followup log)"
        rows = [entries[n] for n in found] or [entry for entry in entries if entry.open]
        raise RefusedError("\n".join([f"{why}. Open:" if rows else why, *map(_row, rows)]))


def describe_promise(promise: Promise, on: date) -> str:
    """Return `you promised it for Fri 18 Sep 2026: send it`; a day before `on` is remarked on."""
    who = "they" if promise.theirs else "you"
    over = ", a day in the past" if promise.due < on else ""
    return f"{who} promised it for {full_date(promise.due)}{over}{after_colon(promise.what)}"


def parse_quote(sent: date, ref: str, what: str, settings: Settings) -> Quote:
    """Return a quote; UsageError for a reference that cannot be one."""
    quote = Quote(sent, ref, what=what.strip())
    try:
        serialize.entry_line(quote, settings)
    except RefusedError:
        message = f"{ref!r} is not a reference: one word without a comma, such as Q-114"
        raise UsageError(message) from None
    return quote


def _matching(words: str, entries: Iterable[Promise | Quote]) -> list[int]:
    """Return the numbers of the entries called exactly so, or else of those that contain it."""
    wanted = fold(" ".join(words.split()))
    texts = [[fold(text) for text in _texts(entry)] for entry in entries]
    exact = [n for n, found in enumerate(texts) if wanted in found]
    return exact or [n for n, found in enumerate(texts) if any(wanted in text for text in found)]


def _texts(entry: Promise | Quote) -> tuple[str, str]:
    first = entry.ref if isinstance(entry, Quote) else entry.due.isoformat()
    return first, one_line(entry.what)


def _named(entry: Promise | Quote) -> str:
    if isinstance(entry, Quote):
        return f"quote {one_line(entry.ref)}"
    return "their promise" if entry.theirs else "your promise"


def _row(entry: Promise | Quote) -> str:
    return "  " + "  ".join(text for text in _texts(entry) if text)
