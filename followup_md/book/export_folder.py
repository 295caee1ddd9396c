"""Files that an export writes: a whole one, or a folder of them, changed only where they differ."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from followup_md.book.book import Book
from followup_md.errors import MachineError, RefusedError, UsageError, words_of
from followup_md.model.contact import CONTACTS
from followup_md.storage import disk, files
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
    old = _read(path)
    if old == content:
        return False
    try:
        files.replace(path, content, old)
    except files.ChangedUnderneathError:
        raise _changed(path) from None
    return True


def put(contents: Iterable[tuple[Path, bytes]]) -> Iterator[bool]:
    """Do for many files what `write_file` does for one; yield of each whether it was written.

    Their folders are not flushed yet.
    """
    waiting = iter(contents)
    while batch := list(islice(waiting, files.AT_ONCE)):
        staged: dict[Path, files.Staged] = {}
        try:
            for path, content in batch:
                if (old := _read(path)) != content:
                    staged[path] = files.stage(path, content, old)
            files.flush_staged([*staged.values()])
            for path, _ in batch:
                if path in staged:
                    files.place(staged[path], flush=False)
                yield path in staged
        except files.ChangedUnderneathError:
            raise _changed(path) from None
        finally:
            for each in staged.values():
                files.discard(each)


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
    done = Counter(put((folder / name, content) for name, content in _seen(contents, before)))
    removed = 0
    for name in sorted(before):
        old = _read(folder / name)
        if old is not None:
            files.remove(folder / name, old)
            removed += 1
    flush(folder)
    return Written(done[True], done[False], removed)


def _seen(contents: Iterable[tuple[str, bytes]], before: set[str]) -> Iterator[tuple[str, bytes]]:
    for name, content in contents:
        before.discard(name)
        yield name, content


def check_place(book: Book, path: Path) -> None:
    """Raise UsageError for a place among the contacts."""
    inside = (book.root / CONTACTS).resolve()
    if inside in (path.resolve(), *path.resolve().parents):
        raise UsageError(f"{path} is among the contacts: choose another place")


def flush(folder: Path) -> None:
    """Have on the disk which files are in a folder. Raises MachineError."""
    try:
        disk.flush_folder(folder)
    except OSError as error:
        raise MachineError(words_of(error, str(folder))) from None


def _changed(path: Path) -> RefusedError:
    return RefusedError(f"{path} was changed meanwhile: run again")


def _read(path: Path) -> bytes | None:
    try:
        return files.read_bytes(path, None)
    except FileNotFoundError:
        return None
