"""`followup init`: a new book."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from followup_md import __version__
from followup_md.commands.options import pass_session
from followup_md.errors import MachineError
from followup_md.git import command as git
from followup_md.session import Session, echo_err
from followup_md.storage import files, locate, scaffold
from followup_md.views.text_layout import printable

_ZONES = "/zoneinfo/"
_LOCALTIME = "/etc/localtime"


@click.command()
@click.argument(
    "folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path, file_okay=False)
)
@pass_session
def command(session: Session, folder: Path) -> None:
    """Make a new book in DIR (here, where none is named), with two samples.

    Nothing that is there is overwritten: run it again for the files that are missing.
    """
    book = Path(session.folder) / folder
    zone = machine_zone()
    today = session.clock().astimezone(ZoneInfo(zone or "UTC")).date()
    values = {
        "TIMEZONE": zone or "UTC",
        "TODAY": today.isoformat(),
        "YESTERDAY": (today - timedelta(days=1)).isoformat(),
        "VERSION": __version__,
    }
    book.mkdir(parents=True, exist_ok=True)
    copied = scaffold.copy(book, values)
    for path in copied.written:
        click.echo(f"wrote {path}")
    for path in copied.left:
        click.echo(f"left  {path} (it was there)")
    for note in (*_repository(book), *_notes(book, zone, copied)):
        echo_err(note)
    _print_next_steps(folder)


def machine_zone() -> str:
    """Return the IANA name of this machine's time zone, or "" if it cannot be found out."""
    names = [os.environ.get("TZ", "").lstrip(":")]
    with suppress(OSError):  # a copy instead of a link, or missing
        names.append(os.readlink(_LOCALTIME))
    for name in names:
        name = name.rpartition(_ZONES)[2]
        try:
            if name and not name.startswith("/") and ZoneInfo(name):
                return name
        except (ValueError, OSError, LookupError):
            continue
    return ""


def _repository(book: Path) -> Iterator[str]:
    """Make a repository if there is none, and set it up; yield notes for the user."""
    from followup_md.book import merge_driver

    try:
        if not git.is_repository(book):
            git.init(book)
            merge_driver.install(book, merge_driver.program())
            yield "made a Git repository that merges contacts entry by entry"
        elif not merge_driver.is_installed(book):
            yield "this clone merges contacts line by line: followup setup mends that"
        rule = git.is_ignored(book, "site/index.md")
        if not git.is_ignored(book, "site/.followup-1.tmp"):
            yield "what a killed run leaves is not ignored by Git: put .followup* in .gitignore"
    except MachineError as error:
        yield f"no Git repository: {error}"
        return
    if rule:
        yield f"Git ignores site/, where your pages live ({rule}): delete that line"


def _notes(book: Path, zone: str, copied: scaffold.Copied) -> Iterator[str]:
    if not zone and locate.SETTINGS in copied.written:
        yield "this machine names no time zone: put yours in followup.yml (it says UTC)"
    if "mkdocs.yml" in copied.left:
        try:
            text = files.read_bytes(book / "mkdocs.yml")
        except (OSError, MachineError):
            text = b""
        if b"followup" not in text:
            yield (
                "your mkdocs.yml was left as it is; the site wants in it: docs_dir: site,"
                " site_dir: public, plugins: [followup], theme: followup"
            )


def _print_next_steps(folder: Path) -> None:
    click.echo("\nNext:")
    if folder != Path():
        click.echo(f"  cd {shlex.quote(printable(str(folder)))}")
    click.echo("  followup due          whom to reach today")
    click.echo("  followup why ann      why she is on the list")
    click.echo("  followup serve        the same as a website, on this machine")
