"""The splices that add entries to a list of a contact, and which item of it an entry is."""

from __future__ import annotations

from collections.abc import Iterable

from followup_md.frontmatter import quoting
from followup_md.frontmatter.edits import add_key, append_item, insert_items, start_list
from followup_md.frontmatter.nodes import Mapping, Scalar, Sequence
from followup_md.frontmatter.splices import Splice
from followup_md.parsing.fields import ENTRIES

_INDENT = 2  # of a new list's hyphens, if the file has no list to imitate


def add(front: str, root: Mapping, kind: str, line: str) -> list[Splice]:
    """Add an entry at the end of a list, with the list if there is none."""
    keys = [key.value for key, _ in root.pairs]
    indent = next(
        (
            node.column - root.column
            for key, node in root.pairs
            if isinstance(node, Sequence) and not node.flow and key.value in ENTRIES
        ),
        _INDENT,
    )
    if kind in keys:
        key, node = root.pairs[keys.index(kind)]
        if isinstance(node, Sequence) and node.items:
            return append_item(front, node, line)
        return start_list(front, root, key, node, line, indent)
    if root.flow:
        value = f"[{quoting.to_scalar(line, flow=True)}]"
    else:
        value = f"\n{' ' * (root.column + indent)}- {quoting.to_scalar(line)}"
    return add_key(front, root, len(keys) - 1, kind, value)


def insert(front: str, node: Sequence, lines: Iterable[tuple[int, str]]) -> list[Splice]:
    """Add entries to a list that has some, each before the entry of that number."""
    return insert_items(front, node, [(item_before(node, number), line) for number, line in lines])


def item_index(node: Sequence, number: int) -> int:
    """Return which item of a list is the entry `number`: empty items are none."""
    items = enumerate(node.items)
    return [at for at, item in items if not isinstance(item, Scalar) or item.value][number]


def item_before(node: Sequence, number: int) -> int:
    """Return before which item of a list an entry goes that is to be the entry `number`."""
    entries = sum(not isinstance(item, Scalar) or bool(item.value) for item in node.items)
    return item_index(node, number) if number < entries else len(node.items)
