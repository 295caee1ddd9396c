"""The values of `followup.yml` by their shape; what cannot be read raises a TextError."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Collection
from typing import Any

from followup_md.errors import TextError
from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from followup_md.parsing import spelling, values


def is_missing(node: Node) -> bool:
    """Whether a value is empty, which is as if it were not there."""
    return isinstance(node, Scalar) and not values.text(node)


def text(node: Node) -> str:
    """Return one text."""
    if not isinstance(node, Scalar):
        raise error(node, "expected one text here")
    return node.value.strip()


def number(least: int) -> Callable[[Node], int]:
    """Return what reads a whole number that is not less than `least`."""

    def read_number(node: Node) -> int:
        value = text(node)
        if not (value.isascii() and value.isdigit() and len(value) < 6 and int(value) >= least):
            raise error(node, f"expected a whole number, {least} or more")
        return int(value)

    return read_number


def yes_no(node: Node) -> bool:
    """Return whether it says yes."""
    value = values.yes_no(text(node))
    if value is None:
        raise error(node, "expected yes or no here")
    return value


def items(node: Node) -> abc.Sequence[Node]:
    """Return the values of a list; one value is a list of one."""
    if isinstance(node, Scalar):
        return [] if is_missing(node) else [node]
    if not isinstance(node, Sequence):
        raise error(node, "expected a list here")
    return node.items


def some_of(node: Node, words: Collection[str]) -> tuple[str, ...]:
    """Return those of the words that are listed, each once; `no` is none of them."""
    found = [text(item).lower() for item in items(node)]
    if found == ["no"]:
        return ()
    for item, word in zip(items(node), found, strict=True):
        if word not in words:
            raise error(item, f"expected {' or '.join(words)}, or both in a list")
    return tuple(dict.fromkeys(found))


def mapping(node: Node, known: tuple[str, ...] = ()) -> list[tuple[Scalar, Node]]:
    """Return the pairs of a mapping; `known`: its keys, if there are no others."""
    if is_missing(node):
        return []
    if not isinstance(node, Mapping):
        raise error(node, "expected `key: value` lines here")
    for key, _ in node.pairs:
        if known and key.value not in known:
            raise unknown_key(key, known)
    return node.pairs


def unknown_key(key: Scalar, known: Any) -> TextError:
    """Return the error of an unknown key, with the nearest of those that are known."""
    hint = spelling.did_you_mean(key.value, known)
    return TextError("E902", f"unknown key{hint}", key.line + 1, key.column + 1)


def error(node: Node, message: str) -> TextError:
    """Return the error of a value that cannot be used."""
    return TextError("E903", message, node.line + 1, node.column + 1)
