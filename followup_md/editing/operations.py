"""Edits of a contact file: spliced into the text, and verified before they count.

Every other byte stays as it was. The new text is read back and must be the old contact with
exactly these edits; otherwise nothing is changed, and the error says what to paste by hand.
"""

from __future__ import annotations

from collections import abc

from followup_md.editing import amend, entry_items, verify
from followup_md.editing.serialize import read_entry, read_field
from followup_md.errors import RefusedError, TextError, UsageError
from followup_md.frontmatter import quoting, spans, splices
from followup_md.frontmatter.edits import (
    add_key,
    add_pairs,
    remove_item,
    remove_key,
    set_item,
    set_list,
    set_value,
)
from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from followup_md.frontmatter.spans import Data
from followup_md.frontmatter.splices import Splice
from followup_md.model.contact import Contact, Labelled, Touch
from followup_md.model.fields import WORDS
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import ContactFile, read_text
from followup_md.parsing.fields import ENTRIES, FIELDS, KEYS
from followup_md.typed import NamedTuple


class AddEntry(NamedTuple):
    """Add an entry at the end of `touches`, `promises` or `quotes`."""

    kind: str
    line: str


class InsertEntries(NamedTuple):
    """Add entries to a list that has some, each before the contact's entry of that number.

    One more than the last number is the end; several before one entry stay in their order.
    """

    kind: str
    lines: tuple[tuple[int, str], ...]


class ReplaceEntry(NamedTuple):
    """Replace the contact's entry `number` (from 0)."""

    kind: str
    number: int
    line: str


class AmendTouch(NamedTuple):
    """Change single words of the contact's touch `number`, so that it reads as `touch`.

    They may differ in the date, the time and the outcome.
    """

    number: int
    touch: Touch
    kind: str = "touches"


class RemoveEntry(NamedTuple):
    """Remove the contact's entry `number`, with the comment at its end."""

    kind: str
    number: int


class SetField(NamedTuple):
    """Give a field (not a list of entries) one text for its value."""

    key: str
    text: str


class SetList(NamedTuple):
    """Give a field these texts, each once; words separated by commas stay such ones."""

    key: str
    texts: tuple[str, ...]


class AddLabelled(NamedTuple):
    """Add values with labels (`work: …`) to a field that has such ones, or none."""

    key: str
    values: tuple[Labelled, ...]


class RemoveField(NamedTuple):
    """Remove a field with all its lines; one that is not there is no error."""

    key: str


FieldEdit = SetField | SetList | AddLabelled | RemoveField
TextEdit = AddEntry | InsertEntries | ReplaceEntry | RemoveEntry | FieldEdit
Edit = TextEdit | AmendTouch


def apply(old: ContactFile, edits: abc.Sequence[Edit], settings: Settings) -> ContactFile:
    """Return a contact file with the edits made in turn: each counts the entries left by the last.

    The result is parsed once, or after each edit if one touches what another does. Raises
    RefusedError (with what to paste) if the file cannot be read or an edit cannot be verified,
    UsageError for words that are no entry or no value of their field.
    """
    if not edits:
        return old
    if old.contact is None:
        first = old.problems[0]
        place = f"{first.path}:{first.line}:{first.column}: {first.code} {first.message}"
        raise _refused(edits[0], f"{place}\nfix this first; nothing was written")
    new, verified = _apply_at_once(old, old.contact, edits, settings)
    if verified:
        return new
    if len(edits) == 1:
        if new.contact is None and new.problems and new.problems[0].code in ("E106", "E301"):
            raise _refused(edits[0], f"{new.problems[0].path}: {new.problems[0].message}")
        reason = "followup cannot make this change without touching something else"
        bug = "that is a bug of ours: please report how the file is written"
        raise _refused(edits[0], f"{old.contact.path}: {reason}; {bug}. Nothing was written")
    for edit in edits:
        old = apply(old, [edit], settings)
    return old


def _apply_at_once(
    old: ContactFile, contact: Contact, edits: abc.Sequence[Edit], settings: Settings
) -> tuple[ContactFile, bool]:
    # The new file, and whether it is verified; False too if one edit touches what another does.
    assert old.document is not None
    assert old.root is not None
    id_, front = contact.id, old.document.front
    values: dict[str, Data | None] = {}
    planned: list[Splice] = []
    removed: list[Splice] = []
    for edit in edits:
        key = edit.key if isinstance(edit, FieldEdit) else edit.kind
        if isinstance(edit, RemoveField) and old.root.get(key) is None:
            continue
        if key in values:
            return old, False
        value: Data | None
        if isinstance(edit, AmendTouch):
            new, contact, value = _amended(front, old.root, contact, edit, settings)
        else:
            try:
                contact, value = _expected(contact, key, old.root, edit, settings)
            except TextError as error:
                raise UsageError(error.message) from None
            new = _splices(front, old.root, edit)
        alone = old.root.flow or not isinstance(edit, AddEntry | ReplaceEntry)
        if planned and (alone or splices.collide(planned, new)):
            return old, False
        values[key] = value
        planned += new
        if isinstance(edit, RemoveEntry | RemoveField | SetList):
            removed += [splice for splice in new if not splice.new]
    if not values:
        return old, True
    document = old.document._replace(front=splices.apply(front, planned))
    file = read_text(id_, document.text, settings)
    return file, verify.is_verified(old, file, verify.Expected(contact, values), removed)


def _amended(
    front: str, root: Mapping, contact: Contact, edit: AmendTouch, settings: Settings
) -> tuple[list[Splice], Contact, Data]:
    node = root.get(edit.kind)
    assert isinstance(node, Sequence)  # it had an entry
    at = entry_items.item_index(node, edit.number)
    touches = list(contact.touches)
    new, data = amend.amended(front, node, at, touches[edit.number], edit.touch, settings)
    touches[edit.number] = edit.touch
    items = [spans.to_data(item) for item in node.items]
    items[at] = data
    return new, contact._replace(touches=tuple(touches)), items


def _expected(
    contact: Contact, key: str, root: Mapping, edit: TextEdit, settings: Settings
) -> tuple[Contact, Data | None]:
    # The contact and the value of the key after an edit.
    if isinstance(edit, SetList):
        data: Data = _list_value(root.get(key), edit)
        value = data if isinstance(data, str) else edit.texts
        return verify.with_value(contact, key, read_field(key, value, settings)), data
    if isinstance(edit, AddLabelled):
        pairs = (*spans.pairs_of(root.get(key)), *edit.values)
        return verify.with_value(contact, key, getattr(contact, key) + edit.values), pairs
    if isinstance(edit, SetField | RemoveField):
        text = edit.text if isinstance(edit, SetField) else None
        if key in FIELDS and text and text.strip():
            contact = verify.with_value(contact, key, read_field(key, text, settings))
        elif key in KEYS:
            contact = verify.with_value(contact, key, Contact._field_defaults.get(key, ""))
        return contact, text
    node = root.get(key)
    items = [spans.to_data(item) for item in node.items] if isinstance(node, Sequence) else []
    entries = list(getattr(contact, key))
    if isinstance(edit, AddEntry):
        items.append(edit.line)
        entries.append(read_entry(key, edit.line, settings))
    elif isinstance(edit, InsertEntries):
        for number, line in sorted(edit.lines, key=lambda each: each[0])[::-1]:
            assert isinstance(node, Sequence)  # it has an entry
            items.insert(entry_items.item_before(node, number), line)
            entries.insert(number, read_entry(key, line, settings))
    else:
        if not 0 <= edit.number < len(entries) or not isinstance(node, Sequence):
            raise ValueError(f"no entry {edit.number} in {key}")
        at = entry_items.item_index(node, edit.number)
        if isinstance(edit, ReplaceEntry):
            items[at] = edit.line
            entries[edit.number] = read_entry(key, edit.line, settings)
        else:
            del items[at], entries[edit.number]
    left: Data = items or ("" if isinstance(node, Sequence) and not node.flow else [])
    return verify.with_value(contact, key, tuple(entries)), left


def _list_value(node: Node | None, edit: SetList) -> Data:
    # Words with commas between them, if that is how they are written already.
    words = edit.key in WORDS and not any("," in text for text in edit.texts)
    if words and isinstance(node, Scalar) and not spans.is_missing(node):
        return ", ".join(edit.texts)
    return list(edit.texts)


def _splices(front: str, root: Mapping, edit: TextEdit) -> list[Splice]:
    keys = [key.value for key, _ in root.pairs]
    if isinstance(edit, AddEntry):
        return entry_items.add(front, root, edit.kind, edit.line)
    if isinstance(edit, InsertEntries):
        node = root.get(edit.kind)
        assert isinstance(node, Sequence)  # it has an entry
        return entry_items.insert(front, node, edit.lines)
    if isinstance(edit, ReplaceEntry | RemoveEntry):
        node = root.get(edit.kind)
        assert isinstance(node, Sequence)  # it had an entry
        at = entry_items.item_index(node, edit.number)
        if isinstance(edit, ReplaceEntry):
            return set_item(front, node, at, edit.line)
        return remove_item(front, node, at)
    if isinstance(edit, RemoveField):
        return remove_key(front, root, keys.index(edit.key))
    place = keys.index(edit.key) if edit.key in keys else -1
    node = root.pairs[place][1] if place >= 0 else None
    if isinstance(edit, AddLabelled):
        return add_pairs(front, root, edit.key, _before_entries(keys), edit.values)
    text = edit.text if isinstance(edit, SetField) else _list_value(node, edit)
    if place >= 0 and isinstance(text, str):
        return set_value(front, *root.pairs[place], text, root.flow)
    texts = list(edit.texts) if isinstance(edit, SetList) else []
    if place >= 0:
        return set_list(front, *root.pairs[place], texts, root.flow)
    listed = not isinstance(text, str)
    value = quoting.to_list(texts) if listed else quoting.to_scalar(str(text), root.flow)
    return add_key(front, root, _before_entries(keys), quoting.to_scalar(edit.key), value)


def _before_entries(keys: list[str]) -> int:
    # Before the first list of entries: these are at the end, and long.
    return next((n for n, key in enumerate(keys) if key in ENTRIES), len(keys)) - 1


def _refused(edit: Edit, why: str) -> RefusedError:
    if isinstance(edit, InsertEntries):
        lines = "".join(f"\n  - {quoting.to_scalar(line)}" for _, line in edit.lines)
        why = f"{why}. To paste by hand:{lines}"
    elif isinstance(edit, AddEntry | ReplaceEntry):
        why = f"{why}. To paste by hand:\n  - {quoting.to_scalar(edit.line)}"
    elif isinstance(edit, SetField):
        why = f"{why}. To paste by hand:\n{edit.key}: {quoting.to_scalar(edit.text)}"
    elif isinstance(edit, SetList):
        why = f"{why}. To paste by hand:\n{edit.key}: {quoting.to_list(edit.texts)}"
    elif isinstance(edit, AmendTouch):
        why = f"{why}. To change by hand: {edit.touch.date} {edit.touch.outcome}"
    return RefusedError(why)
