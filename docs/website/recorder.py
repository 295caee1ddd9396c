"""Somebody at a terminal, recorded: an asciicast, and a picture of a moment as SVG."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import selectors
import struct
import subprocess
import sys
import termios
import time
from html import escape
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[2]
KEY, ANSWER = 0.06, 0.35  # seconds: between two keys, and until the program has answered
QUIET = 0.4  # seconds without output: the program waits for a key, even on a busy machine
PROMPT = "\x1b[1;32m$\x1b[0m "

# The program at ten o'clock of a day. Everything else is as on any machine.
AT = """\
import sys
from datetime import datetime
from followup_md import session
from followup_md.book import install_source
moment = datetime.fromisoformat(sys.argv[1] + "T10:00:00+01:00")
session.now = lambda: moment
install_source.requirement = lambda: "followup-md"  # as if it came from an index
from followup_md import main
sys.exit(main.run(sys.argv[2:]))
"""


class Recording:
    """Somebody at a terminal; what they see, and when."""

    def __init__(self, home: Path, day: str, title: str, lines: int, columns: int) -> None:
        self.home, self.folder, self.day = home, home, day
        self.size = (lines, columns)
        self.title = title
        self.events: list[tuple[float, str]] = []
        self.clock = 0.0

    def show(self, text: str, after: float) -> None:
        """Show something so many seconds after what came before."""
        self.clock += after
        self.events.append((round(self.clock, 3), text))

    def wait(self, seconds: float) -> None:
        """Let the reader read."""
        self.clock += seconds

    def say(self, words: str) -> None:
        """Type a remark, which no program reads."""
        self.show(PROMPT, 0.1)
        self.show(f"\x1b[2m# {words}\x1b[0m\r\n", 0.4)
        self.wait(1.0)

    def type(self, command: str, read: float = 1.5, ends: int = 0) -> None:
        """Type a command and show what it prints. `ends`: its exit code."""
        self._prompt(command)
        if command.startswith("cd "):
            self.folder = self.folder / command.removeprefix("cd ")
            return
        self._run(command, [], ends)
        self.wait(read)

    def talk(self, command: str, keys: list[tuple[str, float]], read: float = 1.0) -> None:
        """Type a command that reads keys: each with the seconds that pass before it."""
        self._prompt(command)
        self._run(command, keys, 0)
        self.wait(read)

    def clear(self) -> None:
        """Clear the screen, as ^L does."""
        self.show("\x1b[H\x1b[2J", 0.3)

    def _prompt(self, command: str) -> None:
        self.show(PROMPT, 0.1)
        self.wait(0.5)
        for letter in command:
            self.show(letter, KEY)
        self.show("\r\n", 0.3)

    def _run(self, command: str, keys: list[tuple[str, float]], ends: int) -> None:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *self.size, 0, 0))
        process = subprocess.Popen(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self._environment(),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)
        first = heard(ours, ended=not keys)
        if first:
            self.show(first, ANSWER)
        for key, after in keys:
            self.wait(after)
            os.write(ours, key.encode())
            drawn = heard(ours)
            if drawn:
                self.show(drawn, KEY)
        rest = heard(ours, ended=True) if keys else ""
        if rest:
            self.show(rest, KEY)
        os.close(ours)
        assert process.wait() == ends, command

    def _environment(self) -> dict[str, str]:
        programs = self.home / ".local" / "bin"
        programs.mkdir(parents=True, exist_ok=True)
        shim = programs / "followup"
        shim.write_text(
            f'#!/bin/sh\nexec {sys.executable} {self.home}/.local/at.py {self.day} "$@"\n'
        )
        (self.home / ".local" / "at.py").write_text(AT)
        shim.chmod(0o755)
        return {
            "HOME": str(self.home),
            "PATH": f"{programs}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "TZ": "Europe/Dublin",
            "PAGER": "cat",
            "FOLLOWUP_ON": self.day,
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def cast(self) -> str:
        """Return the recording as an asciicast."""
        lines, columns = self.size
        head = {"version": 2, "width": columns, "height": lines, "title": self.title}
        head["env"] = {"TERM": "xterm-256color"}
        rows = [json.dumps(head)]
        rows += [json.dumps([at, "o", text], ensure_ascii=False) for at, text in self.events]
        rows.append(json.dumps([round(self.clock + 1, 3), "o", ""]))
        return "\n".join(rows) + "\n"

    def still(self, at: float) -> str:
        """Return the picture at a moment, as SVG."""
        lines, columns = self.size
        screen = pyte.Screen(columns, lines)
        stream = pyte.Stream(screen)
        for moment, text in self.events:
            if moment <= at:
                stream.feed(re.sub(r"\x1b\[[>?][\d;]*m", "", text))  # unknown to pyte
        return picture(screen, self.title)


def heard(ours: int, ended: bool = False) -> str:
    """Return what the program writes until it waits for a key, or has ended."""
    found, began = b"", time.monotonic()
    while True:
        patience = 30.0 if ended else QUIET if found else 10.0
        if not is_readable(ours, patience):
            assert not ended, "the program does not end"
            return found.decode()
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # how a pseudo-terminal ends
            return found.decode()
        if not chunk:
            return found.decode()
        found += chunk
        assert time.monotonic() - began < 60


def is_readable(descriptor: int, patience: float) -> bool:
    """Wait until there is something to read; `patience` in seconds."""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        return bool(selector.select(patience))


def typed(words: str) -> list[tuple[str, float]]:
    """Return words as keys."""
    return [(letter, 0.02) for letter in words]


FONTS = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"
COLOURS = {
    "red": "#ff8f8f",
    "green": "#9fdc9f",
    "brown": "#f2c879",
    "blue": "#8fb8f7",
    "magenta": "#d9a7ee",
    "cyan": "#7fd4e8",
}


def picture(screen: pyte.Screen, title: str) -> str:
    """Return a screen as SVG, every letter on its place whatever the font."""
    wide, high = 8.4, 19
    width, height = screen.columns * wide + 32, screen.lines * high + 28
    rows = []
    for y in range(screen.lines):
        x = 0
        while x < screen.columns:
            cell = screen.buffer[y][x]
            end = x
            while end < screen.columns and _look(screen.buffer[y][end]) == _look(cell):
                end += 1
            text = "".join(screen.buffer[y][at].data for at in range(x, end))
            # Where two blanks meet a text ends: SVG keeps only one of them.
            for part in re.finditer(r"\S+(?: \S+)*", text):
                left, length = 16 + (x + part.start()) * wide, len(part[0]) * wide
                rows.append(
                    f'<text x="{left:.1f}" y="{30 + y * high}" {_style(cell)}'
                    f' textLength="{length:.1f}">{escape(part[0], quote=False)}</text>'
                )
            x = end
    body = "\n".join(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}"'
        f' width="{width:.0f}" height="{height}" role="img">\n<title>{escape(title)}</title>\n'
        f'<rect width="100%" height="100%" rx="9" fill="#121314"/>\n'
        f'<g font-family="{FONTS}" font-size="14" lengthAdjust="spacingAndGlyphs">\n{body}\n</g>\n'
        "</svg>\n"
    )


def _look(cell: pyte.screens.Char) -> tuple[object, ...]:
    return cell.fg, cell.bold, cell.reverse, getattr(cell, "underscore", False)


def _style(cell: pyte.screens.Char) -> str:
    fill = COLOURS.get(cell.fg, "#cccccc")
    if cell.reverse or cell.bold:
        fill = "#ffffff" if cell.fg == "default" else fill
    return f'fill="{fill}"' + (' font-weight="600"' if cell.bold else "")
