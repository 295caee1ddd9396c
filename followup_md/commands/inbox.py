"""`followup inbox`: what was written elsewhere, filed."""

from __future__ import annotations

from functools import partial

import click

from followup_md.commands.write_context import WriteContext, write_options
from followup_md.policy.phrases import plural
from followup_md.session import echo, echo_err
from followup_md.views.text_layout import printable


@click.command()
@write_options
def command(context: WriteContext) -> int:
    """File the lines of the inbox: inbox/*.txt, or one inbox.txt.

    A line is `NAME: ENTRY`, with the entry as in a contact's file. What is clear is filed, all of
    it one change; what is not stays, with a message, exit 1.

    \b
      Ann Lee: 2026-09-14 call answered, wants two options
      bob: promise 2026-09-18, send the plan
      new Zoe Fox: 2026-09-14 meeting, at the fair
    """
    from followup_md.book import inbox, reader
    from followup_md.views import diff, problems

    book = context.book
    if context.dry_run:
        filed = inbox.preview(book, context.today)
        echo(printable(diff.unified(filed.saved.changes)))
    else:
        filed = inbox.file_all(book, context.today, context.commit)
        for contact, summary in filed.contacts:
            context.print_result(contact, summary)
    source = partial(reader.source_line, book.folder)
    echo(problems.listed(filed.left, context.session.screen, source))
    if not filed.anything:
        click.echo("nothing in the inbox")
    elif filed.left:
        done = plural(filed.lines, "line") if filed.lines else "nothing"
        echo_err(f"{done} filed; the rest stays in the inbox")
    for note in filed.saved.notes:
        echo_err(note)
    return 1 if filed.left else 0
