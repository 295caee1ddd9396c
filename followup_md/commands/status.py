"""`followup status`: an explicit end, or open again."""

from __future__ import annotations

from datetime import date

import click

from followup_md.commands.options import name_argument, pass_session
from followup_md.commands.write_context import open_for_write, write_options
from followup_md.session import Session


@click.command()
@name_argument
@click.argument("words", nargs=-1, required=True, metavar="WORD [by me|by them] [WORDS]...")
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
    """Say that it ended: declined, do-not-contact or archived; or that it is open again.

    \b
      followup status ann declined by them, no budget this year
      followup status ann declined by me, not my trade
      followup status ann do-not-contact by them
      followup status ann open
    """
    from followup_md.editing import set_status

    at = open_for_write(session, on, commit, dry_run)
    ids, code = at.resolve_names(name)
    status = set_status.status(" ".join(words), at.today, at.book.settings)
    at.run(ids, status.plan, "status")
    return code
