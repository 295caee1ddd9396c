"""`followup list`: the table of contacts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from followup_md.book import listing, members
from followup_md.commands.options import json_option, on_option, pass_session
from followup_md.commands.word_completion import owner_option, tag_option
from followup_md.errors import UsageError
from followup_md.model.contact import STATUSES
from followup_md.model.query import Query
from followup_md.policy.agenda import evaluations
from followup_md.policy.looking_back import contact_on
from followup_md.session import Session, echo
from followup_md.views import contact_list, entry_list, json_

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.book.reader import Reading, ReadProblems
    from followup_md.model.contact import Contact


@click.command()
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@tag_option
@owner_option
@click.option("--status", type=click.Choice(STATUSES), metavar="S", help="Only this status.")
@click.option("--no-date", is_flag=True, help="Only those with no date to start from.")
@click.option("--promises", is_flag=True, help="The promises, by day, in place of the contacts.")
@click.option("--mine", is_flag=True, help="Only your promises.")
@click.option("--theirs", is_flag=True, help="Only their promises.")
@click.option("--quotes", is_flag=True, help="The quotes, by day, in place of the contacts.")
@click.option("--all", "every", is_flag=True, help="Promises and quotes that have ended, too.")
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
    promises: bool,
    mine: bool,
    theirs: bool,
    quotes: bool,
    every: bool,
    as_json: bool,
    on: date | None,
) -> int:
    """All contacts with what comes next, or those that have every word of QUERY somewhere.

    A word may be a part of one, in any field or in the text below it. --status is one of open,
    declined, do-not-contact, archived.

    \b
      followup list --tag client
      followup list --promises --mine
      followup list --quotes --all roof
    """
    _refuse_together(no_date, promises, mine, theirs, quotes, every)
    book = session.open_cached()
    day = session.today(book, on)
    owner = members.wanted_owner(book, owner)
    wanted = Query(" ".join(query).split(), tag, owner, status)
    read: ReadProblems | Reading
    if promises or quotes:
        noun = "promise" if promises else "quote"
        read = book.read_cached()
        session.report(read)
        contacts = list(filter(wanted._replace(words=()).matches, read.contacts))
        if not contacts:
            listing.refuse_unknown(book, wanted)
        listed = _entries(book, contacts, day, promises)
        found = [row for row in listed if every or row.entry.open]
        if mine or theirs:
            found = [row for row in found if getattr(row.entry, "theirs", None) is theirs]
        found = [row for row in found if wanted.matches(entry_list.alone(row))]
        if as_json:
            data = {f"{noun}s": entry_list.data(found)}
            problems = [*map(json_.problem, read.problems)]
            echo(json_.document(on=day.isoformat(), **data, problems=problems))
        else:
            echo(entry_list.table(found, day, noun if every else f"open {noun}", session.screen))
        return 1 if read.unreadable else 0
    rows, read = listing.listed(book, wanted, day)
    session.report(read)
    if not rows:
        listing.refuse_unknown(book, wanted)
    if no_date:
        rows = [row for row in rows if row.undated]
    if as_json:
        problems = [*map(json_.problem, read.problems)]
        every_row = contact_list.data(rows)
        echo(json_.document(on=day.isoformat(), contacts=every_row, problems=problems))
    else:
        echo(contact_list.table(rows, session.screen))
    return 1 if read.unreadable else 0


def _entries(
    book: Book, contacts: list[Contact], day: date, promises: bool
) -> list[entry_list.AnyListed]:
    if promises:
        return [*entry_list.promises((contact_on(c, day) for c in contacts), book.calendar, day)]
    with_quotes = (contact for contact in contacts if contact.quotes)
    return [*entry_list.quotes(evaluations(with_quotes, book.settings, book.calendar, day))]


def _refuse_together(
    no_date: bool, promises: bool, mine: bool, theirs: bool, quotes: bool, every: bool
) -> None:
    if promises + quotes + no_date > 1:
        raise UsageError("one list at a time: --promises, --quotes or --no-date")
    if (mine or theirs) and not promises:
        people = "; those whom you look after: --owner mine" if mine else ""
        raise UsageError(f"--mine and --theirs are for --promises{people}")
    if mine and theirs:
        raise UsageError("--mine and --theirs: without both, all promises are listed")
    if every and not (promises or quotes):
        raise UsageError("--all is for --promises and --quotes; every contact is listed anyway")
