from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from followup_md.book import merge_driver
from followup_md.book.file_merge import MergedFile
from followup_md.merging import merge as model
from tests.helpers.book_folder import PROJECT, BookFolder
from tests.helpers.real_git import commit_all, git

FRONT = "---\nname: Ann Lee\nphone: 1\n"
BASE = f"{FRONT}touches:\n  - 2026-09-01 call voicemail\n---\nOne.\n\nTwo.\n"


def plus(line: str, text: str = BASE) -> str:
    return text.replace("\n---\n", f"\n  - {line}\n---\n", 1)


@pytest.fixture
def start(tmp_path: Path) -> list[str]:
    path = tmp_path / "the followup"
    path.write_text(
        f'#!/bin/sh\nPYTHONPATH="{PROJECT}" exec {sys.executable} -m followup_md "$@"\n'
    )
    path.chmod(0o755)
    return [str(path)]


@pytest.fixture
def clone(book: BookFolder, start: list[str]) -> BookFolder:
    """Return a book with a branch `side` that has one more touch, as `main` has."""
    merge_driver.install(book.root, start)
    book.write("contacts/ann.md", BASE)
    commit_all(book.root)
    git(book.root, "switch", "-q", "-c", "side")
    book.write("contacts/ann.md", plus("2026-09-02 email"))
    commit_all(book.root, "theirs")
    git(book.root, "switch", "-q", "main")
    book.write("contacts/ann.md", plus("2026-09-03 call answered"))
    return book


def both(book: BookFolder, path: str = "contacts/ann.md") -> str:
    """Return the file, which must hold the touches of both sides once and no marker."""
    text = (book.root / path).read_text()
    assert text.count("2026-09-02 email") == text.count("2026-09-03 call answered") == 1
    assert "<<<<<<<" not in text
    git(book.root, "fsck", "--strict")
    return text


@pytest.mark.slow
@pytest.mark.parametrize("command", [("merge", "-q"), ("rebase", "-q"), ("cherry-pick",)])
def test_git_merges_both_sides(clone: BookFolder, command: tuple[str, ...]) -> None:
    commit_all(clone.root, "ours")
    git(clone.root, *command, "side")
    assert both(clone).startswith(plus("2026-09-02 email\n  - 2026-09-03 call answered")[:60])


@pytest.mark.slow
def test_stash_pop(clone: BookFolder) -> None:
    git(clone.root, "stash", "-q")
    git(clone.root, "merge", "-q", "side")
    git(clone.root, "stash", "pop", "-q")
    both(clone)


@pytest.mark.slow
def test_merge_without_a_working_tree_to_touch(clone: BookFolder) -> None:
    commit_all(clone.root, "ours")
    tree = git(clone.root, "merge-tree", "--write-tree", "main", "side").strip()
    text = git(clone.root, "cat-file", "blob", f"{tree}:contacts/ann.md")
    assert "2026-09-02 email" in text
    assert "2026-09-03 call answered" in text


@pytest.mark.slow
def test_a_contact_that_one_side_moved(clone: BookFolder) -> None:
    commit_all(clone.root, "ours")
    git(clone.root, "switch", "-q", "side")
    (clone.root / "contacts/clients").mkdir()
    git(clone.root, "mv", "contacts/ann.md", "contacts/clients/ann.md")
    commit_all(clone.root, "moved")
    git(clone.root, "switch", "-q", "main")
    git(clone.root, "merge", "-q", "side")
    both(clone, "contacts/clients/ann.md")


@pytest.mark.slow
def test_two_merges_that_cross(clone: BookFolder) -> None:
    """Git merges the two common ancestors first, with the driver, and takes that for the base."""
    commit_all(clone.root, "ours")
    git(clone.root, "tag", "before")
    git(clone.root, "merge", "-q", "side")
    git(clone.root, "switch", "-q", "side")
    git(clone.root, "merge", "-q", "before")
    later = {"side": "2026-09-04 call busy", "main": "2026-09-05 call no-answer"}
    for branch, line in later.items():
        git(clone.root, "switch", "-q", branch)
        path = clone.root / "contacts/ann.md"
        path.write_text(plus(line, path.read_text()))
        commit_all(clone.root)
    assert git(clone.root, "merge-base", "--all", "main", "side").count("\n") == 2
    git(clone.root, "merge", "-q", "side")
    assert [both(clone).count(line) for line in later.values()] == [1, 1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["a b", "é ü", "new\nline", "-rf", ":(glob)*", '"q"', "$(touch x)"]
)
def test_odd_names(clone: BookFolder, name: str) -> None:
    path = f"contacts/sub folder/{name}.md"
    git(clone.root, "stash", "-q")
    clone.write(path, BASE)
    commit_all(clone.root)
    git(clone.root, "switch", "-q", "-C", "side")
    clone.write(path, plus("2026-09-02 email"))
    commit_all(clone.root)
    git(clone.root, "switch", "-q", "main")
    clone.write(path, plus("2026-09-03 call answered"))
    commit_all(clone.root)
    git(clone.root, "merge", "-q", "side")
    both(clone, path)
    assert not (clone.root / "x").exists()


@pytest.mark.slow
def test_a_conflict_is_one_for_git(clone: BookFolder) -> None:
    clone.write("contacts/ann.md", plus("2026-09-03 call answered").replace("Two", "Due"))
    commit_all(clone.root, "ours")
    git(clone.root, "switch", "-q", "side")
    clone.write("contacts/ann.md", plus("2026-09-02 email").replace("Two", "Zwei"))
    commit_all(clone.root, "theirs")
    git(clone.root, "switch", "-q", "main")
    git(clone.root, "merge", "side", code=1)
    assert git(clone.root, "status", "--short") == "UU contacts/ann.md\n"
    text = (clone.root / "contacts/ann.md").read_text()
    assert text.count("<<<<<<< ") == text.count(">>>>>>> ") == 1
    assert "2026-09-02 email\n  - 2026-09-03 call answered\n---\n" in text


@pytest.mark.slow
def test_the_settings_of_the_book_are_used(clone: BookFolder) -> None:
    """A channel that only this book knows must not make its contacts unreadable to the driver."""
    git(clone.root, "stash", "-q")
    clone.write("followup.yml", "channels:\n  pigeon: {live: no}\n")
    old = BASE.replace("call voicemail", "pigeon")
    clone.write("contacts/ann.md", old)
    commit_all(clone.root)
    git(clone.root, "switch", "-q", "-C", "side")
    clone.write("contacts/ann.md", plus("2026-09-02 email", old).replace("Lee", "Li"))
    commit_all(clone.root)
    git(clone.root, "switch", "-q", "main")
    clone.write("contacts/ann.md", plus("2026-09-03 call answered", old).replace("One", "Uno"))
    commit_all(clone.root)
    git(clone.root, "merge", "-q", "side")
    both(clone)


def merged(tmp_path: Path, base: bytes, ours: bytes, theirs: bytes) -> MergedFile:
    paths = [tmp_path / name for name in ("base", "ours", "theirs")]
    for path, content in zip(paths, (base, ours, theirs), strict=True):
        path.write_bytes(content)
    result = merge_driver.merge(paths[0], paths[1], paths[2], "contacts/ann.md")
    assert paths[1].read_bytes() == result.content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base", "ours", "theirs"]
    return result


@pytest.mark.parametrize("broken", [b"\xff\n", b"\xff\xfe\n", b"name: [\n", b"---\nname: [\n---\n"])
def test_what_cannot_be_read_is_merged_by_lines(tmp_path: Path, broken: bytes) -> None:
    tail = b"1\n2\n3\n4\n"
    result = merged(tmp_path, broken + tail, b"ours\n" + broken + tail, broken + tail + b"theirs\n")
    assert result.content == b"ours\n" + broken + tail + b"theirs\n"
    assert result.conflicts == ()


def test_a_bug_of_ours_costs_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(model, "merge", broken)
    sides = [plus(line).encode() for line in ("2026-09-03 call answered", "2026-09-02 email")]
    result = merged(tmp_path, BASE.encode(), *sides)
    assert result.conflicts == ("merged line by line, not entry by entry (ZeroDivisionError)",)
    for line in (b"2026-09-02 email", b"2026-09-03 call answered", b"<<<<<<<", b">>>>>>>"):
        assert result.content.count(line) == 1


def test_markers_of_an_earlier_merge_are_a_conflict(tmp_path: Path) -> None:
    """Git merges a file twice where a rename meets a new file of that name."""
    other = BASE.replace("Ann Lee", "Bob Ray")
    marked = f"<<<<<<<< ours\n{BASE}========\n{other}>>>>>>>> theirs\n".encode()
    for base, theirs in ((b"", BASE.encode()), (marked, BASE.encode()), (b"", marked)):
        assert merged(tmp_path, base, marked, theirs).conflicts or base == marked
    assert merged(tmp_path, BASE.encode(), marked, BASE.encode()).conflicts


def test_both_add_the_same_new_contact(tmp_path: Path) -> None:
    sides = [plus(line).encode() for line in ("2026-09-03 call answered", "2026-09-02 email")]
    result = merged(tmp_path, b"", *sides)
    assert result.content.count(b"2026-09-02 email") == 1
    assert result.content.count(b"2026-09-03 call answered") == 1


CUT_SHORT = {
    "gone": None,
    "crash": "exit 1",
    "usage": "exit 2",
    "refused": "exit 3",
    "bug": "exit 70",
    "no python": "exec /no/such/python",
    "killed": "kill -9 $$",
}


@pytest.mark.slow
@pytest.mark.parametrize("how", CUT_SHORT)
def test_without_the_program_the_lines_of_both_sides_are_kept(
    clone: BookFolder, start: list[str], how: str
) -> None:
    script = CUT_SHORT[how]
    if script is None:
        Path(start[0]).unlink()
    else:
        Path(start[0]).write_text(f"#!/bin/sh\n{script}\n")
    commit_all(clone.root, "ours")
    git(clone.root, "merge", "-q", "side")
    both(clone)


def test_the_conflict_code_is_no_accidents() -> None:
    assert merge_driver.CONFLICT not in {0, 1, 2, 3, 4, 70, 126, 127, 128 + signal.SIGKILL}


def test_the_command_says_what_is_in_conflict(book: BookFolder) -> None:
    for name, word in (("base", "Two"), ("ours", "Due"), ("theirs", "Zwei")):
        book.write(name, BASE.replace("Two", word))
    result = book.spawn("merge-driver", "base", "ours", "theirs", "contacts/ann\x1b.md", "9")
    assert result.returncode == merge_driver.CONFLICT
    assert result.stderr.startswith("contacts/ann\\x1b.md: ")
    assert "Due" not in result.stderr
    assert "<" * 9 + " " in (book.root / "ours").read_text()
    assert "merge-driver" not in book.run("--help").out
