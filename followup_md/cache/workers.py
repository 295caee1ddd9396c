"""Forked worker processes, which send plain values back through pipes.

Not concurrent.futures: importing it takes longer than looking at a book of ten thousand contacts.
"""

from __future__ import annotations

import marshal
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

_LENGTH = 8  # bytes before each message


class WorkerDiedError(Exception):
    """A worker process has died."""


def worker_count() -> int:
    """Return how many processors this process may use; 1 if it must not fork."""
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        return 1  # a fork would copy locks that nobody ever releases
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_in_workers(jobs: Sequence[Any], work: Callable[[Any], Any], count: int) -> Iterator[Any]:
    """Yield the result of `work` for each job, in any order, from `count` processes.

    Results must be values that marshal can store. Raises WorkerDiedError.
    """
    import selectors

    children: dict[int, int] = {}  # read end: process
    selector = selectors.DefaultSelector()
    try:
        for number in range(count):
            fd, pid = _fork(jobs[number::count], work, list(children))
            children[fd] = pid
            selector.register(fd, selectors.EVENT_READ)
        left = len(jobs)
        while selector.get_map():
            for key, _ in selector.select():
                message = _receive(key.fd)
                if message is None:
                    selector.unregister(key.fd)
                else:
                    left -= 1
                    yield message
        if left:
            raise WorkerDiedError
    finally:
        selector.close()
        for fd, pid in children.items():
            _end(fd, pid)


@contextmanager
def in_background(work: Callable[[], Any]) -> Iterator[Callable[[], Any]]:
    """Run `work` in another process; yield a function that waits for its result.

    The result is None if the process has died.
    """
    fd, pid = _fork([None], lambda _: work(), [])

    def result() -> Any:
        try:
            return _receive(fd)
        except WorkerDiedError:
            return None

    try:
        yield result
    finally:
        _end(fd, pid)


def _end(fd: int, pid: int) -> None:
    os.close(fd)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _fork(jobs: Sequence[Any], work: Callable[[Any], Any], inherited: list[int]) -> tuple[int, int]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return reading, pid
    code = 1
    try:  # never returns: nothing that happens here may run the parent's code
        for fd in (reading, *inherited):
            os.close(fd)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        for job in jobs:
            data = marshal.dumps(work(job))
            _send(writing, len(data).to_bytes(_LENGTH) + data)
        code = 0
    finally:
        os._exit(code)


def _send(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _receive(fd: int) -> Any:
    """Return the next message, or None if there are no more."""
    head = _read(fd, _LENGTH)
    if not head:
        return None
    data = _read(fd, int.from_bytes(head))
    if not data:
        raise WorkerDiedError
    return marshal.loads(data)


def _read(fd: int, size: int) -> bytes:
    """Return `size` bytes, or none at the end of the pipe. Raises WorkerDiedError."""
    chunks: list[bytes] = []
    while size:
        chunk = os.read(fd, min(size, 1 << 20))
        if not chunk and not chunks:
            return b""
        if not chunk:
            raise WorkerDiedError
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)
