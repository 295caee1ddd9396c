"""Trees of both parsers in one form, to be compared."""

from __future__ import annotations

from followup_md.frontmatter.nodes import Mapping, Node, Rows, Scalar, Sequence


def with_lists(node: Node) -> Node:
    """Return a node with plain lists of nodes in the place of rows."""
    if isinstance(node, Mapping):
        return node._replace(pairs=[(key, with_lists(value)) for key, value in node.pairs])
    if not isinstance(node, Sequence):
        return node
    if isinstance(node.items, Rows):
        assert node.items.texts == [row(item) for item in node.items]
        assert [item.line for item in node.items] == [
            node.line + number for number in range(len(node.items.texts))
        ]
    return node._replace(items=[with_lists(item) for item in node.items])


def row(node: Node) -> str:
    """Return a text, or a key and its value as they are typed."""
    if not isinstance(node, Mapping):
        return one_line(node)
    ((key, value),) = node.pairs
    assert (key.start, key.style) == (node.start, "")
    assert isinstance(value, Scalar)
    assert value.style == ""
    return f"{one_line(key)}: {one_line(value)}"


def one_line(node: Node) -> str:
    assert isinstance(node, Scalar)
    assert node.style == ""
    assert node.line == node.end_line
    return node.value
