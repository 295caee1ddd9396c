"""A contact's file in the user's editor: what is wrong with it afterwards, and keeping the change.

The editor works on the file itself: nothing that is typed can be lost between two copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from followup_md.book import transaction
from followup_md.book.book import Book
from followup_md.errors import Problem, RefusedError, TextError
from followup_md.frontmatter import document
from followup_md.model.contact import path_of
from followup_md.parsing import contact_file, lint
from followup_md.storage import editor, files
from followup_md.storage.undo_log import Change

WHAT = "edit"


def open_in(command: Sequence[str], book: Book, id_: str, on: date) -> tuple[Problem, ...]:
    """Open a contact in an editor, wait until it ends, and return the problems of the file."""
    path = files.contact_path(book.root, id_)
    editor.run(list(command), path)
    file = contact_file.read_bytes(id_, current(book, id_), book.settings)
    return (*file.problems, *lint.warnings(file, on, book.settings))


def current(book: Book, id_: str) -> bytes:
    """Return the bytes of a contact's file; RefusedError if it is gone."""
    try:
        return files.read_bytes(files.contact_path(book.root, id_))
    except FileNotFoundError:
        raise RefusedError(f"{path_of(id_)} is gone") from None


def keep(book: Book, id_: str, before: bytes, commit: bool | None) -> tuple[str, ...]:
    """Keep an edit for `undo`, and commit it if wanted; return notes for the user."""
    try:
        change = Change(id_, document.decode(before), document.decode(current(book, id_)))
    except TextError:
        return ()  # not UTF-8: nothing that `undo` could write
    with transaction.begin(book) as writing:
        return writing.keep(change, WHAT, commit).notes
