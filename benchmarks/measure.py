"""Measuring whole processes: CPU of a process and its children, wall time, peak memory."""

from __future__ import annotations

import os
import pty
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

LAUNCH = Path(__file__).with_name("launch.py")


class Cost(NamedTuple):
    cpu: float  # seconds, user and system
    wall: float
    memory: float  # MB at its peak, of the largest process

    def per(self, other: Cost) -> tuple[float, float]:
        """Return CPU and wall time as multiples of another's."""
        return self.cpu / other.cpu, self.wall / other.wall


def as_installed() -> dict[str, str]:
    """Return the environment, with byte code kept as on any machine where a program has run."""
    unset = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
    return {name: value for name, value in os.environ.items() if name not in unset}


Pairs = list[tuple[Cost, Cost]]


class Job(NamedTuple):
    """A command to be measured."""

    command: Sequence[str]
    folder: Path
    env: Mapping[str, str]
    terminal: bool = False  # whether it writes to a terminal; else to a pipe
    before: Callable[[], object] = lambda: None  # not measured


def once(job: Job) -> Cost:
    """Run a command to its end; what it writes is read and thrown away.

    Raises SystemExit where it fails: its time is no figure.
    """
    job.before()
    reading, writing = pty.openpty() if job.terminal else os.pipe()
    answer, told = os.pipe()
    launch = [sys.executable, "-I", "-S", str(LAUNCH), str(told), *job.command]
    with subprocess.Popen(
        launch, cwd=job.folder, env=job.env, stdout=writing, stderr=writing, pass_fds=[told]
    ):
        os.close(writing)
        os.close(told)
        with suppress(OSError):  # how Linux says that nobody writes to a terminal any more
            while os.read(reading, 65536):
                pass
    os.close(reading)
    with open(answer) as cost:
        cpu, wall, memory, code = map(float, cost.read().split() or (0, 0, 0, 127))
    if code:
        raise SystemExit(f"{' '.join(job.command)}: exit code {code:.0f}")
    return Cost(cpu, wall, memory / 1024)


def written(job: Job) -> Iterator[bytes]:
    """Yield the lines that a command writes, without keeping them. Raises CalledProcessError."""
    with subprocess.Popen(
        job.command, cwd=job.folder, env=job.env, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        yield from process.stdout
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, job.command)


def together(job: Job) -> float:
    """Return the peak of all processes of a command together, in MB; 0 where there is no /proc.

    What they share counts once, and a share of what others use, too. It is sampled.
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return 0
    job.before()
    quiet = subprocess.DEVNULL
    peak = 0
    with subprocess.Popen(
        job.command, cwd=job.folder, env=job.env, stdout=quiet, stderr=quiet
    ) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_share, _family(process.pid))))
            time.sleep(0.02)
    return peak / 1024


def _family(pid: int) -> Iterator[int]:
    """Yield a process and its descendants."""
    yield pid
    with suppress(OSError):  # it has ended meanwhile
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from _family(int(child))


def _share(pid: int) -> int:
    """Return the memory of a process in kB, pages of several processes in equal parts."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def pairs(job: Job, peer: Job, runs: int) -> tuple[Cost, Cost, tuple[float, float]]:
    """Run two commands in turn; return the median of each, and the median ratios of the pairs."""
    return medians([(once(job), once(peer)) for _ in range(runs)])


def pairs_in_time(job: Job, peer: Job, fewest: int, most: int, patience: float) -> Pairs:
    """Run two commands in turn, no more than `fewest` times after so many seconds."""
    costs: Pairs = []
    start = time.monotonic()
    while len(costs) < fewest or (len(costs) < most and time.monotonic() - start < patience):
        costs.append((once(job), once(peer)))
    return costs


def medians(costs: Pairs) -> tuple[Cost, Cost, tuple[float, float]]:
    """Return the median of each of two commands, and the median ratios of the pairs."""
    ratios = [one.per(other) for one, other in costs]
    return (
        median([one for one, _ in costs]),
        median([other for _, other in costs]),
        (statistics.median(r[0] for r in ratios), statistics.median(r[1] for r in ratios)),
    )


def median(costs: Sequence[Cost]) -> Cost:
    return Cost(*map(statistics.median, zip(*costs, strict=True)))
