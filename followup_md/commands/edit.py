"""`followup edit`: a contact file in your editor, checked when you are done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import click

from followup_md.commands.options import name_argument, on_option, pass_session
from followup_md.commands.write_context import commit_option, is_interactive, open_for_write
from followup_md.errors import Problem
from followup_md.session import Session, echo_err
from followup_md.views.text_layout import printable


@click.command()
@name_argument
@commit_option
@on_option
@pass_session
def command(session: Session, name: str, commit: bool | None, on: date | None) -> int:
    """Open a contact's file in your editor ($VISUAL or $EDITOR), and check it afterwards.

    Where something in it cannot be read, you may go back in; whatever you typed stays in the
    file. Exit code 1 where it is left like that.

    \b
      followup edit ann
      EDITOR="code --wait" followup edit ann
    """
    from followup_md.book import external_edit
    from followup_md.parsing.contact_file import read_bytes
    from followup_md.storage import editor
    from followup_md.views import problems as views

    at = open_for_write(session, on, commit)
    book = at.book
    (id_,), _ = at.resolve_names(name)
    program = editor.command(is_interactive())
    before = external_edit.current(book, id_)
    while True:
        found = external_edit.open_in(program, book, id_, at.today)
        text = external_edit.current(book, id_)
        screen = session.screen._replace(terminal=is_interactive())
        click.echo(views.listed(found, screen, _lines(text)), nl=False, err=True)
        wrong = any(problem.is_error for problem in found)
        if (
            not wrong
            or not is_interactive()
            or not click.confirm("Go back in?", default=True, err=True)
        ):
            break
    notes = (
        () if text == before else external_edit.keep(book, id_, before, False if wrong else commit)
    )
    contact = read_bytes(id_, text, book.settings).contact
    if contact is None:
        click.echo(f"contacts/{printable(id_)}.md cannot be read like this: it is left out")
    else:
        at.print_result(contact, "nothing changed" if text == before else "edited")
    for note in notes:
        echo_err(note)
    return 1 if wrong else 0


def _lines(raw: bytes) -> Callable[[Problem], str | None]:
    """Return what finds the line of a problem, for a terminal."""
    lines = raw.decode(errors="replace").removeprefix("\ufeff").split("\n")

    def line(problem: Problem) -> str | None:
        return lines[problem.line - 1] if 0 < problem.line <= len(lines) else None

    return line
