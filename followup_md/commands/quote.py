"""`followup quote`: a quotation that was sent."""

from __future__ import annotations

from datetime import date

import click

from followup_md.commands.params import Session, name_argument, pass_session
from followup_md.commands.writing import How, day_option, past, perform, whom, write_options


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
    from followup_md.model import bargains

    book = session.book()
    today = session.today(book, on)
    ids, code = whom(session, book, [name])
    quote = bargains.read_quote(past(day, today), ref, what, book.settings)
    quoted = bargains.Quoted(quote, book.settings)
    perform(book, ids, quoted.plan, "quote", today, How(commit, dry_run))
    return code
