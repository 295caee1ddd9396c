"""`followup export`: contacts and reminders for other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup_md.commands.options import on_option, pass_session
from followup_md.errors import UsageError
from followup_md.model.query import Query
from followup_md.policy.phrases import plural
from followup_md.session import Session, echo_bytes, echo_err

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.book.exporting import Chosen

FORMATS = ("vcard", "csv", "json", "ics", "todo", "atom", "schema")
_REMINDERS = ("ics", "todo")  # formats that look ahead


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("to", metavar="[FILE|DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--tag", metavar="T", help="Only contacts with this tag.")
@click.option("--owner", metavar="O", help="Only contacts that O looks after.")
@click.option("--days", type=click.IntRange(0), metavar="N", help="How far ahead ics and todo go.")
@click.option("--private", is_flag=True, help="Private contacts, too.")
@click.option("--raw", is_flag=True, help="csv: no ' before what is a formula to spreadsheets.")
@on_option
@pass_session
def command(
    session: Session,
    format_: str,
    to: Path | None,
    tag: str | None,
    owner: str | None,
    days: int | None,
    private: bool,
    raw: bool,
    on: date | None,
) -> int:
    """Contacts and reminders for other programs, to FILE or to standard output.

    \b
      vcard   the contacts for phones and address books
      csv     a table for spreadsheets and mail merges
      json    everything, for programs
      ics     whom to reach, as a calendar
      todo    the same as to-dos, a file each in DIR
      atom    the same for feed readers
      schema  what a contact file may say, for editors

    Private contacts are left out unless you ask for them.
    """
    from followup_md.book import exporting

    if raw and format_ != "csv":
        raise UsageError("--raw is for csv")
    if days is not None and format_ not in _REMINDERS:
        raise UsageError(f"--days is for {' and '.join(_REMINDERS)}")
    if format_ == "todo" and (to is None or str(to) == "-"):
        raise UsageError("todo writes a file for each to-do: name a folder")
    book = session.open_cached()
    if format_ == "schema":
        _put(session, book, to, exporting.schema(book), "")
        return 0
    wanted = exporting.Wanted(
        session.today(book, on), Query(tag=tag, owner=owner), private, days, raw
    )
    chosen = exporting.choose(book, wanted)
    session.report(chosen.found)
    count = plural(len(chosen.contacts), "contact")
    if format_ == "todo":
        assert to is not None
        _put_todos(book, to, chosen)
    else:
        _put(session, book, to, exporting.FORMATS[format_](chosen), count)
    if chosen.left_out:
        are = "is" if chosen.left_out == 1 else "are"
        private_ones = plural(chosen.left_out, "private contact")
        echo_err(f"{private_ones} {are} left out (--private)")
    return 1 if chosen.found.unreadable else 0


def _put(session: Session, book: Book, to: Path | None, text: str, what: str) -> None:
    if to is None or str(to) == "-":
        echo_bytes(text, session.screen)
        return
    from followup_md.book import export_folder

    if to.is_dir():
        raise UsageError(f"{to} is a folder: name a file in it")
    written = export_folder.write_file(book, to, text.encode("utf-8", "replace"))
    about = f": {what}" if what else ""
    echo_err(f"wrote {to}{about}" if written else f"{to} is up to date{about}")


def _put_todos(book: Book, to: Path, chosen: Chosen) -> None:
    from followup_md.book import export_folder, exporting

    done = export_folder.write_folder(book, to, exporting.todos(chosen), exporting.is_todo)
    echo_err(
        f"{to}: {plural(done.written, 'to-do')} written, {done.same} as before, {done.removed} over"
    )
