"""`followup build`: the website."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from followup_md.commands.options import on_option, pass_session
from followup_md.session import Session, echo_err


@click.command()
@click.option("--strict", is_flag=True, help="Build nothing where MkDocs warns of anything.")
@on_option
@pass_session
def command(session: Session, strict: bool, on: date | None) -> int:
    """Build the website into public/, with MkDocs.

    Exit code 1 where a contact file could not be read: everybody else is there.
    """
    from followup_md.storage import locate
    from followup_md.website.mkdocs import run
    from followup_md.website.privacy import safety

    if not session.cache:
        os.environ[safety.NO_CACHE] = "1"
    return run.build(locate.find_book_path(Path(session.folder)), on, strict, echo_err)
