"""A run that was killed: the same command again ends as one that was not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from followup_md.book import save, transaction
from followup_md.book.book import Book, open_book
from followup_md.errors import RefusedError
from followup_md.storage import undo_log
from followup_md.storage.undo_log import Change, Record
from tests.helpers.book_folder import PROJECT, BookFolder
from tests.helpers.real_git import commit_all, files_of, git, hook

ON = "2026-09-14"
TEXT = "---\nname: Ann Lee\npromises:\n  - 2026-09-20, the roof\nquotes:\n  - 2026-09-01 Q-1\n---\n"
WRITING = {
    "log": ("log", "ann", "call", "voicemail", "-m", "x"),
    "log and promise": ("log", "ann", "call", "--promise", "a plan", "--by", "friday"),
    "settle": ("settle", "ann", "kept"),
    "settle a quote": ("settle", "ann", "Q-1", "won"),
    "promise": ("promise", "ann", "the plan", "--by", "friday"),
    "quote": ("quote", "ann", "Q-7", "-m", "roof"),
    "snooze": ("snooze", "ann", "in 2 weeks", "away"),
    "follow-up": ("follow-up", "ann", "in 2 weeks", "as agreed"),
    "status": ("status", "ann", "declined", "by", "them"),
    "add": ("add", "Zoe Fox", "--in", "clients", "--email", "zoe@example.org"),
}


@pytest.fixture
def people(book: BookFolder) -> Book:
    for name in ("ann", "bob", "eve"):
        book.write(f"contacts/{name}.md", TEXT.replace("Ann", name.title()))
    commit_all(book.root)
    return open_book(book.root)


def last(book: Book) -> Record | None:
    with transaction.begin(book) as writing:
        return writing.last


def adds(text: str) -> str:
    return f"{text}x\n"


def status(book: Book) -> str:
    return git(book.root, "status", "--short")


@pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)
def test_what_is_there_but_was_not_committed_is_committed(
    book: BookFolder, people: Book, words: tuple[str, ...]
) -> None:
    # As a kill before Git's commit leaves it.
    assert book.run(*words, "--on", ON, "--no-commit").code == 0
    written = last(people)
    assert written is not None
    again = book.run(*words, "--on", ON, "--commit")
    assert again.code == 0
    path = written.changes[0].path
    assert again.err == f"committed what an earlier run has written: {path}\n"
    assert files_of(people.root) == [path]
    assert status(people) == ""
    assert last(people) == written._replace(commit=git(people.root, "rev-parse", "HEAD").strip())
    once_more = book.run(*words, "--on", ON, "--commit")
    assert (once_more.code, once_more.err) == (0, "")
    assert git(people.root, "rev-list", "--count", "HEAD") == "2\n"
    assert book.run("undo").code == 0
    assert git(people.root, "diff", "HEAD~2", "--", ".") == ""


def test_the_setting_is_enough(book: BookFolder, people: Book) -> None:
    book.run("log", "ann", "call", "--on", ON)
    book.write("followup.yml", "commit: true\n")
    book.run("log", "ann", "call", "--on", ON)
    assert git(people.root, "log", "-1", "--format=%s") == "followup: log call, ann\n"


def test_a_dry_run_commits_nothing(book: BookFolder, people: Book) -> None:
    words = ("log", "ann", "call", "--on", ON)
    book.run(*words)
    assert book.run(*words, "--commit", "--dry-run").code == 0
    assert status(people) == " M contacts/ann.md\n"


def test_nobody_else_is_committed_with_them(book: BookFolder, people: Book) -> None:
    book.run("log", "ann,bob", "call", "--on", ON)
    assert book.run("log", "ann", "call", "--on", ON, "--commit").code == 0
    assert files_of(people.root) == ["contacts/ann.md"]
    assert status(people) == " M contacts/bob.md\n"


@pytest.mark.parametrize("by_hand", ["edited", "typed", "another"])
def test_what_others_have_written_is_not_committed_but_told(
    book: BookFolder, people: Book, by_hand: str
) -> None:
    words = ("log", "ann", "call", "--on", ON)
    path = people.root / "contacts/ann.md"
    book.run(*words)
    if by_hand == "edited":
        path.write_text(path.read_text() + "Half a thought\n")
    elif by_hand == "typed":
        (people.root / ".git/followup-last.json").unlink()
    else:
        book.run("snooze", "bob", "in 2 weeks", "--on", ON)
    again = book.run(*words, "--commit")
    assert again.code == 0
    assert again.err == (
        "contacts/ann.md is not committed: followup wrote nothing to it now;"
        " git add contacts/ann.md, then git commit contacts/ann.md\n"
    )
    assert git(people.root, "rev-list", "--count", "HEAD") == "1\n"


def test_what_is_committed_is_no_matter(book: BookFolder, people: Book) -> None:
    words = ("log", "ann", "call", "--on", ON)
    book.run(*words)
    commit_all(people.root)
    again = book.run(*words, "--commit")
    assert (again.code, again.err) == (0, "")
    assert git(people.root, "rev-list", "--count", "HEAD") == "2\n"
    # As after a kill between Git's commit and the record: undo knows that it was committed.
    assert book.run("undo").code == 0
    assert git(people.root, "rev-list", "--count", "HEAD") == "3\n"


def test_an_index_that_a_killed_commit_left_behind_follows(book: BookFolder, people: Book) -> None:
    words = ("log", "ann", "call", "--on", ON)
    index = people.root / ".git/index"
    before = index.read_bytes()
    book.run(*words, "--commit")
    index.write_bytes(before)  # killed after HEAD was moved, before the index was renamed
    record = last(people)
    assert record is not None
    undo_log.write(people.root / ".git" / undo_log.NAME, record._replace(commit=""))
    assert status(people) == "MM contacts/ann.md\n"
    assert book.run(*words, "--commit").code == 0
    assert status(people) == ""
    assert last(people) == record


def test_of_several_files_the_rest_is_written_and_all_are_one_change(people: Book) -> None:
    edits = dict.fromkeys(("ann", "bob", "eve"), adds)
    saved = save.save(people, edits, "log call", commit=False)
    record = last(people)
    eve = people.root / "contacts/eve.md"
    eve.write_text(saved.changes[2].before or "")  # killed before the third

    def once(text: str) -> str:
        return text if text.endswith("x\n") else adds(text)

    again = save.save(people, dict.fromkeys(edits, once), "log call", commit=True)
    assert again.changes == saved.changes[2:]
    assert record is not None
    assert last(people) == record._replace(commit=again.commit)
    assert len(files_of(people.root, again.commit)) == 3
    save.undo(people)
    assert git(people.root, "diff", "HEAD~2") == ""


def test_a_change_that_was_finished_is_not_undone_with_the_next(
    book: BookFolder, people: Book
) -> None:
    book.run("log", "ann", "call", "--on", ON)
    book.run("log", "ann,bob", "call", "--on", ON)
    assert book.run("undo").out == "undone: log call, bob\n"
    assert status(people) == " M contacts/ann.md\n"


def test_new_files_of_a_killed_run_are_no_obstacle(people: Book) -> None:
    texts = {f"new/{name}": TEXT for name in "abc"}
    save.create_all(people, texts, "import")
    record = last(people)
    (people.root / "contacts/new/c.md").unlink()  # killed before the third
    saved = save.create_all(people, texts, "import", commit=True)
    assert [change.id for change in saved.changes] == ["new/c"]
    assert record is not None
    assert last(people) == record._replace(commit=saved.commit)
    save.undo(people)
    assert not (people.root / "contacts/new").exists()
    save.undo(people)
    with pytest.raises(RefusedError, match=r"new/a\.md is there already"):
        save.create_all(people, texts, "import")


def test_somebody_who_is_there_word_for_word_is_not_added_twice(
    book: BookFolder, people: Book
) -> None:
    words = ("add", "Zoe Fox", "--email", "zoe@example.org", "--on", ON)
    book.run(*words)
    again = book.run(*words)
    assert (again.code, again.err) == (0, "")
    assert "is there already (--force adds another one) as contacts/zoe-fox.md" in again.out
    assert book.run(*words, "--force").code == 0
    assert sorted(p.name for p in (people.root / "contacts").glob("zoe*")) == [
        "zoe-fox-2.md",
        "zoe-fox.md",
    ]


def test_fixes_of_a_killed_run_are_committed(book: BookFolder, people: Book) -> None:
    for name in ("ann", "bob"):
        book.add(name, "2026-09-01 call, time: 9: 30")
    commit_all(people.root)
    assert book.run("check", "--fix").code == 0
    git(people.root, "checkout", "contacts/bob.md")
    book.write("followup.yml", "commit: true\n")
    assert "fixed contacts/bob.md: quoted line 4\n" in book.run("check", "--fix").err
    assert git(people.root, "log", "-1", "--format=%s") == "followup: respell\n"
    assert files_of(people.root) == ["contacts/ann.md", "contacts/bob.md"]
    assert book.run("check", "--fix").code == 0
    assert git(people.root, "rev-list", "--count", "HEAD") == "3\n"


@pytest.mark.parametrize("commit", [True, False])
def test_litter_goes_where_there_is_nothing_more_to_fix(
    book: BookFolder, people: Book, commit: bool
) -> None:
    book.add("ann", "2026-09-01 call, time: 9: 30")
    book.write("followup.yml", f"commit: {str(commit).lower()}\n")
    commit_all(people.root)
    before = (people.root / "contacts/ann.md").read_bytes()
    assert book.run("check", "--fix").code == 0
    (people.root / "contacts/.followup-1-2.tmp").write_bytes(before)
    (people.root / ".git/.followup-1-2.tmp").write_text("{")
    assert book.run("check", "--fix", "--dry-run").code == 0
    assert len(list(people.root.rglob(".followup-*.tmp"))) == 2
    assert book.run("check", "--fix").code == 0
    assert list(people.root.rglob(".followup-*.tmp")) == []


def test_an_edit_that_was_not_committed_is_told(
    book: BookFolder, people: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    path = people.root / "contacts/ann.md"
    path.write_text(path.read_text() + "typed before the kill\n")
    done = book.run("edit", "ann", "--commit")
    assert done.code == 0
    assert "contacts/ann.md is not committed" in done.err


@pytest.mark.parametrize("left", ["both", "one", "none"])
@pytest.mark.parametrize("commit", [False, True])
def test_an_undo_that_was_killed_is_finished(people: Book, left: str, commit: bool) -> None:
    saved = save.save(people, dict.fromkeys(("ann", "bob"), adds), "log call", commit=commit)
    record = last(people)
    assert record is not None
    undo_log.write(people.root / ".git" / undo_log.NAME, record._replace(undoing=True))
    for change in saved.changes[: {"both": 0, "one": 1, "none": 2}[left]]:
        (people.root / change.path).write_text(change.before or "")
    (people.root / "contacts/.followup-1-2.tmp").write_text(saved.changes[0].after or "")
    what, undone = save.undo(people)
    assert (what, len(undone.changes)) == ("undo log call", 2)
    assert git(people.root, "diff", "HEAD~2" if commit else "HEAD") == ""
    assert status(people) == ""
    assert list((people.root / "contacts").glob(".followup*")) == []
    assert bool(undone.commit) == commit
    assert save.undo(people)[0] == "log call"
    assert (people.root / "contacts/bob.md").read_text().endswith("x\n")


def test_an_undo_goes_on_until_it_is_committed(people: Book) -> None:
    save.save(people, {"ann": adds}, "log call", commit=True)
    refused = hook(people.root, "pre-commit", "echo no >&2; exit 1")
    record = last(people)
    assert record is not None
    undo_log.write(people.root / ".git" / undo_log.NAME, record._replace(undoing=True))
    for _ in "12":
        what, saved = save.undo(people)
        assert what == "undo log call"
        assert saved.notes == ("not committed, because Git or one of its hooks refused: no",)
    refused.unlink()
    assert save.undo(people)[1].commit
    assert status(people) == ""


def test_an_undo_that_was_killed_leaves_what_was_edited_since(people: Book) -> None:
    save.save(people, {"ann": adds}, "log call")
    record = last(people)
    assert record is not None
    undo_log.write(people.root / ".git" / undo_log.NAME, record._replace(undoing=True))
    (people.root / "contacts/ann.md").write_text(TEXT + "mine\n")
    with pytest.raises(RefusedError, match="was changed since: nothing more was undone"):
        save.undo(people)


def test_a_kill_before_the_file_was_written_leaves_nothing_to_undo(people: Book) -> None:
    path = people.root / "contacts/ann.md"
    record = Record("log call", (Change("ann", path.read_text(), TEXT + "x\n"),))
    undo_log.write(people.root / ".git" / undo_log.NAME, record)
    (people.root / "contacts/.followup-1-2.tmp").write_text(TEXT + "x")
    with pytest.raises(RefusedError, match="log call is not in the files"):
        save.undo(people)
    assert list((people.root / "contacts").glob(".followup*")) == []


def test_litter_goes_with_whatever_writes_next(book: BookFolder, people: Book) -> None:
    book.run("add", "Zoe Fox", "--in", "clients", "--on", ON)
    litter = people.root / "contacts/clients/.followup-1-2.tmp"
    litter.write_text("---\nname: Zoe")
    assert book.run("log", "ann", "call", "--on", ON).err == ""
    assert not litter.exists()
    litter.write_text("nobody knows this")
    book.run("log", "zoe", "call", "--on", ON)
    done = book.run("log", "ann", "email", "--on", ON)
    assert f"{litter} was left by a run that was killed" in done.err
    assert litter.exists()


@pytest.mark.usefixtures("people")
def test_nobody_takes_litter_for_a_contact(book: BookFolder) -> None:
    for folder in ("contacts", "site"):
        book.write(f"{folder}/.followup-1-2.tmp", "---\nname: [\n---\n")
    before = book.run("check")
    assert (before.code, before.out) == (0, "")
    assert ".followup" not in book.run("list").out + book.run("due", "--all").out


@pytest.mark.slow
@pytest.mark.skipif(
    not sys.platform.startswith("linux") or "x86_64" not in sys.implementation._multiarch,
    reason="the tracer knows the system calls of Linux on x86-64",
)
@pytest.mark.parametrize(
    ("way", "name", "step"),
    [
        ("kills", "log --commit", 31),
        ("kills", "add --commit", 67),
        ("kills", "undo of two files", 31),
        ("kills", "agenda", 31),
        ("kills", "check --fix", 41),
        ("errors", "log --commit", 151),
        ("errors", "log ann,bob", 31),
        ("errors", "undo of two files", 31),
        ("errors", "agenda", 83),
    ],
)
def test_broken_at_a_sample_of_its_system_calls(
    tmp_path: Path, way: str, name: str, step: int
) -> None:
    sys.path.append(str(PROJECT / "benchmarks"))
    import faults
    from fault_cases import CASES
    from fault_judge import Judge

    judge = Judge(name, CASES[name], tmp_path, PROJECT)
    wrong = {"kills": faults.kills, "errors": faults.errors}[way](judge, step)
    assert wrong == []
