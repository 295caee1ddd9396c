"""Contact files on disk: which there are, their bytes, and replacing one safely."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from followup_md.errors import MachineError
from followup_md.text.document import MAX_FILE

CONTACTS = "contacts"
# Left behind by editors, merges and synchronising programs: never a contact.
_LITTER = re.compile(
    r"\.|_|#.*#$|.*(?:~|\.swp|\.swo|\.orig|\.rej|\.bak|\.tmp|\.sync-conflict-.*)$"
    r"|.*(?:\.sync-conflict-|conflicted copy).*",
    re.IGNORECASE,
)
_NOT_CONTACTS = ("readme.md", "index.md")
TEMPORARY = ".followup-"


class Listed(NamedTuple):
    """The contact files of a book, and the entries that look like one but are none."""

    ids: list[str]  # sorted
    skipped: list[tuple[str, str]]  # path under the book, what it is


def is_contact_name(name: str) -> bool:
    """Whether a file of this name is read as a contact."""
    return name.endswith(".md") and not _LITTER.match(name) and name.lower() not in _NOT_CONTACTS


def list_contacts(root: Path) -> Listed:
    """Find the contacts of a book, subfolders included; nothing is opened, no link followed."""
    found = Listed([], [])
    _walk(os.fspath(root / CONTACTS), "", found)
    found.ids.sort()
    found.skipped.sort()
    return found


def _walk(folder: str, prefix: str, found: Listed) -> None:
    try:
        with os.scandir(folder) as entries:
            listed = list(entries)
    except FileNotFoundError:
        return
    except OSError as error:
        found.skipped.append((f"{CONTACTS}/{prefix}".rstrip("/"), error.strerror or str(error)))
        return
    for entry in listed:
        name = entry.name
        if entry.is_dir(follow_symlinks=False):
            if name.endswith(".md"):
                found.skipped.append((f"{CONTACTS}/{prefix}{name}", "a folder"))
            elif not name.startswith((".", "_")):
                _walk(entry.path, f"{prefix}{name}/", found)
        elif entry.is_symlink() and entry.is_dir():
            found.skipped.append((f"{CONTACTS}/{prefix}{name}", "a symbolic link"))
        elif is_contact_name(name):
            if entry.is_file(follow_symlinks=False):
                found.ids.append(f"{prefix}{name[:-3]}")
            else:
                what = "a symbolic link" if entry.is_symlink() else "no regular file"
                found.skipped.append((f"{CONTACTS}/{prefix}{name}", what))


def contact_path(root: Path, id_: str) -> Path:
    """Return the file of a contact."""
    return root / CONTACTS / f"{id_}.md"


def read_bytes(path: str | Path) -> bytes:
    """Return the bytes of a regular file, at most one more than the limit; no link is followed.

    Raises FileNotFoundError where it is gone, MachineError where it cannot be read.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _failed(path, error) from None
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise MachineError(f"{path}: no regular file")
        chunks = []
        left = MAX_FILE + 1
        while left > 0 and (chunk := os.read(fd, min(left, max(status.st_size + 1, 4096)))):
            chunks.append(chunk)
            left -= len(chunk)
        return b"".join(chunks)
    except OSError as error:
        raise _failed(path, error) from None
    finally:
        os.close(fd)


def replace(path: Path, content: bytes, expected: bytes | None) -> None:
    """Put `content` in the place of a file in one step, flushed to the disk, its mode kept.

    `expected` is what was read before: where the file holds something else by now (None: where it
    exists), ChangedUnderneathError is raised and nothing was written. Raises MachineError with the
    path where the machine fails; the old file is then as it was, and nothing is left behind.
    """
    temporary = path.parent / f"{TEMPORARY}{os.getpid()}.tmp"
    try:
        mode = stat.S_IMODE(os.lstat(path).st_mode) if expected is not None else None
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            _write_all(fd, content)
            if mode is not None:
                os.fchmod(fd, mode)
            os.fsync(fd)
        finally:
            os.close(fd)
        _still(path, expected)
        os.replace(temporary, path)
        _flush_folder(path.parent)
    except OSError as error:
        _discard(temporary)
        raise _failed(path, error) from None
    except BaseException:
        _discard(temporary)
        raise


class ChangedUnderneathError(Exception):
    """The file is no longer what was read."""


def _write_all(fd: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        written = os.write(fd, view)
        if not written:
            raise OSError(errno.EIO, "short write")
        view = view[written:]


def _still(path: Path, expected: bytes | None) -> None:
    try:
        now = read_bytes(path)
    except FileNotFoundError:
        now = None
    if now != expected:
        raise ChangedUnderneathError


def _flush_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _discard(path: Path) -> None:
    with contextlib.suppress(OSError):  # the first error is the one to tell
        path.unlink(missing_ok=True)


def _failed(path: str | Path, error: OSError) -> MachineError:
    return MachineError(f"{path}: {error.strerror or error}")


def litter(folder: Path) -> Iterator[Path]:
    """Find temporary files that a killed run of ours left in a folder."""
    for path in folder.glob(f"{TEMPORARY}*.tmp"):
        if not path.is_symlink() and path.is_file():
            yield path
