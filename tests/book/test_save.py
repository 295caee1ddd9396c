from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from followup_md.book import save, transaction
from followup_md.book.book import Book, open_book
from followup_md.errors import MachineError, RefusedError
from followup_md.storage import files, lock, undo_log
from followup_md.views import diff
from tests.helpers.book_folder import PROJECT, BookFolder
from tests.helpers.real_git import commit_all, files_of, git, hook

TEXT = "---\nname: Ann Lee\n---\n"


def adds(line: str) -> Callable[[str], str]:
    return lambda text: f"{text}{line}\n"


@pytest.fixture
def people(book: BookFolder) -> Book:
    for name in ("ann", "bob", "eve"):
        book.write(f"contacts/{name}.md", TEXT)
    return open_book(book.root)


@pytest.fixture
def loose(people: Book) -> Book:
    """Return a book that is in no repository."""
    (people.root / ".git").rename(people.root.parent / "away")
    return people


def text(book: Book, id_: str = "ann") -> str:
    return files.contact_path(book.root, id_).read_bytes().decode()


def last(book: Book) -> undo_log.Record | None:
    with transaction.begin(book) as writing:
        return writing.last


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def changes(book: Book, undo: bool) -> None:
    """Change two files at once, or take that back."""
    if undo:
        save.undo(book)
    else:
        save.save(book, {"ann": adds("y"), "bob": adds("y")}, "log meeting")


def written(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file is written, but not when it is read."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns


def test_an_edit_is_written_and_nothing_else(people: Book) -> None:
    commit_all(people.root)
    saved = save.save(people, {"ann": adds("x")}, "log call")
    assert saved == transaction.Saved((undo_log.Change("ann", TEXT, f"{TEXT}x\n"),))
    assert text(people) == f"{TEXT}x\n"
    assert git(people.root, "status", "--short") == " M contacts/ann.md\n"
    assert names(people.root / "contacts") == ["ann.md", "bob.md", "eve.md"]


def test_an_edit_that_changes_nothing_writes_nothing(people: Book) -> None:
    before = written(people.root / "contacts/ann.md")
    assert save.save(people, {"ann": lambda text: text}, "log").changes == ()
    assert written(people.root / "contacts/ann.md") == before
    assert last(people) is None


def test_mode_byte_order_mark_and_line_ends_are_kept(people: Book) -> None:
    path = people.root / "contacts/ann.md"
    path.write_bytes(b"\xef\xbb\xbf---\r\nname: Ann\r\n---\r\n")
    path.chmod(0o640)
    save.save(people, {"ann": lambda text: text.replace("Ann", "Zoe")}, "log")
    assert path.read_bytes() == b"\xef\xbb\xbf---\r\nname: Zoe\r\n---\r\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_all_edits_are_proven_before_the_first_file_is_written(people: Book) -> None:
    def refuse(_: str) -> str:
        raise RefusedError("type it yourself: - 2026-09-01 call")

    with pytest.raises(RefusedError, match="type it yourself"):
        save.save(people, {"ann": adds("x"), "bob": refuse}, "log meeting")
    assert text(people) == TEXT
    assert last(people) is None


def test_an_edit_is_made_again_on_what_somebody_else_wrote(people: Book) -> None:
    path = people.root / "contacts/ann.md"
    seen = []

    def edit(text: str) -> str:
        seen.append(text)
        if len(seen) < 3:  # the editor of somebody who knows of no locks
            path.write_text(f"{TEXT}{len(seen)}\n")
        return f"{text}ours\n"

    saved = save.save(people, {"ann": edit}, "log")
    assert text(people) == f"{TEXT}2\nours\n"
    assert saved.changes == (undo_log.Change("ann", f"{TEXT}2\n", f"{TEXT}2\nours\n"),)
    assert last(people) == undo_log.Record("log", saved.changes)


def test_a_file_that_never_stands_still_is_refused_and_the_words_are_shown(people: Book) -> None:
    path = people.root / "contacts/ann.md"

    def edit(text: str) -> str:
        path.write_text(f"{text}again\n")
        return f"{text}what I typed\n"

    with pytest.raises(RefusedError, match=r"keeps changing.*\nwhat I typed$"):
        save.save(people, {"bob": adds("x"), "ann": edit}, "log meeting")
    assert "what I typed" not in text(people)
    assert text(people, "bob") == TEXT
    assert names(people.root / "contacts") == ["ann.md", "bob.md", "eve.md"]


@pytest.mark.parametrize("undo", [False, True])
def test_all_or_none_where_the_disk_is_full(
    people: Book, monkeypatch: pytest.MonkeyPatch, undo: bool
) -> None:
    before = save.save(people, {"ann": adds("x"), "bob": adds("x"), "eve": adds("x")}, "log call")
    write, left = os.write, 2  # times that there is space: the record of what is to be done, Ann

    def full(fd: int, content: bytes) -> int:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(fd, content)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(MachineError, match=r"bob\.md: No space left on device$"):
        changes(people, undo)
    monkeypatch.undo()
    assert (text(people), text(people, "bob")) == (f"{TEXT}x\n", f"{TEXT}x\n")
    assert last(people) == undo_log.Record("log call", before.changes)
    assert names(people.root / "contacts") == ["ann.md", "bob.md", "eve.md"]


def test_all_or_none_where_the_machine_fails(people: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    before = save.save(people, {"eve": adds("x")}, "log call")
    place = files.place

    def broken(staged: files.Staged, flush: bool = True) -> None:
        if staged.path.name == "bob.md":
            raise MachineError(f"{staged.path}: Input/output error")
        place(staged, flush)

    monkeypatch.setattr(files, "place", broken)
    with pytest.raises(MachineError, match=r"bob\.md: Input/output error$"):
        save.save(people, {"ann": adds("x"), "bob": adds("x")}, "log meeting")
    assert (text(people), text(people, "bob")) == (TEXT, TEXT)
    assert last(people) == undo_log.Record("log call", before.changes)


@pytest.mark.parametrize("undo", [False, True])
def test_what_cannot_be_put_back_is_said(
    people: Book, monkeypatch: pytest.MonkeyPatch, undo: bool
) -> None:
    place, done = files.place, list[str]()
    if undo:
        save.save(people, {"ann": adds("x"), "bob": adds("x")}, "log meeting")

    def read_only(staged: files.Staged, flush: bool = True) -> None:
        if "contacts" in staged.path.parts:
            if done:
                raise MachineError(f"{staged.path}: Read-only file system")
            done.append(staged.path.name)
        place(staged, flush)

    monkeypatch.setattr(files, "place", read_only)
    words = "was written already: followup undo takes that back"
    if undo:
        words = "was taken back already: followup undo again takes back the rest"
    with pytest.raises(MachineError, match=rf"bob\.md: Read-only .*\ncontacts/ann\.md {words}$"):
        changes(people, undo)
    assert text(people) != text(people, "bob")
    monkeypatch.undo()
    save.undo(people)
    assert (text(people), text(people, "bob")) == (TEXT, TEXT)


def test_what_nobody_can_see_is_not_taken_for_committed(
    people: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_: Path) -> list[str]:
        raise OSError(errno.EMFILE, "Too many open files")

    commit_all(people.root)
    monkeypatch.setattr(os, "listdir", busy)
    saved = save.create(people, "new", TEXT, commit=True)
    folder = people.root / "contacts"
    assert saved.notes == (f"not committed, because {folder}: Too many open files",)
    assert saved.commit == ""
    monkeypatch.undo()
    assert save.create(people, "new", TEXT, commit=True).notes == (
        "committed what an earlier run has written: contacts/new.md",
    )


def test_what_is_written_is_written_even_if_undo_cannot_know_all(
    people: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit_all(people.root)
    write = undo_log.write

    def full(place: Path, record: undo_log.Record) -> None:
        if record.commit:
            raise MachineError(f"{place}: No space left on device")
        write(place, record)

    monkeypatch.setattr(undo_log, "write", full)
    saved = save.save(people, {"ann": adds("x")}, "log", commit=True)
    assert saved.commit
    assert "undo may not know all of this" in saved.notes[0]
    save.undo(people)
    assert text(people) == TEXT


@pytest.mark.parametrize("broken", [b"\xff\xfe", b"\x00" * (8 << 20) + b"x"], ids=["code", "size"])
def test_a_file_that_is_no_text_is_left(people: Book, broken: bytes) -> None:
    (people.root / "contacts/ann.md").write_bytes(broken)
    with pytest.raises(RefusedError, match=r"contacts/ann\.md: E10"):
        save.save(people, {"ann": adds("x")}, "log")
    assert (people.root / "contacts/ann.md").read_bytes() == broken


def test_what_no_file_can_hold_is_refused(people: Book) -> None:
    with pytest.raises(RefusedError, match="UTF-8"):
        save.save(people, {"ann": adds("\udcff")}, "log")
    with pytest.raises(RefusedError, match="8 MiB"):
        save.save(people, {"ann": adds("x" * (8 << 20))}, "log")
    assert text(people) == TEXT


def test_a_read_only_file_is_not_written(people: Book) -> None:
    (people.root / "contacts/ann.md").chmod(0o444)
    with pytest.raises(MachineError, match="read-only"):
        save.save(people, {"ann": adds("x")}, "log")
    assert text(people) == TEXT


def test_symbolic_links_are_not_followed(people: Book, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.md").write_text(TEXT)
    (people.root / "contacts/x.md").symlink_to(outside / "x.md")
    (people.root / "contacts/sub").symlink_to(outside)
    (people.root / "contacts/dangling.md").symlink_to(outside / "new.md")
    for id_ in ("x", "sub/x"):
        with pytest.raises((RefusedError, MachineError)):
            save.save(people, {id_: adds("x")}, "log")
    for id_ in ("sub/new", "dangling"):
        with pytest.raises(RefusedError):
            save.create(people, id_, TEXT)
    assert names(outside) == ["x.md"]
    assert (outside / "x.md").read_text() == TEXT


@pytest.mark.parametrize("id_", ["../x", "a/../../x", "/x", ".x", "a/.git/x", "README", ""])
def test_a_new_contact_goes_nowhere_else(people: Book, id_: str) -> None:
    before = sorted(people.root.rglob("*.md"))
    with pytest.raises(RefusedError):
        save.create(people, id_, TEXT)
    assert sorted(people.root.rglob("*.md")) == before


def test_a_new_contact_and_its_folder(people: Book) -> None:
    saved = save.create(people, "clients/new", TEXT, commit=True)
    assert text(people, "clients/new") == TEXT
    assert files_of(people.root, saved.commit) == ["contacts/clients/new.md"]
    with pytest.raises(RefusedError, match="is there already"):
        save.create(people, "clients/new", TEXT)


def test_the_settings_say_whether_to_commit(people: Book) -> None:
    commit_all(people.root)
    always = people._replace(settings=people.settings._replace(commit=True))
    assert save.save(always, {"ann": adds("1")}, "log").commit
    assert not save.save(always, {"ann": adds("2")}, "log", commit=False).commit
    assert save.save(people, {"ann": adds("3")}, "log", commit=True).commit


def test_an_edit_that_cannot_be_committed_stays(loose: Book) -> None:
    saved = save.save(loose, {"ann": adds("x")}, "log", commit=True)
    assert saved.notes == ("not committed, because this book is not in a Git repository",)
    assert text(loose) == f"{TEXT}x\n"


def test_a_book_without_git_keeps_its_own_lock_and_record(loose: Book) -> None:
    save.save(loose, {"ann": adds("x")}, "log")
    assert {".followup.lock", ".followup-last.json"} <= set(names(loose.root))
    save.undo(loose)
    assert text(loose) == TEXT


def test_in_a_repository_nothing_of_ours_is_seen(people: Book) -> None:
    commit_all(people.root)
    save.save(people, {"ann": adds("x")}, "log")
    save.undo(people)
    assert git(people.root, "status", "--short", "--ignored") == ""


def test_a_hook_that_changes_the_file(people: Book) -> None:
    commit_all(people.root)
    hook(people.root, "pre-commit", "echo tidied >> contacts/ann.md; git add contacts/ann.md")
    assert save.save(people, {"ann": adds("x")}, "log", commit=True).commit
    assert git(people.root, "status", "--short") == ""
    hook(people.root, "pre-commit", "true")
    save.undo(people)
    assert text(people) == TEXT


def test_an_index_that_cannot_follow_a_commit_is_told(people: Book) -> None:
    commit_all(people.root)
    hook(people.root, "pre-commit", "echo tidied >> contacts/ann.md; git add contacts/ann.md")
    hook(people.root, "post-commit", "touch .git/index.lock")  # as where the disk fails just then
    saved = save.save(people, {"ann": adds("x")}, "log", commit=True)
    assert saved.commit
    (told,) = saved.notes
    remedy = "git reset -- contacts/ann.md"
    assert told.startswith(
        f"committed, but Git's index does not know it; {remedy} tells it (Unable"
    )
    (people.root / ".git/index.lock").unlink()
    git(people.root, "reset", "--", "contacts/ann.md")
    assert git(people.root, "status", "--short") == ""


def test_a_commit_of_which_git_says_no_more_is_made(people: Book) -> None:
    commit_all(people.root)
    config = people.root / ".git/config"
    before = config.read_bytes()
    failing = hook(people.root, "post-commit", "echo '[' >> .git/config")
    saved = save.save(people, {"ann": adds("x")}, "log", commit=True)
    assert saved.notes[0].startswith("committed, but Git does not say as what (git rev-parse: ")
    assert "not committed" not in "".join(saved.notes)
    failing.unlink()
    config.write_bytes(before)
    save.undo(people)
    assert git(people.root, "rev-list", "--count", "HEAD") == "3\n"


def test_undo_and_undo_again(people: Book) -> None:
    save.save(people, {"ann": adds("x"), "bob": adds("y")}, "log meeting")
    what, back = save.undo(people, dry_run=True)
    assert text(people) == f"{TEXT}x\n"
    assert (what, back) == save.undo(people)
    assert what == "undo log meeting"
    assert (text(people), text(people, "bob")) == (TEXT, TEXT)
    assert save.undo(people)[0] == "log meeting"
    assert (text(people), text(people, "bob")) == (f"{TEXT}x\n", f"{TEXT}y\n")
    assert save.undo(people)[0] == "undo log meeting"
    assert (text(people), text(people, "bob")) == (TEXT, TEXT)


def test_undo_of_a_commit_is_a_commit_of_the_same_files(people: Book) -> None:
    commit_all(people.root)
    start = git(people.root, "rev-parse", "HEAD:")
    save.save(people, {"ann": adds("x"), "bob": adds("y")}, "log meeting", commit=True)
    (people.root / "contacts/eve.md").write_text("mine")
    git(people.root, "add", "contacts/eve.md")
    assert save.undo(people)[1].commit
    assert git(people.root, "rev-parse", "HEAD:") == start
    assert git(people.root, "log", "-1", "--format=%s") == "followup: undo log meeting\n"
    assert git(people.root, "status", "--short") == "M  contacts/eve.md\n"
    save.undo(people)
    assert git(people.root, "log", "-1", "--format=%s") == "followup: log meeting\n"


@pytest.mark.parametrize("commit", [True, False])
def test_undo_of_a_new_contact_removes_it(people: Book, commit: bool) -> None:
    commit_all(people.root)
    save.create(people, "new", TEXT, commit=commit)
    save.undo(people)
    assert not (people.root / "contacts/new.md").exists()
    assert git(people.root, "status", "--short") == ""
    save.undo(people)
    assert text(people, "new") == TEXT


def test_undo_leaves_what_was_edited_since(people: Book) -> None:
    save.save(people, {"ann": adds("x"), "bob": adds("x")}, "log meeting")
    (people.root / "contacts/bob.md").write_text(f"{TEXT}x\nmine\n")
    with pytest.raises(RefusedError, match=r"contacts/bob\.md was changed since"):
        save.undo(people)
    assert (text(people), text(people, "bob")) == (f"{TEXT}x\n", f"{TEXT}x\nmine\n")
    (people.root / "contacts/bob.md").unlink()
    with pytest.raises(RefusedError, match=r"contacts/bob\.md was changed since"):
        save.undo(people)


def test_nothing_to_undo(people: Book) -> None:
    with pytest.raises(RefusedError, match="nothing to undo"):
        save.undo(people)
    save.save(people, {"ann": adds("x")}, "log call")
    (people.root / "contacts/ann.md").write_text(TEXT)
    with pytest.raises(RefusedError, match="log call is not in the files"):
        save.undo(people)


def test_the_undo_command(book: BookFolder, people: Book) -> None:
    assert book.run("undo").code == 3
    save.save(people, {"ann": adds("x")}, "log call")
    shown = book.run("undo", "--dry-run")
    assert shown.out.splitlines()[-1] == "-x"
    assert book.run("undo") == (0, "undone: log call, ann\n", "")
    assert text(people) == TEXT


def test_the_diff_is_one_that_patch_reads(people: Book) -> None:
    (people.root / "contacts/bob.md").write_bytes(b"no\r\nend")
    edits = {"ann": adds("x\u2028y"), "bob": lambda text: f"{text} now"}
    changes = save.preview(people, edits)
    assert text(people) == TEXT
    patch = diff.unified((*changes, undo_log.Change("new", None, "a\nb\n")))
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn"], cwd=people.root, input=patch.encode(), check=True
    )
    assert text(people) == f"{TEXT}x\u2028y\n"
    assert text(people, "bob") == "no\r\nend now"
    assert text(people, "new") == "a\nb\n"


def litter(book: Book, content: str, name: str = ".followup-123-abc.tmp") -> Path:
    path = book.root / "contacts" / name
    path.write_text(content)
    return path


def test_litter_of_a_killed_run_is_cleaned_where_its_content_is_known(people: Book) -> None:
    save.save(people, {"ann": adds("x")}, "log")
    known = [
        litter(people, content, f".followup-{number}.tmp")
        for number, content in enumerate([f"{TEXT}x\n", TEXT[:9], ""])
    ]
    unknown = litter(people, "who knows")
    saved = save.save(people, {"bob": adds("x")}, "log")
    assert not any(path.exists() for path in known)
    assert unknown.read_text() == "who knows"
    assert saved.notes[0].startswith(f"{unknown} was left by a run that was killed")


def test_a_second_writer_is_refused(people: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT", 0.1)
    with transaction.begin(people), pytest.raises(RefusedError, match="another followup"):
        save.save(people, {"ann": adds("x")}, "log")
    assert text(people) == TEXT


WRITER = """
import sys
from pathlib import Path
from followup_md.book import save, transaction
from followup_md.book.book import open_book
book = open_book(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    line = f"{sys.argv[2]}-{number}\\n"
    save.save(book, {"ann": lambda text: text + line}, "log", commit=len(sys.argv) > 4)
    print(line, end="", flush=True)
"""


def writer(book: Book, *args: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(book.root), *args]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.parametrize(("writers", "saves"), [(2, 200), (4, 100)])
def test_every_save_of_several_writers_is_there_once(
    people: Book, writers: int, saves: int
) -> None:
    running = [writer(people, str(number), str(saves)) for number in range(writers)]
    assert [process.communicate() and process.returncode for process in running] == [0] * writers
    lines = text(people).removeprefix(TEXT).splitlines()
    assert sorted(lines) == sorted(f"{w}-{n}" for w in range(writers) for n in range(saves))


@pytest.mark.slow
def test_committing_writers(people: Book) -> None:
    commit_all(people.root)
    running = [writer(people, str(number), "10", "commit") for number in range(2)]
    assert [process.communicate() and process.returncode for process in running] == [0, 0]
    assert git(people.root, "rev-list", "--count", "HEAD").strip() == "21"
    assert git(people.root, "status", "--short") == ""
    assert text(people).count("\n") == TEXT.count("\n") + 20


@pytest.mark.slow
def test_a_killed_writer_leaves_the_old_or_the_new_file(people: Book) -> None:
    """What a run had said to be done is there; the next run works, and cleans up."""
    told = []
    for delay in (0.0, 0.01, 0.03, 0.05, 0.08):
        with writer(people, f"{delay}", "100000") as process:
            assert process.stdout is not None
            told.append(process.stdout.readline().strip())
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            told += process.stdout.read().splitlines()
    lines = text(people).removeprefix(TEXT).splitlines()
    assert text(people).endswith("\n")
    assert len(set(lines)) == len(lines)
    assert set(told) <= set(lines)
    assert len(lines) - len(told) <= 5  # written, and killed before it could say so
    assert save.save(people, {"ann": adds("after")}, "log").notes == ()
    assert names(people.root / "contacts") == ["ann.md", "bob.md", "eve.md"]


def test_mending_is_a_change_like_any_other(book: BookFolder) -> None:
    ann, bob = (book.add(name, "2026-09-01 call, time: 9: 30") for name in ("ann", "bob"))
    before = ann.read_bytes()
    book.write("contacts/eve.md", b"\xff")
    fixed = book.run("check", "--fix")
    assert "fixed contacts/ann.md: quoted line 4" in fixed.err
    assert '  - "2026-09-01 call, time: 9: 30"\n' in ann.read_text()
    assert book.run("undo").out == "undone: respell, ann, bob\n"
    assert ann.read_bytes() == before
    book.run("check", "--fix", "contacts/bob.md")
    assert ann.read_bytes() == before
    assert bob.read_bytes() != before
