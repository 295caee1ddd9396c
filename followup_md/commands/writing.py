"""What the commands that write have in common: whom, how, and what they say."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from followup_md.commands.params import Session, on_option, say, tell
from followup_md.errors import RefusedError
from followup_md.views.table import one_line, printable

if TYPE_CHECKING:
    from followup_md.book import Book
    from followup_md.model import deed
    from followup_md.model.contact import Contact


class How(NamedTuple):
    """How a change is written: in a commit or not, or only shown."""

    commit: bool | None  # None: as followup.yml says
    dry_run: bool


def write_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--commit/--no-commit`, `--dry-run` and `--on`."""
    command = on_option(command)
    command = click.option(
        "--dry-run", is_flag=True, help="Print what would change, as a diff; write nothing."
    )(command)
    return commit_option(command)


def commit_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--commit/--no-commit`."""
    return click.option(
        "--commit/--no-commit",
        default=None,
        help="Commit the file to Git, or not (default: `commit` in followup.yml).",
    )(command)


def day_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--date`."""
    return click.option(
        "--date", "day", metavar="D", help='The day, if not today: 2026-09-14, "last friday".'
    )(command)


def past(day: str | None, on: date) -> date:
    """Return the day of something that has happened."""
    from followup_md.model import dates

    return on if day is None else dates.read(day, on, past=True)


def whom(session: Session, book: Book, names_: Sequence[str]) -> tuple[list[str], int]:
    """Return the ids of the contacts meant, each once, and the exit code for files unread.

    Where all are ids, nothing else of the book is read. A file that cannot be read may be meant,
    too: what is written to it is refused with words to paste.
    """
    from followup_md.model import names
    from followup_md.model.contact import Contact
    from followup_md.store import files

    if all(_is_id(book, name) for name in names_):
        return list(dict.fromkeys(names_)), 0
    reading = session.read(book)
    top = f"{files.CONTACTS}/"
    unread = [path.removeprefix(top).removesuffix(".md") for path in reading.unread]
    known = [*reading.contacts, *(Contact(id_, id_) for id_ in unread)]
    found = [names.resolve(name, known).id for name in names_]
    return list(dict.fromkeys(found)), 1 if reading.unread else 0


def _is_id(book: Book, name: str) -> bool:
    from followup_md.store import files

    return files.is_contact_id(name) and files.contact_path(book.root, name).is_file()


def perform(book: Book, ids: Sequence[str], plan: deed.Plan, what: str, on: date, how: How) -> None:
    """Carry out a plan for these contacts, all or none; print a line for each, or the diff.

    `what` names the change in a commit.
    """
    from followup_md import saving
    from followup_md.model import deed

    done: dict[str, deed.Done] = {}

    def edit(id_: str) -> Callable[[str], str]:
        def made(text: str) -> str:
            done[id_] = deed.do(text, plan, id_, book.settings)
            return done[id_].text

        return made

    edits = {id_: edit(id_) for id_ in ids}
    if how.dry_run:
        changes = saving.preview(book, edits)
        say(printable(saving.diff(changes)))
        for id_ in set(ids) - {change.id for change in changes}:
            tell(f"{done[id_].contact.name}: {done[id_].said}")
        return
    saved = saving.save(book, edits, what, how.commit)
    for id_ in ids:
        told(book, done[id_].contact, done[id_].said, on)
    for note in saved.notes:
        click.echo(printable(note), err=True)


def told(book: Book, contact: Contact, said: str, on: date) -> None:
    """Print what was done to a contact, and what follows from it."""
    from followup_md.model import outlook
    from followup_md.model.groups import standing

    words = standing(contact)
    shown = words and not said.startswith(words)
    name = f"{contact.name} ({words})" if shown else contact.name
    after = outlook.sentence(contact, book.settings, book.calendar, on)
    click.echo(one_line(f"{name}: {said.rstrip('.')}. {after}"))


def asks() -> bool:
    """Whether there is somebody to ask: a terminal on both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def sure(question: str, otherwise: str) -> None:
    """Go on if somebody says so; RefusedError with `otherwise` where nobody can, or says no."""
    if not asks():
        raise RefusedError(otherwise)
    if not click.confirm(printable(question), default=False, err=True):
        raise RefusedError("nothing was written")
