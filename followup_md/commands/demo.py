"""`followup demo`: the main commands on the bundled book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from followup_md.commands.options import pass_session
from followup_md.errors import MachineError
from followup_md.session import Session, echo_err
from followup_md.storage.locate import SETTINGS

DAY = date(2026, 9, 14)
_PACKAGE = Path(__file__).parents[1]
_BOOK = ("contacts", "site", "mkdocs.yml", SETTINGS)


@click.command()
@click.option("--no-serve", is_flag=True, help="Only build the site.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port (0: a free one).")
@pass_session
@click.pass_context
def command(ctx: click.Context, session: Session, no_serve: bool, port: int) -> int:
    """See it all on a book of made-up contacts, on Monday 14 September 2026.

    Prints the agenda, writes the agenda page, builds the website, and serves it on this machine.
    """
    book = bundled()
    echo_err(f"The bundled book in {book}, as if today were Mon 14 Sep 2026.\n")
    ctx.obj = session._replace(folder=str(book))
    code = _run(ctx, "due", on=DAY) or _run(ctx, "agenda", on=DAY) or _run(ctx, "build", on=DAY)
    if code:
        return code
    if no_serve or not session.screen.terminal:
        serve = f"followup -C {book} serve --on {DAY}"
        echo_err(f"The site is in {book / 'public'}; to see it: {serve}")
        return 0
    return _run(ctx, "serve", on=DAY, port=port)


def bundled() -> Path:
    """Return the bundled book: the checkout itself, else a fresh copy of the package's own.

    Only the wheel has that one, in followup_md/demo (see pyproject.toml).
    """
    checkout = _PACKAGE.parent
    if all((checkout / name).exists() for name in _BOOK):
        return checkout
    source = _PACKAGE / "demo"
    if not source.is_dir():
        raise MachineError("this installation came without the bundled book: try `followup init`")
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="followup-demo-"))
    shutil.copytree(source, folder, dirs_exist_ok=True)
    return folder


def _run(ctx: click.Context, name: str, **options: object) -> int:
    """Run another command as if it had been typed with these options."""
    root = ctx.find_root().command
    assert isinstance(root, click.Group)
    command = root.get_command(ctx, name)
    assert command is not None
    return ctx.invoke(command, **options) or 0
