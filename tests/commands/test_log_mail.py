"""`followup log --mail`: one e-mail on standard input, logged or refused."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.book_folder import ON, BookFolder, Result
from tests.helpers.real_git import commit_all, files_of, git

CASES = Path(__file__).parents[1] / "cases/history"
Log = Callable[..., Result]


@pytest.fixture
def mine(book: BookFolder) -> BookFolder:
    book.write("followup.yml", "timezone: Europe/Rome\nmy_email: paul@okade.example\n")
    book.add("ann-lee", name="Ann Lee", email="ann@acme.example")
    commit_all(book.root)
    return book


@pytest.fixture
def log(mine: BookFolder, monkeypatch: pytest.MonkeyPatch) -> Log:
    def run(mail: str | bytes, *args: str) -> Result:
        raw = (CASES / mail).read_bytes() if isinstance(mail, str) else mail
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        return mine.run("log", "--mail", *args, "--on", ON)

    return run


def text(book: BookFolder, id_: str) -> str:
    return (book.root / f"contacts/{id_}.md").read_text(encoding="utf-8")


def from_zed(mail: str = "in.eml", name: str = "Zed Fox") -> bytes:
    raw = (CASES / mail).read_bytes()
    return raw.replace(b"Ann@acme", b"zed@x").replace(b"=?utf-8?q?Ann_L=C3=A9e?=", name.encode())


def test_a_mail_is_logged_once_with_its_subject(mine: BookFolder, log: Log) -> None:
    found = log("in.eml", "--commit")
    assert found.code == 0
    assert found.out.startswith("Ann Lee: incoming email of Sun 6 Sep 2026, 06:50. ")
    assert '  - "2026-09-06 06:50 in email, Re: Quote Q-114"\n' in text(mine, "ann-lee")
    assert git(mine.root, "log", "-1", "--format=%s") == "followup: log email, ann-lee\n"
    before = text(mine, "ann-lee")
    assert "is there already" in log("in.eml").out
    assert text(mine, "ann-lee") == before


def test_a_mail_of_yours_goes_to_whom_it_went(mine: BookFolder, log: Log) -> None:
    found = log("out.eml")
    assert found.code == 0
    assert "nobody here has bob@example.org" in found.err
    assert "  - 2026-09-01 09:00 email, Quote Q-114\n" in text(mine, "ann-lee")


def test_an_older_mail_stands_above_a_newer_one(mine: BookFolder, log: Log) -> None:
    log("in.eml")
    log("out.eml")
    lines = text(mine, "ann-lee").splitlines()
    assert [line[4:20] for line in lines if " email, " in line] == [
        "2026-09-01 09:00",
        '"2026-09-06 06:50'[:16],
    ]


def test_a_bounce_is_logged_with_whom_it_did_not_reach(mine: BookFolder, log: Log) -> None:
    mine.add("bob", name="Bob", email="bob@example.org")
    log("out.eml")
    found = log("bounce.eml")
    assert found.out.startswith("Bob: email of Tue 1 Sep 2026, 09:00, bounced. ")
    assert text(mine, "bob").endswith("  - 2026-09-01 09:00 email bounced, 5.1.1\n---\n")


REFUSED = [
    ("list.eml", 3, "this is no touch: list"),
    ("out-of-office.eml", 3, "this is no touch: automatic"),
    ("bounce.eml", 3, "nobody here has bob@example.org (followup log --mail --add)"),
    (b"", 2, "and there is none"),
    (b"Subject: x\n\n", 3, "this is no touch: no date"),
    (from_zed(), 3, "nobody here has zed@x.example (followup log --mail --add)"),
    (from_zed().replace(b"2026", b"2027"), 3, "is in the future: nothing was written"),
]


@pytest.mark.parametrize(("mail", "code", "words"), REFUSED)
def test_what_is_no_touch_of_anybody_is_refused(
    mine: BookFolder, log: Log, mail: str | bytes, code: int, words: str
) -> None:
    found = log(mail)
    assert (found.code, words in found.err) == (code, True), found.err
    assert git(mine.root, "status", "--short") == ""


def test_whoever_is_no_contact_is_added(mine: BookFolder, log: Log) -> None:
    assert "+name: Zed Fox\n" in log(from_zed(), "--add", "--dry-run").out
    assert git(mine.root, "status", "--short") == ""
    found = log(from_zed(), "--add", "--commit")
    assert found.out.startswith("Zed Fox: added as contacts/zed-fox.md. ")
    assert text(mine, "zed-fox") == (
        "---\nname: Zed Fox\nemail: zed@x.example\nmet: 2026-09-06\ntouches:\n"
        '  - "2026-09-06 06:50 in email, Re: Quote Q-114"\n---\n'
    )
    assert files_of(mine.root) == ["contacts/zed-fox.md"]
    mine.run("undo")
    assert not (mine.root / "contacts/zed-fox.md").exists()


def test_one_mail_is_one_change_for_old_and_new_contacts(mine: BookFolder, log: Log) -> None:
    assert log("out.eml", "--add").code == 0
    assert "name: Bob Smith\nemail: bob@example.org\n" in text(mine, "bob-smith")
    mine.run("undo")
    assert git(mine.root, "status", "--short") == ""


def test_somebody_of_that_name_is_not_added_twice(mine: BookFolder, log: Log) -> None:
    found = log(from_zed(name="Ann Lee"), "--add")
    assert found.code == 3
    assert "the same name as ann-lee" in found.err
    assert git(mine.root, "status", "--short") == ""


def test_who_does_not_want_to_hear_from_you_is_asked_about(mine: BookFolder, log: Log) -> None:
    mine.add("ann-lee", name="Ann Lee", email="ann@acme.example", status="do-not-contact by them")
    assert log("out.eml").code == 3
    assert log("in.eml").code == 0
    assert log("out.eml", "--force").code == 0


def test_the_words_are_in_the_mail(mine: BookFolder, log: Log) -> None:
    assert log("in.eml", "ann", "call").code == 2
    assert mine.run("log", "--add").code == 2
    assert "whom?" in mine.run("log").err
    mine.write("followup.yml", "timezone: Europe/Rome\n")
    assert "say who you are: my_email" in log("in.eml").err
