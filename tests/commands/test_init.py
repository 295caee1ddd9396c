from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from followup_md.commands import init
from followup_md.parsing import settings_file
from followup_md.storage import scaffold
from tests.helpers.book_folder import BookFolder


@pytest.fixture
def place(tmp_path: Path) -> BookFolder:
    folder = BookFolder(tmp_path / "place")
    folder.root.mkdir()
    return folder


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def test_a_new_book_works_at_once(place: BookFolder) -> None:
    found = place.run("init", "my book")
    assert found.code == 0
    assert found.out.splitlines()[-4] == "  cd 'my book'"
    assert found.out.splitlines()[-3].startswith("  followup due ")
    made = BookFolder(place.root / "my book")
    for name in (
        "contacts/ann-lee.md",
        "contacts/bob-smith.md",
        "site/index.md",
        "mkdocs.yml",
        "followup.yml",
        ".gitignore",
        ".gitattributes",
        ".prettierignore",
        ".github/workflows/followup.yml",
        ".gitlab-ci.yml",
    ):
        assert f"wrote {name}\n" in found.out
        assert not re.search("@[A-Z]+@", (made.root / name).read_text())
    assert made.run("check", "--strict").code == 0
    due = made.run("due")
    assert (due.code, due.err) == (0, "")
    assert "\tann-lee\t" in due.out
    assert git(made.root, "rev-parse", "--is-inside-work-tree") == "true"
    assert git(made.root, "branch", "--show-current") == "main"
    assert git(made.root, "check-ignore", "public/index.html") == "public/index.html"
    assert git(made.root, "check-ignore", "site/index.md") == ""
    for folder in ("", "site/", "contacts/clients/"):
        assert git(made.root, "check-ignore", f"{folder}.followup-1-a.tmp")
    assert "merge-driver" in git(made.root, "config", "--get-regexp", "^merge")


def test_nothing_is_ever_overwritten(place: BookFolder) -> None:
    place.write("followup.yml", "timezone: Asia/Tokyo\n")
    place.write("contacts/me.md", "---\nname: Me\n---\n")
    first = place.run("init")
    assert "kept  followup.yml (already there)\n" in first.out
    assert "contacts/ann-lee.md" not in first.out
    assert (place.root / "followup.yml").read_text() == "timezone: Asia/Tokyo\n"
    before = {p: p.read_bytes() for p in place.root.rglob("*") if p.is_file()}
    second = place.run("init")
    assert second.code == 0
    assert "wrote" not in second.out
    assert {p: p.read_bytes() for p in place.root.rglob("*") if p.is_file()} == before


def test_a_dangling_link_is_left_alone(place: BookFolder) -> None:
    (place.root / "mkdocs.yml").symlink_to("elsewhere.yml")
    assert place.run("init").code == 0
    assert not (place.root / "elsewhere.yml").exists()


def test_a_rule_that_ignores_the_pages_is_named(place: BookFolder) -> None:
    place.write(".gitignore", "__pycache__/\n/site\n")
    found = place.run("init")
    assert found.code == 0
    assert ".gitignore:2: /site" in found.err
    assert "delete that line" in found.err


def test_a_book_inside_a_repository_gets_none_of_its_own(place: BookFolder) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=place.root, check=True)
    found = place.run("init", "team/people")
    assert found.code == 0
    book = place.root / "team/people"
    assert not (book / ".git").exists()
    assert f"team/people/ in the Git repository {place.root}" in found.err
    # There they would do nothing.
    assert not (book / ".github").exists()
    assert not (book / ".gitlab-ci.yml").exists()
    assert "BOOK: team/people/" in found.err
    assert git(book, "check-attr", "merge", "contacts/x.md").endswith("merge: followup")
    assert git(book, "check-ignore", "public/x.html") == "public/x.html"
    assert BookFolder(book).run("check", "--strict").code == 0
    assert "Git repository that" not in place.run("init", "team/people").err


def test_a_clone_is_set_up(place: BookFolder) -> None:
    place.run("init", "book")
    book = place.root / "book"
    for words in (["add", "-A"], ["commit", "-q", "-m", "x"]):
        git(book, *words)
    git(place.root, "clone", "-q", "book", "clone")
    clone = BookFolder(place.root / "clone")
    found = clone.run("init")
    assert found.code == 0
    assert "this clone now merges contacts entry by entry" in found.err
    assert "merge-driver" in git(clone.root, "config", "--get", "merge.followup.driver")
    assert "why ann" not in found.out  # whoever is in there, it may not be her
    assert clone.run("setup").out == "nothing to do: this clone is set up already\n"
    assert "this clone" not in clone.run("init").err


def test_a_rule_that_ignores_the_contacts_is_named(place: BookFolder) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=place.root, check=True)
    place.write(".gitignore", "*\n")  # as in a home folder under Git
    assert "Git ignores contacts/" in place.run("init", "book").err


def test_an_existing_mkdocs_yml_gets_a_hint(place: BookFolder) -> None:
    place.write("mkdocs.yml", "site_name: Mine\n")
    assert "plugins: [followup]" in place.run("init").err


@pytest.mark.parametrize("zone", ["Europe/Rome", ":America/New_York"])
def test_the_time_zone_is_the_machines(
    place: BookFolder, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    place.run("init")
    settings = settings_file.read((place.root / "followup.yml").read_bytes())
    assert settings.timezone == zone.lstrip(":")


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["", "No/Where", "../../etc/passwd", "EST5EDT,M3.2.0,M11.1.0"])
def test_without_a_zone_it_is_utc_with_a_note(
    place: BookFolder, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setattr(init, "_LOCALTIME", str(place.root / "nothing"))
    found = place.run("init")
    assert settings_file.read((place.root / "followup.yml").read_bytes()).timezone == "UTC"
    assert "no time zone" in found.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_4(place: BookFolder) -> None:
    place.root.chmod(0o555)
    found = place.run("init", "new")
    place.root.chmod(0o755)
    assert found.code == 4
    assert "new" in found.err


def test_without_git_the_book_is_made_all_the_same(
    place: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(place.root))
    found = place.run("init")
    assert found.code == 0
    assert "no Git repository: git is not installed" in found.err
    assert (place.root / "followup.yml").exists()


def test_what_a_killed_run_left_goes_and_is_ignored(place: BookFolder) -> None:
    half = (scaffold.STARTER / "site/index.md").read_bytes()[:9]
    place.write("site/.followup-1-a.tmp", half)
    place.write(".followup-1-a.tmp", "mine\n")
    place.write(".gitignore", "/public/\n/.followup*\n")
    done = place.run("init")
    assert "put .followup* in .gitignore" in done.err
    assert sorted(path.name for path in place.root.rglob(".followup-*")) == [".followup-1-a.tmp"]
    place.write(".gitignore", "/public/\n.followup*\n")
    assert "put .followup*" not in place.run("init").err
