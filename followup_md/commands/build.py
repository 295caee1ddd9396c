"""`followup build`: the website."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from followup_md.commands.options import (
    allow_empty_option,
    on_option,
    pass_on_no_cache,
    pass_session,
)
from followup_md.session import Session, echo_err
from followup_md.storage import locate


@click.command()
@click.option("--strict", is_flag=True, help="Build nothing where MkDocs warns of anything.")
@allow_empty_option
@on_option
@pass_session
def command(session: Session, strict: bool, allow_empty: bool, on: date | None) -> int:
    """Build the website into public/, with MkDocs.

    Exit code 1 where a contact file could not be read: everybody else is there.
    """
    from followup_md.website.mkdocs import run

    pass_on_no_cache(session)
    return run.build(locate.find_book_path(Path(session.folder)), on, strict, echo_err, allow_empty)
