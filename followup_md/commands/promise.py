"""`followup promise`: what somebody said would be done, and by when."""

from __future__ import annotations

from datetime import date

import click

from followup_md.commands.options import name_argument, pass_session
from followup_md.commands.write_context import open_for_write, write_options
from followup_md.session import Session


@click.command()
@name_argument
@click.argument("words", nargs=-1, required=True, metavar="TEXT...")
@click.option(
    "--by", required=True, metavar="D", help='For when: 2026-09-14, "next friday", "in 2 weeks".'
)
@click.option("--theirs", is_flag=True, help="They promised it, not you.")
@write_options
@pass_session
def command(
    session: Session,
    name: str,
    words: tuple[str, ...],
    by: str,
    theirs: bool,
    commit: bool | None,
    dry_run: bool,
    on: date | None,
) -> int:
    """Write down a promise, yours or theirs, and the day it is for.

    \b
      followup promise ann send the brochure --by friday
      followup promise ann "the signed form" --by "in 2 weeks" --theirs

    Its end: followup settle.
    """
    from followup_md.editing import natural_dates, promises_quotes
    from followup_md.model.contact import Promise

    at = open_for_write(session, on, commit, dry_run)
    ids, code = at.resolve_names(name)
    promise = Promise(natural_dates.parse_day(by, at.today), theirs, what=" ".join(words).strip())
    promised = promises_quotes.AddPromise(promise, at.book.settings)
    at.run(ids, promised.plan, "promise")
    return code
