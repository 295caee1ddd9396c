"""One contact as the pages about everybody show it: words and finished rows, which can be kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from followup_md.model.agenda import RANK
from followup_md.policy.agenda import Buckets, EvaluatedRows, classify
from followup_md.policy.phrases import one_line
from followup_md.policy.workdays import add_days
from followup_md.website.pages import templates
from followup_md.website.pages.list_rows import Line, appointment_line, coming_line, due_line, face
from followup_md.website.pages.name_order import fold, letter
from followup_md.website.snapshot import AHEAD, EvaluatedContact, Snapshot

# The lists of a day that a row may stand in.
DUE, TODAY, COMING = 0, 1, 2
_LINK = '<a href="'  # before it in a row there is nothing that a contact says and is not escaped


class Row(NamedTuple):
    """One row of the day: where it stands, and its HTML around the address that it leads to."""

    list: int
    key: tuple[Any, ...]  # sorts the rows of a list
    group: str
    hidden: bool
    before: str
    after: str

    def html(self, address: str) -> str:
        """Return the row as a page shows it."""
        return f"{self.before}{address}{self.after}"


class ContactSummary(NamedTuple):
    """One contact on a day, without anything that is not published; days are ordinals, 0: none."""

    id: str
    path: str  # the same as an address
    name: str
    initials: str
    hue: int
    org: str
    dnc: bool
    fold: str  # the name as it is sorted
    letter: str  # that it stands under
    tags: tuple[str, ...]
    owner: str
    kind: str  # of the first thing that is due, else of the next one; "" where there is none
    due: int
    overdue: int
    last: int  # the last touch up to the day
    undated: bool  # whether they are open and nothing will ever be due
    json: tuple[str, str]  # their line in the directory's data, around tags and owner
    rows: tuple[Row, ...]

    def plain(self) -> tuple[Any, ...]:
        """Return what can be kept."""
        return *self[:-1], tuple(map(tuple, self.rows))


def unpack_summary(plain: tuple[Any, ...]) -> ContactSummary:
    """Return the person that `Person.plain` made plain."""
    return ContactSummary._make((*plain[:-1], tuple(map(Row._make, plain[-1]))))


def summarize(judged: EvaluatedContact, shot: Snapshot) -> ContactSummary:
    """Return a contact as lists show it."""
    c, on = judged.contact, shot.on
    places = classify([(0, judged.evaluation)], on, add_days(on, AHEAD))
    seen = face(c)
    kind, due, overdue = _next(judged)
    touched = (t.date.toordinal() for t in c.touches if not t.planned and t.date <= on)
    last = max(touched, default=0)
    found: list[str | int | None] = [
        RANK.get(kind, -1),
        due - on.toordinal() if due else None,
        last - on.toordinal() if last else None,
        " ".join(one_line(text) for text in (*c.nickname, *c.org)),
    ]
    if seen.dnc:
        found.append(1)
    return ContactSummary(
        c.id,
        quote(c.id),
        seen.name,
        seen.initials,
        seen.hue,
        seen.org,
        seen.dnc,
        fold(c.name),
        letter(c.name),
        c.tags,
        c.owner,
        kind,
        due,
        overdue,
        last,
        bool(places.no_date),
        (_json(seen.name, c.id), _json(*found)),
        tuple(_rows(judged, places, shot)),
    )


def _json(*values: str | int | None) -> str:
    """Return values as they stand in a list of JSON."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))[1:-1]


def _next(judged: EvaluatedContact) -> tuple[str, int, int]:
    """Return the kind, the day and the working days since, of what comes first."""
    first, due = judged.evaluation.first, judged.evaluation.due
    if first is None:
        return "", 0, 0
    return first.kind, first.due.toordinal(), due[0].overdue if due else 0


def _rows(judged: EvaluatedContact, places: Buckets, shot: Snapshot) -> Iterator[Row]:
    """Yield the rows of a contact, in the order of the policy."""
    contact = judged.contact
    rows = EvaluatedRows([judged.evaluation], lambda _: judged.facts, shot.on)
    for key in places.due:
        yield _row(DUE, key, due_line(rows.row(0), contact, shot))
    for on, *name in places.upcoming:
        yield _row(COMING, (on, 0, *name), coming_line(rows.upcoming(0), contact, shot))
    for planned in sorted(places.appointments):
        on, *rest = planned
        line = appointment_line(contact.touches[planned[4]], contact, shot)
        if line.when.due:
            yield _row(TODAY, planned, line)
        else:
            yield _row(COMING, (on, 1, *rest), line)


def _row(list_: int, key: tuple[Any, ...], line: Line) -> Row:
    before, link, after = templates.row(line).partition(_LINK)
    return Row(list_, key, line.group, line.hidden, before + link, after)
