"""`check --fix`: quotes, in a whole book, the lines that YAML refuses only for lack of quotes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from followup_md.book import save, transaction
from followup_md.book.book import Book
from followup_md.errors import MachineError, TextError
from followup_md.frontmatter import document
from followup_md.parsing import autofix
from followup_md.storage import files

_WHAT = "quote entries"


class Fixed(NamedTuple):
    """What was fixed."""

    lines: tuple[tuple[str, list[int]], ...] = ()  # path, numbers of the lines that were quoted
    notes: tuple[str, ...] = ()


def fix(book: Book, paths: Iterable[Path]) -> Fixed:
    """Fix these files and folders (none: all contacts), as one change for `undo`."""
    paths = list(paths)
    ids = book.ids(paths) if paths else files.list_contacts(book.root).ids
    found = {}
    for id_ in ids:
        try:
            text = document.decode(files.read_bytes(files.contact_path(book.root, id_)))
        except (FileNotFoundError, MachineError, TextError):
            continue  # `check` reports it
        quoted = autofix.quoted(text)
        if quoted is not None:
            found[id_] = quoted[1]
    # What a run that was killed has fixed, but not committed, is committed with the rest.
    earlier = transaction.uncommitted(book, _WHAT).intersection(ids)
    if not found and not earlier:
        return Fixed()
    saved = save.save(book, dict.fromkeys((*found, *earlier), _quote), _WHAT)
    lines = tuple((change.path, found[change.id]) for change in saved.changes)
    return Fixed(lines, saved.notes)


def _quote(text: str) -> str:
    quoted = autofix.quoted(text)
    return text if quoted is None else quoted[0]
