"""Nodes from libyaml's events.

Nothing is resolved, so `no`, `012` and `12:30` stay as typed. Limits are checked as events arrive,
since a loader that builds nodes by recursion can be crashed.
"""

from __future__ import annotations

from typing import Any

import yaml

from followup_md.errors import TextError
from followup_md.frontmatter import diagnostics
from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence

try:
    from yaml import CSafeLoader
except ImportError:  # pragma: no cover - every wheel of PyYAML has libyaml
    raise ImportError(
        "PyYAML was built without libyaml: reinstall it from its wheel (pip install pyyaml)"
    ) from None

MAX_DEPTH = 8


def parse(text: str, first_line: int) -> Mapping:
    """Return the one mapping that `text` must be, or raise a TextError; see parse.parse."""
    loader = CSafeLoader(text)
    try:
        return _build(loader.get_event, text, first_line)
    except yaml.YAMLError as error:
        raise diagnostics.explain(text, error, first_line) from None
    finally:
        loader.dispose()


def _build(get_event: Any, text: str, first_line: int) -> Mapping:
    # One frame per collection: nodes so far, start event, key that lacks its value, keys seen.
    root: Node | None = None
    stack: list[list[Any]] = []
    scalar_event, none, new = yaml.ScalarEvent, None, tuple.__new__
    while (event := get_event()) is not none:
        kind = type(event)
        if kind is scalar_event:
            if event.anchor is not none or event.tag is not none:
                raise _refused(event, text, first_line)
            first, last = event.start_mark, event.end_mark
            values = event.value, event.style, first.index, last.index
            # Twice as fast as `Scalar(…)`, and most nodes are scalars.
            node: Node = new(Scalar, (*values, first.line, first.column, last.line))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if event.anchor is not none or event.tag is not none:
                raise _refused(event, text, first_line)
            if len(stack) >= MAX_DEPTH:
                message = f"nested deeper than {MAX_DEPTH}: contacts are flat, see docs/format.md"
                raise _at(event.start_mark, "E205", message, first_line)
            if stack and stack[-1][3] is not none and stack[-1][2] is none:
                raise _at(
                    event.start_mark,
                    "E206",
                    "a key that is a list or mapping: keys are words",
                    first_line,
                )
            stack.append([[], event, none, {} if kind is yaml.MappingStartEvent else none])
            continue
        elif kind is yaml.MappingEndEvent:
            nodes, start, _, _ = stack.pop()
            node = Mapping(nodes, bool(start.flow_style), *_place(start.start_mark, event.end_mark))
        elif kind is yaml.SequenceEndEvent:
            nodes, start, _, _ = stack.pop()
            node = Sequence(
                nodes, bool(start.flow_style), *_place(start.start_mark, event.end_mark)
            )
        elif kind is yaml.AliasEvent:
            raise _refused(event, text, first_line)
        elif kind is yaml.DocumentEndEvent and event.explicit:
            raise _at(
                event.start_mark,
                "E204",
                "`...` ends the YAML: only --- ends a front matter",
                first_line,
            )
        elif kind is yaml.DocumentStartEvent and (event.version or event.tags or root is not none):
            raise _at(
                event.start_mark,
                "E204",
                "a directive or a second document: one mapping only",
                first_line,
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
    raise diagnostics.not_a_mapping(text, first_line, empty=root is none)


def _place(first: Any, last: Any) -> tuple[int, int, int, int]:
    return first.index, last.index, first.line, first.column


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
    paste = diagnostics.quoted(text.split("\n")[event.start_mark.line])
    return _at(event.start_mark, "E202", message, first_line, paste)


def _at(place: Any, code: str, message: str, first_line: int, paste: str = "") -> TextError:
    # `place` is a node or a mark of libyaml's.
    return TextError(code, message, place.line + first_line, place.column + 1, paste)
