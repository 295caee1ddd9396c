"""`followup stats`: figures and lists from the history."""

from __future__ import annotations

from datetime import date

import click

from followup_md.book import listing, members
from followup_md.commands.options import Day, json_option, on_option, pass_session
from followup_md.commands.word_completion import mine_option, owner_option, tag_option
from followup_md.errors import UsageError
from followup_md.model.query import Query
from followup_md.session import Session, echo
from followup_md.stats import figures
from followup_md.stats.window import window
from followup_md.views import json_, stats_json, stats_lists
from followup_md.views import stats as stats_view

SECTIONS = tuple(dict.fromkeys([*stats_view.FIGURES, *stats_lists.LISTS]))
# Where a section's key in JSON is not its name.
_KEYS = {"ahead": "weeks_ahead", "drifting": "quiet", "twice": "rang_twice"}


@click.command()
@click.argument("section", required=False, type=click.Choice(SECTIONS), metavar="[SECTION]")
@click.option("--since", type=Day(), metavar="DATE", help="From that day on (default: a year).")
@click.option("--all", "every", is_flag=True, help="From the first touch on.")
@tag_option
@owner_option
@mine_option
@json_option
@on_option
@pass_session
def command(
    session: Session,
    section: str | None,
    since: date | None,
    every: bool,
    tag: str | None,
    owner: str | None,
    mine: bool,
    as_json: bool,
    on: date | None,
) -> int:
    """How well following up goes: figures of a year, and lists with names.

    \b
    Figures: returned, tries, channels, weekdays, waiting, promises, quotes,
             ahead, drifting, weeks
    Lists:   left, early, twice, introductions, referrals, service

    A SECTION shows one of them, with names. docs/figures.md defines each exactly.
    """
    book = session.open_cached()
    day = session.today(book, on)
    if every and since is not None:
        raise UsageError("--since and --all: one or the other")
    if since is not None and since > day:
        raise UsageError(f"--since {since} is after {day}")
    reading = book.read_cached()
    session.report(reading)
    query = Query(tag=tag, owner=members.wanted_owner(book, owner, mine))
    if not any(map(query.matches, reading.contacts)):
        listing.refuse_unknown(book, query)
    first = figures.since_first(reading.contacts, day) if every else since
    span = window(day, first, book.calendar)
    found = figures.stats(reading.contacts, book.settings, book.calendar, span, query.matches)
    if as_json:
        data = stats_json.data(found)
        if section is not None:
            key = _KEYS.get(section, section)
            data = {key: data[key]}
        about = {"on": day.isoformat(), "since": span.since.isoformat()}
        problems = [json_.problem(p) for p in reading.problems]
        echo(json_.document(**about, contacts=found.figures.contacts, **data, problems=problems))
    elif section is None:
        echo(stats_view.overview(found, session.screen))
    else:
        parts = [stats_lists.lines(found, section, session.screen)]
        if section in stats_view.FIGURES and section != "drifting":
            parts.insert(0, stats_view.figure(found, section, session.screen))
        echo("\n\n".join("\n".join(part) for part in parts if part) + "\n")
    return 1 if reading.unreadable else 0
