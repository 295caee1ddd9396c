"""How fast the command line is, against floors and peers measured in the same run.

    python benchmarks/run.py                      1,000 and 10,000 contacts
    python benchmarks/run.py --sizes 1000 10000 100000

Writes docs/performance.md and docs/images/performance.svg (--dry: prints the table only).
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import books
import page
from measure import Cost, Job, pairs

PROJECT = Path(__file__).parents[1]
DUE = ("due", "--on", str(books.DAY))
TOUCHES = 10  # of a contact, in the mean
GRAIN = 2.2  # seconds after which a changed file is no longer read again
COUNTRY = "timezone: Europe/Rome\nholidays: [IT]\n"


class Line(NamedTuple):
    """One row of the table."""

    what: str
    against: str
    size: int
    cost: Cost
    peer: Cost
    ratio: tuple[float, float]  # CPU, wall: medians of the pairs
    aim: tuple[float | None, float | None]


class Bench:
    """A folder with the books, and the commands to be measured in it."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs
        # A copy: what is edited meanwhile would have all files read again.
        program = folder / "program"
        shutil.rmtree(program, ignore_errors=True)
        shutil.copytree(PROJECT / "followup_md", program / "followup_md")
        kept = ("PATH", "LANG")
        self.env = {name: os.environ[name] for name in kept if name in os.environ}
        self.env |= {"HOME": str(folder), "PYTHONPATH": str(program), "TERM": "xterm"}

    def book(self, size: int) -> Path:
        root = self.folder / f"book-{size}"
        if not root.exists():
            books.write(size, root)
            git = ["git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.org"]
            for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
                subprocess.run([*git, *command], check=True)
            time.sleep(GRAIN)
        return root

    def followup(self, root: Path, *args: str, terminal: bool = False) -> Job:
        return Job([sys.executable, "-m", "followup_md", *args], root, self.env, terminal)

    def python(self, *args: str) -> Job:
        return Job([sys.executable, *args], self.folder, self.env)

    def line(
        self,
        what: str,
        job: Job,
        against: str,
        peer: Job,
        size: int,
        aim: tuple[float | None, float | None] = (None, None),
        runs: int = 0,
    ) -> Line:
        cost, other, ratio = pairs(job, peer, runs or self.runs)
        found = Line(what, against, size, cost, other, ratio, aim)
        print(page.row(found), flush=True)
        return found

    def sized(self, size: int) -> Iterator[Line]:
        """Measure what depends on how many contacts there are."""
        root = self.book(size)
        large = size > 20_000
        runs = 3 if large else max(self.runs // 2, 3)
        cold = self.followup(root, *DUE, terminal=True)._replace(before=self.forget)
        drain = self.python(str(PROJECT / "benchmarks/drain.py"), str(root / "contacts"))
        yield self.line("first `due`", cold, "libyaml alone", drain, size, (None, 0.8), runs)
        time.sleep(GRAIN)
        warm = self.followup(root, *DUE, terminal=True)
        git = Job(["git", "status", "--porcelain"], root, self.env)
        aim = {10_000: (3.2, None), 100_000: (1.15, 1.5)}.get(size, (None, None))
        yield self.line("`due`, nothing changed", warm, "`git status`", git, size, aim)
        changed = warm._replace(before=lambda: self.change(root, 100))
        settled = warm._replace(before=lambda: self.settle(warm))
        yield self.line(
            "`due`, 100 files changed", changed, "nothing changed", settled, size, (1.2, None), 5
        )
        piped = self.followup(root, *DUE)
        yield self.line("`due` in a pipe, every row", piped, "`git status`", git, size)
        name = self.env | {
            "_FOLLOWUP_COMPLETE": "bash_complete",
            "COMP_WORDS": "followup why c0000",
        }
        name |= {"COMP_WORDS": "followup why c0000", "COMP_CWORD": "2"}
        complete = self.followup(root)._replace(env=name)
        click = self.python("-c", "import click")
        yield self.line("a name completed", complete, "`import click`", click, size, (1.5, None))
        if task := shutil.which("task"):
            peer = self.taskwarrior(task, root, size)
            aim = (0.25, None) if size == 10_000 else (None, None)
            yield self.line("`due`, every row", piped, "taskwarrior", peer, size, aim, 5)

    def fixed(self) -> Iterator[Line]:
        """Measure what does not."""
        root = self.book(1000)
        help_ = self.followup(root, "--help")
        click = self.python("-c", "import click")
        yield self.line("`--help`", help_, "`import click`", click, 0, (1.3, None))
        settings = root / "followup.yml"
        before = settings.read_text(encoding="utf-8")
        settings.write_text(COUNTRY, encoding="utf-8")
        warm = self.followup(root, *DUE, terminal=True)
        for _ in range(2):
            pairs(warm, warm, 1)
        nothing = self.python("-c", "pass")
        what = "`due` with a country's holidays"
        yield self.line(what, warm, "`python -c pass`", nothing, 1000, (7, None))
        settings.write_text(before, encoding="utf-8")

    def forget(self) -> None:
        shutil.rmtree(self.folder / ".cache", ignore_errors=True)

    def change(self, root: Path, count: int) -> None:
        """Change so many files, spread over the book."""
        paths = sorted((root / "contacts").rglob("c*.md"))
        for path in paths[:: max(len(paths) // count, 1)][:count]:
            with path.open("a", encoding="utf-8") as file:
                file.write("\n")

    def settle(self, warm: Job) -> None:
        """Wait until what was changed is no longer young, and have it read."""
        for _ in range(2):
            time.sleep(GRAIN)
            pairs(warm, warm, 1)

    def taskwarrior(self, task: str, root: Path, size: int) -> Job:
        """Give taskwarrior a task for each contact, touches as notes; as many overdue as due."""
        data = self.folder / f"task-{size}"
        rc = self.folder / "taskrc"
        rc.write_text(f"data.location={data}\nconfirmation=no\nverbose=nothing\n")
        if not data.exists():
            data.mkdir()
            out = subprocess.run(
                [sys.executable, "-m", "followup_md", *DUE],
                cwd=root, env=self.env, capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip
            due = sum(line.startswith("due\t") for line in out.splitlines())
            notes = " ".join(
                f'annotation_{1577836800 + touch}:"talked for half an hour about the new site"'
                for touch in range(TOUCHES)
            )
            with (data / "pending.data").open("w") as file:
                for n in range(size):
                    when = 1577836800 if n < due else 4102444800
                    file.write(
                        f'[{notes} description:"Contact {n}" entry:"1577836800" due:"{when}"'
                        f' status:"pending" uuid:"00000000-0000-4000-8000-{n:012d}"]\n'
                    )
        return Job([task, f"rc:{rc}", "+OVERDUE", "list"], self.folder, self.env)


def machine() -> str:
    model = platform.machine()
    cpus = os.cpu_count()
    return f"{platform.system()} on {model}, {cpus} processors, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--books", type=Path, help="where to make the books, and to leave them")
    parser.add_argument("--dry", action="store_true", help="do not write the page")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.books or Path(temporary)
        folder.mkdir(exist_ok=True)
        bench = Bench(folder, asked.runs)
        lines = [line for size in asked.sizes for line in bench.sized(size)]
        lines += bench.fixed()
    if not asked.dry:
        page.write(PROJECT / "docs", lines, f"{date.today()}, {machine()}")


if __name__ == "__main__":
    main()
