"""Reading one contact file: text in, a Contact and its problems out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from followup_md.errors import Problem, TextError
from followup_md.model import mistakes
from followup_md.model.contact import Contact
from followup_md.model.entry import Report
from followup_md.model.fields import ENTRIES, FIELDS, KEYS
from followup_md.model.settings import Settings
from followup_md.text import document, tree
from followup_md.text.document import Document
from followup_md.text.tree import Mapping, Node, Scalar, Sequence

# The front matter starts in the second line of its file.
FIRST_LINE = 2
_MARKER = re.compile(r"^<{7} .*\r?\n(?:.*\n)*?>{7} ", re.MULTILINE)


class ContactFile(NamedTuple):
    """What could be read of a file: the contact is None where anything in it is an error."""

    contact: Contact | None
    problems: tuple[Problem, ...]
    document: Document | None = None
    root: Mapping | None = None


def read_bytes(id_: str, raw: bytes, settings: Settings) -> ContactFile:
    """Read a contact from the bytes of its file."""
    try:
        text = document.decode(raw)
    except TextError as error:
        return ContactFile(None, (error.problem(f"contacts/{id_}.md"),))
    return read_text(id_, text, settings)


def read_text(id_: str, text: str, settings: Settings) -> ContactFile:
    """Read a contact from the text of its file; never raises for what stands in it."""
    path = f"contacts/{id_}.md"
    try:
        parts = document.split(text)
        root = tree.parse(parts.front, FIRST_LINE)
    except TextError as error:
        return ContactFile(None, (error.problem(path),))
    contact, errors = _contact(id_, root, parts.body, settings)
    marker = _MARKER.search(parts.body) if "<<<<<<< " in parts.body else None
    if marker is not None:
        offset = len(text) - len(parts.body) + marker.start()
        message = "Git conflict markers in the body: keep what is right, delete the marker lines"
        errors.append(TextError("E107", message, *document.place(text, offset)))
    problems = tuple(error.problem(path) for error in errors)
    return ContactFile(None if problems else contact, problems, parts, root)


def _contact(
    id_: str, root: Mapping, body: str, settings: Settings
) -> tuple[Contact | None, list[TextError]]:
    values: dict[str, Any] = {}
    more: list[tuple[str, str]] = []
    report = Report(FIRST_LINE)
    for key, node in root.pairs:
        name = key.value
        if name in ENTRIES:
            values[name] = ENTRIES[name](node, settings, report)
        elif name not in FIELDS:
            if is_nearly_private(name):
                report.at(key, "E312", "did you mean `private`? nothing of this file is published")
            more.append((name, flat(node)))
        elif not (type(node) is Scalar and not node.value.strip()):
            try:
                values[name] = FIELDS[name](node, settings)
            except TextError as error:
                error.line += FIRST_LINE
                report.errors.append(error)
    if not values.get("name") and not any(e.code.startswith("E3") for e in report.errors):
        hint = _unnamed(root)
        report.errors.append(TextError("E301", f"a contact needs a name{hint}", FIRST_LINE, 1))
    if report.errors:
        return None, report.errors
    return Contact(id_, more=tuple(more), body=body, **values), []


def _unnamed(root: Mapping) -> str:
    for key, _ in root.pairs:
        if key.value != "name" and key.value.lower() in ("name", "fn", "full_name", "fullname"):
            return f": the key in line {key.line + FIRST_LINE} must be `name`"
    return ": `name: …`"


@lru_cache(maxsize=4096)
def is_nearly_private(key: str) -> bool:
    """Whether an unknown key may be a mistyped `private`: then nothing must be published."""
    return "priv" in key.lower() or mistakes.nearest(key, ("private",), 0.75) != ""


def flat(node: Node) -> str:
    """Return the value of a user's own key as one text."""
    if isinstance(node, Scalar):
        return node.value.strip()
    if isinstance(node, Sequence):
        return ", ".join(flat(item) for item in node.items)
    return ", ".join(f"{key.value}: {flat(value)}" for key, value in node.pairs)


def known_key(key: str) -> str:
    """Return the known key that an unknown one is likely meant to be, "" where none is near."""
    lower = key.lower().replace("-", "_")
    if lower in _OTHER_NAMES:
        return _OTHER_NAMES[lower]
    if lower.rstrip("s") + "s" in ENTRIES:
        return lower.rstrip("s") + "s"
    if lower in KEYS:
        return lower
    return mistakes.nearest(lower, KEYS, 0.78)


# Words that other address books and front matters use.
_OTHER_NAMES = {
    "tel": "phone",
    "telephone": "phone",
    "mobile": "phone",
    "mail": "email",
    "e_mail": "email",
    "company": "org",
    "organisation": "org",
    "organization": "org",
    "title": "role",
    "job": "role",
    "fn": "name",
    "full_name": "name",
    "bday": "birthday",
    "born": "birthday",
    "tz": "timezone",
    "time_zone": "timezone",
    "lang": "language",
    "categories": "tags",
    "tag": "tags",
    "introduced_by": "via",
    "introduced": "via",
    "website": "url",
    "homepage": "url",
    "last_contact": "touches",
    "last_contacted": "touches",
    "contacted": "touches",
    "next_contact": "follow_up",
    "next_follow_up": "follow_up",
    "followup": "follow_up",
    "frequency": "keep",
    "every": "keep",
    "contact_reason": "reason",
    "aka": "nickname",
}
