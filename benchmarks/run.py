"""How fast the command line is, against floors and peers measured in the same run.

    python benchmarks/run.py                        all of it: some 20 minutes
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
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import books
import page
from bench import COUNTRY, GRAIN, PROJECT, Bench
from measure import Job, medians, once, pairs_in_time, together
from page import Aim, Line
from peers import PEERS, Peer, version

SIZES = (1000, 10_000, 100_000)
FEWEST, MOST = 3, 11  # pairs
PATIENCE = 15  # seconds for a row, where the fewest pairs allow it
LARGE = (10_000, 100_000)  # contacts
LATER = books.DAY + timedelta(days=365)  # when nearly everybody is due
Make = Callable[[Bench, int], Job]


class Row(NamedTuple):
    """What is measured against what, and what is aimed at: for each size of its own."""

    what: str
    job: Make
    against: str
    peer: Make
    aims: Mapping[int, Aim] = {}
    sizes: Sequence[int] = ()  # those of them that were asked for; (): any; 0: of no book
    all_memory: bool = False  # whether that of all its processes is measured, too


def first(bench: Bench, size: int) -> Job:
    root = bench.book(size)
    return warm(bench, size)._replace(before=partial(bench.forget, root))


def first_check(bench: Bench, size: int) -> Job:
    root = bench.book(size)
    job = bench.followup(root, "check", "--on", str(books.DAY), terminal=True)
    return job._replace(before=partial(bench.forget, root))


def warm(bench: Bench, size: int, flat: bool = False) -> Job:
    return bench.due(bench.book(size, flat=flat), terminal=True)


def crowded(bench: Bench, size: int, flat: bool = False) -> Job:
    """Ask on a day on which nearly everybody is due."""
    root = bench.book(size, flat=flat)
    return bench.followup(root, "due", "--on", str(LATER), terminal=True)


def calm(bench: Bench, size: int, flat: bool = False) -> Job:
    """Ask where about a hundred are due."""
    return bench.due(bench.book(size, flat=flat, calm=True), terminal=True)


def changed(bench: Bench, size: int, flat: bool = False) -> Job:
    return warm(bench, size, flat)._replace(before=partial(bench.change, size, "\n", flat))


def settled(bench: Bench, size: int, flat: bool = False) -> Job:
    """Measure with no file changed: those that were are put back, no longer young, and read."""
    job = warm(bench, size, flat)

    def settle() -> None:
        bench.change(size, "", flat)
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
    job = bench.followup(bench.book(size))
    return job._replace(env={**job.env, **typed, "_FOLLOWUP_COMPLETE": "bash_complete"})


def usage(bench: Bench, _: int) -> Job:
    return bench.followup(bench.folder, "--help")


def abroad(bench: Bench, size: int) -> Job:
    return bench.due(bench.book(size, COUNTRY), terminal=True)


def drain(bench: Bench, size: int) -> Job:
    return bench.python(str(PROJECT / "benchmarks/drain.py"), str(bench.book(size) / "contacts"))


def status(bench: Bench, size: int, flat: bool = False) -> Job:
    return Job(["git", "status", "--porcelain"], bench.book(size, flat=flat), bench.bare)


def flat(make: Callable[[Bench, int, bool], Job]) -> Make:
    """Do it in a book whose contacts are all in one folder."""
    return lambda bench, size: make(bench, size, True)


def python(code: str) -> Make:
    return lambda bench, _: bench.python("-c", code)


def other(peer: Peer) -> Make:
    return lambda bench, size: bench.peer(peer, size)


ROWS = (
    Row("first `due`", first, "libyaml alone", drain,
        {100_000: Aim(wall=0.8, memory=200)}, all_memory=True),
    Row("first `check`", first_check, "first `due`", first,
        {10_000: Aim(cpu=1.2, wall=1.2)}, sizes=(10_000,)),
    Row("`due`, nothing changed", warm, "`git status`", status,
        {10_000: Aim(cpu=3.2), 100_000: Aim(cpu=1.15, wall=1.5)}),
    Row("`due`, nothing changed, one folder", flat(warm), "`git status`", flat(status),
        {10_000: Aim(cpu=3.2), 100_000: Aim(cpu=1.15)}, sizes=LARGE),
    Row("`due`, everybody due", crowded, "`due`, a hundred due", calm,
        {100_000: Aim(cpu=1.5)}, sizes=(100_000,)),
    Row("`due`, everybody due, one folder", flat(crowded), "`due`, a hundred due", flat(calm),
        {100_000: Aim(cpu=1.5)}, sizes=(100_000,)),
    Row("`due`, 100 files changed", changed, "`due`, nothing changed", settled,
        {100_000: Aim(cpu=1.2)}),
    Row("`due`, 100 files changed, one folder", flat(changed), "`due`, nothing changed",
        flat(settled), {100_000: Aim(cpu=1.2)}, sizes=(100_000,)),
    Row("`due` in a pipe, 100 files changed", piped_anew, "`due`, nothing changed", settled),
    Row("a name completed", completion, "`import click`", python("import click"),
        {100_000: Aim(cpu=1.5)}),
    Row("`due` in a pipe, every row", piped, "`git status`", status),
    *(Row("`due` in a pipe, every row", piped, peer.name, other(peer),
          {10_000: Aim(cpu=peer.cpu)}, sizes=(1000, 10_000))
      for peer in PEERS if peer.program()),
    Row("`due` with a country's holidays", abroad, "`python -c pass`", python("pass"),
        {1000: Aim(cpu=7)}, sizes=(1000,)),
    Row("`--help`", usage, "`import click`", python("import click"),
        {0: Aim(cpu=1.3)}, sizes=(0,)),
)  # fmt: skip


def measure(bench: Bench, row: Row, size: int) -> Line:
    """Run both once, to warm up; then as many pairs as there is time for."""
    job, peer = row.job(bench, size), row.peer(bench, size)
    once(job)
    once(peer)
    costs = pairs_in_time(job, peer, FEWEST, MOST, PATIENCE)
    cost, theirs, ratio = medians(costs)
    every = together(job) if row.all_memory else 0
    aim = row.aims.get(size, Aim())
    return Line(row.what, row.against, size, cost, theirs, ratio, aim, every, len(costs))


def lines(bench: Bench, sizes: Sequence[int], only: str) -> Iterator[Line]:
    """Measure, one size after the other."""
    rows = [row for row in ROWS if only.lower() in f"{row.what} against {row.against}".lower()]
    for size in (0, *sizes):
        for row in rows:
            if size in (row.sizes or sizes):
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
