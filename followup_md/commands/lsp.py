"""`followup lsp`: the language server that editors start."""

from __future__ import annotations

import sys
from datetime import date

import click

from followup_md.commands.options import on_option, pass_session
from followup_md.errors import MachineError
from followup_md.session import Session, echo_err

_MISSING = "the language server needs pygls: pipx inject followup-md pygls, or pip install pygls"


@click.command()
@click.option("--stdio", is_flag=True, hidden=True, help="The only way; editors may say so.")
@on_option
@pass_session
def command(session: Session, stdio: bool, on: date | None) -> int:
    """A language server for contact files, over standard input and output.

    Your editor starts it: problems while you type and what mends them, completion, what a touch
    counts as, what is due, links to other contacts. It writes no file, opens no port, and reads
    the book of whichever file is open. docs/editors.md says how to set up yours.
    """
    del stdio
    try:
        from followup_md.lsp import server
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise MachineError(_MISSING) from None
    if sys.stdin is not None and sys.stdin.isatty():
        echo_err("This speaks to editors, not to people: docs/editors.md. ^C ends it.")
    server.serve(session.clock, on, session.cache)
    return 0
