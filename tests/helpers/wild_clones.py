"""Clones as in `clones`, which also remove people, add some who look like them, settle and undo.

Where a person is removed on one side and changed on the other, somebody must choose; what was known
of that person may then be there or not, but never in the file of another. An entry that was changed
may stay beside its change where it came to both sides by itself, if a merge has said so. A promise
that two have settled alike, each by themselves, and that one of them changed or removed later, may
be there or not: to a merge that is a change beside a removal, and the change stays.

    python -m tests.helpers.wild_clones CLONES FIRST-SEED SEEDS ROUNDS [plain]
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

import yaml

from tests.helpers import clones
from tests.helpers.clones import Clone, Commit, Team, Touch, make_program
from tests.helpers.real_git import git

_PAIR = re.compile(
    r"^<{7,} [^\n]*\n(---\n.*?)^={7,}\n(---\n.*?)^>{7,} [^\n]*\n\Z", re.DOTALL | re.M
)
_LISTS = ("touches", "promises")
_OURS = re.compile(r"[vg]\d+\.$")
_PROMISE = re.compile(r"2026-12-01, v")


class WildTeam(Team):
    """A team that also counts what its members had to choose, and were told."""

    def __init__(self, folder: Path, count: int, seed: int, program: Path | None) -> None:
        self.doubtful: set[str] = set()  # words of people whom somebody chose to keep or remove
        self.noted: set[str] = set()  # people of whom a merge has said that both are kept
        self.choices = 0
        self.doubled: set[str] = set()
        self.twice: set[str] = set()  # made by several, each by themselves, in the same words
        super().__init__(folder, count, seed, program, Wild)


class Wild(Clone):
    """A clone of such a team."""

    team: WildTeam

    def write_more(self) -> None:
        for name in ("Dee One", "Dan Two"):
            self.add_person(name)

    def add_person(self, name: str) -> None:
        """Add somebody who is like all the others that are added here."""
        same = [f"{key}: the same for everybody" for key in ("org", "role", "reason")]
        touches = ["2026-01-01 call voicemail", "2026-01-02 call no-answer"]
        own = [self.new(name, "2026-02-01 email"), self.new(name, "2026-02-02 call voicemail")]
        promise = self.new(name, "2026-12-01")
        lines = [f"name: {name}", *same, "cadence: none", "tags: client, same", "touches:"]
        lines += [f"  - {line}" for line in (*touches, *own)] + ["promises:", f"  - {promise}"]
        path = f"contacts/{name.lower().replace(' ', '-')}.md"
        self.book.write(path, "\n".join(["---", *lines, "---", ""]))

    # What there is.

    def there(self) -> set[str]:
        """Return the words of every entry and tag of ours that is here; each is once."""
        there: Counter[Touch] = Counter()
        for person, path in self.files().items():
            text = path.read_text()
            assert "<<<<<<<" not in text, f"markers in {path.name}"
            front = yaml.load(text.split("---\n")[1], yaml.BaseLoader)
            values = [entry for kind in _LISTS for entry in front.get(kind) or ()]
            values += [tag.strip() for tag in (front.get("tags") or "").split(",")]
            there.update(Touch(person, value) for value in values if _OURS.search(value))
        ours = {touch: word for word, touch in self.team.touches.items()}
        assert set(there) <= set(ours), f"mixed: {set(there) - set(ours)}"
        assert max(there.values(), default=1) == 1, f"doubled: {there}"
        return {ours[touch] for touch in there}

    def check(self) -> None:
        found = self.there()
        team, wanted = self.team, self.made - self.ended
        lost = wanted - found - team.doubtful
        assert not lost, f"lost {[team.touches[word] for word in lost]}"
        more = found - wanted - team.doubtful
        told = {word for word in more if team.touches[word].person in team.noted}
        silent = more - told - team.twice  # what one made stays where another ended theirs
        assert not silent, f"doubled without a note: {[team.touches[word] for word in silent]}"
        team.doubled |= more

    def open(self, person: str) -> list[str]:
        there = self.there()
        return [word for word in super().open(person) if word in there and word[0] == "v"]

    def doubt(self, person: str) -> None:
        """Whatever is known of a person may be there from now on, or not."""
        self.team.doubtful |= {w for w, t in self.team.touches.items() if t.person == person}

    # What changes.

    def remove(self, person: str, path: Path) -> None:
        if person in clones.PEOPLE:
            return
        self.doubt(person)
        if self.team.random.random() < 0.5:
            path.unlink()
        else:
            git(self.root, "add", "-A")
            git(self.root, "rm", "-qf", str(path))

    def swap(self, person: str, path: Path) -> None:
        """Remove somebody, and add somebody whose file is like it."""
        if person in clones.PEOPLE:
            return
        self.remove(person, path)
        self.add(person, path)

    def add(self, _person: str, _path: Path) -> None:
        self.team.number += 1
        self.add_person(f"New {self.team.number}")

    def move(self, person: str, path: Path) -> None:
        if person in clones.PEOPLE:
            super().move(person, path)

    def by_hand(self, person: str, path: Path) -> None:
        (super().by_hand if person in clones.PEOPLE else self.log)(person, path)

    def indent(self, person: str, path: Path) -> None:
        if person in clones.PEOPLE:
            super().indent(person, path)

    def body(self, person: str, path: Path) -> None:
        if person in clones.PEOPLE:
            super().body(person, path)

    def tag(self, person: str, path: Path) -> None:
        self.team.number += 1
        word = f"g{self.team.number}."
        self.team.touches[word] = Touch(person, word)
        self.made |= {word}
        self.pending[0].add(word)
        text = path.read_text()
        line = re.search(r"^tags: .*$", text, re.M)
        if line is None:
            text = text.replace("\nrole:", f"\ntags: {word}\nrole:", 1)
        else:
            text = text.replace(line[0], f"{line[0]}, {word}", 1)
        path.write_text(text)

    def settle_promise(self, person: str, path: Path) -> None:
        """Settle a promise, and perhaps take that back."""
        words = [w for w in self.open(person) if _PROMISE.match(self.team.touches[w].value)]
        if not words:
            return
        id_ = str(path.relative_to(self.root / "contacts")).removesuffix(".md")
        done = self.book.run("settle", id_, words[0], "kept", "--on", "2026-09-28", "--no-commit")
        assert done.code == 0, done
        if self.team.random.random() < 0.3:
            assert self.book.run("undo").code == 0
            return
        self.end(words[0])
        key = f"{words[0]}kept"
        if key in self.team.touches:
            self.team.twice.add(key)
        self.team.touches[key] = Touch(person, f"2026-12-01 kept 2026-09-28, {words[0]}")
        self.made |= {key}
        self.pending[0].add(key)

    def log_and_undo(self, person: str, path: Path) -> None:
        before = self.made
        self.log(person, path)
        (word,) = self.made - before
        assert self.book.run("undo").code == 0
        self.end(word)

    # Git by hand.

    def heard_from_git(self, words: str) -> None:
        for line in words.splitlines():
            if "both are kept" in line:
                path = self.root / line.split(": ")[0].strip()
                if path.is_file():
                    self.team.noted.add(_name(path.read_text()))

    def attempt(self, *args: str) -> bool:
        """As before; a conflict that Git reports and then commits (up to 2.39 at least) is parted.

        Where a guessed rename meets a file that both sides have added.
        """
        done = super().attempt(*args)
        if done:
            found = {path: path.read_text() for path in (self.root / "contacts").glob("*.md")}
            pairs = {path: pair for path, text in found.items() if (pair := _PAIR.match(text))}
            for path, pair in pairs.items():
                self.part(str(path.relative_to(self.root)), pair[1], pair[2])
            if pairs and args[0] != "stash":
                git(self.root, "commit", "-q", "-m", "parted")
        return done

    def settle_file(self, path: str, state: str) -> None:
        stages = git(self.root, "ls-files", "-u", "--", path).splitlines()
        if not stages:
            return  # it was parted from another
        full = self.root / path
        pair = _PAIR.match(full.read_text()) if full.is_file() else None
        self.team.choices += 1
        if pair is not None:
            self.part(path, pair[1], pair[2])
        elif state in ("UU", "AA"):
            super().settle_file(path, state)
        else:
            ids = [line.split()[1] for line in stages]
            names = {_name(git(self.root, "cat-file", "blob", id_)) for id_ in ids}
            for name in names:
                assert name not in clones.PEOPLE, f"{path}: nobody removed {name}"
                self.doubt(name)
            # Of two, one was removed, and Git thinks that the other is that one under a new name.
            keep = len(names) > 1 or self.team.random.random() < 0.5
            git(self.root, *(("add",) if keep and full.is_file() else ("rm", "-qf")), "--", path)

    def part(self, path: str, *texts: str) -> None:
        """Bring two people whom Git took for one into a file each."""
        git(self.root, "rm", "-qf", "--cached", "--", path)
        (self.root / path).unlink()
        for text in texts:
            name = _name(text)
            assert name not in clones.PEOPLE, f"{path}: {name} is known"
            self.doubt(name)
            own = f"contacts/{name.lower().replace(' ', '-')}.md"
            self.book.write(own, text)
            git(self.root, "add", "--", own)

    def picked(self, commit: Commit) -> None:
        """Unlike in `clones`, what was picked may be changed later."""


REMOVALS = (Wild.remove, Wild.swap, Wild.swap, Wild.add)
CHANGES = (*clones.CHANGES, *[Wild.tag] * 2, *[Wild.settle_promise] * 3, Wild.log_and_undo)
APPEND = (*clones.APPEND, Wild.log_and_undo, Wild.move)


def _name(text: str) -> str:
    found = re.search(r"^name: (.*)$", text, re.M)
    assert found is not None
    return found[1]


def play(folder: Path, count: int, seed: int, rounds: int, setup: bool) -> WildTeam:
    """Play some rounds; without the driver by sync alone, as Git follows its own guesses."""
    team = WildTeam(folder, count, seed, make_program(folder) if setup else None)
    changes, shares = (CHANGES, clones.SHARES) if setup else (APPEND, (Clone.sync,))
    clones.run(team, seed, rounds, (*changes, *REMOVALS), shares)
    return team


def main() -> None:
    count, first, seeds, rounds = map(int, sys.argv[1:5])
    setup = sys.argv[5:] != ["plain"]
    clones.prepare()
    words, choices, doubled, bad = 0, 0, 0, 0
    for seed in range(first, first + seeds):
        with tempfile.TemporaryDirectory(prefix="clones-") as name:
            os.environ["HOME"] = name
            try:
                team = play(Path(name), count, seed, rounds, setup)
            except (AssertionError, yaml.YAMLError) as error:
                bad += 1
                print(f"seed {seed}: {error}", flush=True)
                continue
        words, choices = words + len(team.touches), choices + team.choices
        doubled += len(team.doubled)
    print(
        f"{count} clones{'' if setup else ' without the driver'}, {seeds} seeds x {rounds} rounds:"
        f" {words} entries and tags, {choices} choices for a person, {doubled} doubled with a note,"
        f" wrong: {bad}",
        flush=True,
    )


if __name__ == "__main__":
    main()
