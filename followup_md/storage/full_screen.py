"""A terminal as a whole: a picture of lines on it, one key at a time, and all as it was afterwards.

Nothing on the terminal is asked for or waited for but keys, so it works over a slow line.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType

from followup_md.storage import terminal
from followup_md.typed import NamedTuple

# Another screen, no wrapping at its edge, and marks around what is pasted.
_ENTER = "\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[2J"
_LEAVE = "\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[0m\x1b[?1049l"
_PASTE, _PASTED = b"\x1b[200~", b"\x1b[201~"
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[^\[O])", re.DOTALL)
_REST = 0.05  # seconds in which the rest of a sequence follows its Esc
_BURST = 16  # bytes at once that nobody types: pasted, on a terminal that sets no marks
_NAMES = {
    b"\x1b[A": "up",
    b"\x1b[B": "down",
    b"\x1b[C": "right",
    b"\x1b[D": "left",
    b"\x1bOA": "up",
    b"\x1bOB": "down",
    b"\x1bOC": "right",
    b"\x1bOD": "left",
}
_CONTROLS = {
    "\r": "enter",
    "\n": "enter",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\x15": "clear",
    "\x17": "clear word",
    "\x0c": "redraw",
}
_PLAIN = str.maketrans({"─": "-", "·": "-", "…": ".", "↵": "^", "←": "<", "▏": "_"})


class Key(NamedTuple):
    """What was pressed: a character, a name such as `enter`, or `paste` with its text."""

    name: str
    text: str = ""


RESIZED = Key("redraw")  # the terminal has another size
UNKNOWN = Key("unknown")
ESCAPE = Key("escape")


class FullScreen:
    """A terminal for the time of a `with`: however that ends, the terminal is as before."""

    def __init__(self) -> None:
        self._bytes = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._wake = (-1, -1)
        self._woken_before = -1
        self._handlers: dict[int, object] = {}

    def __enter__(self) -> FullScreen:
        self._mode = termios.tcgetattr(0)
        self._wake = os.pipe()
        for end in self._wake:
            os.set_blocking(end, False)
        self._woken_before = signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)
        for number, handler in ((signal.SIGWINCH, _nothing), (signal.SIGTERM, _end)):
            self._handlers[number] = signal.signal(number, handler)
        self._take()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._give_back()
        signal.set_wakeup_fd(self._woken_before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # as signal() returned it
        for end in self._wake:
            os.close(end)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Lend the terminal to another program, such as an editor."""
        self._give_back()
        try:
            yield
        finally:
            self._take()

    def size(self) -> tuple[int, int]:
        """Return columns and lines."""
        return terminal.columns(), terminal.lines()

    def draw(self, lines: Sequence[str], cursor: int | None = None) -> None:
        """Show these lines in one write; `cursor`: its column in the last line, None for none."""
        shown = "\x1b[K\r\n".join(lines) + "\x1b[K\x1b[J"
        at = "" if cursor is None else f"\x1b[{len(lines)};{cursor + 1}H\x1b[?25h"
        _write(f"\x1b[?25l\x1b[H{shown}{at}")

    def key(self) -> Key:
        """Wait for a key, or for another size. EOFError if nobody is there any more."""
        while True:
            if not self._bytes and not self._wait(None):
                return RESIZED
            if not self._bytes:
                self._read()
                if b"\x1b" not in self._bytes and len(self._bytes) >= _BURST:
                    burst, self._bytes = self._bytes, b""
                    return Key("paste", burst.decode("utf-8", "replace"))
            if self._bytes.startswith(b"\x1b"):
                return self._sequence()
            first, self._bytes = self._bytes[:1], self._bytes[1:]
            if first == b"\x04":
                raise EOFError
            character = self._decoder.decode(first)
            if character:
                shown = character if character.isprintable() else "unknown"
                return Key(_CONTROLS.get(character, shown))

    def _sequence(self) -> Key:
        """Return the key that begins with Esc, or what was pasted."""
        while _SEQUENCE.match(self._bytes) is None and self._wait(_REST):
            self._read()
        if self._bytes.startswith(_PASTE):
            while _PASTED not in self._bytes:
                self._read()
            text, _, self._bytes = self._bytes[len(_PASTE) :].partition(_PASTED)
            return Key("paste", text.decode("utf-8", "replace"))
        found = _SEQUENCE.match(self._bytes)
        if found is None:
            self._bytes = self._bytes[1:]
            return ESCAPE
        self._bytes = self._bytes[found.end() :]
        return Key(_NAMES[found[0]]) if found[0] in _NAMES else UNKNOWN

    def _wait(self, seconds: float | None) -> bool:
        """Wait for a byte; return False if there is another size instead, or the time is over."""
        ready, _, _ = select.select([0, self._wake[0]], [], [], seconds)
        if self._wake[0] in ready:
            with suppress(BlockingIOError):
                os.read(self._wake[0], 512)
        return 0 in ready

    def _read(self) -> None:
        """Read what has arrived behind what is there already. Raises EOFError."""
        try:
            found = os.read(0, 65536)
        except OSError:  # the window is closed
            found = b""
        if not found:
            raise EOFError
        self._bytes += found

    def _take(self) -> None:
        mode = termios.tcgetattr(0)
        mode[0] &= ~(termios.IXON | termios.INLCR)
        mode[0] |= termios.ICRNL
        mode[3] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        for control in (termios.VSUSP, termios.VQUIT):  # would leave this screen behind
            mode[6][control] = b"\x00"
        termios.tcsetattr(0, termios.TCSADRAIN, mode)
        _write(_ENTER)

    def _give_back(self) -> None:
        with suppress(OSError):
            _write(_LEAVE)
        with suppress(termios.error):
            termios.tcsetattr(0, termios.TCSADRAIN, self._mode)


def _write(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    if codecs.lookup(encoding).name != "utf-8":
        text = text.translate(_PLAIN)
    raw = text.encode(encoding, "replace")
    while raw:
        raw = raw[os.write(1, raw) :]


def _nothing(_signal: int, _frame: FrameType | None) -> None:
    """Let the signal wake whoever waits."""


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
