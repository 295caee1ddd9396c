"""Reading a contact whose front matter is plain and without mistakes: what most of them are.

Nothing is known here of places, and nothing is said of a mistake: where there may be one, the
answer is None, and parsing/contact_file reads the file with libyaml. The fields and entries
are read by the same functions.
"""

from __future__ import annotations

from typing import Any

from followup_md.errors import TextError
from followup_md.frontmatter import fast_parser, nodes
from followup_md.frontmatter.document import Document
from followup_md.frontmatter.fast_parser import Rows
from followup_md.frontmatter.nodes import Node
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.parsing import entries as entry
from followup_md.parsing.entry_list import Kind
from followup_md.parsing.fields import FIELDS
from followup_md.parsing.unknown_keys import flat, hides, is_nearly_private


def read(id_: str, parts: Document, settings: Settings, first_line: int) -> Contact | None:
    """Return the contact, or None; `first_line` is the number of the front matter's first line."""
    found = fast_parser.read(parts.front)
    if found is None:
        return None
    values: dict[str, Any] = {}
    more: list[tuple[str, str]] = []
    kinds = entry.kinds(tuple(settings.channels))
    try:
        for name, value in found.items():
            if name in kinds:
                values[name] = _entries(value, kinds[name], first_line)
            elif name not in FIELDS:
                if is_nearly_private(name) or hides(name, _node(value)):
                    return None
                more.append((name, flat(_node(value))))
            elif not isinstance(value, str):
                values[name] = FIELDS[name](_node(value), settings)
            elif value.strip() or name == "private":
                values[name] = FIELDS[name](nodes.scalar(value), settings)
    except (TextError, _DoubtError):
        return None
    return Contact(id_, more=tuple(more), body=parts.body, **values) if "name" in values else None


class _DoubtError(Exception):
    """The value is not as plain as it has to be here."""


def _entries(value: fast_parser.Value, kind: Kind[Any], first_line: int) -> tuple[Any, ...]:
    if not value:
        return ()
    if not isinstance(value, Rows):
        raise _DoubtError
    rows = enumerate(value.texts, value.line + first_line)
    entries = tuple([kind.from_text(text, line) for line, text in rows])
    if None in entries:
        raise _DoubtError
    return entries


def _node(value: fast_parser.Value) -> Node:
    if isinstance(value, str):
        return nodes.scalar(value)
    if isinstance(value, dict):
        if any(hides(label, nodes.scalar(text)) for label, text in value.items()):
            raise _DoubtError
        return nodes.mapping(value)
    if not isinstance(value, Rows):
        return nodes.sequence(value)
    if value.pairs:
        raise _DoubtError
    return nodes.sequence(value.texts)
