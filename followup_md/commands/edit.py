"""`followup edit`: a contact file in your editor, checked when you are done."""

from __future__ import annotations

from functools import partial

import click

from followup_md.commands.options import name_argument, on_option
from followup_md.commands.write_context import (
    WriteContext,
    commit_option,
    is_interactive,
    pass_write_context,
)
from followup_md.errors import UsageError
from followup_md.session import echo_err
from followup_md.views import problems
from followup_md.views.text_layout import printable


@click.command()
@name_argument
@commit_option
@on_option
@pass_write_context
def command(context: WriteContext, name: str) -> int:
    """Open a contact's file in your editor ($VISUAL or $EDITOR), and check it afterwards.

    Where something in it cannot be read, you may go back in; whatever you typed stays in the
    file. Exit code 1 where it is left like that.

    \b
      followup edit ann
      EDITOR="code --wait" followup edit ann
    """
    from followup_md.book import external_edit, reader
    from followup_md.model.contact import path_of
    from followup_md.parsing.contact_file import read_bytes
    from followup_md.storage import editor

    book, terminal = context.book, is_interactive()
    id_, *others = context.resolve_names(name)
    if others:
        raise UsageError("one contact at a time: an editor opens one file")
    program = editor.command(terminal)
    screen = context.session.screen._replace(terminal=terminal)
    source = partial(reader.source_line, book.folder)
    before = external_edit.current(book, id_)
    while True:
        found = external_edit.open_in(program, book, id_, context.today)
        text = external_edit.current(book, id_)
        click.echo(problems.listed(found, screen, source), nl=False, err=True)
        wrong = any(problem.is_error for problem in found)
        if not (wrong and terminal and click.confirm("Go back in?", default=True, err=True)):
            break
    notes = external_edit.keep(book, id_, before, False if wrong else context.commit)
    contact = read_bytes(id_, text, book.settings).contact
    if contact is None:
        click.echo(f"{printable(path_of(id_))} cannot be read like this: it is left out")
    else:
        context.print_result(contact, "nothing changed" if text == before else "edited")
    for note in notes:
        echo_err(note)
    return 1 if wrong else 0
