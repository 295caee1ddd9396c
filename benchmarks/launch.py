"""Run one command and write to a descriptor what it cost: CPU, wall, peak kB, exit code.

    python -I -S benchmarks/launch.py FD COMMAND …

Linux counts the memory of a process that starts another into the peak of that other: so a small one
does it, and no peak below its own (8 MB) is to be seen.
"""

from __future__ import annotations

import os
import sys
from time import perf_counter

fd, command = int(sys.argv[1]), sys.argv[2:]
os.set_inheritable(fd, False)
start = perf_counter()
pid = os.posix_spawnp(command[0], command, os.environ)
_, status, usage = os.wait4(pid, 0)
wall = perf_counter() - start
code = os.waitstatus_to_exitcode(status)
cost = (usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss, code)
os.write(fd, " ".join(map(str, cost)).encode())
