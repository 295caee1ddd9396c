"""`followup sync`: share the book."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from followup_md.book.sync import Synced
from followup_md.commands.options import pass_session
from followup_md.session import Session
from followup_md.views.text_layout import printable


@click.command()
@pass_session
def command(session: Session) -> int:
    """Commit every changed contact that reads without error, fetch, merge, check, push.

    Only contacts are committed; what else you changed or staged stays as it is. Where a conflict
    needs you, it stops and says what to do; the same command goes on from there.
    """
    from followup_md.book import merge_driver, sync

    book = session.open_book()
    terminal = sys.stdin.isatty() and sys.stderr.isatty()
    done = sync.sync(book, _tell if terminal else _silent, terminal)
    for line in _report(done):
        click.echo(printable(line))
    for path in (*done.left_out, *done.broken):
        click.echo(printable(f"{path} cannot be read: followup check {path}"), err=True)
    if done.broken:
        click.echo("nothing was pushed: mend it, then run followup sync again", err=True)
    if not merge_driver.is_installed(book.root):
        click.echo("this clone merges contacts line by line: followup setup mends that", err=True)
    others = done.unread - len({*done.left_out, *done.broken})
    if others > 0:
        files = "1 more file" if others == 1 else f"{others} more files"
        click.echo(f"{files} cannot be read: followup check", err=True)
    return 1 if done.unread or done.left_out else 0


def _report(done: Synced) -> Iterator[str]:
    for path in done.committed:
        yield f"committed {path}"
    if done.fetched:
        yield f"merged {_commits(done.fetched)}"
    if done.pushed:
        yield f"pushed {_commits(done.pushed)}"
    if done.note:
        yield done.note
    if not (done.committed or done.fetched or done.pushed or done.note or done.broken):
        yield "nothing new, here or there"


def _commits(number: int) -> str:
    return "1 commit" if number == 1 else f"{number} commits"


def _tell(words: str) -> None:
    click.echo(printable(f"{words} …"), err=True)


def _silent(_words: str) -> None:
    """Say nothing: nobody is watching."""
