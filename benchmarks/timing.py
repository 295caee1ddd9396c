"""Whole processes, timed in turn (A B A B …): a comparison holds when the machine drifts."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Times(NamedTuple):
    """Seconds of one process, or the medians of several."""

    cpu: float  # user + system, children included
    wall: float


def once(command: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None) -> Times:
    """Run a command once; an exit code other than 0 is an error."""
    # Byte code is cached, as on any machine where a program has run once.
    unset = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(
        command,
        cwd=cwd,
        env=environment | dict(env or {}),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Times(spent, wall)


def pairs(
    a: Sequence[str], b: Sequence[str], cwd: Path, runs: int = 5
) -> tuple[Times, Times, Times]:
    """Return the medians of A and of B, and of their ratios pair by pair; one warm-up each."""
    once(a, cwd)
    once(b, cwd)
    found = [(once(a, cwd), once(b, cwd)) for _ in range(runs)]
    return (
        Times(median(x.cpu for x, _ in found), median(x.wall for x, _ in found)),
        Times(median(y.cpu for _, y in found), median(y.wall for _, y in found)),
        Times(median(x.cpu / y.cpu for x, y in found), median(x.wall / y.wall for x, y in found)),
    )
