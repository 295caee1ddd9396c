"""Write everything that the program says about two books into a folder, to compare two versions.

    python benchmarks/outputs.py BEFORE --python OTHER_CHECKOUT/.venv/bin/python
    python benchmarks/outputs.py AFTER
    diff -r BEFORE AFTER

The books are the bundled one and a generated one with files that cannot be read. Each is asked
twice, from scratch and from the cache, in a pipe and on a terminal; edits are shown as diffs; the
site is built. `diff` says nothing where two versions say the same, byte for byte.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import books

PROJECT = Path(__file__).parents[1]
BUNDLED = ("contacts", "site", "mkdocs.yml", "followup.yml")
COUNT = 150  # contacts of the generated book
WIDTHS = (60, 100)
DAYS = ("2026-06-30", "2026-09-14", "2027-02-28")
BROKEN = {
    "no-name": "---\norg: Acme\n---\n",
    "twice": "---\nname: A\nname: B\n---\n",
    "entries": "---\nname: A\ntouches:\n  - 2026-13-01 call\n  - 2026-09-01 called\n  - x\n---\n",
    "yaml": "---\nname: A\nreason: b: c\ntouches: [\n---\n",
    "privat": "---\nname: A\nprivat: yes\n---\n",
    "no-fence": "name: A\n",
    "warnings": "---\nname: A\ntel: 1\nemail: nobody\norg: a #b\n---\n[x](privat.md)\n",
}
READING = (
    ("due",),
    ("due", "-q"),
    ("due", "--json"),
    ("due", "--all"),
    ("due", "--all", "--json"),
    ("due", "--days", "60"),
    ("due", "--kind", "chase"),
    ("due", "--tag", "client"),
    ("list",),
    ("list", "--json"),
    ("list", "the"),
    ("list", "--no-date"),
)
CHECKS = (("check",), ("check", "--json"), ("check", "--strict"))
HELP = (
    *("add", "agenda", "build", "check", "completion", "demo", "due", "edit", "follow-up", "init"),
    *("list", "log", "promise", "publish", "quote", "serve", "settle", "setup", "show", "snooze"),
    *("status", "sync", "undo", "why"),
)


def edits(id_: str) -> Iterator[tuple[str, ...]]:
    """Yield commands that change a contact in every way."""
    yield "log", id_, "call", "voicemail", "-m", "a: b, c"
    yield "log", id_, "in", "email", "--promise", "send it", "--by", "2026-12-01"
    yield "promise", id_, "the", "brochure", "--by", "2026-10-01"
    yield "promise", id_, "the", "form", "--by", "2026-10-01", "--theirs"
    yield "quote", id_, "Q-999", "-m", "a roof"
    yield "settle", id_, "kept"
    yield "settle", id_, "won"
    yield "snooze", id_, "2026-12-24", "on", "holiday"
    yield "follow-up", id_, "2026-12-24", "then"
    yield "status", id_, "declined", "by", "them,", "no budget"
    yield "status", id_, "open"


class Book:
    """A copy of a book, and the program that is asked about it."""

    def __init__(self, root: Path, python: str, out: Path) -> None:
        self.root = root
        self._command = [python, "-m", "followup_md"]
        self._out = out
        out.mkdir(parents=True)
        # Nothing of the checkout that this script lies in may be imported by the other one.
        self._env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        self._env |= {"XDG_CACHE_HOME": str(root.parent / "cache"), "TERM": "xterm", "LANG": "C"}

    def say(self, name: str, args: tuple[str, ...]) -> None:
        """Run a command in a pipe; write down its words and its exit code."""
        done = subprocess.run(
            [*self._command, *args], cwd=self.root, env=self._env, capture_output=True, check=False
        )
        self._write(name, args, done.stdout + b"\n-- stderr\n" + done.stderr, done.returncode)

    def show(self, name: str, args: tuple[str, ...], columns: int) -> None:
        """Run a command on a terminal so wide."""
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = subprocess.Popen(
            [*self._command, *args],
            cwd=self.root,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=follower,
            stderr=follower,
        )
        os.close(follower)
        shown = b""
        with suppress(OSError):  # how Linux says that nobody writes any more
            while chunk := os.read(leader, 65536):
                shown += chunk
        os.close(leader)
        self._write(f"{name}-{columns}", args, shown, process.wait())

    def _write(self, name: str, args: tuple[str, ...], text: bytes, code: int) -> None:
        words = "_".join((name, *args)).replace("/", "~").replace(" ", "-")[:150]
        here = os.fsencode(self.root.parent)
        (self._out / words).write_bytes(text.replace(here, b"HERE") + b"\n-- exit %d\n" % code)

    def keep(self, *paths: str) -> None:
        """Keep what the program wrote into the book."""
        for path in paths:
            if (self.root / path).is_dir():
                shutil.copytree(self.root / path, self._out / path)
            else:
                shutil.copyfile(self.root / path, self._out / Path(path).name)


def ask(book: Book) -> None:
    """Ask one book about everything."""
    ids = sorted(
        path.relative_to(book.root / "contacts").with_suffix("").as_posix()
        for path in (book.root / "contacts").rglob("*.md")
        if not path.name.lower().startswith(("readme", "index"))
    )
    for time in ("first", "again"):
        for day in DAYS:
            for args in READING:
                book.say(time, (*args, *(("--on", day) if args[0] == "due" else ())))
    for day in DAYS:
        for columns in WIDTHS:
            book.show("screen", ("due", "--on", day), columns)
            book.show("screen", ("due", "--all", "--on", day), columns)
    for columns in WIDTHS:
        book.show("screen", ("list",), columns)
        book.show("screen", ("check", "--on", DAYS[1]), columns)
    for args in CHECKS:
        book.say("check", (*args, "--on", DAYS[1]))
    for id_ in ids[:60]:
        book.say("one", ("show", id_, "--on", DAYS[1]))
        book.say("one", ("why", id_, "--on", DAYS[1]))
        book.say("one", ("why", id_, "--json", "--on", DAYS[2]))
    for id_ in ids[::9]:
        book.show("screen", ("show", id_, "--on", DAYS[1]), 80)
        book.show("screen", ("why", id_, "--on", DAYS[1]), 80)
        for words in edits(id_):
            book.say("edit", (*words, "--dry-run", "--on", DAYS[1]))
            book.say("write", (*words, "--on", DAYS[1]))
            book.say("write", ("undo",))
    book.say("new", ("add", "Zoë", "Novák", "--tag", "client", "--on", DAYS[1], "--met", "a fair"))
    book.say("fix", ("check", "--fix", "--on", DAYS[1]))
    book.say("page", ("agenda", "--on", DAYS[1]))
    book.say("site", ("build", "--on", DAYS[1]))
    book.keep("contacts", "site/agenda.md", "public")


def main() -> None:
    """Ask both books."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--count", type=int, default=COUNT)
    given = parser.parse_args()
    python = str(Path(given.python).absolute())
    with tempfile.TemporaryDirectory() as folder:
        bundled, generated = Path(folder, "bundled", "book"), Path(folder, "generated", "book")
        for name in BUNDLED:
            source, target = PROJECT / name, bundled / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if source.is_dir() else shutil.copyfile)(source, target)
        generated.mkdir(parents=True)
        books.write(given.count, generated)
        for name, text in BROKEN.items():
            (generated / f"contacts/{name}.md").write_text(text)
        (generated / "site").mkdir(exist_ok=True)
        (generated / "site/index.md").write_text("# Day\n\n<!-- followup:agenda -->\n")
        shutil.copyfile(PROJECT / "mkdocs.yml", generated / "mkdocs.yml")
        for root in (bundled, generated):
            ask(Book(root, python, given.out.absolute() / root.parent.name))
        book = Book(bundled, python, given.out.absolute() / "help")
        for name in HELP:
            book.say("help", (name, "--help"))
        for usage in (("--help",), ("--version",), ("nothing",), ("log",), ("due", "--kind", "x")):
            book.say("usage", usage)


if __name__ == "__main__":
    main()
