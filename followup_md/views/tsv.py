"""The agenda in a pipe: one line per row, in tab-separated columns.

Columns may be added at the end, never changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from followup_md.model.agenda import Agenda, Item, Row, RowContact
from followup_md.model.contact import Contact
from followup_md.policy import in_touch
from followup_md.policy.phrases import after_colon, no_date, status_label
from followup_md.policy.topics import topic
from followup_md.views.text_layout import RED, Screen, printable_line


def lines(agenda: Agenda, screen: Screen) -> str:
    """Return one line per row.

    The columns: due, later, appointment or coming; kind; date; working days overdue; id; name;
    channel; touch; reason. An empty one is "-". Lines that start with "#" are remarks.
    """
    found = [_due("due", row, agenda.on, screen) for row in agenda.due]
    found += [_due("later", row, agenda.on, screen) for row in agenda.later]
    for contact, touch in agenda.appointments:
        note = ", ".join(word for word in (touch.time, touch.note) if word)
        found.append(
            _columns("appointment", "planned", touch.date, "", contact, touch.channel, "", note)
        )
    for contact, item, reason, channel in agenda.upcoming:
        found.append(_columns("coming", item.kind, item.due, "", contact, channel, "", reason))
    if agenda.no_date:
        found.append(f"# {no_date(agenda.no_date)}")
    return "".join(f"{line}\n" for line in found)


def item_lines(found: Iterable[tuple[Contact, Item, int | None]]) -> str:
    """Return one line per item, in the columns of `lines`, sorted by id, kind, due."""
    rows = sorted(found, key=lambda row: (row[0].id, row[1].kind, row[1].due))
    shown = []
    for contact, item, overdue in rows:
        late = "" if overdue is None else str(overdue)
        about = topic(item, contact)
        shown.append(_columns("item", item.kind, item.due, late, contact, "", "", about))
    return "".join(f"{line}\n" for line in shown)


def _due(what: str, row: Row, on: date, screen: Screen) -> str:
    item = row.item
    touch = "" if row.touch is None else f"{row.touch}/{row.of}" if row.of else str(row.touch)
    also = (
        f"{other.kind} ({other.due.isoformat()}){after_colon(other.about)}" for other in row.also
    )
    reason = "; also ".join([row.reason, *also])
    others = in_touch.words(in_touch.on_day(row.contact.lately, on))
    if others:
        reason = f"{reason}; {others}"
    status = status_label(row.contact.status)
    if status:
        reason = f"{status}; {reason}"
    line = _columns(
        what, item.kind, item.due, str(item.overdue), row.contact, row.channel, touch, reason
    )
    return screen.paint(line, RED) if item.overdue else line


def _columns(
    what: str,
    kind: str,
    day: date,
    overdue: str,
    contact: Contact | RowContact,
    channel: str,
    touch: str,
    reason: str,
) -> str:
    parts = (what, kind, day.isoformat(), overdue, contact.id, contact.name, channel, touch, reason)
    line = "\t".join([part or "-" for part in parts])
    if line.count("\t") == len(parts) - 1 and _is_neat(line):
        return line
    return "\t".join(printable_line(part) or "-" for part in parts)


def _is_neat(line: str) -> bool:
    """Whether `printable_line` would leave every column as it is, as it does most."""
    blanks = "  " in line or " \t" in line or "\t " in line or line.endswith(" ")
    return not blanks and line.replace("\t", "").isprintable()
