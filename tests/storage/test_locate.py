"""Books behind links, and links in books."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from followup_md.errors import RefusedError
from followup_md.storage import locate
from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.site_book import MKDOCS

COMMANDS = (
    ("due",),
    ("due", "-q"),
    ("list",),
    ("check",),
    ("why", "ann"),
    ("log", "ann", "call"),
    ("add", "Zed Quill"),
    ("undo",),
    ("agenda",),
    ("build",),
    ("serve", "--port", "0"),
    ("publish", "--yes"),
    ("init",),
)
FOLDERS = ("contacts", "site")


@pytest.fixture
def full(book: BookFolder) -> BookFolder:
    """Return a book with a contact and a website."""
    book.add("ann", "2026-09-01 call voicemail, x", name="Ann")
    book.write("mkdocs.yml", MKDOCS)
    book.write("site/index.md", "# Hello\n")
    return book


def link(book: BookFolder, name: str) -> Path:
    """Put a link in the place of a file or folder; return where that is now."""
    moved = book.root.parent / f"moved-{name}"
    shutil.move(book.root / name, moved)
    (book.root / name).symlink_to(moved)
    return moved


def state(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_is_read_or_written_behind_a_linked_folder(
    full: BookFolder, command: tuple[str, ...]
) -> None:
    moved = link(full, "contacts")
    before = state(moved), sorted(full.root.rglob("*.md"))
    found = full.run(*command)
    assert found.code == 3
    assert "contacts is a symbolic link" in found.err
    assert "Ann" not in found.out
    assert (state(moved), sorted(full.root.rglob("*.md"))) == before
    assert not (full.root / "public").exists()


@pytest.mark.parametrize("command", [("agenda",), ("build",), ("serve", "--port", "0"), ("init",)])
def test_nothing_is_published_from_a_linked_site(
    full: BookFolder, command: tuple[str, ...]
) -> None:
    moved = link(full, "site")
    before = state(moved)
    found = full.spawn(*command)
    assert found.returncode == 3
    assert "site is a symbolic link" in found.stderr
    assert state(moved) == before
    assert not (full.root / "public").exists()


@pytest.mark.parametrize(
    ("name", "command"),
    [("mkdocs.yml", "build"), ("followup.yml", "due"), ("followup.yml", "build")],
)
def test_settings_behind_a_link_are_not_those_of_the_book(
    full: BookFolder, name: str, command: str
) -> None:
    link(full, name)
    found = full.run(command)
    assert found.code == 3
    assert f"{name} is a symbolic link" in found.err


def test_a_site_is_not_built_through_a_link(full: BookFolder) -> None:
    elsewhere = full.root.parent / "elsewhere"
    (elsewhere / "people").mkdir(parents=True)
    (full.root / "out").symlink_to(elsewhere)
    full.write("mkdocs.yml", MKDOCS.replace("site_dir: public", "site_dir: out/public"))
    assert full.run("build").code == 3
    assert [path.name for path in elsewhere.iterdir()] == ["people"]
    full.write("mkdocs.yml", MKDOCS.replace("docs_dir: site", "docs_dir: out/people"))
    assert "out is a symbolic link" in full.run("build").err


def test_a_link_that_leads_nowhere_is_named(full: BookFolder) -> None:
    shutil.rmtree(full.root / "contacts")
    (full.root / "contacts").symlink_to("nowhere")
    assert "contacts is a symbolic link" in full.run("due").err


def test_a_book_behind_a_link_works(full: BookFolder) -> None:
    beside = full.root.parent / "beside"
    beside.symlink_to(full.root)
    linked = BookFolder(full.root)
    for command in ("due", "check", "agenda", "build"):
        found = linked.run("-C", str(beside), command, "--on", ON)
        assert found.code == 0, (command, found.err)
    assert (full.root / "public/people/ann/index.html").exists()


def test_what_counts_as_on_the_way(tmp_path: Path) -> None:
    book = tmp_path / "book"
    (book / "a/b").mkdir(parents=True)
    (book / "c").symlink_to("a")
    locate.refuse_links(book, "a/b", "missing/x", tmp_path)
    for path in ("c", "c/b", book / "c/b/x"):
        with pytest.raises(RefusedError, match="c is a symbolic link"):
            locate.refuse_links(book, path)
    (tmp_path / "outside").symlink_to(book)
    with pytest.raises(RefusedError, match="outside"):
        locate.refuse_links(book, tmp_path / "outside")
    locate.refuse_links(tmp_path / "outside", "a")
