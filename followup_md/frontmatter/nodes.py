"""Strict YAML as a tree in which every scalar is text and every node knows its place.

Offsets count code points from the start of the text, lines and columns from 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

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
