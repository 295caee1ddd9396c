"""Many files as one change: all or none, whatever happens in between."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from followup_md.book import save, transaction
from followup_md.book.book import Book, open_book
from followup_md.errors import MachineError, RefusedError
from followup_md.git import commit as commits
from followup_md.storage import disk, files
from tests.helpers.book_folder import PROJECT, BookFolder
from tests.helpers.real_git import commit_all, files_of, git

TEXT = "---\nname: Ann Lee\n---\n"
NEW = {f"{folder}/{n}": f"{TEXT}{folder} {n}\n" for folder in ("a/b", "c") for n in range(25)}


def adds(line: str) -> Callable[[str], str]:
    return lambda text: f"{text}{line}\n"


EDITS = {"ann": adds("x"), "bob": adds("y")}


@pytest.fixture
def people(book: BookFolder) -> Book:
    for name in ("ann", "bob"):
        book.write(f"contacts/{name}.md", TEXT)
    commit_all(book.root)
    return open_book(book.root)


def state(book: Book) -> dict[str, str | None]:
    """Return everything under contacts/: folders with None, files with their text."""
    top = book.root / "contacts"
    return {
        path.relative_to(top).as_posix(): None if path.is_dir() else path.read_text()
        for path in top.rglob("*")
    }


BEFORE: dict[str, str | None] = {"ann.md": TEXT, "bob.md": TEXT}
AFTER: dict[str, str | None] = {
    "ann.md": f"{TEXT}x\n",
    "bob.md": f"{TEXT}y\n",
    **dict.fromkeys(("a", "a/b", "c")),
    **{f"{id_}.md": text for id_, text in NEW.items()},
}


@pytest.mark.slow
@pytest.mark.parametrize("commit", [True, False])
def test_new_files_and_edits_are_one_change(people: Book, commit: bool) -> None:
    saved = save.create_all(people, NEW, "import", commit, EDITS)
    assert state(people) == AFTER
    assert [change.id for change in saved.changes] == [*NEW, *EDITS]
    if commit:
        assert files_of(people.root, saved.commit) == sorted(
            f"contacts/{id_}.md" for id_ in (*NEW, *EDITS)
        )
        assert git(people.root, "log", "-1", "--format=%s") == "followup: import\n"
    commits = int(git(people.root, "rev-list", "--count", "HEAD"))
    for what, expected in (("undo import", BEFORE), ("import", AFTER), ("undo import", BEFORE)):
        assert save.undo(people)[0] == what
        assert state(people) == expected
        commits += commit
        assert int(git(people.root, "rev-list", "--count", "HEAD")) == commits
    if commit:
        assert git(people.root, "status", "--short") == ""


def test_undo_keeps_folders_that_are_not_its_own(people: Book) -> None:
    (people.root / "contacts/c").mkdir()
    save.create_all(people, NEW, "import")
    (people.root / "contacts/a/mine.txt").write_text("mine")
    save.undo(people)
    assert state(people) == BEFORE | {"c": None, "a": None, "a/mine.txt": "mine"}


@pytest.mark.slow
def test_undo_makes_files_again_after_their_folder_went(people: Book) -> None:
    save.create_all(people, NEW, "import", True, EDITS)
    save.undo(people)
    git(people.root, "checkout", "-q", "HEAD~1", "--", "contacts/a")
    git(people.root, "rm", "-rqf", "contacts/a")
    save.undo(people)
    assert state(people) == AFTER


@pytest.mark.parametrize("id_", ["ann", "c/24", "../x", "a/README"])
def test_one_file_that_cannot_be_made_stops_all(people: Book, id_: str) -> None:
    save.create(people, "c/24", TEXT)
    before = state(people)
    with pytest.raises(RefusedError, match=r"is there already|cannot be the name"):
        save.create_all(people, {"new/0": TEXT, id_: TEXT}, "import", None, EDITS)
    assert state(people) == before
    with transaction.begin(people) as writing:
        assert writing.last is not None
        assert writing.last.what == "add"


def test_one_edit_that_is_refused_stops_all(people: Book) -> None:
    def refuse(_: str) -> str:
        raise RefusedError("no")

    with pytest.raises(RefusedError, match="no"):
        save.create_all(people, NEW, "import", None, {"ann": adds("x"), "bob": refuse})
    assert state(people) == BEFORE


@pytest.mark.parametrize("last", [0, 7, 49, 51])
def test_no_space_takes_all_back_and_names_the_file(
    people: Book, last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = [*NEW, *EDITS][last]
    write_all = disk.write_all
    written: list[bytes] = []

    def full(fd: int, content: bytes) -> None:
        if not content.startswith(b"{"):  # the undo log
            written.append(content)
            if len(written) == last + 1:
                raise OSError(28, "No space left on device")
        write_all(fd, content)

    monkeypatch.setattr(disk, "write_all", full)
    with pytest.raises(MachineError) as error:
        save.create_all(people, NEW, "import", None, EDITS)
    path = files.contact_path(people.root, failing)
    assert str(error.value) == f"{path}: No space left on device"
    assert state(people) == BEFORE


def test_a_folder_that_cannot_be_flushed_takes_all_back(
    people: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = disk.flush_folder

    def fail(folder: Path) -> None:
        if folder.name == "b":
            raise OSError(5, "Input/output error")
        flush(folder)

    monkeypatch.setattr(disk, "flush_folder", fail)
    with pytest.raises(MachineError, match="a/b: Input/output error"):
        save.create_all(people, NEW, "import", None, EDITS)
    assert state(people) == BEFORE


def test_a_folder_in_the_way_takes_all_back(people: Book) -> None:
    (people.root / "contacts/c").write_text("no folder")
    with pytest.raises(MachineError, match="contacts/c: "):
        save.create_all(people, NEW, "import", None, EDITS)
    assert state(people) == BEFORE | {"c": "no folder"}


def test_somebody_else_makes_one_of_the_files(
    people: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = files.place

    def late(staged: files.Staged, flush: bool = True) -> None:
        if staged.path.name == "7.md" and not staged.path.exists():
            staged.path.write_text("theirs")
        place(staged, flush)

    monkeypatch.setattr(files, "place", late)
    with pytest.raises(RefusedError, match=r"contacts/a/b/7\.md was changed meanwhile"):
        save.create_all(people, NEW, "import", None, EDITS)
    assert state(people) == BEFORE | {"a": None, "a/b": None, "a/b/7.md": "theirs"}


def test_each_folder_is_flushed_once_and_each_file(
    people: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    fsync = os.fsync

    def count(fd: int) -> None:
        synced.append(os.path.isdir(f"/proc/self/fd/{fd}"))
        fsync(fd)

    monkeypatch.setattr(os, "fsync", count)
    save.create_all(people, NEW, "import", None, EDITS)
    # The undo log and its folder; 52 files; contacts/, a/, a/b/ and c/.
    assert (synced.count(False), synced.count(True)) == (1 + 52, 1 + 4)


def stops(where: Any, name: str, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the user press ^C in the `at`th call of a function."""
    left, real = [at], getattr(where, name)

    def call(*args: Any, **options: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return real(*args, **options)

    monkeypatch.setattr(where, name, call)


@pytest.mark.parametrize(
    ("where", "name", "at"),
    [
        (files, "stage", 7),
        (files, "flush_staged", 2),
        (os, "fsync", 9),  # the undo log and its folder are the first two
        (files, "place", 2),  # the first is the undo log's
        (files, "place", 30),
        (disk, "flush_folder", 3),
    ],
)
def test_an_interruption_takes_all_back(
    people: Book, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, at: int
) -> None:
    save.save(people, {"ann": adds("z")}, "log call")
    before = state(people)
    stops(where, name, at, monkeypatch)
    with pytest.raises(KeyboardInterrupt, match=r"^nothing was written$"):
        save.create_all(people, NEW, "import", True, {"bob": adds("y")})
    monkeypatch.undo()
    assert state(people) == before
    assert save.undo(people)[0] == "undo log call"
    assert state(people) == BEFORE


def test_two_interruptions_leave_what_the_same_again_finishes(
    people: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    stops(files, "place", 20, monkeypatch)
    stops(files, "remove", 5, monkeypatch)
    with pytest.raises(KeyboardInterrupt, match=r"^half is written: the same again"):
        save.create_all(people, NEW, "import", True, EDITS)
    monkeypatch.undo()
    assert state(people) not in (BEFORE, AFTER)
    save.create_all(people, NEW, "import", True, EDITS)
    assert state(people) == AFTER
    save.undo(people)
    assert state(people) == BEFORE


def test_an_interruption_while_git_commits_is_finished_by_the_same_again(
    people: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    stops(commits, "commit", 1, monkeypatch)
    with pytest.raises(KeyboardInterrupt, match=r"^all is written: the same again finishes it"):
        save.create_all(people, NEW, "import", True, EDITS)
    monkeypatch.undo()
    assert state(people) == AFTER
    assert save.create_all(people, NEW, "import", True, {}, EDITS).commit
    assert state(people) == AFTER
    assert git(people.root, "status", "--short") == ""


def test_many_files_are_flushed_while_few_are_open(
    people: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {f"d/{n}": TEXT for n in range(files.AT_ONCE * 2 + 1)}
    most, fsync, before = [0], os.fsync, len(os.listdir("/proc/self/fd"))

    def count(fd: int) -> None:
        most[0] = max(most[0], len(os.listdir("/proc/self/fd")))
        fsync(fd)

    monkeypatch.setattr(os, "fsync", count)
    save.create_all(people, texts, "import")
    assert files.AT_ONCE <= most[0] - before < files.AT_ONCE + 50
    assert len(state(people)) == len(texts) + 3


WRITERS = """
import sys
from pathlib import Path
from followup_md.book import save
from followup_md.book.book import open_book
texts = {f"new/{sys.argv[2]}-{n}": "---\\nname: Ann\\n---\\n" for n in range(100)}
edits = {"ann": lambda text: f"{text}{sys.argv[2]}\\n"}
save.create_all(open_book(Path(sys.argv[1])), texts, "import", True, edits)
"""


@pytest.mark.slow
def test_two_writers(people: Book) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", WRITERS, str(people.root), name], cwd=PROJECT)
        for name in "12"
    ]
    assert [process.wait() for process in running] == [0, 0]
    assert len(list((people.root / "contacts/new").iterdir())) == 200
    assert set((people.root / "contacts/ann.md").read_text().splitlines()[-2:]) == {"1", "2"}
    assert git(people.root, "rev-list", "--count", "HEAD") == "3\n"
    save.undo(people)
    assert len(list((people.root / "contacts/new").iterdir())) == 100
    assert git(people.root, "status", "--short") == ""


# A process of its own, which forks: each child dies at the next call of the system.
KILLED = """
import os, shutil, sys
from pathlib import Path
from followup_md.book import save
from followup_md.book.book import open_book
from followup_md.errors import RefusedError
from followup_md.storage import atomic

root, action = Path(sys.argv[1]), sys.argv[2]
top, away = root / "contacts", root.parent / "away"
CALLS = ((os, "open"), (os, "write"), (os, "fsync"), (os, "mkdir"), (os, "rmdir"),
         (os, "unlink"), (os, "fchmod"), (atomic, "_rename"))
TEXTS = {id_: f"---\\nname: {id_}\\n---\\n" for id_ in ("a/b/1", "a/b/2", "c/1", "new")}
book = open_book(root)

def create():
    save.create_all(book, TEXTS, "import", None, {"ann": lambda text: text + "x\\n"})

def undo():
    save.undo(book)

def state():
    return {str(p.relative_to(top)): None if p.is_dir() else p.read_text() for p in top.rglob("*")}

def texts():
    return {path: text for path, text in state().items() if path.endswith(".md")}

def die_at(step):
    left = [step]
    for module, name in CALLS:
        def call(*args, real=getattr(module, name), name=name, **options):
            left[0] -= 1
            if not left[0]:
                if name == "write":
                    real(args[0], args[1][:7])
                os._exit(9)
            return real(*args, **options)
        setattr(module, name, call)

def killed(step, act):
    child = os.fork()
    if not child:
        die_at(step)
        act()
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9), code
    return code == 9

before = state()
create()
after = state()
if action == "create":
    undo()
shutil.copytree(root, away)
for step in range(1, 1000):
    shutil.rmtree(root)
    shutil.copytree(away, root)
    if not killed(step, create if action == "create" else undo):
        assert state() == (after if action == "create" else before)
        break
    for path, text in texts().items():
        assert text in (before.get(path, text), after.get(path, text)), path
    nothing = False
    try:
        undo()
    except RefusedError:
        nothing = True  # had been done: it was killed before the first file, or after the last
    whole = [{p: t for p, t in s.items() if p.endswith(".md")} for s in (before, after)]
    assert texts() in whole, (step, texts())
    if texts() == whole[0]:
        assert nothing or state() == before, (step, state())
        create()  # a rerun
    save.save(book, {"bob": lambda text: text + "y\\n"}, "log")
    save.undo(book)
    assert state() == after, (step, state())
print(step)
"""


@pytest.mark.slow
@pytest.mark.parametrize("action", ["create", "undo"])
def test_a_kill_at_any_step_is_repaired_by_undo_or_a_rerun(people: Book, action: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(people.root), action],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert 30 < int(done.stdout) < 500
