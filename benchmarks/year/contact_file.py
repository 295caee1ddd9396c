"""A contact's file as one person keeps it: lines typed by hand or by the program's commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Line:
    """A touch as it is typed."""

    day: date
    words: str  # way, channel, outcome and a note

    def text(self) -> str:
        return f"{self.day} {self.words}"


@dataclass
class Pledge:
    """A promise, ours or theirs."""

    due: date
    theirs: bool
    what: str
    end: str = ""  # "kept 2026-03-02"

    def text(self) -> str:
        words = f"{self.due}{' theirs' if self.theirs else ''} {self.end}".rstrip()
        return f"{words}, {self.what}"


@dataclass
class Offer:
    """A quote."""

    sent: date
    ref: str
    what: str
    end: str = ""

    def text(self) -> str:
        return f"{f'{self.sent} {self.ref} {self.end}'.rstrip()}, {self.what}"


@dataclass
class ContactFile:
    """The file."""

    id: str
    fields: dict[str, str]
    touches: list[Line] = field(default_factory=list)
    promises: list[Pledge] = field(default_factory=list)
    quotes: list[Offer] = field(default_factory=list)

    def text(self) -> str:
        """Return the text of the file."""
        lines = ["---", *(f"{key}: {value}" for key, value in self.fields.items())]
        for key in ("touches", "promises", "quotes"):
            entries = getattr(self, key)
            lines += [f"{key}:", *(f'  - "{entry.text()}"' for entry in entries)] * bool(entries)
        return "\n".join([*lines, "---", ""])
