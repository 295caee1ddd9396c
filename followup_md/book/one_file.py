"""One file, a contact's mostly: the change that an edit makes, writing it, putting it back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from followup_md.book.book import Book
from followup_md.errors import FollowupError, MachineError, RefusedError, TextError
from followup_md.frontmatter import document
from followup_md.frontmatter.limits import MAX_FILE
from followup_md.model.contact import CONTACTS
from followup_md.storage import disk, files, inbox_files
from followup_md.storage.undo_log import Change, path_in_book

TextEdit = Callable[[str], str]  # the text of a contact's file -> the new text
_PAUSE = 0.02  # seconds
_ATTEMPTS = 5  # at writing a file that somebody else keeps changing


def create(book: Book, id_: str, text: str) -> Change:
    """Return the change that makes a contact's file; RefusedError if there is one."""
    path = _path(book, id_)
    if path.is_symlink() or path.exists():
        raise RefusedError(f"{path_in_book(id_)} is there already")
    return _check_size(Change(id_, None, text))


def edit(book: Book, id_: str, make: TextEdit) -> Change:
    """Return the change that an edit makes; RefusedError if the file is gone or is no text."""
    before = read(book, id_)
    if before is None:
        raise RefusedError(f"{path_in_book(id_)} is gone: nothing was written")
    return _check_size(Change(id_, before, make(before)))


def read(book: Book, id_: str) -> str | None:
    """Return the text of a file, or None if there is none; RefusedError if it is no text."""
    try:
        return document.decode(files.read_bytes(_path(book, id_)))
    except FileNotFoundError:
        return None
    except TextError as error:
        raise RefusedError(f"{path_in_book(id_)}: {error.code} {error.message}") from None


def why_not_edited(id_: str, error: FollowupError) -> str:
    """Return why an import leaves out what it has for a contact."""
    path = path_in_book(id_)
    if isinstance(error, MachineError):
        return f"{path} cannot be read: {error.reason}"
    return f"{path} is written in a way that followup cannot add this to"


def folder(book: Book, id_: str) -> Path:
    """Return the folder with a file."""
    return (book.root / path_in_book(id_)).parent


def _path(book: Book, id_: str) -> Path:
    """Return a contact's file, or one of the inbox; RefusedError if a link leads to it."""
    inside = path_in_book(id_)
    path = book.root / inside
    top = book.root if inbox_files.is_inbox_path(inside) else book.root / CONTACTS
    for above in path.parents:
        if above == top:
            return path
        if above.is_symlink():
            raise RefusedError(f"{path_in_book(id_)} lies behind a symbolic link")
    raise RefusedError(f"{id_!r} is not a contact of this book")


def _check_size(change: Change) -> Change:
    try:
        size = len((change.after or "").encode())
    except UnicodeEncodeError:
        raise RefusedError("what you typed is not UTF-8: nothing was written") from None
    if size > MAX_FILE:
        raise RefusedError(f"{change.path} would be over 8 MiB: nothing was written")
    return change


def stage(book: Book, change: Change) -> files.Staged | None:
    """Write the new text beside the file, with the folders it needs; None: there is none.

    It has to be flushed yet.
    """
    if change.after is None:
        return None
    path, before = _path(book, change.id), None
    if change.before is not None:
        before = change.before.encode()
    else:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MachineError(f"{path.parent}: {error.strerror}") from None
    return files.stage(path, change.after.encode(), before)


def write(
    book: Book, change: Change, make: TextEdit | None, staged: files.Staged | None = None
) -> Change:
    """Write one file; if somebody has changed it since, make the edit again on the new text."""
    for _ in range(_ATTEMPTS):
        try:
            _replace(book, change, staged)
        except files.ChangedUnderneathError:
            if make is None:
                raise RefusedError(f"{change.path} was changed meanwhile") from None
            time.sleep(_PAUSE)  # half of an editor's save cannot be read
            change, staged = edit(book, change.id, make), None
        else:
            return change
    typed = set((change.after or "").splitlines()) - set((change.before or "").splitlines())
    raise RefusedError(
        "\n".join([f"{change.path} keeps changing. What should have gone in:", *sorted(typed)])
    )


def _replace(book: Book, change: Change, staged: files.Staged | None = None) -> None:
    """Put one file in its new state; its folder is not flushed yet."""
    if staged is None:
        staged = stage(book, change)
        files.flush_staged([] if staged is None else [staged])
    if staged is not None:
        files.place(staged, flush=False)
    elif change.before is not None:
        files.remove(_path(book, change.id), change.before.encode(), flush=False)


def flush_folders(book: Book, changes: Iterable[Change], folders: Sequence[str]) -> None:
    """Remove the change's own folders if they are empty, and flush every folder that changed."""
    own = [_path(book, f"{name}/x").parent for name in folders]
    for each in reversed(own):
        with suppress(OSError):  # not empty
            each.rmdir()
    changed = {folder(book, change.id) for change in changes}
    for each in changed.union(each.parent for each in own):
        try:
            disk.flush_folder(each)
        except FileNotFoundError:  # removed just now
            continue
        except OSError as error:
            raise MachineError(f"{each}: {error.strerror}") from None


def take_back(book: Book, changes: Sequence[Change], folders: Sequence[str]) -> list[str]:
    """Put back what was written before an error; return the paths of what stays as written."""
    left = []
    for change in changes:
        try:
            if read(book, change.id) == change.after:
                _replace(book, change.reversed)
        except (files.ChangedUnderneathError, FollowupError):
            try:
                was_written = read(book, change.id) != change.before
            except FollowupError:
                was_written = change is not changes[-1]  # which is the one that failed
            if was_written:
                left.append(change.path)
    with suppress(FollowupError):  # the first error is the one to report
        flush_folders(book, changes, folders)
    return left
