"""Break commands that write at every system call that touches a file.

    python benchmarks/log_faults.py [log|settle|set]...

The commands are in JOBS; without a name, all of them. Needs strace and Git. The whole command runs,
with and without `--commit`; one run for each call that is made once the book's lock is held, by our
process or by a Git that it starts: killed just before the call, and again with an error from it.
Then with room for only so many bytes in a file, so that a write is cut short. After each: the file
is the old or the new one; exit 3 or 4 means the old one, with nothing left beside it; `git fsck` is
content; and the same command again ends in exactly one change.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from faults import ENV, TEXT, git

CALLS = "openat,write,fsync,rename,renameat2,unlink,flock,fchmod,fstat,link,mkdir,ftruncate"
ERRORS = {
    "openat": ("EMFILE", "EROFS", "EIO"),
    "write": ("ENOSPC", "EIO"),
    "fsync": ("EIO", "ENOSPC"),
    "rename": ("EIO", "EROFS"),
    "renameat2": ("EIO", "EROFS", "ENOSPC", "EINVAL"),
    "unlink": ("EIO", "EROFS"),
    "fchmod": ("EPERM",),
    "flock": ("ENOLCK",),
    "link": ("EIO", "ENOSPC"),
    "mkdir": ("ENOSPC",),
}
OWED = TEXT.replace("call voicemail", "in email, thanks")


class Job(NamedTuple):
    """A command, and what it makes of a file."""

    words: tuple[str, ...]
    old: str
    new: str


JOBS = {
    "log": Job(
        ("log", "ann", "call", "voicemail", "-m", "x"),
        TEXT,
        TEXT[: -len("---\n")] + "  - 2026-09-02 call voicemail, x\n---\n",
    ),
    "settle": Job(
        ("settle", "ann", "owed", "dropped"), OWED, OWED.replace("in email", "in email fyi")
    ),
    "set": Job(
        ("set", "ann", "tags", "client,chamber"),
        TEXT,
        TEXT.replace("touches", "tags: [client, chamber]\ntouches"),
    ),
}
# A Git that counts its runs: each leaves a trace, or (`AT`) one gets the fault.
WRAPPER = """#!/bin/sh
n=$(cat "$COUNT"); echo $((n + 1)) >"$COUNT"
trace="strace -qq -e trace={calls}"
if [ "$AT" = all ]; then exec $trace -o "$COUNT.$n" {git} "$@"; fi
if [ "$AT" = "$n" ]; then exec $trace -o /dev/null -e inject="$INJECT" {git} "$@"; fi
exec {git} "$@"
"""


class Point(NamedTuple):
    """Where a run is broken: by which process (-1: ours, else which Git), and how."""

    process: int
    inject: str


class Place(NamedTuple):
    """A folder with a book, and a Git that can be broken."""

    folder: Path
    job: Job

    @property
    def contact(self) -> Path:
        return self.folder / "book/contacts/ann.md"

    def prepare(self) -> None:
        """Make a new book."""
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "book/contacts").mkdir(parents=True)
        book = self.folder / "book"
        (book / "followup.yml").touch()
        self.contact.write_text(self.job.old)
        git(book, "init", "-q", "-b", "main")
        git(book, "add", ".")
        git(book, "commit", "-qm", "first")
        (self.folder / "bin").mkdir()
        wrapper = self.folder / "bin/git"
        wrapper.write_text(WRAPPER.format(calls=CALLS, git=shutil.which("git")))
        wrapper.chmod(0o755)
        (self.folder / "count").write_text("0")

    def run(
        self, commit: bool, before: list[str], room: int | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the command; `before`: what stands before it, `room`: bytes that a file may have."""

        def limit() -> None:
            if room is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        words = [sys.executable, "-m", "followup_md", *self.job.words]
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        more = {"PATH": path, "COUNT": str(self.folder / "count"), "HOME": str(self.folder)}
        return subprocess.run(
            [*before, *words, "--on", "2026-09-02", "--commit" if commit else "--no-commit"],
            cwd=self.folder / "book",
            env=ENV | {"AT": "none"} | more | env,
            capture_output=True,
            text=True,
            preexec_fn=limit,
        )


def points(place: Place, commit: bool) -> list[Point]:
    """Return every point of a whole run after the lock was taken."""
    place.prepare()
    trace = place.folder / "trace"
    done = place.run(commit, ["strace", "-qq", "-o", str(trace), "-e", f"trace={CALLS}"], AT="all")
    assert done.returncode == 0, done.stderr
    found = _calls(-1, trace, "followup.lock", str(place.folder))
    for number in range(1, int((place.folder / "count").read_text())):  # 0: before the lock
        found += _calls(number, place.folder / f"count.{number}", "", "")
    return found


def _calls(process: int, trace: Path, first: str, ours: str) -> list[Point]:
    seen: Counter[str] = Counter()
    found = []
    held = not first
    for line in trace.read_text(errors="replace").splitlines():
        name = line.partition("(")[0]
        if not name.isidentifier():
            continue
        seen[name] += 1
        held = held or first in line
        if not held or line.startswith(("write(1,", "write(2,")):
            continue  # not ours to mend: what we print
        if name == "openat" and ours not in line:
            continue  # Python's own files
        if not ours and name == "openat" and not ('".git' in line or "/.git" in line):
            continue  # the system's libraries
        faults = ["signal=KILL", *(f"error={error}" for error in ERRORS.get(name, ()))]
        if name == "fstat":
            faults = faults[:1]
        found += [Point(process, f"{name}:{fault}:when={seen[name]}") for fault in faults]
    return found


def broken(place: Place, commit: bool, point: Point) -> list[str]:
    """Break one run; return what is wrong after it."""
    place.prepare()
    strace = ["strace", "-qq", "-o", os.devnull, "-e", f"trace={CALLS}"]
    if point.process < 0:
        done = place.run(commit, [*strace, "-e", f"inject={point.inject}"])
    else:
        done = place.run(commit, [], AT=str(point.process), INJECT=point.inject)
    killed = "signal" in point.inject
    return judged(place, commit, done, killed, killed or point.inject.startswith("unlink"))


def judged(
    place: Place,
    commit: bool,
    done: subprocess.CompletedProcess[str],
    killed: bool = False,
    allowed: bool = False,
) -> list[str]:
    """Return what is wrong after a run, and after the same once more.

    `allowed`: a temporary file may be left until then.
    """
    found = []
    text = place.contact.read_text()
    told = f"exit {done.returncode}: {done.stderr.strip()[-300:]}"
    old, new = place.job.old, place.job.new
    if text not in (old, new):
        found.append("a torn file")
    if done.returncode == 0 and text != new:
        found.append("said done, and was not")
    if done.returncode in (3, 4) and text != old:
        found.append(f"refused, and written: {told}")
    if done.returncode not in (0, 4) and not (killed and done.returncode == -signal.SIGKILL):
        found.append(told)
    book = place.folder / "book"
    if not allowed and (left := _litter(book)):
        found.append(f"litter: {left} after {told}")
    found += _fsck(book)
    for lock in [*book.rglob("*.lock")]:  # of a Git that was killed: as the message says
        if lock.name != "followup.lock":
            lock.unlink()
    again = place.run(commit, [])
    if again.returncode or place.contact.read_text() != new:
        found.append(f"the same again: exit {again.returncode} {again.stderr.strip()[-300:]}")
    if left := _litter(book):
        found.append(f"litter for ever: {left}")
    return found + _fsck(book)


def _litter(book: Path) -> list[str]:
    return [path.name for path in book.rglob(".followup-*.tmp")]


def _fsck(book: Path) -> list[str]:
    done = subprocess.run(
        ["git", "fsck", "--strict"], cwd=book, env=ENV, capture_output=True, text=True
    )
    return [f"git fsck: {done.stderr.strip()}"] if done.returncode else []


def main() -> None:
    bad = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        for command in sys.argv[1:] or JOBS:
            place = Place(Path(name) / "f", JOBS[command])
            for commit in (False, True):
                tally, wrong = _broken_everywhere(place, commit)
                bad += wrong
                what = f"{command}{' --commit' * commit}"
                print(f"{what}: {dict(tally)}, wrong so far: {bad}", flush=True)
    sys.exit(1 if bad else 0)


def _broken_everywhere(place: Place, commit: bool) -> tuple[Counter[str], int]:
    tally: Counter[str] = Counter()
    bad = 0
    for point in points(place, commit):
        who = "ours" if point.process < 0 else "Git's"
        tally[f"{who}, {point.inject.split(':')[1].partition('=')[0]}"] += 1
        for words in broken(place, commit, point):
            bad += 1
            print(f"{'commit, ' if commit else ''}{point}: {words}", flush=True)
    for room in range(0, 400, 7):
        place.prepare()
        tally["short write"] += 1
        for words in judged(place, commit, place.run(commit, [], room)):
            bad += 1
            print(f"room for {room} bytes: {words}", flush=True)
    return tally, bad


if __name__ == "__main__":
    main()
