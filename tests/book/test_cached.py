"""What is kept of a book never shows: every answer is that of a reading."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from followup_md.book import cached
from followup_md.book.book import open_book
from followup_md.cache import database as cache
from followup_md.cache import fingerprints, workers
from tests.helpers.book_folder import BookFolder
from tests.helpers.cached_book import DAY, database, kept, own_cache, people, same

__all__ = ["own_cache"]  # a fixture
SETTINGS = (
    "timezone: Europe/Dublin\n",
    "timezone: Europe/Dublin\nholidays: [2026-09-14, 2026-09-15]\n",
    "timezone: Europe/Dublin\nholidays: [IE]\n",
    "timezone: Europe/Dublin\nagenda: {limit: 2}\n",
    "timezone: Europe/Dublin\nchannels: {fax: {live: no}}\n",
)
TOUCHES = (
    "2026-09-05 in call missed",
    "2026-09-08 call voicemail",
    "2026-09-10 email",
    "2026-09-16 meeting planned, lunch",
    "2026-09-20 call",
    "2026-09-11 fax",
    "2026-13-01 call",
)


class Meddler:
    """Does to a book what people, editors and Git do."""

    def __init__(self, book: BookFolder, seed: int) -> None:
        self.book = book
        self.pick = random.Random(seed)
        self.contacts = book.root / "contacts"
        self.acts: list[Callable[[], object]] = [
            *[self.edit] * 4,
            *[self.unseen_edit] * 4,
            self.rename,
            self.swap,
            self.add,
            self.delete,
            self.restore,
            self.checkout,
            self.replace_folder,
            self.move_folder,
            self.link,
            self.litter,
            self.settings,
            self.break_cache,
            self.nothing,
        ]

    def step(self) -> str:
        act = self.pick.choice(self.acts)
        act()
        return act.__name__

    def files(self) -> list[Path]:
        return sorted(p for p in self.contacts.rglob("*.md") if p.is_file() and not p.is_symlink())

    def any(self) -> Path:
        return self.pick.choice(self.files() or [self.add()])

    def folder(self) -> Path:
        folder = self.contacts / self.pick.choice(("", "a", "a/b", "new"))
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def text(self) -> str:
        fields = [f"name: {self.pick.choice(('Ann', 'ann', 'Bob', 'Chloé'))} {self.pick.random()}"]
        if self.pick.random() < 0.3:
            fields.append(f"birthday: --{self.pick.randint(1, 12):02}-{self.pick.randint(1, 28)}")
        if self.pick.random() < 0.2:
            fields.append("status: declined by them 2026-09-09")
        if self.pick.random() < 0.2:
            fields.append("snooze: 2026-09-17 since 2026-09-01")
        if self.pick.random() < 0.7:
            fields.append("touches:")
            touches = self.pick.choices(TOUCHES, (9, 9, 9, 3, 3, 1, 1), k=self.pick.randint(1, 4))
            fields += [f"  - {touch}" for touch in touches]
        return "\n".join(["---", *fields, "---", "body", ""])

    def edit(self) -> None:
        self.any().write_text(self.text(), encoding="utf-8")

    def unseen_edit(self) -> None:
        """Change a digit, and put size and times back as far as the system lets anybody."""
        path = self.any()
        before = path.stat()
        text = path.read_text(encoding="utf-8")
        digits = [n for n, letter in enumerate(text) if letter in "789"]
        if digits:
            place = self.pick.choice(digits)
            text = text[:place] + self.pick.choice("789") + text[place + 1 :]
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def rename(self) -> None:
        self.any().rename(self.folder() / f"r{self.pick.randint(0, 9)}.md")

    def swap(self) -> None:
        one, other, between = self.any(), self.any(), self.contacts / "between"
        if one != other:
            one.rename(between)
            other.rename(one)
            between.rename(other)

    def add(self) -> Path:
        name = self.pick.choice(("n1", "N1", "n2", "été", "e\u0301te\u0301", "x y"))
        path = self.folder() / f"{name}.md"
        path.write_text(self.text(), encoding="utf-8")
        return path

    def delete(self) -> None:
        self.any().unlink()

    def restore(self) -> None:
        """Put an old file with its old time in the place of a new one."""
        path = self.any()
        copy = self.book.root / "copy"
        shutil.copy2(path, copy)
        path.write_text(self.text(), encoding="utf-8")
        if self.pick.random() < 0.5:
            same(self.book)
        copy.replace(path)

    def checkout(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        past = self.pick.randint(0, int(self.git("rev-list", "--count", "HEAD")) - 1)
        self.git("checkout", "-q", f"HEAD~{min(past, 3)}", "--", ".")

    def git(self, *args: str) -> str:
        command = ["git", "-C", str(self.book.root), *args]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def replace_folder(self) -> None:
        folder = self.pick.choice((self.contacts, self.contacts / "a"))
        if folder.is_dir():
            copy = self.book.root / "copy-of-folder"
            shutil.copytree(folder, copy, symlinks=True)
            shutil.rmtree(folder)
            copy.rename(folder)

    def move_folder(self) -> None:
        one, other = self.contacts / "a", self.contacts / "moved"
        if one.is_dir() != other.is_dir():
            (one if one.is_dir() else other).rename(other if one.is_dir() else one)

    def link(self) -> None:
        path = self.folder() / self.pick.choice(("link.md", "link"))
        if path.is_symlink():
            path.unlink()
        elif not path.exists():
            path.symlink_to(self.pick.choice((self.any(), self.contacts, Path("/nowhere"))))

    def litter(self) -> None:
        path = self.folder() / self.pick.choice(("README.md", ".x.md", "y.markdown", "folder.md"))
        if path.suffix == ".md" and path.stem == "folder":
            path.mkdir(exist_ok=True)
        else:
            path.write_text("text", encoding="utf-8")

    def settings(self) -> None:
        self.book.write("followup.yml", self.pick.choice(SETTINGS))

    def break_cache(self) -> None:
        try:
            path = database()
        except ValueError:
            return  # the last damage was such that nothing is kept at the moment
        size = path.stat().st_size
        with path.open("r+b") as file:
            for _ in range(self.pick.randint(1, 40)):
                file.seek(self.pick.randrange(size))
                file.write(bytes([self.pick.randrange(256)]))
            if self.pick.random() < 0.3:
                file.truncate(self.pick.randrange(size))

    def nothing(self) -> None:
        pass


def test_a_day_in_the_past_is_told_as_by_a_reading(book: BookFolder) -> None:
    book.add(
        "ann",
        "2026-09-01 in email",
        "2026-09-12 email, later",
        "2026-09-16 lunch planned, Rosa's",
        name="Ann",
        status="do-not-contact 2026-09-13",
    )
    day = DAY - timedelta(days=7)
    assert same(book, day)
    assert same(book, day)  # once more, as kept
    (lunch,) = kept(book).agenda(day)[0].appointments
    assert (lunch.touch.channel, lunch.touch.note) == ("lunch", "Rosa's")
    assert lunch.contact.status is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_two_thousand_meddlings_make_no_difference(
    book: BookFolder, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed:  # once as it ships, when all that is younger than two seconds is read again
        monkeypatch.setattr(fingerprints, "GRAIN", 0)
    if seed == 2:  # half of it is looked at by another process
        monkeypatch.setattr(cached, "_MANY", 1)
        monkeypatch.setattr(workers, "worker_count", lambda: 2)
    if seed == 3:  # a clock that goes by steps of a fifth of a second: stamps tell little
        grain, clock = 200_000_000, cache.Cache.clock
        monkeypatch.setattr(cache.Cache, "clock", lambda self: clock(self) // grain)
        monkeypatch.setattr(
            fingerprints,
            "_STAMP",
            lambda s: (s.st_size, s.st_mtime_ns // grain, s.st_ctime_ns // grain, s.st_ino),
        )
    if seed == 4:  # the clock was put back by an hour: all stamps are of the future
        real = cache.Cache.clock
        monkeypatch.setattr(cache.Cache, "clock", lambda self: real(self) - 3600 * 10**9)
    people(book)
    meddler = Meddler(book, seed)
    same(book)
    done = []
    for step in range(400):
        done.append(meddler.step())
        on = DAY + timedelta(days=meddler.pick.choice((0, 0, 0, 1, 5, -3, -30, 110)))
        days, first = meddler.pick.choice((None, 0, 40)), meddler.pick.choice((None, 0, 2))
        assert same(book, on, days, first), (step, done[-5:])
        if step % 5 == 0:
            fresh = open_book(book.root)
            assert kept(book).read_cached() == fresh.read(), (step, done[-5:])
            assert kept(book).handles() == fresh.handles(), (step, done[-5:])
    assert len(set(done)) == len(set(meddler.acts))
