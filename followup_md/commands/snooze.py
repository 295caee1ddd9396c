"""`followup snooze`: not now."""

from __future__ import annotations

import click

from followup_md.commands.options import names_argument
from followup_md.commands.write_context import WriteContext, write_options


@click.command()
@names_argument
@click.argument("words", nargs=-1, required=True, metavar="UNTIL [WORDS]...")
@write_options
def command(context: WriteContext, names: str, words: tuple[str, ...]) -> None:
    """Put a contact off until a day.

    What you promised, birthdays and appointments stay where they are, and so does what they ask
    of you from now on.

    \b
      followup snooze ann in 2 weeks on holiday
      followup snooze ann 2026-10-01
    """
    from followup_md.editing import natural_dates, set_field

    ids = context.resolve_names(names)
    until, why = natural_dates.split_day(words, context.today)
    snooze = set_field.snooze(until, context.today, why, context.book.settings)
    context.run(ids, snooze.plan, "snooze")
