"""How fast the command line is, against floors and peers measured in the same run.

    python benchmarks/run.py                        all of it: half an hour
    python benchmarks/run.py --sizes 1000 10000     without the largest books
    python benchmarks/run.py --only khard           only the rows with this text; writes nothing

Writes docs/performance.md and docs/images/performance.svg (--dry: prints the table only). A peer
that is not installed is left out; Debian has them all: taskwarrior todoman khard ledger.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import page
from bench import COUNTRY, GRAIN, PROJECT, Bench
from measure import Job, once, pairs, together
from page import Aim, Line
from peers import PEERS, Peer, version

SIZES = (1000, 10_000, 100_000)
FEWEST, MOST = 3, 11  # pairs
PATIENCE = 40  # seconds for a row, where the fewest pairs allow it
Make = Callable[[Bench, int], Job]


class Row(NamedTuple):
    """What is measured against what, and what is aimed at: for each size of its own."""

    what: str
    job: Make
    against: str
    peer: Make
    aims: Mapping[int, Aim] = {}
    sizes: Sequence[int] = ()  # where they are not those asked for
    all_memory: bool = False  # whether that of all its processes is measured, too


def first(bench: Bench, size: int) -> Job:
    return warm(bench, size)._replace(before=bench.forget)


def warm(bench: Bench, size: int) -> Job:
    return bench.due(bench.book(size), terminal=True)


def changed(bench: Bench, size: int) -> Job:
    return warm(bench, size)._replace(before=partial(bench.change, size, "\n"))


def settled(bench: Bench, size: int) -> Job:
    """Measure with no file changed: those that were are put back, no longer young, and read."""
    job = warm(bench, size)

    def settle() -> None:
        bench.change(size, "")
        time.sleep(GRAIN)
        once(job)

    return job._replace(before=settle)


def piped(bench: Bench, size: int) -> Job:
    return bench.due(bench.book(size))


def piped_anew(bench: Bench, size: int) -> Job:
    """Have every row put together again: of a book that has not changed, the text is kept."""
    return piped(bench, size)._replace(before=partial(bench.change, size, "\n"))


def completion(bench: Bench, size: int) -> Job:
    typed = {"COMP_WORDS": "followup why c0000", "COMP_CWORD": "2"}
    env = bench.env | typed | {"_FOLLOWUP_COMPLETE": "bash_complete"}
    return bench.followup(bench.book(size))._replace(env=env)


def usage(bench: Bench, _: int) -> Job:
    return bench.followup(bench.folder, "--help")


def abroad(bench: Bench, size: int) -> Job:
    return bench.due(bench.book(size, COUNTRY), terminal=True)


def drain(bench: Bench, size: int) -> Job:
    return bench.python(str(PROJECT / "benchmarks/drain.py"), str(bench.book(size) / "contacts"))


def status(bench: Bench, size: int) -> Job:
    return Job(["git", "status", "--porcelain"], bench.book(size), bench.bare)


def python(code: str) -> Make:
    return lambda bench, _: bench.python("-c", code)


def other(peer: Peer) -> Make:
    return lambda bench, size: bench.peer(peer, size)


ROWS = (
    Row("first `due`", first, "libyaml alone", drain,
        {100_000: Aim(wall=0.8, memory=200)}, all_memory=True),
    Row("`due`, nothing changed", warm, "`git status`", status,
        {10_000: Aim(cpu=3.2), 100_000: Aim(cpu=1.15, wall=1.5)}),
    Row("`due`, 100 files changed", changed, "`due`, nothing changed", settled,
        {100_000: Aim(cpu=1.2)}),
    Row("`due` in a pipe, 100 files changed", piped_anew, "`due`, nothing changed", settled),
    Row("a name completed", completion, "`import click`", python("import click"),
        {100_000: Aim(cpu=1.5)}),
    Row("`due` in a pipe, every row", piped, "`git status`", status),
    *(Row("`due` in a pipe, every row", piped, peer.name, other(peer), {10_000: Aim(cpu=peer.cpu)})
      for peer in PEERS if peer.program()),
    Row("`due` with a country's holidays", abroad, "`python -c pass`", python("pass"),
        {1000: Aim(cpu=7)}, sizes=(1000,)),
    Row("`--help`", usage, "`import click`", python("import click"),
        {0: Aim(cpu=1.3)}, sizes=(0,)),
)  # fmt: skip


def measure(bench: Bench, row: Row, size: int) -> Line:
    """Run both once, to warm up and to see how many pairs there is time for; then the pairs."""
    job, peer = row.job(bench, size), row.peer(bench, size)
    start = time.monotonic()
    once(job)
    once(peer)
    runs = min(max(int(PATIENCE / (time.monotonic() - start)), FEWEST), MOST)
    cost, theirs, ratio = pairs(job, peer, runs)
    every = together(job) if row.all_memory else 0
    aim = row.aims.get(size, Aim())
    return Line(row.what, row.against, size, cost, theirs, ratio, aim, every, runs)


def lines(bench: Bench, sizes: Sequence[int], only: str) -> Iterator[Line]:
    """Measure, one size after the other: a first `due` forgets what is kept of all books."""
    rows = [row for row in ROWS if only.lower() in f"{row.what} against {row.against}".lower()]
    sized = [(size, row) for size in sizes for row in rows if not row.sizes]
    fixed = [(size, row) for row in rows for size in row.sizes]
    for size, row in sized + fixed:
        line = measure(bench, row, size)
        print(page.row(line), flush=True)
        yield line


def missing() -> list[str]:
    return [peer.name for peer in PEERS if not peer.program()]


def where() -> str:
    """Return the day, the machine and the programs, for the page."""
    here = f"{platform.system()} on {platform.machine()}, {os.cpu_count()} processors"
    versions = [f"Python {platform.python_version()}", version("git", "git")]
    versions += [version(peer.name, program) for peer in PEERS if (program := peer.program())]
    left = f" Not installed and left out: {', '.join(missing())}." if missing() else ""
    return f"{date.today()}, {here}; {', '.join(versions)}.{left}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", default="", metavar="TEXT", help="only rows with this text")
    parser.add_argument("--books", type=Path, help="where to make the books, and to leave them")
    parser.add_argument("--dry", action="store_true", help="do not write the page")
    asked = parser.parse_args()
    for name in missing():
        print(f"{name} is not installed: left out")
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.books or Path(temporary)).resolve()
        folder.mkdir(exist_ok=True)
        found = list(lines(Bench(folder), asked.sizes, asked.only))
    print(page.growth(found))
    if not asked.dry and not asked.only:
        page.write(PROJECT / "docs", found, where())


if __name__ == "__main__":
    main()
