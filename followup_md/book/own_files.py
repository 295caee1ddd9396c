"""Where a book keeps its lock and its undo log."""

from __future__ import annotations

from pathlib import Path

from followup_md.book.book import Book
from followup_md.errors import MachineError
from followup_md.git import command as git
from followup_md.storage import checkout, undo_log


def lock_and_undo_log(book: Book) -> tuple[Path, Path]:
    """Return the book's lock and its undo log: in Git's folder, or hidden in the book."""
    try:
        own = git.own_folder(book.root)
    except MachineError:  # no Git, or none that works here
        return book.root / ".followup.lock", book.root / f".{undo_log.NAME}"
    return own / checkout.LOCK, own / undo_log.NAME
