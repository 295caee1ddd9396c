"""The YAML that people and programs mostly write, parsed three times as fast as by libyaml.

    key: plain or quoted text          key:
    key: [a, "b"]                        - plain or quoted text
    # a comment                          - text: more of it
                                       key:
                                         label: text

Each text is on one line, without escapes, anchors, tags or anything else that has a meaning of its
own; blank lines and comments stand between keys only. Anything else is left to libyaml, which has
the last word and makes every error message. Tests compare these nodes to libyaml's.
"""

from __future__ import annotations

import re
from collections import abc
from functools import partial

from followup_md.frontmatter.document import is_printable
from followup_md.frontmatter.nodes import Mapping, Node, Rows, Scalar, Sequence

# A key, what follows it on its line, the lines below it, and blank lines and comments. No line
# ends with a space or a colon.
_PAIR = re.compile(
    r"^([^\W\d][\w-]{0,60}):(?: (.*[^ :\n]))?\n((?:[ -].*[^ :\n]\n)*)((?:(?:#.*)?\n)*)",
    re.MULTILINE,
)
_LABEL = re.compile(r"[^\W\d][\w-]{0,60}")
_LONGEST_KEY = 1000  # characters: libyaml takes little more
# No plain text starts with one of these, except for a hyphen before a non-space. `<<` is a merge
# key.
_INDICATORS = frozenset(("", *" -?:,[]{}#&*!|>'\"%@`<"))
_WORDS = r"""(?:[\w+][\w.@+-]*(?: [\w.@+-]+)*|"[^"\\,]*"|'[^',]*')"""
_FLOW = re.compile(rf"\[(?:{_WORDS}(?:, {_WORDS})*)?\]")
_new = tuple.__new__  # twice as fast as `Scalar(…)`, and most nodes are scalars


def parse(text: str) -> Mapping | None:
    """Return the root of a text, or None if only libyaml can tell."""
    if ("#" in text and " #" in text) or not is_printable(text):
        return None
    pairs: list[tuple[Scalar, Node]] = []
    at = line = 0
    node: Node | None
    found = _PAIR.findall(text)
    for name, value, below, between in found:
        column = len(name) + 1
        after = at + column
        key = _new(Scalar, (name, "", at, after - 1, line, 0, line))
        at = after + len(value) + 2 if value else after + 1
        if below:
            start, at = at, at + len(below) + len(between)
            node = None if value else _parse_block(below, start, line + 1, at)
            line += below.count("\n")
        elif not value:
            node = _new(Scalar, ("", "", after, after, line, column, line))
        elif value[0] not in _INDICATORS and ": " not in value:
            node = _new(Scalar, (value, "", after + 1, at - 1, line, column + 1, line))
        elif value[0] == "[":
            node = _parse_flow(value, after + 1, line, column + 1)
        else:
            node = _parse_text(value, after + 1, line, column + 1)
        if node is None:
            return None
        pairs.append((key, node))
        line += 1
        if between:
            line += between.count("\n")
            at += 0 if below else len(between)
    # A mismatch means that the pattern skipped something, or that a key is there twice.
    if not found or at != len(text) or len({names[0] for names in found}) != len(found):
        return None
    return Mapping(pairs, False, 0, at, 0, 0)


def _parse_text(text: str, start: int, line: int, column: int) -> Scalar | None:
    style = ""
    value = text
    if (first := text[:1]) in _INDICATORS:
        if first in ("'", '"'):
            if text[-1] != first or text.count(first) != 2 or "\\" in text:
                return None
            style, value = first, text[1:-1]
        elif first != "-" or text[1:2] in ("", " "):
            return None
    if not style and ": " in text:
        return None
    return _new(Scalar, (value, style, start, start + len(text), line, column, line))


def _parse_flow(text: str, start: int, line: int, column: int) -> Sequence | None:
    if not _FLOW.fullmatch(text):
        return None
    items: list[Node] = []
    offset = 1
    for word in text[1:-1].split(", ") if text != "[]" else ():
        style, value = (word[0], word[1:-1]) if word[0] in "'\"" else ("", word)
        at = start + offset
        items.append(_new(Scalar, (value, style, at, at + len(word), line, column + offset, line)))
        offset += len(word) + 2
    return Sequence(items, True, start, start + len(text), line, column)


def _parse_block(text: str, start: int, line: int, end: int) -> Node | None:
    # `end` is the offset of the next key: the end of a block collection to libyaml.
    indent = len(text) - len(text.lstrip(" "))
    is_list = text.startswith("- ", indent)
    prefix = text[:indent] + "- " if is_list else text[:indent]
    column = len(prefix)
    rows = text[column:-1].split("\n" + prefix)
    if len(rows) != text.count("\n"):
        return None  # a line starts in another column
    if not is_list:
        return _parse_labels(rows, start + indent, line, indent, end) if indent else None
    make = partial(_make_items, rows, start + column, line, column, end)
    items: abc.Sequence[Node]
    if _INDICATORS.isdisjoint([row[:1] for row in rows]) and (
        ": " not in text or all(map(_is_pair, [row for row in rows if ": " in row]))
    ):
        items = Rows(rows, make)
    else:
        items = make()
        if len(items) != len(rows):
            return None
    return Sequence(items, False, start + indent, end, line, indent)


def _make_items(rows: list[str], start: int, line: int, column: int, end: int) -> list[Node]:
    # One for each row, except for rows that only libyaml can read.
    items: list[Node] = []
    for number, row in enumerate(rows, line):
        stop = start + len(row)
        item = _parse_text(row, start, number, column)
        if item is not None:
            items.append(item)
        elif row[0] not in _INDICATORS and _is_pair(row):
            name, _, rest = row.partition(": ")
            colon = start + len(name)
            offset = column + len(name) + 2
            key = Scalar(name, "", start, colon, number, column, number)
            value = Scalar(rest, "", colon + 2, stop, number, offset, number)
            after = stop + column - 1 if number < line + len(rows) - 1 else end
            items.append(Mapping([(key, value)], False, start, after, number, column))
        start = stop + column + 1
    return items


def _is_pair(text: str) -> bool:
    # To YAML, an entry with a colon and a space in it is a key and a value.
    name, _, rest = text.partition(": ")
    plain = rest[:1] not in _INDICATORS and ": " not in rest
    return plain and name[-1] not in ": " and len(name) < _LONGEST_KEY


def _parse_labels(rows: list[str], start: int, line: int, column: int, end: int) -> Mapping | None:
    pairs: list[tuple[Scalar, Node]] = []
    at = start
    for number, row in enumerate(rows, line):
        label, _, rest = row.partition(": ")
        offset = len(label) + 2
        value = _parse_text(rest, at + offset, number, column + offset)
        if value is None or not _LABEL.fullmatch(label):
            return None
        key = Scalar(label, "", at, at + len(label), number, column, number)
        pairs.append((key, value))
        at += len(row) + 1 + column
    if len({key.value for key, _ in pairs}) != len(pairs):
        return None
    return Mapping(pairs, False, start, end, line, column)
