"""Finding the book that a folder belongs to.

Paths are strings: importing pathlib takes longer than looking at a small book.
"""

from __future__ import annotations

import os

from followup_md.errors import RefusedError, UsageError
from followup_md.model.contact import CONTACTS
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = "followup.yml"
TEMPLATES = "templates"  # of drafts
MARKS = (SETTINGS, "mkdocs.yml")


def find_book_path(start: Path) -> Path:
    """Return what `find_book` does, as a path."""
    return type(start)(find_book(start))


def find_book(start: str | os.PathLike[str]) -> str:
    """Return the nearest folder at or above `start` that is a book.

    Not above the user's home or another mount. Raises UsageError.
    """
    folder = place = os.path.abspath(start)
    without = ""
    home = os.path.abspath(os.path.expanduser("~"))
    try:
        device = os.stat(folder).st_dev
        while os.stat(place).st_dev == device:
            marks = (os.path.join(place, mark) for mark in MARKS)
            contacts = os.path.join(place, CONTACTS)
            is_there = os.path.isdir(contacts) or os.path.islink(contacts)
            if is_there and any(map(os.path.isfile, marks)):
                return place
            if not without and os.path.isfile(os.path.join(place, SETTINGS)):
                without = place
            above = os.path.dirname(place)
            if place in (home, above):
                break
            place = above
    except OSError as error:
        raise UsageError(f"{start}: {error.strerror}") from None
    if without:
        raise UsageError(
            f"{without} has {SETTINGS} and no {CONTACTS}/: bring it back (git status), or make an"
            f" empty one (mkdir {CONTACTS})"
        )
    raise UsageError(
        f"no book at or above {folder}: a book has contacts/ and followup.yml;"
        " `followup init` makes one"
    )


def refuse_links(root: str | os.PathLike[str], *paths: str | os.PathLike[str]) -> None:
    """Refuse files and folders that a symbolic link leads to; the book itself may be behind one.

    `paths`: below `root`, or anywhere (then only the last part counts). Raises RefusedError.
    """
    for path in paths:
        link = _link_on_the_way(os.path.abspath(root), os.path.abspath(os.path.join(root, path)))
        if link:
            raise RefusedError(
                f"{link} is a symbolic link, and nothing behind one is read or written: put what it"
                " leads to in its place (a link to a whole book is fine)"
            )


def _link_on_the_way(root: str, path: str) -> str:
    """Return the first link on the way to a path, relative to the book where it is below; or ""."""
    top = root.rstrip("/") + "/"
    if not path.startswith(top):
        return path if os.path.islink(path) else ""
    place = root
    for part in path.removeprefix(top).split("/"):
        place = os.path.join(place, part)
        if os.path.islink(place):
            return os.path.relpath(place, root)
    return ""
