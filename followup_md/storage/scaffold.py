"""The files of a new book, as `init` copies them; existing files are never overwritten."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from followup_md.storage import files

STARTER = Path(__file__).parents[1] / "starter"
# Hidden files have plain names in the package, so that no tool takes them for its own.
_PLACES = {
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
    "prettierignore": ".prettierignore",
    "github-pages.yml": ".github/workflows/followup.yml",
    "gitlab-ci.yml": ".gitlab-ci.yml",
}


class Copied(NamedTuple):
    """What was written, and what was there already, as paths in the book."""

    written: list[str]
    left: list[str]


def copy(book: Path, words: Mapping[str, str]) -> Copied:
    """Write the starter's files into a folder, `@KEY@` in them replaced by `words[KEY]`."""
    copied = Copied([], [])
    samples = not files.list_contacts(book).ids
    for source in sorted(STARTER.rglob("*")):
        if not source.is_file() or source.name.startswith(".") or source.suffix == ".pyc":
            continue
        place = source.relative_to(STARTER).as_posix()
        place = _PLACES.get(place, place)
        if place.startswith(f"{files.CONTACTS}/") and not samples:
            continue
        text = source.read_text(encoding="utf-8")
        for key, value in words.items():
            text = text.replace(f"@{key}@", value)
        target = book / place
        if os.path.lexists(target):
            copied.left.append(place)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            files.replace(target, text.encode(), None)
        except files.ChangedUnderneathError:  # somebody has just made it
            copied.left.append(place)
        else:
            copied.written.append(place)
    return copied
