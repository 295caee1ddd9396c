"""The commands that a page of the docs shows, with what it says they print.

Invisible remarks tell where they run; without any, each block runs alone in a fresh copy of the
bundled book, on its day:

    <!-- run: empty home, on 2026-09-14 -->   from here on one command after another, in a new home
    <!-- run: on 2026-09-15 -->               the same home, another day
    <!-- run: file contacts/ann.md -->        the next block is the whole text of a file
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

# First words of commands in blocks without a fence, which may as well be something else.
PROGRAMS = (
    *("followup", "git", "python3", "pip", "pipx", "cd", "rm", "ls", "cat", "cp", "mkdir", "make"),
    *("apt", "brew", "ssh", "scp", "curl", "systemctl", "launchctl", "vdirsyncer", "notmuch"),
    *("mkdocs", "npm", "code", "vim", "nvim", "crontab", "tmux", "export"),
)
_REMARK = re.compile(r"^<!-- run: (.*?) -->$")


class Run(NamedTuple):
    """A command, and what the page shows below it, with the numbers of these lines, if it does."""

    line: int
    command: str
    shown: str | None
    span: tuple[int, int] = (0, 0)


class Write(NamedTuple):
    """A file that the reader is told to have."""

    line: int
    path: str
    text: str


class Scene(NamedTuple):
    """Where and when what follows happens. `alone`: each block begins anew."""

    line: int
    home: bool
    day: str


Step = Run | Write | Scene


class Block(NamedTuple):
    """Some lines of code: `language` is None for an indented one."""

    line: int
    language: str | None
    lines: tuple[str, ...]


def blocks(text: str) -> Iterator[Block | tuple[int, str]]:
    """Return code blocks, and remarks with their lines, in their order."""
    rows = text.split("\n")
    at = 0
    while at < len(rows):
        fence = re.match(r"( *)(`{3,})(\w*)", rows[at])
        remark = _REMARK.match(rows[at])
        if fence:
            end = next(i for i in range(at + 1, len(rows)) if rows[i].strip() == fence[2])
            inner = textwrap.dedent("\n".join(rows[at + 1 : end])).split("\n")
            yield Block(at + 2, fence[3], tuple(inner))
            at = end + 1
        elif remark:
            yield at + 1, remark[1]
            at += 1
        elif rows[at].startswith("    ") and (at == 0 or not rows[at - 1].strip()):
            end = at
            while end < len(rows) and (rows[end].startswith("    ") or not rows[end].strip()):
                end += 1
            inner = textwrap.dedent("\n".join(rows[at:end])).rstrip().split("\n")
            yield Block(at + 1, None, tuple(inner))
            at = end
        else:
            at += 1


def steps(path: Path) -> Iterator[list[Step]]:
    """Return what a page does, block by block."""
    file = ""
    for found in blocks(path.read_text(encoding="utf-8")):
        if not isinstance(found, Block):
            line, words = found
            if words.startswith("file "):
                file = words.removeprefix("file ")
            else:
                day = re.search(r"on (\d{4}-\d\d-\d\d)", words)
                assert day, f"{path.name}:{line}: which day?"
                yield [Scene(line, "empty home" in words, day[1])]
        elif file:
            yield [Write(found.line, file, "\n".join(found.lines) + "\n")]
            file = ""
        else:
            runs = list(_runs(found))
            if runs:
                yield list(runs)


def _runs(block: Block) -> Iterator[Run]:
    if block.language == "console":
        yield from _console(block)
    elif block.language in ("sh", "bash", "shell"):
        if block.lines[0].startswith("#!"):
            yield Run(block.line, "\n".join(block.lines), None)
        else:
            yield from _plain(block, block.lines)
    elif block.language is None:
        typed = [line for line in block.lines if line.split(" ")[0] in PROGRAMS]
        if block.lines[0].startswith("$ "):
            yield from _console(block)
        else:
            yield from _plain(block, typed)


def _plain(block: Block, lines: list[str] | tuple[str, ...]) -> Iterator[Run]:
    joined = ""
    for number, line in enumerate(lines):
        joined += line.removesuffix("\\")
        if not line.endswith("\\"):
            if joined.strip() and not joined.startswith("#"):
                yield Run(block.line + number, joined, None)
            joined = ""


def _console(block: Block) -> Iterator[Run]:
    starts = [n for n, line in enumerate(block.lines) if line.startswith("$ ")]
    for start, end in pairwise([*starts, len(block.lines)]):
        after = start
        while block.lines[after].endswith("\\"):
            after += 1
        typed = "".join(line.removesuffix("\\") for line in block.lines[start : after + 1])
        shown = "\n".join(block.lines[after + 1 : end]).strip("\n")
        span = (block.line + after + 1, block.line + end)
        yield Run(block.line + start, typed.removeprefix("$ "), shown, span)
