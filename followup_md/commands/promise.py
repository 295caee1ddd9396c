"""`followup promise`: what somebody said would be done, and by when."""

from __future__ import annotations

import click

from followup_md.commands.options import names_argument
from followup_md.commands.write_context import WriteContext, write_options


@click.command()
@names_argument
@click.argument("words", nargs=-1, required=True, metavar="TEXT...")
@click.option(
    "--by", required=True, metavar="D", help='For when: 2026-09-14, "next friday", "in 2 weeks".'
)
@click.option("--theirs", is_flag=True, help="They promised it, not you.")
@write_options
def command(
    context: WriteContext, names: str, words: tuple[str, ...], by: str, theirs: bool
) -> None:
    """Write down a promise, yours or theirs, and the day it is for.

    \b
      followup promise ann send the brochure --by friday
      followup promise ann "the signed form" --by "in 2 weeks" --theirs

    Its end: followup settle.
    """
    from followup_md.editing import natural_dates, promises_quotes
    from followup_md.model.contact import Promise

    ids = context.resolve_names(names)
    due = natural_dates.parse_day(by, context.today)
    promise = Promise(due, theirs, what=" ".join(words).strip())
    plan = promises_quotes.AddPromise(promise, context.today, context.book.settings).plan
    context.run(ids, plan, "promise")
