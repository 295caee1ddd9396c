"""Contact files on disk: listing them, reading one, replacing one safely."""

from __future__ import annotations

import contextlib
import errno
import os
import stat

from followup_md.errors import MachineError
from followup_md.frontmatter.limits import MAX_FILE
from followup_md.model.contact import CONTACTS, path_of
from followup_md.storage import disk
from followup_md.storage.folders import is_contact_name, list_folder, open_folder, unlisted
from followup_md.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import FileIO
    from pathlib import Path
    from typing import BinaryIO

TEMPORARY = ".followup-"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
AT_ONCE = 100  # files that are open until they are flushed; macOS allows a process 256


class Listing(NamedTuple):
    """The contact files of a book, and the entries that look like one."""

    ids: list[str]  # sorted
    skipped: list[tuple[str, str]]  # path in the book, what it is
    unlisted: list[tuple[str, str]]  # folders: path in the book, what the system says


def list_contacts(root: str | Path) -> Listing:
    """Find the contacts of a book, subfolders included; open no file, follow no link."""
    found = Listing([], [], [])
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            with open_folder(os.path.join(root, CONTACTS, prefix).rstrip("/")) as folder:
                entries = list_folder(folder, prefix)
        except FileNotFoundError:
            continue
        except OSError as error:
            found.unlisted.append(unlisted(prefix, error))
            continue
        found.ids.extend(f"{prefix}{name[:-3]}" for name in entries.names)
        found.skipped.extend(entries.skipped)
        waiting += [f"{prefix}{name}/" for name in entries.folders]
    for names in found:
        names.sort()
    return found


def contact_path(root: Path, id_: str) -> Path:
    """Return the file of a contact."""
    return root / path_of(id_)


def is_contact_id(id_: str) -> bool:
    """Whether an id names a file in contacts/ that is read as a contact."""
    *folders, name = id_.split("/")
    hidden = any(not folder or folder.startswith((".", "_")) for folder in folders)
    return not hidden and "\0" not in id_ and is_contact_name(f"{name}.md")


def is_possible(root: Path, id_: str) -> bool:
    """Whether the file system could hold a contact of this id."""
    try:
        os.lstat(contact_path(root, id_))
    except FileNotFoundError:
        return True
    except (OSError, UnicodeEncodeError):  # its letters, or their number
        return False
    return True


def read_bytes(path: str | Path, limit: int | None = MAX_FILE) -> bytes:
    """Return the bytes of a regular file, at most one more than the limit; follow no link.

    Raises FileNotFoundError, or MachineError if it cannot be read.
    """
    fd, status = _open(path)
    try:
        chunks = []
        left = status.st_size + 1 if limit is None else limit + 1
        while left > 0 and (chunk := os.read(fd, min(left, max(status.st_size + 1, 4096)))):
            chunks.append(chunk)
            left -= len(chunk)
        return b"".join(chunks)
    except OSError as error:
        raise _failed(path, error) from None
    finally:
        os.close(fd)


def open_bytes(path: str | Path) -> BinaryIO:
    """Open a regular file of any size to be read; see `read_bytes`."""
    return os.fdopen(_open(path)[0], "rb")


def _open(path: str | Path) -> tuple[int, os.stat_result]:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _failed(path, error) from None
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        os.close(fd)
        raise MachineError(f"{path}: not a regular file", "not a regular file")
    return fd, status


class Staged(NamedTuple):
    """The new content of a file, beside it."""

    path: Path
    content: bytes
    expected: bytes | None  # what the file holds until then; None: there is none
    temporary: Path
    inode: int
    file: FileIO  # open until it is flushed


def replace(path: Path, content: bytes, expected: bytes | None, flush: bool = True) -> None:
    """Replace the content of a file atomically, flushed to the disk, and keep its mode.

    `expected` is what was read before. Raises ChangedUnderneathError if the file holds something
    else by now (None: if it exists), and MachineError if the machine fails; the file is then as it
    was, and nothing is left behind. `flush`: the folder is flushed, too.
    """
    staged = stage(path, content, expected)
    flush_staged([staged])
    place(staged, flush)


def stage(path: Path, content: bytes, expected: bytes | None) -> Staged:
    """Write what `place` will put there, once `flush_staged` has it on the disk.

    That then needs no more space; errors as `replace`.
    """
    # Imported now: later it would give others time to save between the last look and the rename.
    from followup_md.storage import atomic  # noqa: F401

    # Process numbers are used again, but what a killed run left must not stop the next one.
    temporary = path.parent / f"{TEMPORARY}{os.getpid()}-{os.urandom(4).hex()}.tmp"
    ours, file = -1, None
    try:
        mode = _mode(path) if expected is not None else None
        file = os.fdopen(os.open(temporary, _NEW, 0o666), "wb", buffering=0)
        ours = os.fstat(file.fileno()).st_ino
        disk.write_all(file.fileno(), content)
        if mode is not None:
            os.fchmod(file.fileno(), mode)
    except BaseException as error:
        if file is not None:
            file.close()
        _discard(temporary, ours)
        if isinstance(error, OSError):
            raise _failed(path, error) from None
        raise
    return Staged(path, content, expected, temporary, ours, file)


def flush_staged(several: Sequence[Staged]) -> None:
    """Have what was staged on the disk; if that fails, discard all of it and raise MachineError.

    At most AT_ONCE: they are open. The first waits for most of the others, too: on ext4 eight
    times as fast as one after the other.
    """
    try:
        if len(several) > 1:
            disk.begin(each.file.fileno() for each in several)
        for each in several:
            try:
                os.fsync(each.file.fileno())
            except OSError as error:
                raise _failed(each.path, error) from None
            each.file.close()
    except BaseException:
        for each in several:
            discard(each)
        raise


def place(staged: Staged, flush: bool = True) -> None:
    """Do what `replace` does with what was staged."""
    path, content, expected, temporary, *_ = staged
    try:
        _still(path, expected)
        _place(temporary, path, content, expected)
        if flush:
            try:
                disk.flush_folder(path.parent)
            except OSError:
                with contextlib.suppress(MachineError, ChangedUnderneathError):
                    _put_back(path, content, expected)
                raise
    except BaseException as error:
        discard(staged)
        if isinstance(error, OSError):
            raise _failed(path, error) from None
        raise


def discard(staged: Staged) -> None:
    """Remove what was staged, if it is not in its place."""
    with contextlib.suppress(OSError):
        staged.file.close()
    _discard(staged.temporary, staged.inode)


def remove(path: Path, expected: bytes, flush: bool = True) -> None:
    """Remove a file that still holds what was read; errors as with `replace`."""
    _still(path, expected)
    try:
        path.unlink()
        if flush:
            disk.flush_folder(path.parent)
    except OSError as error:
        raise _failed(path, error) from None


class ChangedUnderneathError(Exception):
    """The file is no longer what was read."""


def _mode(path: Path) -> int:
    try:
        mode = stat.S_IMODE(os.lstat(path).st_mode)
    except FileNotFoundError:
        raise ChangedUnderneathError from None
    if not mode & stat.S_IWUSR:  # a rename would not ask
        raise MachineError(f"{path}: it is read-only (chmod u+w lets it be changed)")
    return mode


def _still(path: Path, expected: bytes | None) -> None:
    try:
        now = read_bytes(path, limit=len(expected or b""))
    except FileNotFoundError:
        now = None
    if now != expected:
        raise ChangedUnderneathError


def _place(temporary: Path, path: Path, content: bytes, expected: bytes | None) -> None:
    """Rename the temporary file, if the one it replaces is as expected at that very moment."""
    from followup_md.storage import atomic  # most commands only read

    try:
        if expected is None:
            if not atomic.into_free(temporary, path):
                os.replace(temporary, path)
            return
        if not atomic.swap(temporary, path):
            os.replace(temporary, path)
            return
        try:
            same = read_bytes(temporary, limit=len(expected)) == expected
        except MachineError:
            atomic.swap(temporary, path)
            raise
        if same:
            with contextlib.suppress(OSError):  # the next run removes it
                temporary.unlink()
            return
        # Somebody saved it after the last look: put that back, or what was saved since.
        atomic.swap(temporary, path)
        if read_bytes(temporary, limit=len(content)) != content:
            atomic.swap(temporary, path)
    except (FileExistsError, FileNotFoundError):
        pass
    raise ChangedUnderneathError


def _put_back(path: Path, content: bytes, expected: bytes | None) -> None:
    if expected is None:
        remove(path, content, flush=False)
    else:
        replace(path, expected, content, flush=False)


def _discard(path: Path, inode: int) -> None:
    # The first error is the one to report. Another program's file may be there by now.
    with contextlib.suppress(OSError):
        if inode in (-1, path.lstat().st_ino):
            path.unlink()


def _failed(path: str | Path, error: OSError) -> MachineError:
    words = error.strerror or str(error)
    if error.errno == errno.ELOOP:
        words = "a symbolic link"
    return MachineError(f"{path}: {words}", words)
