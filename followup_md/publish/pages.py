"""The pages of the site as HTML: one function a page, values in, text out."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from followup_md.model.policy.agenda import Verdict
from followup_md.model.policy.calendar import plus_days
from followup_md.model.policy.groups import WORDS
from followup_md.model.policy.phrases import one_line, said
from followup_md.publish import card, directory, sanitise
from followup_md.publish.address import PEOPLE, Addresses
from followup_md.publish.directory import Entry
from followup_md.publish.rows import (
    GROUP_OF,
    GROUPS,
    Line,
    appointment_line,
    coming_line,
    due_line,
    face,
    long_day,
    when,
)
from followup_md.publish.snapshot import Snapshot
from followup_md.publish.timeline import timeline

if TYPE_CHECKING:
    from jinja2 import Environment

_BEFORE = 10  # days before the build that the script looks back (the same in site.js)
_COUNTED = 60  # days after the build for which a page counts working days
# The mark in a page of `site/` that stands for the day's list.
MARK = "<!-- followup:agenda -->"


class Group(NamedTuple):
    """One part of the day's page."""

    anchor: str
    heading: str
    lines: list[Line]
    later: list[Line]  # beyond the day's plate


def agenda(snapshot: Snapshot, addresses: Addresses, alone: bool) -> str:
    """Return the day: whom to reach, why and how. `alone`: as a page of its own, with a title."""
    day = snapshot.agenda
    due = [due_line(row, snapshot, addresses) for row in day.due]
    later = [due_line(row, snapshot, addresses) for row in day.later]
    planned = [appointment_line(row, snapshot, addresses) for row in day.appointments]
    coming = [coming_line(row, snapshot, addresses) for row in day.upcoming]
    coming += [line for line in planned if not line.when.due]
    coming.sort(key=lambda line: line.when.date)
    groups = [
        Group(
            anchor,
            heading,
            [line for line in planned if line.when.due]
            if anchor == "appointments"
            else [line for line in due if line.group == anchor],
            [line for line in later if line.group == anchor],
        )
        for anchor, heading, _ in GROUPS
    ]
    return _render(
        "agenda.html",
        alone=alone,
        on=when(snapshot.on, snapshot.on),
        title=long_day(snapshot.on),
        groups=[group for group in groups if group.lines or group.later],
        count=len(due) + len(later),
        owed=sum(line.group == "owe" for line in (*due, *later)),
        coming=coming,
        shown=sum(not line.hidden for line in coming),
        contacts=len(snapshot.verdicts),
        days=snapshot.settings.days,
        unread=snapshot.unread,
        people=addresses.page(PEOPLE),
    )


def contact(verdict: Verdict, snapshot: Snapshot, addresses: Addresses) -> str:
    """Return the page of one contact."""
    c, on = verdict.contact, snapshot.on
    body, cut = sanitise.render(c.body, addresses.links_of(c.id))
    return _render(
        "contact.html",
        c=c,
        face=face(c, addresses),
        buttons=card.buttons(c, snapshot.settings),
        said=card.why(verdict, snapshot),
        years=timeline(c, snapshot),
        promises=card.promises(c, on),
        quotes=card.quotes(c, on),
        facts=card.known(c, snapshot, addresses),
        body=body,
        limit=sanitise.LIMIT // 1000 if cut else 0,
    )


def people(snapshot: Snapshot, listed: list[Entry], addresses: Addresses, folders: bool) -> str:
    """Return the directory; its script fetches the rows beyond the first ones."""
    on = snapshot.on
    return _render(
        "people.html",
        rows=[
            (
                entry,
                face(entry.contact, addresses),
                when(entry.due, on, entry.overdue) if entry.due else None,
                when(entry.last, on) if entry.last else None,
            )
            for entry in listed[: directory.FIRST]
        ],
        kinds=WORDS,
        group_of=GROUP_OF,
        total=len(listed),
        first=directory.FIRST,
        end="/" if folders else ".html",
        data=addresses.site("followup/people.json"),
        base=addresses.site("people/"),
        everybody=addresses.page("everybody"),
        no_date=[face(c, addresses) for c in snapshot.agenda.no_date],
        unread=snapshot.unread,
    )


def everybody(listed: list[Entry], addresses: Addresses) -> str:
    """Return all names as plain links, for browsers without scripts."""
    letters = groupby(listed, lambda entry: directory.letter(entry.contact.name))
    return _render(
        "everybody.html",
        letters=[
            (letter, [(addresses.of(e.contact.id), one_line(e.contact.name)) for e in of])
            for letter, of in letters
        ],
    )


def errors(snapshot: Snapshot) -> str:
    """Return what could not be read, with places and remedies: for the person at the keyboard."""
    return _render("errors.html", problems=snapshot.problems)


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
    days = (plus_days(date.fromordinal(first), n) for n in range(_BEFORE + _COUNTED))
    works = "".join(str(int(snapshot.calendar.works(day))) for day in days)
    words = f"{said(on, on)} {on.year}"
    return Facts(on.isoformat(), words, snapshot.settings.timezone, works, chosen, serving)


def _render(name: str, **values: object) -> str:
    return _environment().get_template(name).render(values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "theme" / "pages"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
