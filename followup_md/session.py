"""One run of a command: the folder, the clock, the screen, and the main job itself.

Nothing in here knows click: whom to reach today is answered before click has been imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from followup_md.views.text_layout import Screen, printable

if TYPE_CHECKING:
    from datetime import date, datetime

    from followup_md.book.book import Book
    from followup_md.errors import Problem
    from followup_md.model.agenda import Agenda
    from followup_md.model.contact import Contact

FIRST = 100  # rows of a day on a terminal; nobody reaches more people in a day
_BAR = 30  # columns of the progress bar


class Session(NamedTuple):
    """Where a command runs: the folder, the clock, the screen."""

    folder: str
    clock: Callable[[], datetime]
    screen: Screen
    cache: bool = True  # whether what is kept of a book may be used

    def open_book(self) -> Book:
        """Open the book at or above the folder."""
        from followup_md.book.book import open_book
        from followup_md.storage import locate

        return open_book(locate.find_book(self.folder))

    def open_cached(self) -> Book:
        """Open the book with what is kept of it: only files that have changed are read."""
        if not self.cache:
            return self.open_book()
        from followup_md.book.book import open_cached
        from followup_md.storage import locate

        return open_cached(locate.find_book(self.folder), _progress)

    def today(self, book: Book, on: date | None) -> date:
        """Return the day asked about: `--on`, else the book's today."""
        return on if on is not None else book.today(self.clock())

    def hours(self, book: Book) -> Callable[[Contact], str | None]:
        """Return what says, for a contact, when a call would be welcome if not now."""
        from followup_md.policy import quiet_hours

        now = self.clock()
        return lambda contact: quiet_hours.next_welcome_hour(
            contact, quiet_hours.local_time(contact, book.settings, now)
        )

    def report(self, problems: Iterable[Problem], unread: int) -> None:
        """Name on stderr what was left out: each file once, and how many could not be read."""
        named: set[str] = set()
        for problem in problems:
            from followup_md.views import problems as shown

            if problem.path not in named:
                named.add(problem.path)
                echo_err(shown.line(problem))
        if unread:
            files = "1 file" if unread == 1 else f"{unread} files"
            are = "is" if unread == 1 else "are"
            echo_err(f"{files} could not be read and {are} left out: followup check")

    def due(self, on: date | None, days: int | None = None) -> int:
        """Print whom to reach; return the exit code. `days`: how far "coming up" looks."""
        book = self.open_cached()
        today = self.today(book, None)
        day = on or today
        if self.screen.terminal:
            from followup_md.views import terminal

            agenda, problems, unread = book.agenda(day, days, FIRST)
            hours = self.hours(book) if day == today else lambda _: None
            text = terminal.day(agenda, self.screen, hours)
        else:
            text, problems, unread = book.rendered_agenda(
                day, days, self._lines, tuple(self.screen)
            )
        self.report(problems, len(unread))
        echo(text)
        return 1 if unread else 0

    def _lines(self, agenda: Agenda) -> str:
        from followup_md.views import porcelain

        return porcelain.lines(agenda, self.screen)


def now() -> datetime:
    """Return this moment, with the machine's zone."""
    from datetime import datetime  # `--help` and completion go without

    return datetime.now().astimezone()


def screen() -> Screen:
    """Return what standard output is."""
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
    """Print what a view has made."""
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def echo_err(text: str) -> None:
    """Print progress or an error, on stderr."""
    if sys.stderr is not None:
        sys.stderr.write(f"{printable(text)}\n")
        sys.stderr.flush()


def _progress(done: int, total: int) -> None:
    """Show on a terminal how far a long reading is."""
    if sys.stderr is not None and sys.stderr.isatty():
        bar = "#" * (done * _BAR // total)
        end = "\r\x1b[K" if done == total else ""
        text = f"\rreading {total} contacts [{bar:<{_BAR}}] {done * 100 // total:3} %{end}"
        sys.stderr.write(text)
        sys.stderr.flush()


def _columns() -> int:
    # What shutil.get_terminal_size does, whose import alone takes some milliseconds.
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80
