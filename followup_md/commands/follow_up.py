"""`followup follow-up`: the day they named, or you chose."""

from __future__ import annotations

import click

from followup_md.commands.options import names_argument
from followup_md.commands.write_context import WriteContext, write_options


@click.command()
@names_argument
@click.argument("words", nargs=-1, required=True, metavar="D [WORDS]...")
@write_options
def command(context: WriteContext, names: str, words: tuple[str, ...]) -> None:
    """Set the day on which to be in touch again, whatever the series says.

    \b
      followup follow-up ann next tuesday when the budget is decided
      followup follow-up ann 2026-10-01
    """
    from followup_md.editing import natural_dates, set_field

    ids = context.resolve_names(names)
    day, why = natural_dates.split_day(words, context.today)
    follow_up = set_field.follow_up(day, context.today, why, context.book.settings)
    context.run(ids, follow_up.plan, "follow up")
