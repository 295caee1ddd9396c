"""`followup follow-up`: the day they named, or you chose."""

from __future__ import annotations

from datetime import date

import click

from followup_md.commands.options import name_argument, pass_session
from followup_md.commands.write_context import open_for_write, write_options
from followup_md.session import Session


@click.command()
@name_argument
@click.argument("words", nargs=-1, required=True, metavar="D [WORDS]...")
@write_options
@pass_session
def command(
    session: Session,
    name: str,
    words: tuple[str, ...],
    commit: bool | None,
    dry_run: bool,
    on: date | None,
) -> int:
    """Set the day on which to be in touch again, whatever the series says.

    \b
      followup follow-up ann next tuesday when the budget is decided
      followup follow-up ann 2026-10-01
    """
    from followup_md.editing import natural_dates, set_status

    at = open_for_write(session, on, commit, dry_run)
    ids, code = at.resolve_names(name)
    day, why = natural_dates.split_day(words, at.today)
    day_set = set_status.follow_up(day, why, at.book.settings)
    at.run(ids, day_set.plan, "follow up")
    return code
