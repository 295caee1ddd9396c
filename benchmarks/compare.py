"""Compare this checkout with another one, row by row, in pairs: is anything slower than it was?

    python benchmarks/compare.py OTHER_CHECKOUT/.venv/bin/python [--sizes 1000 10000] [--only TEXT]

Each program has a book, a cache and a home of its own, with the same files in them; the two take
turns. A ratio is the median of the pairs' ratios: below 1, this checkout is faster.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

import books
from measure import Cost, Job, as_installed, once, pairs

SIZES = (1000, 10_000)
PAIRS = 9
PATIENCE = 60  # seconds for a row, where three pairs allow it
GRAIN = 2.2  # seconds after which a changed file is no longer read again
CHANGED = 100  # files
ON = ("--on", str(books.DAY))
MKDOCS = (
    "site_name: Book\ndocs_dir: site\nsite_dir: public\ntheme: {name: followup}\n"
    "plugins: [followup]\nnav: [{Home: index.md}, {People: people/index.md}]\n"
)


class Program:
    """One of the two programs, with a book of its own."""

    def __init__(self, python: str, size: int, root: Path) -> None:
        self.size, self.root, self._home = size, root / "book", root / "home"
        self._trash = root / "trash"
        self._command = [python, "-m", "followup_md"]
        self._env = as_installed() | {"HOME": str(self._home), "TERM": "xterm"}
        self._env |= {f"GIT_{who}_NAME": "x" for who in ("AUTHOR", "COMMITTER")}
        self._env |= {f"GIT_{who}_EMAIL": "x@example.org" for who in ("AUTHOR", "COMMITTER")}
        self._env.pop("PYTHONPATH", None)
        self._numbers = count()
        books.write(size, self.root)
        (self.root / "site").mkdir(exist_ok=True)
        (self.root / "site/index.md").write_text("# Day\n\n<!-- followup:agenda -->\n")
        (self.root / "mkdocs.yml").write_text(MKDOCS)
        for args in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "x")):
            subprocess.run(["git", *args], cwd=self.root, env=self._env, check=True)

    def job(self, *args: str, terminal: bool = False, before: Callable[[], object] = int) -> Job:
        return Job([*self._command, *args], self.root, self._env, terminal, before)

    def completion(self) -> Job:
        typed = {"COMP_WORDS": "followup why c0000", "COMP_CWORD": "2"}
        env = self._env | typed | {"_FOLLOWUP_COMPLETE": "bash_complete"}
        return Job(self._command, self.root, env)

    def forget(self) -> None:
        shutil.rmtree(self._home, ignore_errors=True)

    def forget_all(self) -> None:
        self.forget()
        public = self.root / "public"
        if public.exists():  # moved: ext4 finds no room quickly where much has just been removed
            self._trash.mkdir(exist_ok=True)
            public.rename(self._trash / str(next(self._numbers)))

    def change(self) -> None:
        """Write some files, spread over the book, with another text below."""
        more = f"Line {next(self._numbers)}.\n"
        for number in range(0, self.size, max(self.size // CHANGED, 1)):
            text = books.contact(number) + more
            (self.root / books.path(number)).write_text(text, encoding="utf-8")

    def edit(self) -> None:
        path = self.root / books.path(self.size // 2)
        path.write_text(f"{path.read_text(encoding='utf-8')}Line {next(self._numbers)}.\n")


class Row(NamedTuple):
    what: str
    job: Callable[[Program], Job]
    settle: bool = True  # whether files must have grown old, and have been read, before it
    largest: int = 10**9  # contacts


CONTACT = Path(books.path(1)).relative_to("contacts").with_suffix("").as_posix()
ROWS = (
    Row("first `due`", lambda p: p.job("due", *ON, terminal=True, before=p.forget), False),
    Row("`due`", lambda p: p.job("due", *ON, terminal=True)),
    Row("`due` in a pipe", lambda p: p.job("due", *ON)),
    Row("`due --json`", lambda p: p.job("due", "--json", *ON)),
    Row("`due`, 100 changed", lambda p: p.job("due", *ON, terminal=True, before=p.change), False),
    Row("`due` in a pipe, 100 changed", lambda p: p.job("due", *ON, before=p.change), False),
    Row("a name completed", Program.completion),
    Row("`--help`", lambda p: p.job("--help")),
    Row("`list`", lambda p: p.job("list"), largest=10_000),
    Row("`show`", lambda p: p.job("show", CONTACT, *ON)),
    Row("`why`", lambda p: p.job("why", CONTACT, *ON)),
    Row("`check`", lambda p: p.job("check"), largest=10_000),
    Row("`log` by id", lambda p: p.job("log", CONTACT, "call", "voicemail", "--again", *ON)),
    Row("`log --commit`",
        lambda p: p.job("log", CONTACT, "call", "voicemail", "--again", "--commit", *ON)),
    Row("site from nothing", lambda p: p.job("build", *ON, before=p.forget_all), False, 10_000),
    Row("site, one contact changed", lambda p: p.job("build", *ON, before=p.edit), False, 10_000),
    Row("site, nothing changed", lambda p: p.job("build", *ON), largest=10_000),
)  # fmt: skip


def measure(row: Row, ours: Program, theirs: Program) -> tuple[Cost, Cost, tuple[float, float]]:
    """Run both once to warm up and to see how many pairs there is time for; then the pairs."""
    job, other = row.job(ours), row.job(theirs)
    start = time.monotonic()
    once(job)
    once(other)
    runs = min(max(int(PATIENCE / (time.monotonic() - start)), 3), PAIRS)
    if row.settle:
        time.sleep(GRAIN)
        once(job)
        once(other)
    return pairs(job, other, runs)


def compare(other: str, size: int, only: str, folder: Path) -> None:
    """Print a line for each row."""
    ours = Program(sys.executable, size, folder / f"ours-{size}")
    theirs = Program(other, size, folder / f"theirs-{size}")
    for row in ROWS:
        if size > row.largest or only not in row.what:
            continue
        cost, before, (cpu, wall) = measure(row, ours, theirs)
        print(
            f"| {row.what} | {size:,} | {before.cpu * 1000:,.0f} | {cost.cpu * 1000:,.0f}"
            f" | {cpu:.3f} | {wall:.3f} | {cost.memory / before.memory:.2f} |",
            flush=True,
        )


def main(typed: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", help="the Python of the other checkout")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", default="", metavar="TEXT", help="only rows with this text")
    asked = parser.parse_args(typed)
    print("| what | contacts | CPU ms before | CPU ms | CPU ratio | wall ratio | memory ratio |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    other = str(Path(asked.other).absolute())
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            compare(other, size, asked.only, Path(folder))


if __name__ == "__main__":
    main()
