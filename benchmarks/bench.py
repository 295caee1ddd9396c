"""A folder with books, the program aside, and the commands to be measured there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import books
from measure import Job, once, written
from peers import Peer, people

PROJECT = Path(__file__).parents[1]
GRAIN = 2.2  # seconds after which a changed file is no longer read again
CHANGED = 100  # files
COUNTRY = "timezone: Europe/Rome\nholidays: [IT]\n"
DUE = ("due", "--on", str(books.DAY))
# What pip 26 writes. Old ones (23) import `re` in it, too, which takes some milliseconds.
SCRIPT = "import sys\nfrom followup_md.__main__ import main\nsys.exit(main())\n"


class Bench:
    """Makes what is missing in its folder; gives out the jobs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # A copy: what is edited meanwhile would have all files read again.
        program = folder / "program"
        shutil.rmtree(program, ignore_errors=True)
        fresh = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / "followup_md", program / "followup_md", ignore=fresh)
        self.script = program / "followup"
        self.script.write_text(SCRIPT)
        # An ordinary machine's: byte code is kept, output is buffered, Git has no settings.
        kept = {"PATH": os.environ["PATH"], "LANG": os.environ.get("LANG", "C.UTF-8")}
        # Nobody is there to leave a pager.
        self.bare = kept | {"HOME": str(folder), "TERM": "xterm", "PAGER": "cat"}
        self.env = self.bare | {"PYTHONPATH": str(program)}
        self.read: set[Path] = set()

    def made(self, name: str, write: Callable[[Path], None]) -> Path:
        """Return a folder of ours, made if it is not there; a half-made one is made anew."""
        folder, mark = self.folder / name, self.folder / f"{name}.made"
        if not mark.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            write(folder)
            mark.touch()
        return folder

    def book(
        self, size: int, settings: str = books.SETTINGS, flat: bool = False, calm: bool = False
    ) -> Path:
        """Return a book in Git; at its first use have it as committed, its files old and read."""

        def write(root: Path) -> None:
            books.write(size, root, settings, flat, calm)
            for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
                self.git(root, *command)

        kind = ("calm-" if calm else "") + ("flat" if flat else "book")
        kind = kind if settings == books.SETTINGS else "country"
        root = self.made(f"{kind}-{size}", write)
        if root not in self.read:
            self.git(root, "checkout", "-q", ".")  # an earlier run may have been interrupted
            time.sleep(GRAIN)
            once(self.due(root))
            self.read.add(root)
        return root

    def git(self, root: Path, *args: str) -> None:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "gc.auto=0")
        subprocess.run(["git", *who, *args], cwd=root, env=self.bare, check=True)

    def followup(self, root: Path, *args: str, terminal: bool = False) -> Job:
        command = [sys.executable, str(self.script), *args]
        return Job(command, root, self.env | {"XDG_CACHE_HOME": str(self._cache(root))}, terminal)

    def due(self, root: Path, terminal: bool = False) -> Job:
        return self.followup(root, *DUE, terminal=terminal)

    def python(self, *args: str) -> Job:
        return Job([sys.executable, *args], self.folder, self.env)

    def _cache(self, root: Path) -> Path:
        return self.folder / "caches" / root.name

    def forget(self, root: Path) -> None:
        """Remove what followup keeps of a book."""
        shutil.rmtree(self._cache(root), ignore_errors=True)

    def change(self, size: int, more: str, flat: bool = False) -> None:
        """Write some files of a book, spread over it, with `more` at their end."""
        root = self.book(size, flat=flat)
        for number in range(0, size, max(size // CHANGED, 1)):
            text = books.contact(number) + more
            (root / books.path(number, flat)).write_text(text, encoding="utf-8")

    def peer(self, peer: Peer, size: int) -> Job:
        """Give another program the people of a book; return its command."""

        def write(data: Path) -> None:
            due = self.those_due(size)
            peer.write(people(size, due), data)
            peer.prove(peer.job(data, self.bare), size, len(due))

        return peer.job(self.made(f"{peer.name}-{size}", write), self.bare)

    def those_due(self, size: int) -> frozenset[int]:
        """Return the numbers of the contacts that are due."""
        rows = (line.split(b"\t") for line in written(self.due(self.book(size))))
        return frozenset(int(row[4][-6:]) for row in rows if row[0] == b"due")
