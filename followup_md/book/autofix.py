"""`check --fix` for a whole book; what is done to one file is in editing/autofix."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from followup_md.book import killed_run, save
from followup_md.book.book import Book
from followup_md.book.transaction import Saved
from followup_md.editing import autofix
from followup_md.errors import MachineError, TextError
from followup_md.frontmatter import document
from followup_md.storage import files
from followup_md.storage.undo_log import Change
from followup_md.typed import NamedTuple

_WHAT = "respell"  # in a commit


class FixedFile(NamedTuple):
    """One file, the lines of it that were quoted, and the keys that were written."""

    path: str
    lines: list[int]
    keys: list[str]


class Fixed(NamedTuple):
    """What was fixed, or would be."""

    files: tuple[FixedFile, ...] = ()
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def fix(book: Book, paths: Iterable[Path], dry_run: bool = False, unsaid: str = "") -> Fixed:
    """Fix these files and folders (none: all contacts), as one change for `undo`.

    `unsaid` is the channel of a last contact that does not say how it was; "": it is left.
    """
    paths = list(paths)
    ids = book.ids(paths) if paths else files.list_contacts(book.root).ids
    found: dict[str, autofix.Fixed] = {}
    for id_ in ids:
        try:
            text = document.decode(files.read_bytes(files.contact_path(book.root, id_)))
        except (FileNotFoundError, MachineError, TextError):
            continue  # `check` reports it
        fixed = autofix.fix(id_, text, book.settings, unsaid)
        if fixed is not None:
            found[id_] = fixed
    fixed_earlier, litter_there = (set[str](), False) if dry_run else killed_run.left(book, _WHAT)
    earlier = fixed_earlier.intersection(ids)
    if not found and not earlier and not litter_there:
        return Fixed()
    edits = {id_: partial(_text, id_, book, unsaid) for id_ in (*found, *earlier)}
    saved = Saved(save.preview(book, edits)) if dry_run else save.save(book, edits, _WHAT)
    mended = [FixedFile(c.path, found[c.id].quoted, found[c.id].keys) for c in saved.changes]
    return Fixed(tuple(mended), saved.notes, saved.changes)


def _text(id_: str, book: Book, unsaid: str, text: str) -> str:
    fixed = autofix.fix(id_, text, book.settings, unsaid)
    return text if fixed is None else fixed.text
