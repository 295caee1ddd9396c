"""`followup decline`: the kind no, said first and written down after."""

from __future__ import annotations

from collections.abc import Sequence

import click

from followup_md.commands.options import names_argument
from followup_md.commands.word_completion import complete_channel
from followup_md.commands.write_context import WriteContext, day_option, write_options
from followup_md.errors import UsageError
from followup_md.session import echo, echo_err
from followup_md.views.text_layout import printable_line


@click.command()
@names_argument
@click.argument("channel", required=False, shell_complete=complete_channel)
@click.option("-m", "reason", metavar="REASON", help="Why, in your words.")
@click.option("--only", is_flag=True, help="A no to one question: the touch alone, they stay open.")
@day_option
@write_options
def command(
    context: WriteContext,
    names: str,
    channel: str | None,
    reason: str | None,
    only: bool,
    day: str | None,
) -> None:
    """Say no to somebody: tell them first, then write it down.

    CHANNEL is how you told them: the touch `CHANNEL declined, REASON` and `status: declined by
    me`, as one change. Without CHANNEL nothing is written, and you get words to say.

    \b
      followup decline ann
      followup decline ann call -m "not my trade"
      followup decline ann email --only -m "no stand at the fair"
    """
    from followup_md.editing import decline

    ids = context.resolve_names(names)
    if channel is None:
        if reason is not None or only or day is not None:
            raise UsageError(f"how did you tell them? Such as: {decline.EXAMPLE}")
        _tell_first(context, ids)
        return
    told = decline.parse_told(channel, reason, context.past_day(day), context.book.settings)
    plan = decline.Decline(told, context.today, context.book.settings, only).plan
    context.run(ids, plan, "decline")


def _tell_first(context: WriteContext, ids: Sequence[str]) -> None:
    """Say whom to tell, and how to write it down afterwards."""
    for id_ in ids:
        contact = context.book.read_one(id_)
        if contact.do_not_contact:
            echo(
                f"{printable_line(contact.name)} is marked do-not-contact: there is no one to tell"
            )
            continue
        echo(printable_line(f"{contact.name}: tell them first. Nothing was written."))
        echo_err(f"then: followup decline {printable_line(id_)} CHANNEL -m REASON")
