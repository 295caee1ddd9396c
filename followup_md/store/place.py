"""Where the book is. Apart from book.py, because the shell asks at each press of the tab key."""

from __future__ import annotations

import os
from pathlib import Path

from followup_md.errors import UsageError
from followup_md.store import files

MARKS = ("followup.yml", "mkdocs.yml")


def find(start: Path) -> Path:
    """Return the nearest folder at or above `start` that is a book.

    Not above the user's home or another mount. Raises UsageError.
    """
    folder = Path(os.path.abspath(start))
    home = Path(os.path.expanduser("~"))
    try:
        device = folder.stat().st_dev
        for place in (folder, *folder.parents):
            if place.stat().st_dev != device:
                break
            marks = (place / mark for mark in MARKS)
            if (place / files.CONTACTS).is_dir() and any(mark.is_file() for mark in marks):
                return place
            if place == home:
                break
    except OSError as error:
        raise UsageError(f"{start}: {error.strerror}") from None
    raise UsageError(
        f"no book at or above {folder}: a book has contacts/ and followup.yml;"
        " `followup init` makes one"
    )
