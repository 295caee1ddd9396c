"""Reading one contact file: text in, a contact and its problems out."""

from __future__ import annotations

import re
from typing import Any

from followup_md.errors import Problem, TextError
from followup_md.frontmatter import document
from followup_md.frontmatter.document import Document
from followup_md.frontmatter.nodes import Mapping, Node, Scalar
from followup_md.frontmatter.parse import parse
from followup_md.model.contact import Contact, path_of
from followup_md.model.settings import Settings
from followup_md.parsing import asks_privacy
from followup_md.parsing.fields import ENTRIES, FIELDS, KEYS
from followup_md.parsing.report import Report
from followup_md.parsing.values import NULLS, flat
from followup_md.typed import NamedTuple

FIRST_LINE = 2  # of the front matter, in its file
_MOST_MENDED = 20  # lines: the file is parsed once for each
_WHOLE = ("E301",)  # what to paste is a line of its own
_ASKS = (
    "this may ask for privacy, so nothing of this file is published: `private: yes` if it does,"
    " `private: no` if not"
)
_OURS = re.compile(r"^<{7} ", re.MULTILINE)
_THEIRS = re.compile(r"^>{7} ", re.MULTILINE)
_INDENTED_KEY = re.compile(r"\s+([^\s:=][^:=]{0,40}?)\s*[:=]")


class ContactFile(NamedTuple):
    """What could be read of a file: the contact is None if anything in it is an error."""

    contact: Contact | None
    problems: tuple[Problem, ...]
    document: Document | None = None
    root: Mapping | None = None  # of the front matter, if it is YAML
    partial: Contact | None = None  # where there are errors, what is left: for warnings only


def read_bytes(id_: str, raw: bytes, settings: Settings) -> ContactFile:
    """Read a contact from the bytes of its file."""
    try:
        text = document.decode(raw)
    except TextError as error:
        return ContactFile(None, (error.problem(path_of(id_)),))
    return read_text(id_, text, settings)


def read_text(id_: str, text: str, settings: Settings) -> ContactFile:
    """Read a contact from the text of its file; never raises for what is in it."""
    path = path_of(id_)
    try:
        parts = document.split(text)
        root = parse(parts.front, FIRST_LINE)
    except TextError as error:
        return _not_yaml(id_, text, error, settings)
    contact, errors = _contact(id_, root, parts, settings)
    marker = _OURS.search(parts.body) if "<<<<<<< " in parts.body else None
    if marker is not None and _THEIRS.search(parts.body, marker.end()):
        offset = len(text) - len(parts.body) + marker.start()
        message = "Git conflict markers in the body: keep what is right, delete the marker lines"
        errors.append(document.error_at("E107", message, text, offset))
    if not errors:
        return ContactFile(contact, (), parts, root)
    problems = tuple([error.problem(path) for error in errors])
    return ContactFile(None, problems, parts, root, contact)


def _not_yaml(id_: str, text: str, error: TextError, settings: Settings) -> ContactFile:
    # What else is wrong shows once the line is mended as the message says.
    if error.code == "E104":
        from followup_md.parsing import foreign_front

        front = foreign_front.make(id_, text, settings)
        error.paste = front.first_lines(text) if front else ""
        return ContactFile(None, (error.problem(path_of(id_)),))
    problems = [error.problem(path_of(id_))]
    lines = text.split("\n")
    mended: set[int] = set()
    while error.paste and error.line and error.line not in mended and len(mended) < _MOST_MENDED:
        mended.add(error.line)
        old = lines[error.line - 1]
        lines[error.line - 1] = error.paste + old[len(old.rstrip()) :]
        try:
            parse(document.split("\n".join(lines)).front, FIRST_LINE)
        except TextError as next_error:
            error = next_error
            if error.line not in mended:
                problems.append(error.problem(path_of(id_)))
        else:
            found = read_text(id_, "\n".join(lines), settings)
            problems += [problem for problem in found.problems if problem.line not in mended]
            break
    return ContactFile(None, tuple(problems))


def _contact(
    id_: str, root: Mapping, parts: Document, settings: Settings
) -> tuple[Contact, list[TextError]]:
    values: dict[str, Any] = {}
    more: list[tuple[str, str]] = []
    report = Report(FIRST_LINE, parts.front)
    asking: list[TextError] = []
    for key, node in root.pairs:
        name = key.value
        if name in ENTRIES:
            values[name] = ENTRIES[name](node, settings, report)
            if type(node) is Scalar and not values[name] and report.errors:
                last = report.errors[-1]
                if last.code == "E407" and last.line == node.line + FIRST_LINE:
                    last.paste = _other_line(key, root, parts.front, settings)
            continue
        blank = False
        if type(node) is Scalar:
            text, style, _, _, line, _, end_line = node
            blank = not text or text.isspace() or (len(text) < 5 and text in NULLS and not style)
            if line != end_line and not style:
                _refuse_indented_keys(node, parts.front, report)
        else:
            _refuse_inner_private(node, report)
            for inner, value in node.pairs if isinstance(node, Mapping) else ():
                if asks_privacy.inner_key_asks(inner.value, value):
                    asking.append(report.error(inner, "E313", _ASKS))
        if name not in FIELDS:
            if asks_privacy.is_nearly_private(name) or asks_privacy.hides(name, node):
                report.add(key, "E312", "did you mean `private`? nothing of this file is published")
            elif asks_privacy.key_asks(name, node):
                asking.append(report.error(key, "E313", _ASKS))
            more.append((name, flat(node)))
        elif not blank or name == "private":
            try:
                values[name] = FIELDS[name](node, settings)
            except TextError as error:
                error.paste = _other_line(key, root, parts.front, settings)
                error.line += FIRST_LINE
                report.errors.append(error)
            else:
                if name == "tags" and any(map(asks_privacy.tag_asks, values[name])):
                    asking.append(report.error(key, "E313", _ASKS))
    if "#" in parts.body or ":" in parts.body or "|" in parts.body:
        asking += [
            document.error_at("E313", _ASKS, parts.text, len(parts.text) - len(parts.body) + at)
            for at in asks_privacy.in_body(parts.body)
        ]
    if asking and "private" not in values:
        report.errors += asking
    if not values.get("name"):
        written = root.get("name")
        if written is None or type(written) is Scalar:
            from followup_md.parsing import naming  # rarely needed, like what follows

            report.errors.append(naming.unnamed(id_, root, parts, FIRST_LINE))
        values["name"] = id_
    if report.errors:
        lines = parts.front.split("\n")
        for found in report.errors:
            # What YAML takes for a comment would be lost.
            row = found.line - FIRST_LINE
            if found.code not in _WHOLE and row < len(lines) and "#" in lines[row]:
                found.paste = ""
    return Contact(id_, more=tuple(more), body=parts.body, **values), report.errors


def _other_line(key: Scalar, root: Mapping, front: str, settings: Settings) -> str:
    # The line of a key as it should be, or "".
    from followup_md.parsing import respelling

    number = [pair[0] for pair in root.pairs].index(key)
    found = respelling.of_pair(front, root, number, settings)
    return found.line(front, key) if found is not None else ""


def _refuse_inner_private(node: Node, report: Report) -> None:
    # `private: yes` that was indented by mistake would hide nothing.
    for key, value in node.pairs if isinstance(node, Mapping) else ():
        if asks_privacy.hides(key.value, value):
            message = "`private` belongs at the start of a line: nothing of this file is published"
            report.add(key, "E312", message)


def _refuse_indented_keys(node: Scalar, front: str, report: Report) -> None:
    # To YAML, an indented line continues the text above it.
    lines = front.split("\n")
    for row in range(node.line + 1, node.end_line + 1):
        match = _INDENTED_KEY.match(lines[row])
        if match and (match[1] in KEYS or asks_privacy.is_nearly_private(match[1])):
            message = "read as part of the text above: start the line with the key, then `: `"
            report.errors.append(
                TextError("E212", message, row + report.first_line, match.start(1) + 1)
            )
