"""The proof of an edit: read back, the file says what was wanted, and nothing else has changed."""

from __future__ import annotations

from collections import abc
from collections.abc import Collection
from typing import Any

from followup_md.frontmatter import spans
from followup_md.frontmatter.nodes import Mapping
from followup_md.frontmatter.spans import Data
from followup_md.frontmatter.splices import Splice
from followup_md.model.contact import Contact, without_line
from followup_md.parsing.contact_file import ContactFile
from followup_md.parsing.fields import ENTRIES
from followup_md.typed import NamedTuple


class Expected(NamedTuple):
    """The contact that must be read back, and the values of the changed keys (None: removed)."""

    contact: Contact
    values: dict[str, Data | None]


def is_verified(
    old: ContactFile, new: ContactFile, expected: Expected, removed: Collection[Splice]
) -> bool:
    """Tell whether `new` is `old` with only these changes.

    The comments in the `removed` stretches of the old front matter may be missing.
    """
    if new.contact is None or _content(new.contact) != _content(expected.contact):
        return False
    return is_same_but(old, new, expected.values, removed)


def is_same_but(
    old: ContactFile,
    new: ContactFile,
    changes: abc.Mapping[str, Data | None],
    removed: Collection[Splice],
) -> bool:
    """Tell whether `new` is `old` with only these keys changed (None: removed); see above."""
    if old.root is None or old.document is None or new.root is None or new.document is None:
        return False
    before, after = _values(old.root), _values(new.root)
    values = {**before, **changes}
    if after != {key: value for key, value in values.items() if value is not None}:
        return False
    if [key for key in after if key in before] != [key for key in before if key in after]:
        return False
    comments = [
        comment
        for at, comment in spans.comments(old.document.front, old.root)
        if not any(start <= at < end for start, end, _ in removed)
    ]
    if [comment for _, comment in spans.comments(new.document.front, new.root)] != comments:
        return False
    return new.document._replace(front="") == old.document._replace(front="")


def with_value(contact: Contact, key: str, value: Any) -> Contact:
    """Return a contact with another value of one field."""
    return contact._replace(**{key: value})


def _values(root: Mapping) -> dict[str, Data | None]:
    return {key.value: spans.to_data(node) for key, node in root.pairs}


def _content(contact: Contact) -> Contact:
    # Lines move, and the user's own keys are compared in the tree.
    for kind in ENTRIES:
        entries = tuple(map(without_line, getattr(contact, kind)))
        contact = with_value(contact, kind, entries)
    return contact._replace(more=())
