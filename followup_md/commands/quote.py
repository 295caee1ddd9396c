"""`followup quote`: a quotation that was sent."""

from __future__ import annotations

from datetime import date

import click

from followup_md.commands.options import name_argument, pass_session
from followup_md.commands.write_context import day_option, open_for_write, write_options
from followup_md.session import Session


@click.command()
@name_argument
@click.argument("ref")
@click.option("-m", "what", required=True, metavar="TEXT", help="What it is about, how much.")
@day_option
@write_options
@pass_session
def command(
    session: Session,
    name: str,
    ref: str,
    what: str,
    day: str | None,
    commit: bool | None,
    dry_run: bool,
    on: date | None,
) -> int:
    """Write down a quote that you sent; it is chased until it is won, lost or withdrawn.

    REF is one word, such as Q-114; touches name it with `re Q-114`.

    \b
      followup quote ann Q-114 -m "Project X, 1200 EUR"
      followup quote ann Q-115 -m "Project Y" --date yesterday

    Its end: followup settle.
    """
    from followup_md.editing import promises_quotes

    at = open_for_write(session, on, commit, dry_run)
    ids, code = at.resolve_names(name)
    quote = promises_quotes.parse_quote(at.day(day), ref, what, at.book.settings)
    quoted = promises_quotes.AddQuote(quote, at.book.settings)
    at.run(ids, quoted.plan, "quote")
    return code
