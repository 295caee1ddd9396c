"""A real book in a real folder, and the real command line in it."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest

from followup_md import main

PROJECT = Path(__file__).parents[2]
PATH = os.pathsep.join(filter(None, (str(PROJECT), os.environ.get("PYTHONPATH"))))
ON = "2026-09-14"  # a Monday
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_allowed: list[str] = []  # the guard's folders; empty: it sleeps


class Result(NamedTuple):
    code: int
    out: str
    err: str


class BookFolder(NamedTuple):
    """A book on disk, and ways to run followup in it."""

    root: Path

    def add(self, id_: str, *touches: str, name: str = "", body: str = "", **fields: str) -> Path:
        """Write one contact; fields and touches are as a person types them."""
        lines = [f"name: {name or id_.title()}", *(f"{k}: {v}" for k, v in fields.items())]
        if touches:
            lines += ["touches:", *(f"  - {touch}" for touch in touches)]
        return self.write(f"contacts/{id_}.md", "\n".join(["---", *lines, "---", body]))

    def write(self, path: str, text: str | bytes) -> Path:
        """Write any file."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text.encode() if isinstance(text, str) else text)
        return full

    def run(self, *args: str) -> Result:
        """Run a command in this process; a write elsewhere than in the tests' folders fails."""
        streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n") for _ in "oe"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            patch.chdir(self.root)
            _allowed[:] = [str(self.root.parent), os.environ["HOME"], "/dev/"]
            try:
                code = main.run(args)
            finally:
                _allowed.clear()
        for stream in streams:
            stream.seek(0)
        return Result(code, *(stream.read() for stream in streams))

    def spawn(
        self, *args: str, stdout: int | IO[str] = subprocess.PIPE, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "followup_md", *args],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": PATH} | (env or {}),
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    def terminal(
        self, *args: str, columns: int = 80, env: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Run a command on a terminal; return its exit code and what was on the screen."""
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = subprocess.Popen(
            [sys.executable, "-m", "followup_md", *args],
            cwd=self.root,
            env=os.environ
            | {"PYTHONPATH": str(PROJECT), "TERM": "xterm", "PAGER": "cat"}
            | (env or {}),
            stdin=follower,
            stdout=follower,
            stderr=follower,
        )
        os.close(follower)
        shown = b""
        with suppress(OSError):  # how Linux says that nobody writes any more
            while chunk := os.read(leader, 65536):
                shown += chunk
        os.close(leader)
        return process.wait(), shown.decode().replace("\r\n", "\n")


def _guard(event: str, args: tuple[Any, ...]) -> None:
    if not _allowed or event != "open" or not isinstance(args[0], str | bytes):
        return
    path = os.path.abspath(os.fsdecode(args[0]))
    if args[2] & _WRITES and "__pycache__" not in path and not path.startswith(tuple(_allowed)):
        raise AssertionError(f"a test writes to {path}")


sys.addaudithook(_guard)
