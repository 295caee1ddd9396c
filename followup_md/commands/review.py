"""`followup review`: a page for the end of the week."""

from __future__ import annotations

from datetime import date

import click

from followup_md.book import listing, members
from followup_md.commands.options import Day, json_option, on_option, pass_session
from followup_md.commands.word_completion import mine_option, owner_option
from followup_md.errors import UsageError
from followup_md.model.mentions import Mentions, unnamed
from followup_md.model.query import Query
from followup_md.session import Session, echo
from followup_md.stats.week_review import review, week_of
from followup_md.views import json_
from followup_md.views import review as review_view
from followup_md.website.privacy.public_view import public_view


@click.command()
@click.option(
    "--week", type=Day(), metavar="DATE", help="The week of that day (default: this one)."
)
@owner_option
@mine_option
@click.option("--markdown", is_flag=True, help="As Markdown, without private contacts.")
@json_option
@on_option
@pass_session
def command(
    session: Session,
    week: date | None,
    owner: str | None,
    mine: bool,
    markdown: bool,
    as_json: bool,
    on: date | None,
) -> int:
    """A page for Friday: what went well, what stays open, the next week, who is drifting.

    Weeks begin on Monday. One that is over is looked at from its Sunday.
    """
    if markdown and as_json:
        raise UsageError("--markdown and --json: one or the other")
    book = session.open_cached()
    today = session.today(book, on)
    monday, day = week_of(week or today, today)
    if monday > today:
        raise UsageError(f"the week of {week} has not begun on {today}")
    reading = book.read_cached()
    session.report(reading)
    query = Query(owner=members.wanted_owner(book, owner, mine))
    contacts = wanted = tuple(filter(query.matches, reading.contacts))
    if not contacts:
        listing.refuse_unknown(book, query)
    if markdown:
        hidden = Mentions({}, [one.handle for one in reading.contacts if one.private])
        publish = book.settings.publish
        public = (public_view(one, publish) for one in wanted if not one.private)
        contacts = tuple([unnamed(one, hidden) for one in public])
    found = review(contacts, book.settings, book.calendar, monday, day)
    if as_json:
        problems = [json_.problem(p) for p in reading.problems]
        echo(json_.document(on=day.isoformat(), **review_view.data(found), problems=problems))
    elif markdown:
        echo(review_view.markdown(found, len(wanted) - len(contacts)))
    else:
        echo(review_view.text(found, session.screen))
    return 1 if reading.unreadable else 0
