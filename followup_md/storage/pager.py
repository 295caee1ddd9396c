"""The user's pager, for text that is longer than the screen, used as Git uses it."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from contextlib import suppress

_USUAL = "less"
# As Git: leave short text on the screen, show colours, keep the screen as it was.
_OPTIONS = {"LESS": "FRX", "LV": "-c"}


def show(text: bytes) -> bool:
    """Show a text in PAGER, or else in `less`; return False if there is none to be used."""
    try:
        command = shlex.split(os.environ.get("PAGER", _USUAL))
    except ValueError:  # quotes that are not closed
        return False
    if command in ([], ["cat"]) or os.environ.get("TERM", "dumb") == "dumb":
        return False

    def nothing(_signal: int, _frame: object) -> None:
        """Leave Ctrl-C to the pager."""

    before = signal.signal(signal.SIGINT, nothing)
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=_OPTIONS | os.environ)
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it was left before the end
            process.stdin.write(text)
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.wait()
    except OSError:  # there is no such program
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return True
