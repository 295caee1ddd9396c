"""A page that followup writes as a whole: replacing it, and what killed runs have left of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from followup_md.book import own_files
from followup_md.book.book import Book
from followup_md.errors import MachineError, RefusedError
from followup_md.storage import files, litter, lock


def replace(book: Book, name: str, content: bytes, expected: bytes | None) -> None:
    """Replace a page, by its path in the book; `expected` is what was read before.

    Raises RefusedError if it holds something else by now, and MachineError.
    """
    path = book.root / name
    with lock.acquire(own_files.lock_and_undo_log(book)[0]):
        try:
            path.parent.mkdir(exist_ok=True)
            files.replace(path, content, expected)
        except files.ChangedUnderneathError:
            raise RefusedError(f"{name} was changed meanwhile: run again") from None
        except OSError as error:
            raise MachineError(f"{path.parent}: {error.strerror}") from None


def remove_litter(folder: Path, book: Book, is_ours: Callable[[bytes], bool]) -> None:
    """Remove from a page's folder the temporary files of killed runs that hold such a page.

    There are hardly ever any: the lock is only taken if there are.
    """
    if not litter.found(folder):
        return
    with lock.acquire(own_files.lock_and_undo_log(book)[0]):
        for path in litter.found(folder):
            with suppress(FileNotFoundError, files.ChangedUnderneathError, MachineError):
                content = files.read_bytes(path)
                if is_ours(content):
                    files.remove(path, content)
