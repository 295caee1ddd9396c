"""Everybody on the site: sorted, with the little that finding somebody needs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from followup_md.model.verdict import KINDS, RANK
from followup_md.publish.person import Person

FIRST = 200  # rows that the page itself holds; its script has the others


def by_name(people: Iterable[Person]) -> list[Person]:
    """Return everybody by name, accents and case aside."""
    return sorted(people, key=attrgetter("fold", "id"))


def data(listed: list[Person], on: date) -> str:
    """Return the directory for the page's script, as JSON: arrays, about 65 bytes a contact.

    A row is [name, id, tags, owner, kind, due, last touch, other words to find them by, 1 where
    the status is do-not-contact]; tags, owner and kind are places in the lists before (-1: none),
    dates count days from `on`.
    """
    tags = _spelt(tag for person in listed for tag in person.tags)
    owners = _spelt(person.owner for person in listed if person.owner)
    tag_at = {tag: place for place, tag in enumerate(tags)}
    owner_at = {owner: place for place, owner in enumerate(owners)}
    today = on.toordinal()
    rows: list[list[object]] = []
    for person in listed:
        rows.append(
            [
                person.name,
                person.id,
                [tag_at[tag] for tag in person.tags],
                owner_at.get(person.owner, -1),
                RANK.get(person.kind, -1),
                person.due - today if person.due else None,
                person.last - today if person.last else None,
                person.words,
            ]
        )
        if person.dnc:
            rows[-1].append(1)
    head = {"on": on.isoformat(), "tags": tags, "owners": owners, "kinds": KINDS}
    text = json.dumps(head | {"rows": rows}, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def _spelt(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (word.casefold(), word))
