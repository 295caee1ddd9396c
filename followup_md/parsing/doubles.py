"""The warnings of `check` about one person in two files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from followup_md.errors import Problem
from followup_md.model import identity
from followup_md.model.contact import Contact

_REMEDY = (
    "if so, move what is missing there into one file and delete the other; if they are two people,"
    " give each a `uid` of its own"
)


def warnings(contacts: Iterable[Contact]) -> Iterator[Problem]:
    """Yield a warning for each file of somebody who probably has several."""
    copies = defaultdict[str, list[tuple[str, str]]](list)
    for contact, first, what in identity.doubles(contacts):
        copies[first.path].append((contact.path, what))
        yield _warning(contact.path, first.path, what)
    for path, found in copies.items():
        (other, what), more = found[0], len(found) - 1
        files = f"{other} and {more} more" if more else other
        yield _warning(path, files, what)


def _warning(path: str, other: str, what: str) -> Problem:
    same = f"the same {what}" if what == "uid" else f"the same name and {what}"
    message = f"probably the same person as in {other} ({same}): {_REMEDY}"
    return Problem("warning", path, 0, 0, "W720", message)
