"""A merge in which Git was killed, while it wrote files: the next sync ends as if nothing was."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.book.test_sync import HEAD, Team, body, done, touch
from tests.helpers.book_folder import BookFolder
from tests.helpers.real_git import commit_all, git

REAL = shutil.which("git") or ""
NOTE = ".git/followup-merging"
UP = "@{upstream}"
# What Git has done when it is killed. `git` is the real one.
CUT = {
    "nothing": "",
    "one is gone": "rm contacts/ann.md",
    "one is empty": ": > contacts/ann.md",
    "a new one is empty": f"git show {UP}:contacts/ann.md > contacts/ann.md; : > contacts/eve.md",
    "one is half": f"git show {UP}:contacts/ann.md | head -c 30 > contacts/ann.md",
    "a new one is half": f"git show {UP}:contacts/eve.md | head -c 9 > contacts/eve.md",
    "all but the index": f"git merge -q --no-commit --no-ff {UP}; git reset -q",
    "one is half merged": (
        f"git merge -q --no-commit --no-ff {UP}; git reset -q;"
        " head -c 95 contacts/ann.md > .x; mv .x contacts/ann.md"
    ),
    "the index": f"git merge -q --no-commit --no-ff {UP}; git merge --quit",
    "an empty MERGE_HEAD": f"git merge -q --no-commit --no-ff {UP}; : > .git/MERGE_HEAD",
    "an empty MERGE_MSG": f"git merge -q --no-commit --no-ff {UP}; : > .git/MERGE_MSG",
    "no MERGE_MSG": f"git merge -q --no-commit --no-ff {UP}; rm .git/MERGE_MSG",
    "the commit": f"git merge -q --no-edit {UP}; git rev-parse {UP} > .git/MERGE_HEAD",
    "a file for the driver": "echo x > .merge_file_a1B2c3; echo x > .followup-1-2.tmp",
    "the folder": "rm -r contacts/clients",
    "what they removed": "rm contacts/zed.md",
    "a page": "rm site/index.md; : > site/new.md",
}


class Cut:
    """A clone that is to merge: in one file both have an entry; others were added or removed."""

    def __init__(self, folder: Path, ours: bool = True) -> None:
        self.team = Team(folder)
        self.ann, self.bob = (self.team.clone(name) for name in ("ann", "bob"))
        self.ann.add("zed")
        self.ann.write("contacts/clients/joe.md", HEAD.replace("Ann", "Joe") + "---\n")
        commit_all(self.ann.root)
        git(self.ann.root, "push", "-q")
        git(self.bob.root, "pull", "-q")
        touch(self.ann, "2026-09-02 email")
        touch(self.ann, "2026-09-02 email", "clients/joe")
        self.ann.add("eve")
        self.ann.write("site/index.md", "theirs\n")
        self.ann.write("site/new.md", "theirs\n")
        (self.ann.root / "contacts/zed.md").unlink()
        commit_all(self.ann.root)
        done(self.ann.run("sync"))
        if ours:
            touch(self.bob, "2026-09-03 call answered")
            commit_all(self.bob.root, "ours")
        git(self.bob.root, "fetch", "-q")

    def kill(self, script: str, when: str = "merge --no-edit") -> None:
        """Run sync, and kill it and Git when Git is to do this; the script is done instead."""
        path = self.path_with(f"{script}\nkill -9 $PPID", when)
        assert self.bob.spawn("sync", env={"PATH": path}).returncode == -9

    def path_with(self, script: str, when: str = "merge --no-edit") -> str:
        """Return a PATH whose Git does the script instead of one thing."""
        folder = self.team.folder / "bin"
        folder.mkdir(exist_ok=True)
        fake = folder / "git"
        fake.write_text(
            f'#!/bin/sh\ncase "$*" in *"{when}"*) ;; *) exec {REAL} "$@";; esac\n'
            f'git() {{ {REAL} "$@"; }}\n{script}\n'
        )
        fake.chmod(0o755)
        return f"{folder}{os.pathsep}{os.environ['PATH']}"

    def ends(self) -> tuple[str, ...]:
        """Return what can be seen in the end: files, commits, what was shared."""
        names = [str(p.relative_to(self.bob.root)) for p in self.bob.root.glob("[!.]*/**/*")]
        hidden = [path.name for path in self.bob.root.glob(".*") if path.name != ".git"]
        assert not (self.bob.root / NOTE).exists()
        return (
            git(self.bob.root, "log", "--format=%s"),
            git(self.bob.root, "rev-parse", "HEAD^{tree}"),
            git(self.bob.root, "status", "--short"),
            git(self.team.shared, "rev-parse", "main^{tree}"),
            "\n".join(sorted([*names, *hidden])),
        )


@pytest.fixture(autouse=True)
def temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def cut(tmp_path: Path) -> Cut:
    return Cut(tmp_path)


def text(book: BookFolder, id_: str = "ann") -> str:
    return (book.root / f"contacts/{id_}.md").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("ours", [True, False], ids=["merge", "fast-forward"])
def test_the_next_sync_ends_as_one_that_was_not_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: bool
) -> None:
    (tmp_path / "not").mkdir()
    cut = Cut(tmp_path / "not", ours)
    done(cut.bob.run("sync"))
    wanted = cut.ends()
    (tmp_path / "killed").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "killed"))
    cut = Cut(tmp_path / "killed", ours)
    shutil.copytree(tmp_path / "killed", tmp_path / "kept", symlinks=True)
    for name, script in CUT.items():
        if not ours and "MERGE" in name + script:
            continue
        cut.kill(f"{script}\nrm -f .git/index.lock")
        result = cut.bob.run("sync")
        assert result.code == 0, (name, result)
        assert "committed" not in result.out, name
        assert cut.ends() == wanted, name
        assert cut.bob.run("sync").out == "nothing new, here or there\n", name
        shutil.rmtree(tmp_path / "killed")
        shutil.copytree(tmp_path / "kept", tmp_path / "killed", symlinks=True)


TMP = "contacts/clients/.followup-1-2.tmp"
MOVED = {
    "the file is merged": "git merge -q --no-ff --no-commit {up}; {merge}; git merge --quit",
    "the file is there": "git merge -q --no-ff --no-commit {up}; {merge}",
    "it was staged": "git merge -q --no-ff --no-commit {up}; {merge}; git add {new}",
    "the old one is gone": (
        "git merge -q --no-ff --no-commit {up}; {merge}; git add {new}; rm {old}"
    ),
    "all but the commit": (
        "git merge -q --no-ff --no-commit {up}; {merge}; git add {new}; git rm -qf {old}"
    ),
    "a half file beside it": (
        "git merge -q --no-ff --no-commit {up}; {merge}; head -c 95 {new} > {tmp}"
    ),
    "an empty MERGE_HEAD": "git merge -q --no-ff --no-commit {up}; : > .git/MERGE_HEAD",
}


@pytest.mark.slow
@pytest.mark.parametrize("script", MOVED.values(), ids=MOVED)
def test_somebody_who_was_moved_is_one_person_in_the_end(cut: Cut, script: str) -> None:
    new, old = "contacts/clients/ann.md", "contacts/ann.md"
    (cut.ann.root / old).rename(cut.ann.root / new)
    done(cut.ann.run("sync"))
    git(cut.bob.root, "fetch", "-q")
    merged = (
        f"git show HEAD:{old} > .ours; git show HEAD~1:{old} > .base;"
        f" git show {UP}:{new} > .theirs;"
        f" {cut.team.folder}/followup merge-driver .base .ours .theirs {old} 7;"
        f" mv .ours {new}; rm .base .theirs"
    )
    cut.kill(script.format(up=UP, merge=merged, new=new, old=old, tmp=TMP), "merge --no-edit")
    result = cut.bob.run("sync")
    assert (result.code, "committed" in result.out) == (0, False), result
    assert not (cut.bob.root / old).exists()
    assert "2026-09-02 email" in text(cut.bob, "clients/ann")
    assert "2026-09-03 call answered" in text(cut.bob, "clients/ann")
    assert git(cut.bob.root, "status", "--short", "--ignored") == ""
    assert git(cut.bob.root, "diff", UP) == ""


@pytest.mark.slow
def test_a_lock_is_named_and_nothing_is_believed_before(cut: Cut) -> None:
    cut.kill("rm contacts/ann.md; touch .git/index.lock")
    before = git(cut.bob.root, "rev-parse", "HEAD")
    result = cut.bob.run("sync")
    assert result.code == 3
    assert ".git/index.lock is there since" in result.err
    assert git(cut.bob.root, "rev-parse", "HEAD") == before
    (cut.bob.root / ".git/index.lock").unlink()
    result = cut.bob.run("sync")
    assert (result.code, result.out) == (0, "merged 1 commit\npushed 2 commits\n")
    assert result.err == (
        "a merge was cut off here and is made again; put back as last committed: contacts/ann.md\n"
    )
    assert "2026-09-02 email" in text(cut.bob)
    assert "2026-09-03 call answered" in text(cut.bob)


@pytest.mark.slow
@pytest.mark.parametrize("kill", ["", CUT["all but the index"], CUT["the index"]])
@pytest.mark.parametrize("staged", [False, True])
def test_what_a_person_does_in_between_is_kept(cut: Cut, kill: str, staged: bool) -> None:
    cut.kill(kill)
    touch(cut.bob, "2026-09-04 meeting")
    touch(cut.bob, "2026-09-05 letter", "clients/joe")
    if staged:
        git(cut.bob.root, "add", "contacts")
    else:
        git(cut.bob.root, "stash", "create")  # as a `git pull` does that is refused
    result = cut.bob.run("sync")
    assert result.code == 0, result
    for line in ("2026-09-02 email", "2026-09-03 call answered", "2026-09-04 meeting"):
        assert text(cut.bob).count(line) == 1, line
    for line in ("2026-09-02 email", "2026-09-05 letter"):
        assert text(cut.bob, "clients/joe").count(line) == 1, line
    assert git(cut.bob.root, "status", "--short") == ""
    assert git(cut.bob.root, "diff", UP) == ""


@pytest.mark.slow
def test_what_was_changed_before_is_kept(cut: Cut) -> None:
    bob = cut.bob
    bob.write("site/draft.md", "mine\n")
    bob.write("site/old.md", "mine\n")
    commit_all(bob.root)
    bob.write("site/draft.md", "mine, not committed\n")
    (bob.root / "site/old.md").unlink()
    before = git(bob.root, "status", "--short")
    cut.kill(CUT["all but the index"].replace("git reset -q", "git reset -q; git stash create"))
    assert cut.bob.run("sync").code == 0
    assert git(bob.root, "status", "--short") == before == " M site/draft.md\n D site/old.md\n"
    assert (bob.root / "site/draft.md").read_text() == "mine, not committed\n"


@pytest.mark.slow
def test_a_merge_that_fails_is_put_back_at_once(cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "echo 'fatal: no space' >&2; rm contacts/ann.md; : > contacts/eve.md; exit 128"
    with monkeypatch.context() as patch:
        patch.setenv("PATH", cut.path_with(script))
        result = cut.bob.run("sync")
    assert (result.code, "no space" in result.err) == (3, True)
    assert git(cut.bob.root, "status", "--short") == ""
    done(cut.bob.run("sync"))


@pytest.mark.slow
@pytest.mark.parametrize("driver", [True, False])
@pytest.mark.parametrize("then", ["git merge --quit", "git reset -q"])
def test_a_conflict_is_met_again(cut: Cut, driver: bool, then: str) -> None:
    if not driver:
        assert cut.bob.run("setup", "--remove").code == 0
    body(cut.bob, "Two", "Zwei")
    commit_all(cut.bob.root)
    body(cut.ann, "Two", "Due")
    done(cut.ann.run("sync"))
    git(cut.bob.root, "fetch", "-q")
    cut.kill(f"git merge -q {UP}; {then}")
    result = cut.bob.run("sync")
    assert (result.code, "both sides changed the same words" in result.err) == (3, True)
    assert "<<<<<<<" in text(cut.bob)
    path = cut.bob.root / "contacts/ann.md"
    path.write_text(f"{HEAD}---\nBoth.\n")
    assert cut.bob.run("sync").code == 0
    assert git(cut.bob.root, "diff", UP) == ""


@pytest.mark.slow
def test_a_record_for_undo_learns_of_its_commit(cut: Cut) -> None:
    cut.bob.run("add", "Dan Poe", "--on", "2026-09-14")
    cut.kill('git "$@"', "commit --quiet --only")
    result = cut.bob.run("sync")
    assert (result.code, "committed" in result.out) == (0, False)
    commits = git(cut.bob.root, "rev-list", "--count", "HEAD")
    assert cut.bob.run("undo").code == 0
    assert int(git(cut.bob.root, "rev-list", "--count", "HEAD")) == int(commits) + 1


PLAIN = {
    "one is gone": "rm contacts/ann.md",
    "one is empty": ": > contacts/ann.md",
    "one is half": f"git show {UP}:contacts/ann.md | head -c 30 > contacts/ann.md",
    "a new one is empty": ": > contacts/eve.md",
    "one is gone, others are there": (
        "git merge -q --no-commit --no-ff @{upstream}; git reset -q; rm contacts/ann.md"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("script", PLAIN.values(), ids=PLAIN)
def test_a_plain_merge_that_was_killed_removes_nobody(cut: Cut, script: str) -> None:
    bob = cut.bob
    subprocess.run(f"git update-ref ORIG_HEAD HEAD; {script}", shell=True, cwd=bob.root, check=True)
    result = bob.run("sync")
    assert result.code == 0, result
    assert "removed" not in result.out
    assert "a merge was cut off here" in result.err
    assert "2026-09-02 email" in text(bob)
    assert "2026-09-03 call answered" in text(bob)
    assert git(bob.root, "status", "--short") == ""
    assert git(bob.root, "diff", UP) == ""


@pytest.mark.slow
def test_after_a_merge_that_was_aborted_a_person_has_the_say(cut: Cut) -> None:
    body(cut.bob, "Two", "Zwei")
    commit_all(cut.bob.root)
    body(cut.ann, "Two", "Due")
    done(cut.ann.run("sync"))
    assert cut.bob.run("sync").code == 3
    git(cut.bob.root, "merge", "--abort")
    git(cut.bob.root, "checkout", UP, "--", "contacts/ann.md")
    git(cut.bob.root, "reset", "-q")
    result = cut.bob.run("sync")
    assert result.code == 0, result
    assert text(cut.bob) == text(cut.ann)


@pytest.mark.slow
def test_a_lock_of_a_push_that_was_killed_is_named(cut: Cut) -> None:
    lock = cut.team.shared / "refs/heads/main.lock"
    lock.touch()
    result = cut.bob.run("sync")
    assert result.code == 4
    assert f"8 times origin was locked by {lock}" in result.err or "main.lock" in result.err
    lock.unlink()
    assert cut.bob.run("sync").code == 0


@pytest.mark.slow
def test_who_was_removed_with_git_after_such_a_merge_is_removed(cut: Cut) -> None:
    git(cut.bob.root, "update-ref", "ORIG_HEAD", "HEAD")
    git(cut.bob.root, "rm", "-q", "contacts/clients/joe.md")
    result = cut.bob.run("sync")
    assert result.code == 3
    assert "contacts/clients/joe.md (Joe Lee) was removed here and changed there" in result.err


@pytest.mark.slow
@pytest.mark.parametrize("script", ["", ": > contacts/ann.md", f"git merge -q {UP}", "half"])
def test_the_first_merge_of_a_new_clone(tmp_path: Path, script: str) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "empty.git")
    git(tmp_path, "clone", "-q", "empty.git", "new")
    cut = Cut(tmp_path)
    cut.bob = BookFolder(tmp_path / "new")
    (cut.bob.root / "contacts").mkdir()
    git(cut.team.shared, "push", "-q", str(tmp_path / "empty.git"), "main")
    cut.bob.write("mkdocs.yml", "")
    if script == "half":
        script = f"git fetch -q; git show {UP}:contacts/eve.md | head -c 9 > contacts/eve.md"
    cut.kill(script)
    result = cut.bob.run("sync")
    assert result.code == 0, result
    assert git(cut.bob.root, "diff", UP) == ""
    assert git(cut.bob.root, "status", "--short") == "?? mkdocs.yml\n"
