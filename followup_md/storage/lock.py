"""One writer at a time: a lock of the kernel, which is released when its holder dies."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from followup_md.errors import MachineError, RefusedError

WAIT = 5.0  # seconds
_TICK = 0.01  # seconds between two attempts; a busy writer leaves only short gaps


@contextmanager
def acquire(path: Path) -> Iterator[None]:
    """Hold the lock on a file. Raises RefusedError if another holds it for longer than WAIT."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise MachineError(f"{path}: {error.strerror or error}") from None
    try:
        _take(fd, path)
        yield
    finally:
        os.close(fd)  # which releases it; the file may stay


@contextmanager
def try_acquire(path: Path) -> Iterator[bool]:
    """Hold the lock on a file unless another holds it; yield whether it is held."""
    import fcntl

    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    except OSError:  # its folder is gone
        yield False
        return
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = True
        except OSError:
            held = False
        yield held
    finally:
        os.close(fd)


def _take(fd: int, path: Path) -> None:
    import fcntl  # not filelock: importing it takes longer than writing a touch

    end = time.monotonic() + WAIT
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise RefusedError(
                    f"another followup is writing in this book (waited {WAIT:g} s): nothing was"
                    " written, try again"
                ) from None
            time.sleep(_TICK)
        except OSError as error:
            raise MachineError(f"{path}: {error.strerror or error}") from None
        else:
            return
