"""What can be read but is probably a mistake: the harmless warnings of `check`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from followup_md.errors import Problem
from followup_md.frontmatter import diagnostics, spans
from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from followup_md.model.contact import Contact
from followup_md.parsing.addresses import wrong_email, wrong_phone
from followup_md.parsing.contact_file import FIRST_LINE, ContactFile
from followup_md.parsing.fields import KEYS
from followup_md.parsing.unknown_keys import known_key

_MOST_KEYS = 500  # compared with the known ones: nobody types more
_CUT = re.compile(r"[ \t]+#(?=[^\s#]|[ ]?\d)")


def warnings(file: ContactFile, on: date) -> Iterator[Problem]:
    """Yield the warnings about one file, in no order; none if it has errors."""
    contact, root, parts = file.contact, file.root, file.document
    if contact is None or root is None or parts is None:
        return
    for key, _ in root.pairs[:_MOST_KEYS]:
        if key.value not in KEYS and (near := known_key(key.value)):
            message = f"an unknown key, kept as your own; did you mean `{near}`?"
            yield _warning(contact, "W705", message, key.line + FIRST_LINE, key.column + 1)
    front = parts.front
    for node in _plain(root):
        # An empty value may end on a later line, where the next thing starts.
        cut = _CUT.match(front, node.end if node.value else node.start)
        if cut is not None:
            message = "what follows the # is a comment and not read: quote the text if it is meant"
            start = spans.line_start(front, cut.start())
            line = front[start : spans.line_end(front, start)]
            number = (node.end_line if node.value else node.line) + FIRST_LINE
            column = cut.end() - start
            yield _warning(contact, "W704", message, number, column, diagnostics.quoted(line))
    yield from _touches(contact, on)
    yield from _doubled(contact)
    yield from _addresses(contact, root)


def _touches(contact: Contact, on: date) -> Iterator[Problem]:
    last = None
    for touch in contact.touches:
        if touch.planned:
            continue
        if touch.date > on:
            message = "dated after today, and not `planned`: it does not count until then"
            yield _warning(contact, "W701", message, touch.line)
        if last is not None and touch.date < last.date:
            yield _warning(contact, "W702", "the dates go backwards: newest last", touch.line)
        elif last is not None and touch.date == last.date and touch.time and touch.time < last.time:
            message = "earlier than the entry before it: the order in the file is what counts"
            yield _warning(contact, "W703", message, touch.line)
        last = touch


def _doubled(contact: Contact) -> Iterator[Problem]:
    for entries in (contact.touches, contact.promises, contact.quotes):
        seen: Counter[tuple[object, ...]] = Counter()
        for entry in entries:
            seen[entry[:-1]] += 1
            if seen[entry[:-1]] == 2:
                message = "the same entry twice: delete one if a merge doubled it"
                yield _warning(contact, "W706", message, entry.line)


def _addresses(contact: Contact, root: Mapping) -> Iterator[Problem]:
    kinds = (("email", contact.email, wrong_email), ("phone", contact.phone, wrong_phone))
    for key, found, wrong in kinds:
        for _, value in found:
            if what := wrong(value):
                line = next(k.line for k, _ in root.pairs if k.value == key) + FIRST_LINE
                yield _warning(contact, "W709", what, line)


def _plain(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        if not node.style:
            yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _plain(item)
    else:
        for _, value in node.pairs:
            yield from _plain(value)


def _warning(
    contact: Contact, code: str, message: str, line: int, column: int = 1, paste: str = ""
) -> Problem:
    return Problem("warning", contact.path, line, column if line else 0, code, message, paste)
