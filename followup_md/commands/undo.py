"""`followup undo`: take back the last change."""

from __future__ import annotations

import click

from followup_md.commands.options import dry_run_option, pass_session
from followup_md.session import Session, echo, echo_err
from followup_md.views.text_layout import printable


@click.command()
@dry_run_option
@pass_session
def command(session: Session, dry_run: bool) -> None:
    """Undo the last change that followup made here; a second undo redoes it.

    A change that was committed is undone by a new commit. Nothing is undone where somebody has
    edited the file since.
    """
    from followup_md.book import save
    from followup_md.policy.phrases import first_of
    from followup_md.views import diff

    what, saved = save.undo(session.open_book(), dry_run)
    if dry_run:
        echo(printable(diff.unified(saved.changes)))
        return
    names = first_of([change.contact_id or change.path for change in saved.changes])
    name = what.removeprefix("undo ")
    click.echo(printable(f"{'redone' if name == what else 'undone'}: {name}, {names}"))
    for note in saved.notes:
        echo_err(note)
