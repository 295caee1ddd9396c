"""Writing contact files: all or none, under the book's lock, on record for `undo`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from followup_md.book.book import Book
from followup_md.errors import FollowupError, MachineError, RefusedError, TextError
from followup_md.frontmatter import document
from followup_md.frontmatter.limits import MAX_FILE
from followup_md.git import command as git
from followup_md.git import commit as commits
from followup_md.model.contact import CONTACTS, path_of
from followup_md.storage import files, litter, lock, undo_log
from followup_md.storage.undo_log import Change, Record

TextEdit = Callable[[str], str]  # the text of a contact's file -> the new text
_PAUSE = 0.02  # seconds
_ATTEMPTS = 5  # at writing a file that somebody else keeps changing


class Saved(NamedTuple):
    """What was written."""

    changes: tuple[Change, ...]  # () if the edits change nothing
    commit: str = ""  # the id of the commit, if one was made
    notes: tuple[str, ...] = ()  # for the user: "not committed, because …", litter left alone


class Transaction(NamedTuple):
    """A book whose lock is held."""

    book: Book
    undo_file: Path
    last: Record | None  # the last change that the tool made here

    def write(
        self,
        changes: tuple[Change, ...],
        what: str,
        commit: bool | None,
        edits: Mapping[str, TextEdit],
        folders: Iterable[str] = (),
    ) -> Saved:
        """Write the changes, commit them if wanted, and keep them for `undo`.

        `edits` makes a change again, by id, if its file has changed meanwhile; other such files are
        refused. `folders`: known to exist for these files only.
        """
        notes = list(self._remove_litter(changes))
        if not changes:
            return Saved((), notes=tuple(notes))
        # The record comes first: a run that is killed half-way can be taken back, and what its
        # temporary files hold is known.
        own = {*folders, *self._own_folders(changes)}
        record = Record(what, changes, folders=tuple(sorted(own)))  # parents first
        undo_log.write(self.undo_file, record)
        written = self._write_all(record, edits)
        outcome = commits.Outcome()
        if self.book.settings.commit if commit is None else commit:
            paths, ids = [c.path for c in written], [c.id for c in written]
            outcome = commits.commit(self.book.root, paths, what, ids)
        if outcome.reason:
            notes.append(f"not committed, because {outcome.reason}")
        if outcome.commit or written != changes:
            try:
                committed = tuple(_as_committed(self.book, change) for change in written)
                record = record._replace(changes=committed, commit=outcome.commit)
                undo_log.write(self.undo_file, record)
            except FollowupError as error:  # the files are written all the same
                notes.append(f"undo may not know all of this, because {error}")
        return Saved(written, outcome.commit, tuple(notes))

    def _remove_litter(self, changes: Sequence[Change]) -> Iterator[str]:
        """Remove what killed runs left, if the undo log knows it; yield a note for the rest."""
        changes = (*(self.last.changes if self.last else ()), *changes)
        pairs = ((change.before, change.after) for change in changes)
        texts = [text.encode() for pair in pairs for text in pair if text is not None]
        for folder in {files.contact_path(self.book.root, change.id).parent for change in changes}:
            for path in litter.remove_litter(folder, texts):
                yield f"{path} was left by a run that was killed: look into it, then delete it"

    def _own_folders(self, changes: Sequence[Change]) -> set[str]:
        """Return the folders that new files need and nothing else does.

        They are missing so far, or the last change made them, which may have been killed.
        """
        ids = (change.id for change in changes if change.before is None)
        folders = {PurePosixPath(id_).parent for id_ in ids}
        above = {str(above) for folder in folders for above in (folder, *folder.parents)} - {"."}
        ours = self.last.folders if self.last else ()
        top = self.book.root / CONTACTS
        return {folder for folder in above if folder in ours or not (top / folder).exists()}

    def _write_all(self, record: Record, edits: Mapping[str, TextEdit]) -> tuple[Change, ...]:
        written: list[Change] = []
        try:
            for change in record.changes:
                written.append(change)
                written[-1] = _write(self.book, change, edits.get(change.id))
            _sync_folders(self.book, record)
        except FollowupError as error:
            left = _take_back(self.book, record._replace(changes=tuple(written)))
            if left:
                raise type(error)("\n".join([str(error), *left])) from None
            if self.last is not None:
                undo_log.write(self.undo_file, self.last)
            raise
        return tuple(written)


@contextmanager
def begin(book: Book) -> Iterator[Transaction]:
    """Hold the book's lock; RefusedError if another process has it for too long."""
    try:
        own = git.own_folder(book.root)
        lock_file, undo_file = own / "followup.lock", own / undo_log.NAME
    except MachineError:  # no Git, or none that works here: hidden files in the book
        lock_file, undo_file = book.root / ".followup.lock", book.root / f".{undo_log.NAME}"
    with lock.acquire(lock_file):
        undo_log.remove_litter(undo_file)
        yield Transaction(book, undo_file, undo_log.read(undo_file))


def create(book: Book, id_: str, text: str) -> Change:
    """Return the change that makes a contact's file; RefusedError if there is one."""
    path = _path(book, id_)
    if path.is_symlink() or path.exists():
        raise RefusedError(f"{path_of(id_)} is there already")
    return _check_size(Change(id_, None, text))


def edit(book: Book, id_: str, make: TextEdit) -> Change:
    """Return the change that an edit makes; RefusedError if the file is gone or is no text."""
    before = read(book, id_)
    if before is None:
        raise RefusedError(f"{path_of(id_)} is gone: nothing was written")
    return _check_size(Change(id_, before, make(before)))


def read(book: Book, id_: str) -> str | None:
    """Return the text of a contact's file, or None if there is none; RefusedError if no text."""
    try:
        return document.decode(files.read_bytes(_path(book, id_)))
    except FileNotFoundError:
        return None
    except TextError as error:
        raise RefusedError(f"{path_of(id_)}: {error.code} {error.message}") from None


def _path(book: Book, id_: str) -> Path:
    """Return a contact's file; RefusedError if a symbolic link leads to it."""
    path = files.contact_path(book.root, id_)
    top = book.root / CONTACTS
    for folder in path.parents:
        if folder == top:
            return path
        if folder.is_symlink():
            raise RefusedError(f"{path_of(id_)} lies behind a symbolic link")
    raise RefusedError(f"{id_!r} is not a contact of this book")


def _check_size(change: Change) -> Change:
    try:
        size = len((change.after or "").encode())
    except UnicodeEncodeError:
        raise RefusedError("what you typed is not UTF-8: nothing was written") from None
    if size > MAX_FILE:
        raise RefusedError(f"{change.path} would be over 8 MiB: nothing was written")
    return change


def _write(book: Book, change: Change, make: TextEdit | None) -> Change:
    """Write one file; if somebody has changed it since, make the edit again on the new text."""
    for _ in range(_ATTEMPTS):
        try:
            _replace(book, change)
        except files.ChangedUnderneathError:
            if make is None:
                raise RefusedError(f"{change.path} was changed meanwhile") from None
            time.sleep(_PAUSE)  # half of an editor's save cannot be read
            change = edit(book, change.id, make)
        else:
            return change
    typed = set((change.after or "").splitlines()) - set((change.before or "").splitlines())
    raise RefusedError(
        "\n".join([f"{change.path} keeps changing. What should have gone in:", *sorted(typed)])
    )


def _replace(book: Book, change: Change) -> None:
    """Put one file in its new state; its folder is not flushed yet."""
    path = _path(book, change.id)
    before = None if change.before is None else change.before.encode()
    if before is None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MachineError(f"{path.parent}: {error.strerror}") from None
    if change.after is not None:
        files.replace(path, change.after.encode(), before, flush=False)
    elif before is not None:
        files.remove(path, before, flush=False)


def _sync_folders(book: Book, record: Record) -> None:
    """Remove the change's own folders if they are empty, and flush every folder that changed."""
    own = [_path(book, f"{folder}/x").parent for folder in record.folders]
    for folder in reversed(own):
        with suppress(OSError):  # not empty
            folder.rmdir()
    changed = {files.contact_path(book.root, change.id).parent for change in record.changes}
    for folder in changed.union(folder.parent for folder in own):
        try:
            files.flush_folder(folder)
        except FileNotFoundError:  # removed just now
            continue
        except OSError as error:
            raise MachineError(f"{folder}: {error.strerror}") from None


def _take_back(book: Book, record: Record) -> list[str]:
    """Put back what was written before an error; return what to tell the user about the rest."""
    left = []
    for change in record.changes:
        try:
            if read(book, change.id) == change.after:
                _replace(book, change.reversed)
        except (files.ChangedUnderneathError, FollowupError):
            try:
                was_written = read(book, change.id) != change.before
            except FollowupError:
                was_written = change is not record.changes[-1]  # which is the one that failed
            if was_written:
                left.append(f"{change.path} was written already: followup undo")
    with suppress(FollowupError):  # the first error is the one to report
        _sync_folders(book, record)
    return left


def _as_committed(book: Book, change: Change) -> Change:
    """Return the change with what a commit hook made of the file, if it did."""
    now = read(book, change.id)
    if now != change.after and commits.is_clean(book.root, [change.path]):
        return change._replace(after=now)
    return change
