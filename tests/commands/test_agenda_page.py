from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from followup_md import cli
from followup_md.storage import lock, watch
from followup_md.views.markdown import HEADER
from tests.helpers.book_folder import ON, PROJECT, BookFolder

PAGE = "site/agenda.md"
PATIENCE = 20.0  # seconds until a change must be on the page


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.add("ann", "2026-09-05 in call missed, my son took it", phone="1", name="Ann Lee")
    return book


def page(book: BookFolder) -> str:
    return (book.root / PAGE).read_text()


def test_it_writes_the_day_and_only_when_it_changed(ann: BookFolder) -> None:
    found = ann.run("agenda", "--on", ON)
    assert (found.code, found.out) == (0, f"wrote {PAGE}: 1 to reach on {ON}\n")
    assert page(ann).startswith(f"{HEADER}\n")
    assert "[Ann Lee](../contacts/ann.md): call, 5 days late" in page(ann)
    before = (ann.root / PAGE).stat().st_ctime_ns
    assert ann.run("agenda", "--on", ON).out == f"{PAGE} is up to date\n"
    assert (ann.root / PAGE).stat().st_ctime_ns == before
    ann.add("ann", "2026-09-05 in call missed, my son took it", phone="1", name="Ann Moor")
    ann.run("agenda", "--on", ON)
    assert "Ann Moor" in page(ann)


def test_a_page_of_your_own_is_refused(ann: BookFolder) -> None:
    ann.write(PAGE, "# My own agenda\n")
    found = ann.run("agenda", "--on", ON)
    assert (found.code, found.out) == (3, "")
    assert PAGE in found.err
    assert page(ann) == "# My own agenda\n"


def test_conflict_marks_of_a_merge_are_written_over(ann: BookFolder) -> None:
    ann.run("agenda", "--on", ON)
    ann.write(PAGE, f"<<<<<<< HEAD\n{page(ann)}=======\n{page(ann)}>>>>>>> other\n")
    assert ann.run("agenda", "--on", ON).code == 0
    assert "<<<<" not in page(ann)


def test_a_link_is_not_followed(ann: BookFolder) -> None:
    target = ann.write("precious.txt", f"{HEADER}\n")
    (ann.root / "site").mkdir()
    (ann.root / PAGE).symlink_to(target)
    assert ann.run("agenda", "--on", ON).code == 3
    assert target.read_text() == f"{HEADER}\n"


def test_an_empty_book_never_empties_a_full_page(ann: BookFolder) -> None:
    ann.run("agenda", "--on", ON)
    full = page(ann)
    (ann.root / "contacts/ann.md").unlink()
    found = ann.run("agenda", "--on", ON)
    assert found.code == 3
    assert "--allow-empty" in found.err
    assert page(ann) == full
    assert ann.run("agenda", "--on", ON, "--allow-empty").code == 0
    assert "Nobody is due." in page(ann)
    assert ann.run("agenda", "--on", ON).code == 0


def test_private_and_unreadable_contacts_are_only_counted(ann: BookFolder) -> None:
    ann.add("doc", "2026-09-05 in call missed", phone="1", name="Secret Doctor", private="yes")
    ann.add("later", "2026-09-10 call", phone="1", name="Hidden Later", private="yes")
    ann.write("contacts/broken-secret.md", "---\nname: Broken\nstatus: gone\n---\n")
    assert ann.run("agenda", "--on", ON).code == 1
    text = page(ann)
    assert "1 private: see `followup due`." in text
    assert "1 could not be read" in text
    for word in ("Secret", "doc", "Hidden", "Broken", "broken-secret"):
        assert word not in text


def test_what_is_not_published_is_not_on_the_page(ann: BookFolder) -> None:
    ann.write(
        "followup.yml",
        "timezone: UTC\npublish: {notes: no, promises: no, quotes: no, phones: no}\n",
    )
    ann.add(
        "ann",
        "2026-09-05 in call missed, my son took it",
        phone="5550100",
        promises="\n  - 2026-09-10, the brochure",
        quotes="\n  - 2026-09-01 Q-114, Project X",
    )
    ann.run("agenda", "--on", ON)
    assert "[Ann](../contacts/ann.md): call" in page(ann)
    for word in ("my son", "brochure", "Q-114", "Project X", "5550100"):
        assert word not in page(ann)


def test_the_page_is_the_same_whatever_the_order_of_files(ann: BookFolder) -> None:
    for name in ("zed", "bob", "deep/eve"):
        ann.add(name, "2026-09-05 in call missed", phone="1")
    ann.run("agenda", "--on", ON)
    first = page(ann)
    other = BookFolder(ann.root.parent / "other")
    shutil.copytree(ann.root / "contacts", other.root / "contacts")
    shutil.copy(ann.root / "followup.yml", other.root)
    other.run("agenda", "--on", ON)
    assert page(other) == first


class Watcher(NamedTuple):
    """The command in a process of its own, going on, and the book that it watches."""

    book: BookFolder
    process: subprocess.Popen[str]

    def shows(self, word: str) -> bool:
        """Whether a word comes to stand on the page."""
        end = time.monotonic() + PATIENCE
        while word not in page(self.book) and time.monotonic() < end:
            time.sleep(0.02)
        return word in page(self.book)

    def tells(self, word: str) -> bool:
        """Whether a word comes to be told on stderr; waits for it."""
        assert self.process.stderr is not None
        return any(word in line for line in iter(self.process.stderr.readline, ""))


@contextmanager
def watching(book: BookFolder, most: int = resource.RLIM_INFINITY) -> Iterator[Watcher]:
    """Run `agenda --watch`, which may write files of at most so many bytes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "followup_md", "agenda", "--watch", "--on", ON],
        cwd=book.root,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    watcher = Watcher(book, process)
    try:
        assert watcher.tells("watching")
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        yield watcher
    finally:
        process.kill()
        process.communicate(timeout=30)


@pytest.fixture
def watched(ann: BookFolder) -> Iterator[Watcher]:
    with watching(ann) as watcher:
        yield watcher


def test_watch_goes_on_through_changes_mistakes_and_a_new_folder(watched: Watcher) -> None:
    book = watched.book
    book.add("bob", "2026-09-05 in call missed", phone="1", name="Bob Smith")
    assert watched.shows("Bob Smith")
    full = page(book)
    shutil.rmtree(book.root / "contacts")
    assert watched.tells("--allow-empty")
    assert page(book) == full
    book.add("new", "2026-09-05 in call missed", phone="1", name="Newcomer")
    assert watched.shows("Newcomer")
    book.add("new", "2026-09-05 in call missed", phone="1", name="Second")
    assert watched.shows("Second")


def test_watch_judges_anew_with_other_settings(watched: Watcher) -> None:
    book = watched.book
    book.add("bob", "2026-09-01 call voicemail", phone="1", name="Bob Smith")
    book.add("cat", "2026-09-01 call voicemail", phone="1", name="Cat")
    assert watched.shows("Cat")
    assert "Later today" not in page(book)
    book.write("followup.yml", "timezone: Europe/Dublin\nagenda: {limit: [")
    assert watched.tells("followup.yml:2")
    book.add("ann", "2026-09-05 in call missed", phone="1", name="Ann Moor")
    book.write("followup.yml", "timezone: Europe/Dublin\nagenda: {limit: 1}\n")
    assert watched.shows("Later today")
    assert "Ann Moor" in page(book)


def test_a_pull_is_few_pages(watched: Watcher) -> None:
    for number in range(300):
        watched.book.add(f"c{number}", "2026-09-05 in call missed", phone="1", name=f"C {number}.")
    pages = {(watched.book.root / PAGE).stat().st_ino}
    for _ in range(200):
        pages.add((watched.book.root / PAGE).stat().st_ino)
        if "C 299." in page(watched.book):
            break
        time.sleep(0.02)
    assert "C 299." in page(watched.book)
    assert len(pages) < 10


@pytest.mark.slow
def test_watch_tells_of_a_full_disk_and_goes_on(ann: BookFolder) -> None:
    with watching(ann, most=2000) as watched:
        before = page(ann)
        for number in range(30):
            ann.add(f"c{number}", "2026-09-05 in call missed", phone="1", name=f"C {number}.")
        assert watched.tells("File too large")
        assert page(ann) == before
        unlimited = resource.RLIM_INFINITY, resource.RLIM_INFINITY
        resource.prlimit(watched.process.pid, resource.RLIMIT_FSIZE, unlimited)
        ann.add("bob", "2026-09-05 in call missed", phone="1", name="Bob Smith")
        assert watched.shows("Bob Smith")
    assert sorted(path.name for path in (ann.root / "site").iterdir()) == ["agenda.md"]


@pytest.mark.slow
def test_killed_at_any_moment_it_leaves_the_old_page_or_the_new_one(ann: BookFolder) -> None:
    def named(name: str) -> None:
        ann.add("ann", "2026-09-05 in call missed", phone="1", name=name)

    names = [f"Ann {letter * 3000}" for letter in "xyz"]
    whole = set()
    for name in names:
        named(name)
        ann.run("agenda", "--on", ON)
        whole.add(page(ann))
    for number in range(6):
        with watching(ann) as watched:
            for turn in range(number % 3 + 1):
                named(names[(number + turn) % 3])
                time.sleep(0.03 + 0.007 * number)
            watched.process.kill()
        assert page(ann) in whole
    assert ann.run("agenda", "--on", ON).code == 0


@pytest.mark.parametrize("changed", [True, False])
def test_what_a_killed_run_left_goes(ann: BookFolder, changed: bool) -> None:
    ann.run("agenda", "--on", ON)
    whole = page(ann)
    litter = [
        ann.write(f"site/.followup-{number}-a.tmp", text)
        for number, text in enumerate(("", whole[:9], whole[:-9], whole.replace("\n", "\r\n")))
    ]
    theirs = ann.write("site/.followup-9-a.tmp", "# Mine\n")
    if changed:
        ann.add("bob", "2026-09-05 in call missed", phone="1")
    assert ann.run("agenda", "--on", ON).code == 0
    assert not any(path.exists() for path in litter)
    assert theirs.exists()


def test_no_other_run_loses_what_it_is_writing(ann: BookFolder) -> None:
    ann.run("agenda", "--on", ON)
    live = ann.write("site/.followup-1-a.tmp", page(ann))
    with lock.acquire(ann.root / ".git/followup.lock"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(lock, "WAIT", 0.1)
        done = ann.run("agenda", "--on", ON)
    assert (done.code, live.exists()) == (3, True)
    assert "another followup is writing in this book" in done.err


def test_watch_sees_midnight(ann: BookFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [datetime(2026, 9, 14, 22, 30, tzinfo=UTC)]  # half past eleven in Dublin

    def ticks(*_: object, **__: object) -> Iterator[bool]:
        yield False
        clock[0] += timedelta(hours=1)
        yield False

    monkeypatch.setattr(cli, "now", lambda: clock[0])
    monkeypatch.setattr(watch, "changes", ticks)
    found = ann.run("agenda", "--watch")
    assert found.out.splitlines() == [
        f"wrote {PAGE}: 1 to reach on 2026-09-14",
        f"{PAGE} is up to date",
        f"wrote {PAGE}: 1 to reach on 2026-09-15",
    ]


def test_what_cannot_be_written_is_told_once_and_tried_again(
    ann: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ticks(*_: object, **__: object) -> Iterator[bool]:
        yield False
        ann.write(PAGE, "# My own agenda\n")
        ann.add("bob", "2026-09-05 in call missed", phone="1", name="Bob Smith")
        yield True
        yield False
        assert page(ann) == "# My own agenda\n"
        (ann.root / PAGE).unlink()
        yield False
        yield False

    monkeypatch.setattr(watch, "changes", ticks)
    found = ann.run("agenda", "--watch", "--on", ON)
    assert found.out.splitlines() == [
        f"wrote {PAGE}: 1 to reach on {ON}",
        f"{PAGE} is up to date",
        f"wrote {PAGE}: 2 to reach on {ON}",
    ]
    assert found.err.count("was not written by followup agenda") == 1


def test_the_count_agrees_with_due(ann: BookFolder) -> None:
    due = json.loads(ann.run("due", "--json", "--on", ON).out)["due"]
    assert f"{len(due)} to reach" in ann.run("agenda", "--on", ON).out
