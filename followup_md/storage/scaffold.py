"""The files of a new book, for `init`; nothing that exists is ever overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from followup_md.model.contact import CONTACTS
from followup_md.storage import files, litter, locate
from followup_md.typed import NamedTuple

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

    `recipes`: also those for forges. Raises RefusedError if a symbolic link is in the way.
    """
    sources = dict(_sources())
    locate.refuse_links(book, *filter(None, {os.path.dirname(name) for name in sources}))
    samples = not files.list_contacts(book).ids
    copied = Copied([], [], samples)
    for name, source in sources.items():
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


def _sources() -> Iterator[tuple[str, Path]]:
    """Yield the files of a new book, by their path in it."""
    for source in sorted(STARTER.rglob("*")):
        if source.is_file() and not source.name.startswith(".") and source.suffix != ".pyc":
            name = source.relative_to(STARTER).as_posix()
            yield _TARGETS.get(name, name), source
