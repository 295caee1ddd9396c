"""`followup undo`: take back the last change."""

from __future__ import annotations

import click

from followup_md.commands.options import pass_session
from followup_md.session import Session, echo
from followup_md.views.text_layout import printable


@click.command()
@click.option("--dry-run", is_flag=True, help="Print what would change, as a diff; write nothing.")
@pass_session
def command(session: Session, dry_run: bool) -> None:
    """Take back the last change that followup made here; a second undo makes it again.

    A change that was committed is taken back by a new commit. Nothing is taken back where
    somebody has edited the file since.
    """
    from followup_md.book import save

    what, saved = save.undo(session.open_book(), dry_run)
    if dry_run:
        echo(printable(save.diff(saved.changes)))
        return
    names = ", ".join(change.id for change in saved.changes)
    before = what.removeprefix("undo ")
    click.echo(printable(f"{'made again' if before == what else 'taken back'}: {before}, {names}"))
    for note in saved.notes:
        click.echo(printable(note), err=True)
