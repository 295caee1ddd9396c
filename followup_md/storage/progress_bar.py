"""A bar on standard error, where that is a terminal: what a long run does, and how far it is."""

from __future__ import annotations

import sys
import time

from followup_md.storage import terminal

_WIDTH = 30  # columns of the bar
_FIRST = 0.5  # seconds after which it is shown: most runs are over by then
_NEXT = 0.1  # seconds between two pictures
_CLEAR = "\r\x1b[K"


class ProgressBar:
    """One bar for all that a run does, one after the other."""

    def __init__(self) -> None:
        self._terminal = sys.stderr is not None and sys.stderr.isatty()
        self._next = time.monotonic() + _FIRST
        self._shown = False

    def show(self, what: str, done: int, total: int) -> None:
        """Show how far it is; nothing, once all is done."""
        if done >= total > 0:
            self.clear()
        elif self._terminal and time.monotonic() >= self._next:
            bar = ""
            if total:
                bar = f" [{'#' * (done * _WIDTH // total):<{_WIDTH}}] {done * 100 // total:3} %"
            room = max(terminal.columns((2,)) - len(bar) - 1, 0)
            self._write(f"{_CLEAR}{what[:room]}{bar}")
            self._shown = True
            self._next = time.monotonic() + _NEXT

    def clear(self) -> None:
        """Leave the line empty for whatever is to be said."""
        if self._shown:
            self._shown = False
            self._write(_CLEAR)

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
