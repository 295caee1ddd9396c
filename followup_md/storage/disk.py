"""What the disk has to do: write all of something, have it for good, let it go."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress

from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_all(descriptor: int, content: bytes) -> None:
    """Write a content to an open file. Raises OSError."""
    view = memoryview(content)
    while view:
        written = os.write(descriptor, view)
        if not written:
            raise OSError(errno.EIO, "short write")
        view = view[written:]


def begin(descriptors: Iterable[int]) -> None:
    """Let the disk begin with what was written to open files, before somebody waits for it."""
    if not hasattr(os, "posix_fadvise"):
        return
    for each in descriptors:
        with suppress(OSError):  # not every file system takes advice
            os.posix_fadvise(each, 0, 0, os.POSIX_FADV_DONTNEED)


def flush_folder(folder: Path) -> None:
    """Flush the names of a folder's entries to the disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_with_folder(path: Path) -> None:
    """Remove a file, and its folder if nothing else is in it, as Git does."""
    path.unlink(missing_ok=True)
    with suppress(OSError):
        path.parent.rmdir()
