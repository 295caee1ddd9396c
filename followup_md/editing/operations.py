"""Changes of a contact's file: found with positions, spliced in, and proven before they count.

Every byte that a change does not concern stays as it was. The new text is read again and must be
the old contact with exactly that change; otherwise nothing is changed and the words are handed
back to paste.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from followup_md.editing import verify
from followup_md.editing.serialize import read_entry, read_field
from followup_md.errors import RefusedError, TextError, UsageError
from followup_md.frontmatter import edits as edit
from followup_md.frontmatter import quoting, spans
from followup_md.frontmatter import splices as splice
from followup_md.frontmatter.nodes import Mapping, Scalar, Sequence
from followup_md.frontmatter.spans import Data
from followup_md.frontmatter.splices import Splice
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from followup_md.parsing.fields import ENTRIES, FIELDS

_INDENT = 2  # of a new list's hyphens, where the file has no list to look at


class AddEntry(NamedTuple):
    """Add an entry at the end of `touches`, `promises` or `quotes`."""

    kind: str
    line: str


class ReplaceEntry(NamedTuple):
    """Put another line in the place of the contact's entry `number` (from 0)."""

    kind: str
    number: int
    line: str


class RemoveEntry(NamedTuple):
    """Remove the contact's entry `number`, with the comment at its end."""

    kind: str
    number: int


class SetField(NamedTuple):
    """Give a field (not a list of entries) one text for its value."""

    key: str
    text: str


class RemoveField(NamedTuple):
    """Remove a field with all its lines; one that is not there is no error."""

    key: str


Edit = AddEntry | ReplaceEntry | RemoveEntry | SetField | RemoveField


def apply(text: str, edits: Iterable[Edit], id_: str, settings: Settings) -> str:
    """Return a contact file's text with the edits made in turn; `number` counts as they go.

    Raises RefusedError (with what to paste) where a file cannot be read or the change not be
    proven, UsageError for words that are no entry or no value of their field.
    """
    for change in edits:
        text = _one(text, change, id_, settings)
    return text


def paste(change: Edit) -> str:
    """Return what a person would type to make the change by hand."""
    if isinstance(change, AddEntry | ReplaceEntry):
        return f"  - {quoting.to_scalar(change.line)}"
    if isinstance(change, SetField):
        return f"{change.key}: {quoting.to_scalar(change.text)}"
    return ""


def _one(text: str, change: Edit, id_: str, settings: Settings) -> str:
    old = read_text(id_, text, settings)
    if old.contact is None or old.document is None or old.root is None:
        first = old.problems[0]
        place = f"{first.path}:{first.line}:{first.column}: {first.code} {first.message}"
        raise _refused(change, f"{place}\nmend this first; nothing was written")
    try:
        wanted = _wanted(old.contact, old.root, change, settings)
    except TextError as error:
        raise UsageError(error.message) from None
    if isinstance(change, RemoveField) and old.root.get(change.key) is None:
        return text
    splices = _splices(old.document.front, old.root, change)
    front = splice.apply(old.document.front, splices)
    new = read_text(id_, old.document._replace(front=front).text, settings)
    if new.contact is None and new.problems and new.problems[0].code in ("E106", "E301"):
        raise _refused(change, f"{new.problems[0].path}: {new.problems[0].message}")
    gone = splices if isinstance(change, RemoveEntry | RemoveField) else []
    if not verify.is_verified(old, new, wanted, gone):
        reason = "followup cannot make this change without touching something else"
        bug = "that is a bug of ours: please report how the file is written"
        raise _refused(change, f"{old.contact.path}: {reason}; {bug}. Nothing was written")
    return old.document._replace(front=front).text


def _wanted(contact: Contact, root: Mapping, change: Edit, settings: Settings) -> verify.Expected:
    key = change.kind if isinstance(change, AddEntry | ReplaceEntry | RemoveEntry) else change.key
    if isinstance(change, RemoveField):
        empty = Contact._field_defaults.get(key)
        return verify.Expected(
            verify.with_value(contact, key, empty) if verify.is_known(key) else contact, key, None
        )
    if isinstance(change, SetField):
        if key in FIELDS:
            empty = Contact._field_defaults.get(key, "")
            value = read_field(key, change.text, settings) if change.text.strip() else empty
            contact = verify.with_value(contact, key, value)
        return verify.Expected(contact, key, change.text)
    node = root.get(key)
    items: list[Data] = (
        [spans.to_data(item) for item in node.items] if isinstance(node, Sequence) else []
    )
    entries = list(getattr(contact, key))
    if isinstance(change, AddEntry):
        items.append(change.line)
        entries.append(read_entry(key, change.line, settings))
    else:
        if not 0 <= change.number < len(entries) or not isinstance(node, Sequence):
            raise ValueError(f"no entry {change.number} in {key}")
        at = item_index(node, change.number)
        if isinstance(change, ReplaceEntry):
            items[at] = change.line
            entries[change.number] = read_entry(key, change.line, settings)
        else:
            del items[at], entries[change.number]
    left: Data = items or ("" if isinstance(node, Sequence) and not node.flow else [])
    return verify.Expected(verify.with_value(contact, key, tuple(entries)), key, left)


def item_index(node: Sequence, index: int) -> int:
    """Return which item of a list the entry number `number` is: empty items are none."""
    full = [
        number
        for number, item in enumerate(node.items)
        if not isinstance(item, Scalar) or item.value
    ]
    return full[index]


def _splices(front: str, root: Mapping, change: Edit) -> list[Splice]:
    keys = [key.value for key, _ in root.pairs]
    if isinstance(change, AddEntry):
        return _added(front, root, keys, change)
    if isinstance(change, ReplaceEntry | RemoveEntry):
        node = root.get(change.kind)
        assert isinstance(node, Sequence)  # it had an entry
        at = item_index(node, change.number)
        if isinstance(change, ReplaceEntry):
            return edit.set_item(front, node, at, change.line)
        return edit.remove_item(front, node, at)
    if isinstance(change, RemoveField):
        return edit.remove_key(front, root, keys.index(change.key))
    if change.key in keys:
        key, node = root.pairs[keys.index(change.key)]
        return edit.set_value(front, key, node, change.text, root.flow)
    # Before the first list of entries: these are at the end, and long.
    first = next((n for n, key in enumerate(keys) if key in ENTRIES), len(keys))
    value = quoting.to_scalar(change.text, root.flow)
    return edit.add_key(front, root, first - 1, quoting.to_scalar(change.key), value)


def _added(front: str, root: Mapping, keys: list[str], change: AddEntry) -> list[Splice]:
    indent = next(
        (
            node.column - root.column
            for key, node in root.pairs
            if isinstance(node, Sequence) and not node.flow and key.value in ENTRIES
        ),
        _INDENT,
    )
    if change.kind in keys:
        key, node = root.pairs[keys.index(change.kind)]
        if isinstance(node, Sequence) and node.items:
            return edit.append(front, node, change.line)
        return edit.start_list(front, root, key, node, change.line, indent)
    if root.flow:
        value = f"[{quoting.to_scalar(change.line, flow=True)}]"
    else:
        value = f"\n{' ' * (root.column + indent)}- {quoting.to_scalar(change.line)}"
    return edit.add_key(front, root, len(keys) - 1, change.kind, value)


def _refused(change: Edit, why: str) -> RefusedError:
    words = paste(change)
    return RefusedError(f"{why}. To paste by hand:\n{words}" if words else why)
