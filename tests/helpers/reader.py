"""Somebody who types what the docs say: the real command line, in a home of their own."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from followup_md import cli, fastpath, main, session
from followup_md.book import install_source
from followup_md.storage import progress_bar, terminal
from tests.helpers.book_folder import PROJECT

ZONE = "Europe/Dublin"
WIDTH = 80
# What a process of its own needs to be on the same day.
_FROZEN = """\
import sys
from tests.helpers import reader
sys.exit(reader.at(sys.argv[1], sys.argv[2:]))
"""


class Terminal(io.TextIOWrapper):
    """Keeps what is printed, and says that it is a terminal."""

    def isatty(self) -> bool:
        return True


class Reader:
    """Types commands in a home, one after another."""

    def __init__(self, home: Path, folder: Path, day: str) -> None:
        self.home, self.folder, self.day = home, folder, day
        programs = home / ".local" / "bin"
        programs.mkdir(parents=True, exist_ok=True)
        shim = programs / "followup"
        python, code = shlex.quote(sys.executable), shlex.quote(_FROZEN)
        shim.write_text(f'#!/bin/sh\nexec {python} -c {code} "$FOLLOWUP_DAY" "$@"\n')
        shim.chmod(0o755)

    def type(self, command: str) -> tuple[int, str]:
        """Run a command as a shell would; return its exit code, and what is on the screen."""
        words = _plain_words(command)
        if words and words[0] == "cd":
            self.folder = Path(os.path.normpath(self.folder / self._path(words[1])))
            return (0, "") if self.folder.is_dir() else (1, f"no folder {self.folder}")
        if words and words[0] == "followup":
            return self._in_process([self._path(word) for word in words[1:]])
        return self._in_shell(command)

    def _path(self, word: str) -> str:
        return f"{self.home}/{word[2:]}" if word.startswith("~/") else word

    def _environment(self) -> dict[str, str]:
        moment = f"{self.day}T10:00:00+01:00"
        return {
            "HOME": str(self.home),
            "TZ": ZONE,
            "NO_COLOR": "1",
            "PAGER": "cat",
            "COLUMNS": str(WIDTH),
            "LINES": "200",
            "FOLLOWUP_ON": self.day,
            "GIT_AUTHOR_DATE": moment,
            "GIT_COMMITTER_DATE": moment,
        }

    def _in_process(self, args: list[str]) -> tuple[int, str]:
        screen = Terminal(io.BytesIO(), "utf-8", newline="\n", write_through=True)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self._environment().items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdout", screen)
            patch.setattr(sys, "stderr", screen)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
            patch.chdir(self.folder)
            patch.setattr(terminal, "identity", lambda: f"reader {self.home}")
            code = _at(patch, self.day, args)
        screen.seek(0)
        return code, screen.read()

    def _in_shell(self, command: str) -> tuple[int, str]:
        path = f"{self.home}/.local/bin:{os.environ['PATH']}"
        extra = {"PATH": path, "PYTHONPATH": str(PROJECT), "FOLLOWUP_DAY": self.day}
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=os.environ | self._environment() | extra,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout


def at(day: str, args: list[str]) -> int:
    """Run a command line on a day."""
    with pytest.MonkeyPatch.context() as patch:
        return _at(patch, day, args)


def _at(patch: pytest.MonkeyPatch, day: str, args: list[str]) -> int:
    moment = datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=ZoneInfo(ZONE))
    for module in (session, cli, fastpath):
        patch.setattr(module, "now", lambda: moment)
    patch.setattr(progress_bar, "_FIRST", float("inf"))  # on a slow machine, too
    # Whoever reads the docs has it from an index, not from this checkout.
    patch.setattr(install_source, "requirement", lambda: "followup-md")
    return main.run(args)


def _plain_words(command: str) -> list[str] | None:
    """Return the words of a command that needs no shell, or None."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = "#"
    if "\n" in command or re.search(r"[$`*]", command):
        return None
    words = list(lexer)
    return None if any(set(word) <= set("();<>|&") for word in words) else words


def bundled_book(folder: Path) -> Path:
    """Make a copy of the bundled book, committed."""
    for name in ("contacts", "site"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("agenda.md"))
    for name in ("mkdocs.yml", "followup.yml", ".gitattributes", ".gitignore"):
        shutil.copy(PROJECT / name, folder / name)
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "book"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder
