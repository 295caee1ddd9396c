"""One run of a command: the folder, the clock, the screen, and plain `due` itself.

Nothing in here knows click: `due` is answered before click is imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from followup_md.typed import TYPE_CHECKING, NamedTuple
from followup_md.views.text_layout import Screen, printable, printable_line

if TYPE_CHECKING:
    from datetime import date, datetime

    from followup_md.book.book import Book
    from followup_md.book.due_rows import DueRows
    from followup_md.book.reader import Reading, ReadProblems
    from followup_md.model.agenda import Agenda, RowContact
    from followup_md.storage.progress_bar import ProgressBar
    from followup_md.views.terminal import Scope

FIRST = 100  # rows of a day on a terminal; nobody reaches more people in a day
_bars: list[ProgressBar] = []  # the one that this run has shown, if any


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

        return open_book(locate.find_book(self.folder), show_progress)

    def open_cached(self, tell: bool = True) -> Book:
        """Open the book with its cache, so that only changed files are read.

        `tell`: that a merge was cut off, if one was.
        """
        if not self.cache:
            return self.open_book()
        from followup_md.book.book import open_cached
        from followup_md.storage import locate

        folder = locate.find_book(self.folder)
        if tell:
            self.tell_cut_off(folder)
        return open_cached(folder, show_progress)

    def tell_cut_off(self, folder: str) -> None:
        """Say on stderr if Git was killed here, so that contacts may be missing."""
        from followup_md.cache import fingerprints
        from followup_md.storage import checkout

        words = checkout.cut_off(folder, fingerprints.clock)
        if words:
            echo_err(f"contacts may be missing or half: {words}")

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
            from followup_md.book import due_rows
            from followup_md.views.terminal import Scope

            rows = due_rows.rows(book, day, days, FIRST)
            found, agenda = rows.found, rows.agenda
            self.report(found)
            self.print_rows(book, rows, Scope(unread=len(found.unreadable)))
            self.report_inbox(book)
            if not (agenda.due_count or agenda.upcoming or agenda.no_date):
                _welcome(book)
        else:
            text, found = book.rendered_agenda(day, days, self._lines, tuple(self.screen))
            self.report(found)
            echo(text)
            self.report_inbox(book)
        return 1 if found.unreadable else 0

    def due_quiet(self, on: date | None) -> int:
        """Return whether anybody is due, as an exit code like grep's."""
        from followup_md.book import due_rows

        book = self.open_cached()
        count, found = due_rows.count(book, self.today(book, on))
        self.report(found)
        return somebody(count.every, found)

    def due_short(self, on: date | None) -> int:
        """Print how many are due on one short line, for a prompt; return the exit code."""
        from followup_md.book import due_rows
        from followup_md.views import short

        book = self.open_cached()
        count, found = due_rows.count(book, self.today(book, on))
        # Nothing on stderr, which a prompt would show each time: the line itself says it.
        line = short.line(count, len(found.unreadable))
        echo(f"{line}\n" if line else "")
        return 1 if found.unreadable else 0

    def print_rows(self, book: Book, rows: DueRows, scope: Scope, more: str = "") -> None:
        """Print rows on a terminal, numbered if the numbers can be kept, and `more` below them."""
        from followup_md.book import shown_rows
        from followup_md.policy import headings
        from followup_md.storage import terminal as this_terminal
        from followup_md.views import terminal

        agenda = rows.agenda
        scope, hint = self.as_member(book, agenda, scope)
        quiet = self.quiet_hours(book) if agenda.on == self.today(book, None) else lambda _: None
        moment, ids = int(self.clock().timestamp()), headings.contact_ids(agenda)
        kept = shown_rows.keep(book, this_terminal.identity(), rows.state, ids, moment)
        _page(terminal.agenda_table(agenda, self.screen, quiet, scope, kept) + more)
        if hint:
            echo_err(f"\n{hint}")

    def as_member(self, book: Book, agenda: Agenda, scope: Scope) -> tuple[Scope, str]:
        """Return the scope with who works in this clone, and how to say so if nobody has.

        Where no row has to do with a team, Git's settings are not looked at.
        """
        lists = agenda.due, agenda.later, agenda.appointments, agenda.upcoming
        contacts = [row.contact for rows in lists for row in rows]
        owners = {contact.owner for contact in contacts} - {""}
        if not (owners or any(contact.lately for contact in contacts)):
            return scope, ""
        from followup_md.book import members

        return scope._replace(own=members.own_word(book)), members.hint(book, owners)

    def row_contact(self, number: int) -> str | None:
        """Return the id of the contact in a row that `due` has shown on this terminal.

        None if there is no such row. Raises RefusedError if the book has changed since.
        """
        from followup_md.book import shown_rows
        from followup_md.storage import terminal

        return shown_rows.contact(self.open_cached(), terminal.identity(), number)

    def expect_change(self, ids: Sequence[str]) -> None:
        """Let the numbers of the rows hold although these contacts are going to be changed."""
        from followup_md.book import shown_rows
        from followup_md.storage import terminal

        shown_rows.expect_change(self.open_cached(), terminal.identity(), ids)

    def _lines(self, agenda: Agenda, _: ReadProblems) -> str:
        from followup_md.views import tsv

        return tsv.lines(agenda, self.screen)


def somebody(count: int, found: ReadProblems) -> int:
    """Return the exit code of `due -q`: 0 somebody is due, 1 nobody, 2 who can tell."""
    if count:
        return 0
    return 2 if found.unreadable else 1


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
    from followup_md.storage.terminal import columns

    return Screen(terminal, colour, max(columns(), 20))


def echo(text: str) -> None:
    """Print the text of a view."""
    clear()
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def echo_bytes(text: str, out: Screen) -> None:
    """Print what programs read: in a pipe exactly this, in UTF-8; on a terminal nothing steers."""
    if out.terminal:
        echo(printable(text.replace("\r\n", "\n")))
    elif sys.stdout is not None:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()


def _page(text: str) -> None:
    """Print text on a terminal, through the pager if it is longer than the screen."""
    from followup_md.storage import terminal

    if text.count("\n") >= terminal.lines():
        from followup_md.storage import pager

        if pager.show(text.encode(sys.stdout.encoding, "backslashreplace")):
            return
    echo(text)


def echo_err(text: str) -> None:
    """Print what is not the answer, on stderr."""
    clear()
    if sys.stderr is not None:
        sys.stderr.write(f"{printable(text)}\n")
        sys.stderr.flush()


def show_progress(what: str, done: int, total: int) -> None:
    """Show on a terminal how far a long run is."""
    if not _bars:
        from followup_md.storage.progress_bar import ProgressBar

        _bars.append(ProgressBar())
    _bars[0].show(printable_line(what), done, total)


def clear() -> None:
    """Take what `show_progress` shows off the line; what is long from here on shows again."""
    while _bars:
        _bars.pop().clear()
