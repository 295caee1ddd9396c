"""The table of contacts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from followup_md.model.agenda import Item
from followup_md.model.contact import Contact
from followup_md.policy import headings
from followup_md.policy.agenda import Evaluation
from followup_md.policy.phrases import plural, status_label
from followup_md.views.text_layout import (
    BOLD,
    DIM,
    RED,
    Screen,
    pad,
    printable_line,
    truncate,
    widest,
)


class Listed(NamedTuple):
    """A contact in the table."""

    contact: Contact
    last: date | None  # the last of its touches up to the day
    next: Item | None  # its first due item, else its earliest
    overdue: int | None  # working days; None if nothing is due


def rows(evaluated: Iterable[Evaluation], on: date) -> list[Listed]:
    """Return the rows of the table, by name."""
    found = []
    for evaluation in evaluated:
        contact, _, due = evaluation
        touches = [t.date for t in contact.touches if t.happened and t.date <= on]
        overdue = due[0].overdue if due else None
        found.append(Listed(contact, max(touches, default=None), evaluation.first, overdue))
    return sorted(found, key=lambda row: (row.contact.name.casefold(), row.contact.id))


def data(listed: Iterable[Listed]) -> list[dict[str, Any]]:
    """Return the rows for JSON."""
    return [
        {
            "id": contact.id,
            "name": contact.name,
            "org": list(contact.org),
            "email": [email.value for email in contact.email],
            "phone": [phone.value for phone in contact.phone],
            "tags": list(contact.tags),
            "owner": contact.owner or None,
            "status": contact.status_word,
            "private": contact.private,
            "last": last.isoformat() if last else None,
            "next": {"kind": item.kind, "due": item.due.isoformat(), "overdue": overdue}
            if item is not None
            else None,
        }
        for contact, last, item, overdue in listed
    ]


def table(listed: list[Listed], on: date, screen: Screen) -> str:
    """Return the table; in a pipe, tab-separated columns.

    They are: id, name, next date, its kind, last touch, status, tags. An empty one is "-".
    """
    if not screen.terminal:
        plain = (screen.paint(_plain(row), *([RED] if row.overdue else [])) for row in listed)
        return "".join(f"{line}\n" for line in plain)
    count = plural(len(listed), "contact")
    if not listed:
        return f"{count}\n"
    wide = screen.width >= 110
    most = 32 if wide else min(22, max(screen.width - 12, 4))
    names = (printable_line(row.contact.name) for row in listed)
    name = widest(["Name", *names], most)
    widths = [name, 10, 14, 10] if wide else [name, 10, 14]
    while sum(widths) + 2 * len(widths) > screen.width + 2:  # a very narrow one
        widths.pop()
    room = screen.width - sum(widths) - 2 * len(widths)
    head = ["Name", "Next", "Why", "Last"]
    cells = [*map(pad, head, widths), "Id, tags" if wide else "Id"]
    lines = [screen.paint(truncate("  ".join(cells), screen.width), BOLD)]
    for row in listed:
        *cells, about = _cells(row, on, wide)
        shown = [*map(pad, cells, widths)]
        if row.overdue:
            shown[1] = screen.paint(shown[1], RED)
        shown += [screen.paint(truncate(about, room), DIM)] if room > 4 else []
        lines.append("  ".join(shown).rstrip())
    return "\n".join([*lines, "", count]) + "\n"


def _cells(row: Listed, on: date, wide: bool) -> list[str]:
    """Return name, next date, its kind, last touch, and id with marks and tags."""
    contact, last, item, _ = row
    status = status_label(contact.status)
    marks = [status] if status and item is not None else []
    marks += ["private"] if contact.private else []
    return [
        printable_line(contact.name),
        headings.day_shown(item, on).isoformat() if item is not None else "-",
        headings.KIND_LABELS[item.kind] if item is not None else status or "-",
        last.isoformat() if last is not None else "-",
        printable_line(", ".join([contact.id, *marks, *(contact.tags if wide else ())])),
    ]


def _plain(row: Listed) -> str:
    contact, last, item, _ = row
    parts = (
        contact.id,
        contact.name,
        item.due.isoformat() if item is not None else "",
        item.kind if item is not None else "",
        last.isoformat() if last is not None else "",
        contact.status_word,
        ",".join(contact.tags),
    )
    return "\t".join(printable_line(part) or "-" for part in parts)
