"""`followup check`: every problem in every file."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import click

from followup_md.book import autofix, reader
from followup_md.commands.options import json_option, on_option, pass_session
from followup_md.policy.agenda import build_agenda
from followup_md.session import Session, echo, echo_err
from followup_md.storage import files
from followup_md.views import json_, problems


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
        echo_err("no contact file among these")
        return 0
    fixed = autofix.fix(book, paths) if fix else autofix.Fixed()
    found = book.check(paths, day)
    contacts = len(chosen) if paths else len(files.list_contacts(book.root).ids)
    no_date = None
    if not paths:
        everyone = book.read().contacts
        no_date = build_agenda(everyone, book.settings, book.calendar, day, days=0).no_date
    if as_json:
        echo(
            json_.document(
                on=day.isoformat(),
                problems=[json_.problem(p) for p in found],
                fixed=[{"path": path, "lines": lines} for path, lines in fixed.lines],
                contacts=contacts,
                no_date=no_date,
            )
        )
    else:
        for path, lines in fixed.lines:
            echo_err(f"mended {path}: quoted line {', '.join(map(str, lines))}")
        for note in fixed.notes:
            echo_err(note)
        source = partial(reader.source_line, book.folder)
        echo(problems.listed(found, session.screen, source))
        summary = problems.summary(found, contacts, no_date)
        click.echo(summary, err=not session.screen.terminal)
        if session.screen.terminal and not paths:
            _look_at_clone(book.root)
    return 1 if any(problem.is_error or strict for problem in found) else 0


def _look_at_clone(root: Path) -> None:
    from followup_md.book import merge_driver

    if merge_driver.is_wanting(root):
        echo_err("this clone merges contacts line by line: followup setup mends that")
