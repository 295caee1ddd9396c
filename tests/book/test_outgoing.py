"""What sync commits, whatever Git's own commands have done to contact files before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.book.test_sync import Team, ann, bob, done, team, touch
from tests.helpers.book_folder import BookFolder
from tests.helpers.real_git import files_of, git, hook

__all__ = ["ann", "bob", "team"]  # fixtures

EVE = "contacts/eve.md"
REMOVED = f"removed {EVE} (Eve)\npushed 1 commit\n"
MOVED = f"moved {EVE} to contacts/clients/eve.md\npushed 1 commit\n"


@pytest.fixture
def eve(ann: BookFolder) -> BookFolder:
    """Return a clone with a second contact that is shared already."""
    ann.add("eve", "2026-09-01 email")
    done(ann.run("sync"))
    return ann


def move(root: Path) -> None:
    (root / "contacts/clients").mkdir()
    git(root, "mv", EVE, "contacts/clients/eve.md")


def remove_and_write_again(root: Path) -> None:
    git(root, "rm", "-q", EVE)
    (root / EVE).write_text("---\nname: Eve\n---\n")


def move_and_leave_unstaged(root: Path) -> None:
    move(root)
    git(root, "reset", "-q")


def move_folder(root: Path) -> None:
    move(root)
    git(root, "commit", "-qm", "moved")
    git(root, "mv", "contacts/clients", "contacts/friends")


def by_name_only(root: Path) -> None:
    (root / "contacts/fay.md").write_text("---\nname: Fay\n---\n")
    git(root, "add", "-N", "contacts/fay.md")


def staged_then_gone(root: Path) -> None:
    (root / EVE).write_text("---\nname: Eve\n---\n")
    git(root, "add", EVE)
    (root / EVE).unlink()


def remove_and_stage(root: Path) -> None:
    (root / EVE).unlink()
    git(root, "add", "-A")


def of_another_case(root: Path) -> None:
    git(root, "mv", EVE, "contacts/Eve.md")


STAGED: dict[str, tuple[Callable[[Path], object], str]] = {
    "git rm": (lambda root: git(root, "rm", "-q", EVE), REMOVED),
    "rm, git add": (remove_and_stage, REMOVED),
    "rm": (lambda root: (root / EVE).unlink(), REMOVED),
    "edited, staged, rm": (staged_then_gone, REMOVED),
    "git mv": (move, MOVED),
    "mv": (move_and_leave_unstaged, MOVED),
    "git mv folder": (
        move_folder,
        "moved contacts/clients/eve.md to contacts/friends/eve.md\npushed 2 commits\n",
    ),
    "case": (of_another_case, f"moved {EVE} to contacts/Eve.md\npushed 1 commit\n"),
    "git add -N": (by_name_only, "committed contacts/fay.md\npushed 1 commit\n"),
    "git rm, written again": (remove_and_write_again, f"committed {EVE}\npushed 1 commit\n"),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", STAGED)
def test_what_git_was_told_is_shared(team: Team, eve: BookFolder, how: str) -> None:
    stage, said = STAGED[how]
    stage(eve.root)
    assert done(eve.run("sync")) == said
    assert git(eve.root, "status", "--short") == ""
    assert git(team.shared, "ls-tree", "-r", "main") == git(eve.root, "ls-tree", "-r", "HEAD")
    assert done(eve.run("sync")) == "nothing new, here or there\n"


@pytest.mark.slow
def test_staged_beside_an_ordinary_change(eve: BookFolder) -> None:
    move(eve.root)
    touch(eve, "2026-09-02 call answered")
    eve.write("site/new.md", "mine\n")
    git(eve.root, "add", "site/new.md")
    assert done(eve.run("sync")) == f"committed contacts/ann.md\n{MOVED}"
    assert git(eve.root, "status", "--short") == "A  site/new.md\n"


@pytest.mark.slow
def test_who_was_staged_and_is_gone_leaves_nothing(eve: BookFolder) -> None:
    path = eve.add("fay")
    git(eve.root, "add", "-A")
    path.unlink()
    assert done(eve.run("sync")) == "nothing new, here or there\n"
    assert git(eve.root, "status", "--short") == ""


@pytest.mark.slow
def test_what_is_out_of_the_index_only_stays(team: Team, eve: BookFolder) -> None:
    touch(eve, "2026-09-02 call answered")
    done(eve.run("sync"))
    git(eve.root, "rm", "-q", "--cached", EVE)
    before = git(eve.root, "status", "--short")
    result = eve.run("sync")
    assert (result.code, result.out) == (0, "nothing new, here or there\n")
    assert f"{EVE}: what you staged is not what the file holds" in result.err
    assert git(eve.root, "status", "--short") == before
    assert EVE in git(team.shared, "ls-tree", "-r", "main")


@pytest.mark.slow
@pytest.mark.parametrize("what", ["changed", "new", "removed"])
def test_a_commit_that_was_killed_before_the_index_is_mended(eve: BookFolder, what: str) -> None:
    """Git moves the branch first and its index after; between the two it can be killed."""
    path = "contacts/fay.md" if what == "new" else EVE
    if what == "removed":
        (eve.root / path).unlink()
    else:
        eve.add(path[9:-3], "2026-09-01 email", "2026-09-02 call answered")
    script = 'if test "$1" = committed && grep -q refs/heads/main; then kill -9 $PPID; fi'
    killer = hook(eve.root, "reference-transaction", script)
    eve.run("sync")
    killer.unlink()
    assert files_of(eve.root) == [path]  # it was committed
    lock = eve.root / ".git/index.lock"
    assert str(lock) in eve.run("sync").err
    lock.unlink()
    assert done(eve.run("sync")) == (
        f"{path} was committed by a run that was killed; Git's index knows it now\n"
    )
    assert git(eve.root, "status", "--short") == ""
    assert done(eve.run("sync")) == "nothing new, here or there\n"
    git(eve.root, "commit", "-qm", "by hand", code=1)  # there is nothing to commit


@pytest.mark.slow
def test_the_name_of_whoever_is_moved_and_edited_at_once(eve: BookFolder) -> None:
    eve.add("bob", "2026-09-01 email, about the roof", email="bob@ray.example")
    done(eve.run("sync"))
    (eve.root / "contacts/bob.md").unlink()
    touches = ("2026-09-01 email, about the roof", "2026-09-02 call answered")
    eve.add("clients/bob", *touches, name="Bob", email="bob@ray.example")
    assert done(eve.run("sync")).startswith("moved contacts/bob.md to contacts/clients/bob.md\n")


@pytest.mark.slow
def test_alike_is_not_the_same(eve: BookFolder) -> None:
    touches = ("2026-09-01 call voicemail", "2026-09-02 call voicemail")
    eve.add("bob", *touches, tags="client", reason="the plan")
    done(eve.run("sync"))
    (eve.root / "contacts/bob.md").unlink()
    eve.add("rita", *touches, tags="client", reason="the plan")
    said = done(eve.run("sync"))
    assert said.splitlines()[:2] == ["removed contacts/bob.md (Bob)", "committed contacts/rita.md"]
