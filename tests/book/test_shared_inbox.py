"""The inbox of a shared book: what was written in several places is filed once, and all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup_md.storage.scaffold import STARTER
from tests.book.test_sync import Team, done
from tests.helpers.book_folder import BookFolder
from tests.helpers.real_git import commit_all, git

pytestmark = pytest.mark.slow

CALL = "Ann Lee: 2026-09-02 09:00 call answered, about the roof"
MAIL = "Ann Lee: 2026-09-03 email sent, the plan"


@pytest.fixture
def team(tmp_path: Path) -> Team:
    found = Team(tmp_path)
    first = BookFolder(tmp_path / "first")
    first.write(".gitattributes", (STARTER / "gitattributes").read_bytes())
    first.write("inbox.txt", "# from the phones\n")
    commit_all(first.root)
    git(first.root, "push", "-q", "origin", "main")
    return found


@pytest.fixture
def ann(team: Team) -> BookFolder:
    return team.clone("ann")


@pytest.fixture
def bob(team: Team) -> BookFolder:
    return team.clone("bob")


def contact(book: BookFolder) -> str:
    return (book.root / "contacts/ann.md").read_text("utf-8")


def append(book: BookFolder, line: str, end: str = "\n") -> None:
    path = book.root / "inbox.txt"
    path.write_text(f"{path.read_text()}{line}{end}")


def settled(*books: BookFolder) -> None:
    """Sync until nothing is new, and find the same in every clone."""
    for _ in "123":
        for book in books:
            found = book.run("sync")
            assert found.code == 0, found.err
    assert len({contact(book) for book in books}) == 1
    for book in books:
        assert git(book.root, "status", "--short") == ""
        assert book.run("check", "--strict").out.count("W706") == 0


def test_a_line_from_a_forge_is_filed_and_its_file_is_gone_everywhere(
    team: Team, ann: BookFolder, bob: BookFolder
) -> None:
    phone = team.clone("phone", setup=False)
    phone.write("inbox/2026-09-02-0900-ann.txt", CALL)
    commit_all(phone.root, "Create 2026-09-02-0900-ann.txt")
    git(phone.root, "push", "-q")
    found = done(ann.run("sync"))
    assert "filed for Ann Lee: call, answered on Wed 2 Sep 2026\n" in found
    assert found.endswith("pushed 1 commit\n")
    assert "  - 2026-09-02 09:00 call answered, about the roof\n" in contact(ann)
    done(bob.run("sync"))
    assert contact(bob) == contact(ann)
    for book in (ann, bob):
        assert list((book.root).glob("inbox/*")) == []
    assert team.log()[0] == "followup: inbox, ann"


@pytest.mark.parametrize("end", ["\n", ""])
def test_two_clones_append_and_nothing_is_lost(ann: BookFolder, bob: BookFolder, end: str) -> None:
    append(ann, CALL, end)
    append(bob, MAIL, end)
    settled(ann, bob)
    for line in (CALL, MAIL):
        assert contact(ann).count(line.removeprefix("Ann Lee: ")) == 1
    assert (ann.root / "inbox.txt").read_text() == "# from the phones\n"


def test_two_clones_file_the_same_line(ann: BookFolder, bob: BookFolder) -> None:
    for book in (ann, bob):
        append(book, CALL)
        append(book, "new Zoe Fox: 2026-09-02 meeting, at the fair")
        assert book.run("inbox").code == 0
    settled(ann, bob)
    assert contact(ann).count("about the roof") == 1
    assert [path.name for path in (ann.root / "contacts").iterdir() if "zoe" in path.name] == [
        "zoe-fox.md"
    ]


def test_one_files_while_the_other_appends(ann: BookFolder, bob: BookFolder) -> None:
    append(ann, CALL)
    done(ann.run("sync"))  # filed, and the file is emptied
    append(bob, CALL)
    append(bob, MAIL)
    settled(bob, ann)
    for line in (CALL, MAIL):
        assert contact(ann).count(line.removeprefix("Ann Lee: ")) == 1
    ann.write("inbox/x.txt", CALL)
    commit_all(ann.root)
    git(ann.root, "push", "-q")
    settled(ann, bob)
    assert contact(ann).count("about the roof") == 1


def test_what_is_not_clear_stays_and_is_shared(ann: BookFolder, bob: BookFolder) -> None:
    append(ann, "Nobody: 2026-09-02 call")
    append(ann, CALL)
    found = ann.run("sync")
    assert found.code == 1
    assert "inbox.txt:2:1: E602 no contact of that name" in found.err
    assert "pushed 2 commits" in found.out
    again = bob.run("sync")
    assert (again.code, "Nobody: 2026" in (bob.root / "inbox.txt").read_text()) == (1, True)
    (bob.root / "inbox.txt").write_text("# from the phones\n")
    settled(bob, ann)
    assert (ann.root / "inbox.txt").read_text() == "# from the phones\n"


def test_what_is_no_file_of_lines_is_not_shared(
    team: Team, ann: BookFolder, tmp_path: Path
) -> None:
    (tmp_path / "outside").write_text("mine")
    ann.write("inbox/photo.jpg", "x")
    ann.write("inbox/large.txt", "x" * 300_000)
    (ann.root / "inbox/link.txt").symlink_to(tmp_path / "outside")
    append(ann, CALL)
    found = ann.run("sync")
    assert (found.code, found.err.count("E109"), found.err.count("E601")) == (1, 1, 1)
    shared = git(team.shared, "ls-tree", "-r", "--name-only", "main").split()
    assert [name for name in shared if name.startswith("inbox")] == ["inbox.txt"]


def test_without_a_remote_it_is_filed_and_committed(book: BookFolder) -> None:
    book.add("ann", name="Ann Lee")
    commit_all(book.root)
    book.write("inbox/a.txt", CALL)
    found = book.run("sync")
    assert found.code == 0
    assert "filed for Ann Lee: call, answered" in found.out
    assert git(book.root, "status", "--short") == ""
    assert "about the roof" in contact(book)


def test_undo_takes_back_what_a_sync_has_filed(ann: BookFolder) -> None:
    append(ann, CALL)
    done(ann.run("sync"))
    assert ann.run("undo").code == 0
    assert "about the roof" not in contact(ann)
    assert CALL in (ann.root / "inbox.txt").read_text()
