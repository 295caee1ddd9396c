"""`followup snooze`: not now."""

from __future__ import annotations

from datetime import date

import click

from followup_md.commands.options import name_argument, pass_session
from followup_md.commands.write_context import open_for_write, write_options
from followup_md.session import Session


@click.command()
@name_argument
@click.argument("words", nargs=-1, required=True, metavar="UNTIL [WORDS]...")
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
    """Put a contact off until a day.

    What you promised, birthdays and appointments stay where they are, and so does what they ask
    of you from now on.

    \b
      followup snooze ann in 2 weeks on holiday
      followup snooze ann 2026-10-01
    """
    from followup_md.editing import natural_dates, set_status

    at = open_for_write(session, on, commit, dry_run)
    ids, code = at.resolve_names(name)
    until, why = natural_dates.split_day(words, at.today)
    snooze = set_status.snooze(until, at.today, why, at.book.settings)
    at.run(ids, snooze.plan, "snooze")
    return code
