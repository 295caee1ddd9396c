"""Somebody at a terminal with a screen: presses keys and sees what is drawn."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

from tests.helpers.book_folder import PROJECT

PATIENCE = 20.0  # seconds
_ANSWER = 3.0  # seconds until something is drawn after a key
_QUIET = 0.12  # seconds without anything new: the picture is finished


class PersonAtScreen:
    """Runs one command on a terminal of its own."""

    def __init__(
        self,
        root: Path,
        args: Sequence[str],
        columns: int = 80,
        lines: int = 24,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self._leader, self.follower = pty.openpty()
        self._resize(columns, lines)
        self.mode = termios.tcgetattr(self.follower)
        self.raw = b""
        environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
        environment |= {"PYTHONPATH": str(PROJECT), "TERM": "xterm-256color", "NO_COLOR": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "followup_md", *args],
            cwd=root,
            env=environment | dict(env or {}),
            stdin=self.follower,
            stdout=self.follower,
            stderr=self.follower,
            start_new_session=True,
            preexec_fn=_own_terminal,
        )

    def __enter__(self) -> PersonAtScreen:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._leader)
        os.close(self.follower)

    @property
    def shown(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def sees(self, text: str) -> str:
        """Wait until a text is on the screen; return all of it."""
        return self.until(lambda: text in self.shown, text)

    def until(self, happened: Callable[[], bool], what: str = "") -> str:
        """Wait until something has happened; return what is on the screen."""
        end = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < end, f"waited for {what!r}, saw:\n{self.shown}"
            if not self._look(0.05) and self.process.poll() is not None:
                self._look(0.05)
                assert happened(), f"ended before {what!r}:\n{self.shown}"
        return self.shown

    def settled(self) -> str:
        """Wait until nothing more is drawn; return what is on the screen."""
        end = time.monotonic() + PATIENCE
        while self._look(_QUIET) or not self._is_whole():
            assert time.monotonic() < end, f"half a picture:\n{self.shown}"
        return self.shown

    def _is_whole(self) -> bool:
        """Whether what was drawn is a whole picture, or the last one."""
        ends = (b"\x1b[J", b"\x1b[?25h")
        return self.raw.endswith(ends) or self.process.poll() is not None

    def presses(self, *keys: str) -> str:
        """Press keys, each when the picture is finished; return what is on the screen then."""
        for key in keys:
            self.settled()
            seen, end = len(self.raw), time.monotonic() + _ANSWER
            os.write(self._leader, key.encode())
            while len(self.raw) == seen and self.process.poll() is None:
                if time.monotonic() > end:  # the other program that has the terminal
                    break
                self._look(0.01)
        return self.settled()

    def resizes(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        self.screen.resize(lines, columns)
        self._resize(columns, lines)

    def ends(self) -> int:
        """Wait for the end; return the exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            self._look(0.05)
            assert time.monotonic() < end, f"does not end:\n{self.shown}"
        self.settled()
        return self.process.returncode

    @property
    def is_restored(self) -> bool:
        """Whether the terminal is as it was, and not on its other screen."""
        left = self.raw.rfind(b"\x1b[?1049l") > self.raw.rfind(b"\x1b[?1049h")
        visible = self.raw.rfind(b"\x1b[?25h") > self.raw.rfind(b"\x1b[?25l")
        return left and visible and termios.tcgetattr(self.follower) == self.mode

    def _resize(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._leader, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def _look(self, seconds: float) -> bool:
        if not select.select([self._leader], [], [], seconds)[0]:
            return False
        try:
            found = os.read(self._leader, 65536)
        except OSError:
            return False
        self.raw += found
        self._stream.feed(found)
        return bool(found)


def _own_terminal() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
