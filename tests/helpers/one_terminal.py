"""A terminal on which several commands are run, one after another, as in one window."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from types import TracebackType

from tests.helpers.book_folder import PROJECT, BookFolder


class OneTerminal:
    """Runs commands in a book on one and the same terminal."""

    def __init__(self, book: BookFolder, columns: int = 80, lines: int = 24) -> None:
        self._book = book
        self._leader, self._follower = pty.openpty()
        fcntl.ioctl(self._leader, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def __enter__(self) -> OneTerminal:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        os.close(self._leader)
        os.close(self._follower)

    def run(self, *args: str, **env: str) -> tuple[int, str]:
        """Return the exit code of a command, and what it has shown."""
        process = subprocess.Popen(
            [sys.executable, "-m", "followup_md", *args],
            cwd=self._book.root,
            env=os.environ
            | {"PYTHONPATH": str(PROJECT), "TERM": "xterm", "NO_COLOR": "1", "PAGER": "cat"}
            | env,
            stdin=self._follower,
            stdout=self._follower,
            stderr=self._follower,
        )
        shown = b""
        os.set_blocking(self._leader, False)
        while True:
            ended = process.poll() is not None
            try:
                shown += os.read(self._leader, 65536)
            except BlockingIOError:
                if ended:
                    return process.returncode, shown.decode().replace("\r\n", "\n")
                _wait(self._leader)


def _wait(descriptor: int) -> None:
    import select

    select.select([descriptor], [], [], 0.02)
