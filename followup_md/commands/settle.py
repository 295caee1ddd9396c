"""`followup settle`: the end of a promise or a quote."""

from __future__ import annotations

from datetime import date

import click

from followup_md.commands.options import name_argument, pass_session
from followup_md.commands.write_context import day_option, open_for_write, write_options
from followup_md.errors import UsageError
from followup_md.session import Session


@click.command()
@name_argument
@click.argument(
    "words", nargs=-1, required=True, metavar="[REF-OR-WORDS] kept|dropped|won|lost|withdrawn"
)
@day_option
@write_options
@pass_session
def command(
    session: Session,
    name: str,
    words: tuple[str, ...],
    day: str | None,
    commit: bool | None,
    dry_run: bool,
    on: date | None,
) -> int:
    """Say how a promise ended (kept, dropped) or a quote (won, lost, withdrawn).

    Which one: a quote's reference, a promise's day, or any part of the words that only one has.
    Where there is but one open, the end alone will do.

    \b
      followup settle ann brochure kept
      followup settle ann Q-114 won --date yesterday
    """
    from followup_md.editing import promises_quotes

    end = words[-1].lower()
    if end not in promises_quotes.ENDS:
        raise UsageError(f"how did it end? One of {', '.join(promises_quotes.ENDS)} comes last")
    at = open_for_write(session, on, commit, dry_run)
    ids, code = at.resolve_names(name)
    ended = at.day(day)
    if ended > at.today:
        raise UsageError("that day is to come: settle it then")
    settled = promises_quotes.Settle(" ".join(words[:-1]), end, ended, at.book.settings)
    at.run(ids, settled.plan, f"settle {end}")
    return code
