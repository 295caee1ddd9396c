"""What can be read but is probably a mistake: the harmless warnings of `check`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from followup_md.errors import Problem
from followup_md.frontmatter import diagnostics, spans
from followup_md.frontmatter.document import Document
from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.parsing import elsewhere, entry_text, note_outcomes, respelling, translation
from followup_md.parsing.addresses import wrong_email, wrong_phone
from followup_md.parsing.contact_file import FIRST_LINE, ContactFile
from followup_md.parsing.fields import KEYS

LAST_CONTACT = "a last contact is a line of `touches` that says how you were in touch"
_KNOWN = frozenset(KEYS)
_CUT = re.compile(r"[ \t]+#(?=[^\s#]|[ ]?\d)")
_ITEM = re.compile(r"( *)- +(?:[\"']?\d{4}-|\{[^{}]*\}\s*$)")


def warnings(file: ContactFile, on: date, settings: Settings) -> Iterator[Problem]:
    """Yield the warnings about one file, in no order, as far as it can be read."""
    yield from timeless(file, settings)
    contact = file.contact or file.partial
    if contact is not None:
        yield from dated_ahead(contact, on)


def timeless(file: ContactFile, settings: Settings) -> Iterator[Problem]:
    """Yield the warnings that are the same on every day."""
    if not file.problems:
        yield from _warnings(file, settings)
        return
    wrong = {problem.line for problem in file.problems}
    for problem in _warnings(file, settings):
        # Where an error is to be mended first, the line is another one afterwards.
        yield problem._replace(paste="") if problem.line in wrong else problem


def dated_ahead(contact: Contact, on: date) -> Iterator[Problem]:
    """Yield the warnings about touches that are to come, and not planned."""
    for touch in contact.touches:
        if touch.happened and touch.date > on:
            message = "dated after today, and not `planned`: it does not count until then"
            yield _warning(contact, "W701", message, touch.line)


def _warnings(file: ContactFile, settings: Settings) -> Iterator[Problem]:
    contact, root, parts = file.contact or file.partial, file.root, file.document
    if contact is None or root is None or parts is None:
        return
    readable = file.contact is not None
    if not readable or any(key.value not in _KNOWN for key, _ in root.pairs):
        yield from _other_keys(contact, parts.front, root, settings, readable)
    yield from _inline(contact, parts, root)
    if "#" in parts.front:
        yield from _cut_off(contact, parts.front, root)
    yield from _touches(contact)
    yield from _unclear(contact, parts.front, settings)
    yield from _doubled(contact)
    yield from _addresses(contact, root)


def _cut_off(contact: Contact, front: str, root: Mapping) -> Iterator[Problem]:
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


def _other_keys(
    contact: Contact, front: str, root: Mapping, settings: Settings, readable: bool
) -> Iterator[Problem]:
    proposed: set[str] = set()
    for found in respelling.find(front, root, settings, readable):
        key, _ = root.pairs[found.number]
        if key.value in KEYS:
            continue  # an error says so
        hint = f"did you mean `{found.known}`?"
        if elsewhere.channel_of_last_contact(key.value) is not None:
            hint = LAST_CONTACT
        message = f"an unknown key, kept as your own; {hint}"
        # The same key twice would be an error.
        paste = "" if found.known in proposed else found.line(front, key)
        proposed.add(found.known)
        place = key.line + FIRST_LINE, key.column + 1
        yield _warning(contact, "W705", message, *place, paste)


def _inline(contact: Contact, parts: Document, root: Mapping) -> Iterator[Problem]:
    found = translation.missing_fields(parts, root)
    if found:
        lines = "".join(translation.field_lines(found, parts, root)).replace("\r", "")
        message = "fields in the text below are not read: they belong above this line"
        end = parts.front.count("\n") + FIRST_LINE
        yield _warning(contact, "W717", message, end, 1, f"{lines}---")


def _unclear(contact: Contact, front: str, settings: Settings) -> Iterator[Problem]:
    for touch in contact.touches:
        if touch.outcome or not touch.note:
            continue
        found = note_outcomes.readings(touch, settings)
        if found is None:
            continue
        message = (
            f"counts as a talk, but the note begins like `{found.said.outcome}`:"
            " write an outcome before the comma"
        )
        line = front.split("\n")[touch.line - FIRST_LINE]
        item = _ITEM.match(line)
        paste = ""
        if item and "#" not in line:
            indent = item.end(1)
            first, second = (entry_text.item(entry, indent) for entry in found)
            paste = f"{first}\n{' ' * indent}# or, if you talked:\n{second}"
        yield _warning(contact, "W715", message, touch.line, 1, paste)


def _touches(contact: Contact) -> Iterator[Problem]:
    last = None
    for touch in contact.touches:
        if not touch.happened:
            continue
        if last is not None and touch.date < last.date:
            yield _warning(contact, "W702", "the dates go backwards: newest last", touch.line)
        elif last is not None and touch.date == last.date and touch.time and touch.time < last.time:
            message = "earlier than the entry before it: the order in the file is what counts"
            yield _warning(contact, "W703", message, touch.line)
        last = touch


def _doubled(contact: Contact) -> Iterator[Problem]:
    for entries in (contact.touches, contact.promises, contact.quotes):
        if len({entry[:-1] for entry in entries}) == len(entries):
            continue
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
