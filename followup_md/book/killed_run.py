"""What a run that was killed has left to the next one of its kind."""

from __future__ import annotations

from followup_md.book import one_file, own_files
from followup_md.book.book import Book
from followup_md.storage import litter, undo_log


def left(book: Book, what: str, commit: bool | None = None) -> tuple[set[str], bool]:
    """Return the ids of what it has written and not committed, and whether there is litter.

    Whether it is still at work is for the lock to tell. `commit` is the book's `commit:` setting
    if None.
    """
    undo_file = own_files.lock_and_undo_log(book)[1]
    last = undo_log.read(undo_file)
    changes = last.changes if last else ()
    folders = {undo_file.parent, *(one_file.folder(book, change.id) for change in changes)}
    litter_there = any(map(litter.found, folders))
    wanted = book.settings.commit if commit is None else commit
    if last is None or last.undoing or last.commit or last.what != what or not wanted:
        return set(), litter_there
    return {change.id for change in changes}, litter_there
