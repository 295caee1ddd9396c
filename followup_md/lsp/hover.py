"""What shows where the pointer rests: how a touch was read, why a name is due, what a key means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from followup_md.lsp import links, meanings, what_is_due
from followup_md.lsp.fences import front_span
from followup_md.lsp.known_book import KnownBook
from followup_md.lsp.open_file import OpenFile
from followup_md.model.contact import STATUSES, Contact, Entry, Promise, Quote, Touch
from followup_md.parsing.contact_file import FIRST_LINE
from followup_md.policy import due_items, explain
from followup_md.policy.agenda import evaluate
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import gather_facts
from followup_md.policy.phrases import full_date
from followup_md.policy.reasons import reason
from followup_md.policy.workdays import Calendar
from followup_md.views.text_layout import printable

_KEY = re.compile(r"([^\s:#-][^:#\r\n]*?):(?=[ \t\r\n]|\Z)")
_WORD = re.compile(r"[\w-]+")
_READINGS = {
    "two-way": "a two-way touch",
    "attempt": "a try, not answered",
    "theirs": "they reached out",
    "bounced": "it did not arrive",
    "aside": "aside: nothing is awaited",
}


class Hover(NamedTuple):
    """Markdown, and the stretch of the text that it is about."""

    text: str
    start: int
    end: int


def at(
    file: OpenFile, book: KnownBook | None, calendar: Calendar, offset: int, on: date
) -> Hover | None:
    """Return what is known of the place at an offset, or None."""
    link = links.at(file.text, offset)
    if link is not None:
        id_ = book.target(link, file.id) if book is not None else None
        other = book.contact(id_) if book is not None and id_ is not None else None
        if other is not None:
            return Hover(_person(file, calendar, other, on), link.start, link.end)
    first, last = front_span(file.text)
    if not first <= offset < last:
        return None
    row = file.places.row(offset)
    start = file.places.place(row)
    key = _KEY.match(file.text, start)
    if key is not None and offset <= key.end():
        about = meanings.of_key(key[1].strip())
        return Hover(f"`{key[1].strip()}`: {about}", start, key.end()) if about else None
    if key is not None and key[1] == "name" and file.contact is not None:
        return Hover(why(file.contact, file, calendar, on), start, file.places.row_end(start))
    return _entry(file, calendar, row, on) or _word(file, key, offset)


def why(contact: Contact, file: OpenFile, calendar: Calendar, on: date) -> str:
    """Return what is due of a contact, and what `why` prints."""
    answer = explain.explain(contact, file.settings, calendar, on)
    due = what_is_due.lines(contact, file.settings, calendar, on)
    return _fenced([*due, "", *explain.explanation_lines(answer)])


def _fenced(lines: Iterable[str]) -> str:
    # Text of anybody's must not become Markdown: a picture in it would be fetched.
    text = printable("\n".join(lines)).replace("```", "'''")
    return f"```text\n{text}\n```"


def _person(file: OpenFile, calendar: Calendar, contact: Contact, on: date) -> str:
    title = ", ".join([contact.name, *contact.role, *contact.org])
    return _fenced([title, *what_is_due.lines(contact, file.settings, calendar, on)])


def _entry(file: OpenFile, calendar: Calendar, row: int, on: date) -> Hover | None:
    """Return what the entry that is written in a line means."""
    contact = file.contact
    if contact is None:
        return None
    entries: list[Entry] = [*contact.touches, *contact.promises, *contact.quotes]
    lines = sorted({entry.line for entry in entries if FIRST_LINE <= entry.line <= row})
    found = [entry for entry in entries if lines and entry.line == lines[-1]]
    if not found or not _belongs(file, found[0].line, row):
        return None
    words = (
        _touch(file, contact, found[0], calendar, on)
        if isinstance(found[0], Touch)
        else _open(file, contact, found[0], calendar, on)
    )
    start = file.places.place(found[0].line)
    return Hover(words, start, file.places.row_end(file.places.place(row)))


def _belongs(file: OpenFile, first: int, row: int) -> bool:
    """Whether a line goes on with the entry that begins in another."""
    for number in range(first + 1, row + 1):
        start = file.places.place(number)
        line = file.text[start : file.places.row_end(start)]
        if not line[:1].isspace() or line.lstrip().startswith(("- ", "#")):
            return False
    return True


def _touch(file: OpenFile, contact: Contact, touch: Touch, calendar: Calendar, on: date) -> str:
    if not touch.happened:
        what = "An appointment" if touch.planned else "Called off"
        return f"{what}: {full_date(touch.date)}. It is not history."
    if touch.date > on:
        return f"{full_date(touch.date)}, after today: it does not count until then."
    facts = gather_facts(contact, file.settings, calendar, on)
    pairs = zip(facts.history.touches, explain.readings(facts), strict=True)
    read = next((read for each, read in pairs if each.line == touch.line), None)
    if read is None:
        return full_date(touch.date)
    meaning = f" ({read.words})" if read.words else ""
    then = explain.explain(contact, file.settings, calendar, touch.date)
    lines = [
        f"{full_date(touch.date)}, {read.touch}: {_READINGS[read.reading]}{meaning}",
        f"At the end of that day: {then.verdict}",
    ]
    if touch.outcome:
        lines.append(f"{touch.outcome}: {meanings.OUTCOMES[touch.outcome]}")
    return _fenced(lines)


def _open(
    file: OpenFile, contact: Contact, about: Promise | Quote, calendar: Calendar, on: date
) -> str:
    facts = gather_facts(contact, file.settings, calendar, on)
    evaluation = evaluate(facts.contact, apply_rules(facts), calendar, on)
    for item in evaluation.items:
        if item.about == about:
            return _fenced([f"Open, due {full_date(item.due)}: {reason(item, facts, on)}"])
    if about.ended is not None:
        return f"Ended on {full_date(about.ended)}: nothing is due because of it."
    of_quote = isinstance(about, Quote)
    reason_not = due_items.why_no_quote(facts) if of_quote else due_items.why_no_waiting(facts)
    words = "Open, and nothing is due because of it"
    return _fenced([f"{words}: {reason_not}" if reason_not else words])


def _word(file: OpenFile, key: re.Match[str] | None, offset: int) -> Hover | None:
    """Return what a word of a value means: a channel, a cadence, a tier, a status."""
    start = offset
    while start and (file.text[start - 1].isalnum() or file.text[start - 1] in "-_"):
        start -= 1
    word = _WORD.match(file.text, start)
    if word is None or key is None:
        return None
    settings, about = file.settings, ""
    if key[1] in ("prefer", "never") and word[0] in settings.channels:
        about = meanings.of_channel(settings.channels[word[0]])
    elif key[1] == "cadence" and word[0] in settings.cadences:
        about = meanings.of_cadence(word[0], settings)
    elif key[1] == "keep" and word[0] in settings.keep:
        about = meanings.of_tier(word[0], settings)
    elif key[1] == "status" and word[0] in STATUSES:
        about = meanings.STATUSES[word[0]]
    return Hover(f"`{word[0]}`: {about}", *word.span()) if about else None
