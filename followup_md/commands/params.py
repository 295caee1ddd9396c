"""What commands share: the session, the day, NAME, and how they print."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from followup_md.errors import Problem, UsageError
from followup_md.views.table import Screen, printable

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from followup_md.doors.book import Book, Reading
    from followup_md.model.contact import Contact

_BAR = 30  # columns of the progress bar
_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Session(NamedTuple):
    """Where a command runs: the folder, the clock, the screen."""

    folder: Path
    clock: Callable[[], datetime]
    screen: Screen
    cache: bool = True  # whether what is kept of a book may be used

    def book(self) -> Book:
        """Open the book at or above the folder."""
        from followup_md.doors.book import open_book
        from followup_md.store import place

        return open_book(place.find(self.folder))

    def kept(self) -> Book:
        """Open the book with what is kept of it: only files that have changed are read."""
        if not self.cache:
            return self.book()
        from followup_md.doors.book import open_kept
        from followup_md.store import place

        return open_kept(place.find(self.folder), _progress)

    def today(self, book: Book, on: date | None) -> date:
        """Return the day asked about: `--on`, else the book's today."""
        return on if on is not None else book.today(self.clock())

    def hours(self, book: Book) -> Callable[[Contact], str | None]:
        """Return what says, for a contact, when a call would be welcome if not now."""
        from followup_md.model.policy import channel

        now = self.clock()
        return lambda contact: channel.quiet(contact, channel.local(contact, book.settings, now))

    def read(self, book: Book) -> Reading:
        """Read the book; name first, on stderr, what could not be read."""
        reading = book.read()
        self.report(reading.problems, len(reading.unread))
        return reading

    def report(self, problems: Iterable[Problem], unread: int) -> None:
        """Name on stderr what was left out: each file once, and how many could not be read."""
        from followup_md.views import problems as shown

        named: set[str] = set()
        for problem in problems:
            if problem.path not in named:
                named.add(problem.path)
                click.echo(shown.line(problem), err=True)
        if unread:
            files = "1 file" if unread == 1 else f"{unread} files"
            are = "is" if unread == 1 else "are"
            click.echo(f"{files} could not be read and {are} left out: followup check", err=True)


if TYPE_CHECKING:
    ParamType = click.ParamType[date]
else:
    ParamType = click.ParamType


def _progress(done: int, total: int) -> None:
    """Show on a terminal how far a long reading is."""
    if sys.stderr is not None and sys.stderr.isatty():
        bar = "#" * (done * _BAR // total)
        end = "\r\x1b[K" if done == total else ""
        text = f"\rreading {total} contacts [{bar:<{_BAR}}] {done * 100 // total:3} %{end}"
        click.echo(text, nl=False, err=True)


pass_session = click.make_pass_decorator(Session)


class Day(ParamType):
    """A day as `YYYY-MM-DD`, or in words, counted from the book's today."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day."""
        from datetime import date

        if isinstance(value, date):
            return value
        if _ISO.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self.fail(f"there is no day {value}", param, ctx)
        session = ctx.find_object(Session) if ctx is not None else None
        if session is None:
            self.fail(f"{value!r} is no day; write it as 2026-09-14", param, ctx)
        from followup_md.model.editing import dates

        day = dates.read(value, session.today(session.book(), None))
        tell(f"--on {dates.echo(day)}")
        return day


def on_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--on`."""
    return click.option(
        "--on",
        type=Day(),
        metavar="DATE",
        help='As if it were that day: 2026-09-14, "next monday".',
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON document.")(command)


def name_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add NAME, which completes in the shell."""
    return click.argument("name", metavar="NAME", shell_complete=complete_names)(command)


def complete_names(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the ids that begin, as a whole or in their last part, with what was typed.

    Nothing but folders is read: a press of the tab key must feel like none.
    """
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from followup_md.store import files, place

    folder = Path(ctx.find_root().params.get("folder") or ".")
    try:
        ids = files.list_contacts(place.find(folder)).ids
    except UsageError:
        return []
    typed = incomplete.casefold()
    return [
        CompletionItem(id_)
        for id_ in ids
        if id_.casefold().startswith(typed) or id_.rpartition("/")[2].casefold().startswith(typed)
    ]


def say(text: str) -> None:
    """Print what a view has made."""
    click.echo(text, nl=False)


def tell(text: str) -> None:
    """Print progress, on stderr."""
    click.echo(printable(text), err=True)
