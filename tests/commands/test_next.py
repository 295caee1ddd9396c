"""`followup next` on a real terminal: keys are pressed, files and the screen are looked at."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from tests.helpers.book_folder import ON, PROJECT, BookFolder
from tests.helpers.cached_book import own_cache
from tests.helpers.person_at_screen import PersonAtScreen

__all__ = ["own_cache"]  # a fixture
pytestmark = pytest.mark.slow
ENTER, ESCAPE, BACKSPACE, LEFT, RIGHT = "\r", "\x1b", "\x7f", "\x1b[D", "\x1b[C"


def at(book: BookFolder, *args: str, **env: str) -> PersonAtScreen:
    """Begin the day."""
    person = PersonAtScreen(book.root, ["next", "--on", ON, *args], env=env)
    person.sees(" done ")
    return person


def text(book: BookFolder, id_: str) -> str:
    return (book.root / f"contacts/{id_}.md").read_text("utf-8")


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.write("followup.yml", "timezone: Europe/Dublin\nme: Nora\n")
    book.add(
        "ann",
        "2026-09-05 in call missed, my son took it",
        name="Ann Lee",
        phone="+1 212 555 0100",
        email="ann@acme.example",
    )
    return book


@pytest.fixture
def three(ann: BookFolder) -> BookFolder:
    for number, name in enumerate(("Bob", "Cleo"), 7):
        ann.add(name.lower(), f"2026-09-0{number} in call missed", name=name, phone="1")
    return ann


MISSED = ("2026-09-05 in call missed, my son took it",)
VISIT = ("2026-09-08 call answered", "2026-09-10 visit planned, the site")
PROMISED = {"promises": "\n  - 2026-09-10, the brochure\n  - 2026-09-30, the other one"}
THEY_PROMISED = {"promises": "\n  - 2026-09-10 theirs, the form"}
QUOTED = {"quotes": "\n  - 2026-09-01 Q-1, roof"}
SENT = ("2026-09-01 email sent re Q-1",)
# Keys with | between them (^: Enter), and the command that is to give the same file.
SAME: list[tuple[str, str, tuple[str, ...], dict[str, str]]] = [
    ("v|^", "log ann call voicemail", MISSED, {}),
    ("v|her son, again|^", "log ann call voicemail -m 'her son, again'", MISSED, {}),
    ("n|^", "log ann call no-answer", MISSED, {}),
    ("b|^", "log ann call bounced", MISSED, {}),
    ("a|wants two|^|^", "log ann call answered -m 'wants two'", MISSED, {}),
    (
        "a|^|send both|^|friday|^",
        "log ann call answered --promise 'send both' --by friday",
        MISSED,
        {},
    ),
    ("m|^", "log ann email sent", MISSED, {}),
    ("t|^", "log ann text sent", MISSED, {}),
    ("w|^", "log ann email sent", MISSED, {}),
    ("m|^", "log ann email", (*MISSED, "2026-09-11 in email, a question"), {}),
    ("w|^", "log ann whatsapp", ("2026-09-11 in whatsapp, a question",), {}),
    ("g|a card|^", "log ann call gave -m 'a card'", MISSED, {}),
    ("l|1|^", "snooze ann tomorrow", MISSED, {}),
    ("l|2|^", "snooze ann in 2 days", MISSED, {}),
    ("l|w|^", "snooze ann in 1 week", MISSED, {}),
    ("l|m|^", "snooze ann in 1 month", MISSED, {}),
    ("l|next tuesday at the fair|^", "snooze ann next tuesday at the fair", MISSED, {}),
    ("p|the plan|^|20 sep|^", "promise ann the plan --by '20 sep'", MISSED, {}),
    ("x|call|^|not my trade|^", "decline ann call -m 'not my trade'", MISSED, {}),
    ("s|archived by them moved|^", "status ann archived by them moved", MISSED, {}),
    ("k", "settle ann brochure kept", VISIT[:1], PROMISED),
    ("k", "settle ann form kept", VISIT[:1], THEY_PROMISED),
    ("k|w", "settle ann Q-1 won", SENT, QUOTED),
    ("k|l", "settle ann Q-1 lost", SENT, QUOTED),
    ("k|d", "settle ann Q-1 withdrawn", SENT, QUOTED),
    ("h|good|^|^", "log ann visit met --date 2026-09-10 -m good", VISIT, {}),
    ("N|friday 15:00|^", "settle ann visit moved --to 'friday 15:00'", VISIT, {}),
    ("N|^", "settle ann visit cancelled", VISIT, {}),
]


@pytest.mark.parametrize(("keys", "command", "touches", "fields"), SAME)
def test_every_key_writes_what_the_command_writes(
    ann: BookFolder,
    tmp_path: Path,
    keys: str,
    command: str,
    touches: tuple[str, ...],
    fields: dict[str, str],
) -> None:
    ways = {"phone": "+1 212 555 0100", "email": "ann@acme.example"}
    ann.add("ann", *touches, name="Ann Lee", **ways, **fields)
    other = BookFolder(tmp_path / "other")
    shutil.copytree(ann.root, other.root)
    assert other.run(*shlex.split(command), "--on", ON).code == 0
    with at(ann) as person:
        person.presses(*(key.replace("^", ENTER) for key in keys.split("|")), "q")
        assert person.ends() == 0
        assert person.is_restored
    assert text(ann, "ann") == text(other, "ann")


QUESTIONS = ["", "v", "v|a note", "a|^", "a|^|x|^", "l", "p", "p|x|^|no day|^", "x", "s", "/", "?"]


@pytest.mark.parametrize("keys", [*QUESTIONS, "y"])
def test_ctrl_c_leaves_terminal_and_file_as_they_were(ann: BookFolder, keys: str) -> None:
    before = text(ann, "ann")
    with at(ann) as person:
        person.presses(*(key.replace("^", ENTER) for key in keys.split("|") if key), "\x03")
        assert person.ends() == 130
        assert person.is_restored
        assert "Traceback" not in person.shown
    assert text(ann, "ann") == before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_restores_the_terminal(ann: BookFolder, number: signal.Signals, code: int) -> None:
    with at(ann) as person:
        person.process.send_signal(number)
        assert person.ends() == code
        assert person.is_restored


def test_the_end_of_input_restores_the_terminal(ann: BookFolder) -> None:
    with at(ann) as person:
        person.presses("\x04")
        assert person.ends() == 130
        assert person.is_restored


@pytest.mark.parametrize("question", ["v", "l", "p", "x", "s", "/"])
def test_escape_leaves_a_question(ann: BookFolder, question: str) -> None:
    before = text(ann, "ann")
    with at(ann) as person:
        assert "nothing was written" in person.presses(question, "a", ESCAPE)
        assert "Ann Lee" in person.presses("q")
        assert person.ends() == 0
    assert text(ann, "ann") == before


def test_a_day_is_worked_through_and_goes_on_from_the_files(three: BookFolder) -> None:
    with at(three) as person:
        assert "1 of 3   done 0" in person.shown
        assert "Bob" in person.presses("v", ENTER)
        assert "Ann Lee: call, voicemail." in person.shown
        person.presses("\r")  # skips Bob
        assert "Cleo" in person.shown
        person.presses("q")
        assert person.ends() == 0
        assert "1 done, 2 left." in person.shown
    with at(three) as person:
        assert "1 of 2" in person.shown
        assert "Cleo" in person.shown  # Bob comes after the rest
        assert "Bob" in person.presses(RIGHT)
        assert "Cleo" in person.presses(LEFT)
        person.presses("q")
    with at(three, "--again") as person:
        assert "Bob" in person.shown
        person.presses("q")
    with at(three) as person:
        assert "Bob" in person.shown
        end = person.presses(" ", " ")
        assert "The end of the day" in end
        assert "Bob" in person.presses(ENTER)
        person.presses("l", "w", ENTER, "q")
        person.ends()
        assert "0 done, 1 later, 1 left." in person.shown


def test_undo_takes_back_and_makes_again(three: BookFolder) -> None:
    before = text(three, "ann")
    with at(three) as person:
        assert "nothing was written here yet" in person.presses("u")
        person.presses("v", "x", ENTER)
        written = text(three, "ann")
        assert "Bob" in person.shown
        shown = person.presses("u")
        assert "Ann Lee" in shown
        assert "undone: log call" in shown
        assert "done 0" in shown
        assert text(three, "ann") == before
        assert "made again: log call" in person.presses("u")
        assert text(three, "ann") == written
        person.presses("q")
        person.ends()
        assert "1 done, 2 left." in person.shown


def test_what_somebody_else_writes_meanwhile_is_seen_first(three: BookFolder) -> None:
    with at(three) as person:
        three.run("log", "ann", "call", "answered", "-m", "rang her", "--on", ON)
        shown = person.presses("v")
        assert "Ann Lee was changed meanwhile: this is how it is now" in shown
        assert "rang her" in shown
        three.run("log", "bob", "call", "answered", "--on", ON)
        assert "Cleo" in person.presses(ENTER)  # Bob is dealt with
        person.presses("v")
        path = three.root / "contacts/cleo.md"
        path.write_text(path.read_text("utf-8").replace("Cleo", "Cleo B."), "utf-8")
        person.presses("a note", ENTER)  # the note is not lost: the edit is made on the new text
        assert "name: Cleo B." in text(three, "cleo")
        assert "call voicemail, a note" in text(three, "cleo")
        person.presses("q")
        assert person.ends() == 0


def test_a_file_that_goes_or_breaks_meanwhile_is_no_bug(three: BookFolder) -> None:
    with at(three) as person:
        (three.root / "contacts/ann.md").unlink()
        assert "contacts/ann.md has just been changed" in person.presses("v")
        three.write("contacts/bob.md", "no front matter")
        assert "Cleo" in person.presses(ENTER)
        three.write("contacts/cleo.md", "no front matter")
        assert "contacts/cleo.md cannot be read" in person.presses("v")
        person.presses("q")
        assert person.ends() == 0


def test_a_refused_write_says_why_and_stays(three: BookFolder) -> None:
    three.add("zed", "2026-09-05 in call missed", name="Zed", phone="1", status="do-not-contact")
    with at(three) as person:
        shown = person.presses("/", "zed", ENTER)
        assert "do not contact" in shown
        assert "is marked do-not-contact" in person.presses("v", ENTER)
        assert "Zed" in person.shown
        assert "there is no appointment" in person.presses("h")
        assert "no promise and no quote is due" in person.presses("k")
        assert "'z' does nothing here" in person.presses("z")
        person.presses("q")
        assert person.ends() == 0


def test_a_day_that_is_none_is_asked_again(ann: BookFolder) -> None:
    with at(ann) as person:
        assert "is not a day" in person.presses("l", "whenever", ENTER)
        person.presses("\x15", "friday", ENTER)
        assert "snoozed until Fri 18 Sep" in person.shown
        person.presses("q")
    assert "snooze: 2026-09-18" in text(ann, "ann")


def test_what_is_pasted_is_no_key_but_may_be_a_note(ann: BookFolder) -> None:
    before = text(ann, "ann")
    with at(ann) as person:
        assert "pasted text does nothing" in person.presses("\x1b[200~vvv\rq\r\x1b[201~")
        assert "pasted text does nothing" in person.presses("vvv\rlll\rvvv\rlll\rq\r")
        for key in ("\x1b[A", "\x1bOP", "\x1b[15~", "\x1bx", "\x1a", "\x1c", "\x00"):
            assert "Ann Lee" in person.presses(key)
        assert text(ann, "ann") == before
        person.presses("v", "é", BACKSPACE, "\x1b[200~her\nson\x1b[201~", " too", ENTER, "q")
        assert person.ends() == 0
    assert "call voicemail, her son too" in text(ann, "ann")


def test_keys_typed_ahead_are_not_lost(three: BookFolder) -> None:
    with at(three) as person:
        person.presses("v\rv\rv\rq")
        assert person.ends() == 0
        assert "3 done, 0 left." in person.shown


def test_the_size_may_change(ann: BookFolder) -> None:
    with at(ann) as person:
        for columns, lines in ((60, 16), (200, 50), (40, 12), (80, 24)):
            person.resizes(columns, lines)
            shown = person.settled()
            assert "Ann Lee" in shown
            assert "q stop" in shown
            assert ("── return" in shown) is (columns >= 60)
            assert max(line.rfind("─") for line in shown.split("\n")) == columns - 1
        person.presses("v")
        person.resizes(60, 16)
        assert "call voicemail, note:" in person.settled()
        person.presses(ESCAPE, "q")
        assert person.ends() == 0


def script(path: Path, line: str) -> Path:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_words_are_opened_copied_changed_and_nothing_is_logged(
    ann: BookFolder, tmp_path: Path
) -> None:
    before = text(ann, "ann")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    script(bin_ / "xdg-open", f'echo "$1" > {tmp_path}/opened')
    editor = script(tmp_path / "editor", 'echo "My own words." > "$1"')
    env = {"PATH": f"{bin_}:{os.environ['PATH']}", "EDITOR": str(editor), "SSH_TTY": "/dev/pts/0"}
    with at(ann, **env) as person:
        assert "── return, call" in person.shown
        assert "sent? m mailed" in person.presses("o")
        assert (tmp_path / "opened").read_text().startswith("tel:")
        assert "Ann Lee" in person.presses(ENTER)  # not yet
        assert "copied by the terminal" in person.presses("c")
        assert b"\x1b]52;c;" in person.raw
        assert "── return, voicemail" in person.presses("f")
        assert "── return, email" in person.presses("f")
        assert "My own words." in person.presses("e")
        assert text(ann, "ann") == before
        person.presses("o", "m", ENTER, "q")
        assert person.ends() == 0
        assert person.is_restored
    assert "My%20own%20words" in (tmp_path / "opened").read_text()
    assert text(ann, "ann").endswith("  - 2026-09-14 email sent\n---\n")


def test_the_file_in_the_editor_and_the_rules(ann: BookFolder, tmp_path: Path) -> None:
    wrong = script(tmp_path / "wrong", "echo '---' > \"$1\"")
    with at(ann, EDITOR=str(wrong)) as person:
        assert "E opens it again" in person.presses("E")
        person.presses("u")
        assert "name: Ann Lee" in text(ann, "ann")
        assert "owed" in person.presses("y")
        assert "1 of 1" in person.presses(ENTER)
        assert "an e-mail, a text" in person.presses("?")
        person.presses(ESCAPE, "q")
        assert person.ends() == 0


def test_a_no_is_told_first(ann: BookFolder) -> None:
    before = text(ann, "ann")
    with at(ann) as person:
        shown = person.presses("x")
        assert "── decline" in shown
        assert "tell them first: here are words for it" in person.presses(ENTER)
        assert "── decline" in person.shown
        person.presses("q")
        assert person.ends() == 0
    assert text(ann, "ann") == before


def test_only_some(three: BookFolder) -> None:
    three.add("eve", "2026-09-05 in call missed", name="Eve", tags="[x]", owner="nora", phone="1")
    for args in (["--tag", "x"], ["--owner", "nora"], ["--mine"]):
        with at(three, *args) as person:
            assert "1 of 1" in person.shown
            assert "Eve" in person.shown
            person.presses("q")
            assert person.ends() == 0
    with at(three, "--kind", "you owe") as person:
        assert "1 of 4" in person.shown
        person.presses("q")
    assert three.run("next", "--tag", "y").code == 2


def test_later_today_only_if_asked_for(three: BookFolder) -> None:
    three.write("followup.yml", "timezone: Europe/Dublin\nagenda: {limit: 1}\n")
    for number in range(3):
        three.add(f"c{number}", "2026-09-01 call voicemail", name=f"Chase {number}", phone="1")
    for args, of in (([], 4), (["--all"], 6)):
        with at(three, *args) as person:
            assert f"1 of {of}" in person.shown
            person.presses("q")


def test_nobody_and_nowhere(ann: BookFolder) -> None:
    found = ann.run("next", "--on", ON)
    assert (found.code, found.out) == (2, "")
    assert "followup due" in found.err
    (ann.root / "contacts/ann.md").unlink()
    with PersonAtScreen(ann.root, ["next", "--on", ON]) as person:
        assert person.ends() == 0
        assert "Nobody is due." in person.shown
        assert b"1049" not in person.raw
    with PersonAtScreen(ann.root, ["next"], env={"TERM": "dumb"}) as person:
        assert person.ends() == 2
    with PersonAtScreen(ann.root, ["next", "--mine"]) as person:
        assert person.ends() == 2  # nobody has an owner: a slip, or not yet


def test_without_a_cache(three: BookFolder) -> None:
    with at(three, FOLLOWUP_NO_CACHE="1") as person:
        assert "Bob" in person.presses(ENTER)
        person.presses("v", ENTER, "q")
        assert person.ends() == 0
    assert "voicemail" in text(three, "bob")


def test_changes_are_committed_where_the_book_wants_it(ann: BookFolder) -> None:
    for words in ("add -A", "commit -qm book"):
        subprocess.run(["git", *words.split()], cwd=ann.root, check=True)
    with at(ann, "--commit") as person:
        person.presses("v", ENTER, "q")
        assert person.ends() == 0
    log = subprocess.run(
        ["git", "log", "--format=%s"], cwd=ann.root, check=True, capture_output=True, text=True
    ).stdout
    assert log.splitlines()[0].startswith("followup: log call")


def test_hostile_names_are_shown_as_text(book: BookFolder) -> None:
    book.write(
        "contacts/evil.md",
        '---\nname: "E\\e[31mvil \\u202egnp"\nphone: "1\\a"\nreason: "r\\e]8;;x \\e[2J"\n'
        'touches:\n  - "2026-09-05 in call missed, \\b\\u2066"\n---\n',
    )
    book.add("rtl", "2026-09-05 in call missed, \u202eabc\u2069", name="ليلى حداد", phone="1")
    with at(book) as person:
        for _ in range(2):
            assert not set("\u202e\u2066\u2069\x07\x08") & set(
                person.raw.decode("utf-8", "replace")
            )
            person.presses(ENTER)
        person.presses("q")
        assert person.ends() in (0, 1)
    sequences = re.findall(rb"\x1b\[?[0-9;?]*[A-Za-z]", person.raw)
    assert {s for s in sequences if not s.startswith(b"\x1b[?")} <= {
        b"\x1b[K",
        b"\x1b[J",
        b"\x1b[H",
        b"\x1b[2J",
        b"\x1b[0m",
    }


def test_a_whole_day_of_the_bundled_book(tmp_path: Path) -> None:
    book = BookFolder(tmp_path / "book")
    book.root.mkdir()
    for name in ("contacts", "followup.yml", "mkdocs.yml", "site"):
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, book.root / name)
    due = len(
        [line for line in book.run("due", "--on", ON).out.splitlines() if line.startswith("due\t")]
    )
    seen = []
    with at(book, "--all") as person:
        for _ in range(3 * due):
            shown = person.settled()
            if "The end of the day" in shown:
                break
            lines = shown.split("\n")
            assert len(lines) == 24
            assert lines[2].strip(), shown
            kind = lines[3].strip().partition(",")[0]
            seen.append((lines[2].strip(), kind))
            if kind == "appointment":
                person.presses("h", ENTER, ENTER)
            elif kind in ("you promised", "they promised"):
                person.presses("k")
            elif kind == "quote":
                person.presses("k", "l")
            elif kind == "you owe an answer":
                person.presses(
                    "m" if "e-mail" in lines[3] else "a",
                    ENTER,
                    *([] if "e-mail" in lines[3] else [ENTER]),
                )
            else:
                person.presses("a", ENTER, ENTER)
            if person.settled() == shown:
                person.presses(ENTER)
        assert "The end of the day" in person.shown
        person.presses("q")
        assert person.ends() == 0
    assert len({name for name, _ in seen}) == due
    left = book.run("due", "--on", ON).out.splitlines()
    assert not [
        line for line in left if line.startswith(("due\towed", "due\tplanned", "due\tquote"))
    ]
    assert book.run("check", "--on", ON).code == 0


def test_forty_calls_take_fewer_than_four_keys_each(book: BookFolder) -> None:
    # A recruiter's day: most calls reach nobody, some are talks, a few end in a promise.
    calls = [["v", ENTER]] * 18 + [["n", ENTER]] * 10 + [["a", ENTER, ENTER]] * 9
    calls += [["a", ENTER, "p", ENTER, "+3d", ENTER]] * 3
    for number in range(len(calls)):
        book.add(f"c{number:02}", "2026-09-01 in call missed", name=f"C {number:02}", phone="1")
    with at(book) as person:
        for keys in calls:
            person.presses("".join(keys))
        shown = person.sees("The end of the day: 40 done, 0 left.")
        assert "The end of the day" in shown
        person.presses("q")
        assert person.ends() == 0
    logged = [text(book, f"c{number:02}").count("2026-09-14 call") for number in range(40)]
    assert logged == [1] * 40
    pressed = sum(len("".join(keys)) for keys in calls)
    typed = len("followup log c01 call voicemail\n") * 40
    assert pressed / 40 < 4
    assert typed / pressed > 10
