"""`followup agenda`: the day as a page of site/."""

from __future__ import annotations

from datetime import date

import click

from followup_md.commands.params import on_option, pass_session
from followup_md.doors.book import Book
from followup_md.errors import FollowupError, RefusedError
from followup_md.model.policy import agenda
from followup_md.publish.shown import shown
from followup_md.session import Session, say
from followup_md.store import files
from followup_md.views import markdown
from followup_md.views.table import printable

PAGE = "site/agenda.md"
_TICK = 2.0  # seconds between two looks at the date


@click.command()
@click.option(
    "--watch", is_flag=True, help="Go on: write it whenever a contact or the day changes."
)
@click.option("--allow-empty", is_flag=True, help="Also where no contact is left.")
@on_option
@pass_session
def command(session: Session, watch: bool, allow_empty: bool, on: date | None) -> int:
    """Write site/agenda.md, the day as a page for your forge; private contacts are only counted.

    A file of that name that was not written by this command is never overwritten.
    """
    book = session.book()
    code = _write(session, book, on, allow_empty)
    if watch:
        _watch(session, book, on, allow_empty)
    return code


def _watch(session: Session, book: Book, on: date | None, allow_empty: bool) -> None:
    """Write the page again after each change, and after midnight, until interrupted."""
    from followup_md.doors.book import open_book
    from followup_md.store.watch import changes

    def warn(text: str) -> None:
        click.echo(text, err=True)

    day: date | None = None  # the first round catches what changed before the watching began
    warn(f"watching {files.CONTACTS}/ for changes; ^C ends it")
    for changed in changes(book.root / files.CONTACTS, idle=_TICK, warn=warn):
        try:
            book = open_book(book.root)
            now = session.today(book, on)
            if changed or now != day:
                day = now
                _write(session, book, on, allow_empty)
        except FollowupError as error:  # mended in a moment, perhaps
            warn(printable(str(error)))


def _write(session: Session, book: Book, on: date | None, allow_empty: bool) -> int:
    day = session.today(book, on)
    reading = session.read(book)
    path = book.root / PAGE
    try:
        old = files.read_bytes(path)
    except FileNotFoundError:
        old = None
    before = (old or b"").decode(errors="replace").replace("\r\n", "\n")
    if before.strip() and not markdown.is_ours(before):
        raise RefusedError(f"{PAGE} was not written by followup agenda: move it, then run again")
    if not reading.contacts and markdown.is_full(before) and not allow_empty:
        raise RefusedError(
            f"no contact can be read, and {PAGE} is full: --allow-empty empties it all the same"
        )
    open_ = [shown(c, book.settings.publish) for c in reading.contacts if not c.private]
    private = [contact for contact in reading.contacts if contact.private]
    found = agenda.build(open_, book.settings, book.calendar, day)
    hidden = agenda.build(private, book.settings, book.calendar, day)
    text = markdown.page(found, len(hidden.due) + len(hidden.later), len(reading.unread))
    if text == before:
        say(f"{PAGE} is up to date\n")
    else:
        path.parent.mkdir(exist_ok=True)
        try:
            files.replace(path, text.encode(), old)
        except files.ChangedUnderneathError:
            raise RefusedError(f"{PAGE} was changed meanwhile: run again") from None
        say(f"wrote {PAGE}: {len(found.due) + len(found.later)} to reach on {day}\n")
    return 1 if reading.unread else 0
