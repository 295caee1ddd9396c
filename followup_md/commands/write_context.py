"""The frame of the commands that write: shared options, which contacts, carrying out a plan.

Every command is imported for `--help` and completion: what only a run needs, its functions import.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from followup_md.commands.options import dry_run_option, on_option, pass_session
from followup_md.errors import RefusedError, UsageError
from followup_md.model import lookup
from followup_md.model.contact import CONTACTS
from followup_md.session import Session, echo, echo_err
from followup_md.storage import files
from followup_md.views.text_layout import printable, printable_line, wrap

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.editing.plan import EditPlan
    from followup_md.model.contact import Contact, Handle


@dataclass
class WriteContext:
    """One run of a writing command: the book, its today, and how to write.

    The book is opened when it is first needed: mistakes on the command line come first.
    """

    session: Session
    on: date | None
    commit: bool | None  # None: as followup.yml says
    dry_run: bool
    exit_code: int = 0

    @functools.cached_property
    def book(self) -> Book:
        """The book to write to."""
        return self.session.open_book()

    @functools.cached_property
    def today(self) -> date:
        """The day as which the command runs."""
        return self.session.today(self.book, self.on)

    def past_day(self, words: str | None) -> date:
        """Return the day of something that has happened: today if `words` is None.

        Raises UsageError for a day to come.
        """
        from followup_md.editing import natural_dates
        from followup_md.policy.phrases import full_date

        today = self.today
        day = today if words is None else natural_dates.parse_day(words, today, past=True)
        if day > today:
            raise UsageError(
                f"--date {full_date(day)} is in the future: it can be today or an earlier day"
            )
        return day

    def resolve_names(self, names: str) -> list[str]:
        """Return the ids of the contacts meant, each once; commas separate several names.

        If all names are ids, nothing else of the book is read. A file that cannot be read may be
        meant, too: writing to it is refused with words to paste.
        """
        from followup_md.model.contact import Handle, id_of

        parts = lookup.split_names(names)
        if not parts:
            raise UsageError("whom? A name or an id, several with commas between them")
        # With a blank behind the comma it may be one name: "Lee, Ann".
        ids = [names] if self.book.is_id(names) else [] if ", " in names else parts
        if ids and all(map(self.book.is_id, ids)):
            return list(dict.fromkeys(ids))
        handles, unreadable = self.handles(names)
        known = [*handles, *(Handle(id_, id_) for id_ in map(id_of, unreadable))]
        numbered: list[str] = []

        def row(number: int) -> str | None:
            id_ = self.session.row_contact(number)
            numbered.extend([] if id_ is None else [id_])
            return id_

        found = lookup.resolve_several(names, known, row)
        if numbered and not self.dry_run:
            self.session.expect_change(numbered)
        return found

    def handles(self, names: str = ",") -> tuple[tuple[Handle, ...], tuple[str, ...]]:
        """Return what every contact may be called, and the paths of unreadable files.

        These are named on stderr. `names`: if it is but one, only of those whom it may mean.
        """
        book = self.session.open_cached()
        handles, found = book.handles() if "," in names else book.handles_like(names)
        self.session.report(found)
        self.exit_code = 1 if found.unreadable else 0
        return handles, found.unreadable

    def resolve_name(self, name: str) -> str:
        """Return the id of the one contact meant; UsageError for several."""
        ids = self.resolve_names(name)
        if len(ids) > 1:
            raise UsageError(f"one name, not several: {name!r}")
        return ids[0]

    def run(self, ids: Sequence[str], plan: EditPlan, what: str) -> None:
        """Carry out a plan for each of these contacts; see `run_plans`."""
        self.run_plans(dict.fromkeys(ids, plan), what)

    def run_plans(
        self, plans: Mapping[str, EditPlan], what: str, new: Mapping[str, str] | None = None
    ) -> None:
        """Carry out plans by id, all or none; print a line for each contact, or the diff.

        `what` names the change in a commit; `new`: texts of new contacts, of the same change.
        """
        from followup_md.book.planned_save import PlannedSave
        from followup_md.parsing.contact_file import read_text
        from followup_md.storage.undo_log import Change
        from followup_md.views import diff

        planned = PlannedSave(self.book, plans)
        applied = planned.applied
        if self.dry_run:
            added = (Change(id_, None, text) for id_, text in (new or {}).items())
            changes = (*planned.preview(), *added)
            echo(printable(diff.unified(changes)))
            for id_ in plans.keys() - {change.id for change in changes}:
                echo_err(f"{applied[id_].contact.name}: {applied[id_].summary}")
            return
        saved = planned.save(what, self.commit, new or {})
        for id_ in plans:
            self.print_result(applied[id_].contact, applied[id_].summary)
        for id_, text in (new or {}).items():
            contact = read_text(id_, text, self.book.settings).contact
            assert contact is not None  # it was read to be made
            self.print_result(contact, f"added as {contact.path}")
        for note in saved.notes:
            echo_err(note)

    def print_result(self, contact: Contact, result: str) -> None:
        """Print what was done to a contact, and what follows from it."""
        from followup_md.policy import next_step

        book = self.book
        told = next_step.told(contact, result, book.settings, book.calendar, self.today)
        text = printable_line(told)
        screen = self.session.screen
        for line in wrap(text, screen.width) if screen.terminal else [text]:
            click.echo(line)


def pass_write_context(command: Callable[..., int | None]) -> Callable[..., Any]:
    """Call the command with a WriteContext in place of `on`, `commit` and `dry_run`.

    Unless the command returns an exit code, it is that of the context.
    """

    @functools.wraps(command)
    def run(
        session: Session,
        on: date | None,
        commit: bool | None,
        dry_run: bool = False,
        **options: Any,
    ) -> int:
        context = WriteContext(session, on, commit, dry_run)
        code = command(context, **options)
        return context.exit_code if code is None else code

    return pass_session(run)


def write_options(command: Callable[..., int | None]) -> Callable[..., Any]:
    """Add `--commit/--no-commit`, `--dry-run` and `--on`, passed as a WriteContext."""
    return commit_option(dry_run_option(on_option(pass_write_context(command))))


commit_option = click.option(
    "--commit/--no-commit",
    default=None,
    help="Commit it to Git, or not (default: as followup.yml says).",
)
day_option = click.option(
    "--date", "day", metavar="D", help='The day, if not today: 2026-09-14, "last friday".'
)


folder_option = click.option(
    "--in", "folder", default="", metavar="FOLDER", help="A folder under contacts/."
)


def known_folder(folder: str, ids: Iterable[str]) -> str:
    """Return a folder under contacts/ in its existing spelling; UsageError if it cannot be one."""
    name = folder.removeprefix(f"{CONTACTS}/").strip("/")
    if name and not (files.is_contact_id(f"{name}/x") and name.isprintable()):
        raise UsageError(f"--in {folder}: a folder under contacts/, such as --in clients")
    existing = {id_.rpartition("/")[0] for id_ in ids}
    key = lookup.collision_key(name)
    return next((known for known in sorted(existing) if lookup.collision_key(known) == key), name)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Say that nothing was written where the user interrupts what is done within."""
    try:
        yield
    except (KeyboardInterrupt, click.Abort):
        raise KeyboardInterrupt("nothing was written") from None


def is_interactive() -> bool:
    """Whether there is somebody to ask: a terminal on both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def confirm(question: str, otherwise: str) -> None:
    """Ask whether to go on; RefusedError if the answer is no, or (`otherwise`) nobody is there."""
    if not is_interactive():
        raise RefusedError(otherwise)
    if not click.confirm(printable(question), default=False, err=True):
        raise RefusedError("nothing was written")
