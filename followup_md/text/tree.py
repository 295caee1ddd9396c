"""Strict YAML as a tree in which every scalar is text and every node knows its place.

Built from libyaml's events: nothing is resolved, so `no`, `012` and `12:30` stay what was typed,
and limits hold while the events arrive (a loader that builds nodes by recursion can be crashed).
Offsets count code points from the start of the text, lines and columns from 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import yaml

from followup_md.errors import TextError
from followup_md.text import diagnose, document

try:
    from yaml import CSafeLoader
except ImportError:  # pragma: no cover - every wheel of PyYAML has libyaml
    raise ImportError(
        "PyYAML was built without libyaml: reinstall it from its wheel (pip install pyyaml)"
    ) from None

MAX_DEPTH = 8
_new = tuple.__new__  # `Scalar(…)` at half its price, for what a file has most of


class _Placed:
    # What all nodes know of their place; the marks are libyaml's.
    __slots__ = ()
    start_mark: Any
    end_mark: Any

    @property
    def start(self) -> int:
        """Offset of the first character, a quote included."""
        return int(self.start_mark.index)

    @property
    def end(self) -> int:
        """Offset behind the last character (of a block scalar: behind its last line)."""
        return int(self.end_mark.index)

    @property
    def line(self) -> int:
        """The line on which it starts."""
        return int(self.start_mark.line)

    @property
    def column(self) -> int:
        """The column in which it starts."""
        return int(self.start_mark.column)


class _Scalar(NamedTuple):
    value: str
    style: str
    start_mark: Any
    end_mark: Any


class Scalar(_Scalar, _Placed):
    """A text; `style` is "" (plain), "'", '"', "|" or ">"."""

    __slots__ = ()


class _Sequence(NamedTuple):
    items: list[Node]
    flow: bool
    start_mark: Any
    end_mark: Any


class Sequence(_Sequence, _Placed):
    """A list. A block list's end runs over the comments behind it: use its last item's."""

    __slots__ = ()


class _Mapping(NamedTuple):
    pairs: list[tuple[Scalar, Node]]
    flow: bool
    start_mark: Any
    end_mark: Any


class Mapping(_Mapping, _Placed):
    """Keys and values in the order of the text; keys are unique scalars."""

    __slots__ = ()

    def get(self, key: str) -> Node | None:
        """Return the value of a key, None where it is missing."""
        for name, node in self.pairs:
            if name.value == key:
                return node
        return None


Node = Scalar | Sequence | Mapping


class _Nowhere:
    # The place of what is in no file yet, or need not say where.
    index = line = column = 0


_NOWHERE = _Nowhere()


def scalar(text: str) -> Scalar:
    """Return a text as a node without a place."""
    return _new(Scalar, (text, "", _NOWHERE, _NOWHERE))


def sequence(texts: Iterable[str]) -> Sequence:
    """Return a list of texts as a node without a place."""
    return Sequence([scalar(text) for text in texts], False, _NOWHERE, _NOWHERE)


def mapping(texts: dict[str, str]) -> Mapping:
    """Return keys and texts as a node without a place."""
    pairs: list[tuple[Scalar, Node]] = [(scalar(key), scalar(text)) for key, text in texts.items()]
    return Mapping(pairs, False, _NOWHERE, _NOWHERE)


def parse(text: str, first_line: int = 1) -> Mapping:
    """Return the one mapping that `text` must be, or raise a TextError.

    `first_line` is the number of the text's first line in its file, for the messages.
    """
    document.refuse(text, first_line)
    loader = CSafeLoader(text)
    try:
        return _build(loader.get_event, text, first_line)
    except yaml.YAMLError as error:
        raise diagnose.explain(text, error, first_line) from None
    finally:
        loader.dispose()


def _build(get_event: Any, text: str, first_line: int) -> Mapping:
    # One frame a collection: (nodes so far, start event, key waiting for its value, keys seen).
    root: Node | None = None
    stack: list[list[Any]] = []
    scalar_event, none = yaml.ScalarEvent, None
    while (event := get_event()) is not none:
        kind = type(event)
        if kind is scalar_event:
            if event.anchor is not none or event.tag is not none:
                raise _refused(event, text, first_line)
            node: Node = _new(Scalar, (event.value, event.style, event.start_mark, event.end_mark))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if event.anchor is not none or event.tag is not none:
                raise _refused(event, text, first_line)
            if len(stack) >= MAX_DEPTH:
                message = f"nested deeper than {MAX_DEPTH}: contacts are flat, see docs/format.md"
                raise _at(event, "E205", message, first_line)
            if stack and stack[-1][3] is not none and stack[-1][2] is none:
                raise _at(
                    event, "E206", "a key that is a list or mapping: keys are words", first_line
                )
            stack.append([[], event, none, {} if kind is yaml.MappingStartEvent else none])
            continue
        elif kind is yaml.MappingEndEvent:
            nodes, start, _, _ = stack.pop()
            node = Mapping(nodes, bool(start.flow_style), start.start_mark, event.end_mark)
        elif kind is yaml.SequenceEndEvent:
            nodes, start, _, _ = stack.pop()
            node = Sequence(nodes, bool(start.flow_style), start.start_mark, event.end_mark)
        elif kind is yaml.AliasEvent:
            raise _refused(event, text, first_line)
        elif kind is yaml.DocumentEndEvent and event.explicit:
            raise _at(
                event, "E204", "`...` ends the YAML: only --- ends a front matter", first_line
            )
        elif kind is yaml.DocumentStartEvent and (event.version or event.tags or root is not none):
            raise _at(
                event, "E204", "a directive or a second document: one mapping only", first_line
            )
        else:
            continue
        if not stack:
            root = node
            continue
        frame = stack[-1]
        keys = frame[3]
        if keys is none:
            frame[0].append(node)
        elif frame[2] is none:
            assert type(node) is Scalar  # collections were refused when they started
            if node.value in keys or node.value == "<<":
                raise _bad_key(node, keys, first_line)
            keys[node.value] = frame[2] = node
        else:
            frame[0].append((frame[2], node))
            frame[2] = none
    if isinstance(root, Mapping):
        return root
    raise diagnose.no_mapping(text, first_line, empty=root is none)


def _bad_key(node: Scalar, seen: dict[str, Scalar], first_line: int) -> TextError:
    if node.value == "<<":
        return _at(node, "E202", "merge keys (<<) are not read: use another word", first_line)
    before = seen[node.value].line + first_line
    return _at(node, "E203", f"the same key as in line {before}: keep one of the two", first_line)


def _refused(event: Any, text: str, first_line: int) -> TextError:
    if isinstance(event, yaml.AliasEvent):
        message = "an alias (*name) is not read: quote the value if it starts with *"
    elif event.tag is not None:
        message = "a tag (!name) is not read: quote the value if it starts with !"
    else:
        message = "an anchor (&name) is not read: quote the value if it starts with &"
    paste = diagnose.quoted(text.split("\n")[event.start_mark.line]) or ""
    return _at(event, "E202", message, first_line, paste)


def _at(event: Any, code: str, message: str, first_line: int, paste: str = "") -> TextError:
    mark = event.start_mark
    return TextError(code, message, mark.line + first_line, mark.column + 1, paste)
