"""Break a command at every system call, and judge what is left without the code that made it.

    python benchmarks/faults.py [kills] [errors] [--code CHECKOUT] [COMMAND...]

Linux on x86-64, with Git. Without a COMMAND (a name of `fault_cases.py`, or its first words): all.

`kills`: the command runs once, and before each system call of it and of every Git that it starts
the disk is as a kill at that moment would leave it. Each state that is not the same as another is
kept; on each, the same command runs again.

`errors`: a run for each call that changes something in the book (or opens a file of it), with each
error that the machine may give there: once, or from there on where that is how a disk fails (no
space, read-only); and with a write cut short.

What must hold: contact files are the old or the new ones; `git fsck` is content; what the command
said is true (done: written, and committed where that was wanted, unless it said why not; refused:
as before); the same command again ends where an undisturbed run ends (files, index, commits,
record for `undo`), and leaves no temporary file. Locks of a Git that was killed are removed as the
message says, which is counted.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import tracer
from fault_cases import CASES, Case, Place, make
from tracer import Answer, Call, Fail, Shorten

_ENDINGS = {0, 1, 3, 4}
_HANDS = 3  # times that the same command may have to run, where its message says what is to do
_WRITES = ("write", "pwrite64", "writev", "sendfile", "copy_file_range")
_OPENS = ("open", "openat", "creat")
_NO_SPACE = {*_WRITES, *_OPENS, "mkdir", "mkdirat", "link", "symlink", "fallocate"}
_ONCE = {
    **dict.fromkeys(_OPENS, ("EMFILE", "EIO")),
    **dict.fromkeys(_WRITES, ("EIO",)),
    "fsync": ("EIO", "ENOSPC"),
    "fdatasync": ("EIO",),
    "rename": ("EIO",),
    "renameat2": ("EIO", "EINVAL"),
    "link": ("EIO", "EPERM"),
    "unlink": ("EIO",),
    "unlinkat": ("EIO",),
    "mkdir": ("EIO",),
    "fchmod": ("EPERM",),
    "flock": ("ENOLCK",),
    "": ("EMFILE", "EIO"),  # a file that is opened to read it
}


class Disk(NamedTuple):
    """What is in a folder: path -> mode, time, content or where the link leads."""

    entries: dict[str, tuple[int, int, bytes]]

    @classmethod
    def look(cls, folder: Path) -> Disk:
        """Read a folder."""
        found = {}
        for parent, folders, names in os.walk(folder):
            for name in (*folders, *names):
                path = os.path.join(parent, name)
                try:
                    status = os.lstat(path)
                    content = b""
                    if os.path.islink(path):
                        content = os.fsencode(os.readlink(path))
                    elif name in names:
                        content = Path(path).read_bytes()
                except FileNotFoundError:
                    continue
                where = os.path.relpath(path, folder)
                found[where] = (status.st_mode, status.st_mtime_ns, content)
        return cls(found)

    def put(self, folder: Path) -> None:
        """Make a folder as it was."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, (mode, _, content) in sorted(self.entries.items()):
            path = folder / name
            if mode & 0o170000 == 0o040000:
                path.mkdir()
            elif mode & 0o170000 == 0o120000:
                path.symlink_to(os.fsdecode(content))
                continue
            else:
                path.write_bytes(content)
            path.chmod(mode & 0o7777)
        for name, (_, time, _) in self.entries.items():
            os.utime(folder / name, ns=(time, time), follow_symlinks=False)

    @property
    def key(self) -> str:
        """What tells it from another."""
        sums = hashlib.sha256()
        for name, (mode, _, content) in sorted(self.entries.items()):
            sums.update(f"{name}\0{mode}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
            sums.update(content)
        return sums.hexdigest()

    def files(self, *tops: str) -> dict[str, bytes]:
        """Return the files in these folders of the book."""
        return {
            name: content
            for name, (mode, _, content) in self.entries.items()
            if mode & 0o170000 == 0o100000 and name.startswith(tuple(f"book/{top}" for top in tops))
        }


class Ends(NamedTuple):
    """What can be compared of a book, however it came about."""

    files: dict[str, bytes]  # what a person sees
    record: str  # for undo
    status: str  # of Git: index and working tree
    commits: str  # what they say and what they hold, the newest tree
    shared: str

    def differences(self, other: Ends) -> list[str]:
        """Name what is not the same."""
        found = [
            f"{name}: {mine!r:.80} and not {its!r:.80}"
            if name != "record"
            else "the record for undo"
            for name, mine, its in zip(self._fields[1:], self[1:], other[1:], strict=True)
            if mine != its
        ]
        names = {*self.files, *other.files}
        differing = sorted(n for n in names if self.files.get(n) != other.files.get(n))
        return [*found, *([f"files: {differing[:5]}"] if differing else [])]


class Judge:
    """A case with its undisturbed run, which every other is compared with."""

    def __init__(self, name: str, case: Case, folder: Path, code: Path) -> None:
        self.name, self.case = name, case
        self.place = Place(folder / "place", code)
        shutil.rmtree(self.place.folder, ignore_errors=True)
        self.place.folder.mkdir()
        make(self.place, case)
        self.old = Disk.look(self.place.folder)
        self.begins = self.ends_now()
        done = self.place.run(*case.words)
        if done.returncode:
            raise AssertionError(f"{name}: exit {done.returncode}: {done.stderr}")
        self.new = Disk.look(self.place.folder)
        self.ends = self.ends_now()
        self.by_hand = 0  # runs after which a person had to do what the message said

    def ends_now(self) -> Ends:
        """Look at the book as it is."""
        place = self.place
        disk = Disk.look(place.folder)
        seen = {
            name: content
            for name, content in disk.files("").items()
            if not name.startswith("book/.git/")
        }
        try:
            record = json.loads((place.book / ".git/followup-last.json").read_bytes())
            record["commit"] = bool(record["commit"])
        except FileNotFoundError:
            record = None
        shared = (place.folder / "shared").exists()
        return Ends(
            seen,
            json.dumps(record, sort_keys=True),
            place.git("status", "--porcelain", "--untracked-files=all"),
            place.git("log", "--format=%s") + place.git("rev-parse", "HEAD^{tree}"),
            place.git("rev-parse", "main^{tree}", at="shared") if shared else "",
        )

    def wrong(self, code: int, out: str, err: str) -> list[str]:
        """Return what is wrong with what a run has left and said; code -9: it was killed."""
        found = []
        now = Disk.look(self.place.folder)
        old, new = (disk.files("contacts/", "site/") for disk in (self.old, self.new))
        for name, content in now.files("contacts/", "site/").items():
            if name.endswith(".md") and content not in (old.get(name), new.get(name)):
                found.append(f"{name} is torn: {content!r:.200}")
        lost = [n for n in old if n in new and n not in now.files("contacts/", "site/")]
        if lost and self.name != "sync":  # Git's own merge removes a file and writes another
            found.append(f"gone: {lost}")
        found += self._fsck()
        sees = self.ends_now()
        told = f"exit {code}: {(out + err).strip()[-400:]}"
        if code == -9 and not out.strip():
            return found
        if code in (0, -9):
            found += self._untrue(sees, out, err)
        elif code in (3, 4) and self.name != "sync" and sees.differences(self.begins):
            found.append(f"refused, but {sees.differences(self.begins)}; {told}")
        if code not in (-9, *_ENDINGS) or "Traceback" in err or "None:" in err:
            found.append(told)
        if code == 4 and not re.search(r"/|git", err):
            found.append(f"no path: {told}")
        return found

    def _untrue(self, sees: Ends, out: str, err: str) -> list[str]:
        # It said that it is done.
        if self.name == "sync":
            return self._untrue_sync(out)
        told = (out + err).strip()[-400:]
        found = []
        if sees.files != self.ends.files and out.strip():
            found.append(f"said done, but {sees.differences(self.ends)[-1]}; {told}")
        committed = (sees.commits, sees.status) == (self.ends.commits, self.ends.status)
        if self.case.commits and not committed and "not committed" not in err:
            found.append(f"no word of it, but {sees.differences(self.ends)}; {told}")
        return found

    def _untrue_sync(self, out: str) -> list[str]:
        place, found = self.place, []
        for line in out.splitlines():
            path = line.removeprefix("committed ").strip()
            if line.startswith("committed ") and place.git("status", "--porcelain", "--", path):
                found.append(f"said {line!r}, but {place.git('status', '--porcelain')!r}")
            if line.startswith("pushed") and "0" not in line:
                ours = place.git("rev-parse", "HEAD").strip()
                theirs = place.git("rev-parse", "main", at="shared").strip()
                if ours != theirs:
                    found.append(f"said {line!r}, but main is {theirs}, not {ours}")
        return found

    def _fsck(self) -> Iterator[str]:
        for at in ("book", "shared"):
            if (self.place.folder / at).exists():
                done = subprocess.run(
                    ["git", "fsck", "--strict"],
                    cwd=self.place.folder / at,
                    env=self.place.env,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                if done.returncode:
                    yield f"git fsck in {at}: {done.stderr.strip()}"

    def not_the_same_in_the_end(self) -> list[str]:
        """Run the same command again, do as it says, and return what differs then."""
        if not self.case.again and not self.ends_now().differences(self.ends):
            return self._litter()
        for _ in range(_HANDS):
            done = self.place.run(*self.case.words)
            said = (done.stdout + done.stderr).strip()
            found = self.ends_now().differences(self.ends)
            if not self._did_by_hand(said):
                break
            self.by_hand += 1
        if done.returncode:
            found.append("an exit code")
        if found:
            found = [f"the same again: exit {done.returncode}: {said[-400:]}: {found}"]
        return found + self._litter()

    def _did_by_hand(self, said: str) -> bool:
        """Do what a message asks for; return whether it asked."""
        if ".lock" in said:
            for root in (self.place.book, self.place.folder / "shared"):
                for lock in [*root.rglob("*.lock")]:
                    if lock.name != "followup.lock":
                        lock.unlink()
            return True
        if "git merge --abort" in said and (self.place.book / ".git/MERGE_HEAD").exists():
            self.place.git("merge", "--abort")
            return True
        if "in the way" in said:
            empty = [p for p in (self.place.book / "contacts").glob("*.md") if not p.stat().st_size]
            for path in empty:
                path.unlink()
            return bool(empty)
        return False

    def _litter(self) -> list[str]:
        names = [
            str(path.relative_to(self.place.folder))
            for pattern in (".followup-*", ".public-*")
            for path in self.place.book.rglob(pattern)
        ]
        return [f"litter: {names}"] if names else []


def kills(judge: Judge, step: int = 1) -> list[str]:
    """Judge what a kill before each call leaves, or each `step`th of the different states."""
    place, tally = judge.place, Counter[str]()
    states: dict[str, tuple[int, Disk, str, str]] = {}
    judge.old.put(place.folder)
    output = place.folder.parent / "said"
    changed = True

    def look(call: Call) -> Answer:
        nonlocal changed
        tally["calls"] += 1
        if changed:
            disk = Disk.look(place.folder)
            said = [output.with_suffix(s).read_text(errors="replace") for s in (".out", ".err")]
            states.setdefault(f"{disk.key} {said}", (tally["calls"], disk, said[0], said[1]))
        changed = bool(call.name)
        return None

    command = place.command(judge.case.words)
    tracer.run(command, place.book, place.env, output, look)
    found = []
    for at, disk, out, err in [*states.values()][::step]:
        disk.put(place.folder)
        bad = judge.wrong(-9, out, err)
        tally["untrue or torn"] += bool(bad)
        tally["litter until the next run"] += bool(judge._litter())
        later = judge.not_the_same_in_the_end()
        tally["never as undisturbed"] += bool(later)
        found += [f"{judge.name}: killed before call {at}: {words}" for words in (*bad, *later)]
        for words in found[len(found) - len(bad) - len(later) :]:
            print(words, flush=True)
    figures = ", ".join(f"{number} {what}" for what, number in tally.items())
    hands = f"{judge.by_hand} by hand as told"
    print(f"{judge.name}, kills: {figures}; {len(states)} states, {hands}", flush=True)
    return found


class Point(NamedTuple):
    """The `number`th call about the book gets this error, or is cut short ("")."""

    number: int
    call: str
    error: str
    stays: bool = False


def points(judge: Judge) -> list[Point]:
    """Return the faults of an undisturbed run."""
    found: list[Point] = []
    number = 0

    def look(call: Call) -> Answer:
        nonlocal number
        if not _concerns(judge.place, call):
            return None
        number += 1
        found.extend(Point(number, call.name, error) for error in _ONCE.get(call.name, ()))
        if call.name in _NO_SPACE:
            found.append(Point(number, call.name, "ENOSPC", stays=True))
        if call.name and call.name not in ("flock", "fsync", "fdatasync"):
            found.append(Point(number, call.name, "EROFS", stays=True))
        if call.name in _WRITES[:2]:
            found.append(Point(number, call.name, ""))
        return None

    judge.old.put(judge.place.folder)
    place = judge.place
    command = place.command(judge.case.words)
    tracer.run(command, place.book, place.env, place.folder.parent / "said", look)
    return found


def _concerns(place: Place, call: Call) -> bool:
    return bool(call.name or call.reads_file) and call.path.startswith(str(place.folder))


def errors(judge: Judge, step: int = 1) -> list[str]:
    """Judge a run for every error at every call, or every `step`th of these."""
    place, tally, found = judge.place, Counter[str](), list[str]()
    for point in points(judge)[::step]:
        judge.old.put(place.folder)
        ended = _broken(judge, point)
        bad = judge.wrong(ended.code, ended.out, ended.err)
        if litter := judge._litter():
            bad += litter if not point.call.startswith("unlink") and not point.stays else []
        tally["runs"] += 1
        tally[f"exit {ended.code}"] += 1
        done = ended.code == 0 and not judge.case.again
        later = [] if done else judge.not_the_same_in_the_end()
        for words in (*bad, *later):
            found.append(f"{judge.name}: {point}: {words}")
            print(found[-1], flush=True)
    figures = ", ".join(f"{number} {what}" for what, number in tally.items())
    hands = f"{judge.by_hand} by hand as told"
    print(f"{judge.name}, errors: {figures}; {len(found)} wrong, {hands}", flush=True)
    return found


def _broken(judge: Judge, point: Point) -> tracer.Ended:
    place, number = judge.place, 0
    sticks = _NO_SPACE if point.error == "ENOSPC" else None

    def look(call: Call) -> Answer:
        nonlocal number
        if not _concerns(place, call):
            return None
        number += 1
        if number < point.number or (number > point.number and not point.stays):
            return None
        if number > point.number and (not call.name or (sticks and call.name not in sticks)):
            return None
        if number > point.number and call.name in ("flock", "fsync", "fdatasync"):
            return None
        return Fail(getattr(errno, point.error)) if point.error else Shorten()

    command = place.command(judge.case.words)
    return tracer.run(command, place.book, place.env, place.folder.parent / "said", look)


def fits(name: str, word: str) -> bool:
    """Whether a case is called so, or begins so where none is called so."""
    return name == word or (word not in CASES and name.startswith(f"{word} "))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--code", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--step", type=int, default=1, help="only every so many of them")
    parser.add_argument("words", nargs="*", metavar="kills|errors|COMMAND")
    given = parser.parse_args()
    ways = {"kills": kills, "errors": errors}
    wanted = [word for word in given.words if word not in ways]
    bad = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        for name, case in CASES.items():
            if wanted and not any(fits(name, word) for word in wanted):
                continue
            for way in [word for word in given.words if word in ways] or list(ways):
                judge = Judge(name, case, Path(folder), given.code.resolve())
                bad += len(ways[way](judge, given.step))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
