"""`followup decline`: the kind no, said first and written down after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup_md.commands.options import names_argument
from followup_md.commands.word_completion import complete_channel
from followup_md.commands.write_context import WriteContext, day_option, write_options
from followup_md.errors import RefusedError, UsageError
from followup_md.session import echo, echo_err

if TYPE_CHECKING:
    from followup_md.model.draft import Draft


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
    me`, as one change. Without CHANNEL nothing is written, and you get a draft.

    \b
      followup decline ann
      followup decline ann call -m "not my trade"
      followup decline ann email --only -m "no stand at the fair"
    """
    from followup_md.book import members
    from followup_md.editing import decline

    ids = context.resolve_names(names)
    if channel is None:
        if day is not None:
            raise UsageError(f"how did you tell them? Such as: {decline.EXAMPLE}")
        for id_ in ids:
            _tell_first(context, id_, reason or "")
        return
    book = context.book
    told = decline.parse_told(channel, reason, context.past_day(day), book.settings)
    own = members.signature(book)
    plan = decline.Decline(told, context.today, book.settings, only, own).plan
    context.run(ids, plan, "decline")


def _tell_first(context: WriteContext, id_: str, reason: str) -> None:
    """Print what to say to somebody, and how to write it down afterwards."""
    from followup_md.book import drafts
    from followup_md.views import draft as view

    book = context.book
    contact = book.read_one(id_)
    if contact.do_not_contact:
        raise RefusedError(f"{contact.name} is marked do-not-contact: there is nobody to tell")

    def draft(form: str) -> Draft:
        return drafts.draft(book, contact, context.today, kind="decline", form=form, words=reason)

    try:
        found = draft("")
    except RefusedError:  # no way to reach them is known; you may meet them
        found = draft("call")
    echo(view.words([found], context.session.screen))
    echo_err(f"\n{contact.name}: tell them first. Nothing was written.")
    echo_err(f"Then: followup decline {id_} {found.channel or 'CHANNEL'} -m REASON")
