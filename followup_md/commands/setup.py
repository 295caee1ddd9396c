"""`followup setup`: what a clone needs and Git does not bring along."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from followup_md.commands.options import pass_session
from followup_md.errors import FollowupError, RefusedError
from followup_md.session import Session, echo_err
from followup_md.views.text_layout import printable


@click.command()
@click.option("--remove", is_flag=True, help="Take it back.")
@click.option("--me", metavar="WORD", help="Who works in this clone, as `owner` is written.")
@pass_session
def command(session: Session, remove: bool, me: str | None) -> None:
    """Teach this clone to merge contacts: once for each clone, and again after followup moved.

    Two people who add to the same contact then never conflict. It writes into this clone's own
    .git/config and .git/info/attributes, nothing that is shared. In a team, say who you are
    (`--me nora`): `due --mine` shows your contacts, and what you log says so.
    """
    from followup_md.book import members, merge_driver
    from followup_md.git import command as git
    from followup_md.storage import locate

    root = locate.find_book_path(Path(session.folder))
    if not git.is_repository(root):
        raise RefusedError("this book is not in a Git repository: git init")
    if me is not None:
        me = members.known_word(session.open_book().settings, me)
    done = (
        merge_driver.remove(root) if remove else merge_driver.install(root, merge_driver.program())
    )
    if me is not None:
        git.run(root, "config", "followup.me", me)
        done = [*done, f"{me} works in this clone"]
    for line in done or ["nothing to do: this clone is set up already"]:
        click.echo(printable(line))
    with suppress(FollowupError):  # settings that cannot be read stop no setup
        hint = "" if remove else members.hint(session.open_book())
        if hint:
            echo_err(hint)
