"""`followup check`: every problem in every file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from followup_md.book import autofix
from followup_md.book.book import Book
from followup_md.book.reader import Reading
from followup_md.commands.options import json_option, on_option, pass_session
from followup_md.errors import FollowupError, Problem
from followup_md.policy import agenda
from followup_md.session import Session, echo
from followup_md.storage import files
from followup_md.views import porcelain, problems
from followup_md.views.text_layout import printable


@click.command()
@click.argument(
    "paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path, exists=True)
)
@click.option("--strict", is_flag=True, help="Exit 1 on warnings, too.")
@click.option("--fix", is_flag=True, help="Quote the entries that need it, and touch nothing else.")
@json_option
@on_option
@pass_session
def command(
    session: Session,
    paths: tuple[Path, ...],
    strict: bool,
    fix: bool,
    as_json: bool,
    on: date | None,
) -> int:
    """Every problem in every contact file, or in the files and folders named by PATH.

    Exit code 1 where there is an error. In a pipe one line a problem, without a word of the
    files' content: path:line:column: CODE message.
    """
    book = session.open_book()
    day = session.today(book, on)
    chosen = book.ids(paths)
    if paths and not chosen:
        click.echo("no contact file among these", err=True)
        return 0
    mended = autofix.fix(book, paths) if fix else autofix.Fixed()
    fixed = mended.lines
    found = book.check(paths, day)
    contacts = len(chosen) if paths else len(files.list_contacts(book.root).ids)
    no_date = None if paths else _no_date(book, book.read(), day)
    if as_json:
        echo(
            porcelain.document(
                on=day.isoformat(),
                problems=[porcelain.problem(p) for p in found],
                fixed=[{"path": path, "lines": lines} for path, lines in fixed],
                contacts=contacts,
                no_date=no_date,
            )
        )
    else:
        for path, lines in fixed:
            numbers = ", ".join(map(str, lines))
            click.echo(f"mended {printable(path)}: quoted line {numbers}", err=True)
        for note in mended.notes:
            click.echo(printable(note), err=True)
        echo(problems.listed(found, session.screen, _source(book)))
        summary = problems.summary(found, contacts, no_date)
        click.echo(summary, err=not session.screen.terminal)
    bad = any(problem.is_error or strict for problem in found)
    return 1 if bad else 0


def _no_date(book: Book, reading: Reading, day: date) -> int:
    """Return how many contacts no rule can name a day for."""
    found = agenda.build_agenda(reading.contacts, book.settings, book.calendar, day, days=0)
    return len(found.no_date)


def _source(book: Book) -> Callable[[Problem], str | None]:
    """Return what finds the line of a problem: for the eyes of a terminal only."""

    def line(problem: Problem) -> str | None:
        if not problem.line:
            return None
        try:
            text = files.read_bytes(book.root / problem.path).decode(errors="replace")
        except (OSError, FollowupError):
            return None
        lines = text.removeprefix("\ufeff").split("\n")
        return lines[problem.line - 1] if problem.line <= len(lines) else None

    return line
