"""The inbox: what is clear is filed once, as one change; what is not stays where it is."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.book_folder import ON, PROJECT, BookFolder
from tests.helpers.real_git import commit_all, files_of, git

GOOD = "Ann Lee: 2026-09-14 call answered, wants: two options"


@pytest.fixture
def people(book: BookFolder) -> BookFolder:
    book.add("ann-lee", "2026-09-01 call voicemail", name="Ann Lee", phone="1", nickname="Annie")
    book.add("clients/bob", name="Bob Smith", email="bob@acme.example")
    return book


def texts(book: BookFolder, *folders: str) -> dict[str, str]:
    """Return every file of the book in these folders, and of an inbox in one file."""
    found = [path for folder in folders for path in (book.root / folder).rglob("*")]
    found += book.root.glob("inbox.*")
    return {
        path.relative_to(book.root).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for path in found
        if path.is_file() and not path.is_symlink()
    }


def every(book: BookFolder) -> dict[str, str]:
    return texts(book, "contacts", "inbox")


def contact(book: BookFolder, id_: str) -> str:
    return (book.root / f"contacts/{id_}.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "id_", "entry"),
    [
        (GOOD, "ann-lee", '  - "2026-09-14 call answered, wants: two options"\n'),
        ("ann-lee: 2026-09-14 email", "ann-lee", "  - 2026-09-14 email\n"),
        ("contacts/ann-lee.md: 2026-09-14 email", "", ""),
        ("ANNIE:2026-09-14 Email sent", "ann-lee", "  - 2026-09-14 Email sent\n"),
        ("lee : 2026-09-14 in call missed", "ann-lee", "  - 2026-09-14 in call missed\n"),
        (
            "- [ ] Bob: 2026-09-14 09:30 call busy",
            "clients/bob",
            "  - 2026-09-14 09:30 call busy\n",
        ),
        ("* bob@acme.example: 2026-09-14 email", "clients/bob", "  - 2026-09-14 email\n"),
        ("\u2022 clients/bob\uff1a 2026-09-14\u00a0email", "clients/bob", "  - 2026-09-14 email\n"),
        ("Bob: Promise 2026-09-18, the plan", "clients/bob", "  - 2026-09-18, the plan\n"),
        ("Bob: promise 2026-09-18 theirs, it", "clients/bob", "  - 2026-09-18 theirs, it\n"),
        ("Bob: 2026-10-18 lunch planned, x", "clients/bob", "  - 2026-10-18 lunch planned, x\n"),
        ("bob: 2026-09-14 call answered, ", "clients/bob", "  - 2026-09-14 call answered\n"),
    ],
)
def test_a_line_is_an_entry_with_a_name(
    people: BookFolder, line: str, id_: str, entry: str
) -> None:
    people.write("inbox/a.txt", f"{line}\n")
    found = people.run("inbox", "--on", ON)
    if not id_:
        assert found.code == 1
        return
    assert (found.code, found.err) == (0, "")
    assert entry.replace("Email", "email") in contact(people, id_).replace("Email", "email")
    assert not (people.root / "inbox/a.txt").exists()
    assert people.run("check", "--strict", "--on", ON).code == 0


def test_one_change_one_undo_and_the_inbox_comes_back(people: BookFolder) -> None:
    people.write("inbox/a.txt", f"{GOOD}\nBob: promise 2026-09-18, the plan\n")
    people.write(
        "inbox/b.txt",
        "new Zo\u00eb Fox: 2026-09-12 meeting, at the fair\nZo\u00eb: 2026-09-13 email",
    )
    before = every(people)
    found = people.run("inbox", "--on", ON)
    assert (found.code, found.err) == (0, "")
    assert [row.partition(":")[0] for row in found.out.splitlines()] == [
        "Zo\u00eb Fox",
        "Ann Lee",
        "Bob Smith",
    ]
    assert "added as contacts/zoe-fox.md; meeting, on Sat 12 Sep 2026; e-mail, on" in found.out
    after = every(people)
    assert sorted(after) == [
        "contacts/ann-lee.md",
        "contacts/clients/bob.md",
        "contacts/zoe-fox.md",
    ]
    assert after["contacts/zoe-fox.md"] == (
        "---\nname: Zo\u00eb Fox\nmet: 2026-09-12\ntouches:\n"
        "  - 2026-09-12 meeting, at the fair\n  - 2026-09-13 email\n---\n"
    )
    undone = people.run("undo")
    assert undone.code == 0
    assert "inbox/a.txt, inbox/b.txt" in undone.out
    assert every(people) == before
    assert people.run("undo").code == 0
    assert every(people) == after


def test_twice_is_once(people: BookFolder) -> None:
    line = f"{GOOD}\nbob: promise 2026-09-18, the plan\nnew Zoe: 2026-09-14 call\n"
    people.write("inbox/a.txt", line)
    assert people.run("inbox", "--on", ON).code == 0
    after = every(people)
    people.write("inbox/again.txt", line)
    found = people.run("inbox", "--on", ON)
    assert found.code == 0
    assert found.out.count("is there already") == 3
    assert "--again" not in found.out
    assert every(people) == after
    people.run("settle", "bob", "plan", "kept", "--on", ON)
    after = every(people)
    people.write("inbox/again.txt", line)
    assert people.run("inbox", "--on", ON).code == 0
    assert every(people) == after


HALF = f"""# from the train
{GOOD}
Nobody: 2026-09-14 call

Ann Lee: 2026-09-14 cal
<<<<<<< HEAD
Bob: 2026-09-14 email
=======
Bob: 2026-09-14 text
>>>>>>> theirs
ann lee 2026-09-14 call
Bob: 2026-09-24 call
Bob: 2026-09-14 call, no answer
Bob: call
bob: 2026-09-14 card
"""
LEFT = [
    "inbox.txt:3:1: E602",
    "inbox.txt:5:1: E403",
    "inbox.txt:6:1: E107",
    "inbox.txt:11:1: E601",
    "inbox.txt:12:1: E603",
    "inbox.txt:13:1: E603",
    "inbox.txt:14:1: E401",
]


def _places(out: str) -> list[str]:
    return re.findall(r"^inbox\.txt:\d+:\d+: E\d{3}", out, re.MULTILINE)


def test_a_half_good_file_keeps_its_bad_half(people: BookFolder) -> None:
    people.write("inbox.txt", HALF)
    checked = people.run("check", "--on", ON)
    assert (checked.code, _places(checked.out)) == (1, LEFT)
    found = people.run("inbox", "--on", ON)
    assert found.code == 1
    now = [re.sub(r"\d+", lambda n: str(int(n[0]) - 1), place, count=1) for place in LEFT]
    assert _places(found.out) == now  # one line above them is gone
    assert found.err == "2 lines filed; the rest stays in the inbox\n"
    kept = HALF.replace(f"{GOOD}\n", "").replace("bob: 2026-09-14 card\n", "")
    assert (people.root / "inbox.txt").read_text() == kept
    assert "2026-09-14 card" in contact(people, "clients/bob")
    assert "email" not in contact(people, "clients/bob").partition("touches")[2]
    again = people.run("inbox", "--on", ON)
    assert (again.code, again.err) == (1, "nothing filed; the rest stays in the inbox\n")


def test_no_message_holds_a_word_of_the_file_in_a_pipe(people: BookFolder) -> None:
    people.write("inbox.txt", HALF)
    people.add("quiet", status="do-not-contact")
    people.write("inbox/b.txt", "quiet: 2026-09-14 call secretword\nquiet: 2026-09-14 call\n")
    found = people.run("inbox", "--dry-run", "--on", ON).out.partition("inbox.txt:3")[2]
    for word in ("Nobody", "cal\n", "HEAD", "secretword"):
        assert word not in found
    _, screen = people.terminal("inbox", "--dry-run", "--on", ON)
    assert "type instead:\n" in screen
    assert "new Nobody: 2026-09-14 call" in screen
    assert "Bob: 2026-09-14 call no-answer" in screen


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Sam", "several contacts of that name"),
        ("Jo", "no contact of that name"),
        ("Ann", ""),
        ("Sam Hill", ""),
        ("Hil", "no contact of that name"),
        ("new Sam Hill", "leave `new` out"),
        ("New York Office", ""),
        ("bad", "followup check contacts/bad.md"),
        ("quiet", "do-not-contact"),
        ("../../etc/passwd", "no contact of that name"),
    ],
)
def test_who_is_meant_must_be_certain(people: BookFolder, name: str, why: str) -> None:
    people.add("sam-hill", name="Sam Hill")
    people.add("sam-jones", name="Sam Jones")
    people.add("joanna", name="Joanna May")
    people.add("office", name="New York Office")
    people.add("quiet", status="do-not-contact by them")
    people.write("contacts/bad.md", "---\nname: Bad\ntouches: 3\n---\n")
    people.write("inbox.txt", f"{name}: 2026-09-14 call answered\n")
    before = every(people)
    found = people.run("inbox", "--on", ON)
    if why:
        assert why in found.out
        assert (found.code, every(people)) == (1, before)
    else:
        assert (found.code, (people.root / "inbox.txt").read_text()) == (0, "")


@pytest.mark.parametrize("line", ["Nora Hill", "new Nora Hill"])
def test_nobody_is_taken_for_unknown_where_a_folder_cannot_be_read(
    people: BookFolder, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.add("clients/nora", name="Nora Hill")
    people.write("inbox.txt", f"{line}: 2026-09-14 call answered\n")
    before, scandir = every(people), os.scandir

    def fail(folder: int | str) -> object:
        if isinstance(folder, int) and os.readlink(f"/proc/self/fd/{folder}").endswith("/clients"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return scandir(folder)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", fail)
        found = people.run("inbox", "--on", ON)
    assert "inbox.txt:1:1: E602 not all contacts can be read: followup check" in found.out
    assert (found.code, every(people)) == (1, before)


def test_what_they_did_is_filed_even_of_whom_wants_no_contact(people: BookFolder) -> None:
    people.add("quiet", status="do-not-contact by them", phone="1")
    people.write("inbox.txt", "quiet: 2026-09-14 in call missed\n")
    assert people.run("inbox", "--on", ON).code == 0
    assert "2026-09-14 in call missed" in contact(people, "quiet")


def test_a_private_contact_stays_private(people: BookFolder) -> None:
    people.add("secret", private="yes", name="Sally Secret")
    people.write("inbox.txt", "Sally: 2026-09-14 call\n")
    assert people.run("inbox", "--on", ON).code == 0
    assert contact(people, "secret").startswith("---\nname: Sally Secret\nprivate: yes\n")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../x", "x"),
        ("/etc/passwd", "etc-passwd"),
        ("con", "con-2"),
        ("~root $(id)", "root-id"),
        ("\u5c71\u7530 \u592a\u90ce", "\u5c71\u7530-\u592a\u90ce"),
    ],
)
def test_a_new_name_is_only_a_name(people: BookFolder, name: str, path: str) -> None:
    people.write("inbox.txt", f"new {name}: 2026-09-14 call\n")
    assert people.run("inbox", "--on", ON).code == 0
    assert f"name: {name}\n" in contact(people, path).replace('"', "")
    assert sorted(p.name for p in people.root.parent.iterdir()) == ["book"]


HOSTILE = {
    "long line": (b"Ann: 2026-09-14 call, " + b"x" * 100_000 + b"\n", "2000 characters"),
    "large": (b"Ann: 2026-09-14 call, x\n" * 20_000, "256 KiB"),
    "many lines": (b"x\n" * 2_100, "more than 2000 lines"),
    "binary": (bytes(range(256)) * 10, "not UTF-8"),
    "utf-16": ("Ann: 2026-09-14 call\n".encode("utf-16"), "UTF-16"),
    "controls": (b"Ann: 2026-09-14 call, \x1b]0;x\x07\n", "U+001B"),
    "nul": (b"Ann: 2026-09-14 call\0\n", "U+0000"),
    "old Mac": (b"Ann: 2026-09-14 call\rAnn: 2026-09-14 text\r", "carriage return"),
    "colons": (b":" * 1_000 + b"\n", "NAME: ENTRY"),
    "blanks": (b"a" + b" " * 1_900 + b"\n", "NAME: ENTRY"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_text_is_named_and_left(people: BookFolder, kind: str) -> None:
    content, why = HOSTILE[kind]
    people.write("inbox/evil.txt", content)
    people.write("inbox/good.txt", f"{GOOD}\n")
    found = people.run("inbox", "--on", ON)
    assert found.code == 1
    assert why in found.out
    assert "\x1b" not in found.out
    assert (people.root / "inbox/evil.txt").read_bytes() == content
    assert "wants: two options" in contact(people, "ann-lee")
    assert not (people.root / "inbox/good.txt").exists()


def test_links_pipes_and_folders_are_not_opened(people: BookFolder, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(f"{GOOD}\n")
    people.write("inbox/a.txt/x", "")
    (people.root / "inbox/link.txt").symlink_to(outside)
    os.mkfifo(people.root / "inbox/pipe.txt")
    before = every(people)
    found = people.run("inbox", "--on", ON)
    assert (found.code, found.out.count("E109")) == (1, 3)
    assert every(people) == before
    shutil.rmtree(people.root / "inbox")
    (people.root / "inbox").symlink_to(tmp_path, target_is_directory=True)
    found = people.run("inbox", "--on", ON)
    assert (found.code, outside.read_text()) == (1, f"{GOOD}\n")
    assert "inbox: E109 a symbolic link" in found.out


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfAnn Lee: 2026-09-14 email\r\nBob: 2026-09-14 email\r\n",
        b"Ann Lee: 2026-09-14 email\r\n\r\n# x\r\nBob: 2026-09-14 email",
    ],
)
def test_marks_and_line_ends_of_other_systems(people: BookFolder, content: bytes) -> None:
    people.write("inbox.txt", content)
    assert people.run("inbox", "--on", ON).code == 0
    for id_ in ("ann-lee", "clients/bob"):
        assert "  - 2026-09-14 email\n" in contact(people, id_)
    assert people.run("undo").code == 0
    assert (people.root / "inbox.txt").read_bytes() == content


def test_a_file_named_after_its_day_gives_it_to_its_lines(people: BookFolder) -> None:
    people.write("inbox/2026-09-12.txt", "Ann: call voicemail\nBob: 2026-09-13 email\n")
    assert people.run("inbox", "--on", ON).code == 0
    assert "  - 2026-09-12 call voicemail\n" in contact(people, "ann-lee")
    assert "  - 2026-09-13 email\n" in contact(people, "clients/bob")


def test_what_is_no_file_of_lines_stays_out_of_it(people: BookFolder) -> None:
    for name in ("README.md", ".hidden.txt", "_x.txt", "photo.jpg", "deep/x.txt", "a.txt~"):
        people.write(f"inbox/{name}", f"{GOOD}\n")
    people.write("inbox/empty.txt", "# nothing yet\n\n")
    before = every(people)
    found = people.run("inbox", "--on", ON)
    assert found == (0, "nothing in the inbox\n", "")
    assert every(people) == before
    assert people.run("due", "--on", ON).err == ""


def test_due_says_what_waits(people: BookFolder) -> None:
    people.write("inbox.txt", f"# x\n\n{GOOD}\nmore\n")
    people.write("inbox/a.md", "one")
    said = "3 lines in the inbox: followup inbox\n"
    for args in ((), ("--kind", "chase"), ("--all",), ("--json",)):
        assert people.run("due", "--on", ON, *args).err == said
    assert people.run("due", "-q", "--on", ON).err == ""
    assert said in people.terminal("due", "--on", ON)[1]


def test_a_planned_one_is_completed(people: BookFolder) -> None:
    people.add("eve", "2026-09-14 lunch planned, at Rosa's")
    people.write("inbox.txt", "eve: 2026-09-14 lunch, signed\n")
    people.run("inbox", "--on", ON)
    assert "  - 2026-09-14 lunch, at Rosa's; signed\n" in contact(people, "eve")
    after = every(people)
    people.write("inbox.txt", "eve: 2026-09-14 lunch, signed\n")
    assert people.run("inbox", "--on", ON).code == 0
    assert every(people) == after


def test_dry_run_writes_nothing(people: BookFolder) -> None:
    people.write("inbox/a.txt", f"{GOOD}\n")
    before = every(people)
    found = people.run("inbox", "--dry-run", "--on", ON)
    assert "--- a/inbox/a.txt\n+++ /dev/null\n" in found.out
    assert '+  - "2026-09-14 call answered, wants: two options"\n' in found.out
    assert every(people) == before


@pytest.mark.slow
@pytest.mark.parametrize("known", ["tracked", "ignored", "new"])
def test_one_commit_of_exactly_these_files(people: BookFolder, known: str) -> None:
    people.write("inbox.txt", "bob: 2026-09-14 email\n# mine\n")
    if known == "ignored":
        people.write(".gitignore", "inbox/\n")
    if known == "new":
        commit_all(people.root)
    people.write("inbox/a.txt", f"{GOOD}\n")
    if known != "new":
        commit_all(people.root)
    people.write("other.txt", "mine")
    assert people.run("inbox", "--commit", "--on", ON).err == ""
    also = ["inbox/a.txt"] if known == "tracked" else []
    assert files_of(people.root) == [
        "contacts/ann-lee.md",
        "contacts/clients/bob.md",
        "inbox.txt",
        *also,
    ]
    assert (people.root / "inbox.txt").read_text() == "# mine\n"
    assert people.run("undo").code == 0
    assert git(people.root, "diff", "HEAD~2", "--", "contacts", "inbox.txt") == ""
    assert (people.root / "inbox/a.txt").exists()


@pytest.mark.slow
def test_a_run_that_was_killed_is_finished_by_the_next(people: BookFolder) -> None:
    people.write("inbox/a.txt", f"{GOOD}\nnew Zoe: 2026-09-14 call\n")
    commit_all(people.root)
    before = every(people)
    people.run("inbox", "--on", ON)
    after = every(people)
    people.run("undo")
    for left in (["contacts/ann-lee.md"], ["contacts/ann-lee.md", "contacts/zoe.md"]):
        people.run("inbox", "--on", ON)
        for path in {*before, *after} - set(left):  # as a kill leaves it
            if path in before:
                people.write(path, before[path])
            else:
                (people.root / path).unlink(missing_ok=True)
        assert people.run("inbox", "--commit", "--on", ON).code == 0
        assert every(people) == after
        assert git(people.root, "status", "--short") == ""
        assert people.run("undo").code == 0
        assert every(people) == before


def test_a_line_added_meanwhile_is_not_lost(
    people: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from followup_md.book import one_file

    people.write("inbox.txt", f"{GOOD}\n")
    write, late = one_file.write, f"{GOOD}\nBob: 2026-09-14 email\n"

    def phone_writes(*args: object) -> object:
        people.write("inbox.txt", late)
        return write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(one_file, "write", phone_writes)
    before = contact(people, "ann-lee")
    found = people.run("inbox", "--on", ON)
    assert (found.code, "inbox.txt was changed meanwhile" in found.err) == (3, True)
    assert (contact(people, "ann-lee"), (people.root / "inbox.txt").read_text()) == (before, late)
    monkeypatch.undo()
    assert people.run("inbox", "--on", ON).code == 0
    assert "2026-09-14 email" in contact(people, "clients/bob")


BLANKS = " \t\r"  # what a line without anything is made of
LINES = st.lists(
    st.sampled_from(
        [
            "Ann Lee: 2026-09-13 call answered, one",
            "ann-lee: 2026-09-14 09:00 call busy",
            "Bob: 2026-09-14 email, two",
            "Bob: promise 2026-09-20, three",
            "new Zoe Fox: 2026-09-10 coffee, four",
            "Zoe Fox: 2026-09-11 email, five",
            "Nobody: 2026-09-14 call",
            "# a remark",
            "",
            "what?",
        ]
    )
    | st.text(st.characters(exclude_characters="\n\r"), max_size=30),
    max_size=12,
)


@pytest.mark.slow
@settings(deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_every_line_is_in_a_contact_or_still_there(
    lines: list[str], end: str, closed: bool
) -> None:
    with tempfile.TemporaryDirectory(dir=os.environ["HOME"]) as folder:
        book = BookFolder(Path(folder) / "book")
        book.write("followup.yml", "timezone: Europe/Dublin\n")
        book.add("ann-lee", name="Ann Lee")
        book.add("clients/bob", name="Bob Smith")
        raw = (end.join(lines) + (end if closed else "")).encode("utf-8", "surrogatepass")
        book.write("inbox.txt", raw)
        found = book.run("inbox", "--on", ON)
        left = (book.root / "inbox.txt").read_bytes().decode("utf-8", "surrogatepass")
        contacts = "".join(texts(book, "contacts").values())
        for line in lines:
            note = line.rpartition(", " if "," in line else ": ")[2]
            assert line in left or note in contacts or not line.strip(BLANKS), line
        rest = (text for x in left.split("\n") if (text := x.strip(BLANKS)))
        assert found.code == int(any(not text.startswith("#") for text in rest))
        after = every(book)
        book.run("inbox", "--on", ON)
        assert every(book) == after


KILLED = """
import os, shutil, sys
from pathlib import Path
from followup_md import main

root = Path(sys.argv[1])
os.chdir(root)
away = root.parent / "away"
shutil.copytree(root, away)
sys.stdout = sys.stderr = open(os.devnull, "w")


class Killed(BaseException):
    pass


def run(*args):
    return main.run([*args, "--on", "2026-09-14"] if args[0] == "inbox" else [*args])


def state():
    found = (path for f in ("contacts", "inbox") for path in (root / f).rglob("*.*"))
    return {path: path.read_text() for path in found if path.is_file()}


before = state()
assert run("inbox") == 0
after = state()
calls = ("fsync", "unlink", "replace", "rename", "open", "write")
real = {name: getattr(os, name) for name in calls}
for step in range(1, 1000):
    shutil.rmtree(root)
    shutil.copytree(away, root)
    os.chdir(root)
    pid = os.fork()
    if not pid:
        count = 0

        def counted(name):
            def call(*args, **options):
                global count
                count += 1
                if count == step:
                    os._exit(9)
                return real[name](*args, **options)

            return call

        for name in calls:
            setattr(os, name, counted(name))
        os._exit(run("inbox"))
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert run("inbox") == 0, step
    assert state() == after, step
    if code == 0:
        break
print(step, file=sys.__stdout__)
"""


@pytest.mark.slow
def test_a_kill_at_any_step_loses_and_doubles_nothing(people: BookFolder) -> None:
    people.write("inbox/a.txt", f"{GOOD}\nnew Zoe: 2026-09-14 call\n")
    people.write("inbox/b.txt", "bob: promise 2026-09-18, the plan\n")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(people.root)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert 20 < int(done.stdout) < 900


def test_a_terminal_shows_the_line_that_is_left(people: BookFolder) -> None:
    people.write("inbox.txt", f"{GOOD}\n{GOOD}\nNobody: 2026-09-14 call\n")
    _, screen = people.terminal("inbox", "--on", ON)
    assert "inbox.txt:1:1: E602" in screen
    assert re.search(r"\n    (\x1b\[\d+m)?Nobody: 2026-09-14 call(\x1b\[0m)?\n", screen)
    assert "new Nobody: 2026-09-14 call" in screen
