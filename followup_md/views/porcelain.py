"""The day for programs: one line a contact in a pipe, and the JSON that is a promise.

Keys and columns may be added at the end, never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from followup_md.errors import Problem
from followup_md.model.agenda import Agenda, Due, Item, Row
from followup_md.model.contact import Contact
from followup_md.policy import headings
from followup_md.views.text_layout import RED, Screen, one_line

SCHEMA = 1
Json = dict[str, Any]


def lines(agenda: Agenda, screen: Screen) -> str:
    """Return one line a contact, in columns parted by tabs.

    The columns: due, later, appointment or coming; kind; date; working days overdue; id; name;
    channel; touch; reason. An empty one is "-". Lines that start with "#" are remarks.
    """
    found = [_coloured(row, _row("due", row), screen) for row in agenda.due]
    found += [_coloured(row, _row("later", row), screen) for row in agenda.later]
    for contact, touch in agenda.appointments:
        words = [touch.time, touch.note]
        note = ", ".join(word for word in words if word)
        found.append(
            _columns("appointment", "planned", touch.date, "", contact, touch.channel, "", note)
        )
    for contact, item, reason, channel in agenda.upcoming:
        found.append(_columns("coming", item.kind, item.due, "", contact, channel, "", reason))
    if count := agenda.no_date_count:
        have = "contact has" if count == 1 else "contacts have"
        found.append(f"# {count} {have} no date to start from")
    return "".join(f"{line}\n" for line in found)


def _coloured(row: Row, line: str, screen: Screen) -> str:
    return screen.paint(line, RED) if row.overdue else line


def document(**keys: Any) -> str:
    """Return a JSON document that begins with "schema"; every character in it is ASCII."""
    import json

    return json.dumps({"schema": SCHEMA} | keys, indent=2) + "\n"


def day(agenda: Agenda, problems: Iterable[Problem]) -> Json:
    """Return the keys of `due --json` after "schema" and "on"."""
    return {
        "due": [_due(row) for row in agenda.due],
        "upcoming": [
            {
                "id": contact.id,
                "name": contact.name,
                "kind": item.kind,
                "due": item.due.isoformat(),
                "channel": channel or None,
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
        "no_date": agenda.no_date_count,
        "problems": [problem(p) for p in problems],
        "later": [_due(row) for row in agenda.later],
    }


def items(found: Iterable[tuple[Contact, Item, int | None]]) -> list[Json]:
    """Return every item of every contact, sorted by id, kind, due; overdue is null if not due."""
    rows = [
        {"id": contact.id, "kind": item.kind, "due": item.due.isoformat(), "overdue": overdue}
        for contact, item, overdue in found
    ]
    rows.sort(key=lambda row: (row["id"], row["kind"], row["due"]))
    return rows


def item_lines(found: Iterable[tuple[Contact, Item, int | None]]) -> str:
    """Return one line for every item, in the columns of `lines`, sorted as `items` is."""
    rows = sorted(found, key=lambda row: (row[0].id, row[1].kind, row[1].due))
    return "".join(
        _columns(
            "item", item.kind, item.due, "" if late is None else str(late), contact, "", "", ""
        )
        + "\n"
        for contact, item, late in rows
    )


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


def _due(row: Row) -> Json:
    return {
        "id": row.contact.id,
        "name": row.contact.name,
        "kind": row.item.kind,
        "due": row.item.due.isoformat(),
        "overdue": row.overdue,
        "channel": row.channel or None,
        "touch": row.touch,
        "of": row.of,
        "reason": row.reason,
        "owner": row.contact.owner or None,
        "also": [_also(due) for due in row.also],
        "status": row.contact.status.word if row.contact.status is not None else "open",
    }


def _also(due: Due) -> Json:
    return {"kind": due.item.kind, "due": due.item.due.isoformat(), "overdue": due.overdue}


def _row(what: str, row: Row) -> str:
    touch = "" if row.touch is None else f"{row.touch}/{row.of}" if row.of else str(row.touch)
    reason = "; also ".join([row.reason, *_kinds(row.also)])
    standing = headings.status_label(row.contact)
    if standing:
        reason = f"{standing}; {reason}"
    return _columns(
        what,
        row.item.kind,
        row.item.due,
        str(row.overdue),
        row.contact,
        row.channel,
        touch,
        reason,
    )


def _kinds(also: Iterable[Due]) -> Iterator[str]:
    for due in also:
        yield f"{due.item.kind} ({due.item.due.isoformat()})"


def _columns(
    what: str,
    kind: str,
    day: date,
    overdue: str,
    contact: Contact,
    channel: str,
    touch: str,
    reason: str,
) -> str:
    parts = (what, kind, day.isoformat(), overdue, contact.id, contact.name, channel, touch, reason)
    line = "\t".join([part or "-" for part in parts])
    if line.count("\t") == len(parts) - 1 and _is_neat(line):
        return line
    return "\t".join(one_line(part) or "-" for part in parts)


def _is_neat(line: str) -> bool:
    """Whether `one_line` would leave every column of a line as it is: most are so."""
    blanks = "  " in line or " \t" in line or "\t " in line or line.endswith(" ")
    return not blanks and line.replace("\t", "").isprintable()
