"""Whatever is wrong with what is kept, the answer is that of a reading, and nobody is told."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

import pytest

from followup_md.book import cached, reader, refresh
from followup_md.book.book import open_book
from followup_md.book.reader import ReadProblems
from followup_md.cache import database as cache
from followup_md.cache import dependencies, fingerprints, namespace, workers
from followup_md.cache.database import CacheError
from followup_md.errors import Problem
from followup_md.model.agenda import Agenda
from followup_md.model.settings import Settings
from tests.helpers.book_folder import PROJECT, BookFolder
from tests.helpers.cached_book import (
    DAY,
    database,
    kept,
    lines,
    own_cache,
    people,
    quiet,
    read,
    same,
)

__all__ = ["own_cache", "read"]  # fixtures


@pytest.fixture
def ready(book: BookFolder, monkeypatch: pytest.MonkeyPatch) -> BookFolder:
    """A book that was read a moment ago, and whose stamps are trusted."""
    monkeypatch.setattr(fingerprints, "GRAIN", 0)
    people(book)
    quiet()
    assert same(book)
    return book


def answer(book: BookFolder) -> list[str]:
    return [row.contact.id for row in kept(book).agenda(DAY)[0].due]


def test_only_what_has_changed_is_read(ready: BookFolder, read: list[str]) -> None:
    kept(ready).agenda(DAY)
    kept(ready).read_cached()
    kept(ready).handles()
    assert read == []
    ready.add("a/c1", "2026-09-01 in call missed", name="Zed")
    kept(ready).agenda(DAY)
    assert read == ["a/c1"]
    quiet()
    kept(ready).agenda(DAY)  # it was as young as the clock's grain
    read.clear()
    kept(ready).agenda(DAY)
    assert read == []
    assert same(ready)


def test_a_text_is_told_again_until_anything_changes(ready: BookFolder) -> None:
    made = []

    def view(agenda: Agenda, found: ReadProblems) -> str:
        made.append(agenda.on)
        return lines(agenda, found)

    first = [kept(ready).rendered_agenda(DAY, None, view, ("here",)) for _ in range(3)]
    assert first[0] == first[1] == first[2]
    assert len(made) == 1
    kept(ready).rendered_agenda(DAY, None, view, ("here", "red"))
    kept(ready).rendered_agenda(DAY, 3, view, ("here",))
    kept(ready).rendered_agenda(DAY.replace(day=15), None, view, ("here",))
    assert len(made) == 4
    ready.add("a/c1", "2026-09-01 in call missed", name="Zed")
    changed = kept(ready).rendered_agenda(DAY, None, view, ("here",))
    assert "Zed" in changed[0]
    assert len(made) == 5


def test_a_young_file_is_read_again(book: BookFolder, read: list[str]) -> None:
    people(book, 2)
    kept(book).agenda(DAY)
    read.clear()
    kept(book).agenda(DAY)
    assert sorted(read) == ["a/c1", "c0"]  # within two seconds of its last change


def test_settings_that_change_have_everything_read(ready: BookFolder, read: list[str]) -> None:
    ready.write("followup.yml", "timezone: Europe/Dublin\nmin_gap: 3\n")
    assert same(ready)
    assert len(set(read)) == 6


def test_another_program_has_everything_read(
    ready: BookFolder, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dependencies, "__version__", "0.0.0")
    kept(ready).agenda(DAY)
    assert len(read) == 6


def moved(library: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a library be found elsewhere, as if another version of it had been installed."""
    find = PathFinder.find_spec
    other = folder / f"{library}.py"
    other.write_text("another version\n")

    def found(name: str, *rest: Any) -> ModuleSpec | None:
        if name == library:
            return ModuleSpec(name, None, origin=str(other))
        return find(name, *rest)

    monkeypatch.setattr(PathFinder, "find_spec", found)


@pytest.mark.parametrize("library", ["yaml", "tzdata", "holidays"])
def test_another_library_that_reads_has_everything_read(
    ready: BookFolder,
    read: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    library: str,
) -> None:
    moved(library, tmp_path, monkeypatch)
    kept(ready).agenda(DAY)
    assert len(read) == 6


def test_other_time_zones_have_everything_read(
    ready: BookFolder, read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dependencies, "_ZONES", str(tmp_path))
    kept(ready).agenda(DAY)
    assert len(read) == 6


def test_holidays_of_a_country_are_remembered(
    ready: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.write("followup.yml", "timezone: Europe/Dublin\nholidays: [IE]\n")
    assert same(ready)
    monkeypatch.setattr("followup_md.storage.holidays._of_country", None)
    assert kept(ready).agenda(DAY)[0].due


@pytest.mark.parametrize("size", [0, 1, 15, 100, 4096, 5000, 20000])
def test_a_truncated_cache(ready: BookFolder, size: int) -> None:
    os.truncate(database(), size)
    assert same(ready)
    assert same(ready)


def test_a_cache_that_is_no_database(ready: BookFolder) -> None:
    database().write_bytes(b"no database " * 1000)
    assert same(ready)
    assert same(ready)


@pytest.mark.slow
def test_flipped_bits(ready: BookFolder) -> None:
    path = database()
    whole = path.read_bytes()
    for place in range(0, len(whole), 257):
        broken = bytearray(whole)
        broken[place] ^= 1 << place % 8
        path.write_bytes(broken)
        assert same(ready), place
    path.write_bytes(whole)
    assert same(ready)


def test_rows_that_changed_places(ready: BookFolder) -> None:
    with sqlite3.connect(database()) as rows:
        rows.execute("UPDATE contact SET value = (SELECT value FROM contact WHERE key = 'c0')")
        rows.execute("UPDATE handles SET value = (SELECT value FROM handles WHERE key = 'c0')")
        rows.execute(
            "UPDATE 'memo row texts' SET value ="
            " (SELECT value FROM 'memo row texts' WHERE key = 'c0')"
        )
    rows.close()
    assert same(ready)
    assert kept(ready).handles()[1].problems == ()
    assert kept(ready).read_cached() == open_book(ready.root).read()


@pytest.mark.parametrize(
    "table", ["about", "folder", "stamps", "contact", "handles", "'memo row texts'"]
)
def test_a_table_that_is_empty_or_gone(ready: BookFolder, table: str) -> None:
    for statement in (f"DELETE FROM {table}", f"DROP TABLE {table}"):
        with sqlite3.connect(database()) as rows:
            rows.execute(statement)
        rows.close()
        (ready.root / "contacts" / "new.md").write_text("---\nname: New\n---\n")
        assert same(ready)
        assert kept(ready).read_cached() == open_book(ready.root).read()


def test_values_of_a_stranger(ready: BookFolder) -> None:
    with sqlite3.connect(database()) as rows:
        rows.execute("UPDATE folder SET value = 'text'")
        rows.execute("UPDATE contact SET value = NULL")
        rows.execute("INSERT OR REPLACE INTO handles VALUES (X'00ff', 3.5)")
    rows.close()
    assert same(ready)


def test_a_cache_of_another_book(ready: BookFolder, tmp_path: Path) -> None:
    other = BookFolder(tmp_path / "other")
    shutil.copytree(ready.root, other.root)
    other.add("c0", name="Other")
    before = database()
    kept(other).agenda(DAY)
    (theirs,) = set(before.parent.glob("*.db")) - {before}
    shutil.copyfile(theirs, before)
    assert same(ready)
    assert same(other)


def test_a_folder_put_in_its_place(ready: BookFolder, read: list[str]) -> None:
    copy = ready.root / "copy"
    shutil.copytree(ready.root / "contacts", copy)
    shutil.rmtree(ready.root / "contacts")
    copy.rename(ready.root / "contacts")
    assert same(ready)
    assert len(set(read)) == 6


def test_a_cache_that_is_a_link_or_a_folder(ready: BookFolder, tmp_path: Path) -> None:
    path = database()
    victim = tmp_path / "victim"
    victim.write_text("mine")
    path.unlink()
    path.symlink_to(victim)
    assert same(ready)
    assert victim.read_text() == "mine"
    path.unlink()
    path.mkdir()
    assert same(ready)


def test_a_cache_folder_of_somebody_else(
    ready: BookFolder, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_cache / "marker").touch()
    own_cache.chmod(0o777)  # anybody may plant something in it
    assert namespace.open_cache(str(ready.root), b"") is None
    assert same(ready)
    own_cache.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert namespace.open_cache(str(ready.root), b"") is None
    assert same(ready)


def test_what_is_kept_is_for_the_user_alone(ready: BookFolder, own_cache: Path) -> None:
    assert own_cache.stat().st_mode & 0o777 == 0o700
    assert not any(p.suffix == ".db" for p in ready.root.rglob("*"))


def test_nothing_is_kept_inside_the_book(
    ready: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(ready.root / "x"))
    assert same(ready)
    assert not (ready.root / "x").exists()


def test_no_place_for_a_cache(ready: BookFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/x")
    assert same(ready)


def test_a_cache_that_cannot_be_written(
    ready: BookFolder, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise CacheError("attempt to write a readonly database")

    monkeypatch.setattr(cache.Cache, "_write_transaction", refuse)
    ready.add("c0", "2026-09-01 in call missed", name="Zed")
    for _ in range(2):
        read.clear()
        kept(ready).agenda(DAY)
        assert read == ["c0"]  # the others are still taken from what is kept
    assert same(ready)


def test_another_process_that_writes(ready: BookFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_WAIT", 0.05)
    other = sqlite3.connect(database(), isolation_level=None)
    for lock in ("IMMEDIATE", "EXCLUSIVE"):
        other.execute(f"BEGIN {lock}")
        ready.add("c0", "2026-09-01 in call missed", name=lock)
        assert same(ready)
        other.execute("ROLLBACK")
    other.close()
    assert same(ready)


def test_a_cache_deleted_while_it_is_used(ready: BookFolder) -> None:
    opened = kept(ready)
    database().unlink()
    ready.add("c0", "2026-09-01 in call missed", name="Zed")
    assert opened.agenda(DAY) == open_book(ready.root).agenda(DAY)
    assert same(ready)


def test_a_file_that_goes_while_it_is_read(
    ready: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ready.add("a/gone", name="Gone")
    real = reader.read

    def late(root: str, id_: str, settings: Settings) -> object:
        path.unlink(missing_ok=True)
        return real(root, id_, settings)

    monkeypatch.setattr(reader, "read", late)
    assert same(ready)


@pytest.mark.slow
@pytest.mark.parametrize("few", [True, False])
def test_both_ways_of_reading(book: BookFolder, few: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not few:
        monkeypatch.setattr(refresh, "MANY", 1)
        monkeypatch.setattr(refresh, "_AT_ONCE", 3)
        monkeypatch.setattr(workers, "worker_count", lambda: 2)
    people(book, 20)
    book.write("contacts/bad.md", "no contact")
    book.write("contacts/a/Bad.md", b"\xff")
    book.write("contacts/C0.md", "---\nname: twin\n---\n")
    assert same(book)
    assert kept(book).read_cached() == open_book(book.root).read()
    codes = [problem.code for problem in kept(book).agenda(DAY)[1].problems]
    assert codes == ["E501", "E102", "E104", "E501"]


@pytest.mark.parametrize("few", [True, False])
def test_another_process_that_was_faster(
    ready: BookFolder, few: bool, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    real = refresh.Refresh.run
    others: list[int] = []

    def late(self: refresh.Refresh, *rest: Any) -> None:
        others.append(1)
        if len(others) == 1:
            ready.add("a/late", "2026-09-01 in call missed", name="Late")
            assert same(ready)  # reads and keeps what we are about to read and keep
        real(self, *rest)

    if not few:
        monkeypatch.setattr(refresh, "MANY", 1)
        monkeypatch.setattr(workers, "worker_count", lambda: 1)
    monkeypatch.setattr(refresh.Refresh, "run", late)
    ready.add("c0", "2026-09-01 in call missed", name="Zed")
    ready.add("new/c9", "2026-09-01 in call missed", name="New")
    assert same(ready)
    assert same(ready)
    assert kept(ready).read_cached() == open_book(ready.root).read()
    quiet()
    kept(ready).agenda(DAY)
    read.clear()
    kept(ready).agenda(DAY)
    assert read == []


def test_a_reading_that_was_killed_goes_on(
    book: BookFolder, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprints, "GRAIN", 0)
    monkeypatch.setattr(refresh, "_COMMIT", 20)
    monkeypatch.setattr(refresh, "_AT_ONCE", 5)
    people(book, 100)
    quiet()
    pid = os.fork()
    if not pid:
        real = reader.read

        def killed(root: str, id_: str, settings: Settings) -> object:
            if id_ == "a/c70":
                os.kill(os.getpid(), signal.SIGKILL)
            return real(root, id_, settings)

        reader.read = killed  # type: ignore[assignment]  # in this process only
        kept(book).agenda(DAY)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    kept(book).agenda(DAY)
    assert 0 < len(read) <= 80
    assert same(book)
    book.add("a/late", name="Late")
    assert same(book)


@pytest.mark.slow
def test_a_worker_that_dies(book: BookFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "MANY", 1)
    monkeypatch.setattr(workers, "worker_count", lambda: 2)
    parent, real = os.getpid(), reader.read

    def dying(root: str, id_: str, settings: Settings) -> object:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(root, id_, settings)

    people(book)
    monkeypatch.setattr(reader, "read", dying)
    assert same(book)


def test_what_was_done_before_an_interruption_is_kept(
    book: BookFolder, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprints, "GRAIN", 0)
    monkeypatch.setattr(refresh, "_AT_ONCE", 1)
    for number in range(9):
        book.add(f"c{number}")
    quiet()
    real = reader.read

    def interrupted(root: str, id_: str, settings: Settings) -> object:
        if id_ == "c5":
            raise KeyboardInterrupt
        return real(root, id_, settings)

    with monkeypatch.context() as patch:
        patch.setattr(reader, "read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            kept(book).agenda(DAY)
    read.clear()
    kept(book).agenda(DAY)
    assert sorted(read) == ["c5", "c6", "c7", "c8"]
    assert same(book)


def test_problems_are_told_as_by_a_reading(ready: BookFolder) -> None:
    ready.write("contacts/bad.md", "---\nname: A\ntouches:\n  - 2026-02-30 call\n---\n")
    (ready.root / "contacts" / "link.md").symlink_to("c0.md")
    for _ in range(2):
        agenda, found = kept(ready).agenda(DAY)
        assert (agenda, found) == open_book(ready.root).agenda(DAY)
        assert found.unreadable == ("contacts/bad.md",)
        assert all(type(problem) is Problem for problem in found.problems)


def spawn(book: BookFolder) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "followup_md", "due", "--on", str(DAY), "--json"]
    env = os.environ | {"PYTHONPATH": str(PROJECT)}
    return subprocess.Popen(command, cwd=book.root, env=env, stdout=subprocess.PIPE)


@pytest.mark.slow
def test_two_processes_at_once(book: BookFolder) -> None:
    people(book, 300)
    processes = [spawn(book) for _ in range(4)]
    outputs = {process.communicate()[0] for process in processes}
    assert [process.returncode for process in processes] == [0] * 4
    assert len(outputs) == 1
    assert same(book)


@pytest.mark.slow
def test_killed_at_any_time(book: BookFolder) -> None:
    people(book, 400)
    spawn(book).communicate()
    for number in range(12):
        (book.root / "followup.yml").write_text(f"timezone: Europe/Dublin\nmin_gap: {number}\n")
        process = spawn(book)
        time.sleep(0.1 + number / 40)
        process.kill()
        process.communicate()
        assert same(book), number


@pytest.mark.slow
def test_half_of_a_large_book_is_looked_at_by_another_process(
    book: BookFolder, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprints, "GRAIN", 0)
    monkeypatch.setattr(cached, "_MANY", 1)
    monkeypatch.setattr(workers, "worker_count", lambda: 2)
    people(book, 30)
    for number in range(5):
        book.add(f"f{number}/x")
    quiet()
    assert same(book)
    read.clear()
    kept(book).agenda(DAY)
    assert read == []
    book.add("f1/new/y", "2026-09-01 in call missed")
    book.add("f2/x", "2026-09-01 in call missed")
    shutil.rmtree(book.root / "contacts/f3")
    assert same(book)
    assert kept(book).read_cached() == open_book(book.root).read()
    quiet()

    def dying(*_: object) -> list[str]:
        os.kill(os.getpid(), signal.SIGKILL)
        return []

    monkeypatch.setattr(fingerprints, "unchanged", dying)
    read.clear()
    kept(book).agenda(DAY)  # what was young is read once more
    book.add("f4/x", "2026-09-01 in call missed")
    assert same(book)
