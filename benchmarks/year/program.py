"""The program that is tried: the one place that knows its functions, and what it offers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from followup_md.book import checking
from followup_md.book.book import Book, open_book
from followup_md.errors import UsageError
from followup_md.model.contact import Contact
from followup_md.parsing.contact_file import read_text
from followup_md.policy.agenda import build_agenda
from followup_md.policy.due_items import items_on

OFF = ("2026-01-01", "2026-01-06", "2026-04-06", "2026-05-01", "2026-12-25")
ABSENCE = (date(2026, 8, 3), date(2026, 8, 14))
SETTINGS = """\
timezone: Europe/Rome
holidays: [{holidays}]
rules:
  - {{tag: team, keep: none}}
  - {{tag: friend, keep: friend}}
  - {{tag: client, keep: 60d}}
"""


class Shown(NamedTuple):
    """A row of the agenda."""

    id: str
    kind: str
    channel: str
    reason: str
    also: tuple[str, ...]  # the kinds of its other due items
    overdue: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of all its due items."""
        return (self.kind, *self.also)


class Program:
    """The program, asked about contacts that are text."""

    def __init__(self) -> None:
        start, end = ABSENCE
        spans = [*OFF, f"{start}..{end}"]
        away = range(start.toordinal(), end.toordinal() + 1)
        days = [*OFF, *(str(date.fromordinal(day)) for day in away)]
        for holidays in (spans, days):
            self.settings = SETTINGS.format(holidays=", ".join(holidays))
            with tempfile.TemporaryDirectory() as folder, suppress(UsageError):
                self._book = _open(self.settings, Path(folder))
                break
        # What came together: an appointment can be called off, and what is owed be dismissed.
        text = "---\nname: A\ntouches:\n  - 2026-01-02 meeting cancelled\n---\n"
        self.ends_all = not read_text("a", text, self._book.settings).problems

    def is_workday(self, day: date) -> bool:
        """Whether anybody works on that day."""
        return self._book.calendar.is_workday(day)

    def read(self, id_: str, text: str) -> Contact:
        """Return the contact; ValueError if the program cannot read it."""
        file = read_text(id_, text, self._book.settings)
        if file.contact is None:
            raise ValueError(f"{file.problems[0]}\n{text}")
        return file.contact

    def objections(self, id_: str, text: str, on: date) -> int:
        """Return how many errors and warnings `check` has for a file."""
        with tempfile.TemporaryDirectory() as folder:
            book = _open(self.settings, Path(folder))
            path = Path(folder) / "contacts" / f"{id_}.md"
            path.write_text(text, encoding="utf-8")
            return len(checking.check(book, [path], on))

    def due(self, contacts: Iterable[Contact], on: date) -> list[Shown]:
        """Return the rows of a day."""
        agenda = build_agenda(contacts, self._book.settings, self._book.calendar, on)
        return [
            Shown(
                row.contact.id,
                row.item.kind,
                row.channel,
                row.reason,
                tuple(item.kind for item in row.also),
                row.item.overdue,
            )
            for row in (*agenda.due, *agenda.later)
        ]

    def dates(self, contact: Contact, on: date) -> list[tuple[str, date, date]]:
        """Return kind, due date and the date it counts from, of everything, due or not."""
        items = items_on(contact, self._book.settings, self._book.calendar, on)
        return [(item.kind, item.due, item.start) for item in items]


def _open(settings: str, folder: Path) -> Book:
    (folder / "contacts").mkdir()
    (folder / "followup.yml").write_text(settings, encoding="utf-8")
    return open_book(folder)
