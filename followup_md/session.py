"""One run of a command: the folder, the clock, the screen, and plain `due` itself.

Nothing in here knows click: `due` is answered before click is imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from followup_md.views.text_layout import Screen, printable

if TYPE_CHECKING:
    from datetime import date, datetime

    from followup_md.book.book import Book
    from followup_md.book.reader import Reading, ReadProblems
    from followup_md.model.agenda import Agenda, RowContact

FIRST = 100  # rows of a day on a terminal; nobody reaches more people in a day
_BAR = 30  # columns of the progress bar


class Session(NamedTuple):
    """Where a command runs."""

    folder: str
    clock: Callable[[], datetime]
    screen: Screen
    cache: bool = True  # whether the cache may be used

    def open_book(self) -> Book:
        """Open the book at or above the folder."""
        from followup_md.book.book import open_book
        from followup_md.storage import locate

        return open_book(locate.find_book(self.folder))

    def open_cached(self) -> Book:
        """Open the book with its cache, so that only changed files are read."""
        if not self.cache:
            return self.open_book()
        from followup_md.book.book import open_cached
        from followup_md.storage import locate

        return open_cached(locate.find_book(self.folder), _progress)

    def today(self, book: Book, on: date | None) -> date:
        """Return `--on`, else the book's today."""
        return on if on is not None else book.today(self.clock())

    def quiet_hours(self, book: Book) -> Callable[[RowContact], str | None]:
        """Return a function that says when a contact may be called, or None if it is now."""
        from followup_md.policy.quiet_hours import local_time, next_welcome_hour

        now, zone = self.clock(), book.settings.timezone
        return lambda contact: next_welcome_hour(
            contact.hours, local_time(now, contact.timezone, zone)
        )

    def report(self, found: ReadProblems | Reading) -> None:
        """Report on stderr what was left out: each file once, and how many are unreadable."""
        named: set[str] = set()
        for problem in found.problems:
            from followup_md.views.problems import line

            if problem.path not in named:
                named.add(problem.path)
                echo_err(line(problem))
        count = len(found.unreadable)
        if count:
            from followup_md.policy.phrases import plural

            files, are = plural(count, "file"), "is" if count == 1 else "are"
            echo_err(f"{files} could not be read and {are} left out: followup check")

    def report_inbox(self, book: Book) -> None:
        """Say on stderr what waits in the inbox, if anything does."""
        from followup_md.storage import inbox_files

        count = inbox_files.count_lines(book.folder)
        if count:
            from followup_md.policy.phrases import plural

            echo_err(f"{plural(count, 'line')} in the inbox: followup inbox")

    def due(self, on: date | None, days: int | None = None) -> int:
        """Print the agenda of a day; return the exit code. `days`: how far "coming up" looks."""
        book = self.open_cached()
        today = self.today(book, None)
        day = on or today
        if self.screen.terminal:
            from followup_md.views import terminal

            agenda, found = book.agenda(day, days, FIRST)
            quiet = self.quiet_hours(book) if day == today else lambda _: None
            scope = terminal.Scope(unread=len(found.unreadable))
            text = terminal.agenda_table(agenda, self.screen, quiet, scope)
        else:
            text, found = book.rendered_agenda(day, days, self._lines, tuple(self.screen))
        self.report(found)
        echo(text)
        self.report_inbox(book)
        if self.screen.terminal and not (agenda.due_count or agenda.upcoming or agenda.no_date):
            _welcome(book)
        return 1 if found.unreadable else 0

    def _lines(self, agenda: Agenda) -> str:
        from followup_md.views import tsv

        return tsv.lines(agenda, self.screen)


def _welcome(book: Book) -> None:
    """Say how to begin where there is no contact yet."""
    from followup_md.storage import files

    if not files.list_contacts(book.root).ids:
        # With a reason: without one, nothing would ever be due.
        echo_err('\nNo contacts yet: followup add "Ann Lee" --reason "the quote she asked for"')


def now() -> datetime:
    """Return this moment in the time zone of the machine."""
    from datetime import datetime  # not needed for `--help` and completion

    return datetime.now().astimezone()


def screen() -> Screen:
    """Return what standard output leads to."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    colour = terminal and os.environ.get("TERM") != "dumb"
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        colour = True
    if os.environ.get("NO_COLOR"):
        colour = False
    if not terminal:
        return Screen(terminal, colour)
    return Screen(terminal, colour, max(_columns(), 20))


def echo(text: str) -> None:
    """Print the text of a view."""
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def echo_err(text: str) -> None:
    """Print progress or an error, on stderr."""
    if sys.stderr is not None:
        sys.stderr.write(f"{printable(text)}\n")
        sys.stderr.flush()


def _progress(done: int, total: int) -> None:
    """Show on a terminal how many contacts are read, or written."""
    if sys.stderr is not None and sys.stderr.isatty():
        bar = "#" * (done * _BAR // total)
        end = "\r\x1b[K" if done == total else ""
        text = f"\r{total} contacts [{bar:<{_BAR}}] {done * 100 // total:3} %{end}"
        sys.stderr.write(text)
        sys.stderr.flush()


def _columns() -> int:
    # As shutil.get_terminal_size, whose import takes some milliseconds.
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80
