"""The pages of the site as HTML: one function a page, values in, text out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from markupsafe import Markup, escape

from followup_md.policy.headings import KIND_LABELS
from followup_md.policy.phrases import format_date, long_date
from followup_md.policy.workdays import add_days
from followup_md.website.pages import contact as card
from followup_md.website.pages import markdown_html
from followup_md.website.pages import people as directory
from followup_md.website.pages.agenda import DayLists, PlacedRow
from followup_md.website.pages.list_rows import GROUP_OF, GROUPS, face, when
from followup_md.website.pages.summary import ContactSummary
from followup_md.website.pages.templates import render
from followup_md.website.pages.timeline import timeline
from followup_md.website.pages.urls import PEOPLE, Addresses
from followup_md.website.snapshot import EvaluatedContact, Snapshot

_BEFORE = 10  # days before the build that the script looks back (the same in site.js)
_UNDATED = 500  # names of contacts without a date that a page shows
_COUNTED = 60  # days after the build for which a page counts working days
# The mark in a page of `site/` that stands for the day's list.
MARK = "<!-- followup:agenda -->"


class Group(NamedTuple):
    """One part of the day's page."""

    anchor: str
    heading: str
    now: list[PlacedRow]
    later: list[PlacedRow]  # beyond the day's plate


def agenda(shown: DayLists, count: int, shot: Snapshot, addresses: Addresses, alone: bool) -> str:
    """Return the day: whom to reach, why and how. `alone`: as a page of its own, with a title.

    `count`: how many contacts have a page.
    """
    groups = [
        Group(
            anchor,
            heading,
            shown.today
            if anchor == "appointments"
            else [spot for spot in shown.now if spot.row.group == anchor],
            [spot for spot in shown.later if spot.row.group == anchor],
        )
        for anchor, heading, _ in GROUPS
    ]

    def rows(spots: list[PlacedRow]) -> Markup:
        return Markup("".join(row.html(addresses.at(path)) for row, path in spots))

    return render(
        "agenda.html",
        alone=alone,
        on=when(shot.on, shot.on),
        title=long_date(shot.on),
        rows=rows,
        groups=[group for group in groups if group.now or group.later],
        count=len(shown.now) + len(shown.later),
        owed=sum(spot.row.group == "owe" for spot in (*shown.now, *shown.later)),
        coming=shown.coming,
        shown=sum(not spot.row.hidden for spot in shown.coming),
        contacts=count,
        unread=shot.unread,
        people=addresses.page(PEOPLE),
    )


def contact(judged: EvaluatedContact, shot: Snapshot, addresses: Addresses) -> str:
    """Return the page of one contact."""
    c, on = judged.contact, shot.on
    body, cut = markdown_html.render(c.body, addresses.links_of(c.id))
    return render(
        "contact.html",
        c=c,
        face=face(c),
        buttons=card.buttons(c, shot.settings),
        said=card.why(judged, shot),
        years=timeline(c, shot),
        promises=card.promises(c, on),
        quotes=card.quotes(c, on),
        facts=card.known(c, shot, addresses),
        body=body,
        limit=markdown_html.LIMIT // 1000 if cut else 0,
    )


def people(
    listed: list[ContactSummary],
    undated: list[ContactSummary],
    shot: Snapshot,
    addresses: Addresses,
    folders: bool,
) -> str:
    """Return the directory; its script fetches the rows beyond the first ones."""
    on = shot.on
    return render(
        "people.html",
        rows=[
            (
                person,
                addresses.at(person.path),
                when(date.fromordinal(person.due), on, person.overdue) if person.due else None,
                when(date.fromordinal(person.last), on) if person.last else None,
            )
            for person in listed[: directory.FIRST]
        ],
        kinds=KIND_LABELS,
        group_of=GROUP_OF,
        total=len(listed),
        first=directory.FIRST,
        end="/" if folders else ".html",
        data=addresses.site("followup/people.json"),
        base=addresses.site("people/"),
        everybody=addresses.page("everybody"),
        undated=len(undated),
        no_date=names(undated[:_UNDATED], addresses),
        unread=shot.unread,
    )


def everybody(listed: list[ContactSummary], addresses: Addresses) -> str:
    """Return all names as plain links, for browsers without scripts."""
    letters = groupby(listed, attrgetter("letter"))
    return render(
        "everybody.html",
        letters=[(letter, names(of, addresses)) for letter, of in letters],
    )


def names(people: Iterable[ContactSummary], addresses: Addresses) -> Markup:
    """Return names as links; there are too many for a template."""
    at = addresses.at
    return Markup(
        "".join(
            f'<li><a href="{at(person.path)}">{escape(person.name)}</a></li>\n' for person in people
        )
    )


def errors(snapshot: Snapshot) -> str:
    """Return what could not be read, with places and remedies: for the person at the keyboard."""
    return render("errors.html", problems=snapshot.problems)


class Facts(NamedTuple):
    """What the theme knows about the book, beside the page."""

    on: str
    said: str
    zone: str
    works: str  # which days are working days, from `on` - 10: one digit a day, 1 or 0
    chosen: bool  # somebody asked for this day: it stays, whenever the page is looked at
    serving: bool


def facts(snapshot: Snapshot, chosen: bool, serving: bool) -> Facts:
    """Return what the theme shows on every page, and what its script counts with."""
    on = snapshot.on
    first = max(on.toordinal() - _BEFORE, date.min.toordinal())
    days = (add_days(date.fromordinal(first), n) for n in range(_BEFORE + _COUNTED))
    works = "".join(str(int(snapshot.calendar.works(day))) for day in days)
    words = f"{format_date(on, on)} {on.year}"
    return Facts(on.isoformat(), words, snapshot.settings.timezone, works, chosen, serving)
