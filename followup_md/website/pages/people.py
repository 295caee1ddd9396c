"""Everybody on the site: sorted, with the little that finding somebody needs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from followup_md.model.agenda import KINDS
from followup_md.website.pages.summary import ContactSummary

_LINE = attrgetter("json", "tags", "owner")
FIRST = 200  # rows that the page itself holds; its script has the others


def by_name(people: Iterable[ContactSummary]) -> list[ContactSummary]:
    """Return everybody by name, accents and case aside."""
    return sorted(people, key=attrgetter("fold", "id"))


def data(listed: list[ContactSummary], on: date) -> str:
    """Return the directory for the page's script, as JSON: arrays, about 65 bytes a contact.

    A row is [name, id, tags, owner, kind, due, last touch, other words to find them by, 1 where
    the status is do-not-contact]; tags, owner and kind are places in the lists before (-1: none),
    dates count days from `on`.
    """
    tags = _spelt(tag for person in listed for tag in person.tags)
    owners = _spelt(person.owner for person in listed if person.owner)
    tag_at = {tag: place for place, tag in enumerate(tags)}
    owner_at = {owner: place for place, owner in enumerate(owners)}
    head = {"on": on.isoformat(), "tags": tags, "owners": owners, "kinds": KINDS, "rows": []}
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    places = {of: ",".join(str(tag_at[tag]) for tag in of) for of in {p.tags for p in listed}}
    rows = ",".join(
        f"[{name},[{places[of]}],{owner_at.get(owner, -1)},{rest}]"
        for (name, rest), of, owner in map(_LINE, listed)
    )
    return f"{text[:-2]}{rows}]}}".encode("utf-8", "replace").decode()


def _spelt(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (word.casefold(), word))
