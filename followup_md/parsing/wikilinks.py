"""Warnings about wikilinks (`[[Bob Smith]]`) where a plain text or an id is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from followup_md.errors import Problem
from followup_md.frontmatter import quoting
from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from followup_md.model.contact import Contact, Handle
from followup_md.model.folding import fold
from followup_md.parsing import values
from followup_md.parsing.contact_file import FIRST_LINE, ContactFile
from followup_md.parsing.fields import FIELDS

_PLAIN = "a wikilink: only its words are read, write them without the brackets"
_VIA = "a wikilink: write the id of the contact, or the words without the brackets"


def may_have(file: ContactFile) -> bool:
    """Whether there may be warnings about a file."""
    return file.document is not None and "[[" in file.document.front


def named(handles: Iterable[Handle]) -> dict[str, set[str]]:
    """Return the ids of those that a link may lead to, by what it may say, folded."""
    ids: dict[str, set[str]] = {}
    for handle in handles:
        short = handle.id.rpartition("/")[2]
        for name in (handle.name, handle.id, short, *handle.nicknames):
            ids.setdefault(fold(name), set()).add(handle.id)
    return ids


def warnings(files: Iterable[ContactFile], ids: dict[str, set[str]]) -> Iterator[Problem]:
    """Yield the warnings about these files; `ids`: see `named`."""
    for file in files:
        read = file.contact or file.partial
        if read is None or file.root is None:
            continue
        for key, node in file.root.pairs:
            if key.value in FIELDS:
                yield from _in_field(read, file.root, key, node, ids)
        for touch in read.touches:
            if any("[[" in word for word in (touch.with_, touch.re, touch.by)):
                yield _warning(read, _PLAIN, touch.line, 1)


def _in_field(
    contact: Contact, root: Mapping, key: Scalar, node: Node, ids: dict[str, set[str]]
) -> Iterator[Problem]:
    words = values.wikilink(node)
    if not words:
        items = node.items if isinstance(node, Sequence) else ()
        for item in items:
            if values.wikilink(item):
                yield _warning(contact, _PLAIN, item.line + FIRST_LINE, item.column + 1)
        return
    message = _PLAIN
    if key.value == "via":
        message = _VIA
        found = ids.get(fold(values.wikilink_target(node)), set())
        words = next(iter(found)) if len(found) == 1 else words
    paste = "" if root.flow else f"{key.value}: {quoting.to_scalar(words)}"
    yield _warning(contact, message, node.line + FIRST_LINE, node.column + 1, paste)


def _warning(contact: Contact, message: str, line: int, column: int, paste: str = "") -> Problem:
    return Problem("warning", contact.path, line, column, "W716", message, paste)
