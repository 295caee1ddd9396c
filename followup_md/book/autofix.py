"""`check --fix`: quoting, in a whole book, the lines that YAML refuses only for want of quotes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from followup_md.book import save
from followup_md.book.book import Book
from followup_md.errors import MachineError, TextError
from followup_md.frontmatter import document
from followup_md.parsing import autofix
from followup_md.storage import files


class Fixed(NamedTuple):
    """What was mended."""

    lines: tuple[tuple[str, list[int]], ...] = ()  # path, numbers of the lines that were quoted
    notes: tuple[str, ...] = ()


def fix(book: Book, paths: Iterable[Path]) -> Fixed:
    """Mend these files and folders (none: all contacts); one change, which `undo` takes back."""
    paths = list(paths)
    found = {}
    for id_ in book.ids(paths) if paths else files.list_contacts(book.root).ids:
        try:
            mended = autofix.quoted(
                document.decode(files.read_bytes(files.contact_path(book.root, id_)))
            )
        except (FileNotFoundError, MachineError, TextError):
            continue  # `check` names it
        if mended is not None:
            found[id_] = mended[1]
    if not found:
        return Fixed()
    saved = save.save(book, dict.fromkeys(found, _quoted), "quote entries")
    lines = tuple((change.path, found[change.id]) for change in saved.changes)
    return Fixed(lines, saved.notes)


def _quoted(text: str) -> str:
    mended = autofix.quoted(text)
    return text if mended is None else mended[0]
