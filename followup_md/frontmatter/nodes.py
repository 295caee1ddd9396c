"""Strict YAML as a tree: every scalar is text, and every node knows its position.

Offsets count code points from the start of the text; lines and columns count from 0.
"""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterable
from typing import overload

from followup_md.typed import NamedTuple


class Scalar(NamedTuple):
    """A text; `style` is "" (plain), "'", '"', "|" or ">"."""

    value: str
    style: str
    start: int  # offset of the first character, an opening quote included
    end: int  # offset after the last character, or after the last line of a block scalar
    line: int
    column: int
    end_line: int


class Sequence(NamedTuple):
    """A list. The end of a block list includes the comments after it: use its last item's."""

    items: abc.Sequence[Node]
    flow: bool
    start: int
    end: int
    line: int
    column: int


class Mapping(NamedTuple):
    """Unique keys and their values, in the order of the text; its end is like a list's."""

    pairs: list[tuple[Scalar, Node]]
    flow: bool
    start: int
    end: int
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None if it is missing."""
        return next((node for name, node in self.pairs if name.value == key), None)


Node = Scalar | Sequence | Mapping


class Rows(abc.Sequence[Node]):
    """The items of a block list with one text on each line, made into nodes on first use.

    Most of a book is such lists, and most are read by their texts alone.
    """

    __slots__ = ("_make", "_nodes", "texts")

    def __init__(self, texts: list[str], make: Callable[[], list[Node]]) -> None:
        self.texts = texts
        self._make = make
        self._nodes: list[Node] | None = None

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Node: ...
    @overload
    def __getitem__(self, index: slice) -> list[Node]: ...
    def __getitem__(self, index: int | slice) -> Node | list[Node]:
        if self._nodes is None:
            self._nodes = self._make()
        return self._nodes[index]


def scalar(text: str) -> Scalar:
    """Return a text that is in no file as a node."""
    return Scalar(text, "", 0, len(text), 0, 0, 0)


def sequence(texts: Iterable[str]) -> Sequence:
    """Return a list that is in no file as a node."""
    return Sequence([scalar(text) for text in texts], False, 0, 0, 0, 0)
