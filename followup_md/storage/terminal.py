"""The terminal that a command runs on: which one it is, and how large."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

_OUTPUTS = (1, 0, 2)


def identity() -> str:
    """Return what tells this terminal from others, and from an earlier one of the same name.

    "" if there is none.
    """
    for descriptor in (0, 1, 2):
        with suppress(OSError):
            # The session: a name is used again once its window is closed.
            return f"{os.ttyname(descriptor)} {os.getsid(0)}"
    return ""


def columns(outputs: Sequence[int] = _OUTPUTS) -> int:
    """Return the width of the terminal; 80 if it is not known."""
    return _size("COLUMNS", 0, 80, outputs)


def lines() -> int:
    """Return the height of the terminal; 24 if it is not known."""
    return _size("LINES", 1, 24)


def _size(variable: str, place: int, usual: int, outputs: Sequence[int] = _OUTPUTS) -> int:
    # As shutil.get_terminal_size, whose import takes some milliseconds.
    given = os.environ.get(variable, "")
    if given.isdecimal() and int(given):
        return int(given)
    for descriptor in outputs:
        with suppress(OSError):
            return os.get_terminal_size(descriptor)[place] or usual
    return usual
