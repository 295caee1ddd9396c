"""One writer at a time: a lock of the kernel's, which frees itself when its holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from followup_md.errors import MachineError, RefusedError

WAIT = 5.0  # seconds
_TICK = 0.01  # seconds between two attempts: a busy writer leaves only short gaps


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock of this file; RefusedError where another holds it for longer than WAIT."""
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=WAIT, poll_interval=_TICK)
    try:
        lock.acquire()
    except Timeout:
        raise RefusedError(
            f"another followup is writing in this book (waited {WAIT:g} s): nothing was written,"
            " try again"
        ) from None
    except OSError as error:
        raise MachineError(f"{path}: {error.strerror or error}") from None
    try:
        yield
    finally:
        with suppress(OSError):  # what was written is written; the lock goes with the process
            lock.release()
