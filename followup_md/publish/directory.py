"""Everybody on the site: sorted, with the little that finding somebody needs."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import NamedTuple

from followup_md.model.contact import Contact
from followup_md.model.policy.phrases import one_line
from followup_md.model.verdict import KINDS, RANK, Item
from followup_md.publish.snapshot import Snapshot

# Letters that Unicode does not take apart (the same in people.js).
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
FIRST = 200  # rows that the page itself holds; its script has the others


class Entry(NamedTuple):
    """One line of the directory."""

    contact: Contact
    kind: str  # of the first thing that is due, else of the next one; "" where there is none
    due: date | None
    overdue: int
    last: date | None  # the last touch up to the day


def entries(snapshot: Snapshot) -> list[Entry]:
    """Return everybody by name, accents and case aside."""
    found = [_entry(id_, snapshot) for id_ in snapshot.verdicts]
    found.sort(key=lambda entry: (fold(entry.contact.name), entry.contact.id))
    return found


def _entry(id_: str, snapshot: Snapshot) -> Entry:
    verdict = snapshot.verdicts[id_]
    contact, items, due = verdict.contact, verdict.items, verdict.due
    last = max(
        (t.date for t in contact.touches if not t.planned and t.date <= snapshot.on), default=None
    )
    if due:
        return Entry(contact, due[0].item.kind, due[0].item.due, due[0].overdue, last)
    if items:
        first = min(items, key=by_date)
        return Entry(contact, first.kind, first.due, 0, last)
    return Entry(contact, "", None, 0, last)


def by_date(item: Item) -> tuple[date, int]:
    """Order items by date, then by kind."""
    return item.due, RANK[item.kind]


def data(snapshot: Snapshot, listed: list[Entry]) -> str:
    """Return the directory for the page's script, as JSON: arrays, about 65 bytes a contact.

    A row is [name, id, tags, owner, kind, due, last touch, other words to find them by, 1 where
    the status is do-not-contact]; tags, owner and kind are places in the lists before (-1: none),
    dates count days from `on`.
    """
    import json

    tags = sorted({tag for entry in listed for tag in entry.contact.tags}, key=str.casefold)
    owners = sorted({e.contact.owner for e in listed if e.contact.owner}, key=str.casefold)
    tag_at = {tag: place for place, tag in enumerate(tags)}
    owner_at = {owner: place for place, owner in enumerate(owners)}
    rows: list[list[object]] = []
    for contact, kind, due, _overdue, last in listed:
        rows.append(
            [
                one_line(contact.name),
                contact.id,
                [tag_at[tag] for tag in contact.tags],
                owner_at.get(contact.owner, -1),
                RANK.get(kind, -1),
                None if due is None else (due - snapshot.on).days,
                None if last is None else (last - snapshot.on).days,
                " ".join(one_line(text) for text in (*contact.nickname, *contact.org)),
            ]
        )
        if contact.status is not None and contact.status.word == "do-not-contact":
            rows[-1].append(1)
    head = {"on": snapshot.on.isoformat(), "tags": tags, "owners": owners, "kinds": KINDS}
    text = json.dumps(head | {"rows": rows}, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def fold(text: str) -> str:
    """Return the text as it is searched and sorted: without accents and case."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return "".join(ch for ch in plain if not unicodedata.combining(ch))


def letter(name: str) -> str:
    """Return the heading that a name stands under in the plain list."""
    first = fold(name.strip())[:1].upper()
    return first if first.isalpha() else "#"


def find(words: str, snapshot: Snapshot) -> Contact | None:
    """Return the contact that `via` names: by its id, or the last part of it if that is one's."""
    verdict = snapshot.verdicts.get(words)
    if verdict is not None:
        return verdict.contact
    found = [id_ for id_ in snapshot.verdicts if id_.rpartition("/")[2] == words]
    return snapshot.verdicts[found[0]].contact if len(found) == 1 else None


def is_hidden(words: str, snapshot: Snapshot) -> bool:
    """Whether `via` is the id of a contact that must not be named."""
    return any(words in (id_, id_.rpartition("/")[2], f"{id_}.md") for id_ in snapshot.hidden)
