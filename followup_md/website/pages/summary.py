"""A contact in the site's lists: a summary that can be cached until the contact changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from followup_md.model.agenda import RANK
from followup_md.model.folding import fold
from followup_md.model.mentions import companions
from followup_md.model.reminder import Reminder
from followup_md.policy.agenda import Buckets, EvaluatedRows, classify
from followup_md.policy.phrases import one_line
from followup_md.policy.reminders import reminders
from followup_md.policy.workdays import add_days
from followup_md.stats.window import year_to
from followup_md.website.pages import drafts, list_rows, templates
from followup_md.website.pages.list_rows import ListRow
from followup_md.website.snapshot import EvaluatedContact, Snapshot

AHEAD = 31  # calendar days that a page knows of, so that a site that is not rebuilt stays useful
# The lists of the agenda.
DUE, TODAY, COMING = 0, 1, 2
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_LINK = Markup("<link>")  # stands for the link in a rendered row, whose own text is escaped


class RenderedRow(NamedTuple):
    """A row of the agenda: its place, and its HTML before and after the link to the contact."""

    list: int
    key: tuple[Any, ...]  # sort key within the list
    path: str  # the contact's quoted id
    group: str
    hidden: bool
    before: str
    after: str

    def html(self, link: str) -> str:
        """Return the row with the link that is right on a page."""
        return f"{self.before}{link}{self.after}"


class ContactSummary(NamedTuple):
    """A contact on a day, with only what is published; dates are ordinals, 0 for none."""

    id: str
    path: str  # the id, quoted for URLs
    name: str
    initials: str
    hue: int
    org: str
    do_not_contact: bool
    sort_key: str
    letter: str  # heading in the list of everybody
    tags: tuple[str, ...]
    owner: str
    kind: str  # of the first due item, else of the next one, else ""
    due: int
    overdue: int  # working days
    last: int  # the last touch up to the day
    undated: bool  # open, and nothing will ever be due
    held_back: int  # what is due and not shown, see privacy.held_back
    others: tuple[str, ...]  # who else its rows may name
    marks: tuple[tuple[Any, ...], ...]  # for the insights page, see stats.cases; () without one
    json: tuple[str, str]  # search data before and after tags and owner
    rows: tuple[RenderedRow, ...]
    reminders: tuple[Reminder, ...]  # for the feeds, none without them

    def pack(self) -> tuple[Any, ...]:
        """Return the summary as plain values, which can be cached."""
        reminders = tuple([reminder.pack() for reminder in self.reminders])
        return *self[:-2], tuple(map(tuple, self.rows)), reminders

    @classmethod
    def unpack(cls, packed: tuple[Any, ...]) -> ContactSummary:
        """Return what `pack` packed."""
        *values, rows, reminders = packed
        every = tuple(map(Reminder.unpack, reminders)) if reminders else ()
        return cls._make((*values, tuple(map(RenderedRow._make, rows)), every))


def summarize(
    evaluated: EvaluatedContact, snapshot: Snapshot, held_back: int = 0
) -> ContactSummary:
    """Summarize a contact for the site's lists."""
    contact, on = evaluated.contact, snapshot.on
    buckets = classify([(0, evaluated.evaluation)], on, add_days(on, AHEAD))
    listed = list_rows.listed(contact)
    kind, due, overdue = _next(evaluated)
    last = evaluated.facts.history.last
    touched = last.toordinal() if last is not None else 0
    found: list[str | int | None] = [
        RANK.get(kind, -1),
        due - on.toordinal() if due else None,
        touched - on.toordinal() if touched else None,
        " ".join(one_line(text) for text in (*contact.nicknames, *contact.org)),
    ]
    if listed.do_not_contact:
        found.append(1)
    return ContactSummary(
        contact.id,
        quote(contact.id),
        *listed,
        fold(contact.name),
        _letter(contact.name),
        contact.tags,
        contact.owner,
        kind,
        due,
        overdue,
        touched,
        bool(buckets.no_date),
        held_back,
        companions(contact),
        _marks(evaluated, snapshot),
        (_json(listed.name, contact.id), _json(*found)),
        tuple(_rows(evaluated, buckets, snapshot)),
        tuple(_reminders(evaluated, snapshot)) if snapshot.settings.publish.feeds else (),
    )


def _marks(evaluated: EvaluatedContact, snapshot: Snapshot) -> tuple[tuple[Any, ...], ...]:
    if not snapshot.settings.publish.insights:
        return ()
    from followup_md.stats.cases import gather_cases

    year = year_to(snapshot.on, snapshot.calendar)
    return tuple(gather_cases(evaluated.facts, evaluated.evaluation.items, year).marks)


def _letter(name: str) -> str:
    first = fold(name.strip())[:1].upper()
    return first if first.isalpha() else "#"


def _json(*values: str | int | None) -> str:
    """Return values as items of a JSON array, without its brackets."""
    return _JSON.encode(values)[1:-1]


def _next(evaluated: EvaluatedContact) -> tuple[str, int, int]:
    """Return kind, day and working days overdue of the first due item, else of the next one."""
    first, due = evaluated.evaluation.first, evaluated.evaluation.due
    if first is None:
        return "", 0, 0
    return first.kind, first.due.toordinal(), due[0].overdue if due else 0


def _rows(
    evaluated: EvaluatedContact, buckets: Buckets, snapshot: Snapshot
) -> Iterator[RenderedRow]:
    """Yield the agenda rows of a contact."""
    contact, path = evaluated.contact, quote(evaluated.contact.id)
    rows = EvaluatedRows([evaluated.evaluation], lambda _: evaluated.facts, snapshot.on)
    for due in buckets.due:
        row = list_rows.due_row(rows.row(0), contact, snapshot)
        if row.action is not None:
            words = drafts.draft_for(evaluated, snapshot)
            row = row._replace(action=drafts.with_words(row.action, words))
        yield _render(DUE, due, path, row)
    for day, *name in buckets.upcoming:
        row = list_rows.upcoming_row(rows.upcoming(0), contact, snapshot)
        yield _render(COMING, (day, 0, *name), path, row)
    for planned in sorted(buckets.appointments):
        day, *rest = planned
        row = list_rows.appointment_row(rows.appointment(0, planned[4]).touch, contact, snapshot)
        if row.when.is_due:
            yield _render(TODAY, planned, path, row)
        else:
            yield _render(COMING, (day, 1, *rest), path, row)


def _reminders(evaluated: EvaluatedContact, snapshot: Snapshot) -> Iterator[Reminder]:
    until = add_days(snapshot.on, snapshot.settings.days)
    return reminders(evaluated.evaluation, evaluated.facts, snapshot.on, until)


def _render(list_: int, key: tuple[Any, ...], path: str, row: ListRow) -> RenderedRow:
    before, _, after = templates.agenda_row(row, _LINK).partition(_LINK)
    return RenderedRow(list_, key, path, row.group, row.hidden, before, after)
