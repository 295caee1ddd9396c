"""Where the parts of a YAML text really end, and its comments.

To libyaml, a block collection includes the comments after it, and a missing value in a flow
collection has the position of whatever comes next; here both end with their last character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence

_COLON = re.compile(r"[ \t]*:")
_COMMENT = re.compile(r"#[^\r\n]*")

Data = str | list["Data"] | tuple[tuple[str, "Data"], ...]


def end_of(text: str, node: Node) -> int:
    """Return the offset after a node's last character, before a comment and the line end."""
    if isinstance(node, Scalar):
        if node.style in ("|", ">"):
            end = node.end - text.endswith("\n", 0, node.end)
            return end - text.endswith("\r", 0, end)
        return node.end
    if node.flow and text[node.start] in "[{":
        return node.end
    if isinstance(node, Sequence):
        return end_of(text, node.items[-1])
    return end_of_pair(text, *node.pairs[-1])


def end_of_pair(text: str, key: Scalar, value: Node) -> int:
    """Return the offset after the last character of a key and its value."""
    return value_start(text, key) if is_missing(value) else end_of(text, value)


def last_scalar(node: Node) -> Scalar | None:
    """Return the scalar with which a node ends, or None if it ends with a bracket."""
    if isinstance(node, Scalar):
        return node
    if node.flow or not (node.items if isinstance(node, Sequence) else node.pairs):
        return None
    return last_scalar(node.items[-1] if isinstance(node, Sequence) else node.pairs[-1][1])


def is_missing(node: Node) -> bool:
    """Whether a value is not there at all."""
    return isinstance(node, Scalar) and not node.value and not node.style


def value_start(text: str, key: Scalar) -> int:
    """Return the offset after the colon of a key."""
    colon = _COLON.match(text, key.end)
    return colon.end() if colon else key.end


def line_start(text: str, offset: int) -> int:
    """Return the offset of the first character of a line."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Return the offset after a line's end."""
    return text.find("\n", offset) + 1 or len(text)


def newline(text: str, offset: int) -> str:
    """Return the line end of the line at `offset`."""
    end = line_end(text, offset)
    return "\r\n" if text.endswith("\r\n", 0, end) else "\n"


def lines_end(text: str, offset: int, column: int) -> int:
    """Return the offset after the line of `offset` and its comment lines.

    These are the ones directly below, indented deeper than `column`.
    """
    end = line_end(text, offset)
    deeper = re.compile(rf"[ ]{{{column + 1},}}#[^\n]*(?:\n|\Z)")
    while match := deeper.match(text, end):
        end = match.end()
    return end


def comments(
    text: str, root: Node, start: int = 0, end: int | None = None
) -> Iterator[tuple[int, str]]:
    """Yield the comments of a stretch with their offsets; `root` must hold all its scalars."""
    at = start
    for scalar in _scalars(root):
        first = scalar.start
        if scalar.style in ("|", ">"):
            first = line_end(text, first)  # a comment may follow the | itself
        yield from comments_between(text, at, first)
        at = max(at, first, scalar.end)
    yield from comments_between(text, at, len(text) if end is None else end)


def to_data(node: Node) -> Data:
    """Return the content of a node: texts, lists, and pairs of key and value."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [to_data(item) for item in node.items]
    return tuple((key.value, to_data(value)) for key, value in node.pairs)


def pairs_of(node: Node | None) -> tuple[tuple[str, Data], ...]:
    """Return keys and contents of a mapping, none of anything else."""
    found = node.pairs if isinstance(node, Mapping) else ()
    return tuple((key.value, to_data(value)) for key, value in found)


def comments_between(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield the comments of a stretch without scalars, with their offsets."""
    for match in _COMMENT.finditer(text, start, end):
        yield match.start(), match.group()


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        if not is_missing(node):
            yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    elif isinstance(node, Mapping):
        for key, value in node.pairs:
            yield from _scalars(key)
            yield from _scalars(value)
