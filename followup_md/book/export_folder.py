"""Files that an export writes: a whole one, or a folder of them, changed only where they differ."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from followup_md.book.book import Book
from followup_md.errors import MachineError, RefusedError, UsageError, words_of
from followup_md.model.contact import CONTACTS
from followup_md.storage import files
from followup_md.typed import NamedTuple


class Written(NamedTuple):
    """What was done to a folder, in numbers of files."""

    written: int = 0
    same: int = 0
    removed: int = 0


def write_file(book: Book, path: Path, content: bytes) -> bool:
    """Write a file in one step unless it is the same; return whether it was written.

    Raises UsageError for a place among the contacts, RefusedError if somebody else changes the
    file meanwhile, MachineError.
    """
    check_place(book, path)
    return put(path, content)


def put(path: Path, content: bytes, flush: bool = True) -> bool:
    """Do what `write_file` does, wherever it is; `flush`: its folder is flushed, too."""
    old = _read(path)
    if old == content:
        return False
    try:
        files.replace(path, content, old, flush)
    except files.ChangedUnderneathError:
        raise RefusedError(f"{path} was changed meanwhile: run again") from None
    return True


def write_folder(
    book: Book,
    folder: Path,
    contents: Iterable[tuple[str, bytes]],
    is_ours: Callable[[str], bool],
) -> Written:
    """Write files by name into a folder, and remove those of an earlier export that are over.

    `is_ours`: whether a file of this name can only be of an export. Errors as in `write_file`.
    """
    check_place(book, folder)
    try:
        folder.mkdir(exist_ok=True)
        before = {name for name in os.listdir(folder) if is_ours(name)}
    except OSError as error:
        raise MachineError(words_of(error, str(folder))) from None
    written = same = removed = 0
    for name, content in contents:
        before.discard(name)
        if put(folder / name, content, flush=False):
            written += 1
        else:
            same += 1
    for name in sorted(before):
        old = _read(folder / name)
        if old is not None:
            files.remove(folder / name, old)
            removed += 1
    files.flush_folder(folder)
    return Written(written, same, removed)


def check_place(book: Book, path: Path) -> None:
    """Raise UsageError for a place among the contacts."""
    inside = (book.root / CONTACTS).resolve()
    if inside in (path.resolve(), *path.resolve().parents):
        raise UsageError(f"{path} is among the contacts: choose another place")


def _read(path: Path) -> bytes | None:
    try:
        return files.read_bytes(path, None)
    except FileNotFoundError:
        return None
