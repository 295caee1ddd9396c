"""The YAML that people and the tool mostly write, read at a third of libyaml's price.

    key: plain or quoted text          key:
    key: [a, b]                          - plain or quoted text
                                         - text: more of it

Each text stands on one line, without escapes, comments, anchors, tags, or anything else that has
a meaning of its own. At any doubt the answer is None, and libyaml reads the text: it has the last
word, and every error is its. Tests hold each tree that is made here against libyaml's.
"""

from __future__ import annotations

import re

from followup_md.text.nodes import Mapping, Node, Scalar, Sequence

# A key, what follows it on its line, and the list below it.
_PAIR = re.compile(r"([^\W\d][\w-]{0,60}):(?: (.+))?\n((?: *- .+\n)*)")
_LONGEST_KEY = 1000  # characters: libyaml takes little more
# What no plain text starts with, but for a hyphen with no blank behind it; `<<` is a merge key.
_INDICATORS = frozenset(("", *" -?:,[]{}#&*!|>'\"%@`<"))
_WORDS = r"[\w+][\w.@+-]*(?: [\w.@+-]+)*"
_FLOW = re.compile(rf"\[(?:{_WORDS}(?:, {_WORDS})*)?\]")
_new = tuple.__new__  # `Scalar(…)` at half its price, for what a file has most of


def read(text: str) -> Mapping | None:
    """Return the tree that libyaml makes of `text`, or None."""
    if " #" in text or not text.replace("\n", "").isprintable():
        return None
    pairs: list[tuple[Scalar, Node]] = []
    start = line = 0
    for name, value, below in _PAIR.findall(text):
        column = len(name)
        key = _new(Scalar, (name, "", start, start + column, line, 0, line))
        start += column + 1
        node: Node | None
        if value:
            node = None if below else _value(value, start + 1, line, column + 2)
            start += len(value) + 2
        elif below:
            node = _list(below, start + 1, line + 1)
            start += len(below) + 1
            line += below.count("\n")
        else:
            node = Scalar("", "", start, start, line, column + 1, line)
            start += 1
        if node is None:
            return None
        pairs.append((key, node))
        line += 1
    # What the pattern skipped is missing in the end.
    if start != len(text) or len({key.value for key, _ in pairs}) < max(len(pairs), 1):
        return None
    return Mapping(pairs, False, 0, start, 0, 0)


def _value(text: str, start: int, line: int, column: int) -> Scalar | Sequence | None:
    first, end = text[:1], start + len(text)
    if first in _INDICATORS:
        if first == "[":
            return _flow(text, start, line, column)
        if first in ("'", '"'):
            if text[-1] != first or text.count(first) != 2 or "\\" in text:
                return None
            return _new(Scalar, (text[1:-1], first, start, end, line, column, line))
        if first != "-" or text[1:2] in ("", " "):
            return None
    if ": " in text or text[-1] in ": ":
        return None
    return _new(Scalar, (text, "", start, end, line, column, line))


def _flow(text: str, start: int, line: int, column: int) -> Sequence | None:
    if not _FLOW.fullmatch(text):
        return None
    items: list[Node] = []
    at = 1
    for word in text[1:-1].split(", ") if len(text) > 2 else ():
        end = start + at + len(word)
        items.append(_new(Scalar, (word, "", start + at, end, line, column + at, line)))
        at += len(word) + 2
    return Sequence(items, True, start, start + len(text), line, column)


def _list(text: str, start: int, line: int) -> Sequence | None:
    indent = text.index("-")
    dash, column = text[: indent + 2], indent + 2
    place = start + indent, start + len(text), line, indent
    texts = text[column:-1].split("\n" + dash)
    if len(texts) != text.count("\n"):
        return None  # a hyphen stands elsewhere
    start += column
    items: list[Node] = []
    for words in texts:
        item: Node | None = _value(words, start, line, column)
        if item is None:
            # To libyaml, a mapping ends where the next token stands: a hyphen or a key.
            item = _pair(words, start, min(start + len(words) + 1 + indent, place[1]), line, column)
            if item is None:
                return None
        items.append(item)
        start += len(words) + 1 + column
        line += 1
    return Sequence(items, False, *place)


def _pair(text: str, start: int, end: int, line: int, column: int) -> Mapping | None:
    name, _, rest = text.partition(": ")
    width = len(name) + 2
    key = _value(name, start, line, column)
    value = _value(rest, start + width, line, column + width)
    if type(key) is not Scalar or value is None or width > _LONGEST_KEY:
        return None
    return Mapping([(key, value)], False, start, end, line, column)
