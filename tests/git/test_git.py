from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from followup_md.errors import MachineError
from followup_md.git import command as ours
from followup_md.git import commit as commits
from followup_md.git import merge as merging
from tests.helpers.book_folder import BookFolder
from tests.helpers.real_git import commit_all, files_of, git, hook

ODD = ["-rf", "--help", ":(glob)*", ":!x", "*", "a b", "é ü", "new\nline", '"q"', "back\\slash"]
ODD += ["@", "HEAD", "#1", "$(touch x)", "\udcff"]


def touch_all(root: Path, *paths: str) -> None:
    for path in paths:
        full = root / path
        full.parent.mkdir(exist_ok=True, parents=True)
        with full.open("a") as file:
            file.write("line\n")


@pytest.fixture
def root(book: BookFolder) -> Path:
    book.add("ann")
    book.add("bob")
    commit_all(book.root)
    return book.root


def made(root: Path, *paths: str, what: str = "log call") -> commits.Outcome:
    ids = [path.removeprefix("contacts/").removesuffix(".md") for path in paths]
    return commits.commit(root, paths, what, ids)


def test_only_the_written_paths_are_committed(root: Path) -> None:
    touch_all(root, "contacts/ann.md", "contacts/bob.md", "contacts/new.md", "staged", "loose")
    git(root, "add", "staged", "contacts/bob.md")
    before = git(root, "diff", "--cached")
    outcome = made(root, "contacts/ann.md", "contacts/new.md")
    assert outcome == commits.Outcome(git(root, "rev-parse", "HEAD").strip())
    assert files_of(root) == ["contacts/ann.md", "contacts/new.md"]
    assert git(root, "diff", "--cached") == before
    assert git(root, "status", "--short") == "M  contacts/bob.md\nA  staged\n?? loose\n"


def test_the_message_is_plain_words_with_the_contact_in_a_trailer(root: Path) -> None:
    touch_all(root, "contacts/ann.md")
    made(root, "contacts/ann.md")
    assert git(root, "log", "-1", "--format=%s|%(trailers)") == (
        "followup: log call, ann|Followup-Contact: ann\n\n"
    )


def test_a_name_cannot_say_anything_to_a_forge() -> None:
    subject, trailers = commits.message("log call", ["x [skip ci] @all #1\nSigned-off-by: y\x1b"])
    assert subject == "followup: log call, x _skip ci_ _all _1_Signed-off-by_ y_"
    assert trailers == "Followup-Contact: x _skip ci_ _all _1_Signed-off-by_ y_"
    assert len(commits.message("sync", ["x" * 500])[0]) < 100
    assert commits.message("sync 900 contacts", ["x"] * 900)[1].count("\n") < 20


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_names(root: Path, name: str) -> None:
    path = f"contacts/{name}.md"
    touch_all(root, path, "contacts/other.md")
    git(root, "add", "contacts/other.md")
    assert made(root, path).reason == ""
    assert files_of(root) == [path]
    touch_all(root, path)
    assert made(root, path).reason == ""
    assert [entry.subject[:8] for entry in ours.history(root, path)] == ["followup"] * 2
    (root / path).unlink()
    assert made(root, path).reason == ""
    assert files_of(root) == [path]
    assert git(root, "status", "--short") == "A  contacts/other.md\n"


def test_the_first_commit_of_all(book: BookFolder) -> None:
    book.add("ann")
    assert made(book.root, "contacts/ann.md").commit
    assert files_of(book.root) == ["contacts/ann.md"]


def test_nothing_to_commit_is_no_trouble(root: Path) -> None:
    assert made(root, "contacts/ann.md") == commits.Outcome()


def test_a_linked_working_tree(root: Path) -> None:
    tree = root.parent / "tree"
    git(root, "worktree", "add", "-q", "-b", "other", str(tree))
    touch_all(tree, "contacts/ann.md")
    assert made(tree, "contacts/ann.md").commit
    assert git(root, "log", "-1", "--format=%s", "other") == "followup: log call, ann\n"


def test_a_book_in_a_folder_of_a_larger_repository(root: Path) -> None:
    inner = root / "some folder" / "book"
    touch_all(inner, "contacts/ann.md", "contacts/zoe.md")
    assert "tracks none of its files" in made(inner, "contacts/ann.md").reason
    git(root, "add", "some folder/book/contacts/zoe.md")
    assert made(inner, "contacts/ann.md").commit
    assert files_of(root) == ["some folder/book/contacts/ann.md"]


def refuse(root: Path) -> None:
    hook(root, "pre-commit", "echo the hook says no >&2; exit 1")


def forget_identity(root: Path) -> None:
    git(root, "config", "user.useConfigOnly", "true")


def detach(root: Path) -> None:
    git(root, "switch", "-q", "--detach")


def conflict(root: Path, *command: str) -> None:
    git(root, "switch", "-q", "-c", "side")
    (root / "followup.yml").write_text("timezone: UTC\n")
    commit_all(root)
    git(root, "switch", "-q", "main")
    (root / "followup.yml").write_text("timezone: Asia/Tokyo\n")
    commit_all(root)
    git(root, *command, code=1)


def ignore(root: Path) -> None:
    (root / ".gitignore").write_text("new.md\n")


TROUBLES = {
    "hook": (refuse, "the hook says no"),
    "identity": (forget_identity, "user.email"),
    "detached": (detach, "detached HEAD"),
    "merge": (lambda root: conflict(root, "merge", "side"), "a merge is not finished"),
    "rebase": (lambda root: conflict(root, "rebase", "side"), "a rebase is not finished"),
    "pick": (lambda root: conflict(root, "cherry-pick", "side"), "a cherry-pick is not finished"),
    "ignored": (ignore, "ignores"),
}


@pytest.mark.slow
@pytest.mark.parametrize("trouble", TROUBLES)
def test_why_it_is_not_committed(root: Path, trouble: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if trouble == "identity":
        for role in ("AUTHOR", "COMMITTER"):
            monkeypatch.delenv(f"GIT_{role}_NAME")
            monkeypatch.delenv(f"GIT_{role}_EMAIL")
    prepare, words = TROUBLES[trouble]
    prepare(root)
    touch_all(root, "contacts/ann.md", "contacts/new.md", "staged")
    git(root, "add", "staged")
    before = git(root, "status", "--short"), git(root, "log", "--all")
    outcome = made(root, "contacts/new.md", "contacts/ann.md")
    assert outcome.commit == ""
    assert words in outcome.reason
    assert (git(root, "status", "--short"), git(root, "log", "--all")) == before


def test_a_lock_of_git_is_named_with_its_time_and_left(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "_LOCK_WAIT", 0.2)
    lock = root / ".git" / "index.lock"
    lock.touch()
    os.utime(lock, (0, time.mktime((2026, 9, 14, 10, 30, 0, 0, 0, -1))))
    touch_all(root, "contacts/ann.md")
    assert f"{lock} is there since 2026-09-14 10:30" in made(root, "contacts/ann.md").reason
    assert lock.exists()


@pytest.mark.slow
def test_a_lock_that_goes_away_is_waited_for(root: Path) -> None:
    lock = root / ".git" / "index.lock"
    lock.touch()
    touch_all(root, "contacts/ann.md")
    with subprocess.Popen(["sh", "-c", 'sleep 0.4; rm "$1"', "sh", str(lock)]):
        assert made(root, "contacts/ann.md").commit


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pre-commit", "commit-msg", "prepare-commit-msg"])
def test_a_hook_that_hangs_is_ended(root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "TIMEOUT", 0.5)
    hook(root, name, "echo $$ > hanging; sleep 60 & wait")
    touch_all(root, "contacts/ann.md")
    assert "no answer within 0.5 s" in made(root, "contacts/ann.md").reason
    assert not list((root / ".git").glob("*.lock"))
    assert is_gone((root / "hanging").read_text().strip())


def is_gone(process: str) -> bool:
    """Wait until a process runs no more (nobody may have fetched its exit code)."""
    for _ in range(50):
        listed = subprocess.run(["ps", "-o", "stat=", "-p", process], capture_output=True)
        if listed.stdout.strip()[:1] in (b"", b"Z"):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_a_hook_that_hangs_after_the_commit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "TIMEOUT", 0.5)
    hook(root, "post-commit", "sleep 60 & wait")
    touch_all(root, "contacts/ann.md")
    assert made(root, "contacts/ann.md").commit == git(root, "rev-parse", "HEAD").strip()


def test_no_repository_and_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch_all(tmp_path, "contacts/ann.md")
    assert "not in a Git repository" in made(tmp_path, "contacts/ann.md").reason
    assert ours.history(tmp_path, "contacts/ann.md") == ()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "not installed" in made(tmp_path, "contacts/ann.md").reason
    assert ours.history(tmp_path, "contacts/ann.md") == ()
    with pytest.raises(MachineError, match="not installed"):
        ours.is_repository(tmp_path)


def test_an_environment_that_points_elsewhere_is_not_followed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "0")
    touch_all(root, "contacts/ann.md")
    assert made(root, "contacts/ann.md").commit
    assert not (tmp_path / "elsewhere").exists()


def test_the_history_of_a_contact_follows_its_renames(root: Path) -> None:
    touch_all(root, "contacts/ann.md")
    made(root, "contacts/ann.md")
    (root / "contacts" / "clients").mkdir()
    git(root, "mv", "contacts/ann.md", "contacts/clients/ann.md")
    commit_all(root, "move | her")
    found = ours.history(root, "contacts/clients/ann.md")
    assert [entry.subject for entry in found] == [
        "move | her",
        "followup: log call, ann",
        "by hand",
    ]
    assert {entry.author for entry in found} == {"Nora Whelan"}
    assert ours.history(root, "contacts/clients/ann.md", limit=1) == found[:1]
    assert ours.history(root, "contacts/nobody.md") == ()


def test_looking_runs_nothing_of_the_repository(root: Path) -> None:
    trap = root / "ran"
    for name in ("post-index-change", "reference-transaction", "pre-commit"):
        hook(root, name, f"echo {name} >> '{trap}'")
    script = hook(root, "trap", f"echo trap >> '{trap}'; cat")
    for key in ("core.fsmonitor", "core.pager", "diff.external", "diff.x.textconv"):
        git(root, "config", key, str(script))
    git(root, "config", "filter.x.clean", str(script))
    (root / ".git" / "info" / "attributes").write_text("* filter=x diff=x\n")
    trap.unlink(missing_ok=True)
    touch_all(root, "contacts/ann.md")
    os.utime(root / "contacts" / "bob.md", (1, 1))
    index = (root / ".git" / "index").read_bytes()
    assert ours.history(root, "contacts/ann.md")
    assert ours.is_repository(root)
    assert ours.is_ignored(root, "contacts/ann.md") == ""
    assert ours.branch(root) == "main"
    assert ours.head(root)
    assert commits.operation_in_progress(root) == ""
    assert (root / ".git" / "index").read_bytes() == index
    assert not trap.exists()


def test_which_rule_ignores_a_path(root: Path) -> None:
    assert ours.is_ignored(root, "site/index.md") == ""
    (root / ".gitignore").write_text("# x\nsite/\n")
    assert ours.is_ignored(root, "site/index.md") == ".gitignore:2: site/"
    (root / ".gitignore").write_text("*.md\n!index.md\n")
    assert ours.is_ignored(root, "index.md") == ""


def test_reasons_hold_no_password() -> None:
    done = ours.Done(
        128, b"", "hint: x\nfatal: unable to access 'https://u:secret@h.example/': no\n"
    )
    assert done.reason == "unable to access 'https://h.example/': no"


def test_lines_are_merged_as_git_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert merging.merge_file((b"1\n2\n3\n", b"0\n1\n2\n3\n", b"1\n2\n3\n4\n"), 7) == (
        b"0\n1\n2\n3\n4\n",
        True,
    )
    text, clean = merging.merge_file((b"1\n", b"2\n", b"3\n"), 9)
    assert not clean
    assert text == b"<<<<<<<<< ours\n2\n=========\n3\n>>>>>>>>> theirs\n"
    with pytest.raises(MachineError):
        merging.merge_file((b"", b"\0", b"x"), 7)
