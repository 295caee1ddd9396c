from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from followup_md.book import merge_driver
from tests.helpers.book_folder import BookFolder
from tests.helpers.real_git import git


@pytest.fixture
def root(book: BookFolder) -> Path:
    book.add("ann")
    return book.root


def program(folder: Path, *names: str) -> list[str]:
    path = folder.joinpath(*names)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\nexit 0\n")
    path.chmod(0o755)
    return [str(path)]


def attribute(folder: Path, path: str) -> str:
    return git(folder, "check-attr", "merge", "--", path).strip().rpartition(": ")[2]


def test_it_says_what_it_did_and_does_it_once(root: Path) -> None:
    start = program(root.parent, "followup")
    attributes = root / ".git/info/attributes"
    attributes.write_bytes(b"# mine\r\n*.png binary\n*.x merge=ours")
    config = git(root, "config", "--local", "--list")
    assert not merge_driver.is_installed(root)
    assert len(merge_driver.install(root, start)) == 3
    assert merge_driver.install(root, start) == []
    assert merge_driver.is_installed(root)
    assert attributes.read_bytes() == (
        b"# mine\r\n*.png binary\n*.x merge=ours\ncontacts/**/*.md merge=followup\n"
    )
    assert len(merge_driver.remove(root)) == 2
    assert merge_driver.remove(root) == []
    assert not merge_driver.is_installed(root)
    assert attributes.read_bytes() == b"# mine\r\n*.png binary\n*.x merge=ours\n"
    assert git(root, "config", "--local", "--list") == config


@pytest.mark.parametrize(
    ("path", "merge"),
    [
        ("contacts/ann.md", "followup"),
        ("contacts/a/b/ann lee.md", "followup"),
        ("contacts/ann.txt", "unspecified"),
        ("site/index.md", "unspecified"),
        ("other/contacts/ann.md", "unspecified"),
    ],
)
def test_which_files_it_is_for(root: Path, path: str, merge: str) -> None:
    merge_driver.install(root, program(root.parent, "followup"))
    assert attribute(root, path) == merge


def test_it_stands_above_what_the_repository_says(root: Path) -> None:
    (root / ".gitattributes").write_text("contacts/**/*.md text eol=lf merge=union\n")
    merge_driver.install(root, program(root.parent, "followup"))
    assert attribute(root, "contacts/ann.md") == "followup"


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder", ["book", "my book", 'a "b"', "[x]*?", "#1", "!no", "é ü", "new\nline", "back\\slash"]
)
def test_a_book_in_a_folder_with_any_name(tmp_path: Path, folder: str) -> None:
    git(tmp_path, "init", "-q")
    root = tmp_path / folder
    (root / "contacts").mkdir(parents=True)
    merge_driver.install(root, program(tmp_path, "followup"))
    assert merge_driver.is_installed(root)
    other = tmp_path / "x"
    (other / "contacts").mkdir(parents=True)
    assert not merge_driver.is_installed(other)
    assert merge_driver.install(root, program(tmp_path, "followup")) == []
    merge_driver.install(other, program(tmp_path, "followup"))
    assert merge_driver.remove(root)
    assert merge_driver.is_installed(other)  # another book of the clone keeps its driver
    merge_driver.remove(other)
    assert git(tmp_path, "config", "--get-regexp", "merge.*", code=1) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["followup", "my followup", "it's", '"q"', "100%A", "$HOME;x", "é"]
)
def test_the_program_may_lie_anywhere(root: Path, name: str) -> None:
    """Git runs the line: the program is found, and told base, ours, theirs, path and size."""
    (start,) = program(root.parent, name, "followup")
    told = root.parent / "told"
    Path(start).write_text(f'#!/bin/sh\nfor a; do echo "$a"; done > {shlex.quote(str(told))}\n')
    merge_driver.install(root, [start])
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base")
    git(root, "switch", "-qc", "side")
    path = root / "contacts/ann.md"
    for branch in ("side", "main"):
        git(root, "switch", "-q", branch)
        path.write_text(f"{branch}\n")
        git(root, "commit", "-qam", branch)
    git(root, "merge", "-q", "side")
    words = told.read_text().splitlines()
    assert words[0] == "merge-driver"
    assert words[4:] == ["contacts/ann.md", "7"]
    assert len(words) == 6


def test_which_program_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (script,) = program(tmp_path, "bin", "followup")
    monkeypatch.setattr(sys, "argv", [script])
    assert merge_driver.program() == [script]
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "argv", ["followup"])
    assert merge_driver.program() == [script]
    for other in ("/x/followup_md/__main__.py", "-c", "pytest"):
        monkeypatch.setattr(sys, "argv", [other])
        assert merge_driver.program() == [sys.executable, "-P", "-m", "followup_md"]


def test_the_command(book: BookFolder) -> None:
    first = book.run("setup")
    assert first.code == 0
    assert str(book.root / ".git/info/attributes") in first.out
    assert book.run("setup").out == "nothing to do: this clone is set up already\n"
    assert book.run("setup", "--remove").out.count("removed") == 2
    (book.root / ".git").rename(book.root.parent / "away")
    assert book.run("setup").code == 3


def test_a_linked_working_tree_shares_it(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base")
    tree = root.parent / "tree"
    git(root, "worktree", "add", "-q", str(tree))
    merge_driver.install(tree, program(root.parent, "followup"))
    assert merge_driver.is_installed(root)
    assert merge_driver.is_installed(tree)


@pytest.mark.slow
def test_check_names_a_clone_that_is_not_set_up(book: BookFolder) -> None:
    book.add("ann")
    assert "followup setup" not in book.terminal("check")[1]  # it shares nothing
    git(book.root, "remote", "add", "origin", "elsewhere")
    assert "line by line: followup setup" in book.terminal("check")[1]
    assert "followup setup" not in book.run("check").err
    assert book.run("setup").code == 0
    assert "followup setup" not in book.terminal("check")[1]
