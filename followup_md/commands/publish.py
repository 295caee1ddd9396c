"""`followup publish`: the website, where others can read it."""

from __future__ import annotations

import sys
from datetime import date

import click

from followup_md.commands.options import (
    allow_empty_option,
    on_option,
    pass_on_no_cache,
    pass_session,
)
from followup_md.errors import RefusedError
from followup_md.session import Session, echo_err


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@allow_empty_option
@on_option
@pass_session
def command(session: Session, yes: bool, allow_empty: bool, on: date | None) -> int:
    """Say who will be able to read what, ask, build the website, and push it to Pages.

    Nothing is published where a contact file cannot be read or MkDocs warns, and not before you
    have written `publish:` out in followup.yml.
    """
    from followup_md.website.mkdocs import run

    pass_on_no_cache(session)

    def ask(question: str) -> bool:
        if yes:
            return True
        if sys.stdin is None or not sys.stdin.isatty():
            raise RefusedError("nobody is there to ask: --yes says that you have read this")
        return click.confirm(question, err=True)

    return run.publish(session.open_book().root, on, ask, echo_err, allow_empty)
