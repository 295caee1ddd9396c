"""`followup due`: whom to reach."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from followup_md.book import listing
from followup_md.commands.options import json_option, on_option, pass_session
from followup_md.errors import UsageError
from followup_md.model.agenda import KINDS, Item
from followup_md.model.contact import Contact
from followup_md.model.query import Query
from followup_md.policy.agenda import agenda_from, evaluations
from followup_md.policy.headings import KIND_LABELS
from followup_md.session import Session, echo
from followup_md.views import json_, terminal, tsv
from followup_md.views.text_layout import printable, printable_line

if TYPE_CHECKING:
    from followup_md.book.reader import Reading, ReadProblems

    Choice = click.Choice[str]
else:
    Choice = click.Choice

NOBODY, TROUBLE = 1, 2  # what `-q` answers, like grep


class Kind(Choice):
    """A kind of item, or its name as `list` and `show` print it: `they promised`."""

    def __init__(self) -> None:
        super().__init__(KINDS, case_sensitive=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the kind that was typed."""
        named = {label: kind for kind, label in KIND_LABELS.items()}
        kind: str = super().convert(named.get(value.lower(), value), param, ctx)
        return kind


@click.command()
@click.option("-q", "quiet", is_flag=True, help="Only the exit code: 0 someone is due, 1 nobody.")
@click.option("--days", type=click.IntRange(0), metavar="N", help="How far ahead to look.")
@click.option("--kind", type=Kind(), metavar="K", help=f"Only {', '.join(KINDS)}.")
@click.option("--tag", metavar="T", help="Only contacts with this tag.")
@click.option("--owner", metavar="O", help="Only contacts that O looks after.")
@click.option("--all", "every", is_flag=True, help="Every row, and every date of every contact.")
@click.option("--digest", is_flag=True, help="The day as a mail; nothing if nobody is due.")
@json_option
@on_option
@pass_session
def command(
    session: Session,
    quiet: bool,
    days: int | None,
    kind: str | None,
    tag: str | None,
    owner: str | None,
    every: bool,
    digest: bool,
    as_json: bool,
    on: date | None,
) -> int:
    """Whom to reach today: what you owe first, then who has not answered, then old friends.

    On a terminal, a very long day shows its first rows only. In a pipe: one line a contact, in
    columns separated by tabs; --json is for programs.
    """
    everybody = tag is None and owner is None and not every
    if digest and (quiet or every or as_json):
        raise UsageError("--digest is an answer of its own: leave -q, --all and --json out")
    if everybody and not (quiet or kind or as_json or digest):
        return session.due(on, days)
    book = session.open_cached()
    today = session.today(book, None)
    day = on or today
    found: ReadProblems | Reading
    items: list[tuple[Contact, Item, int | None]] = []
    query = Query(tag=tag, owner=owner)
    if not every:
        agenda, found = book.agenda(day, days, 0 if quiet and not kind else None, query)
        session.report(found)
        if not agenda.due_count:
            listing.refuse_unknown(book, query)
    else:
        found = book.read_cached()
        session.report(found)
        wanted = list(filter(query.matches, found.contacts))
        if not wanted:
            listing.refuse_unknown(book, query)
        evaluated = list(evaluations(wanted, book.settings, book.calendar, day))
        agenda = agenda_from(evaluated, book.settings, book.calendar, day, days)
        items = [(e.contact, *pair) for e in evaluated for pair in e.dated_items(kind)]
    if kind is not None:
        agenda = agenda.of_kind(kind)
    if quiet:
        return 0 if agenda.due_count else TROUBLE if found.unreadable else NOBODY
    if as_json:
        keys = json_.agenda_keys(agenda, found.problems)
        if every:
            keys["items"] = json_.items(items)
        echo(json_.document(on=day.isoformat(), **keys))
    elif digest:
        echo(terminal.digest(agenda, _scope(kind, tag, owner, len(found.unreadable))))
        return 1 if found.unreadable else 0
    elif session.screen.terminal:
        hours = session.quiet_hours(book) if day == today else lambda _: None
        scope = _scope(kind, tag, owner, len(found.unreadable))
        echo(terminal.agenda_table(agenda, session.screen, hours, scope))
        if every:
            echo(terminal.dates(items, day, session.screen))
    else:
        echo(tsv.lines(agenda, session.screen))
        if every:
            echo(tsv.item_lines(items))
    session.report_inbox(book)
    return 1 if found.unreadable else 0


def _scope(kind: str | None, tag: str | None, owner: str | None, unread: int) -> terminal.Scope:
    from shlex import quote

    chosen = {"kind": kind, "tag": tag, "owner": owner}
    given = {name: value for name, value in chosen.items() if value is not None}
    words = " and ".join(f"the {name} {printable_line(value)}" for name, value in given.items())
    given.pop("kind", None)  # nobody without a date has one
    options = "".join(f" --{name} {quote(value)}" for name, value in given.items())
    return terminal.Scope(f" with {words}" if words else "", printable(options), unread)
