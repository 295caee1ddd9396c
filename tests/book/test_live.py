"""A book that stays open gives what a reading gives, whatever is done to its files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from followup_md.book.book import Book, open_book, open_cached
from followup_md.book.live import WatchedBook
from followup_md.book.reader import Reading
from followup_md.cache import fingerprints
from followup_md.commands.agenda import PAGE, Page
from followup_md.errors import MachineError, UsageError
from followup_md.storage import files
from tests.book.test_cached import Meddler
from tests.helpers.book_folder import BookFolder
from tests.helpers.cached_book import DAY, own_cache, people, quiet, read

__all__ = ["own_cache", "read"]  # fixtures
STEPS = int(os.environ.get("FOLLOWUP_STEPS", "300"))
FIELDS = (
    "private: yes",
    'promises: ["2026-09-10, the brochure"]',
    'quotes: ["2026-09-01 Q-1, Project X"]',
    "status: do-not-contact by them 2026-09-09",
    "follow_up: 2026-09-14",
    "met: 2026-09-01 at a fair\nreason: the quote",
    "keep: 10d",
    "phone: 1",
    "[",
)


class Wrecker(Meddler):
    """Does worse, too: files and folders that cannot be read, and settings that are wrong."""

    def __init__(self, book: BookFolder, seed: int) -> None:
        super().__init__(book, seed)
        self.acts += [
            *[self.newcomers] * 3,
            self.wreck,
            self.mend,
            self.no_contacts,
            *[self.contacts_again] * 4,
            self.one_for_another,
            self.wrong_settings,
            *[self.settings] * 4,
        ]

    def text(self) -> str:
        chosen = self.pick.choices((*FIELDS, ""), (3, 3, 3, 3, 3, 3, 3, 3, 1, 9))[0]
        return super().text().replace("\n---\n", f"\n{chosen}\n---\n", 1)

    def step(self) -> str:
        act = self.pick.choice(self.acts)
        with suppress(
            OSError, UsageError
        ):  # what stands in the way of one act is another one's doing
            act()
        return act.__name__

    def folder(self) -> Path:
        return self.contacts if (self.contacts / "a").is_file() else super().folder()

    def git(self, *args: str) -> str:
        command = ["git", "-C", str(self.book.root), *args]
        return subprocess.run(command, check=False, capture_output=True, text=True).stdout or "1"

    def newcomers(self) -> None:
        for number in self.pick.sample(range(50), 8):
            self.folder().joinpath(f"p{number}.md").write_text(self.text(), encoding="utf-8")

    def wreck(self) -> None:
        """Make something of which no contact can be read."""
        path = self.any()
        kind = self.pick.randrange(5)
        if kind == 0:
            path.write_bytes(b"---\nname: \0\n---\n")
        elif kind == 1:
            path.write_text("no front matter", encoding="utf-8")
        elif kind == 2:
            os.mkfifo(self.folder() / "pipe.md")
        elif kind == 3:
            path.unlink()
            path.mkdir()
        else:
            path.chmod(0)  # root may read it all the same

    def mend(self) -> None:
        for path in self.contacts.rglob("*.md"):
            if path.is_fifo():
                path.unlink()
            elif path.is_dir():
                path.rmdir()

    def replace_folder(self) -> None:
        self.mend()  # nobody can copy a pipe
        super().replace_folder()

    def no_contacts(self) -> None:
        away = self.book.root / "away"
        if self.contacts.is_dir() and not away.exists() and self.pick.random() < 0.5:
            self.contacts.rename(away)

    def contacts_again(self) -> None:
        away = self.book.root / "away"
        if away.is_dir() and not self.contacts.exists():
            away.rename(self.contacts)

    def one_for_another(self) -> None:
        """Make a folder a file, or a file a folder."""
        path = self.contacts / "a"
        if path.is_dir():
            path.rename(self.book.root / f"old-{self.pick.random()}")
            path.write_text("no folder", encoding="utf-8")
        elif path.is_file():
            path.unlink()
            path.mkdir()

    def wrong_settings(self) -> None:
        self.book.write("followup.yml", "timezone: Nowhere/At-All\n")


def answer(ask: Callable[[], Reading]) -> Reading | str:
    try:
        return ask()
    except UsageError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.parametrize("opened", [open_book, open_cached])
@pytest.mark.parametrize("grain", [0, fingerprints.GRAIN])
def test_meddling_makes_no_difference(
    book: BookFolder,
    opened: Callable[[Path], Book],
    grain: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fingerprints, "GRAIN", grain)
    people(book)
    wrecker = Wrecker(book, grain)
    live = WatchedBook(opened(book.root))
    settings, before = live.book.settings, live.refresh()
    done = []
    for step in range(STEPS):
        done.append(wrecker.step())
        found = answer(live.refresh)
        assert found == answer(lambda: open_book(book.root).read()), (step, done[-5:])
        if isinstance(found, str):
            continue
        if live.book.settings == settings:
            same = {contact.id: contact for contact in before.contacts}
            for contact in found.contacts:
                assert same.get(contact.id) != contact or same[contact.id] is contact
        settings, before = live.book.settings, found
    assert set(done) == {act.__name__ for act in wrecker.acts}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_page_is_what_a_fresh_one_is(
    book: BookFolder, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprints, "GRAIN", 0)
    people(book, 30)
    wrecker = Wrecker(book, seed)
    live, page = WatchedBook(open_cached(book.root)), Page(allow_empty=True)
    path = book.root / PAGE
    full = 0
    for step in range(STEPS):
        done = wrecker.step()
        day = DAY + timedelta(days=wrecker.pick.choice((0, 0, 0, 0, 0, 0, 1, -3, 40)))
        if isinstance(answer(live.refresh), str) or not wrecker.contacts.is_dir():
            continue  # no command opens such a book
        page.write(live.book, live.refresh(), day)
        kept = path.read_bytes()
        path.unlink()
        fresh = book.run("--no-cache", "agenda", "--allow-empty", "--on", str(day))
        assert fresh.code in (0, 1)
        assert path.read_bytes() == kept, (step, done)
        full += kept.count(b"\n- ") > 5
    assert full > STEPS / 2


@pytest.fixture
def aged(book: BookFolder, monkeypatch: pytest.MonkeyPatch) -> BookFolder:
    """Return a book of which no file is so young that it is read again for that."""
    monkeypatch.setattr(fingerprints, "GRAIN", 0)
    people(book)
    quiet()
    return book


def test_only_what_has_changed_is_read(aged: BookFolder, read: list[str]) -> None:
    live = WatchedBook(open_book(aged.root))
    first = live.refresh()
    read.clear()
    assert live.refresh() is first
    assert read == []
    aged.add("a/c1", "2026-09-09 call")
    second = live.refresh()
    assert read == ["a/c1"]
    changed = [
        two.id for one, two in zip(first.contacts, second.contacts, strict=True) if one is not two
    ]
    assert changed == ["a/c1"]


def test_what_is_kept_is_not_read(aged: BookFolder, read: list[str]) -> None:
    expected = open_cached(aged.root).read_cached()
    read.clear()
    live = WatchedBook(open_cached(aged.root))
    assert live.refresh() == expected
    assert read == []


def test_what_changes_during_the_first_look_is_seen_by_the_second(
    aged: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Book.read_cached

    def meanwhile(self: Book) -> Reading:
        aged.add("c0", name="Before")
        found = real(self)
        aged.add("c0", name="Behind")
        aged.add("new")
        (aged.root / "contacts/a/c1.md").unlink()
        return found

    monkeypatch.setattr(Book, "read_cached", meanwhile)
    live = WatchedBook(open_cached(aged.root))
    live.refresh()
    assert live.refresh() == open_book(aged.root).read()


def test_broken_settings_are_told_until_they_are_mended(aged: BookFolder) -> None:
    live = WatchedBook(open_cached(aged.root))
    before = live.refresh()
    aged.write("followup.yml", "timezone: [")
    for _ in range(2):
        with pytest.raises(UsageError, match=r"followup\.yml"):
            live.refresh()
    aged.write("followup.yml", "timezone: UTC\nagenda: {limit: 1}\n")
    assert live.refresh() == before
    assert live.book.settings.limit == 1


def test_a_file_that_the_machine_cannot_read_is_tried_again(
    aged: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.read_bytes

    def failing(path: str | Path, limit: int | None = None) -> bytes:
        if str(path).endswith("c1.md"):
            raise MachineError(f"{path}: Input/output error")
        return real(path, limit)

    live = WatchedBook(open_book(aged.root))
    with monkeypatch.context() as broken:
        broken.setattr(files, "read_bytes", failing)
        for _ in range(2):
            assert live.refresh().unreadable == ("contacts/a/c1.md",)
    assert live.refresh().unreadable == ()
