"""The proof of an edit: read again, the file says what was wanted, and nothing else has changed."""

from __future__ import annotations

from typing import Any, NamedTuple

from followup_md.frontmatter import spans
from followup_md.frontmatter.nodes import Mapping
from followup_md.frontmatter.spans import Data
from followup_md.frontmatter.splices import Splice
from followup_md.model.contact import Contact
from followup_md.parsing.contact_file import ContactFile
from followup_md.parsing.fields import ENTRIES, FIELDS


class Expected(NamedTuple):
    """What must come out: the contact, and the value of the one key (None: no such key)."""

    contact: Contact
    key: str
    value: Data | None


def is_verified(old: ContactFile, new: ContactFile, wanted: Expected, gone: list[Splice]) -> bool:
    """Tell whether `new` is `old` with the one change; `gone`: stretches removed with comments."""
    if old.root is None or old.document is None or new.root is None or new.document is None:
        return False
    if new.contact is None or _meaning(new.contact, wanted.key) != _meaning(
        wanted.contact, wanted.key
    ):
        return False
    before, after = _pairs(old.root), _pairs(new.root)
    value = after.get(wanted.key)
    kept = [key for key in before if key != wanted.key or wanted.value is not None]
    if value != wanted.value or [key for key in after if key in before] != kept:
        return False
    if any(after[key] != before[key] for key in kept if key != wanted.key):
        return False
    comments = [
        words
        for at, words in spans.comments(old.document.front, old.root)
        if not any(start <= at < end for start, end, _ in gone)
    ]
    if [words for _, words in spans.comments(new.document.front, new.root)] != comments:
        return False
    return new.document._replace(front="") == old.document._replace(front="")


def _pairs(root: Mapping) -> dict[str, Data]:
    return {key.value: spans.to_data(node) for key, node in root.pairs}


def is_known(key: str) -> bool:
    """Whether it is the key of a field or of a list of entries."""
    return key in FIELDS or key in ENTRIES


def with_value(contact: Contact, key: str, value: Any) -> Contact:
    """Return a contact with another value of one field."""
    return contact._replace(**{key: value})


def _meaning(contact: Contact, key: str) -> Contact:
    # Lines move; a key of the user's own is compared in the tree.
    for kind in ENTRIES:
        entries = tuple(entry._replace(line=0) for entry in getattr(contact, kind))
        contact = with_value(contact, kind, entries)
    return contact if is_known(key) else contact._replace(more=())
