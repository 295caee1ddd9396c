"""`followup settle`: the end of a promise, a quote, an appointment, or of what is owed."""

from __future__ import annotations

import click

from followup_md.commands.options import names_argument
from followup_md.commands.word_completion import complete_end
from followup_md.commands.write_context import WriteContext, day_option, write_options
from followup_md.errors import UsageError
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from followup_md.editing.plan import EditPlan

_SPELLINGS = {"canceled": "cancelled"}


@click.command()
@names_argument
@click.argument(
    "words", nargs=-1, required=True, metavar="[WHICH] END", shell_complete=complete_end
)
@click.option("--to", metavar="D", help='The new day of what is moved: friday, "1 oct 15:00".')
@day_option
@write_options
def command(
    context: WriteContext, names: str, words: tuple[str, ...], to: str | None, day: str | None
) -> None:
    """Say how something ended: a promise, a quote, an appointment, or what you owe.

    \b
      a promise       WHICH kept, dropped
      a quote         WHICH won, lost, withdrawn
      an appointment  WHICH cancelled; WHICH moved --to D
      what you owe    owed dropped: what they sent needs no answer

    WHICH is a quote's reference, the channel of an appointment, a day, or any part of the words
    that only one has. Where there is but one, the end alone will do. --date is the day of the
    end; for an appointment, the day it was planned for.

    \b
      followup settle ann brochure kept
      followup settle ann Q-114 won --date yesterday
      followup settle ann meeting moved --to "next tuesday 15:00"
      followup settle ann owed dropped
    """
    end = _SPELLINGS.get(words[-1].lower(), words[-1].lower())
    plan = _plan(context, " ".join(words[:-1]), end, to, day)
    context.run(context.resolve_names(names), plan, f"settle {end}")


def _plan(context: WriteContext, which: str, end: str, to: str | None, day: str | None) -> EditPlan:
    from followup_md.editing import natural_dates, promises_quotes, settle_touches

    if end not in (*promises_quotes.ENDS, *settle_touches.ENDS):
        raise UsageError(
            "how did it end? The last word must be kept or dropped (a promise), won, lost or"
            " withdrawn (a quote), cancelled or moved (an appointment); `owed dropped` says that"
            " no answer is needed. A meeting that was held is a touch: followup log"
        )
    if (to is not None) != (end == settle_touches.MOVED):
        raise UsageError("an appointment is moved to a day: settle ann meeting moved --to friday")
    today, book = context.today, context.book
    if end in settle_touches.ENDS:
        planned_for = None if day is None else natural_dates.parse_day(day, today)
        new_day = None if to is None else settle_touches.parse_to(to, today)
        return settle_touches.SettleAppointment(which, planned_for, new_day, book.settings).plan
    if (which.lower(), end) == (settle_touches.OWED, "dropped"):
        if day is not None:
            raise UsageError("owed dropped writes no day: leave --date out")
        return settle_touches.DropDebts(today, book.settings, book.calendar).plan
    ended = context.past_day(day)
    return promises_quotes.Settle(which, end, ended, book.settings).plan
