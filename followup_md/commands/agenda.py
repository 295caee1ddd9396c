"""`followup agenda`: the day as a page of site/."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from followup_md.book import generated
from followup_md.book.book import Book
from followup_md.book.reader import Reading
from followup_md.commands.options import allow_empty_option, on_option, pass_session
from followup_md.errors import FollowupError, RefusedError
from followup_md.model.agenda import Agenda
from followup_md.model.contact import CONTACTS, Handle
from followup_md.model.mentions import Mentions, unnamed
from followup_md.policy.incremental import IncrementalAgenda
from followup_md.session import Session, echo, echo_err
from followup_md.storage import files, locate
from followup_md.storage.locate import SETTINGS
from followup_md.views import markdown
from followup_md.website.privacy import safety
from followup_md.website.privacy.held_back import HeldBack, compare, hides_dates
from followup_md.website.privacy.public_view import public_view

PAGE = "site/agenda.md"
_TICK = 10.0  # seconds between two looks at the date


@click.command()
@click.option(
    "--watch", is_flag=True, help="Keep running: write it whenever a contact or the day changes."
)
@allow_empty_option
@on_option
@pass_session
def command(session: Session, watch: bool, allow_empty: bool, on: date | None) -> int:
    """Write site/agenda.md, the day as a page for your forge; private contacts are only counted.

    A file of that name that was not written by this command is never overwritten.
    """
    safety.check_whole(locate.find_book_path(Path(session.folder)))
    book, page = session.open_cached(), Page(allow_empty)
    if watch:
        return _watch(session, book, page, on)
    return _write(session, page, book, book.read_cached(), session.today(book, on))


class Page:
    """The agenda page; written several times, it makes only the rows that have changed."""

    def __init__(self, allow_empty: bool) -> None:
        self._allow_empty = allow_empty
        self._rows_of: tuple[Book, date, list[Handle]] | None = None

    def write(self, book: Book, reading: Reading, day: date) -> str:
        """Write the page of a day if it differs; return what was done, for the user.

        Raises RefusedError if the file there must not be overwritten.
        """
        locate.refuse_links(book.folder, PAGE)
        path = book.root / PAGE
        try:
            old = files.read_bytes(path)
        except FileNotFoundError:
            old = None
        before = (old or b"").decode(errors="replace").replace("\r\n", "\n")
        if before.strip() and not markdown.is_ours(before):
            raise RefusedError(
                f"{PAGE} was not written by followup agenda: move it, then run again"
            )
        if not reading.contacts and markdown.is_full(before) and not self._allow_empty:
            raise RefusedError(
                f"no contact can be read, and {PAGE} is full: --allow-empty empties it all the same"
            )
        generated.remove_litter(path.parent, book, markdown.begins_ours)
        text, due_count, unnamed = self._text(book, reading, day)
        if text == before:
            return f"{PAGE} is up to date\n"
        generated.replace(book, PAGE, text.encode(), old)
        more = f", {unnamed} more only counted" if unnamed else ""
        return f"wrote {PAGE}: {due_count} to reach on {day}{more}\n"

    def _text(self, book: Book, reading: Reading, day: date) -> tuple[str, int, int]:
        """Return the page, how many it names, and how many more are due."""
        hidden = [contact.handle for contact in reading.contacts if contact.private]
        before = self._rows_of
        if before is None or before[0] is not book or before[1:] != (day, hidden):
            publish = book.settings.publish
            self._rows_of = book, day, hidden
            mentions = Mentions({}, hidden)
            self._public = IncrementalAgenda(
                book.settings,
                book.calendar,
                day,
                view=lambda contact: unnamed(public_view(contact, publish), mentions),
            )
            self._whole = IncrementalAgenda(book.settings, book.calendar, day)
            self._private = IncrementalAgenda(book.settings, book.calendar, day)
            self._lines = markdown.line_memo(day)
        public = self._public.agenda(c for c in reading.contacts if not c.private)
        private = self._private.agenda(c for c in reading.contacts if c.private)
        held_back = HeldBack()
        if hides_dates(book.settings.publish):
            whole = self._whole.agenda(c for c in reading.contacts if not c.private)
            held_back = _held_back(whole, public)
            public = public._replace(no_date=whole.no_date)
        text = markdown.page(
            public,
            private.due_count,
            len(reading.unreadable),
            self._lines,
            held_back.words(public.due_count),
        )
        return text, public.due_count, private.due_count + held_back.rows


def _held_back(whole: Agenda, public: Agenda) -> HeldBack:
    due, shown = _kinds(whole), _kinds(public)
    return HeldBack.tally(compare(kinds, shown.get(id_, ())) for id_, kinds in due.items())


def _kinds(agenda: Agenda) -> dict[str, set[str]]:
    """Return the kinds of what is due for each contact."""
    rows = (*agenda.due, *agenda.later)
    return {row.contact.id: {item.kind for item in (row.item, *row.also)} for row in rows}


def _write(session: Session, page: Page, book: Book, reading: Reading, day: date) -> int:
    session.report(reading)
    echo(page.write(book, reading, day))
    return 1 if reading.unreadable else 0


def _watch(session: Session, book: Book, page: Page, on: date | None) -> int:
    """Write the page, then after each change and each midnight, until interrupted."""
    from followup_md.book.live import WatchedBook
    from followup_md.storage.watch import changes

    live = WatchedBook(book)
    reading = live.refresh()
    code = _write(session, page, live.book, reading, session.today(live.book, on))
    echo_err(f"watching {CONTACTS}/ for changes; ^C ends it")
    written: date | None = None  # the page's day; None: a change may have come before the watching
    reported = ""
    folder = book.root / CONTACTS
    for changed in changes(folder, idle=_TICK, warn=echo_err, siblings=(SETTINGS,)):
        if not changed and session.today(live.book, on) == written:
            continue
        written = None  # if it cannot be written now, the next tick tries again
        try:
            reading = live.refresh()
            today = session.today(live.book, on)
            _write(session, page, live.book, reading, today)
            written, reported = today, ""
        except FollowupError as error:  # may be over in a moment
            if str(error) != reported:
                reported = str(error)
                echo_err(reported)
    return code
