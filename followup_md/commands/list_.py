"""`followup list`: the table of contacts."""

from __future__ import annotations

from datetime import date

import click

from followup_md.commands.options import json_option, on_option, pass_session
from followup_md.model.contact import STATUSES
from followup_md.model.query import Query
from followup_md.policy.agenda import evaluations
from followup_md.session import Session, echo
from followup_md.views import contact_list, json_


@click.command()
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.option("--tag", metavar="T", help="Only contacts with this tag.")
@click.option("--owner", metavar="O", help="Only contacts that O looks after.")
@click.option("--status", type=click.Choice(STATUSES), metavar="S", help="Only this status.")
@click.option("--no-date", is_flag=True, help="Only those with no date to start from.")
@json_option
@on_option
@pass_session
def command(
    session: Session,
    query: tuple[str, ...],
    tag: str | None,
    owner: str | None,
    status: str | None,
    no_date: bool,
    as_json: bool,
    on: date | None,
) -> int:
    """All contacts with what comes next, or those that have every word of QUERY somewhere.

    A word may be a part of one, in any field or in the text below it. --status is one of open,
    declined, do-not-contact, archived.
    """
    book = session.open_cached()
    day = session.today(book, on)
    reading = book.read_cached()
    session.report(reading)
    wanted = Query(" ".join(query).split(), tag, owner, status)
    contacts = list(filter(wanted.matches, reading.contacts))
    if not contacts:
        wanted.refuse_unknown(reading.contacts)
    evaluated = list(evaluations(contacts, book.settings, book.calendar, day))
    if no_date:
        evaluated = [e for e in evaluated if not e.items and not e.contact.closed]
    rows = contact_list.rows(evaluated, day)
    if as_json:
        problems = [json_.problem(p) for p in reading.problems]
        data = contact_list.data(rows)
        echo(json_.document(on=day.isoformat(), contacts=data, problems=problems))
    else:
        echo(contact_list.table(rows, session.screen))
    return 1 if reading.unreadable else 0
