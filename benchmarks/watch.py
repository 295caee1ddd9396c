"""How long `followup agenda --watch` takes from a change to the rewritten page, and what it costs.

    python benchmarks/watch.py [CONTACTS] [RUNS]

The times are those that the file system stamps: from the last changed contact file to the page.
CPU is that of the watching process, all its threads.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

import books
from measure import as_installed

PROJECT = Path(__file__).parents[1]
WATCH = [sys.executable, "-m", "followup_md", "agenda", "--watch", "--on", str(books.DAY)]
PULLED = 500  # files
QUIET = 1.0  # seconds without another page after which a change is over
IDLE = 30.0  # seconds
PATIENCE = 60.0  # seconds


class Took(NamedTuple):
    wall: float  # seconds from the change to the last page
    cpu: float
    pages: float  # how often it was written


class Watcher(NamedTuple):
    """A watching process and its book."""

    root: Path
    process: subprocess.Popen[str]

    def page(self) -> os.stat_result:
        return os.stat(self.root / "site" / "agenda.md")

    def cpu(self) -> float:
        """Return the CPU seconds used so far."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def times(self, change: Callable[[], list[Path]]) -> Took:
        """Make a change, and wait until its page is there and no other follows."""
        seen, pages, used = self.page().st_ino, 0, self.cpu()
        changed = max(path.stat().st_ctime_ns for path in change())
        start = last = time.monotonic()
        while not pages or time.monotonic() - last < QUIET:
            if time.monotonic() - start > PATIENCE:
                raise SystemExit("no page was written")
            time.sleep(0.005)
            if self.page().st_ino != seen:
                seen, pages, last = self.page().st_ino, pages + 1, time.monotonic()
        return Took((self.page().st_ctime_ns - changed) / 1e9, self.cpu() - used, pages)


@contextmanager
def watching(root: Path) -> Iterator[Watcher]:
    """Run the command in a book until the block ends."""
    process = subprocess.Popen(
        WATCH, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        while "watching" not in process.stderr.readline():
            pass
        time.sleep(10)  # what it does at its start is over
        yield Watcher(root, process)
    finally:
        process.terminate()
        process.wait()


def renamed(path: Path) -> str:
    """Return the text of a contact with another name than it has."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"^name: (\S+)", lambda match: f"name: {match[1]}x", text, flags=re.MULTILINE)


def saved(path: Path) -> list[Path]:
    """Save a contact in place."""
    path.write_text(renamed(path), encoding="utf-8")
    return [path]


def replaced(path: Path) -> list[Path]:
    """Save a contact as careful editors do: a new file in the place of the old one."""
    new = path.with_name(f".{path.name}.tmp")
    new.write_text(renamed(path), encoding="utf-8")
    new.replace(path)
    return [path]


def git(folder: Path, *args: str) -> None:
    subprocess.run(["git", "-C", os.fspath(folder), *args], check=True)


def pulled(root: Path, other: Path) -> list[Path]:
    """Pull a commit that changes many contacts."""
    every = sorted(path.relative_to(other) for path in other.glob("contacts/*/*.md"))
    chosen = every[:: max(len(every) // PULLED, 1)][:PULLED]
    for path in chosen:
        saved(other / path)
    git(other, "commit", "-qam", "changes")
    git(root, "pull", "-q", "--ff-only", os.fspath(other), "main")
    return [root / path for path in chosen]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with tempfile.TemporaryDirectory() as folder:
        root, other = Path(folder) / "book", Path(folder) / "other"
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        os.environ |= {"PYTHONPATH": str(PROJECT), "GIT_CONFIG_GLOBAL": os.devnull}
        for role in ("AUTHOR", "COMMITTER"):
            os.environ |= {f"GIT_{role}_NAME": "A", f"GIT_{role}_EMAIL": "a@example.org"}
        env = as_installed()
        os.environ.clear()
        os.environ.update(env)
        books.write(count, root)
        git(root, "init", "-q", "-b", "main")
        git(root, "add", "contacts")
        git(root, "commit", "-qm", "a book")
        git(root.parent, "clone", "-q", os.fspath(root), os.fspath(other))
        measure(root, other, count, runs)


def measure(root: Path, other: Path, count: int, runs: int) -> None:
    subprocess.run([part for part in WATCH if part != "--watch"], cwd=root, stdout=sys.stderr)
    page = (root / "site" / "agenda.md").read_text(encoding="utf-8")
    found = re.search(r"\]\(\.\./(contacts/\S+?\.md)\)", page)
    assert found is not None
    path = root / found[1]
    with watching(root) as watcher:
        before = watcher.page().st_ino, watcher.cpu()
        time.sleep(IDLE)
        idle = watcher.cpu() - before[1]
        assert watcher.page().st_ino == before[0], "it writes though nothing changes"
        print(f"{count} contacts, medians of {runs}:    wall s    CPU s    pages")
        kinds: tuple[tuple[str, Callable[[], list[Path]]], ...] = (
            ("a pull of 500 files", lambda: pulled(root, other)),
            ("a save in place", lambda: saved(path)),
            ("a save by renaming", lambda: replaced(path)),
        )
        for name, change in kinds:
            took = Took(
                *map(median, zip(*(watcher.times(change) for _ in range(runs)), strict=True))
            )
            print(f"  {name:24} {took.wall:14.3f} {took.cpu:8.3f} {took.pages:8.0f}", flush=True)
        print(f"  idle for {IDLE:.0f} s {idle:37.4f}")


if __name__ == "__main__":
    main()
