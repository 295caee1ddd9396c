"""`followup setup`: what a clone needs and Git does not bring along."""

from __future__ import annotations

from pathlib import Path

import click

from followup_md.commands.options import pass_session
from followup_md.errors import RefusedError
from followup_md.session import Session
from followup_md.views.text_layout import printable


@click.command()
@click.option("--remove", is_flag=True, help="Take it back.")
@pass_session
def command(session: Session, remove: bool) -> None:
    """Teach this clone to merge contacts: once for each clone, and again after followup moved.

    Two people who add to the same contact then never conflict. It writes into this clone's own
    .git/config and .git/info/attributes, nothing that is shared.
    """
    from followup_md.book import merge_driver
    from followup_md.git import command as git
    from followup_md.storage import locate

    root = locate.find_book_path(Path(session.folder))
    if not git.is_repository(root):
        raise RefusedError("this book is not in a Git repository: git init")
    done = (
        merge_driver.remove(root) if remove else merge_driver.install(root, merge_driver.program())
    )
    for line in done or ["nothing to do: this clone is set up already"]:
        click.echo(printable(line))
