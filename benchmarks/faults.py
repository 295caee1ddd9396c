"""Break a save, a commit and a sync at every point, and look at what is left.

    python benchmarks/faults.py [calls] [kills NUMBER]

Needs strace and Git. `calls`: for each system call that our process makes once it holds the book's
lock, one run is killed just before the call, and one gets an error from it. `kills`: the whole
group of processes, Git included, is killed at NUMBER moments spread over a run. After each: the
contact files must be the old or the new ones, a run that said "done" must have written all, a
refused one nothing, `git fsck` must be content, and the next run must work and leave no litter.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[1]
TEXT = "---\nname: Ann Lee\ntouches:\n  - 2026-09-01 call voicemail\n---\n"
NEW = TEXT.replace("---\n", "  - 2026-09-02 email\n---\n", 2).replace(
    "  - 2026-09-02 email\n", "", 1
)
CALLS = "openat,write,fsync,rename,unlink,flock,fchmod,link,mkdir,ftruncate"
ERRORS = {
    "openat": ("EMFILE", "EACCES"),
    "write": ("ENOSPC", "EIO"),
    "fsync": ("EIO",),
    "rename": ("EIO", "EROFS"),
    "fchmod": ("EPERM",),
    "flock": ("ENOLCK",),
}
SAVE = """
import sys
from pathlib import Path
from followup_md.book import save
from followup_md.book.book import open_book
from followup_md.errors import FollowupError
text = {new!r}
root = Path(sys.argv[1])
print("ready", flush=True)
try:
    saved = save.save(open_book(root), {{n: lambda _: text for n in ("ann", "bob")}}, "log",
                        commit=sys.argv[2] == "commit")
except FollowupError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
except OSError as error:  # as the command line does
    print(error, file=sys.stderr)
    sys.exit(4)
print("done")
"""
SYNC = """
import sys
from pathlib import Path
from followup_md.book import sync
from followup_md.book.book import open_book
from followup_md.errors import FollowupError
print("ready", flush=True)
try:
    sync.sync(open_book(Path(sys.argv[1])), lambda _: None)
except FollowupError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
except OSError as error:
    print(error, file=sys.stderr)
    sys.exit(4)
print("done")
"""
ENV = os.environ | {
    "PYTHONPATH": str(PROJECT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    **{f"GIT_{role}_NAME": "Nora" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "nora@example.org" for role in ("AUTHOR", "COMMITTER")},
}


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, env=ENV, capture_output=True, text=True)
    assert done.returncode == 0, (args, done.stderr)
    return done.stdout


def fresh(folder: Path) -> Path:
    """Make a book, a shared repository and another's push that it has not seen."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    git(folder, "init", "-q", "--bare", "-b", "main", "shared")
    git(folder, "clone", "-q", "shared", "book")
    book = folder / "book"
    (book / "contacts").mkdir()
    (book / "followup.yml").touch()
    for name in ("ann", "bob"):
        (book / f"contacts/{name}.md").write_text(TEXT)
    git(book, "add", ".")
    git(book, "commit", "-qm", "first")
    git(book, "push", "-q", "origin", "main")
    git(folder, "clone", "-q", "shared", "other")
    (folder / "other/contacts/eve.md").write_text(TEXT)
    git(folder / "other", "add", ".")
    git(folder / "other", "commit", "-qm", "other")
    git(folder / "other", "push", "-q")
    return book


def command(mode: str, book: Path) -> list[str]:
    program = SYNC if mode == "sync" else SAVE.format(new=NEW)
    return [sys.executable, "-c", program, str(book), mode]


def prepare(mode: str, folder: Path) -> Path:
    book = fresh(folder)
    if mode == "sync":
        (book / "contacts/ann.md").write_text(NEW)
    return book


def faults(mode: str, folder: Path, log: Path) -> Iterator[tuple[str, int, str]]:
    """Yield each fault: call, which one of them, and what it gets."""
    book = prepare(mode, folder)
    subprocess.run([*strace(log), *command(mode, book)], env=ENV, check=True, capture_output=True)
    seen: Counter[str] = Counter()
    locked = False
    for line in log.read_text(errors="replace").splitlines():
        name = line.partition("(")[0]
        if not name.isidentifier():
            continue  # a signal, or the end
        seen[name] += 1
        locked = locked or "followup.lock" in line
        # Python's own files and our own output are nothing that a save could mend.
        ours = (
            str(folder) in line if name == "openat" else not line.startswith(("write(1", "write(2"))
        )
        if locked and ours:
            for fault in ("signal=KILL", *(f"error={error}" for error in ERRORS.get(name, ()))):
                yield name, seen[name], fault


def strace(log: Path, inject: str = "") -> list[str]:
    trace = ["strace", "-qq", "-o", str(log), "-e", f"trace={CALLS}"]
    return [*trace, "-e", f"inject={inject}"] if inject else trace


class End(NamedTuple):
    """How a run ended."""

    code: int
    done: bool  # it said so
    told: str = ""


def wrong(mode: str, folder: Path, end: End) -> list[str]:
    """Return what is wrong after a fault."""
    found = []
    texts = [(folder / f"book/contacts/{name}.md").read_text() for name in ("ann", "bob")]
    if not set(texts) <= {TEXT, NEW}:
        found.append("a torn file")
    if mode != "sync" and end.done and texts != [NEW, NEW]:
        found.append("said done, and was not")
    if mode != "sync" and end.code in (3, 4) and texts != [TEXT, TEXT]:
        found.append(f"exit {end.code}, and some of it was written: {end.told}")
    if end.code in (1, 70):
        found.append(f"exit {end.code}: {end.told}")
    for name in ("book", "shared"):
        done = subprocess.run(
            ["git", "fsck", "--strict"], cwd=folder / name, env=ENV, capture_output=True, text=True
        )
        if done.returncode:
            found.append(f"git fsck in {name}: {done.stderr.strip()}")
    return found


def recovers(mode: str, folder: Path) -> list[str]:
    """Run once more, without a fault.

    Before that, do what `sync` tells a user to do: remove the lock files of a Git that was killed,
    abort its merge, delete a new file that it had not filled yet.
    """
    book = folder / "book"
    for root in (book, folder / "shared"):
        for lock in [*root.rglob("*.lock")]:
            if lock.name != "followup.lock" and lock.name != ".followup.lock":
                lock.unlink()
    if mode == "sync" and (book / ".git/MERGE_HEAD").exists():
        git(book, "merge", "--abort")
    for path in (book / "contacts").glob("*.md"):
        if not path.stat().st_size:
            path.unlink()
    done = subprocess.run(command(mode, book), env=ENV, capture_output=True, text=True)
    found: list[str] = []
    if not done.stdout.endswith("done\n"):
        found.append(f"the next run: exit {done.returncode} {done.stderr.strip()[-300:]}")
    texts = [(book / f"contacts/{name}.md").read_text() for name in ("ann", "bob")]
    if mode == "sync":
        shared = git(folder / "shared", "ls-tree", "-r", "--name-only", "main").split()
        if "contacts/eve.md" not in shared or not (book / "contacts/eve.md").exists():
            found.append("the other's contact is missing")
        if git(folder / "shared", "show", "main:contacts/ann.md") != NEW:
            found.append("our touch is missing")
    elif texts != [NEW, NEW]:
        found.append("the next run did not write")
    left = [path.name for path in (book / "contacts").iterdir() if path.suffix != ".md"]
    if left:
        found.append(f"litter: {left}")
    return found


def looked_at(mode: str, folder: Path, end: End, what: str, tally: Counter[str]) -> int:
    """Look at what a fault has left, print what is wrong, and return how much that is."""
    book = folder / "book"
    locks = [path for path in (book / ".git").rglob("*.lock") if path.name != "followup.lock"]
    tally["runs"] += 1
    tally["done all the same"] += end.done
    tally["left a lock of Git"] += bool(locks)
    tally["left litter"] += any((book / "contacts").glob(".followup-*"))
    bad = [*wrong(mode, folder, end), *recovers(mode, folder)]
    for words in bad:
        print(f"{mode}: {what}: {words}", flush=True)
    return len(bad)


def each_call(mode: str, place: Path) -> int:
    """Break one mode at every call of our process."""
    folder, log = place / "f", place / "log"
    tally: Counter[str] = Counter()
    bad = 0
    for call, number, fault in list(faults(mode, folder, log)):
        book = prepare(mode, folder)
        inject = f"{call}:{fault}:when={number}"
        words = [*strace(log, inject), *command(mode, book)]
        done = subprocess.run(words, env=ENV, capture_output=True, text=True)
        tally[fault.partition("=")[0]] += 1
        end = End(done.returncode, done.stdout.endswith("done\n"), done.stderr[-300:])
        bad += looked_at(mode, folder, end, inject, tally)
    print(f"{mode}, each call: {dict(tally)}, wrong: {bad}", flush=True)
    return bad


def each_moment(mode: str, place: Path, number: int) -> int:
    """Kill one mode, with all the processes that it started, at moments over a whole run."""
    folder = place / "f"
    tally: Counter[str] = Counter()
    bad = 0
    book = prepare(mode, folder)
    process = begin(mode, book)
    start = time.monotonic()
    assert process.communicate()[0] == "done\n"
    length = time.monotonic() - start
    for moment in range(number):
        book = prepare(mode, folder)
        process = begin(mode, book)
        try:
            said, _ = process.communicate(timeout=length * 1.1 * (moment + 1) / number)
        except subprocess.TimeoutExpired:
            while running := members(process.pid):  # one may have started another meanwhile
                for member in running:
                    with suppress(ProcessLookupError):
                        os.kill(member, signal.SIGKILL)
            said, _ = process.communicate()
        at = f"killed at moment {moment}"
        end = End(process.returncode, said.endswith("done\n"))
        bad += looked_at(mode, folder, end, at, tally)
    print(f"{mode}, each moment: {dict(tally)}, wrong: {bad}", flush=True)
    return bad


def begin(mode: str, book: Path) -> subprocess.Popen[str]:
    """Start a run, and return when it has loaded what it needs."""
    process = subprocess.Popen(
        command(mode, book), env=ENV, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def members(session: int) -> list[int]:
    """Return the processes of a session that still run."""
    words = ["ps", "-o", "pid=,stat=", "-s", str(session)]
    listed = subprocess.run(words, capture_output=True, text=True).stdout.splitlines()
    return [int(line.split()[0]) for line in listed if line.split()[1][0] != "Z"]


def main() -> None:
    words = sys.argv[1:] or ["calls", "kills", "100"]
    bad = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as place:
        if "calls" in words:
            bad += sum(each_call(mode, Path(place)) for mode in ("save", "commit", "sync"))
        if "kills" in words:
            number = int(words[words.index("kills") + 1])
            bad += sum(
                each_moment(mode, Path(place), number) for mode in ("save", "commit", "sync")
            )
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
