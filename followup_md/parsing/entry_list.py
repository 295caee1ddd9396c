"""Lists of entries: what is an entry, where it is, and what is wrong with it.

An entry is one line of text, or a mapping of the same words. What the words of each kind mean is
in parsing/entries, the explanations of what does not match in parsing/suggestions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Generic, TypeVar

from followup_md.errors import TextError
from followup_md.frontmatter.nodes import Mapping, Node, Rows, Scalar, Sequence
from followup_md.frontmatter.parse import parse
from followup_md.model.contact import Entry
from followup_md.parsing import date_suggestions, suggestions, values
from followup_md.parsing.report import Line, Position, Report
from followup_md.parsing.values import NULLS
from followup_md.typed import NamedTuple

MAX_HEAD = 1000  # characters before the comma
MAX_ERRORS = 100  # of a list: with more, the problem is another
COMMA = re.compile(r",|:(?=\s|$)")
# A line that is part of the entry above it only because its hyphen is in the wrong column.
_SWALLOWED = re.compile(r"\s[-*+\u2013\u2014\u2022]\s?\d{4}-")
_FLOW, _LONG = -1, -2  # indents: no hyphens; more than one line to replace

AnyEntry = TypeVar("AnyEntry", bound=Entry)
At = Callable[[str], Position]  # the position of a key's value, or of an entry without that key


class Kind(NamedTuple, Generic[AnyEntry]):
    """How to read the entries of one kind."""

    keys: tuple[str, ...]
    from_text: Callable[[str, int], AnyEntry | None]  # given a text and the number of its line
    from_mapping: Callable[[dict[str, str], At], AnyEntry]  # raises TextError
    explain: Callable[[Line], TextError]


def read(node: Node, kind: Kind[AnyEntry], report: Report) -> tuple[AnyEntry, ...]:
    """Return the entries of a list, and report those that cannot be read."""
    if isinstance(node, Scalar) and (not node.value or node.value in NULLS):
        return ()
    if not isinstance(node, Sequence):
        report.add(node, "E407", suggestions.not_a_list(node))
        return ()
    from_text, first_line = kind.from_text, report.first_line
    if isinstance(node.items, Rows):
        lines = enumerate(node.items.texts, node.line + first_line)
        entries = [
            entry for number, text in lines if (entry := from_text(text, number)) is not None
        ]
        if len(entries) == len(node.items):
            return tuple(entries)
    entries = []
    for item in node.items:
        try:
            entry = _read_item(item, kind, report, _FLOW if node.flow else node.column)
        except TextError as error:
            report.errors.append(error)
            if len(report.errors) >= MAX_ERRORS:
                break
        else:
            if entry is not None:
                entries.append(entry)
    return tuple(entries)


def text_of(line: str) -> str:
    """Return the text of a line `- TEXT` in the form that quoting writes, or ""."""
    if "\n" in line or not line.lstrip().startswith("- "):
        return ""
    try:
        root = parse(f"x:\n{line}")
    except TextError:
        return ""
    node = root.pairs[0][1]
    item = node.items[0] if isinstance(node, Sequence) else node
    return item.value if isinstance(item, Scalar) else ""


def _read_item(item: Node, kind: Kind[AnyEntry], report: Report, indent: int) -> AnyEntry | None:
    # One that is more than a line of correct text; None for an empty item.
    if isinstance(item, Sequence):
        raise report.error(item, "E407", "a list in a list: one entry is one line of text")
    if isinstance(item, Mapping):
        pair = _one_pair(item, kind.keys, report)
        if pair is None:
            try:
                return kind.from_mapping(*_words(item, kind.keys, report))
            except TextError as error:
                if error.code == "E412":
                    error.paste = _with_direction(item, report)
                raise
        text, item = pair
    else:
        text = item.value
        if item.line != item.end_line and not item.style and _SWALLOWED.search(text):
            message = "one of the next lines is read as part of this entry: hyphens in one column"
            raise report.error(item, "E407", message)
        if not text or (text in NULLS and not item.style):
            return None
    text = date_suggestions.without_midnight(text)
    entry = kind.from_text(text, item.line + report.first_line)
    if entry is None:
        cut = COMMA.search(text, 0, MAX_HEAD)
        head, note = (text[: cut.start()], text[cut.end() :].strip()) if cut else (text, "")
        line = _line(text, item, report, indent, head)
        entry = kind.from_text(f"{' '.join(head.split())}, {note}", line.line)
        if entry is None:
            wrong = kind.explain(line)
            if wrong.paste and kind.from_text(text_of(wrong.paste), 0) is None:
                wrong.paste = ""  # there is more to mend than that
            raise wrong
    return entry


def _one_pair(item: Mapping, keys: tuple[str, ...], report: Report) -> tuple[str, Scalar] | None:
    # A colon and a space in a line: YAML's one-pair mapping is the text that was typed.
    if len(item.pairs) != 1:
        return None
    key, value = item.pairs[0]
    if item.start != key.start or key.value in keys:
        return None
    if not isinstance(value, Scalar):
        raise report.error(key, "E407", "an entry is one line: DATE, words, a comma, a note")
    return f"{key.value}: {value.value}" if value.value else f"{key.value}:", key


def _with_direction(item: Mapping, report: Report) -> str:
    # The line of a touch that only they can make, with `direction: in`.
    places = {key.value: (key, value) for key, value in item.pairs}
    key, value = places.get("direction") or places["outcome"]
    line = report.line(key.line)
    if not isinstance(value, Scalar) or value.line != key.line or value.end_line != key.line:
        return ""
    if key.value == "direction":
        return (
            value.value
            and f"{line[: value.column]}in{line[value.column + value.end - value.start :]}"
        )
    between = ", " if item.flow else "\n" + " " * key.column
    return f"{line[: key.column]}direction: in{between}{line[key.column :]}"


def _words(item: Mapping, keys: tuple[str, ...], report: Report) -> tuple[dict[str, str], At]:
    words: dict[str, str] = {}
    places: dict[str, Node] = {}
    for key, value in item.pairs:
        if key.value not in keys:
            message = f"unknown key in an entry; the keys are {', '.join(keys)}"
            raise report.error(key, "E408", message)
        if not isinstance(value, Scalar):
            raise report.error(value, "E407", "expected a text here")
        if values.text(value):
            long = key.value in ("note", "what")
            words[key.value] = value.value.strip() if long else " ".join(value.value.split())
            places[key.value] = value

    return words, lambda key: report.position(places.get(key, item))


def _line(text: str, node: Scalar, report: Report, indent: int, head: str) -> Line:
    if len(head) >= MAX_HEAD:
        raise report.error(node, "E406", "a comma is missing before the note")
    if indent == _FLOW and not head[:1].isdigit():
        message = "in a [list] an entry with a comma must be in double quotes"
        raise report.error(node, "E407", message)
    column = node.column + 1 if node.style in ("", "'", '"') else 0
    column += node.style in ("'", '"')
    if node.end_line != node.line:
        indent = _LONG
    return Line(text, node.line + report.first_line, column, indent)
