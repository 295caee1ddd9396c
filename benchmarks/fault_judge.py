"""What a broken run has left: the disk, what can be compared of it, and what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fault_cases import Case, Place, make

_ENDINGS = {0, 1, 3, 4}
_LITTER = re.compile(r"/\.followup-[^/]*\.tmp$")
_HALF = re.compile(
    r"^((?:contacts|inbox)\S+) was (?:written|taken back) already: followup undo", re.M
)
_HANDS = 3  # times that the same command may have to run, where its message says what is to do


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
        self.merges = case.words == ("sync",)
        theirs = self.old.entries.items() if self.merges else ()
        self.theirs = {
            name.replace("other/", "book/", 1): content
            for name, (_, _, content) in theirs
            if name.startswith("other/contacts/")
        }
        self.by_hand = 0  # runs after which a person had to do what the message said

    def ends_now(self, without_litter: bool = False) -> Ends:
        """Look at the book as it is."""
        place = self.place
        disk = Disk.look(place.folder)
        seen = {
            name: content
            for name, content in disk.files("").items()
            if not name.startswith("book/.git/") and not (without_litter and _LITTER.search(name))
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

    def wrong(self, code: int, out: str, err: str, stuck: bool = False) -> list[str]:
        """Return what is wrong with what a run has left and said; code -9: it was killed.

        `stuck`: nothing could be removed or put back, so a temporary file may be left.
        """
        found = []
        now = Disk.look(self.place.folder)
        old, new = (disk.files("contacts/", "site/") for disk in (self.old, self.new))
        for name, content in now.files("contacts/", "site/").items():
            partial = code == 1 and name.startswith("book/site/")  # without somebody: it says so
            # Git's own merge removes a file, and then writes the other.
            if self.merges:
                sides = (new.get(name, b""), self.theirs.get(name, b""))
                partial = any(side.startswith(content) for side in sides)
            whole = content in (old.get(name), new.get(name)) or partial
            if name.endswith(".md") and not whole:
                found.append(f"{name} is torn: {content!r:.200}")
        lost = [n for n in old if n in new and n not in now.files("contacts/", "site/")]
        if lost and not self.merges:
            found.append(f"gone: {lost}")
        found += self._fsck()
        sees = self.ends_now(without_litter=stuck)
        if stuck:
            sees = sees._replace(record=self.begins.record if code else sees.record)
        told = f"exit {code}: {(out + err).strip()[-400:]}"
        if code == -9 and not out.strip():
            return found
        if code in (0, -9):
            found += self._untrue(sees, out, err)
        elif code in (3, 4) and not self.merges and self._other_than(err, sees):
            found.append(f"refused, but {sees.differences(self.begins)}; {told}")
        if code == 1 and not self.wrong_files(out + err):
            found.append(told)
        if code not in (-9, *_ENDINGS) or "Traceback" in err or "None:" in err:
            found.append(told)
        if code == 4 and not re.search(r"/|git", err):
            found.append(f"no path: {told}")
        return found

    def _other_than(self, err: str, sees: Ends) -> bool:
        """Whether more was changed than what it said it could not put back."""
        half = {f"book/{path}" for path in _HALF.findall(err)}
        if not half:
            return bool(sees.differences(self.begins))
        names = {*sees.files, *self.begins.files}
        differing = {n for n in names if sees.files.get(n) != self.begins.files.get(n)}
        return differing != half or sees.commits != self.begins.commits

    @staticmethod
    def wrong_files(said: str) -> bool:
        """Whether it said that something could not be read."""
        return (
            "cannot be read" in said
            or "could not be read" in said
            or re.search(": E\\d", said) is not None
        )

    def _untrue(self, sees: Ends, out: str, err: str) -> list[str]:
        # It said that it is done.
        if self.merges:
            return self._untrue_sync(out)
        told = (out + err).strip()[-400:]
        found = []
        if sees.files != self.ends.files and out.strip():
            found.append(f"said done, but {sees.differences(self.ends)[-1]}; {told}")
        committed = (sees.commits, sees.status) == (self.ends.commits, self.ends.status)
        if self.case.commits and sees.commits == self.ends.commits and "not committed" in err:
            found.append(f"it is committed; {told}")
        if self.case.commits and not committed and "not committed" not in err:
            behind = sees.commits == self.ends.commits and "index does not know it" in err
            if not behind:
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

    def not_the_same_in_the_end(self, partly: bool = False) -> list[str]:
        """Run the same command again, do as it says, and return what differs then.

        `partly`: the first run did it without a file, so there may be a commit more.
        """
        if not self.case.again and not self.ends_now().differences(self.ends):
            self.place.run(*self.case.words)  # there is nothing to finish: it makes it again
            return self.litter()
        for _ in range(_HANDS):
            done = self.place.run(*self.case.words)
            said = (done.stdout + done.stderr).strip()
            now, ends = self.ends_now(), self.ends
            if partly:
                # Two changes for one: `undo` knows the second.
                now, ends = (
                    end._replace(commits=end.commits.split()[-1], record="") for end in (now, ends)
                )
            found = now.differences(ends)
            if not self._did_by_hand(said):
                break
            self.by_hand += 1
        if done.returncode:
            found.append("an exit code")
        if found:
            found = [f"the same again: exit {done.returncode}: {said[-400:]}: {found}"]
        return found + self.litter()

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

    def litter(self) -> list[str]:
        names = [
            str(path.relative_to(self.place.folder))
            for pattern in (".followup-*", ".public-*")
            for path in self.place.book.rglob(pattern)
        ]
        return [f"litter: {names}"] if names else []
