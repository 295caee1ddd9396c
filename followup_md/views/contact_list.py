"""The table of contacts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from followup_md.policy import headings
from followup_md.policy.agenda import Evaluation
from followup_md.policy.phrases import plural, status_label
from followup_md.typed import NamedTuple
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
    """A contact in the table, in values that can be cached; days are in ISO, "" for none."""

    id: str
    name: str
    org: tuple[str, ...]
    email: tuple[str, ...]
    phone: tuple[str, ...]
    tags: tuple[str, ...]
    owner: str
    status: str  # one of STATUSES
    label: str  # the status in words, "" while it is open
    private: bool
    last: str  # the last of its touches up to the day
    kind: str  # of its first due item, else of its earliest; "" without any
    due: str
    shown: str  # the day to show for it
    overdue: int | None  # working days; None if nothing is due

    @property
    def undated(self) -> bool:
        """Whether it is open, and nothing will ever be due."""
        return not self.kind and self.status == "open"


def listed(evaluation: Evaluation, on: date) -> Listed:
    """Return the row of a contact."""
    contact, _, due = evaluation
    touches = [t.date for t in contact.touches if t.happened and t.date <= on]
    item = evaluation.first
    return Listed(
        contact.id,
        contact.name,
        contact.org,
        tuple([email.value for email in contact.email]),
        tuple([phone.value for phone in contact.phone]),
        contact.tags,
        contact.owner,
        contact.status_word,
        status_label(contact.status),
        contact.private,
        max(touches).isoformat() if touches else "",
        item.kind if item is not None else "",
        item.due.isoformat() if item is not None else "",
        headings.day_shown(item, on).isoformat() if item is not None else "",
        due[0].overdue if due else None,
    )


def by_name(found: Iterable[Listed]) -> list[Listed]:
    """Return rows in the order of the table."""
    return sorted(found, key=lambda row: (row.name.casefold(), row.id))


def data(rows: Iterable[Listed]) -> list[dict[str, Any]]:
    """Return the rows for JSON."""
    return [
        {
            "id": row.id,
            "name": row.name,
            "org": list(row.org),
            "email": list(row.email),
            "phone": list(row.phone),
            "tags": list(row.tags),
            "owner": row.owner or None,
            "status": row.status,
            "private": row.private,
            "last": row.last or None,
            "next": {"kind": row.kind, "due": row.due, "overdue": row.overdue}
            if row.kind
            else None,
        }
        for row in rows
    ]


def table(rows: list[Listed], screen: Screen) -> str:
    """Return the table; in a pipe, tab-separated columns.

    They are: id, name, next date, its kind, last touch, status, tags. An empty one is "-".
    """
    if not screen.terminal:
        plain = (screen.paint(_plain(row), *([RED] if row.overdue else [])) for row in rows)
        return "".join(f"{line}\n" for line in plain)
    count = plural(len(rows), "contact")
    if not rows:
        return f"{count}\n"
    wide = screen.width >= 110
    most = 32 if wide else min(22, max(screen.width - 12, 4))
    names = (printable_line(row.name) for row in rows)
    name = widest(["Name", *names], most)
    widths = [name, 10, 14, 10] if wide else [name, 10, 14]
    while sum(widths) + 2 * len(widths) > screen.width + 2:  # a very narrow one
        widths.pop()
    room = screen.width - sum(widths) - 2 * len(widths)
    head = ["Name", "Next", "Why", "Last"]
    cells = [*map(pad, head, widths), "Id, tags" if wide else "Id"]
    lines = [screen.paint(truncate("  ".join(cells), screen.width), BOLD)]
    for row in rows:
        *cells, about = _cells(row, wide)
        shown = [*map(pad, cells, widths)]
        if row.overdue:
            shown[1] = screen.paint(shown[1], RED)
        shown += [screen.paint(truncate(about, room), DIM)] if room > 4 else []
        lines.append("  ".join(shown).rstrip())
    return "\n".join([*lines, "", count]) + "\n"


def _cells(row: Listed, wide: bool) -> list[str]:
    """Return name, next date, its kind, last touch, and id with marks and tags."""
    marks = [row.label] if row.label and row.kind else []
    marks += ["private"] if row.private else []
    return [
        printable_line(row.name),
        row.shown or "-",
        headings.KIND_LABELS[row.kind] if row.kind else row.label or "-",
        row.last or "-",
        printable_line(", ".join([row.id, *marks, *(row.tags if wide else ())])),
    ]


def _plain(row: Listed) -> str:
    tags = ",".join(row.tags)
    parts = (row.id, row.name, row.due, row.kind, row.last, row.status, tags)
    return "\t".join([printable_line(part) or "-" for part in parts])
