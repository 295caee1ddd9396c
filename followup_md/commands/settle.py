"""`followup settle`: the end of a promise or a quote."""

from __future__ import annotations

import click

from followup_md.commands.options import names_argument
from followup_md.commands.write_context import WriteContext, day_option, write_options
from followup_md.errors import UsageError


@click.command()
@names_argument
@click.argument(
    "words", nargs=-1, required=True, metavar="[REF-OR-WORDS] kept|dropped|won|lost|withdrawn"
)
@day_option
@write_options
def command(context: WriteContext, names: str, words: tuple[str, ...], day: str | None) -> None:
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
    ids = context.resolve_names(names)
    ended = context.past_day(day)
    settle = promises_quotes.Settle(" ".join(words[:-1]), end, ended, context.book.settings)
    context.run(ids, settle.plan, f"settle {end}")
