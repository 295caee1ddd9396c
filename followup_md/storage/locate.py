"""Finding the book that a folder belongs to.

Paths are strings: importing pathlib takes longer than looking at a small book.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from followup_md.errors import UsageError
from followup_md.model.contact import CONTACTS

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = "followup.yml"
MARKS = (SETTINGS, "mkdocs.yml")


def find_book_path(start: Path) -> Path:
    """Return what `find_book` does, as a path."""
    return type(start)(find_book(start))


def find_book(start: str | os.PathLike[str]) -> str:
    """Return the nearest folder at or above `start` that is a book.

    Not above the user's home or another mount. Raises UsageError.
    """
    folder = place = os.path.abspath(start)
    home = os.path.abspath(os.path.expanduser("~"))
    try:
        device = os.stat(folder).st_dev
        while os.stat(place).st_dev == device:
            marks = (os.path.join(place, mark) for mark in MARKS)
            contacts = os.path.join(place, CONTACTS)
            if os.path.isdir(contacts) and any(map(os.path.isfile, marks)):
                return place
            above = os.path.dirname(place)
            if place in (home, above):
                break
            place = above
    except OSError as error:
        raise UsageError(f"{start}: {error.strerror}") from None
    raise UsageError(
        f"no book at or above {folder}: a book has contacts/ and followup.yml;"
        " `followup init` makes one"
    )
