"""`followup quote`: a quotation that was sent."""

from __future__ import annotations

import click

from followup_md.commands.options import names_argument
from followup_md.commands.write_context import WriteContext, day_option, write_options


@click.command()
@names_argument
@click.argument("ref")
@click.option("-m", "what", required=True, metavar="TEXT", help="What it is about, how much.")
@day_option
@write_options
def command(context: WriteContext, names: str, ref: str, what: str, day: str | None) -> None:
    """Write down a quote that you sent; it is chased until it is won, lost or withdrawn.

    REF is one word, such as Q-114; touches name it with `re Q-114`.

    \b
      followup quote ann Q-114 -m "Project X, 1200 EUR"
      followup quote ann Q-115 -m "Project Y" --date yesterday

    Its end: followup settle.
    """
    from followup_md.editing import promises_quotes

    ids = context.resolve_names(names)
    settings = context.book.settings
    quote = promises_quotes.parse_quote(context.past_day(day), ref, what, settings)
    context.run(ids, promises_quotes.AddQuote(quote, settings).plan, "quote")
