"""`followup serve`: the website, live, for your eyes only."""

from __future__ import annotations

import os
from datetime import date

import click

from followup_md.commands.options import on_option, pass_on_no_cache, pass_session
from followup_md.session import Session, echo_err


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, help="Default: 8000; 0: a free one."
)
@click.option("--addr", default="127.0.0.1", metavar="HOST", help="Default: this machine only.")
@click.option("--anywhere", is_flag=True, help="Let others on your network read the whole book.")
@click.option("--open", "open_browser", is_flag=True, help="Open a browser.")
@on_option
@pass_session
def command(
    session: Session, port: int, addr: str, anywhere: bool, open_browser: bool, on: date | None
) -> int:
    """Show the website on this machine, rebuilt with every change, until ^C.

    What cannot be read is shown here, too, with path and error: nobody else sees it.
    """
    from followup_md.website.mkdocs import run
    from followup_md.website.privacy import safety

    pass_on_no_cache(session)
    if anywhere:
        os.environ[safety.ANYWHERE] = "1"
        addr = "0.0.0.0" if addr == "127.0.0.1" else addr
    host = f"[{addr}]" if ":" in addr and not addr.startswith("[") else addr
    return run.serve(session.open_book().root, on, f"{host}:{port}", open_browser, echo_err)
