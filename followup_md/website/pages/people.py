"""The people page, its search data, and the plain list of everybody."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup, escape

from followup_md.model.agenda import KINDS
from followup_md.policy.headings import KIND_LABELS
from followup_md.website.pages.list_rows import ANCHOR_OF
from followup_md.website.pages.summary import ContactSummary
from followup_md.website.pages.templates import render as render_template
from followup_md.website.pages.urls import PEOPLE, SEARCH_DATA, Links
from followup_md.website.pages.words import when
from followup_md.website.privacy.held_back import hides_dates
from followup_md.website.snapshot import Snapshot

FIRST = 200  # rows in the page itself; its script fetches the others
_UNDATED = 500  # names of contacts without a date that the page shows


def by_name(summaries: Iterable[ContactSummary]) -> list[ContactSummary]:
    """Sort contacts by name, ignoring accents and case."""
    return sorted(summaries, key=attrgetter("sort_key", "id"))


def undated(summaries: Iterable[ContactSummary]) -> list[ContactSummary]:
    """Return the open contacts for whom nothing will ever be due, sorted as in `due`."""
    found = [one for one in summaries if one.undated]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def render(
    listed: list[ContactSummary], snapshot: Snapshot, links: Links, private: str = ""
) -> str:
    """Render the people page.

    `listed`: all contacts by name; `private`: what the preview says of those that are private.
    """
    on = snapshot.on
    no_date = undated(listed)
    return render_template(
        "people.html",
        rows=[
            (
                one,
                links.to(one.path),
                when(date.fromordinal(one.due), on, one.overdue) if one.due else None,
                when(date.fromordinal(one.last), on) if one.last else None,
            )
            for one in listed[:FIRST]
        ],
        kinds=KIND_LABELS,
        group_of=ANCHOR_OF,
        total=len(listed),
        first=FIRST,
        end=links.end,
        data=links.file(SEARCH_DATA),
        base=links.file(f"{PEOPLE}/"),
        everybody=links.everybody(),
        undated=len(no_date),
        hides_dates=hides_dates(snapshot.settings.publish),
        no_date=_names(no_date[:_UNDATED], links),
        unreadable=snapshot.unreadable,
        private=private,
    )


def render_everybody(listed: list[ContactSummary], links: Links) -> str:
    """Render all names as plain links, for browsers without scripts."""
    letters = groupby(listed, attrgetter("letter"))
    return render_template(
        "everybody.html", letters=[(letter, _names(of, links)) for letter, of in letters]
    )


def _names(summaries: Iterable[ContactSummary], links: Links) -> Markup:
    """Return names as links; a template would be slow for so many."""
    return Markup(
        "".join(
            f'<li><a href="{links.to(one.path)}">{escape(one.name)}</a></li>\n' for one in summaries
        )
    )


def search_data(listed: list[ContactSummary], on: date) -> str:
    """Return the data for the page's script: JSON arrays, about 65 bytes a contact.

    A row is [name, id, tags, owner, kind, due, last touch, other words to search, 1 if the status
    is do-not-contact]; tags, owner and kind are indexes into the lists before (-1: none), dates
    count calendar days from `on`.
    """
    tags = _distinct(tag for one in listed for tag in one.tags)
    owners = _distinct(one.owner for one in listed if one.owner)
    tag_at = {tag: index for index, tag in enumerate(tags)}
    owner_at = {owner: index for index, owner in enumerate(owners)}
    head = {"on": on.isoformat(), "tags": tags, "owners": owners, "kinds": KINDS, "rows": []}
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    numbers = {of: ",".join(str(tag_at[tag]) for tag in of) for of in {c.tags for c in listed}}
    rows = ",".join(
        f"[{name},[{numbers[of]}],{owner_at.get(owner, -1)},{rest}]"
        for (name, rest), of, owner in map(attrgetter("json", "tags", "owner"), listed)
    )
    return f"{text[:-2]}{rows}]}}".encode("utf-8", "replace").decode()


def _distinct(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (word.casefold(), word))
