"""What the commands that write have in common: whom, how, and what they say."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from followup_md.commands.options import on_option
from followup_md.errors import RefusedError
from followup_md.session import Session, echo, echo_err
from followup_md.views.text_layout import one_line, printable, wrap

if TYPE_CHECKING:
    from followup_md.book.book import Book, Reading
    from followup_md.editing import plan as deed
    from followup_md.model.contact import Contact
    from followup_md.model.settings import Settings
    from followup_md.policy.workdays import Calendar


class WriteContext(NamedTuple):
    """Where a change is written: the book, its today, and how."""

    session: Session
    book: Book
    today: date
    commit: bool | None  # None: as followup.yml says
    dry_run: bool

    def day(self, words: str | None) -> date:
        """Return the day of something that has happened: today where none is said."""
        from followup_md.editing import natural_dates

        return (
            self.today if words is None else natural_dates.parse_day(words, self.today, past=True)
        )

    def resolve_names(self, *typed: str) -> tuple[list[str], int]:
        """Return the ids of the contacts meant, each once, and the exit code for files unread.

        Where all are ids, nothing else of the book is read. A file that cannot be read may be
        meant, too: what is written to it is refused with words to paste.
        """
        from followup_md.model import lookup
        from followup_md.model.contact import Contact
        from followup_md.storage import files

        if all(self._is_id(name) for name in typed):
            return list(dict.fromkeys(typed)), 0
        reading = self.handles()
        top = f"{files.CONTACTS}/"
        unread = [path.removeprefix(top).removesuffix(".md") for path in reading.unread]
        known = [*reading.contacts, *(Contact(id_, id_) for id_ in unread)]
        found = [lookup.resolve(name, known).id for name in typed]
        return list(dict.fromkeys(found)), 1 if reading.unread else 0

    def handles(self) -> Reading:
        """Read what everybody may be called; name first, on stderr, what could not be read."""
        reading = self.session.open_cached().handles()
        self.session.report(reading.problems, len(reading.unread))
        return reading

    def run(self, ids: Sequence[str], plan: deed.EditPlan, what: str) -> None:
        """Carry out a plan for these contacts, all or none; print a line for each, or the diff.

        `what` names the change in a commit.
        """
        from followup_md.book import save
        from followup_md.editing import plan as deed

        done: dict[str, deed.AppliedEdits] = {}

        def edit(id_: str) -> Callable[[str], str]:
            def made(text: str) -> str:
                done[id_] = deed.apply_plan(text, plan, id_, self.book.settings)
                return done[id_].text

            return made

        edits = {id_: edit(id_) for id_ in ids}
        if self.dry_run:
            changes = save.preview(self.book, edits)
            echo(printable(save.diff(changes)))
            for id_ in set(ids) - {change.id for change in changes}:
                echo_err(f"{done[id_].contact.name}: {done[id_].summary}")
            return
        saved = save.save(self.book, edits, what, self.commit)
        for id_ in ids:
            self.print_result(done[id_].contact, done[id_].summary)
        for note in saved.notes:
            echo_err(note)

    def print_result(self, contact: Contact, said: str) -> None:
        """Print what was done to a contact, and what follows from it."""
        from followup_md.policy import next_step
        from followup_md.policy.headings import status_label

        words = status_label(contact)
        shown = words and not said.startswith(words)
        name = f"{contact.name} ({words})" if shown else contact.name
        after = next_step.describe(contact, *self.rules)
        text = one_line(f"{name}: {said.rstrip('.')}. {after}")
        screen = self.session.screen
        for line in wrap(text, screen.width) if screen.terminal else [text]:
            click.echo(line)

    def contact(self, id_: str) -> Contact | None:
        """Return a contact as its file has it; None where that cannot be read."""
        from followup_md.parsing.contact_file import read_bytes
        from followup_md.storage import files

        try:
            raw = files.read_bytes(files.contact_path(self.book.root, id_))
        except FileNotFoundError:
            return None
        return read_bytes(id_, raw, self.book.settings).contact

    @property
    def rules(self) -> tuple[Settings, Calendar, date]:
        """What decides when somebody is due."""
        return self.book.settings, self.book.calendar, self.today

    def _is_id(self, name: str) -> bool:
        from followup_md.storage import files

        return files.is_contact_id(name) and files.contact_path(self.book.root, name).is_file()


def open_for_write(
    session: Session, on: date | None, commit: bool | None, dry_run: bool = False
) -> WriteContext:
    """Open the book for writing."""
    book = session.open_book()
    return WriteContext(session, book, session.today(book, on), commit, dry_run)


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
        help="Commit it to Git, or not (else as followup.yml says).",
    )(command)


def day_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--date`."""
    return click.option(
        "--date", "day", metavar="D", help='The day, if not today: 2026-09-14, "last friday".'
    )(command)


def is_interactive() -> bool:
    """Whether there is somebody to ask: a terminal on both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def confirm(question: str, otherwise: str) -> None:
    """Go on if somebody says so; RefusedError with `otherwise` where nobody can, or says no."""
    if not is_interactive():
        raise RefusedError(otherwise)
    if not click.confirm(printable(question), default=False, err=True):
        raise RefusedError("nothing was written")
