"""Waiting for contact files to change, on a real folder."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from followup_md.storage import watch
from tests.helpers.book_folder import PATH

PATIENCE = 15.0  # seconds until a change must have been told
QUIET = 1.5  # seconds in which nothing must be told


class Watched:
    """A folder that is being watched, and what was told of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[bool] = []
        self.warned: list[str] = []

    def waits_for(self, change: Callable[[], object]) -> bool:
        """Make a change; return whether it is told."""
        before = self.told.count(True)
        change()
        end = time.monotonic() + PATIENCE
        while self.told.count(True) == before and time.monotonic() < end:
            time.sleep(0.02)
        return self.told.count(True) > before

    def is_quiet_after(self, change: Callable[[], object]) -> bool:
        """Make a change; return whether nothing is told."""
        time.sleep(0.5)  # what came before is over
        before = self.told.count(True)
        change()
        time.sleep(QUIET)
        return self.told.count(True) == before


@contextmanager
def watching(
    folder: Path, polling: bool = False, idle: float = 0.3, siblings: tuple[str, ...] = ()
) -> Iterator[Watched]:
    """Watch a folder in a thread, as the preview does."""
    found, over = Watched(folder), threading.Event()

    def work() -> None:
        for changed in watch.changes(folder, idle, over, found.warned.append, polling, siblings):
            found.told.append(changed)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        end = time.monotonic() + PATIENCE
        while not found.told and time.monotonic() < end:
            time.sleep(0.02)  # the first thing it tells: it listens
        yield found
    finally:
        over.set()
        thread.join(timeout=20)
        assert not thread.is_alive()


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    """Return a folder with a contact."""
    folder = tmp_path / "contacts"
    folder.mkdir()
    (folder / "ann.md").write_text("---\nname: Ann\n---\n")
    (folder / "notes.txt").write_text("x")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("polling", [False, True])
def test_every_kind_of_change_is_told(contacts: Path, polling: bool) -> None:
    with watching(contacts, polling) as watched:
        assert watched.waits_for(lambda: (contacts / "ann.md").write_text("---\nname: A\n---\n"))
        assert watched.waits_for(lambda: (contacts / "bob.md").write_text("---\nname: B\n---\n"))

        def replaced() -> None:
            (contacts / ".ann.tmp").write_text("---\nname: Anna\n---\n")
            os.replace(contacts / ".ann.tmp", contacts / "ann.md")

        assert watched.waits_for(replaced)
        assert watched.waits_for((contacts / "bob.md").unlink)
        assert watched.waits_for(lambda: shutil.move(contacts / "ann.md", contacts / "anne.md"))


@pytest.mark.slow
def test_folders_are_watched_too(contacts: Path) -> None:
    with watching(contacts) as watched:
        assert watched.waits_for((contacts / "clients").mkdir)
        time.sleep(0.3)
        path = contacts / "clients/carol.md"
        assert watched.waits_for(lambda: path.write_text("---\nname: C\n---\n"))
        assert watched.waits_for(lambda: shutil.rmtree(contacts / "clients"))


@pytest.mark.slow
def test_reading_and_other_files_are_no_change(contacts: Path) -> None:
    def nothing() -> None:
        (contacts / "ann.md").read_text()
        (contacts / ".ann.md.swp").write_text("x")
        (contacts / ".ann.md").write_text("x")
        (contacts / "notes.txt").write_text("y")
        (contacts / "ann.md~").write_text("x")
        list(contacts.iterdir())

    with watching(contacts) as watched:
        assert watched.is_quiet_after(nothing)


@pytest.mark.slow
def test_a_burst_is_one_change(contacts: Path) -> None:
    def burst() -> None:
        for number in range(50):
            (contacts / f"c{number}.md").write_text("---\nname: C\n---\n")

    with watching(contacts) as watched:
        before = watched.told.count(True)
        assert watched.waits_for(burst)
        time.sleep(QUIET)
        assert watched.told.count(True) - before <= 3


@pytest.mark.slow
def test_a_folder_that_is_replaced_is_watched_again(contacts: Path) -> None:
    def replaced() -> None:
        contacts.rename(contacts.with_name("old"))
        contacts.mkdir()

    with watching(contacts) as watched:
        assert watched.waits_for(replaced)
        time.sleep(1.2)
        assert watched.waits_for(lambda: (contacts / "new.md").write_text("---\nname: N\n---\n"))


@pytest.mark.slow
def test_a_folder_that_comes_later_is_watched(tmp_path: Path) -> None:
    folder = tmp_path / "contacts"
    with watching(folder) as watched:
        assert watched.waits_for(folder.mkdir)
        time.sleep(0.5)
        assert watched.waits_for(lambda: (folder / "new.md").write_text("---\nname: N\n---\n"))


@pytest.mark.slow
def test_folders_that_are_moved_about_are_watched(contacts: Path) -> None:
    aside = contacts.with_name("aside")
    (aside / "deep").mkdir(parents=True)

    def saved(path: Path) -> Callable[[], object]:
        return lambda: path.write_text("---\nname: C\n---\n")

    with watching(contacts) as watched:
        assert watched.waits_for(lambda: aside.rename(contacts / "here"))
        time.sleep(0.5)
        assert watched.waits_for(saved(contacts / "here/deep/c.md"))
        assert watched.waits_for(lambda: (contacts / "here").rename(contacts / "there"))
        time.sleep(0.5)
        assert watched.waits_for(saved(contacts / "there/deep/c.md"))
        assert watched.waits_for(lambda: (contacts / "there").rename(aside))
        assert watched.is_quiet_after(saved(aside / "deep/c.md"))


def test_a_link_to_a_folder_is_watched(tmp_path: Path, contacts: Path) -> None:
    link = tmp_path / "book" / "contacts"
    link.parent.mkdir()
    link.symlink_to(contacts)
    with watching(link) as watched:
        assert watched.waits_for(lambda: (contacts / "ann.md").write_text("---\nname: A\n---\n"))
        assert watched.waits_for(link.unlink)


@pytest.mark.slow
@pytest.mark.parametrize("polling", [False, True])
def test_a_file_beside_the_folder_is_watched(contacts: Path, polling: bool) -> None:
    settings = contacts.with_name("followup.yml")
    with watching(contacts, polling, siblings=("followup.yml",)) as watched:
        assert watched.waits_for(lambda: settings.write_text("days: 3\n"))
        time.sleep(0.5)
        assert watched.waits_for(lambda: settings.write_text("days: 4\n\n"))
        assert watched.is_quiet_after(lambda: contacts.with_name("README.md").write_text("x"))


@pytest.mark.slow
def test_what_goes_on_and_on_is_told_all_the_same(
    contacts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for quiet in ("_DONE", "_WRITING"):
        monkeypatch.setattr(watch, quiet, 1.0)  # longer than this machine may pause
    with watching(contacts) as watched:
        end = time.monotonic() + PATIENCE
        while not any(watched.told) and time.monotonic() < end:
            (contacts / "ann.md").write_text("---\nname: A\n---\n")
        assert any(watched.told)


@pytest.mark.slow
def test_thousands_at_once_are_few_changes_and_the_next_one_is_told(contacts: Path) -> None:
    def thousands() -> None:
        for number in range(7000):  # more than the system keeps for who does not listen
            path = contacts / str(number % 70) / f"c{number}.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text("---\nname: C\n---\n")

    with watching(contacts) as watched:
        assert watched.waits_for(thousands)
        time.sleep(QUIET)
        assert watched.told.count(True) < 20
        path = contacts / "69" / "c69.md"
        assert watched.waits_for(lambda: path.write_text("---\nname: D\n---\n"))


LIMITED = """
import sys, pathlib
from followup_md.storage import watch
for changed in watch.changes(pathlib.Path(sys.argv[1]), 0.3, warn=lambda text: print(text)):
    print(changed, flush=True)
"""
ALLOW = "echo {} > /proc/sys/user/max_inotify_watches"


@contextmanager
def limited(folder: Path, watches: int) -> Iterator[subprocess.Popen[str]]:
    """Watch a folder in a process for which the system watches no more than so many."""
    shell = ["unshare", "-U", "-r", "sh", "-c"]
    try:
        subprocess.run([*shell, ALLOW.format(watches)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nobody may set a limit of his own here")
    command = f'{ALLOW.format(watches)}; exec "$@"'
    process = subprocess.Popen(
        [*shell, command, "sh", sys.executable, "-c", LIMITED, os.fspath(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": PATH},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def lines_until(process: subprocess.Popen[str], wanted: str) -> list[str]:
    """Return what is told, up to what is wanted; it tells something all the time."""
    assert process.stdout is not None
    end, found = time.monotonic() + PATIENCE, [""]
    while found[-1] != wanted and time.monotonic() < end:
        found.append(process.stdout.readline().strip())
    assert found[-1] == wanted, found
    return found


@pytest.mark.slow
@pytest.mark.parametrize("later", [False, True])
def test_the_limit_of_watches_is_told_once_and_nothing_is_missed(
    contacts: Path, later: bool
) -> None:
    def folders() -> None:
        for number in range(30):
            (contacts / str(number)).mkdir()

    if not later:
        folders()
    with limited(contacts, 12) as process:
        told = lines_until(process, "False")
        if later:
            assert told == ["", "False"]
            folders()
            told += lines_until(process, "True")
        lines_until(process, "False")
        for number in range(0, 30, 7):
            (contacts / str(number) / "c.md").write_text("---\nname: C\n---\n")
            told += lines_until(process, "True")
        assert sum("limit" in line for line in told) == 1


@pytest.mark.slow
def test_where_the_system_watches_no_more_files_it_looks_itself(
    contacts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import watchdog.observers

    class Full(watchdog.observers.Observer):  # type: ignore[misc,valid-type]  # chosen at run time
        def start(self) -> None:
            raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(watchdog.observers, "Observer", Full)
    with watching(contacts) as watched:
        assert watched.waits_for(lambda: (contacts / "ann.md").write_text("---\nname: A\n---\n"))
        assert len(watched.warned) == 1


@pytest.mark.parametrize(
    ("kind", "folder", "path", "expected"),
    [
        ("modified", False, "/b/contacts/ann.md", True),
        ("opened", False, "/b/contacts/ann.md", False),
        ("closed_no_write", False, "/b/contacts/ann.md", False),
        ("closed", False, "/b/contacts/ann.md", True),
        ("created", False, "/b/contacts/.followup-x.md", False),
        ("modified", True, "/b/contacts", False),
        ("deleted", True, "/b/contacts/clients", True),
    ],
)
def test_what_concerns_contacts(kind: str, folder: bool, path: str, expected: bool) -> None:
    assert watch.concerns(kind, folder, path, "") is expected
