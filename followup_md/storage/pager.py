"""The user's pager, for text that is longer than the screen, used as Git uses it."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

_USUAL = "less"
# As Git: leave short text on the screen, show colours, keep the screen as it was.
_OPTIONS = {"LESS": "FRX", "LV": "-c"}


def show(text: bytes) -> bool:
    """Show a text in PAGER, or else in `less`; return False if there is none to be used."""
    command = _command(os.environ.get("PAGER", _USUAL))
    if command in ([], ["cat"]) or os.environ.get("TERM", "dumb") == "dumb":
        return False

    def nothing(_signal: int, _frame: object) -> None:
        """Leave Ctrl-C to the pager."""

    before = signal.signal(signal.SIGINT, nothing)
    try:
        _run(command, text)
    except OSError:  # there is no such program
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return True


def _command(typed: str) -> list[str]:
    """Return the words of a command; none if its quotes are not closed."""
    if typed.isalnum():
        return [typed]
    import shlex

    with suppress(ValueError):
        return shlex.split(typed)
    return []


def _run(command: list[str], text: bytes) -> None:
    """Run a command on a text, to its end. Raises OSError if there is no such program."""
    # Not by `subprocess`, whose import takes longer than to put a day together.
    reading, writing = os.pipe()
    with open(writing, "wb", buffering=0) as pipe:
        try:
            process = os.posix_spawnp(
                command[0],
                command,
                _OPTIONS | os.environ,
                file_actions=[(os.POSIX_SPAWN_DUP2, reading, 0)],
                setsigdef=[signal.SIGPIPE],
            )
        finally:
            os.close(reading)
        rest = memoryview(text)
        with suppress(BrokenPipeError):  # it was left before the end
            while rest:
                rest = rest[pipe.write(rest) :]
    os.waitpid(process, 0)
