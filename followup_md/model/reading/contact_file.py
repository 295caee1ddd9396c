"""Reading one contact file: text in, a Contact and its problems out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, NamedTuple

from followup_md.errors import Problem, TextError
from followup_md.model.contact import Contact
from followup_md.model.reading import entry, mistakes
from followup_md.model.reading.entry_list import Kind
from followup_md.model.reading.fields import ENTRIES, FIELDS, KEYS
from followup_md.model.reading.mistakes import Report
from followup_md.model.settings import Settings
from followup_md.text import document, plain, scalars, tree
from followup_md.text.document import Document
from followup_md.text.plain import Rows
from followup_md.text.tree import Mapping, Node, Scalar, Sequence

# The front matter starts in the second line of its file.
FIRST_LINE = 2
_OURS = re.compile(r"^<{7} ", re.MULTILINE)
_THEIRS = re.compile(r"^>{7} ", re.MULTILINE)
_INDENTED_KEY = re.compile(r"\s+([^\s:=][^:=]{0,40}?)\s*[:=]")
_YES_NO = ("yes", "no", "true", "false", "y", "n", "on", "off", "1", "0", "x", "")
# Letters of other alphabets that look like those of `private`.
_LOOKALIKES = dict(
    zip(
        map(
            ord,
            "\u0440\u0433\u0456\u0475\u0430\u0442\u0435"  # Cyrillic
            "\u03c1\u03b9\u03bd\u03b1\u03c4\u03b5\u0131\u0251",
        ),  # Greek, and Latin
        "privatepivateia",
        strict=True,
    )
)


class ContactFile(NamedTuple):
    """What could be read of a file: the contact is None where anything in it is an error."""

    contact: Contact | None
    problems: tuple[Problem, ...]
    document: Document | None = None
    tree: Mapping | None = None  # of the front matter, where it was needed to read the contact

    @property
    def root(self) -> Mapping | None:
        """The tree of the front matter; None where it has none."""
        if self.tree is None and self.contact is not None and self.document is not None:
            return tree.parse(self.document.front, FIRST_LINE)
        return self.tree


def read_bytes(id_: str, raw: bytes, settings: Settings) -> ContactFile:
    """Read a contact from the bytes of its file."""
    try:
        text = document.decode(raw)
    except TextError as error:
        return ContactFile(None, (error.problem(f"contacts/{id_}.md"),))
    return read_text(id_, text, settings)


def read_text(id_: str, text: str, settings: Settings) -> ContactFile:
    """Read a contact from the text of its file; never raises for what stands in it."""
    root: Mapping | None = None
    errors: list[TextError] = []
    try:
        parts = document.split(text)
        contact = _plainly(id_, parts, settings)
        if contact is None:
            root = tree.parse(parts.front, FIRST_LINE)
            contact, errors = _contact(id_, root, parts, settings)
    except TextError as error:
        return ContactFile(None, (error.problem(f"contacts/{id_}.md"),))
    marker = _OURS.search(parts.body) if "<<<<<<< " in parts.body else None
    if marker is not None and _THEIRS.search(parts.body, marker.end()):
        offset = len(text) - len(parts.body) + marker.start()
        message = "Git conflict markers in the body: keep what is right, delete the marker lines"
        errors.append(TextError("E107", message, *document.place(text, offset)))
    problems = tuple([error.problem(f"contacts/{id_}.md") for error in errors])
    return ContactFile(None if problems else contact, problems, parts, root)


def _plainly(id_: str, parts: Document, settings: Settings) -> Contact | None:
    """Return what `_contact` would; None where it has something to say, or more must be asked."""
    found = plain.read(parts.front)
    if found is None:
        return None
    values: dict[str, Any] = {}
    more: list[tuple[str, str]] = []
    kinds = entry.kinds(tuple(settings.channels))
    try:
        for name, value in found.items():
            if name in kinds:
                values[name] = _entries(value, kinds[name])
            elif name not in FIELDS:
                if is_nearly_private(name) or hides(name, _node(value)):
                    return None
                more.append((name, flat(_node(value))))
            elif not isinstance(value, str):
                values[name] = FIELDS[name](_node(value), settings)
            elif value.strip() or name == "private":
                values[name] = FIELDS[name](tree.scalar(value), settings)
    except (TextError, _DoubtError):
        return None
    return Contact(id_, more=tuple(more), body=parts.body, **values) if "name" in values else None


class _DoubtError(Exception):
    """The value is not as plain as it has to be here."""


def _entries(value: plain.Value, kind: Kind[Any]) -> tuple[Any, ...]:
    if not value:
        return ()
    if not isinstance(value, Rows):
        raise _DoubtError
    rows = enumerate(value.texts, value.line + FIRST_LINE)
    entries = tuple([kind.from_text(text, line) for line, text in rows])
    if None in entries:
        raise _DoubtError
    return entries


def _node(value: plain.Value) -> Node:
    if isinstance(value, str):
        return tree.scalar(value)
    if isinstance(value, Rows):
        if value.pairs:
            raise _DoubtError
        return tree.sequence(value.texts)
    return tree.sequence(value)


def _contact(
    id_: str, root: Mapping, parts: Document, settings: Settings
) -> tuple[Contact | None, list[TextError]]:
    values: dict[str, Any] = {}
    more: list[tuple[str, str]] = []
    report = Report(FIRST_LINE)
    for key, node in root.pairs:
        name = key.value
        if name in ENTRIES:
            values[name] = ENTRIES[name](node, settings, report)
            continue
        if type(node) is not Scalar:
            _refuse_inner_private(node, report)
        elif not node.style and node.start_mark.line != node.end_mark.line:
            _refuse_indented_keys(node, parts.front, report)
        if name not in FIELDS:
            if is_nearly_private(name) or hides(name, node):
                report.at(key, "E312", "did you mean `private`? nothing of this file is published")
            more.append((name, flat(node)))
        elif name == "private" or not _is_blank(node):
            try:
                values[name] = FIELDS[name](node, settings)
            except TextError as error:
                if error.paste:
                    error.paste = f"{name}: {scalars.write(error.paste)}"
                error.line += FIRST_LINE
                report.errors.append(error)
    if not values.get("name") and _is_blank(root.get("name")):
        hint = _unnamed(root)
        report.errors.append(TextError("E301", f"a contact needs a name{hint}", FIRST_LINE, 1))
    if report.errors:
        lines = parts.front.split("\n")
        for found in report.errors:
            if "#" in lines[found.line - FIRST_LINE]:
                found.paste = ""  # what YAML took for a comment would be lost
        return None, report.errors
    return Contact(id_, more=tuple(more), body=parts.body, **values), []


def _is_blank(node: Node | None) -> bool:
    return node is None or (type(node) is Scalar and not node.value.strip())


def _refuse_inner_private(node: Node, report: Report) -> None:
    # `private: yes` that was indented by mistake would hide nothing.
    for key, value in node.pairs if isinstance(node, Mapping) else ():
        if hides(key.value, value):
            message = "`private` belongs at the start of a line: nothing of this file is published"
            report.at(key, "E312", message)


def _refuse_indented_keys(node: Scalar, front: str, report: Report) -> None:
    # YAML reads an indented line as more of the text above it.
    lines = front.split("\n")
    for row in range(node.line + 1, node.end_mark.line + 1):
        match = _INDENTED_KEY.match(lines[row])
        if match and (match[1] in KEYS or is_nearly_private(match[1])):
            message = "read as part of the text above: start the line with the key, then `: `"
            report.errors.append(
                TextError("E212", message, row + report.first_line, match.start(1) + 1)
            )


def _unnamed(root: Mapping) -> str:
    for key, _ in root.pairs:
        if key.value != "name" and known_key(key.value) == "name":
            return f": the key in line {key.line + FIRST_LINE} must be `name`"
    return ": `name: …`"


@lru_cache(maxsize=4096)
def is_nearly_private(key: str) -> bool:
    """Whether a key may be a mistyped `private`, homoglyphs included."""
    letters = _letters(key)
    short = letters.startswith("priv") and len(letters) <= 8
    return short or mistakes.nearest(letters, ("private",), 0.75) != ""


def hides(key: str, node: Node) -> bool:
    """Whether a key and its yes or no may be meant to hide the contact.

    `private_phone: +49 …` is the user's own; `keep_private: yes` is not taken for that.
    """
    near = is_nearly_private(key) or "priv" in _letters(key)
    return near and flat(node).lower() in _YES_NO


def _letters(key: str) -> str:
    # What a reader takes the key for: no case, accents, blanks or hyphens, no look-alikes.
    if key.isascii():
        return "".join(filter(str.isalnum, key.lower()))
    plain = unicodedata.normalize("NFKD", key.casefold()).translate(_LOOKALIKES)
    return "".join(filter(str.isalnum, plain))


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
    "secret": "private",
    "confidential": "private",
    "hidden": "private",
    "publish": "private",
    "published": "private",
    "public": "private",
    "visibility": "private",
}
