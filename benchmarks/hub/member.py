"""One member of the team: what they write in a day, and how they share it."""

from __future__ import annotations

import io
import os
import random
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from pathlib import Path

from followup_md import main
from hub.record import Record
from hub.world import FOLDERS, FOLLOWUP, git

_HUNK = re.compile(r"^<{7,}[^\n]*\n(.*?)^={7,}\n(.*?)^>{7,}[^\n]*\n", re.DOTALL | re.M)
_EMAIL = re.compile(r"^email: (\S+)$", re.M)
_ENTRY = re.compile(r"^  - \d{4}-\d\d-\d\d .*\bt\d+\.$", re.M)
# How somebody shares who does not have the program.
_PLAINLY = """
git add --all
git diff --cached --quiet || git commit -qm 'by hand'
for try in $(seq 200); do
    git pull -q --no-rebase --no-edit || exit 3
    git push -q 2>/dev/null && exit 0
done
exit 4
"""


class Member:
    """Somebody with a clone. `plain`: without the program, by an editor and plain Git."""

    def __init__(self, root: Path, seed: int, record: Record, plain: bool = False) -> None:
        self.root, self.word, self.plain = root, root.name, plain
        self.pick, self._record = random.Random(seed), record
        self.asked: list[tuple[str, bool]] = []  # stops for a person; whether there was a choice
        self._made = 0

    # A day's work.

    def work(self, day: date) -> None:
        """Change something, as people do: mostly a touch with somebody they look after."""
        path = self._somebody()
        if self.plain:
            self._by_hand(path, day)
            return
        what = self.pick.choices(
            (self._log, self._by_hand, self._settle, self._set, self._edit, self._move, self._add),
            (62, 12, 8, 6, 6, 2, 4),
        )[0]
        what(path, day)

    def _somebody(self) -> Path:
        every = sorted((self.root / "contacts").rglob("*.md"))
        for path in self.pick.sample(every, min(len(every), 400)):
            if self.pick.random() < 0.1 or f"\nowner: {self.word}\n" in path.read_text():
                return path
        return every[0]

    def _log(self, path: Path, day: date) -> None:
        words = self.pick.choice(
            (["call", "voicemail"], ["call", "answered"], ["email"], ["in", "call", "missed"])
        )
        note = f"about the offer {self._record.new(_email(path))}"
        self._run("log", _id(path), *words, "-m", note, "--on", str(day))

    def _by_hand(self, path: Path, day: date) -> None:
        lines = path.read_text().splitlines(True)
        at = next(n for n, line in enumerate(lines) if line == "promises:\n")
        entry = f"  - {day} text, by hand {self._record.new(_email(path))}\n"
        path.write_text("".join([*lines[:at], entry, *lines[at:]]))

    def _settle(self, path: Path, day: date) -> None:
        text = path.read_text()
        found = re.search(r"^  - \d{4}-\d\d-\d\d, the drawings (t\d+\.)$", text, re.M)
        if found is not None:
            self._record.changed(self.word, _email(path), found[1])
            self._run("settle", _id(path), found[1], "kept", "--on", str(day))

    def _set(self, path: Path, _day: date) -> None:
        self._made += 1
        field = self.pick.choice(("role", "reason"))
        self._record.changed(self.word, _email(path), field)
        self._run("set", _id(path), field, f"{field} {self._made} of {self.word}")

    def _edit(self, path: Path, _day: date) -> None:
        """Add words to an entry."""
        text = path.read_text()
        entry = self.pick.choice(_ENTRY.findall(text))
        self._record.changed(self.word, _email(path), entry.split()[-1])
        self._made += 1
        head, word = entry.rsplit(" ", 1)
        path.write_text(text.replace(entry, f"{head} ({self.word} {self._made}) {word}", 1))

    def _move(self, path: Path, _day: date) -> None:
        self._record.changed(self.word, _email(path), "place")
        new = self.root / "contacts" / self.pick.choice(FOLDERS) / path.name
        if not new.exists():
            new.parent.mkdir(exist_ok=True)
            path.rename(new)

    def _add(self, _path: Path, day: date) -> None:
        """Add somebody; at a fair two may add the same person."""
        self._made += 1
        if self.pick.random() < 0.2:
            number = self.pick.randrange(1000)
            name, email = f"Fair {number:03}", f"fair{number:03}@people.example"
        else:
            name = f"New {self.word} {self._made:03}"
            email = f"{self.word}.{self._made}@people.example"
        args = ["--email", email, "--met", f"{day} a fair", "--owner", self.word, "--on", str(day)]
        self._run("add", name, *args, expected=(0, 3))  # 3: they are there already
        id_ = name.lower().replace(" ", "-")
        if any((self.root / "contacts").rglob(f"{id_}.md")):
            self._record.changed(self.word, email, "owner")
            note = f"hello {self._record.new(email)}"
            self._run("log", id_, "email", "-m", note, "--on", str(day))

    def _run(self, *args: str, expected: tuple[int, ...] = (0,)) -> None:
        """Run the program in this process."""
        os.chdir(self.root)
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            code = main.run(args)
        if code not in expected:
            sys.exit(f"{self.word}: followup {' '.join(args)}: {out.getvalue()}")

    # Sharing.

    def start_sync(self) -> subprocess.Popen[str]:
        """Begin to share."""
        command = ["sh", "-c", _PLAINLY] if self.plain else [*FOLLOWUP, "sync"]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=self.root, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True
        )

    def end_sync(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        """Wait for a sync; return its exit code and what it said."""
        out, err = process.communicate()
        return process.returncode, out + err

    def share(self) -> int:
        """Share, and settle what is asked as a person would; return how many runs it took."""
        for run in range(1, 20):
            code, said = self.end_sync(self.start_sync())
            if code == 0:
                return run
            self.answer(code, said)
        sys.exit(f"{self.word} cannot share: {said}")

    def answer(self, code: int, said: str) -> None:
        """Settle what stopped a sync: of a field one's own words, of entries those of both."""
        unmerged = git(self.root, "diff", "--name-only", "--diff-filter=U").stdout.split()
        if not unmerged:
            if code not in (3, 4):
                sys.exit(f"{self.word}: exit {code}: {said}")
            if "faster" not in said and "locked" not in said:
                self.asked.append((said, False))
            return
        for name in unmerged:
            path = self.root / name
            text = path.read_text()
            email = _EMAIL.search(text)
            choice = email is not None and self._record.by_several(email[1])
            self.asked.append((f"{name}: {said}", choice))
            path.write_text(_HUNK.sub(_chosen, text))
            git(self.root, "add", name)

    def is_dirty(self) -> bool:
        """Whether there is anything to share."""
        return bool(git(self.root, "status", "--short").stdout)


def _chosen(hunk: re.Match[str]) -> str:
    """Return the own side, and entries that only the other has."""
    ours, theirs = hunk[1], hunk[2]
    words = set(re.findall(r"\bt\d+\.", ours))
    more = [line for line in theirs.splitlines(True) if line.startswith("  - ")]
    return ours + "".join(line for line in more if line.split()[-1] not in words)


def _email(path: Path) -> str:
    found = _EMAIL.search(path.read_text())
    assert found is not None
    return found[1]


def _id(path: Path) -> str:
    return str(path).partition("/contacts/")[2].removesuffix(".md")


def working_days(count: int, first: date) -> list[date]:
    """Return so many days, Monday to Friday."""
    days = (first + timedelta(days=number) for number in range(count * 2 + 7))
    return [day for day in days if day.weekday() < 5][:count]
