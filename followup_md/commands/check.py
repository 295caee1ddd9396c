"""`followup check`: every problem in every file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import click

from followup_md.book import checking, reader
from followup_md.book.book import Book
from followup_md.commands.options import dry_run_option, json_option, on_option, pass_session
from followup_md.errors import Problem, UsageError
from followup_md.model.contact import CONTACTS
from followup_md.policy.phrases import plural
from followup_md.session import Session, echo, echo_err
from followup_md.storage import inbox_files
from followup_md.typed import TYPE_CHECKING
from followup_md.views import json_, problems
from followup_md.views.text_layout import printable, printable_line

if TYPE_CHECKING:
    from followup_md.book.autofix import FixedFile


@click.command()
@click.argument(
    "paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path, exists=True)
)
@click.option("--strict", is_flag=True, help="Exit 1 on warnings, too.")
@click.option(
    "--fix",
    is_flag=True,
    help="Respell what other programs write, quote what needs it, and touch nothing else.",
)
@click.option(
    "--last-contact",
    "unsaid",
    metavar="CHANNEL",
    default="",
    help="With --fix: the channel of last contacts that name none: call, email, …",
)
@dry_run_option
@json_option
@on_option
@pass_session
def command(
    session: Session,
    paths: tuple[Path, ...],
    strict: bool,
    fix: bool,
    unsaid: str,
    dry_run: bool,
    as_json: bool,
    on: date | None,
) -> int:
    """Every problem in every contact file, or in the files and folders named by PATH.

    --fix makes the changes that only say the same in the words of this program (keys, statuses,
    dates, the last contact where the file says how it was), proves each, and `undo` takes all back.
    With --last-contact call, a last contact that does not say how it was becomes a call.

    Exit code 1 where there is an error. In a pipe: one line per problem, without a word of the
    files' content: path:line:column: CODE message.
    """
    book = session.open_cached()
    day = session.today(book, on)
    chosen = book.ids(paths)
    if paths and not chosen:
        echo_err("no contact file among these")
        return 0
    if dry_run and not fix:
        raise UsageError("--dry-run shows what --fix would do: check --fix --dry-run")
    if unsaid and not fix:
        raise UsageError("--last-contact says what --fix writes: check --fix --last-contact call")
    if unsaid and unsaid not in book.settings.channels:
        raise UsageError(f"unknown channel: {', '.join(book.settings.channels)}")
    fixed = None
    if fix:
        from followup_md.book import autofix

        fixed = autofix.fix(book, paths, dry_run, unsaid)
    found, contacts, no_date = checking.check(book, paths, day)
    if not paths and any(inbox_files.list_inbox(book.folder)):
        from followup_md.book import inbox

        found = (*found, *inbox.preview(book, day).left)
    if as_json:
        echo(
            json_.document(
                on=day.isoformat(),
                problems=[json_.problem(p) for p in found],
                fixed=[file._asdict() for file in fixed.files] if fixed is not None else [],
                contacts=contacts,
                no_date=no_date,
            )
        )
    else:
        if fixed is not None:
            if dry_run:
                from followup_md.views import diff

                echo(printable(diff.unified(fixed.changes)))
                return 0
            for file in fixed.files:
                echo_err(_fixed(file))
            for note in fixed.notes:
                echo_err(note)
        source = partial(reader.source_line, book.folder)
        echo(problems.listed(found, session.screen, source))
        summary = problems.summary(found, contacts, no_date)
        click.echo(summary, err=not session.screen.terminal)
        if found and not fix:
            _say_what_fix_does(book, found)
        if fix and not unsaid:
            _say_how_to_name_a_channel(found)
        if session.screen.terminal and not paths:
            _look_at_clone(book.root)
    return 1 if any(problem.is_error or strict for problem in found) else 0


def _say_how_to_name_a_channel(found: Sequence[Problem]) -> None:
    from followup_md.parsing import lint

    unsaid = sum(problem.message.endswith(lint.LAST_CONTACT) for problem in found)
    if unsaid > 1:
        echo_err(
            f"{unsaid} say when you were last in touch, not how; if mostly by call:"
            " followup check --fix --last-contact call"
        )


def _say_what_fix_does(book: Book, found: Sequence[Problem]) -> None:
    contacts = f"{CONTACTS}/"
    paths = {book.root / each.path for each in found if each.path.startswith(contacts)}
    inside = [path for path in sorted(paths) if path.suffix == ".md" and path.is_file()]
    if not inside:
        return
    from followup_md.book import autofix

    count = len(autofix.fix(book, inside, dry_run=True).files)
    if count:
        words = plural(count, "file")
        echo_err(f"followup check --fix can fix {words} by itself; --dry-run shows how")


def _fixed(file: FixedFile) -> str:
    done = [f"quoted line {', '.join(map(str, file.lines))}"] if file.lines else []
    done += [f"wrote {', '.join(file.keys)}"] if file.keys else []
    return f"fixed {printable_line(file.path)}: {'; '.join(done)}"


def _look_at_clone(root: Path) -> None:
    from followup_md.book import merge_driver

    if merge_driver.is_wanting(root):
        echo_err("this clone merges contacts line by line: followup setup fixes that")
