"""A team of clones that change a book at random, and a log of which touches must be where.

A touch is a token (`v12.`) in its note. A change of an entry makes a new token and ends the old
one; so what a clone must hold are the tokens that anybody made, of whom it has heard, less those
that anybody ended. That is checked after every step.

    python -m tests.helpers.clones CLONES FIRST-SEED SEEDS ROUNDS [append]
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.helpers.book_folder import BookFolder
from tests.helpers.real_git import git

PEOPLE = ("Ann Lee", "Bob Ray", "Cy Fox")
_ITEM = re.compile(r"^( *)- (.*)$")
_HUNK = re.compile(r"^<{7,}[^\n]*\n(.*?)^={7,}\n(.*?)^>{7,}[^\n]*\n", re.DOTALL | re.MULTILINE)


class Touch(NamedTuple):
    """What stands in the file."""

    person: str
    value: str


class Commit(NamedTuple):
    """A commit made by hand: what it made and ended."""

    id: str
    made: frozenset[str]
    ended: frozenset[str]


class Team:
    """The shared repository, the clones, and every touch that was ever made."""

    def __init__(
        self,
        folder: Path,
        clones: int,
        seed: int,
        program: Path | None,
        kind: type[Clone] | None = None,
    ) -> None:
        kind = kind or Clone
        self.random = random.Random(seed)
        self.touches: dict[str, Touch] = {}
        self.frozen: set[str] = set()  # picked: Git cannot tell an end from what never was
        self.conflicts: list[str] = []
        self.number = 0
        self.steps: list[str] = []
        git(folder, "init", "-q", "--bare", "-b", "main", "shared.git")
        first = kind(self, folder, "first", program)
        first.book.write("followup.yml", "timezone: Europe/Dublin\n")
        for sub in ("d1", "d2"):  # else Git thinks of a folder that was moved
            first.book.write(f"contacts/{sub}/README.md", f"About {sub}.\n")
        first.book.write(".gitattributes", "/contacts/**/*.md merge=union\n")
        for person in PEOPLE:
            words = [f"{person} knows {n} things about item {n * len(person)}." for n in range(40)]
            first.book.add(
                person.split()[0].lower(),
                *(first.new(person, f"2026-0{n}-01 email") for n in range(1, 6)),
                name=person,
                role="Buyer",
                met="2026-01-01 a fair",
                body="\n".join(words) + "\n",
            )
        first.write_more()
        first.commit()
        git(first.root, "push", "-q", "-u", "origin", "main")
        self.shared = first.made, first.ended
        self.clones = [kind(self, folder, f"c{number}", program) for number in range(clones)]
        for clone in self.clones:
            clone.hear(*self.shared)
            clone.check()


class Clone:
    """One person's clone."""

    def __init__(self, team: Team, folder: Path, name: str, program: Path | None) -> None:
        self.team, self.name, self.root = team, name, folder / name
        self.book = BookFolder(self.root)
        self.made: frozenset[str] = frozenset()
        self.ended: frozenset[str] = frozenset()
        self.pending: tuple[set[str], set[str]] = set(), set()
        self.commits: list[Commit] = []
        self.public = False  # another clone has commits that are not pushed yet
        git(folder, "clone", "-q", "shared.git", name)
        if name != "first" and program is not None:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sys, "argv", [str(program)])
                assert self.book.run("setup").code == 0
            assert str(program) in git(self.root, "config", "merge.followup.driver")

    def write_more(self) -> None:
        """Write what else is in the book from the beginning."""

    # What there is.

    def files(self) -> dict[str, Path]:
        """Return the file of each person."""
        found: dict[str, Path] = {}
        for path in sorted((self.root / "contacts").rglob("*.md")):
            if path.name == "README.md":
                continue
            name = re.search(r"^name: (.*)$", path.read_text(), re.M)
            assert name is not None, f"no name in {path.name}"
            assert name[1] not in found, f"{name[1]} has two files"
            found[name[1]] = path
        return found

    def check(self) -> None:
        """Every touch that must be here is, once, whole, in its file; and no other is."""
        there: Counter[Touch] = Counter()
        for person, path in self.files().items():
            text = path.read_text()
            assert "<<<<<<<" not in text, f"markers in {path.name}"
            front = yaml.load(text.split("---\n")[1], yaml.BaseLoader)
            there.update(Touch(person, value) for value in front.get("touches") or ())
        wanted = Counter(self.team.touches[word] for word in self.made - self.ended)
        assert there == wanted, f"lost {wanted - there}, too many {there - wanted}"

    def open(self, person: str) -> list[str]:
        """Return the touches of a person that may be changed here."""
        live = self.made - self.ended - self.team.frozen
        return sorted(word for word in live if self.team.touches[word].person == person)

    # What changes.

    def new(self, person: str, words: str) -> str:
        """Make a touch; return its value."""
        self.team.number += 1
        word = f"v{self.team.number}."
        self.team.touches[word] = Touch(person, f"{words}, {word}")
        self.made |= {word}
        self.pending[0].add(word)
        return self.team.touches[word].value

    def end(self, word: str) -> None:
        self.ended |= {word}
        self.pending[1].add(word)

    def hear(self, made: frozenset[str], ended: frozenset[str]) -> None:
        self.made |= made
        self.ended |= ended

    def when(self) -> str:
        pick = self.team.random
        return f"2026-{pick.randint(6, 9):02}-{pick.randint(1, 28):02}"

    def log(self, person: str, path: Path) -> None:
        day = self.when()
        value = self.new(person, f"{day} call voicemail")
        note = value.partition(", ")[2]
        id_ = str(path.relative_to(self.root / "contacts")).removesuffix(".md")
        args = ["call", "voicemail", "-m", note, "--date", day, "--on", "2026-09-28"]
        commit = self.team.random.random() < 0.3 and not self.dirty()
        done = self.book.run("log", id_, *args, "--commit" if commit else "--no-commit")
        assert done.code == 0, done
        if commit:
            assert "not committed" not in done.err, done
            self._note_commit()

    def by_hand(self, person: str, path: Path) -> None:
        """Add an entry anywhere, perhaps below a comment."""
        lines = path.read_text().splitlines(True)
        places = [n for n, line in enumerate(lines) if _ITEM.match(line) and "v" in line]
        at = self.team.random.choice([places[-1], *places]) if places else None
        if at is None:
            return
        found = _ITEM.match(lines[at])
        assert found is not None
        value = self.new(person, f"{self.when()} {self.team.random.choice(['email', 'text'])}")
        above = f"{found[1]}# {value[-5:]}\n" if self.team.random.random() < 0.2 else ""
        lines.insert(at + 1, f"{above}{found[1]}- {value}\n")
        path.write_text("".join(lines))

    def change(self, person: str, path: Path) -> None:
        """Give an entry another outcome or note, or take it out."""
        if not (words := self.open(person)):
            return
        word = self.team.random.choice(words)
        old = self.team.touches[word].value
        text = path.read_text()
        assert text.count(old) == 1
        if self.team.random.random() < 0.3 and len(words) > 3:
            text = re.sub(rf"^ *- {re.escape(old)}\n", "", text, flags=re.M)
        else:
            head = old.partition(",")[0]
            if " call voicemail" in head and self.team.random.random() < 0.5:
                head = head.replace("voicemail", "answered")
            text = text.replace(old, self.new(person, head))
        self.end(word)
        path.write_text(text)

    def move(self, person: str, path: Path) -> None:
        """Move a file; for each person one clone does that, as Git asks about two new names."""
        clones = self.team.clones
        if clones[PEOPLE.index(person) % len(clones)] is not self:
            return
        if self.dirty():
            self.commit()
        self.team.number += 1
        new = self.root / f"contacts/d{self.team.random.randint(1, 2)}/x{self.team.number}.md"
        new.parent.mkdir(exist_ok=True)
        git(self.root, "mv", str(path), str(new))
        self.commit()

    def indent(self, _person: str, path: Path) -> None:
        columns = self.team.random.choice([0, 2, 4])
        lines = [
            _ITEM.sub(rf"{' ' * columns}- \2", line) if "v" in line else line
            for line in path.read_text().splitlines()
        ]
        path.write_text("\n".join(lines) + "\n")

    def field(self, _person: str, path: Path) -> None:
        self.team.number += 1
        text = path.read_text()
        path.write_text(re.sub(r"^role: .*$", f"role: R{self.team.number}", text, flags=re.M))

    def body(self, _person: str, path: Path) -> None:
        self.team.number += 1
        lines = path.read_text().splitlines(True)
        at = self.team.random.randint(len(lines) - 30, len(lines))
        lines.insert(at, f"Line {self.team.number}.\n")
        path.write_text("".join(lines))

    # Git by hand.

    def dirty(self) -> bool:
        return bool(git(self.root, "status", "--short"))

    def commit(self) -> None:
        git(self.root, "add", "--all")
        if self.dirty():
            git(self.root, "commit", "-q", "-m", f"by hand in {self.name}")
            self._note_commit()

    def _note_commit(self) -> None:
        head = git(self.root, "rev-parse", "HEAD").strip()
        self.commits.append(Commit(head, *map(frozenset, self.pending)))
        self.pending = set(), set()

    def attempt(self, *args: str) -> bool:
        done = subprocess.run(
            ["git", *args], cwd=self.root, capture_output=True, text=True, check=False
        )
        if done.returncode:
            self.team.conflicts.append(f"{self.name}: git {' '.join(args)}: {done.stdout}")
        self.heard_from_git(done.stdout + done.stderr)
        return done.returncode == 0

    def heard_from_git(self, words: str) -> None:
        """Take note of what a merge has said."""

    def settle(self) -> bool:
        """Settle every conflict as a person would; return whether there was any.

        Of a field, one's own words; of the body, and were there touches, the words of both.
        """
        out = git(self.root, "status", "--porcelain", "-z", "--no-renames").split("\0")
        unmerged = {line[3:]: line[:2] for line in out if line[:2] in _BOTH}
        for path, state in unmerged.items():
            self.settle_file(path, state)
        return bool(unmerged)

    def settle_file(self, path: str, state: str) -> None:
        assert state in ("UU", "AA"), (path, state)
        full = self.root / path
        full.write_text(_HUNK.sub(_chosen, full.read_text()))
        git(self.root, "add", path)

    # Sharing.

    def push(self) -> None:
        git(self.root, "push", "-q", "origin", "main")
        self.team.shared = self.made, self.ended
        self.public = False

    def merge(self) -> None:
        self.commit()
        git(self.root, "fetch", "-q")
        if not self.attempt("merge", "-q", "--no-edit", "origin/main"):
            assert self.settle()
            git(self.root, "commit", "-q", "--no-edit")
        self.hear(*self.team.shared)
        self.check()
        self.push()

    def rebase(self) -> None:
        self.commit()
        git(self.root, "fetch", "-q")
        merges = git(self.root, "rev-list", "--merges", "origin/main..HEAD")
        if self.public or merges:
            return self.merge()
        going = not self.attempt("rebase", "-q", "origin/main")
        while going:
            self.settle()
            staged = git(self.root, "diff", "--cached", "--name-only")
            going = not self.attempt("-c", "core.editor=true", "rebase", _go_on(staged))
        self.commits.clear()  # they have other names now
        self.hear(*self.team.shared)
        self.check()
        return self.push()

    def sync(self) -> None:
        self.pending = set(), set()
        for _ in range(2):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(tempfile, "tempdir", str(self.root.parent))  # others are guarded
                done = self.book.run("sync")
            self.heard_from_git(done.err)
            if done.code == 0:
                break
            assert done.code == 3, done
            self.team.conflicts.append(f"{self.name}: sync: {done.err}")
            assert self.settle()
        assert done.code == 0, done
        self.hear(*self.team.shared)
        self.check()
        self.team.shared = self.made, self.ended
        self.public = False

    def from_another(self) -> None:
        other = self.team.random.choice([c for c in self.team.clones if c is not self])
        self.commit()
        other.commit()
        git(self.root, "fetch", "-q", str(other.root), "main")
        if not self.attempt("merge", "-q", "--no-edit", "FETCH_HEAD"):
            assert self.settle()
            git(self.root, "commit", "-q", "--no-edit")
        other.public = True
        self.hear(other.made, other.ended)

    def pick(self) -> None:
        """Cherry-pick a commit whose touches still stand everywhere."""
        other = self.team.random.choice([c for c in self.team.clones if c is not self])
        ended = frozenset[str]().union(*(clone.ended for clone in self.team.clones))
        good = [c for c in other.commits if not c.made & (ended | self.made) and c.made]
        if not good:
            return
        commit = self.team.random.choice(good)
        self.commit()
        git(self.root, "fetch", "-q", str(other.root), "main")
        going = not self.attempt("cherry-pick", commit.id)
        while going:
            self.settle()
            staged = git(self.root, "diff", "--cached", "--name-only")
            going = not self.attempt("-c", "core.editor=true", "cherry-pick", _go_on(staged))
        self.picked(commit)
        self.hear(commit.made, commit.ended)

    def picked(self, commit: Commit) -> None:
        self.team.frozen |= commit.made

    def stash(self) -> None:
        """Bring changes that are not committed over a merge."""
        git(self.root, "fetch", "-q")
        stashed = bool(git(self.root, "diff", "--name-only", "HEAD"))
        if stashed:
            git(self.root, "stash", "-q")
        if not self.attempt("merge", "-q", "--no-edit", "origin/main"):
            assert self.settle()
            git(self.root, "commit", "-q", "--no-edit")
        if stashed and not self.attempt("stash", "pop", "-q"):
            assert self.settle()
            git(self.root, "stash", "drop", "-q")
        git(self.root, "reset", "-q")
        self.hear(*self.team.shared)


Change = Callable[[Any, str, Path], None]
Share = Callable[[Clone], None]
_BOTH = {"UU", "AA", "DD", "AU", "UA", "DU", "UD"}
APPEND = (Clone.log, Clone.log, Clone.by_hand)
CHANGES = (*APPEND * 2, *[Clone.change] * 4, Clone.move, Clone.indent, Clone.field, Clone.body)
SHARES: tuple[Share, ...] = (
    Clone.merge,
    Clone.rebase,
    Clone.sync,
    Clone.from_another,
    Clone.pick,
    Clone.stash,
)


def _go_on(staged: str) -> str:
    return "--continue" if staged else "--skip"


def _chosen(hunk: re.Match[str]) -> str:
    ours, theirs = hunk[1], hunk[2]
    return ours if "role:" in ours + theirs else ours + theirs


def play(folder: Path, clones: int, seed: int, rounds: int, program: Path, append: bool) -> Team:
    """Play some rounds; in the end everybody shares everything, and has the same."""
    team = Team(folder, clones, seed, program)
    run(team, seed, rounds, APPEND if append else CHANGES, SHARES)
    return team


def run(
    team: Team, seed: int, rounds: int, changes: Sequence[Change], shares: Sequence[Share]
) -> None:
    """Play some rounds; in the end everybody shares everything, and has the same."""
    try:
        for _ in range(rounds):
            for clone in team.clones:
                for _ in range(team.random.randint(1, 2)):
                    found = clone.files()
                    person = team.random.choice(sorted(found))
                    change = team.random.choice(changes)
                    team.steps.append(f"{clone.name} {change.__name__} {person}")
                    getattr(clone, change.__name__)(person, found[person])
                    clone.check()
            clone = team.random.choice(team.clones)
            share = team.random.choice(shares)
            team.steps.append(f"{clone.name} {share.__name__}")
            share(clone)
            clone.check()
        for clone in [*team.clones, *team.clones[:-1]]:
            team.steps.append(f"{clone.name} sync at the end")
            clone.sync()
    except (AssertionError, yaml.YAMLError):
        print(
            f"seed {seed}, {len(team.clones)} clones:",
            *team.steps[-6:],
            sep="\n  ",
            file=sys.stderr,
        )
        raise
    for clone in team.clones:
        git(clone.root, "fsck", "--strict")
        assert git(clone.root, "rev-parse", "HEAD") == git(team.clones[0].root, "rev-parse", "HEAD")


def make_program(folder: Path) -> Path:
    """Write a program that Git can start as the merge driver."""
    program = folder / "followup"
    package = Path(__file__).parents[2]
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{package}" exec {sys.executable} -m followup_md "$@"\n'
    )
    program.chmod(0o755)
    return program


def prepare() -> None:
    """Make the environment what the tests' is."""
    os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "FOLLOWUP_NO_CACHE": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        os.environ |= {f"GIT_{role}_NAME": "Nora", f"GIT_{role}_EMAIL": "nora@example.org"}


def main() -> None:
    clones, first, seeds, rounds = map(int, sys.argv[1:5])
    append = sys.argv[5:] == ["append"]
    prepare()
    touches, conflicts, bad = 0, 0, 0
    for seed in range(first, first + seeds):
        with tempfile.TemporaryDirectory(prefix="clones-") as name:
            os.environ["HOME"] = name
            try:
                team = play(Path(name), clones, seed, rounds, make_program(Path(name)), append)
            except (AssertionError, yaml.YAMLError) as error:
                bad += 1
                print(f"seed {seed}: {error}", flush=True)
                continue
        print(*team.conflicts, sep="\n", file=sys.stderr)
        touches += len(team.touches)
        conflicts += len(team.conflicts)
    words = "append-only, " if append else ""
    print(
        f"{clones} clones, {words}{seeds} seeds x {rounds} rounds: {touches} touches,"
        f" {conflicts} stops for a person, wrong: {bad}",
        flush=True,
    )


if __name__ == "__main__":
    main()
