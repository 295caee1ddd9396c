"""`followup next`: the day worked through with single keys, one person at a time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from followup_md.commands.options import Kind, on_option, pass_session
from followup_md.commands.word_completion import mine_option, owner_option, tag_option
from followup_md.commands.write_context import commit_option
from followup_md.errors import UsageError
from followup_md.session import Session, echo

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.triage.day import Day


@click.command()
@click.option("--kind", type=Kind(), metavar="K", help="Only those of whom a K is due.")
@tag_option
@owner_option
@mine_option
@click.option("--all", "every", is_flag=True, help='Those of "later today", too.')
@click.option("--again", is_flag=True, help="Those skipped today in their places again.")
@commit_option
@on_option
@pass_session
def command(
    session: Session,
    kind: str | None,
    tag: str | None,
    owner: str | None,
    mine: bool,
    every: bool,
    again: bool,
    commit: bool | None,
    on: date | None,
) -> int:
    """Work through the day with single keys: each person with history and words to say.

    Every key does what a command does (`v` is `log NAME call voicemail`); ? shows them all. Stop
    with q whenever you like: who was dealt with is no longer due, so the next time goes on from
    there. Those you skip come after the rest until tomorrow.
    """
    from followup_md.book import due_rows, listing, members
    from followup_md.model.query import Query
    from followup_md.triage import day as days
    from followup_md.views.triage import Progress

    if not (sys.stdin is not None and sys.stdin.isatty() and session.screen.terminal):
        raise UsageError("next takes single keys, on a terminal; in a pipe: followup due")
    if os.environ.get("TERM", "dumb") == "dumb":
        raise UsageError("this terminal cannot be drawn on (TERM); see followup due")
    book = session.open_cached()
    day = session.today(book, on)
    query = Query(tag=tag, owner=members.wanted_owner(book, owner, mine))
    due = due_rows.ids(book, day, query, kind)
    session.report(due.found)
    ids = [*due.now, *(due.later if every else ())]
    if not ids:
        listing.refuse_unknown(book, query)
    if again:
        days.forget_skipped(book, day)
    code = 1 if due.found.unreadable else 0
    if not ids:
        echo("Nobody is due.\n")
        return code
    people = days.Day(book, day, ids, kind)
    _work(session, book, people, day, commit)
    echo(f"{Progress(0, 0, *people.counts).summary}.\n")
    return code


def _work(session: Session, book: Book, people: Day, day: date, commit: bool | None) -> None:
    from followup_md.storage.full_screen import FullScreen
    from followup_md.triage.dialog import Dialog
    from followup_md.triage.keys import Triage

    quiet: Callable[..., str | None] = lambda _: None  # noqa: E731  as session.quiet_hours
    if day == session.today(book, None):
        quiet = session.quiet_hours(book)
    with FullScreen() as full:
        Triage(book, people, day, commit, Dialog(full, session.screen), quiet).run()
