from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from followup_md.book import save
from followup_md.book import sync as syncing
from followup_md.book.book import open_book
from tests.helpers.book_folder import PROJECT, BookFolder, Result
from tests.helpers.real_git import commit_all, files_of, git, hook

HEAD = "---\nname: Ann Lee\nphone: 1\ntouches:\n  - 2026-09-01 call voicemail\n"


class Team:
    """A shared repository and clones of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shared = folder / "shared.git"
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.shared))
        first = self.clone("first", setup=False)
        first.write("followup.yml", "")
        first.write("site/index.md", "mine\n")
        first.write("contacts/ann.md", f"{HEAD}---\nOne.\n\nTwo.\n")
        commit_all(first.root)
        git(first.root, "push", "-q", "origin", "main")

    def clone(self, name: str, setup: bool = True) -> BookFolder:
        git(self.folder, "clone", "-q", str(self.shared), name)
        book = BookFolder(self.folder / name)
        if setup:
            program = self.folder / "followup"
            program.write_text(
                f'#!/bin/sh\nPYTHONPATH="{PROJECT}" {sys.executable} -m followup_md "$@"\n'
            )
            program.chmod(0o755)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sys, "argv", [str(program)])
                assert book.run("setup").code == 0
        return book

    def log(self) -> list[str]:
        return git(self.shared, "log", "--format=%s", "main").splitlines()


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path)


@pytest.fixture
def ann(team: Team) -> BookFolder:
    return team.clone("ann")


@pytest.fixture
def bob(team: Team) -> BookFolder:
    return team.clone("bob")


def touch(book: BookFolder, line: str, id_: str = "ann") -> None:
    path = book.root / f"contacts/{id_}.md"
    path.write_text(path.read_text().replace("\n---\n", f"\n  - {line}\n---\n", 1))


def body(book: BookFolder, old: str, new: str) -> None:
    path = book.root / "contacts/ann.md"
    path.write_text(path.read_text().replace(old, new))


def done(result: Result) -> str:
    assert (result.code, result.err) == (0, "")
    return result.out


@pytest.mark.slow
def test_changes_go_there_and_come_back(team: Team, ann: BookFolder, bob: BookFolder) -> None:
    touch(ann, "2026-09-02 email")
    ann.add("new contact")
    assert done(ann.run("sync")) == (
        "committed contacts/ann.md\ncommitted contacts/new contact.md\npushed 1 commit\n"
    )
    assert team.log()[0] == "followup: sync 2 contacts"
    assert done(bob.run("sync")) == "merged 1 commit\n"
    assert "2026-09-02 email" in (bob.root / "contacts/ann.md").read_text()
    assert done(bob.run("sync")) == "nothing new, here or there\n"


@pytest.mark.slow
def test_both_add_to_one_contact(ann: BookFolder, bob: BookFolder) -> None:
    touch(ann, "2026-09-02 email")
    touch(bob, "2026-09-03 call answered")
    done(ann.run("sync"))
    assert done(bob.run("sync")).splitlines()[1:] == ["merged 1 commit", "pushed 2 commits"]
    done(ann.run("sync"))
    for book in (ann, bob):
        text = (book.root / "contacts/ann.md").read_text()
        assert text.count("2026-09-02 email") == text.count("2026-09-03 call answered") == 1
        assert git(book.root, "status", "--short") == ""
        git(book.root, "fsck", "--strict")


@pytest.mark.slow
def test_what_else_was_changed_or_staged_stays(team: Team, ann: BookFolder) -> None:
    other = team.clone("other")
    touch(other, "2026-09-04 call")
    done(other.run("sync"))
    touch(ann, "2026-09-02 email")
    ann.write("site/index.md", "edited\n")
    ann.write("site/staged.md", "staged\n")
    ann.write("contacts/README.md", "no contact\n")
    ann.write("loose", "")
    git(ann.root, "add", "site/staged.md")
    before = git(ann.root, "status", "--short").replace(" M contacts/ann.md\n", "")
    done(ann.run("sync"))
    assert git(ann.root, "status", "--short") == before
    assert "contacts/README.md" in before
    text = git(team.shared, "show", "main:contacts/ann.md")
    assert "2026-09-04 call" in text
    assert "2026-09-02 email" in text


@pytest.mark.slow
def test_staged_work_in_the_way_is_named(ann: BookFolder, bob: BookFolder) -> None:
    body(bob, "One", "Uno")
    done(bob.run("sync"))
    body(ann, "One", "Eins")
    ann.write("site/staged.md", "staged\n")
    git(ann.root, "add", "site/staged.md")
    result = ann.run("sync")
    assert result.code == 3
    assert "you have staged changes" in result.err
    assert git(ann.root, "status", "--short") == "A  site/staged.md\n"


@pytest.mark.slow
def test_a_contact_that_cannot_be_read_is_left_out(team: Team, ann: BookFolder) -> None:
    touch(ann, "2026-09-02 email")
    ann.write("contacts/bad.md", "---\nname: [\n---\n")
    result = ann.run("sync")
    assert result.code == 1
    assert result.out == "committed contacts/ann.md\npushed 1 commit\n"
    assert "contacts/bad.md cannot be read" in result.err
    assert git(ann.root, "status", "--short") == "?? contacts/bad.md\n"
    assert files_of(team.shared, "main") == ["contacts/ann.md"]


@pytest.mark.slow
def test_a_deleted_contact_is_shared_and_an_empty_book_is_not(
    team: Team, ann: BookFolder, bob: BookFolder
) -> None:
    ann.add("bob")
    done(ann.run("sync"))
    (ann.root / "contacts/bob.md").unlink()
    assert done(ann.run("sync")).startswith("removed contacts/bob.md (Bob)\n")
    (ann.root / "contacts/ann.md").unlink()
    result = ann.run("sync")
    assert result.code == 3
    assert "git restore contacts" in result.err
    (ann.root / "contacts").rmdir()
    assert git(team.shared, "ls-tree", "-r", "--name-only", "main").count("contacts/") == 1
    done(bob.run("sync"))
    assert (bob.root / "contacts/ann.md").exists()


@pytest.mark.slow
def test_a_conflict_stops_in_a_state_that_sync_continues(
    team: Team, ann: BookFolder, bob: BookFolder
) -> None:
    body(ann, "Two", "Due")
    done(ann.run("sync"))
    body(bob, "Two", "Zwei")
    before = team.log()
    result = bob.run("sync")
    assert result.code == 3
    assert "of contacts/ann.md (Ann Lee): settle them" in result.err
    assert "git merge --abort" in result.err
    assert "\n  contacts/ann.md: the text below" in result.err
    assert bob.run("sync").code == 3
    assert team.log() == before
    path = bob.root / "contacts/ann.md"
    assert "<<<<<<<" in path.read_text()
    path.write_text(f"{HEAD}---\nOne.\n\nDue, zwei.\n")
    assert done(bob.run("sync")) == "pushed 2 commits\n"
    assert git(bob.root, "status", "--short") == ""
    message = git(bob.root, "log", "-1", "--format=%B")
    assert message.startswith("Merge remote-tracking branch")
    assert "#" not in message
    done(ann.run("sync"))
    assert "Due, zwei." in (ann.root / "contacts/ann.md").read_text()


@pytest.mark.slow
def test_a_conflict_can_be_aborted(ann: BookFolder, bob: BookFolder) -> None:
    body(ann, "Two", "Due")
    done(ann.run("sync"))
    body(bob, "Two", "Zwei")
    assert bob.run("sync").code == 3
    git(bob.root, "merge", "--abort")
    assert "Zwei" in (bob.root / "contacts/ann.md").read_text()
    assert bob.run("sync").code == 3


@pytest.mark.slow
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_one_side_as_it_is_must_be_added_by_hand(
    ann: BookFolder, bob: BookFolder, side: str
) -> None:
    """A file that merely looks like one side may be what a failed merge has left."""
    body(ann, "Two", "Due")
    done(ann.run("sync"))
    body(bob, "Two", "Zwei")
    assert bob.run("sync").code == 3
    git(bob.root, "checkout", f"--{side}", "contacts/ann.md")
    result = bob.run("sync")
    assert result.code == 3
    assert "git add" in result.err
    git(bob.root, "add", "contacts/ann.md")
    assert done(bob.run("sync")) == "pushed 2 commits\n"


@pytest.mark.slow
def test_deleted_here_and_edited_there_is_asked(ann: BookFolder, bob: BookFolder) -> None:
    ann.add("eve")
    done(ann.run("sync"))
    (ann.root / "contacts/ann.md").unlink()
    done(ann.run("sync"))
    touch(bob, "2026-09-02 email")
    for _ in "12":
        result = bob.run("sync")
        assert result.code == 3
        assert "contacts/ann.md" in result.err
    assert "2026-09-02 email" in (bob.root / "contacts/ann.md").read_text()


@pytest.mark.slow
def test_local_work_in_the_way_of_a_merge_is_named(ann: BookFolder, bob: BookFolder) -> None:
    ann.write("site/index.md", "theirs\n")
    commit_all(ann.root)
    done(ann.run("sync"))
    bob.write("site/index.md", "mine, not committed\n")
    touch(bob, "2026-09-02 email")
    result = bob.run("sync")
    assert result.code == 3
    assert "fetched, but not merged" in result.err
    assert "site/index.md" in result.err
    assert (bob.root / "site/index.md").read_text() == "mine, not committed\n"
    assert git(bob.root, "status", "--short") == " M site/index.md\n"


@pytest.mark.slow
def test_a_merge_that_makes_a_contact_unreadable_is_not_pushed(team: Team) -> None:
    ann, bob = (team.clone(name, setup=False) for name in ("plain", "lines"))
    for book, words in ((ann, "org: A\n"), (bob, "org: B\n")):
        path = book.root / "contacts/ann.md"
        where = "name: Ann Lee\n" if book is ann else "phone: 1\n"
        path.write_text(path.read_text().replace(where, where + words))
        book.write(".git/info/attributes", "contacts/**/*.md merge=union\n")
    ann.run("sync")
    before = team.log()
    for _ in "12":
        result = bob.run("sync")
        assert result.code == 1
        assert "contacts/ann.md cannot be read" in result.err
        assert "nothing was pushed" in result.err
    assert team.log() == before
    path = bob.root / "contacts/ann.md"
    path.write_text(path.read_text().replace("org: B\n", ""))
    result = bob.run("sync")
    assert (result.code, result.out) == (0, "committed contacts/ann.md\npushed 3 commits\n")


@pytest.mark.slow
def test_what_was_broken_by_somebody_else_stops_nobody(ann: BookFolder, bob: BookFolder) -> None:
    ann.write("contacts/bad.md", "no front matter\n")
    commit_all(ann.root)
    git(ann.root, "push", "-q")
    for line in ("2026-09-02 email", "2026-09-03 email"):
        touch(bob, line)
        result = bob.run("sync")
        assert result.code == 1
        assert "pushed" in result.out
        assert result.err == "1 more file cannot be read: followup check\n"


def test_no_remote(book: BookFolder) -> None:
    book.add("ann")
    assert book.run("sync").out == (
        "committed contacts/ann.md\nthis repository has no remote: nothing to fetch or push\n"
    )


def test_no_upstream(team: Team, book: BookFolder) -> None:
    git(book.root, "remote", "add", "elsewhere", str(team.shared))
    book.add("ann")
    result = book.run("sync")
    assert result.code == 3
    assert "git push -u elsewhere main" in result.err
    assert files_of(book.root) == ["contacts/ann.md"]


def test_a_shared_repository_that_is_empty(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "shared.git")
    git(tmp_path, "clone", "-q", "shared.git", "book")
    book = BookFolder(tmp_path / "book")
    book.write("followup.yml", "")
    book.add("ann")
    assert book.run("sync").out == "committed contacts/ann.md\npushed 1 commit\n"
    assert book.run("sync").out == "nothing new, here or there\n"


@pytest.mark.slow
def test_a_clone_made_before_the_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "shared.git")
    books = []
    for name in ("a", "b"):
        git(tmp_path, "clone", "-q", "shared.git", name)
        books.append(BookFolder(tmp_path / name))
        books[-1].write("followup.yml", "")
        (books[-1].root / "contacts").mkdir()
    books[0].add("ann")
    assert books[0].run("sync").code == 0
    assert books[1].run("sync").out == "merged 1 commit\n"
    assert (books[1].root / "contacts/ann.md").exists()


@pytest.mark.slow
def test_states_that_a_person_must_leave_first(ann: BookFolder) -> None:
    new = ann.add("new")
    git(ann.root, "switch", "-q", "--detach")
    result = ann.run("sync")
    assert (result.code, "detached HEAD" in result.err) == (3, True)
    git(ann.root, "switch", "-q", "main")
    git(ann.root, "switch", "-q", "-c", "side")
    ann.write("site/index.md", "side\n")
    git(ann.root, "commit", "-q", "-m", "side", "--", "site/index.md")
    git(ann.root, "switch", "-q", "main")
    ann.write("site/index.md", "main\n")
    git(ann.root, "commit", "-q", "-m", "main", "--", "site/index.md")
    git(ann.root, "merge", "side", code=1)
    result = ann.run("sync")
    assert (result.code, "a merge is not finished" in result.err) == (3, True)
    ann.write("site/index.md", "both\n")
    git(ann.root, "add", "site/index.md")
    assert ann.run("sync").code == 3  # a merge of the user's own is the user's to finish
    git(ann.root, "merge", "--abort")
    git(ann.root, "rebase", "side", code=1)
    result = ann.run("sync")
    assert (result.code, "a rebase is not finished" in result.err) == (3, True)
    assert git(ann.root, "status", "--short", "--", str(new)) == "?? contacts/new.md\n"


def test_no_repository(book: BookFolder) -> None:
    (book.root / ".git").rename(book.root.parent / "away")
    result = book.run("sync")
    assert (result.code, "not in a Git repository" in result.err) == (3, True)


@pytest.mark.slow
def test_a_remote_that_is_not_there(team: Team, ann: BookFolder) -> None:
    touch(ann, "2026-09-02 email")
    away = team.shared.rename(team.folder / "away")
    result = ann.run("sync")
    assert result.code == 4
    assert "cannot fetch from origin" in result.err
    away.rename(team.shared)
    assert done(ann.run("sync")) == "pushed 1 commit\n"


@pytest.mark.slow
@pytest.mark.parametrize(("where", "name"), [("here", "pre-push"), ("there", "pre-receive")])
def test_a_hook_that_refuses_the_push(team: Team, ann: BookFolder, where: str, name: str) -> None:
    refusing = hook(ann.root if where == "here" else team.shared, name, "echo no >&2; exit 1")
    touch(ann, "2026-09-02 email")
    result = ann.run("sync")
    assert result.code == (4 if where == "here" else 3)
    assert "origin" in result.err
    assert "Committed here, and not shared yet: contacts/ann.md" in result.err
    if where == "there":
        assert "does not take it: pre-receive hook declined\n  no\n" in result.err
        assert "\n  git push origin HEAD:refs/heads/NAME\n" in result.err
    refusing.unlink()
    assert done(ann.run("sync")) == "pushed 1 commit\n"


def test_a_commit_that_is_refused_stops_before_anything(ann: BookFolder) -> None:
    hook(ann.root, "pre-commit", "echo not tidy >&2; exit 1")
    touch(ann, "2026-09-02 email")
    result = ann.run("sync")
    assert result.code == 3
    assert "not tidy" in result.err
    assert git(ann.root, "status", "--short") == " M contacts/ann.md\n"


@pytest.mark.slow
def test_somebody_is_faster(team: Team, ann: BookFolder, bob: BookFolder) -> None:
    """Between the fetch and the push of one, the other pushes: it is merged and tried again."""
    script = f'test -e "{team.folder}/once" || {{ touch "{team.folder}/once"; '
    script += f'cd "{bob.root}"; unset $(git rev-parse --local-env-vars); git push -q; }}'
    hook(ann.root, "pre-push", script)
    touch(bob, "2026-09-03 call answered")
    commit_all(bob.root, "bob's")
    touch(ann, "2026-09-02 email")
    assert done(ann.run("sync")).splitlines()[1:] == ["merged 1 commit", "pushed 2 commits"]
    assert "bob's" in team.log()


@pytest.mark.slow
def test_however_often_others_are_faster_it_gets_through(
    team: Team, ann: BookFolder, bob: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "_LONGEST", 0.0)
    script = f'cd "{bob.root}"; unset $(git rev-parse --local-env-vars); n=$(git rev-list HEAD'
    script += " | wc -l); test $n -gt 11 || { git commit -q --allow-empty -m $n; git push -q; }"
    hook(ann.root, "pre-push", script)
    touch(ann, "2026-09-02 email")
    shared = done(ann.run("sync")).splitlines()
    assert shared[1:] == ["merged 11 commits", "pushed 12 commits (try 12: others were faster)"]
    assert "2026-09-02 email" in git(team.shared, "show", "main:contacts/ann.md")
    monkeypatch.setattr(syncing, "_PATIENCE", 0.0)
    done(bob.run("sync"))
    faster = hook(ann.root, "pre-push", script.replace("-gt 11", "-gt 99"))
    touch(ann, "2026-09-03 email")
    late = ann.run("sync")
    assert late.code == 4
    assert "1 time somebody else was faster: run followup sync again" in late.err
    faster.unlink()
    assert done(ann.run("sync")).splitlines()[-1].startswith("pushed 2 commits")


@pytest.mark.slow
def test_three_at_once(team: Team) -> None:
    books = [team.clone(f"clone{number}") for number in range(3)]
    for number, book in enumerate(books):
        touch(book, f"2026-09-0{number + 2} email")
        book.add(f"only-{number}")
    sync = "sys.exit(main.run(['-C', sys.argv[1], 'sync']))"
    run = f"import sys; from followup_md import main; {sync}"
    running = [
        subprocess.Popen([sys.executable, "-c", run, str(book.root)], cwd=PROJECT) for book in books
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    text = git(team.shared, "show", "main:contacts/ann.md")
    assert [text.count(f"2026-09-0{number + 2} email") for number in range(3)] == [1, 1, 1]
    assert git(team.shared, "ls-tree", "-r", "--name-only", "main").count("only-") == 3
    git(team.shared, "fsck", "--strict")


@pytest.mark.slow
def test_a_change_that_sync_committed_is_undone_by_a_commit(team: Team, ann: BookFolder) -> None:
    book = open_book(ann.root)
    save.save(book, {"ann": lambda text: text + "More.\n"}, "edit")
    done(ann.run("sync"))
    assert ann.run("undo").code == 0
    assert git(ann.root, "log", "-1", "--format=%s") == "followup: undo edit, ann\n"
    assert done(ann.run("sync")) == "pushed 1 commit\n"
    assert "More" not in git(team.shared, "show", "main:contacts/ann.md")


@pytest.mark.slow
def test_a_book_in_a_folder_of_a_larger_repository(team: Team, ann: BookFolder) -> None:
    inner = BookFolder(ann.root / "deep" / "book")
    inner.write("followup.yml", "")
    inner.add("zoe", "2026-09-01 call")
    commit_all(ann.root)
    touch(inner, "2026-09-02 email", "zoe")
    ann.add("outside")
    assert inner.spawn("setup").returncode == 0
    assert inner.spawn("sync").stdout == "committed contacts/zoe.md\npushed 2 commits\n"
    assert files_of(team.shared, "main") == ["deep/book/contacts/zoe.md"]
    assert git(ann.root, "status", "--short") == "?? contacts/outside.md\n"


@pytest.mark.slow
def test_each_step_is_told(ann: BookFolder) -> None:
    heard: list[str] = []
    touch(ann, "2026-09-02 email")
    syncing.sync(open_book(ann.root), heard.append)
    assert heard == ["committing 1 contact", "fetching from origin", "pushing to origin"]


@pytest.mark.slow
def test_on_a_terminal_progress_is_seen(ann: BookFolder) -> None:
    touch(ann, "2026-09-02 email")
    code, shown = ann.terminal("sync")
    assert code == 0
    steps = ["committing 1 contact …", "fetching from origin …", "pushing to origin …"]
    assert [line for line in shown.splitlines() if line in steps] == steps
    assert shown.endswith("committed contacts/ann.md\npushed 1 commit\n")
