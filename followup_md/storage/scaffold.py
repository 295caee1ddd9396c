"""The files of a new book, for `init`; nothing that exists is ever overwritten."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from followup_md.model.contact import CONTACTS
from followup_md.storage import files, litter

STARTER = Path(__file__).parents[1] / "starter"
# Hidden files have plain names in the package, so that no tool takes them for its own.
_TARGETS = {
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
    "prettierignore": ".prettierignore",
    "github-pages.yml": ".github/workflows/followup.yml",
    "gitlab-ci.yml": ".gitlab-ci.yml",
}


# Where forges look for them only at the top of a repository.
RECIPES = (_TARGETS["github-pages.yml"], _TARGETS["gitlab-ci.yml"])


class Copied(NamedTuple):
    """What was written, and what existed already; paths relative to the book."""

    written: list[str]
    left: list[str]
    samples: bool  # whether the contacts are our samples


def copy(book: Path, values: Mapping[str, str], recipes: bool = True) -> Copied:
    """Write the starter's files into a folder, with `@KEY@` replaced by `values[KEY]`.

    `recipes`: also those for forges.
    """
    samples = not files.list_contacts(book).ids
    copied = Copied([], [], samples)
    for source in sorted(STARTER.rglob("*")):
        if not source.is_file() or source.name.startswith(".") or source.suffix == ".pyc":
            continue
        name = source.relative_to(STARTER).as_posix()
        name = _TARGETS.get(name, name)
        if (name.startswith(f"{CONTACTS}/") and not samples) or (name in RECIPES and not recipes):
            continue
        text = source.read_text(encoding="utf-8")
        for key, value in values.items():
            text = text.replace(f"@{key}@", value)
        target = book / name
        litter.remove_litter(target.parent, [text.encode()])  # of a run that was killed
        if os.path.lexists(target):
            copied.left.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            files.replace(target, text.encode(), None)
        except files.ChangedUnderneathError:  # it was made just now
            copied.left.append(name)
        else:
            copied.written.append(name)
    return copied
