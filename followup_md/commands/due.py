"""`followup due`: whom to reach."""

from __future__ import annotations

from datetime import date

import click

from followup_md.book import due_rows, listing
from followup_md.commands.options import Kind, json_option, on_option, pass_session
from followup_md.commands.word_completion import mine_option, owner_option, tag_option
from followup_md.errors import UsageError
from followup_md.model.agenda import KINDS, DueCount
from followup_md.model.query import Query
from followup_md.session import FIRST, Session, echo, echo_err, somebody
from followup_md.typed import TYPE_CHECKING
from followup_md.views import json_, terminal, tsv
from followup_md.views import short as short_view
from followup_md.views.text_layout import printable, printable_line

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.book.reader import ReadProblems
    from followup_md.model.agenda import Agenda


@click.command()
@click.option("-q", "quiet", is_flag=True, help="Only the exit code: 0 someone is due, 1 nobody.")
@click.option("--short", is_flag=True, help="Only how many: `6 owed · 19`; nothing for nobody.")
@click.option("--digest", is_flag=True, help="The day as a mail; nothing if nobody is due.")
@click.option("--days", type=click.IntRange(0), metavar="N", help="How far ahead to look.")
@click.option("--kind", type=Kind(), metavar="K", help=f"Only {', '.join(KINDS)}.")
@tag_option
@owner_option
@mine_option
@click.option("--all", "every", is_flag=True, help="Every row, and every date of every contact.")
@json_option
@on_option
@pass_session
def command(
    session: Session,
    quiet: bool,
    short: bool,
    digest: bool,
    days: int | None,
    kind: str | None,
    tag: str | None,
    owner: str | None,
    mine: bool,
    every: bool,
    as_json: bool,
    on: date | None,
) -> int:
    """Whom to reach today: what you owe first, then who has not answered, then old friends.

    On a terminal, a very long day shows its first rows only, and the rows have numbers: until the
    book changes, a number may stand for a NAME (`followup log 3 voicemail`). In a pipe: one line a
    contact, in columns separated by tabs; --json is for programs.
    """
    if (short or digest) and (quiet or as_json or every or (short and digest)):
        option = "--short" if short else "--digest"
        raise UsageError(f"{option} is an answer of its own: leave -q, --json and --all out")
    everybody = tag is None and owner is None and not (mine or every)
    if everybody and not (quiet or kind or as_json or digest):
        return session.due_short(on) if short else session.due(on, days)
    if everybody and quiet and not kind:
        return session.due_quiet(on)
    book = session.open_cached()
    if owner is not None or mine:
        from followup_md.book import members

        owner, mine = members.wanted_owner(book, owner, mine), mine or members.is_mine(owner)
    day, query = session.today(book, on), Query(tag=tag, owner=owner)
    program = as_json or not session.screen.terminal
    if program and not (every or quiet or short or digest):
        text, found = _cached_text(session, book, day, days, kind, as_json, query)
        session.report(found)
        echo(text)
        if mine:
            _report_nobodys(book, day, query, kind)
        session.report_inbox(book)
        return 1 if found.unreadable else 0
    if every:
        rows = due_rows.with_every_date(book, day, days, query)
    else:
        first = 0 if quiet else None if short else FIRST
        rows = due_rows.rows(book, day, days, first, query, kind)
    found = rows.found
    if not short:
        session.report(found)
    if not (rows.evaluated or rows.agenda.due_count):
        listing.refuse_unknown(book, query)
    if kind is not None and every:
        rows = rows._replace(agenda=rows.agenda.of_kind(kind))
    agenda = rows.agenda
    if short:
        line = short_view.line(DueCount.of(agenda), len(found.unreadable))
        echo(f"{line}\n" if line else "")
        return 1 if found.unreadable else 0
    if digest:
        scope = _scope(kind, tag, owner, len(found.unreadable))
        echo(terminal.digest(agenda, session.as_member(book, agenda, scope)[0]))
        return 1 if found.unreadable else 0
    items = [(e.contact, *pair) for e in rows.evaluated for pair in e.dated_items(kind)]
    if quiet:
        return somebody(agenda.due_count, found)
    if as_json:
        keys = json_.agenda_keys(agenda, found.problems)
        if every:
            keys["items"] = json_.items(items)
        echo(json_.document(on=day.isoformat(), **keys))
    elif session.screen.terminal:
        more = terminal.dates(items, day, session.screen) if every else ""
        session.print_rows(book, rows, _scope(kind, tag, owner, len(found.unreadable)), more)
    else:
        echo(tsv.lines(agenda, session.screen))
        if every:
            echo(tsv.item_lines(items))
    if mine:
        _report_nobodys(book, day, query, kind)
    session.report_inbox(book)
    return 1 if found.unreadable else 0


def _report_nobodys(book: Book, day: date, query: Query, kind: str | None) -> None:
    """Say on stderr how many are due whom nobody looks after: no `mine` shows them."""
    found = due_rows.ids(book, day, query._replace(owner=""), kind)
    count = len(found.now) + len(found.later)
    if count:
        are = "is" if count == 1 else "are"
        echo_err(f"{count} more {are} due whom nobody looks after: followup due --owner nobody")


def _cached_text(
    session: Session,
    book: Book,
    day: date,
    days: int | None,
    kind: str | None,
    as_json: bool,
    query: Query,
) -> tuple[str, ReadProblems]:
    """Return a day as text for a program, made again only if anything has changed."""

    def view(agenda: Agenda, found: ReadProblems) -> str:
        if not agenda.due_count:
            try:
                listing.refuse_unknown(book, query)
            except UsageError:
                session.report(found)
                raise
        shown = agenda.of_kind(kind) if kind is not None else agenda
        if as_json:
            keys = json_.agenda_keys(shown, found.problems)
            return json_.document(on=day.isoformat(), **keys)
        return tsv.lines(shown, session.screen)

    depends_on = ("json" if as_json else tuple(session.screen), kind)
    return book.rendered_agenda(day, days, view, depends_on, query)


def _scope(kind: str | None, tag: str | None, owner: str | None, unread: int) -> terminal.Scope:
    from shlex import quote

    filters = {"kind": kind, "tag": tag, "owner": "nobody" if owner == "" else owner}
    given = {name: value for name, value in filters.items() if value is not None}
    words = " and ".join(f"the {name} {printable_line(value)}" for name, value in given.items())
    typed = {name: printable(f" --{name} {quote(value)}") for name, value in given.items()}
    chosen = "".join(typed.values())
    typed.pop("kind", None)  # nobody without a date has one
    said = f" with {words}" if words else ""
    options = "".join(typed.values())
    return terminal.Scope(said, options, unread, chosen, of_owner=owner is not None)
