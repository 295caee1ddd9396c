"""Reading one contact file: text in, a contact and its problems out."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from followup_md.errors import Problem, TextError
from followup_md.frontmatter import document, quoting
from followup_md.frontmatter.document import Document
from followup_md.frontmatter.nodes import Mapping, Node, Scalar
from followup_md.frontmatter.parse import parse
from followup_md.model.contact import Contact, path_of
from followup_md.model.settings import Settings
from followup_md.parsing.fields import ENTRIES, FIELDS, KEYS
from followup_md.parsing.report import Report
from followup_md.parsing.unknown_keys import flat, hides, is_nearly_private, known_key

FIRST_LINE = 2  # of the front matter, in its file
_OURS = re.compile(r"^<{7} ", re.MULTILINE)
_THEIRS = re.compile(r"^>{7} ", re.MULTILINE)
_INDENTED_KEY = re.compile(r"\s+([^\s:=][^:=]{0,40}?)\s*[:=]")


class ContactFile(NamedTuple):
    """What could be read of a file: the contact is None if anything in it is an error."""

    contact: Contact | None
    problems: tuple[Problem, ...]
    document: Document | None = None
    root: Mapping | None = None  # of the front matter, if it is YAML


def read_bytes(id_: str, raw: bytes, settings: Settings) -> ContactFile:
    """Read a contact from the bytes of its file."""
    try:
        text = document.decode(raw)
    except TextError as error:
        return ContactFile(None, (error.problem(path_of(id_)),))
    return read_text(id_, text, settings)


def read_text(id_: str, text: str, settings: Settings) -> ContactFile:
    """Read a contact from the text of its file; never raises for what is in it."""
    try:
        parts = document.split(text)
        root = parse(parts.front, FIRST_LINE)
    except TextError as error:
        return ContactFile(None, (error.problem(path_of(id_)),))
    contact, errors = _contact(id_, root, parts, settings)
    marker = _OURS.search(parts.body) if "<<<<<<< " in parts.body else None
    if marker is not None and _THEIRS.search(parts.body, marker.end()):
        offset = len(text) - len(parts.body) + marker.start()
        message = "Git conflict markers in the body: keep what is right, delete the marker lines"
        errors.append(document.error_at("E107", message, text, offset))
    problems = tuple([error.problem(path_of(id_)) for error in errors])
    return ContactFile(None if problems else contact, problems, parts, root)


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
        blank = False
        if type(node) is Scalar:
            text, style, _, _, line, _, end_line = node
            blank = not text or text.isspace()
            if line != end_line and not style:
                _refuse_indented_keys(node, parts.front, report)
        else:
            _refuse_inner_private(node, report)
        if name not in FIELDS:
            if is_nearly_private(name) or hides(name, node):
                report.add(key, "E312", "did you mean `private`? nothing of this file is published")
            more.append((name, flat(node)))
        elif not blank or name == "private":
            try:
                values[name] = FIELDS[name](node, settings)
            except TextError as error:
                if error.paste:
                    error.paste = f"{name}: {quoting.to_scalar(error.paste)}"
                error.line += FIRST_LINE
                report.errors.append(error)
    if not values.get("name") and _is_blank(root.get("name")):
        hint = _unnamed(root)
        report.errors.append(TextError("E301", f"a contact needs a name{hint}", FIRST_LINE, 1))
    if report.errors:
        lines = parts.front.split("\n")
        for found in report.errors:
            if "#" in lines[found.line - FIRST_LINE]:
                found.paste = ""  # what YAML takes for a comment would be lost
        return None, report.errors
    return Contact(id_, more=tuple(more), body=parts.body, **values), []


def _is_blank(node: Node | None) -> bool:
    return node is None or (type(node) is Scalar and not node.value.strip())


def _refuse_inner_private(node: Node, report: Report) -> None:
    # `private: yes` that was indented by mistake would hide nothing.
    for key, value in node.pairs if isinstance(node, Mapping) else ():
        if hides(key.value, value):
            message = "`private` belongs at the start of a line: nothing of this file is published"
            report.add(key, "E312", message)


def _refuse_indented_keys(node: Scalar, front: str, report: Report) -> None:
    # To YAML, an indented line continues the text above it.
    lines = front.split("\n")
    for row in range(node.line + 1, node.end_line + 1):
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
