"""A setting of Git's, read from its files: the same that Git says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from followup_md.git import config
from tests.helpers.book_folder import BookFolder
from tests.helpers.real_git import git

# The clone's file, the user's, and whether Git need not be started.
CASES = [
    ("", "", True),
    ("[followup]\n\tme = nora\n", "", True),
    ("", "[followup]\n\tme = nora quinn\n", True),
    ("[followup]\n\tme = nora\n", "[followup]\nme=paul\n", True),
    ("[Followup]\n  Me = Zoë\n# me = x\n", "", True),
    ('[merge "followup"]\n\tdriver = followup merge-driver\n', "", True),
    ("[followup]\n\tme = nora\n[followup]\n\tme = bea\n", "", True),
    ("[followup]\n\tother = 1\n[core]\n\tme = x\n", "", True),
    ('[followup]\n\tme = "nora"\n', "", False),
    ("[followup]\n\tme = nora # or not\n", "", False),
    ("[followup] me = nora\n", "", False),
    ("[followup]\n\tme\n", "", False),
    ("[core]\n\teditor = vi \\\n[followup]\n\tme = nora\n", "", False),
    ("[include]\n\tpath = ../more\n", "", False),
    ("[followup]\n\tme = nora\n", '[includeIf "gitdir:~/"]\n\tpath = more\n', False),
]


@pytest.mark.parametrize(("own", "everybodys", "plain"), CASES)
def test_what_the_files_say_is_what_git_says(
    book: BookFolder, monkeypatch: pytest.MonkeyPatch, own: str, everybodys: str, plain: bool
) -> None:
    home = book.root.parent / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    (home / ".gitconfig").write_text(everybodys)
    book.write("more", "[followup]\n\tme = of more\n")
    (home / "more").write_text("[followup]\n\tme = of home\n")
    with (book.root / ".git/config").open("a") as file:
        file.write(own)
    args = ["git", "config", "--get", "followup.me"]
    said = subprocess.run(args, cwd=book.root, capture_output=True, text=True, check=False)
    if plain:
        monkeypatch.setattr("followup_md.git.command.look", None)
    assert config.value(str(book.root), "followup", "me") == said.stdout.strip()


@pytest.mark.slow
def test_other_places_of_a_clone(book: BookFolder, tmp_path: Path) -> None:
    git(book.root, "config", "followup.me", "nora")
    book.add("ann")
    git(book.root, "add", ".")
    git(book.root, "commit", "-qm", "x")
    git(book.root, "worktree", "add", "-q", str(tmp_path / "tree"))
    (book.root / "sub/book").mkdir(parents=True)
    places = [book.root / "sub/book", tmp_path / "tree", tmp_path]
    assert [config.value(str(place), "followup", "me") for place in places] == ["nora", "nora", ""]
