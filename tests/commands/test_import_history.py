"""`followup import` of history: touches of the contacts that are there, and of nobody else."""

from __future__ import annotations

import io
import json
import random
import re
import sys
from pathlib import Path

import pytest

from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.real_git import commit_all, files_of, git

CASES = Path(__file__).parents[1] / "cases/history"
MBOX = str(CASES / "inbox.mbox")


@pytest.fixture
def mine(book: BookFolder) -> BookFolder:
    book.write("followup.yml", "timezone: Europe/Rome\nmy_email: paul@okade.example\n")
    book.add("ann-lee", "2026-08-30 call answered, hi", name="Ann Lee", email="ann@acme.example")
    book.add("bob-smith", name="Bob Smith", email="bob@example.org")
    commit_all(book.root)
    return book


def touches(book: BookFolder, id_: str) -> list[str]:
    text = (book.root / f"contacts/{id_}.md").read_text(encoding="utf-8")
    return re.findall(r"  - (.*)", text)


def mail(sender: str, to: str, when: str, subject: str = "Hi", more: str = "") -> str:
    return (
        f"From: {sender}\nTo: {to}\nDate: {when} +0200\nSubject: {subject}\n"
        f"Message-ID: <{abs(hash((sender, to, when)))}@x>\n{more}\ntext of theirs\n\n"
    )


def mbox(*mails: str) -> str:
    return "".join(f"From - Tue Sep  1 09:00:00 2026\n{each}" for each in mails)


def test_a_mailbox_becomes_touches_once(mine: BookFolder) -> None:
    found = mine.run("import", MBOX, "--on", ON, "--commit")
    assert found.code == 0
    assert found.out == (
        "inbox.mbox: mailbox, 7 messages\n"
        "  +      4 touches, of 2 contacts\n"
        "skipped: automatic (1), list (1), invitation (1), copy (1)\n"
        "wrote 2 files (followup undo takes them back)\n"
    )
    assert touches(mine, "ann-lee") == [
        "2026-08-30 call answered, hi",
        "2026-09-01 09:00 email",
        "2026-09-06 06:50 in email",
    ]
    assert touches(mine, "bob-smith") == [
        "2026-09-01 09:00 email",
        "2026-09-01 09:00 email bounced, 5.1.1",
    ]
    assert sorted(files_of(mine.root)) == ["contacts/ann-lee.md", "contacts/bob-smith.md"]
    again = mine.run("import", MBOX, "--on", ON)
    assert again.out.endswith("wrote 0 files\n")
    assert "  =      4 there already\n" in again.out
    assert mine.run("check").code == 0
    assert mine.run("undo").code == 0
    assert touches(mine, "bob-smith") == []
    assert git(mine.root, "status", "--short") == ""


def test_a_dry_run_writes_nothing_and_shows_the_diff_when_all_is_listed(mine: BookFolder) -> None:
    found = mine.run("import", MBOX, "--on", ON, "--dry-run", "--list")
    assert "nothing written\n" in found.out
    assert "+  - 2026-09-01 09:00 email\n" in found.out
    assert "      ann-lee: 2\n" in found.out
    assert git(mine.root, "status", "--short") == ""


def test_texts_stay_out_and_subjects_come_when_asked(mine: BookFolder) -> None:
    mine.write(
        "all.mbox",
        mbox(
            mail("ann@acme.example", "paul@okade.example", "Tue, 8 Sep 2026 09:00:00", "One"),
            mail("ann@acme.example", "paul@okade.example", "Tue, 8 Sep 2026 11:00:00", "Two: it"),
            mail("paul@okade.example", "bob@example.org", "Tue, 8 Sep 2026 11:00:00", "Three"),
        ),
    )
    mine.run("import", "all.mbox", "--on", ON)
    assert touches(mine, "ann-lee")[1:] == ["2026-09-08 11:00 in email, 2 messages"]
    assert touches(mine, "bob-smith") == ["2026-09-08 11:00 email"]
    mine.run("undo")
    mine.run("import", "all.mbox", "--on", ON, "--subjects")
    assert touches(mine, "ann-lee")[1:] == ['"2026-09-08 11:00 in email, Two: it (2 messages)"']
    assert touches(mine, "bob-smith") == ["2026-09-08 11:00 email, Three"]


def test_strangers_and_shared_addresses_are_counted_and_named_on_a_terminal_only(
    mine: BookFolder,
) -> None:
    mine.add("zoe", name="Zoe", email="info@z.example")
    mine.add("max", name="Max", email="info@z.example")
    mine.write(
        "all.mbox",
        mbox(
            mail("info@z.example", "paul@okade.example", "Tue, 8 Sep 2026 09:00:00"),
            mail("who@w.example", "paul@okade.example", "Tue, 8 Sep 2026 09:00:00"),
        ),
    )
    before = git(mine.root, "status", "--short")
    found = mine.run("import", "all.mbox", "--on", ON)
    assert found.code == 1
    assert found.out == (
        "all.mbox: mailbox, 2 messages\n"
        "  ?      1 left: of several contacts\n"
        "of nobody here: 1 address\n"
        "wrote 0 files\n"
    )
    _, shown = mine.terminal("import", "all.mbox", "--on", ON)
    assert "      info@z.example: max, zoe\n" in shown
    assert "      who@w.example: 1\n" in shown
    assert git(mine.root, "status", "--short") == before
    told = json.loads(mine.run("import", "all.mbox", "--on", ON, "--json").out)
    assert told["ambiguous"] == [{"ids": ["max", "zoe"], "count": 1}]
    assert (told["strangers"], told["added"], told["skipped"]) == (1, [], {})
    assert "example" not in json.dumps(told)


def test_what_is_old_awaits_nothing_and_what_is_older_is_left(mine: BookFolder) -> None:
    mine.write(
        "all.mbox",
        mbox(
            mail("ann@acme.example", "paul@okade.example", "Wed, 1 Jan 2025 09:00:00"),
            mail("ann@acme.example", "paul@okade.example", "Mon, 3 Aug 2026 09:00:00"),
            mail("bob@example.org", "paul@okade.example", "Mon, 3 Aug 2026 09:00:00"),
            mail("bob@example.org", "paul@okade.example", "Wed, 3 Aug 2033 09:00:00"),
        ),
    )
    found = mine.run("import", "all.mbox", "--on", ON)
    assert "1 of them older than --open: nothing is awaited (fyi)\n" in found.out
    assert "skipped: older than --since (1), in the future (1)\n" in found.out
    assert touches(mine, "ann-lee") == ["2026-08-03 09:00 in email", "2026-08-30 call answered, hi"]
    assert touches(mine, "bob-smith") == ["2026-08-03 09:00 in email fyi"]
    assert "bob" not in mine.run("due", "--on", ON).out
    mine.run("undo")
    mine.run("import", "all.mbox", "--on", ON, "--open", "8w", "--since", "2024-12-31")
    assert touches(mine, "ann-lee")[0] == "2025-01-01 08:00 in email"  # winter
    assert touches(mine, "bob-smith") == ["2026-08-03 09:00 in email"]


def test_files_in_any_order_give_the_same_book(mine: BookFolder) -> None:
    sources = sorted(map(str, CASES.glob("*.*")))
    found = set()
    for seed in range(5):
        random.Random(seed).shuffle(sources)
        for source in sources:
            mine.run("import", source, "--on", ON)
        found.add(tuple(touches(mine, "ann-lee") + touches(mine, "bob-smith")))
        git(mine.root, "checkout", "-q", "--", "contacts")
    mine.run("import", *sources, "--on", ON)
    found.add(tuple(touches(mine, "ann-lee") + touches(mine, "bob-smith")))
    assert len(found) == 1


def test_a_maildir_and_a_folder_of_mails_are_read(mine: BookFolder) -> None:
    theirs = mail("ann@acme.example", "paul@okade.example", "Tue, 8 Sep 2026 09:00:00")
    ours = mail("paul@okade.example", "bob@example.org", "Tue, 8 Sep 2026 09:00:00")
    draft = mail("paul@okade.example", "ann@acme.example", "Wed, 9 Sep 2026 09:00:00")
    for name, text in (("cur/1:2,S", theirs), ("new/2", ours), ("cur/3:2,DS", draft)):
        mine.write(f"Mail/{name}", text)
    found = mine.run("import", "Mail", "--on", ON)
    assert found.out.startswith("Mail: Maildir, 3 messages\n  +      2 touches, of 2 contacts\n")
    assert "skipped: draft (1)\n" in found.out
    mine.write("folder/one.eml", theirs)
    assert "folder: mail, 1 message\n  =      1 there already\n" in (
        mine.run("import", "folder", "--on", ON).out
    )


def test_many_files_are_counted_in_one_line(mine: BookFolder) -> None:
    names = [f"{n}.eml" for n in range(11)]
    for n, name in enumerate(names, 1):
        when = f"{n} Sep 2026 09:00:00"
        mine.write(name, mail("ann@acme.example", "paul@okade.example", when))
    found = mine.run("import", *names, "--on", ON)
    assert found.out.startswith("11 files: mail, 11 messages\n  +     11 touches, of 1 contact\n")


def test_a_message_may_come_on_standard_input(
    mine: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = (CASES / "out.eml").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    found = mine.run("import", "-", "--on", ON)
    assert found.out.startswith("standard input: mail, 1 message\n")
    assert touches(mine, "bob-smith") == ["2026-09-01 09:00 email"]


def test_a_phone_gives_calls_each_and_the_last_text_of_a_day(mine: BookFolder) -> None:
    mine.write("followup.yml", "timezone: Europe/Rome\n")
    there = ("2026-09-03 phone answered, by hand", "2026-09-07 call planned, ring back")
    mine.add("ann-lee", *there, name="Ann Lee", phone="+1 555 0100")
    sources = [str(CASES / f"sms-backup-{kind}.xml") for kind in ("calls", "sms")]
    found = mine.run("import", *sources, "--on", ON)
    assert found.out == (
        "sms-backup-calls.xml: phone log, 7 entries\n"
        "sms-backup-sms.xml: phone log, 3 entries\n"
        "  +      7 touches, of 1 contact\n"
        "  =      1 there already\n"
        "skipped: number withheld (1), service number (1)\n"
        "wrote 1 file (followup undo takes them back)\n"
    )
    assert touches(mine, "ann-lee") == [
        "2026-09-01 10:00 call no-answer",
        "2026-09-01 10:01 text",
        "2026-09-01 11:01 in text",
        "2026-09-03 phone answered, by hand",
        "2026-09-05 10:00 in call missed",
        "2026-09-06 10:00 in call voicemail",
        "2026-09-07 call planned, ring back",
        "2026-09-07 10:00 in call missed",
        "2026-09-09 10:00 in call answered",
    ]
    assert mine.run("import", *sources, "--on", ON).out.endswith("wrote 0 files\n")


def test_meetings_of_a_calendar_become_touches(mine: BookFolder) -> None:
    mine.add("bob-smith", "2026-09-08 meeting planned, the plan", name="Bob", email="b@b.example")
    raw = (CASES / "meetings.ics").read_bytes()
    mine.write("work.ics", raw.replace(b"bob@example.org", b"b@b.example"))
    for _ in range(2):
        assert mine.run("import", "work.ics", "--on", ON).code == 0
        assert touches(mine, "ann-lee")[1:] == [
            "2026-09-07 12:00 meeting",
            "2026-09-08 17:00 meeting",
        ]
    assert touches(mine, "bob-smith") == ["2026-09-08 meeting planned, the plan"]
    mine.run("undo")
    mine.run("import", "work.ics", "--on", ON, "--subjects")
    assert "2026-09-07 12:00 meeting, Lunch at Rosa's" in touches(mine, "ann-lee")


def test_a_title_never_says_how_a_meeting_went(mine: BookFolder) -> None:
    raw = (CASES / "meetings.ics").read_bytes()
    mine.write("work.ics", raw.replace(b"Lunch at Rosa's", b"Cancelled"))
    mine.run("import", "work.ics", "--on", ON, "--subjects")
    assert touches(mine, "ann-lee")[1] == "2026-09-07 12:00 meeting"
    assert mine.run("check").code == 0


def test_the_team_is_told_apart(mine: BookFolder) -> None:
    mine.write(
        "followup.yml",
        "team:\n  paul: {name: Paul, email: paul@okade.example}\n"
        "  nora: {name: Nora, email: [nora@okade.example]}\n",
    )
    mine.write(
        "all.mbox",
        mbox(
            mail("nora@okade.example", "ann@acme.example", "Tue, 8 Sep 2026 09:00:00"),
            mail("bob@example.org", "paul@okade.example", "Tue, 8 Sep 2026 09:00:00"),
        ),
    )
    found = mine.run("import", "all.mbox", "--on", ON)
    assert "no timezone" in found.err
    assert touches(mine, "ann-lee")[1].endswith("email @nora")
    assert touches(mine, "bob-smith")[0].endswith("in email @paul")


REFUSED = [
    (["import", MBOX, "--tag", "x"], 2, "--tag is for people, and this is history"),
    (["import", MBOX, "people.csv"], 2, "people and history are two imports"),
    (["import", "people.csv", "--subjects"], 2, "--subjects is for history, and this is people"),
    (["import", MBOX, "--open", "soon"], 2, "--open soon: a span, such as 14d or 3w"),
    (
        ["import", ".", "--as", "mbox"],
        3,
        "no Maildir, and no .eml, .ics, .json, .txt or .xml with history in it",
    ),
    (["import", "nowhere.mbox", "--as", "mbox"], 2, "there is no such file"),
]


@pytest.mark.parametrize(("args", "code", "words"), REFUSED)
def test_what_does_not_go_together_is_refused(
    mine: BookFolder, args: list[str], code: int, words: str
) -> None:
    mine.write("people.csv", "Name,Email\nZoe,z@z.example\n")
    found = mine.run(*args)
    assert (found.code, words in found.err) == (code, True), found.err


def test_history_needs_to_know_who_you_are(mine: BookFolder) -> None:
    mine.write("followup.yml", "timezone: Europe/Rome\n")
    found = mine.run("import", MBOX)
    assert found.code == 2
    assert "say who you are: my_email: you@example.org in followup.yml" in found.err


def test_a_file_that_cannot_be_read_costs_nobody_else(mine: BookFolder) -> None:
    mine.write("contacts/bob-smith.md", "---\nname: [\n---\n")
    found = mine.run("import", MBOX, "--on", ON)
    assert found.code == 1
    assert "contacts/bob-smith.md" in found.err
    assert "2026-09-01 09:00 email" in touches(mine, "ann-lee")
