"""`followup status`: an explicit end, or open again."""

from __future__ import annotations

import click

from followup_md.commands.options import names_argument
from followup_md.commands.word_completion import complete_status
from followup_md.commands.write_context import WriteContext, write_options


@click.command()
@names_argument
@click.argument(
    "words",
    nargs=-1,
    required=True,
    metavar="WORD [by me|by them] [WORDS]...",
    shell_complete=complete_status,
)
@write_options
def command(context: WriteContext, names: str, words: tuple[str, ...]) -> None:
    """Say that it ended: declined, do-not-contact or archived; or that it is open again.

    \b
      followup status ann declined by them, no budget this year
      followup status ann declined by me, not my trade
      followup status ann do-not-contact by them
      followup status ann open
    """
    from followup_md.editing import set_field

    ids = context.resolve_names(names)
    status = set_field.status(" ".join(words), context.today, context.book.settings)
    context.run(ids, status.plan, "status")
