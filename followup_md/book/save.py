"""Saving contacts: edits and new files as one change, and taking the last change back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from followup_md.book import one_file, transaction
from followup_md.book.book import Book
from followup_md.book.one_file import TextEdit
from followup_md.book.transaction import Saved
from followup_md.errors import RefusedError
from followup_md.storage import files
from followup_md.storage.undo_log import Change, Record


def save(book: Book, edits: Mapping[str, TextEdit], what: str, commit: bool | None = None) -> Saved:
    """Make an edit in each of these contacts' files, by id; see `create_all`."""
    return create_all(book, {}, what, commit, edits)


def create(book: Book, id_: str, text: str, what: str = "add", commit: bool | None = None) -> Saved:
    """Write the file of a new contact; see `create_all`."""
    return create_all(book, {id_: text}, what, commit)


def create_all(
    book: Book,
    texts: Mapping[str, str],
    what: str,
    commit: bool | None = None,
    edits: Mapping[str, TextEdit] | None = None,
    done: Iterable[str] = (),
) -> Saved:
    """Write the files of new contacts and edit others, by id: all or none, one change, one commit.

    Every edit is made and proven before the first file is written. `what` names the change in a
    commit ("log call"); `commit` is the book's `commit:` setting if None. Raises RefusedError (a
    new contact's file exists, say) and MachineError: nothing was written, unless the message says
    so. Killed half-way, it goes on where the same is asked for once more; `done` are the ids of
    those that need nothing (any more): what a killed run has written of them is committed, too.
    """
    for id_ in texts:
        if not files.is_contact_id(id_):
            raise RefusedError(f"{id_!r} cannot be the name of a contact file")
    with transaction.begin(book) as writing:
        begun = writing.begun(what)
        there = {
            id_: _same
            for id_, text in texts.items()
            if begun.get(id_) == Change(id_, None, text) and one_file.read(book, id_) == text
        }
        new = tuple(
            one_file.create(book, id_, text) for id_, text in texts.items() if id_ not in there
        )
        there |= {id_: _same for id_ in done if id_ in begun}
        edits = there | dict(edits or {})
        return writing.write((*new, *preview(book, edits)), what, commit, edits)


def preview(book: Book, edits: Mapping[str, TextEdit]) -> tuple[Change, ...]:
    """Return what the edits would change, without writing anything."""
    changes = (one_file.edit(book, id_, edit) for id_, edit in edits.items())
    return tuple(change for change in changes if change.before != change.after)


def undo(book: Book, dry_run: bool = False) -> tuple[str, Saved]:
    """Take back the last change; a second undo makes it again. Returns what was done, in words.

    What a killed run has begun to take back is taken back for good.

    Raises RefusedError if there is nothing to take back, or a file no longer holds what was
    written.
    """
    with transaction.begin(book) as writing:
        record = writing.last
        if record is None:
            raise RefusedError("nothing to undo: followup has recorded no change here")
        left = tuple(change for change in record.changes if not _is_undone(book, change, record))
        if not record.undoing:
            if not left:
                raise RefusedError(f"nothing to undo: {record.what} is not in the files (any more)")
            record = record._replace(changes=left)
        what = f"undo {record.what}".removeprefix("undo undo ")
        if dry_run:
            return what, Saved(tuple(change.reversed for change in left))
        return what, writing.take_back(record, what)


def _is_undone(book: Book, change: Change, record: Record) -> bool:
    now = one_file.read(book, change.id)
    if now == change.before:
        return True
    if now != change.after:
        nothing = "nothing more" if record.undoing else "nothing"
        raise RefusedError(f"{change.path} was changed since: {nothing} was undone")
    return False


def _same(text: str) -> str:
    return text
