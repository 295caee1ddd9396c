"""Touches, promises and quotes as the text of one entry; not every text reads back as it."""

from __future__ import annotations

from followup_md.frontmatter import quoting
from followup_md.model.contact import PROMISE_ENDS, QUOTE_ENDS, Entry, Promise, Quote, Touch


def kind_of(entry: Entry) -> str:
    """Return the key of the list that an entry belongs to."""
    if isinstance(entry, Promise):
        return "promises"
    return "quotes" if isinstance(entry, Quote) else "touches"


def text_of(entry: Entry) -> str:
    """Return an entry as it is typed in a file."""
    note = (entry.note if isinstance(entry, Touch) else entry.what).strip()
    head = " ".join(word for word in _words(entry) if word)
    return f"{head}, {note}" if note else head


def item(entry: Entry, indent: int = 2) -> str:
    """Return the line of an entry in a list."""
    return " " * indent + "- " + quoting.to_scalar(text_of(entry))


def _words(entry: Entry) -> list[str]:
    # Before the comma.
    if isinstance(entry, Promise):
        theirs = "theirs" if entry.theirs else ""
        return [entry.due.isoformat(), theirs, *_ends(entry, PROMISE_ENDS)]
    if isinstance(entry, Quote):
        return [entry.sent.isoformat(), entry.ref, *_ends(entry, QUOTE_ENDS)]
    words = [entry.date.isoformat(), entry.time, "in" if entry.incoming else "", entry.channel]
    words.append(entry.outcome)
    if entry.with_:
        words.append(entry.with_ if entry.outcome == "left-with" else f"with {entry.with_}")
    words.append(f"re {entry.re}" if entry.re else "")
    words.append(f"@{entry.by}" if entry.by else "")
    return words


def _ends(entry: Promise | Quote, ends: tuple[str, ...]) -> list[str]:
    return [f"{word} {day.isoformat()}" for word in ends if (day := getattr(entry, word))]
