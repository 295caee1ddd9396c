"""Contacts as a table for spreadsheets: CSV, in UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from followup_md.formats.csv_cells import guarded as guarded_cell
from followup_md.formats.texts import day_text, plain
from followup_md.model.contact import Contact, Dated
from followup_md.typed import NamedTuple


class Line(NamedTuple):
    """A contact, and what comes next for it; "" for nothing."""

    contact: Contact
    last: date | None  # its last touch
    due: date | None = None
    kind: str = ""
    channel: str = ""
    why: str = ""


Column = Callable[[Line], str]


def table(lines: Sequence[Line], guarded: bool = True, with_private: bool = False) -> str:
    """Return the table; `guarded`: no cell is a formula; `with_private`: tell who is private."""
    columns = _columns(lines, with_private)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for line in lines:
        cells = [plain(column(line)) for column in columns.values()]
        writer.writerow([guarded_cell(cell) for cell in cells] if guarded else cells)
    return text.getvalue()


def _columns(lines: Sequence[Line], with_private: bool) -> dict[str, Column]:
    columns: dict[str, Column] = {
        "id": lambda line: line.contact.id,
        "name": lambda line: line.contact.name,
        "nickname": lambda line: ", ".join(line.contact.nicknames),
        "org": lambda line: "; ".join(line.contact.org),
        "role": lambda line: "; ".join(line.contact.role),
    }
    emails = (len(line.contact.email) for line in lines)
    columns |= _numbered("email", emails, lambda line, n: line.contact.email[n : n + 1])
    phones = (len(line.contact.phone) for line in lines)
    columns |= _numbered("phone", phones, lambda line, n: line.contact.phone[n : n + 1])
    columns |= {
        "url": lambda line: " ".join(line.contact.url),
        "language": lambda line: ", ".join(line.contact.language),
        "timezone": lambda line: line.contact.timezone,
        "tags": lambda line: ", ".join(line.contact.tags),
        "status": lambda line: line.contact.status_word,
        "owner": lambda line: line.contact.owner,
        "birthday": lambda line: day_text(line.contact.birthday) if line.contact.birthday else "",
        "met": lambda line: _dated(line.contact.met),
        "reason": lambda line: line.contact.reason,
        "last touch": lambda line: _day(line.last),
        "due": lambda line: _day(line.due),
        "kind": lambda line: line.kind,
        "channel": lambda line: line.channel,
        "why": lambda line: line.why,
    }
    if with_private:
        columns["private"] = lambda line: "yes" if line.contact.private else ""
    return columns


def _numbered(
    name: str, counts: Iterable[int], nth: Callable[[Line, int], tuple[tuple[str, str], ...]]
) -> dict[str, Column]:
    """Return as many columns as somebody has values: email, email 2, …; at least one."""

    def column(number: int) -> Column:
        return lambda line: next((value for _, value in nth(line, number)), "")

    many = max(counts, default=1)
    return {f"{name} {n + 1}" if n else name: column(n) for n in range(max(many, 1))}


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _dated(dated: Dated | None) -> str:
    return f"{dated.date} {dated.words}".strip() if dated is not None else ""
