"""The YAML that people and the tool mostly write, read without places, at a third of the price.

    key: plain or quoted text          key:
    key: [a, "b"]                        - plain or quoted text
    # a comment                          - text: more of it
                                       key:
                                         label: text

Each text stands on one line, without escapes, anchors, tags, or anything else that has a meaning
of its own; blank lines and comments stand between keys. At any doubt the answer is None, and
libyaml reads the text: it has the last word, and every error is its. Tests hold what is read here
against libyaml's tree.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# A key, what follows it on its line, the lines below it, and blank lines and comments. No line
# ends with a blank or a colon.
_PAIR = re.compile(
    r"^([^\W\d][\w-]{0,60}):(?: (.*[^ :\n]))?\n((?:[ -].*[^ :\n]\n)*)((?:(?:#.*)?\n)*)",
    re.MULTILINE,
)
_LABEL = re.compile(r"[^\W\d][\w-]{0,60}")
_LONGEST_KEY = 1000  # characters: libyaml takes little more
# What no plain text starts with, but for a hyphen with no blank behind it; `<<` is a merge key.
_INDICATORS = frozenset(("", *" -?:,[]{}#&*!|>'\"%@`<"))
_WORDS = r"""(?:[\w+][\w.@+-]*(?: [\w.@+-]+)*|"[^"\\,]*"|'[^',]*')"""
_FLOW = re.compile(rf"\[(?:{_WORDS}(?:, {_WORDS})*)?\]")


class Rows(NamedTuple):
    """A list of texts, one on each line."""

    line: int  # of the first, from 0
    texts: list[str]
    pairs: bool  # whether one has a colon and a blank in it: to YAML, it is a key and a value


Value = str | list[str] | Rows | dict[str, str]


def read(text: str) -> dict[str, Value] | None:
    """Return the keys of a text and their values, in order; None where only libyaml can tell."""
    if " #" in text or not text.replace("\n", "").isprintable():
        return None
    found: dict[str, Value] = {}
    size = line = 0
    pairs = _PAIR.findall(text)
    for key, value, below, between in pairs:
        line += 1
        size += len(key) + len(value) + len(below) + len(between) + (3 if value else 2)
        said: Value | None
        if below:
            said = None if value else _below(below, line)
            line += below.count("\n")
        elif value[:1] == "[":
            said = _flow(value)
        else:
            said = _text(value) if value else ""
        if said is None:
            return None
        found[key] = said
        if between:
            line += between.count("\n")
    # What the pattern skipped is missing in the end, and so is a key that stands there twice.
    return found if pairs and size == len(text) and len(found) == len(pairs) else None


def _text(text: str) -> str | None:
    first = text[:1]
    if first in ("'", '"'):
        closed = text[-1] == first and text.count(first) == 2
        return text[1:-1] if closed and "\\" not in text else None
    if first in _INDICATORS and (first != "-" or text[1:2] in ("", " ")):
        return None
    return None if ": " in text else text


def _flow(text: str) -> list[str] | None:
    if not _FLOW.fullmatch(text):
        return None
    words = text[1:-1].split(", ") if text != "[]" else []
    return [word[1:-1] if word[0] in "'\"" else word for word in words]


def _below(text: str, line: int) -> Rows | dict[str, str] | None:
    first = text.lstrip(" ")
    indent = text[: len(text) - len(first)]
    if first[:2] == "- ":
        return _rows(text, indent + "- ", line)
    rows = text[len(indent) : -1].split("\n" + indent)
    labels: dict[str, str] = {}
    for row in rows if indent and len(rows) == text.count("\n") else ():
        label, _, value = row.partition(": ")
        said = _text(value)
        if said is None or not _LABEL.fullmatch(label):
            return None
        labels[label] = said
    return labels if len(labels) == text.count("\n") else None


def _rows(text: str, dash: str, line: int) -> Rows | None:
    texts = text[len(dash) : -1].split("\n" + dash)
    if len(texts) != text.count("\n"):
        return None  # a line begins in another column
    if not _INDICATORS.isdisjoint([words[:1] for words in texts]):
        said = [words for words in map(_text, texts) if words is not None]
        return Rows(line, said, False) if len(said) == len(texts) else None
    pairs = [words for words in texts if ": " in words]
    return Rows(line, texts, bool(pairs)) if all(map(_is_pair, pairs)) else None


def _is_pair(text: str) -> bool:
    name, _, rest = text.partition(": ")
    plain = rest[:1] not in _INDICATORS and ": " not in rest
    return plain and name[-1] not in ": " and len(name) < _LONGEST_KEY
