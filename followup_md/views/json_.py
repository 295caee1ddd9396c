"""The JSON that programs read. Keys may be added at the end, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from followup_md.errors import Problem
from followup_md.model.agenda import Agenda, Item, Row
from followup_md.model.contact import Contact
from followup_md.model.draft import Draft
from followup_md.policy import in_touch
from followup_md.policy.topics import topic

SCHEMA = 1
Json = dict[str, Any]


def document(**keys: Any) -> str:
    """Return a JSON document that begins with "schema"; every character in it is ASCII."""
    import json

    return json.dumps({"schema": SCHEMA} | keys, indent=2) + "\n"


def agenda_keys(agenda: Agenda, problems: Iterable[Problem]) -> Json:
    """Return the keys of `due --json` after "schema" and "on"."""
    return {
        "due": [_due(row, agenda.on) for row in agenda.due],
        "upcoming": [
            {
                "id": contact.id,
                "name": contact.name,
                "kind": item.kind,
                "due": item.due.isoformat(),
                "channel": channel or None,
                "about": item.about or None,
            }
            for contact, item, _reason, channel in agenda.upcoming
        ],
        "appointments": [
            {
                "id": contact.id,
                "name": contact.name,
                "date": touch.date.isoformat(),
                "channel": touch.channel,
                "note": touch.note,
                "time": touch.time or None,
            }
            for contact, touch in agenda.appointments
        ],
        "no_date": agenda.no_date,
        "problems": [problem(p) for p in problems],
        "later": [_due(row, agenda.on) for row in agenda.later],
    }


def items(found: Iterable[tuple[Contact, Item, int | None]]) -> list[Json]:
    """Return every item of every contact, sorted by id, kind, due; overdue is null if not due."""
    rows = [
        {
            "id": contact.id,
            "kind": item.kind,
            "due": item.due.isoformat(),
            "overdue": overdue,
            "about": topic(item, contact) or None,
        }
        for contact, item, overdue in found
    ]
    rows.sort(key=lambda row: (row["id"], row["kind"], row["due"]))
    return rows


def problem(p: Problem) -> Json:
    """Return a problem without the line to paste, which holds content of the file."""
    return {
        "severity": p.severity,
        "path": p.path,
        "line": p.line,
        "column": p.column,
        "code": p.code,
        "message": p.message,
    }


def _due(row: Row, on: date) -> Json:
    contact, item = row.contact, row.item
    return {
        "id": contact.id,
        "name": contact.name,
        "kind": item.kind,
        "due": item.due.isoformat(),
        "overdue": item.overdue,
        "channel": row.channel or None,
        "touch": row.touch,
        "of": row.of,
        "reason": row.reason,
        "owner": contact.owner or None,
        "also": [
            {
                "kind": other.kind,
                "due": other.due.isoformat(),
                "overdue": other.overdue,
                "about": other.about or None,
            }
            for other in row.also
        ],
        "status": contact.status.word if contact.status is not None else "open",
        "about": item.about or None,
        "in_touch": [*map(in_touch.as_data, in_touch.on_day(contact.lately, on))],
    }


def draft_keys(draft: Draft) -> Json:
    """Return the keys of `draft --json` after "on" and "id"."""
    return {
        "kind": draft.kind,
        "form": draft.form,
        "channel": draft.channel or None,
        "language": draft.language,
        "to": [one._asdict() for one in draft.to],
        "subject": draft.subject or None,
        "text": draft.text,
        "gaps": list(draft.gaps),
        "quoted": list(draft.quoted),
        "notes": list(draft.notes),
        "href": draft.href or None,
        "complete": draft.complete,
        "template": draft.template,
    }
