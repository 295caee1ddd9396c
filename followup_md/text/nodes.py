"""The tree of a YAML text: every scalar is text, and every node knows its place.

Offsets count code points from the start of the text, lines and columns from 0.
"""

from __future__ import annotations

from typing import NamedTuple


class Scalar(NamedTuple):
    """A text; `style` is "" (plain), "'", '"', "|" or ">"."""

    value: str
    style: str
    start: int  # offset of the first character, a quote included
    end: int  # offset behind the last one (of a block scalar: behind its last line)
    line: int
    column: int
    last_line: int  # the one on which it ends


class Sequence(NamedTuple):
    """A list. A block list's end runs over the comments behind it: use its last item's."""

    items: list[Node]
    flow: bool
    start: int
    end: int
    line: int
    column: int


class Mapping(NamedTuple):
    """Keys and values in the order of the text; keys are unique scalars. Ends like a list."""

    pairs: list[tuple[Scalar, Node]]
    flow: bool
    start: int
    end: int
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """Return the value of a key, None where it is missing."""
        for name, node in self.pairs:
            if name.value == key:
                return node
        return None


Node = Scalar | Sequence | Mapping
