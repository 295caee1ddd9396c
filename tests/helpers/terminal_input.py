"""Somebody at a terminal: waits for a question, types an answer."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.helpers.book_folder import PROJECT

PATIENCE = 30.0  # seconds


def typed(
    root: Path, args: Sequence[str], answers: Sequence[tuple[str, str]], **env: str
) -> tuple[int, str]:
    """Run a command on a terminal; after each text that is waited for, type its answer.

    Returns the exit code and what was on the screen.
    """
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "followup_md", *args],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(PROJECT), "TERM": "xterm", "NO_COLOR": "1"} | env,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    shown = ""
    try:
        for question, answer in answers:
            shown += _until(leader, question)
            os.write(leader, answer.encode())
        shown += _until(leader, None)
        return process.wait(PATIENCE), shown.replace("\r\n", "\n")
    finally:
        process.kill()
        process.wait()
        os.close(leader)


def _until(leader: int, text: str | None) -> str:
    """Return what is shown up to a text; to the end, for None."""
    shown = b""
    end = time.monotonic() + PATIENCE
    with suppress(OSError):  # how Linux says that nobody writes any more
        while text is None or text.encode() not in shown:
            assert time.monotonic() < end, f"waited for {text!r}, saw {shown!r}"
            chunk = os.read(leader, 65536)
            if not chunk:
                break
            shown += chunk
    assert text is None or text in shown.decode(), f"waited for {text!r}, saw {shown!r}"
    return shown.decode()
