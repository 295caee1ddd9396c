from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.terminal_input import typed

TRIES = ("2026-09-01 call voicemail", "2026-09-03 email")


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.add("ann-lee", *TRIES, name="Ann Lee", phone='"+1 555 0100"', email="ann@acme.example")
    return book


def text(book: BookFolder, id_: str = "ann-lee") -> str:
    return (book.root / "contacts" / f"{id_}.md").read_text(encoding="utf-8")


def touches(book: BookFolder, id_: str = "ann-lee") -> list[str]:
    return [line[4:] for line in text(book, id_).splitlines() if line.startswith("  - ")]


def test_one_line_in_and_one_sentence_out(ann: BookFolder) -> None:
    before = text(ann)
    found = ann.run("log", "ann", "call", "voicemail", "-m", "about the quote", "--on", ON)
    said = "Ann Lee: call, voicemail. Try 3 of 7; next: text on Fri 18 Sep.\n"
    assert found == (0, said, "")
    line = "  - 2026-09-14 call voicemail, about the quote\n"
    assert text(ann) == before.replace("email\n---", f"email\n{line}---")


@pytest.mark.parametrize(
    ("words", "line", "said"),
    [
        (["in", "call", "missed"], "2026-09-14 in call missed", "incoming call, missed. You owe"),
        (["email"], "2026-09-14 email", "e-mail. Try 3"),
        (["call", "left-with", "her", "son"], "2026-09-14 call left-with her son", "left with her"),
        (["meeting"], "2026-09-14 meeting", "meeting. Next: meeting on"),
        (["09:30", "call", "no", "answer"], "2026-09-14 09:30 call no answer", ""),
        (["call", "answered", "re", "Q-1", "@bo"], "2026-09-14 call answered re Q-1 @bo", ""),
        (["call voicemail, call: him"], '"2026-09-14 call voicemail, call: him"', "voicemail."),
        (["2026-09-11", "email"], "2026-09-11 email", "e-mail, on Fri 11 Sep 2026."),
        (["email", "--date", "friday"], "2026-09-11 email", "e-mail, on Fri 11 Sep 2026."),
        (["call", "voicemail", "--date", "fri"], "2026-09-11 call voicemail", "l, voicemail on F"),
        (["email", "-m", "a: b # c"], '"2026-09-14 email, a: b # c"', ""),
        (
            ["meeting", "planned", "--date", "next tuesday"],
            "2026-09-15 meeting planned",
            "meeting, planned for Tue 15 Sep 2026. Try 2 of 7; next: meeting planned for Tue 15",
        ),
    ],
)
def test_words_are_those_of_the_file(
    ann: BookFolder, words: list[str], line: str, said: str
) -> None:
    found = ann.run("log", "ann-lee", *words, "--on", ON)
    assert (found.code, found.err) == (0, "")
    added = touches(ann)[-1]
    assert added.replace("no-answer", "no answer") == line
    assert said in found.out


@pytest.mark.parametrize(
    ("args", "remedy"),
    [
        (["ann"], "how were you in touch?"),
        (["ann", "cal"], "did you mean `call`?"),
        (["ann", "call", "vm"], "did you mean `voicemail`?"),
        (["ann", "voicemail"], "channel first"),
        (["ann", "call", "voicemail", "hello"], "comma"),
        (["ann", "email, one", "-m", "two"], "twice"),
        (["ann", "meeting", "--date", "next tuesday"], "planned"),
        (["ann", "email", "--date", "12/10/2026"], "2026-10-12"),
        (["ann", "email", "--date", "some day"], "in 2 weeks"),
        (["ann", "email", "--promise", "send it"], "--by"),
        (["ann", "email", "--by", "friday"], "--promise"),
        ([",", "email"], "whom?"),
    ],
)
def test_wrong_words_are_2_with_what_to_type(ann: BookFolder, args: list[str], remedy: str) -> None:
    before = text(ann)
    found = ann.run("log", *args, "--on", ON)
    assert (found.code, found.out) == (2, "")
    assert remedy in found.err
    assert text(ann) == before


def test_the_same_entry_twice_is_written_once_and_said(ann: BookFolder) -> None:
    args = ("log", "ann", "call", "voicemail", "-m", "hello", "--on", ON)
    assert ann.run(*args).code == 0
    before = text(ann)
    found = ann.run(*args)
    assert found.code == 0
    assert "is there already" in found.out
    assert text(ann) == before
    assert "is there already" in ann.run(*args[:4], "--on", ON).out
    assert ann.run(*args, "--again").code == 0
    assert touches(ann)[-2:] == ["2026-09-14 call voicemail, hello"] * 2
    ann.run("log", "ann", "call", "voicemail", "-m", "another", "--on", ON)
    assert len(touches(ann)) == 5


def test_a_planned_one_is_completed_in_its_place(book: BookFolder) -> None:
    planned = "2026-09-14 12:30 lunch planned with Bo re Q-1 @me, at Rosa's  # a table for three"
    book.add("ann", planned, "2026-09-15 call planned", name="Ann")
    found = book.run("log", "ann", "lunch", "--on", ON)
    assert "lunch, in place of the planned one. Next: " in found.out
    done = "2026-09-14 12:30 lunch with Bo re Q-1 @me, at Rosa's  # a table for three"
    assert touches(book, "ann") == [done, "2026-09-15 call planned"]
    assert "is there already" in book.run("log", "ann", "lunch", "--on", ON).out
    book.run("log", "ann", "phone", "voicemail", "-m", "later", "--on", "2026-09-15")
    assert touches(book, "ann") == [done, "2026-09-15 call voicemail, later"]


def test_only_the_planned_one_of_that_day_channel_and_time(book: BookFolder) -> None:
    book.add("ann", "2026-09-14 09:00 call planned", "2026-09-14 15:00 call planned")
    book.run("log", "ann", "15:00", "call", "answered", "--on", ON)
    assert touches(book, "ann")[1] == "2026-09-14 15:00 call answered"
    book.run("log", "ann", "in", "call", "missed", "--on", ON)
    book.run("log", "ann", "email", "--on", ON)
    assert touches(book, "ann")[0] == "2026-09-14 09:00 call planned"
    assert len(touches(book, "ann")) == 4


@pytest.mark.parametrize(
    ("planned", "words", "left", "said"),
    [
        (
            ["12:30 lunch planned with Bo, the lease"],
            ["call", "answered", "-m", "signed"],
            ["call answered with Bo, the lease; signed"],
            "call, answered, in place of the planned lunch",
        ),
        (
            ["lunch planned, x"],
            ["in", "call", "answered"],
            ["in call answered, x"],
            "planned lunch",
        ),
        (["call planned, x"], ["in", "call"], ["in call, x"], "in place of the planned one"),
        (
            ["meeting planned, x"],
            ["meeting", "-m", "x"],
            ["meeting, x"],
            "in place of the planned one",
        ),
        (
            ["lunch planned"],
            ["call", "voicemail"],
            ["lunch planned", "call voicemail"],
            "voicemail. ",
        ),
        (["lunch planned"], ["email"], ["lunch planned", "email"], "e-mail. "),
        (
            ["12:30 lunch planned", "15:00 meeting planned"],
            ["coffee"],
            ["12:30 lunch planned", "15:00 meeting planned", "coffee"],
            "coffee; still planned that day: lunch 12:30 and meeting 15:00.",
        ),
        (
            ["12:30 lunch planned", "15:00 meeting planned"],
            ["15:00", "video"],
            ["12:30 lunch planned", "15:00 video"],
            "video, in place of the planned meeting; still planned that day: lunch 12:30.",
        ),
        (["lunch cancelled"], ["call"], ["lunch cancelled", "call"], "call. "),
    ],
)
def test_a_talk_completes_what_was_planned_by_whatever_channel(
    book: BookFolder, planned: list[str], words: list[str], left: list[str], said: str
) -> None:
    book.add("ann", *(f"2026-09-14 {entry}" for entry in planned), name="Ann")
    found = book.run("log", "ann", *words, "--on", ON)
    assert found.code == 0, found.err
    assert said in found.out
    assert touches(book, "ann") == [f"2026-09-14 {entry}" for entry in left]
    assert "is there already" in book.run("log", "ann", *words, "--on", ON).out
    assert len(touches(book, "ann")) == len(left)


def test_a_planned_one_goes_below_what_has_happened_since(book: BookFolder) -> None:
    since = ["2026-09-10 email", "2026-09-14 in call missed"]
    book.add("ann", "2026-09-14 lunch planned, x", *since, "2026-09-20 call planned", phone="1")
    book.run("log", "ann", "lunch", "--on", ON)
    assert touches(book, "ann") == [*since, "2026-09-20 call planned", "2026-09-14 lunch, x"]
    assert "owed" not in book.run("due", "--on", ON).out
    assert book.run("check", "--strict").code == 0


def test_several_people_all_or_none(ann: BookFolder) -> None:
    ann.add("bob", name="Bob")
    found = ann.run("log", "ann,bob", "meeting", "planned", "--date", "+1d", "--on", ON)
    assert found.code == 0
    assert [line.partition(":")[0] for line in found.out.splitlines()] == ["Ann Lee", "Bob"]
    assert touches(ann, "bob") == ["2026-09-15 meeting planned"]
    before = text(ann)
    ann.write("contacts/bad.md", "---\nname: Bad\ntouches: 3\n---\n")
    found = ann.run("log", "ann,bad", "lunch", "--on", ON)
    assert (found.code, found.out) == (3, "")
    assert "  - 2026-09-14 lunch" in found.err
    assert text(ann) == before
    assert ann.run("log", "ann,ann-lee", "lunch", "--on", ON).out.count("Ann Lee") == 1


def test_do_not_contact_is_refused_without_force(book: BookFolder) -> None:
    book.add("ann", status="do-not-contact by them 2026-09-01", phone="1")
    before = text(book, "ann")
    found = book.run("log", "ann", "call", "voicemail", "--on", ON)
    assert (found.code, found.out) == (3, "")
    assert "--force" in found.err
    assert text(book, "ann") == before
    forced = book.run("log", "ann", "call", "voicemail", "--force", "--on", ON)
    assert (forced.code, forced.out[:22]) == (0, "Ann (do not contact): ")
    assert book.run("log", "ann", "in", "call", "missed", "--on", ON).code == 0


def test_a_promise_on_the_way(ann: BookFolder) -> None:
    args = ("log", "ann", "call", "answered", "--promise", "send it: soon", "--by", "friday")
    found = ann.run(*args, "--on", ON)
    assert "call, answered; you promised it for Fri 18 Sep 2026: send it: soon." in found.out
    assert 'promises:\n  - "2026-09-18, send it: soon"\n' in text(ann)
    before = text(ann)
    assert "(there already)" in ann.run(*args, "--on", ON).out
    assert text(ann) == before


def test_dry_run_prints_the_diff_and_writes_nothing(ann: BookFolder) -> None:
    before = text(ann)
    found = ann.run("log", "ann", "email", "--dry-run", "--on", ON)
    assert found.code == 0
    assert "--- a/contacts/ann-lee.md" in found.out
    assert "+  - 2026-09-14 email\n" in found.out
    assert text(ann) == before
    ann.run("log", "ann", "email", "--on", ON)
    twice = ann.run("log", "ann", "email", "--dry-run", "--on", ON)
    assert (twice.code, twice.out) == (0, "")
    assert "is there already" in twice.err


def git(root: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.slow
def test_commit_by_option_and_by_setting(ann: BookFolder) -> None:
    git(ann.root, "add", "--all")
    git(ann.root, "commit", "-q", "-m", "start")
    ann.write("other.txt", "mine")
    git(ann.root, "add", "other.txt")
    ann.run("log", "ann", "email", "--on", ON)
    assert git(ann.root, "log", "--format=%s") == "start\n"
    assert ann.run("log", "ann", "text", "--commit", "--on", ON).code == 0
    assert git(ann.root, "log", "-1", "--format=%s|%(trailers:key=Followup-Contact,valueonly)") == (
        "followup: log text, ann-lee|ann-lee\n\n"
    )
    assert git(ann.root, "diff", "--cached", "--name-only") == "other.txt\n"
    ann.write("followup.yml", "timezone: Europe/Dublin\ncommit: true\n")
    ann.run("log", "ann", "letter", "--on", ON)
    assert git(ann.root, "log", "-1", "--format=%s") == "followup: log letter, ann-lee\n"
    ann.run("log", "ann", "card", "--no-commit", "--on", ON)
    assert "card" in git(ann.root, "diff")


def test_without_a_repository_the_edit_stays_and_it_is_said(tmp_path: Path) -> None:
    book = BookFolder(tmp_path / "plain")
    book.write("followup.yml", "timezone: UTC\n")
    book.add("ann")
    found = book.run("log", "ann", "email", "--commit", "--on", ON)
    assert found.code == 0
    assert "not committed, because" in found.err
    assert touches(book, "ann") == ["2026-09-14 email"]


def test_an_id_costs_one_file_and_a_name_says_what_is_unread(ann: BookFolder) -> None:
    ann.write("contacts/bad.md", "no front matter")
    assert ann.run("log", "ann-lee", "email", "--on", ON)[0::2] == (0, "")
    found = ann.run("log", "Ann Lee", "text", "--on", ON)
    assert found.code == 1
    assert "contacts/bad.md:1:1: E104" in found.err
    assert len(touches(ann)) == 4
    broken = ann.run("log", "bad", "call", "voicemail", "-m", "hello", "--on", ON)
    assert (broken.code, broken.out) == (3, "")
    assert "E104" in broken.err
    assert "  - 2026-09-14 call voicemail, hello" in broken.err
    assert ann.run("log", "nobody", "email", "--on", ON).code == 3


def test_names_complete_behind_a_comma(ann: BookFolder) -> None:
    env = {"_FOLLOWUP_COMPLETE": "bash_complete", "COMP_CWORD": "2"}
    done = ann.spawn(env=env | {"COMP_WORDS": "followup log bob,a"})
    assert done.stdout == "plain,bob,ann-lee\n"


@pytest.mark.slow
def test_two_at_once_lose_nothing(ann: BookFolder) -> None:
    notes = [f"note {number}" for number in range(6)]

    def log(note: str) -> int:
        return ann.spawn("log", "ann-lee", "email", "-m", note, "--on", ON).returncode

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(log, notes)) == {0}
    assert sorted(touches(ann)[2:]) == [f"2026-09-14 email, {note}" for note in notes]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
class TestOnATerminal:
    def test_channel_and_outcome_are_asked_for(self, ann: BookFolder) -> None:
        code, shown = typed(
            ann.root,
            ["log", "ann", "--on", ON, "-m", "the quote"],
            [
                ("Channel [call]: ", "smoke\n"),  # what the series has next
                ("Channel [call]: ", "\n"),
                ("Outcome: ", "nonsense\n"),
                ("Outcome: ", "left-with her son, urgent\n"),
            ],
        )
        assert code == 0
        assert "unknown channel" in shown
        assert touches(ann)[-1] == "2026-09-14 call left-with her son, urgent, the quote"
        assert "Ann Lee: call, left with her son. Try 3 of 7" in " ".join(shown.split())

    def test_enter_adds_no_outcome(self, ann: BookFolder) -> None:
        code, _ = typed(ann.root, ["log", "ann", "call", "--on", ON], [("Outcome: ", "\n")])
        assert (code, touches(ann)[-1]) == (0, "2026-09-14 call")

    @pytest.mark.slow
    def test_a_whole_entry_is_asked_nothing(self, ann: BookFolder) -> None:
        for words in (["call, hello"], ["email"], ["lunch"], ["call", "busy"]):
            assert typed(ann.root, ["log", "ann", *words, "--on", ON], [])[0] == 0
        assert len(touches(ann)) == 6

    def test_interrupted_while_asked(self, ann: BookFolder) -> None:
        before = text(ann)
        code, _ = typed(ann.root, ["log", "ann", "--on", ON], [("Channel [call]: ", "\x04")])
        assert (code, text(ann)) == (130, before)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["call, no answer"], ["2026-09-14 call no-answer", "2026-09-14 call answered, no answer"]),
        (
            ["call", "-m", "left a message with her son, call back"],
            ["left-with her son, call back"],
        ),
        (["meeting, cancelled"], ["2026-09-14 meeting cancelled", "2026-09-14 meeting met, can"]),
        (["call", "missed"], ["put `in` before the channel", "log NAME in call missed"]),
        (["out", "call", "received"], ["log NAME in call received"]),
        (
            ["rang", "out"],
            ["did you mean `call no-answer`? Type: followup log NAME call no-answer"],
        ),
        (["lm"], ["Type: followup log NAME call voicemail"]),
        (["call", "lm,", "try later"], ["log NAME call voicemail, try later"]),
        (["pigeon"], ["; for example: followup log ann"]),
    ],
)
def test_what_may_be_a_talk_or_not_is_refused_with_both_lines(
    ann: BookFolder, words: list[str], lines: list[str]
) -> None:
    before = text(ann)
    found = ann.run("log", "ann", *words, "--on", ON)
    assert (found.code, text(ann)) == (2, before)
    for line in lines:
        assert line in found.err


def test_what_may_be_a_talk_or_not_is_asked_on_a_terminal(ann: BookFolder) -> None:
    args = ["log", "ann", "call, no answer", "--on", ON]
    code, shown = typed(ann.root, args, [("Which one, 1 or 2", "2\n")])
    assert code == 0, shown
    assert touches(ann)[-1] == "2026-09-14 call answered, no answer"
