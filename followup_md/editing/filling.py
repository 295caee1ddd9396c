"""Filling a contact with what another source says of the same person. It only adds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from followup_md.editing import operations
from followup_md.editing.new_contact import field_text
from followup_md.model.contact import Birthday, Contact, Labelled
from followup_md.model.folding import fold
from followup_md.model.identity import address_key, is_own_uid, name_key, same_number, url_key
from followup_md.model.known_people import is_nameless
from followup_md.parsing import asks_privacy

# Fields that hold one thing: a different one is kept, unless it is to be updated.
SINGLE = ("org", "role", "language", "birthday", "timezone", "owner", "met", "via", "reason")
UPDATED = ("name", *SINGLE)
_LABELLED = ("email", "phone")
OTHER = "other"  # the label of a value that came without one, among others that have one


class Filled(NamedTuple):
    """A contact with what was added, the keys of that, and of what was kept although it differs."""

    contact: Contact
    added: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def fill(contact: Contact, person: Contact, update: Collection[str] = ()) -> Filled:
    """Return a contact with what it lacks of a person's fields; body and entries stay.

    Empty fields are filled, lists get what they lack. What differs is kept, but for the fields
    named in `update`.
    """
    new: dict[str, Any] = {}
    kept: list[str] = []
    if name_key(contact.name) != name_key(person.name) and not is_nameless(person):
        if is_nameless(contact) or "name" in update:
            new["name"] = person.name
        elif fold(person.name) not in map(fold, contact.nicknames):
            kept.append("name")
    elif "name" in update and contact.name != person.name:
        new["name"] = person.name
    if person.uid and not (contact.uid or is_own_uid(person.uid)):
        new["uid"] = person.uid
    for key in SINGLE:
        theirs, ours = getattr(person, key), getattr(contact, key)
        if not theirs or _has(key, ours, theirs):
            continue
        if not ours or key in update or _is_fuller(ours, theirs):
            new[key] = theirs
        else:
            kept.append(key)
    for key in ("nickname", "url", "email", "phone", "tags"):
        lacking = tuple(_lacking(key, contact, person))
        if lacking:
            new[key] = getattr(contact, key) + lacking
    lacking_tags = set(person.tags) - set(new.get("tags", contact.tags))
    kept += ["tags"] * any(map(_hides, lacking_tags))
    if person.body and person.body.strip() not in contact.body:
        kept.append("note")
    own = dict(contact.more)
    more = tuple((key, text) for key, text in person.more if not own.get(key))
    if more:
        new["more"] = tuple((own | dict(more)).items())
    added = [key for key in new if key != "more"] + [key for key, _ in more]
    return Filled(contact._replace(**new), tuple(added), tuple(kept))


def edits(before: Contact, after: Contact) -> tuple[operations.Edit, ...]:
    """Return the edits that make a contact's file say what `fill` has added."""
    return tuple(_edits(before, after))


def _edits(before: Contact, after: Contact) -> Iterator[operations.Edit]:
    for key in ("name", "uid", *SINGLE, "nickname", "url", "tags"):
        old, new = getattr(before, key), getattr(after, key)
        if old == new:
            continue
        texts = field_text(key, new)
        if isinstance(texts, str):
            yield operations.SetField(key, texts)
        elif len(texts) == 1 and key != "tags":
            yield operations.SetField(key, texts[0])
        else:
            yield operations.SetList(key, texts)
    for key in _LABELLED:
        old, new = getattr(before, key), getattr(after, key)
        if old != new:
            yield _labelled(key, old, new[len(old) :])
    own = dict(before.more)
    for key, text in after.more:
        if own.get(key) != text:
            yield operations.SetField(key, text)


def _labelled(key: str, old: tuple[Labelled, ...], added: tuple[Labelled, ...]) -> operations.Edit:
    if any(each.label for each in (old or added)):
        return operations.AddLabelled(key, with_labels((*old, *added))[len(old) :])
    values = tuple(each.value for each in (*old, *added))
    if len(values) == 1:
        return operations.SetField(key, values[0])
    return operations.SetList(key, values)


def with_labels(found: Iterable[Labelled]) -> tuple[Labelled, ...]:
    """Return values with a label of its own for each, or with none at all."""
    every = tuple(found)
    if not any(each.label for each in every):
        return every
    taken: set[str] = set()
    named = []
    for each in every:
        first = each.label or OTHER
        label, number = first, 1
        while label in taken:
            number += 1
            label = f"{first} {number}"
        taken.add(label)
        named.append(Labelled(label, each.value))
    return tuple(named)


def _has(key: str, ours: Any, theirs: Any) -> bool:
    """Whether a contact's value says what the other one does."""
    if isinstance(ours, Birthday):
        same = ours[:2] == theirs[:2] and theirs.year in (None, ours.year)
        return bool(same)
    if isinstance(ours, tuple) and not hasattr(ours, "_fields"):
        joined = (fold(comma.join(ours)) for comma in ("; ", ", "))  # as in our own table
        return set(map(fold, theirs)) <= {*map(fold, ours), *joined}
    if key == "met":
        return bool(ours)  # where you met first is yours to say
    return bool(ours == theirs)


def _is_fuller(ours: Any, theirs: Any) -> bool:
    """Whether the other value is ours with something added: a birthday's year."""
    return isinstance(ours, Birthday) and ours[:2] == theirs[:2] and ours.year is None


def _lacking(key: str, contact: Contact, person: Contact) -> Iterator[Any]:
    ours = list(getattr(contact, key))
    if key == "nickname":
        known = {fold(name) for name in (contact.name, *contact.nicknames)}
    for each in getattr(person, key):
        if key == "phone":
            there = any(same_number(each.value, other.value) for other in ours)
        elif key == "email":
            there = address_key(each.value) in {address_key(other.value) for other in ours}
        elif key == "url":
            there = url_key(each) in map(url_key, ours)
        elif key == "nickname":
            there = fold(each) in known
            known.add(fold(each))
        else:
            there = fold(each) in map(fold, ours) or (not contact.private and _hides(each))
        if not there:
            ours.append(each)
            yield each


def _hides(tag: str) -> bool:
    """Whether a tag would hold back the file of a contact that is not private."""
    return asks_privacy.tag_asks(tag)
