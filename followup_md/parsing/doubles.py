"""The warnings of `check` about one person in two files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from followup_md.errors import Problem
from followup_md.model import identity
from followup_md.model.contact import Contact

_REMEDY = (
    "bring their lines into one file and delete the other; two people get a `uid` each, with"
    " different words"
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
    same = "" if what == "uid" else "name and "
    message = f"probably the same person as {other} (same {same}{what}): {_REMEDY}"
    return Problem("warning", path, 0, 0, "W720", message)
