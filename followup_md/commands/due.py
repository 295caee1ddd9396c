"""`followup due`: whom to reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import click

from followup_md.commands.options import json_option, on_option, pass_session
from followup_md.model.agenda import KINDS, Agenda, Item, Row
from followup_md.model.contact import Contact
from followup_md.policy import agenda as days_of
from followup_md.session import Session, echo
from followup_md.views import json_, terminal, tsv

NOBODY, TROUBLE = 1, 2  # what `-q` answers, like grep


@click.command()
@click.option("-q", "quiet", is_flag=True, help="Only the exit code: 0 someone is due, 1 nobody.")
@click.option("--days", type=click.IntRange(0), metavar="N", help="How far ahead to look.")
@click.option("--kind", type=click.Choice(KINDS), metavar="K", help=f"Only {', '.join(KINDS)}.")
@click.option("--tag", metavar="T", help="Only contacts with this tag.")
@click.option("--owner", metavar="O", help="Only contacts that O looks after.")
@click.option("--all", "every", is_flag=True, help="Every row, and every date of every contact.")
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
    as_json: bool,
    on: date | None,
) -> int:
    """Whom to reach today: what you owe first, then who has not answered, then old friends.

    On a terminal, of a very long day the first rows. In a pipe: one line a contact, in columns
    parted by tabs; --json is for programs.
    """
    everybody = tag is None and owner is None and not every
    if everybody and not (quiet or kind or as_json):
        return session.due(on, days)
    book = session.open_cached()
    today = session.today(book, None)
    day = on or today
    items: list[tuple[Contact, Item, int | None]] = []
    if everybody:
        agenda, problems, unread = book.agenda(day, days, 0 if quiet and not kind else None)
    else:
        contacts, problems, unread = book.read_cached()
        wanted = [contact for contact in contacts if _belongs(contact, tag, owner)]
        judged = list(days_of.evaluations(wanted, book.settings, book.calendar, day))
        agenda = days_of.agenda_from(judged, book.settings, book.calendar, day, days)
        if every:
            items = [i for i in _items(judged) if kind in (None, i[1].kind)]
    session.report(problems, len(unread))
    if kind is not None:
        agenda = _only(agenda, kind)
    if quiet:
        return 0 if agenda.due_count else TROUBLE if unread else NOBODY
    if as_json:
        keys = json_.day(agenda, problems)
        if every:
            keys["items"] = json_.items(items)
        echo(json_.document(on=day.isoformat(), **keys))
    elif session.screen.terminal:
        hours = session.quiet_hours(book) if day == today else lambda _: None
        echo(terminal.day(agenda, session.screen, hours))
        if every:
            echo(terminal.dates(items, day, session.screen))
    else:
        echo(tsv.lines(agenda, session.screen))
        if every:
            echo(tsv.item_lines(items))
    return 1 if unread else 0


def _belongs(contact: Contact, tag: str | None, owner: str | None) -> bool:
    if tag is not None and tag.casefold() not in (t.casefold() for t in contact.tags):
        return False
    return owner is None or owner.casefold() == contact.owner.casefold()


def _items(
    judged: Iterable[days_of.Evaluation],
) -> Iterator[tuple[Contact, Item, int | None]]:
    """Yield every item, with how late it is where it is due."""
    for verdict in judged:
        overdue = {id(due.item): due.overdue for due in verdict.due}
        for item in verdict.items:
            yield verdict.contact, item, overdue.get(id(item))


def _only(agenda: Agenda, kind: str) -> Agenda:
    """Return the rows with an item of this kind that is due, first or beside another."""

    def has(row: Row) -> bool:
        return row.item.kind == kind or any(item.kind == kind for item in row.also)

    return agenda._replace(
        due=tuple(filter(has, agenda.due)),
        later=tuple(filter(has, agenda.later)),
        upcoming=tuple(u for u in agenda.upcoming if u.item.kind == kind),
        appointments=agenda.appointments if kind == "planned" else (),
    )
