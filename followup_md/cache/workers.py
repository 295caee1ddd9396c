"""Forked worker processes, which send plain values back through pipes.

Not concurrent.futures: importing it costs a tenth of `due` on thirty thousand unchanged contacts.
"""

from __future__ import annotations

import marshal
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, BinaryIO

_LENGTH = 8  # bytes before each result


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
    """Yield the result of `work` for each job, from `count` processes.

    Results must be values that marshal can store. Raises WorkerDiedError.
    """
    with ExitStack() as workers:
        pipes = [
            workers.enter_context(_worker(jobs[number::count], work)) for number in range(count)
        ]
        for number in range(len(jobs)):
            yield _receive(pipes[number % count])


@contextmanager
def in_background(work: Callable[[], Any]) -> Iterator[Callable[[], Any]]:
    """Run `work` in another process; yield a function that waits for its result.

    The result is None if the process has died.
    """
    with _worker([None], lambda _: work()) as pipe:

        def result() -> Any:
            with suppress(WorkerDiedError):
                return _receive(pipe)
            return None

        yield result


@contextmanager
def _worker(jobs: Sequence[Any], work: Callable[[Any], Any]) -> Iterator[BinaryIO]:
    """Do jobs in another process; yield the pipe with their results, in order."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        _run(jobs, work, reading, writing)
    os.close(writing)
    try:
        with open(reading, "rb") as pipe:
            yield pipe
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _run(jobs: Sequence[Any], work: Callable[[Any], Any], reading: int, writing: int) -> None:
    code = 1
    try:  # never returns: nothing that happens here may run the parent's code
        os.close(reading)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with open(writing, "wb") as pipe:
            for job in jobs:
                data = marshal.dumps(work(job))
                pipe.write(len(data).to_bytes(_LENGTH) + data)
                pipe.flush()
        code = 0
    finally:
        os._exit(code)


def _receive(pipe: BinaryIO) -> Any:
    head = pipe.read(_LENGTH)
    size = int.from_bytes(head)
    data = pipe.read(size)
    if len(head) < _LENGTH or len(data) < size:
        raise WorkerDiedError
    return marshal.loads(data)
