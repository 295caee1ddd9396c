"""The outline of a contact file: the name, and below it what has happened, by date."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol.types import DocumentSymbol, SymbolKind

from followup_md.lsp.open_file import OpenFile
from followup_md.model.contact import Entry, Promise, Quote, Touch
from followup_md.policy.phrases import channel_label, full_date

_KINDS = {Touch: SymbolKind.Event, Promise: SymbolKind.Boolean, Quote: SymbolKind.Number}


def outline(file: OpenFile) -> list[DocumentSymbol]:
    """Return the outline of a file, as far as it can be read."""
    contact, places = file.contact, file.places
    if contact is None or not contact.name.strip():
        return []
    whole = places.range(0, len(file.text))
    root = file.read.root
    key = next((key for key, _ in root.pairs if key.value == "name"), None) if root else None
    start = places.place(key.line + 2 if key is not None else 1)
    person = DocumentSymbol(
        name=contact.name,
        detail=", ".join([*contact.role, *contact.org]),
        kind=SymbolKind.Class,
        range=whole,
        selection_range=places.range(start, places.row_end(start)),
        children=[],
    )
    groups: list[tuple[str, Sequence[Entry]]] = [
        ("touches", contact.touches),
        ("promises", contact.promises),
        ("quotes", contact.quotes),
    ]
    children = []
    for key_, entries in groups:
        if entries:
            children.append(_group(file, key_, entries))
    person.children = children
    return [person]


def _group(file: OpenFile, name: str, entries: Sequence[Entry]) -> DocumentSymbol:
    children = [_entry(file, entry) for entry in sorted(entries, key=_line)]
    found = children[0].range
    return DocumentSymbol(
        name=name,
        kind=SymbolKind.Array,
        range=type(found)(found.start, children[-1].range.end),
        selection_range=found,
        children=children,
    )


def _entry(file: OpenFile, entry: Entry) -> DocumentSymbol:
    places = file.places
    start = places.place(entry.line)
    at = places.range(start, places.row_end(start))
    name, detail = _words(entry)
    return DocumentSymbol(
        name=name, detail=detail, kind=_KINDS[type(entry)], range=at, selection_range=at
    )


def _words(entry: Entry) -> tuple[str, str]:
    if isinstance(entry, Touch):
        words = [
            full_date(entry.date),
            "in" if entry.incoming else "",
            channel_label(entry.channel),
        ]
        return " ".join(filter(None, [*words, entry.outcome.replace("-", " ")])), entry.note
    if isinstance(entry, Promise):
        theirs = " theirs" if entry.theirs else ""
        return f"{full_date(entry.due)}{theirs}", entry.what
    return f"{full_date(entry.sent)} {entry.ref}", entry.what


def _line(entry: Entry) -> int:
    return entry.line
