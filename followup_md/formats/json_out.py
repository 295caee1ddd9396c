"""Contacts as JSON, a line each: every field, every entry, and what is due."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from followup_md.formats.texts import day_text
from followup_md.model.agenda import Item
from followup_md.model.contact import Birthday, Contact

_ENTRIES = ("touches", "promises", "quotes")


def document(schema: int, on: date, contacts: Iterable[str], problems: list[Any]) -> str:
    """Return the document; `contacts`: the lines of `contact`."""
    head = json.dumps({"schema": schema, "on": on.isoformat()})[:-1]
    lines = ",\n".join(contacts)
    return f'{head}, "contacts": [\n{lines}\n], "problems": {json.dumps(problems)}}}\n'


def contact(found: Contact, items: Iterable[tuple[Item, int | None, str]]) -> str:
    """Return a contact under the keys of its front matter, and then `more`, `body`, `items`.

    `items`: each with the working days that it is late (None: not due) and what it is about.
    """
    data = {key: _value(value) for key, value in zip(found._fields, found, strict=True)}
    data["status"] = _value(found.status) or {"word": "open", "by": "", "date": None, "words": ""}
    for key in _ENTRIES:
        data[key] = [_entry(entry) for entry in getattr(found, key)]
    more, body = data.pop("more"), data.pop("body")
    data |= {"more": dict(more), "body": body}
    data["items"] = [
        {"kind": item.kind, "due": item.due.isoformat(), "overdue": overdue, "about": about or None}
        for item, overdue, about in items
    ]
    return json.dumps(data)


def _entry(entry: tuple[Any, ...]) -> dict[str, Any]:
    data: dict[str, Any] = _value(entry)
    del data["line"]  # a place in a file, not a fact
    return {key.rstrip("_"): value for key, value in data.items()}


def _value(value: Any) -> Any:
    """Return a value in what JSON has."""
    if isinstance(value, Birthday):
        return day_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        if hasattr(value, "_asdict"):
            return {key: _value(each) for key, each in value._asdict().items()}
        return [_value(each) for each in value]
    return value
