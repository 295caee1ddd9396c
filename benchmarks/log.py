"""Time one touch in a large book, and the completion of a name, against what they are beside.

    python benchmarks/log.py [CONTACTS] [RUNS]

`followup log` without `--commit` is measured against `git commit` of one changed file in the same
repository; the completion of a name against `python -c "import click"`. Whole processes, in turn.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import books
from measure import Cost, Job, as_installed, once, pairs

PROJECT = Path(__file__).parents[1]
FOLLOWUP = (sys.executable, "-m", "followup_md")
WHOM = {"its id": "001/c000255", "a name": "c000255"}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    os.environ |= {"PYTHONPATH": str(PROJECT), "GIT_CONFIG_GLOBAL": os.devnull}
    for role in ("AUTHOR", "COMMITTER"):
        os.environ |= {f"GIT_{role}_NAME": "Nora", f"GIT_{role}_EMAIL": "nora@example.org"}
    with tempfile.TemporaryDirectory(prefix="log-") as name:
        os.environ["HOME"] = name
        book = Path(name) / "book"
        books.write(count, book)
        quiet = ("config", "gc.auto", "0")  # it would run beside what is measured
        for args in (("init", "-q"), quiet, ("add", "."), ("commit", "-qm", "first"), ("gc", "-q")):
            subprocess.run(["git", *args], cwd=book, check=True)
        for what, whom in WHOM.items():
            compare(f"log, by {what}", book, whom, runs)
        complete(book, runs)


def compare(what: str, book: Path, whom: str, runs: int) -> None:
    """Print what a touch takes, and the commit of a file that is written anew between."""
    file = book / "contacts/002/c000510.md"

    def log(number: int) -> Cost:
        words = ("log", whom, "call", "voicemail", "-m", f"{whom} {number}", "--no-commit")
        return once(Job((*FOLLOWUP, *words), book, as_installed()))

    def commit(number: int) -> Cost:
        with file.open("a") as text:
            text.write(f"{whom} {number}\n")
        return once(Job(("git", "commit", "-qm", "x", str(file)), book, as_installed()))

    _print(what, "git commit", [(log(number), commit(number)) for number in range(-1, runs)][1:])


def complete(book: Path, runs: int) -> None:
    env = {"_FOLLOWUP_COMPLETE": "bash_complete", "COMP_WORDS": "followup show c0025"}
    os.environ |= env | {"COMP_CWORD": "2"}
    commands = (FOLLOWUP, (sys.executable, "-c", "import click"))
    jobs = [Job(command, book, as_installed()) for command in commands]
    for job in jobs:
        once(job)  # a warm-up
    ours, other, (cpu, wall) = pairs(jobs[0], jobs[1], runs)
    print(
        f"completion: {ours.wall:.3f} s, import click: {other.wall:.3f} s: {wall:.2f} x,"
        f" CPU {cpu:.2f} x"
    )


def _print(what: str, other: str, found: list[tuple[Cost, Cost]]) -> None:
    ours, theirs = (median(pair[at].wall for pair in found) for at in (0, 1))
    wall = median(a.wall / b.wall for a, b in found)
    cpu = median(a.cpu / b.cpu for a, b in found)
    print(f"{what}: {ours:.3f} s, {other}: {theirs:.3f} s: {wall:.2f} x, CPU {cpu:.2f} x")


if __name__ == "__main__":
    main()
