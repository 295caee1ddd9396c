"""Readers while Git changes the files: what was there is never left out."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from followup_md.book.book import open_book, open_cached, settings_bytes
from followup_md.book.live import WatchedBook
from followup_md.cache import fingerprints
from followup_md.storage import checkout, lock
from tests.helpers.book_folder import PROJECT, BookFolder
from tests.helpers.cached_book import own_cache
from tests.helpers.real_git import commit_all, git

__all__ = ["own_cache"]  # a fixture

MKDOCS = (
    "site_name: Book\ndocs_dir: site\nsite_dir: public\nplugins: [followup]\n"
    "theme: {name: followup}\n"
)
TEXT = "---\nname: Ann\ntouches:\n  - 2026-09-01 call\n---\n"


@pytest.fixture
def repository(book: BookFolder) -> BookFolder:
    book.write("contacts/ann.md", TEXT)
    book.write("contacts/bob.md", TEXT.replace("Ann", "Bob"))
    commit_all(book.root)
    return book


@pytest.fixture
def gap(repository: BookFolder) -> Iterator[Callable[[str, bytes | None, str], None]]:
    """Return what makes a gap: a file with other content, for a moment, under Git's lock."""
    threads = []

    def make(path: str, content: bytes | None, lock: str) -> None:
        file, held = repository.root / path, repository.root / ".git" / lock
        whole = file.read_bytes()
        held.touch()
        file.unlink() if content is None else file.write_bytes(content)

        def end() -> None:
            time.sleep(0.2)
            file.write_bytes(whole)
            held.unlink()

        threads.append(threading.Thread(target=end))
        threads[0].start()

    yield make
    for thread in threads:
        thread.join()


READERS: dict[str, Callable[[Path], Callable[[], set[str]]]] = {
    "read": lambda root: lambda: {one.name for one in open_book(root).read().contacts},
    "cached": lambda root: lambda: {one.name for one in open_cached(root).read_cached().contacts},
    "handles": lambda root: lambda: {one.name for one in open_cached(root).handles()[0]},
    "live": lambda root: watched(WatchedBook(open_book(root))),
}


def watched(book: WatchedBook) -> Callable[[], set[str]]:
    return lambda: {one.name for one in book.refresh().contacts}


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("content", [None, b"", TEXT[:20].encode()], ids=["gone", "empty", "half"])
@pytest.mark.parametrize("lock", ["index.lock", "rebase-merge"])
def test_a_gap_is_not_believed(
    repository: BookFolder,
    gap: Callable[[str, bytes | None, str], None],
    reader: str,
    content: bytes | None,
    lock: str,
) -> None:
    read = READERS[reader](repository.root)
    assert read() == {"Ann", "Bob"}
    gap("contacts/ann.md", content, lock)
    assert read() == {"Ann", "Bob"}


def test_settings_that_are_being_written(
    repository: BookFolder, gap: Callable[[str, bytes | None, str], None]
) -> None:
    before = settings_bytes(repository.root)
    assert before
    gap("followup.yml", b"", "index.lock")
    assert settings_bytes(repository.root) == before


@pytest.mark.slow
def test_no_page_is_removed_for_a_gap(
    repository: BookFolder, gap: Callable[[str, bytes | None, str], None]
) -> None:
    repository.write("site/index.md", "# People\n")
    shutil.copy(PROJECT / "followup_md/starter/mkdocs.yml", repository.root)
    built = repository.spawn("build")
    assert built.returncode == 0, built
    page = repository.root / "public/people/ann/index.html"
    before = page.stat()
    gap("contacts/ann.md", None, "index.lock")
    assert repository.spawn("build").returncode == 0
    assert page.stat().st_ino == before.st_ino


def test_a_lock_that_was_left_holds_nobody_up(repository: BookFolder) -> None:
    lock = repository.root / ".git/index.lock"
    lock.touch()
    os.utime(lock, (time.time() - 3600,) * 2)
    (repository.root / "contacts/ann.md").unlink()
    start = time.monotonic()
    assert READERS["cached"](repository.root)() == {"Bob"}
    assert time.monotonic() - start < checkout._WAIT / 2


def test_a_lock_without_a_change_holds_nobody_up(
    repository: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprints, "GRAIN", 0)  # else what is young is read again
    read = READERS["live"](repository.root)
    read()
    (repository.root / ".git/index.lock").touch()
    monkeypatch.setattr(checkout.Checkout, "has_interfered", None)  # it is not asked
    assert read() == {"Ann", "Bob"}


def test_a_hook_does_not_wait_for_its_own_git(
    repository: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository.root / ".git/index.lock").touch()
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    start = time.monotonic()
    assert READERS["read"](repository.root)() == {"Ann", "Bob"}
    assert time.monotonic() - start < checkout._WAIT / 2


def test_where_gits_folder_is(repository: BookFolder, tmp_path: Path) -> None:
    root = repository.root
    assert checkout._own_folder(str(root / "contacts")) == f"{root}/.git"
    git(root, "worktree", "add", "-q", str(tmp_path / "tree"))
    own = checkout._own_folder(str(tmp_path / "tree" / "contacts"))
    assert os.path.samefile(own, root / ".git/worktrees/tree")
    assert os.path.isfile(f"{own}/index")
    assert checkout._own_folder("/proc") == ""


@pytest.mark.slow
def test_readers_during_real_checkouts(repository: BookFolder) -> None:
    """One Git after the other changes all files; nobody is ever missing."""
    root = repository.root
    for number in range(30):
        repository.write(f"contacts/p{number}.md", TEXT.replace("Ann", f"P{number}") + "x" * 40_000)
    one = commit_all(root)
    for path in (root / "contacts").glob("*.md"):
        path.write_text(path.read_text().replace("call\n", "call answered, today\n"))
    other = commit_all(root)
    done = threading.Event()

    def switch() -> None:
        while not done.is_set():
            for commit in (one, other):
                subprocess.run(["git", "checkout", "-q", commit], cwd=root, check=True)
                time.sleep(0.1)

    thread = threading.Thread(target=switch)
    thread.start()
    try:
        reads = [READERS[name](root) for name in ("read", "cached", "live")]
        seconds = float(os.environ.get("FOLLOWUP_LONG", "0")) * 60 or 4
        end = time.monotonic() + seconds
        counts, rounds = [], 0
        while time.monotonic() < end:
            counts += [len(read()) for read in reads]
            rounds += 1
    finally:
        done.set()
        thread.join()
    print(f"{len(counts)} readings, {sum(count != 32 for count in counts)} with a gap")
    assert rounds > 3
    assert set(counts) == {32}


OLD = 60_000_000_000  # ns
CUT_OFF = {
    checkout.NOTE: "a merge was cut off here: followup sync finishes it",
    "index.lock": "Git is at work, or was killed: if none runs, delete ",
}


@pytest.fixture(params=CUT_OFF)
def words(repository: BookFolder, request: pytest.FixtureRequest) -> str:
    """As a Git that was killed leaves it; return what is said of it."""
    left = repository.root / ".git" / request.param
    left.touch()
    then = fingerprints.clock() - OLD
    os.utime(left, ns=(then, then))
    (repository.root / "contacts/ann.md").unlink()
    return CUT_OFF[request.param]


@pytest.mark.parametrize("command", ["due", "list", "check", "due --all", "why bob"])
def test_after_a_kill_readers_say_that_contacts_may_be_missing(
    repository: BookFolder, words: str, command: str
) -> None:
    result = repository.run(*command.split())
    assert result.err.count(f"contacts may be missing or half: {words}") == 1


@pytest.mark.parametrize("command", ["agenda", "build"])
def test_after_a_kill_nothing_is_published(
    repository: BookFolder, words: str, command: str
) -> None:
    repository.write("mkdocs.yml", MKDOCS)
    repository.write("site/index.md", "mine\n")
    result = repository.run(command)
    assert result.code == 3
    assert words in result.err
    assert not (repository.root / "site/agenda.md").exists()
    assert not (repository.root / "public").exists()


@pytest.mark.usefixtures("own_cache")
def test_a_sync_that_is_at_work_is_no_matter(repository: BookFolder) -> None:
    (repository.root / ".git" / checkout.NOTE).touch()
    with lock.acquire(repository.root / ".git" / checkout.LOCK):
        assert repository.run("due").err == ""
    (repository.root / ".git" / "index.lock").touch()  # just now
    (repository.root / ".git" / checkout.NOTE).unlink()
    assert repository.run("list").err == ""
