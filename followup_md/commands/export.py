"""`followup export`: contacts and reminders for other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup_md.book import members
from followup_md.commands.options import on_option, pass_session
from followup_md.commands.word_completion import owner_option, tag_option
from followup_md.errors import RefusedError, UsageError
from followup_md.model.query import Query
from followup_md.policy.phrases import plural
from followup_md.session import Session, echo_bytes, echo_err
from followup_md.views.text_layout import path_shown

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.book.exporting import Chosen

FORMATS = ("vcard", "csv", "json", "ics", "todo", "atom", "schema")
_REMINDERS = ("ics", "todo")  # formats that look ahead


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("place", metavar="[FILE|DIR]", required=False, type=click.Path())
@tag_option
@owner_option
@click.option("--days", type=click.IntRange(0), metavar="N", help="How far ahead ics and todo go.")
@click.option("--private", is_flag=True, help="Private contacts, too.")
@click.option("--raw", is_flag=True, help="csv: no ' before what is a formula to spreadsheets.")
@click.option("--delete", is_flag=True, help="vcard DIR: remove cards of who is gone.")
@on_option
@pass_session
def command(
    session: Session,
    format_: str,
    place: str | None,
    tag: str | None,
    owner: str | None,
    days: int | None,
    private: bool,
    raw: bool,
    delete: bool,
    on: date | None,
) -> int:
    """Contacts and reminders for other programs, to FILE or to standard output.

    \b
      vcard   the contacts for phones and address books; to a DIR, a card each
      csv     a table for spreadsheets and mail merges
      json    everything, for programs
      ics     whom to reach, as a calendar
      todo    the same as to-dos, a file each in DIR
      atom    the same for feed readers
      schema  what a contact file may say, for editors

    Private contacts are left out unless you ask for them.
    """
    from followup_md.book import exporting

    to = Path(place) if place is not None else None
    if raw and format_ != "csv":
        raise UsageError("--raw is for csv")
    if days is not None and format_ not in _REMINDERS:
        raise UsageError(f"--days is for {' and '.join(_REMINDERS)}")
    if format_ == "todo" and (to is None or str(to) == "-"):
        raise UsageError("todo writes a file for each to-do: name a folder")
    as_folder = format_ == "vcard" and to is not None and (to.is_dir() or str(place)[-1:] == "/")
    if delete and not as_folder:
        raise UsageError("--delete is for the folder of vcard DIR")
    book = session.open_cached()
    if format_ == "schema":
        _put(session, book, to, exporting.schema(book), "")
        return 0
    query = Query(tag=tag, owner=members.wanted_owner(book, owner))
    wanted = exporting.Wanted(session.today(book, on), query, private, days, raw)
    chosen = exporting.choose(book, wanted)
    session.report(chosen.found)
    count = plural(len(chosen.contacts), "contact")
    code = 1 if chosen.found.unreadable else 0
    if format_ == "todo":
        assert to is not None
        _put_todos(book, to, chosen)
    elif to is not None and as_folder:
        code = _put_cards(book, to, chosen, delete) or code
    else:
        _put(session, book, to, exporting.FORMATS[format_](chosen), count)
    if chosen.left_out:
        are = "is" if chosen.left_out == 1 else "are"
        private_ones = plural(chosen.left_out, "private contact")
        echo_err(f"{private_ones} {are} left out (--private)")
    return code


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
    written = plural(done.written, "to-do")
    echo_err(f"{to}: {written} written, {done.same} as before, {done.removed} removed")


def _put_cards(book: Book, to: Path, chosen: Chosen, delete: bool) -> int:
    from followup_md.book import card_folder, exporting

    if delete and chosen.found.unreadable:
        raise RefusedError("--delete would remove cards of files that cannot be read: mend them")
    done = card_folder.write(book, to, exporting.cards(chosen), delete)
    for name, why in done.refused:
        echo_err(f"{path_shown(name)} is left as it is: {why}")
    echo_err(
        f"{to}: {plural(done.new, 'new card')}, {done.changed} changed, {done.same} as before,"
        f" {done.removed} removed"
    )
    return 1 if done.refused else 0
