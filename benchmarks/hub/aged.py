"""A book with a long history, made at once: how large it is, and what a sync takes in it.

The commits are those that `sync` makes: one of the contacts that somebody has changed, and one that
merges it with what others have shared.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

from hub.member import Member, working_days
from hub.record import Record
from hub.world import FIRST_DAY, FOLDERS, clone, contact, git, make_hub, word_of

SYNCS = 3  # a day, of each
TOUCHES = 9  # a day, of each
_RUNS = 5
_EPOCH = 1767225600  # the first second of 2026; commits follow each other by minutes


def measure(folder: Path, contacts: int, people: int, days: int, runs: int = _RUNS) -> None:
    """Print the size of a book after so many working days, and the times of a sync."""
    record = Record()
    shared = make_hub(folder, contacts, people, record)
    start = time.monotonic()
    _age(shared, contacts, people, days)
    git(shared, "gc", "-q")
    commits = git(shared, "rev-list", "--count", "main").stdout.strip()
    print(
        f"{contacts} contacts, {people} people, {days} working days: {days * people * TOUCHES}"
        f" touches, {commits} commits, .git {_size(shared):.0f} MB (packed);"
        f" made in {time.monotonic() - start:.0f} s",
        flush=True,
    )
    start = time.monotonic()
    url = f"file://{shared}"
    one, other = (Member(clone(folder, url, word_of(n), True), n, record) for n in range(2))
    print(f"a clone takes {(time.monotonic() - start) / 2:.1f} s", flush=True)
    day = working_days(days + 1, FIRST_DAY)[-1] + timedelta(days=1)
    for member in (one, other):
        member.share()  # its cache is made
    nothing, own, both = list[float](), list[float](), list[float]()
    for _ in range(runs):
        nothing.append(_seconds(one))
        one.work(day)
        own.append(_seconds(one))
        for _ in range(TOUCHES):
            other.work(day)
        one.work(day)
        other.share()
        both.append(_seconds(one))
        other.share()
    print(
        f"a sync (median of {runs}): nothing new {median(nothing):.2f} s, own changes"
        f" {median(own):.2f} s, own and others' {median(both):.2f} s"
    )
    wrong = [each for member in (one, other) for each in record.wrong_in(member.root)]
    print(*wrong[:5], sep="\n")


def _seconds(member: Member) -> float:
    start = time.monotonic()
    member.share()
    return time.monotonic() - start


def _size(shared: Path) -> float:
    """Return the size of a repository in MB."""
    return sum(path.stat().st_size for path in shared.rglob("*") if path.is_file()) / 1e6


def _age(shared: Path, contacts: int, people: int, days: int) -> None:
    command = ["git", "fast-import", "--quiet", "--force"]
    with subprocess.Popen(command, cwd=shared, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for part in _history(contacts, people, days):
            process.stdin.write(part)
    if process.returncode:
        raise SystemExit("git fast-import failed")


def _history(contacts: int, people: int, days: int) -> Iterator[bytes]:
    pick, record = random.Random(0), Record()
    texts = [contact(n, word_of(n % people), record) for n in range(contacts)]
    last: dict[int, int] = {}  # the mark of the last commit of each
    mark = tip = 0
    for day in working_days(days, FIRST_DAY):
        order = [who for who in range(people) for _ in range(SYNCS)]
        pick.shuffle(order)
        for who in order:
            files = []
            for _ in range(TOUCHES // SYNCS):
                number = pick.randrange(contacts // people) * people + who
                entry = f"  - {day} call voicemail @{word_of(who)}, {pick.random()}\npromises:\n"
                texts[number] = texts[number].replace("promises:\n", entry, 1)
                path = f"contacts/{FOLDERS[number % 3]}/c{number:05}.md"
                files.append(_file(path, texts[number]))
            changed = b"".join(files)
            own = last.get(who, 0)
            mark += 1
            yield _commit(mark, "followup: sync 3 contacts", changed, own, 0)
            if tip != own:
                mark += 1
                yield _commit(mark, "Merge remote-tracking branch", changed, tip, mark - 1)
            last[who] = tip = mark


def _file(path: str, text: str) -> bytes:
    raw = text.encode()
    return f"M 100644 inline {path}\ndata {len(raw)}\n".encode() + raw + b"\n"


def _commit(mark: int, words: str, changed: bytes, parent: int, merged: int) -> bytes:
    when = f"Team <team@example.org> {_EPOCH + 60 * mark} +0000"
    lines = ["commit refs/heads/main", f"mark :{mark}", f"committer {when}"]
    lines += [f"data {len(words)}\n{words}"]
    lines += [f"from :{parent}" if parent else "from refs/heads/main^0"]
    lines += [f"merge :{merged}"] if merged else []
    return "\n".join([*lines, ""]).encode() + changed + b"\n"
