"""`followup sync`: share the book."""

from __future__ import annotations

from collections.abc import Iterator

import click

from followup_md.book import merge_driver, sync
from followup_md.book.outgoing import FileChange
from followup_md.book.sync import Synced
from followup_md.commands.options import pass_session
from followup_md.commands.write_context import is_interactive
from followup_md.policy.phrases import plural
from followup_md.session import Session, echo_err
from followup_md.views.problems import line
from followup_md.views.text_layout import printable


@click.command()
@pass_session
def command(session: Session) -> int:
    """Commit every changed contact that reads without error, fetch, merge, check, push.

    Only contacts and the inbox are committed, and after the merge the inbox is filed; what else you
    changed or staged stays as it is. Where a conflict needs you, it stops and says what to do; the
    same command goes on from there.
    """
    book = session.open_cached(tell=False)  # a merge that was cut off is finished here
    terminal = is_interactive()

    def announce(step: str) -> None:
        if terminal:
            echo_err(f"{step} …")

    today = session.today(book, None)
    synced = sync.sync(book, announce, terminal, today)
    for words in _report(synced):
        click.echo(printable(words))
    for path in (*synced.left_out, *synced.broken):
        echo_err(f"{path} cannot be read: followup check {path}")
    for moved in synced.moved:
        for path in moved.links:
            echo_err(f"{path} may mean {moved.new} by {moved.old}: look at its links and `via`")
    for path in synced.staged:
        echo_err(f"{path}: what you staged is not what the file holds; it stays staged")
    for words in synced.notes:
        echo_err(words)
    if synced.broken:
        echo_err("nothing was pushed: fix it, then run followup sync again")
    if not merge_driver.is_installed(book.root):
        echo_err("this clone merges contacts line by line: followup setup fixes that")
    others = synced.unreadable - len({*synced.left_out, *synced.broken})
    if others > 0:
        echo_err(f"{plural(others, 'more file')} cannot be read: followup check")
    left = synced.filed[-1].left if synced.filed else ()
    for problem in left:
        echo_err(line(problem))
    return 1 if synced.unreadable or synced.left_out or left else 0


def _report(synced: Synced) -> Iterator[str]:
    yield from map(_change, synced.committed)
    for path in synced.mended:
        yield f"{path} was committed by a run that was killed; Git's index knows it now"
    for moved in synced.moved:
        yield moved.words
    if synced.fetched:
        yield f"merged {plural(synced.fetched, 'commit')}"
    for filed in synced.filed:
        for contact, summary in filed.contacts:
            yield f"filed for {contact.name}: {summary}"
    if synced.pushed:
        tries = f" (try {synced.tries}: others were faster)" if synced.tries > 3 else ""
        yield f"pushed {plural(synced.pushed, 'commit')}{tries}"
    if synced.note:
        yield synced.note
    done = (
        *(synced.committed, synced.mended, synced.fetched, synced.pushed, synced.note),
        *(filed.lines for filed in synced.filed),
    )
    if not any(done) and not synced.broken:
        yield "nothing new, here or there"


def _change(change: FileChange) -> str:
    if change.removed:
        return f"removed {change.path}" + (f" ({change.name})" if change.name else "")
    return f"moved {change.old} to {change.path}" if change.old else f"committed {change.path}"
