"""Let a team work on one book for some days, and look whether everybody has everything.

    python benchmarks/team.py [--people 50] [--contacts 1000] [--days 5] [--over file]
    python benchmarks/team.py --age 250 [--contacts 5000]

Each has a clone: touches, promises, fields, edits by hand, moves, new people; some are away for
days, one has no program and works by plain Git, without the merge driver. They sync when they
like, and at nine all at once. `--age` gives the book so many days of history instead, and says how
large it is and how long a sync takes. `--over`: file, daemon (git daemon) or http (git
http-backend), on this machine.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from hub import aged, servers
from hub.member import Member, working_days
from hub.record import Record
from hub.world import FIRST_DAY, clone, heads, make_hub, prepare, word_of


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--contacts", type=int, default=1000)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--actions", type=int, default=8, help="changes a day, each")
    parser.add_argument("--over", choices=("file", "daemon", "http"), default="file")
    parser.add_argument("--age", type=int, metavar="DAYS", help="history, and what a sync takes")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} processors, load {load}")
    with tempfile.TemporaryDirectory(prefix="team-") as name:
        folder = Path(name)
        prepare(folder)
        if options.age is not None:
            aged.measure(folder, options.contacts, options.people, options.age)
            return
        record = Record()
        hub = make_hub(folder, options.contacts, options.people, record)
        with servers.serving(hub, options.over) as url:
            print(*Team(folder, url, options, record).run().lines(), sep="\n")


class Outcome(NamedTuple):
    """What came of some days."""

    rounds: int  # until everybody has everything
    took: float  # seconds
    entries: int
    wrong: list[str]
    asked: list[tuple[str, bool]]  # what stopped a sync, and whether there was a choice
    alone: list[float]  # seconds of a sync while nobody else syncs

    @property
    def needless(self) -> list[str]:
        """What a person was asked although there was no choice."""
        return [said for said, choice in self.asked if not choice]

    def lines(self) -> Iterator[str]:
        """Yield the figures, and what is wrong."""
        yield f"everybody has everything after {self.rounds} rounds, {self.took:.0f} s"
        yield f"entries: {self.entries}; lost, mixed or doubled: {len(self.wrong)}"
        asked, needless = len(self.asked), len(self.needless)
        yield f"a person was asked {asked} times, needlessly {needless} times"
        if self.alone:
            middle, worst = statistics.median(self.alone), max(self.alone)
            yield f"a sync alone: {middle:.2f} s (median), {worst:.2f} s at most"
        yield from self.wrong[:20]
        yield from self.needless[:20]


class Team:
    """Everybody, day by day."""

    def __init__(self, folder: Path, url: str, options: argparse.Namespace, record: Record) -> None:
        self._options, self._record = options, record
        self._pick = random.Random(options.seed)
        plain = options.people - 1
        self.members = [
            Member(clone(folder, url, word_of(n), n != plain), options.seed + n, record, n == plain)
            for n in range(options.people)
        ]
        self._away: dict[str, int] = {}  # days
        self._syncs: list[float] = []  # seconds, of one who is alone

    def run(self) -> Outcome:
        """Work, then share until everybody has everything."""
        for day in working_days(self._options.days, FIRST_DAY):
            began = time.monotonic()
            there = self._present()
            self._morning(day, there)
            hours = [
                (self._pick.random(), shares, who)
                for who in there
                for shares in (*[False] * self._actions, True, True)
            ]
            for _, shares, who in sorted(hours, key=lambda one: one[0]):
                if shares:
                    start = time.monotonic()
                    who.share()
                    self._syncs.append(time.monotonic() - start)
                else:
                    who.work(day)
            print(f"{day}: {len(there)} at work, {time.monotonic() - began:.0f} s", flush=True)
        return self._close()

    @property
    def _actions(self) -> int:
        return int(self._options.actions)

    def _present(self) -> list[Member]:
        """Return who is there: each day one in fifteen goes away, for up to three days."""
        for word in [*self._away]:
            self._away[word] -= 1
            if not self._away[word]:
                del self._away[word]
        for member in self.members:
            if member.word not in self._away and self._pick.random() < 1 / 15:
                self._away[member.word] = self._pick.randint(1, 3)
        return [member for member in self.members if member.word not in self._away]

    def _morning(self, day: date, there: list[Member]) -> None:
        """Everybody writes one line, and syncs at the same moment."""
        for member in there:
            member.work(day)
        seconds, runs, tries = at_once(there)
        print(
            f"  nine o'clock: {len(there)} at once, the last is done after {max(seconds):.1f} s,"
            f" half after {statistics.median(seconds):.1f} s; sync run more than once by"
            f" {sum(n > 1 for n in runs)}; tries to push {max(tries)} at most, over 3 for"
            f" {sum(n > 3 for n in tries)}",
            flush=True,
        )

    def _close(self) -> Outcome:
        everybody, rounds, start = self.members, 0, time.monotonic()
        while rounds == 0 or len(heads([one.root for one in everybody])) > 1:
            rounds += 1
            at_once(everybody)
        took = time.monotonic() - start
        return Outcome(
            rounds,
            took,
            len(self._record.owner_of),
            [f"{one.word}: {w}" for one in everybody for w in self._record.wrong_in(one.root)],
            [each for one in everybody for each in one.asked],
            self._syncs,
        )


def at_once(members: list[Member]) -> tuple[list[float], list[int], list[int]]:
    """Let these sync at the same moment.

    Returns seconds, runs of sync, and tries to push (3: up to so many), of each.
    """
    start = time.monotonic()
    running = {one.word: one.start_sync() for one in members}
    by_word = {one.word: one for one in members}
    seconds: dict[str, float] = {}
    runs = dict.fromkeys(running, 1)
    tries = dict.fromkeys(running, 3)
    while running:
        for word, process in [*running.items()]:
            if process.poll() is None:
                continue
            code, said = by_word[word].end_sync(process)
            told = re.search(r"\(try (\d+):", said)
            tries[word] = int(told[1]) if told else tries[word]
            if code == 0:
                seconds[word] = time.monotonic() - start
                del running[word]
            else:
                by_word[word].answer(code, said)
                runs[word] += 1
                running[word] = by_word[word].start_sync()
        time.sleep(0.02)
    return [*seconds.values()], [*runs.values()], [*tries.values()]


if __name__ == "__main__":
    main()
