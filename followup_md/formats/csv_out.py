"""Contacts as a table for spreadsheets: CSV, in UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from followup_md.model.contact import Birthday, Contact, Dated
from followup_md.model.plain_text import clean

# What makes a spreadsheet take a cell for a formula, and the guard itself: so that cutting one
# guard gives the cell as it was.
GUARD = "'"
_FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", GUARD)


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
        cells = [clean(column(line)) for column in columns.values()]
        writer.writerow([guard(cell) for cell in cells] if guarded else cells)
    return text.getvalue()


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `import` cuts the guard off again."""
    return GUARD + cell if cell.startswith(_FORMULAS) else cell


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
        "birthday": lambda line: _birthday(line.contact.birthday),
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


def _birthday(birthday: Birthday | None) -> str:
    if birthday is None:
        return ""
    year = "-" if birthday.year is None else f"{birthday.year:04d}"
    return f"{year}-{birthday.month:02d}-{birthday.day:02d}"
