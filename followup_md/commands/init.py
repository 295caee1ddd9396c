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

from followup_md.commands.options import pass_session
from followup_md.errors import MachineError
from followup_md.git import command as git
from followup_md.model.contact import CONTACTS
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

    Nothing that is there is overwritten: run it again for the files that are missing. A clone is
    set up to merge contacts, as by `followup setup`.
    """
    from followup_md.book import install_source

    book = Path(session.folder) / folder
    zone = machine_zone()
    today = session.clock().astimezone(ZoneInfo(zone or "UTC")).date()
    values = {
        "TIMEZONE": zone or "UTC",
        "TODAY": today.isoformat(),
        "YESTERDAY": (today - timedelta(days=1)).isoformat(),
        "SOURCE": install_source.requirement(),
    }
    book.mkdir(parents=True, exist_ok=True)
    notes, inside = _repository(book)
    copied = scaffold.copy(book, values, recipes=not inside)
    for path in copied.written:
        click.echo(f"wrote {path}")
    for path in copied.left:
        click.echo(f"kept  {path} (already there)")
    if not values["SOURCE"] and any(name in copied.written for name in scaffold.RECIPES):
        notes.append(
            "this followup was installed from a folder of this machine, which GitHub and GitLab"
            " cannot reach: their recipes say in FOLLOWUP what to put there"
        )
    for note in (*notes, *_ignored(book), *_notes(book, zone, copied)):
        echo_err(note)
    _print_next_steps(folder, copied)


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


def _repository(book: Path) -> tuple[list[str], str]:
    """Make a repository if there is none, and set it up.

    Return notes for the user, and the book's folder in the repository: "" or "some/folder/".
    """
    from followup_md.book import merge_driver

    notes = []
    try:
        made = not git.is_repository(book)
        if made:
            git.init(book)
        inside = git.inside(book)
        if inside:
            top = git.top(book)
            notes += [
                f"this book is {inside} in the Git repository {top}",
                "left out: the recipes for GitHub and GitLab, which work only at the top of a"
                f" repository. Make a book elsewhere, move its recipes to {top}, and write into"
                f" them BOOK: {inside}",
            ]
        if not merge_driver.is_installed(book):
            merge_driver.install(book, merge_driver.program())
            notes.append(
                "made a Git repository that merges contacts entry by entry"
                if made
                else "this clone now merges contacts entry by entry (followup setup --remove takes"
                " that back)"
            )
    except MachineError as error:
        return [f"no Git repository: {error}"], ""
    return notes, inside


def _ignored(book: Path) -> Iterator[str]:
    """Yield notes on what Git would leave out of the book."""
    what = {f"{CONTACTS}/x.md": "your contacts live", "site/index.md": "your pages live"}
    for path, words in what.items():
        try:
            rule = git.is_ignored(book, path)
        except MachineError:
            return
        if rule:
            folder = path.partition("/")[0]
            yield f"Git ignores {folder}/, where {words} ({rule}): delete that line"
    if not git.is_ignored(book, "site/.followup-1.tmp"):
        yield "what a killed run leaves is not ignored by Git: put .followup* in .gitignore"


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
                "your mkdocs.yml was left as it is; the site needs in it: docs_dir: site,"
                " site_dir: public, plugins: [followup], theme: followup"
            )


def _print_next_steps(folder: Path, copied: scaffold.Copied) -> None:
    click.echo("\nNext:")
    if folder != Path():
        click.echo(f"  cd {shlex.quote(printable(str(folder)))}")
    click.echo("  followup due          whom to reach today")
    if copied.samples:
        click.echo("  followup why ann      why she is on the list")
    else:
        click.echo("  followup check        every mistake in the files, and what to type instead")
    click.echo("  followup serve        the same as a website, on this machine")
