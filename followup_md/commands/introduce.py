"""`followup introduce`: two people brought together, in both files."""

from __future__ import annotations

import click

from followup_md.commands.options import complete_names
from followup_md.commands.word_completion import complete_channel
from followup_md.commands.write_context import WriteContext, day_option, write_options


@click.command()
@click.argument("a", metavar="NAME", shell_complete=complete_names)
@click.argument("b", metavar="OTHER", shell_complete=complete_names)
@click.argument("channel", default="email", shell_complete=complete_channel)
@click.option("-m", "words", metavar="WORDS", help="What about, in your words.")
@day_option
@write_options
def command(
    context: WriteContext, a: str, b: str, channel: str, words: str | None, day: str | None
) -> None:
    """Write down an introduction, after both said yes.

    Each file gets `CHANNEL gave with OTHER, WORDS` (an e-mail where you name no channel): both or
    neither, one change. To have asked is an ordinary touch: log ann email sent with bob.

    \b
      followup introduce ann bob
      followup introduce ann bob call -m "he needs an architect"
    """
    from followup_md.book import members
    from followup_md.editing import introduce

    book = context.book
    ids = context.resolve_name(a), context.resolve_name(b)
    gave = introduce.parse_gave(channel, words, context.past_day(day), book.settings)
    first, second = map(book.read_one, ids)
    context.run_plans(
        introduce.plans(first, second, gave, context.today, book.settings, members.signature(book)),
        "introduce",
    )
