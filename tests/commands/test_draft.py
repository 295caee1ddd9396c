from __future__ import annotations

import json
import os
import subprocess
from email import message_from_string
from pathlib import Path

import pytest

from tests.helpers.book_folder import ON, BookFolder, Result

ANN = {"phone": "+353 20 915 0101", "email": "ann@example.org", "reason": "the roof"}


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.write("followup.yml", 'timezone: Europe/Dublin\nme: Nora\nmy_phone: "+353 1"\n')
    book.add("ann", "2026-09-05 in call missed", name="Ann Lee", **ANN)
    return book


def draft(book: BookFolder, *args: str) -> Result:
    return book.run("draft", *args, "--on", ON)


def test_a_call_to_return_and_the_voicemail(ann: BookFolder) -> None:
    found = draft(ann, "ann")
    assert (found.code, found.err) == (0, "")
    assert found.out == (
        "Call:\n"
        "Hi Ann, it's Nora, returning your call of 5 September. I'm sorry it took me until today."
        " Is this a good moment, or shall I try you later? [then listen]\n"
        "\n"
        "Voicemail:\n"
        "Hi Ann, it's Nora, returning your call of 5 September. I'm sorry it took me until today."
        " I'd like to hear what's on your mind. I'll try you another time, or ring me whenever it"
        " suits you: +353 1. Once more, that's +353 1. Talk soon!\n"
    )
    assert "Voicemail" not in draft(ann, "ann", "--form", "call").out


def test_an_e_mail_begins_with_its_subject(ann: BookFolder) -> None:
    found = draft(ann, "ann", "--form", "email").out
    assert found.startswith("Subject: Your call of 5 September\n\nHi Ann,\n\nThank you for")
    assert found.endswith("\n\nBest wishes\nNora\n")
    assert draft(ann, "ann", "--channel", "E-Mail").out == found
    assert draft(ann, "ann", "--channel", "letter").out == found


def test_what_to_know_is_said_on_a_terminal(ann: BookFolder) -> None:
    ann.add("ann", "2026-09-05 in call missed", name="Ann Lee", birthday="--09-14", **ANN)
    code, shown = ann.terminal("draft", "ann", "--on", ON, "--form", "text")
    assert code == 0
    assert "to Ann Lee by text: +353 20 915 0101\nalso due: birthday, Mon 14 Sep" in shown
    code, shown = ann.terminal(
        *("draft", "ann", "--on", ON, "--form", "email", "--kind", "follow-up"),
        env={"COLUMNS": "80"},
    )
    assert "\x1b[4mthe roof\x1b[0m" in shown
    assert "underlined: words of the file" in shown
    _, shown = ann.terminal("draft", "ann", "--kind", "birthday", "--form", "text", "--on", ON)
    assert "1 gap to fill: a wish that is theirs alone\n" in shown


def test_json(ann: BookFolder) -> None:
    found = json.loads(draft(ann, "ann", "--form", "text", "--json").out)
    assert found["text"].startswith("Hi Ann, it's Nora, about your call of 5 September.")
    del found["text"], found["href"]
    assert found == {
        "schema": 1,
        "on": ON,
        "id": "ann",
        "kind": "return",
        "form": "text",
        "channel": "text",
        "language": "en",
        "to": [{"label": "", "value": "+353 20 915 0101"}],
        "subject": None,
        "gaps": [],
        "quoted": [],
        "notes": [],
        "complete": True,
        "template": "package:en/return.txt",
        "voicemail": None,
    }
    found = json.loads(draft(ann, "ann", "--json").out)
    assert (found["form"], found["href"]) == ("call", "tel:+353209150101")
    assert found["voicemail"].startswith("Hi Ann, it's Nora, returning")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["bob"], 3, "no contact is called 'bob'"),
        ([], 2, "for whom? followup draft NAME"),
        (["ann", "--kind", "retrun"], 3, "no template of this kind; did you mean return?"),
        (["ann", "--channel", "fax"], 2, "unknown channel; known: call"),
        (["ann", "--form", "sms"], 2, "unknown form; known: email, text, call, voicemail"),
        (["ann", "--copy", "--open"], 2, "one of --open, --copy, --eml and --json"),
        (["ann", "--form", "text", "--eml", "-"], 2, "--eml is for e-mails: add --form email"),
        (["ann", "--list"], 2, "--list and --new are about templates: leave NAME away"),
        (["--new", "x/return"], 2, "which one? [LANG/]KIND, such as de/follow-up"),
        (["--new", "nothing"], 2, "which one? [LANG/]KIND, such as de/follow-up"),
        (["cat"], 3, "Cat: no way to reach them: add a phone or an e-mail address"),
        (["cat", "--channel", "email"], 3, "Cat: add an e-mail address to reach them by e-mail"),
        (["dan"], 3, "Dan asked not to be contacted; --force overrides"),
        (["eve", "--channel", "mail"], 3, "Eve: never by e-mail; --force overrides"),
        (["eve", "--form", "email"], 3, "Eve: never by e-mail; --force overrides"),
    ],
)
def test_what_is_refused(ann: BookFolder, args: list[str], code: int, said: str) -> None:
    ann.add("cat")
    ann.add("dan", phone="1", status="do-not-contact")
    ann.add("eve", email="eve@example.org", phone="+353 2", never="email")
    found = draft(ann, *args)
    assert (found.code, found.out) == (code, "")
    assert said in found.err


def test_force_and_a_form_without_an_address(ann: BookFolder) -> None:
    ann.add("dan", status="do-not-contact")
    ann.add("eve", email="eve@example.org", never="email")
    assert draft(ann, "dan", "--force", "--form", "email").out.startswith("Subject: ")
    assert draft(ann, "eve", "--force", "--channel", "email").code == 0
    ann.add("cat")
    found = json.loads(draft(ann, "cat", "--form", "email", "--json").out)
    assert found["to"] == []
    assert found["channel"] is None
    assert found["notes"] == ["add an e-mail address to reach them by e-mail"]


def test_who_signs(ann: BookFolder) -> None:
    text = draft(ann, "ann", "--form", "text")
    assert "it's Nora" in text.out
    ann.write(
        "followup.yml",
        "me: Nora\nteam:\n  paul: {name: Paul Okade, phone: '+353 7', email: [paul@x.example]}\n",
    )
    ann.add("ann", "2026-09-05 in call missed", name="Ann Lee", owner="paul", **ANN)
    assert "it's Paul Okade" in draft(ann, "ann", "--form", "text").out
    assert "on +353 7" not in draft(ann, "ann", "--form", "text").out
    assert "+353 7. Once more" in draft(ann, "ann", "--form", "voicemail").out
    assert "it's Nora" in draft(ann, "ann", "--form", "text", "--as", "nora").out
    found = draft(ann, "ann", "--as", "zoe")
    assert (found.code, found.err) == (
        2,
        "followup: nobody of the team is called so; known: paul\n",
    )
    eml = message_from_string(draft(ann, "ann", "--eml", "-").out)
    assert (eml["From"], eml["To"]) == ("paul@x.example", "Ann Lee <ann@example.org>")


def test_a_clone_says_whose_it_is(ann: BookFolder) -> None:
    ann.add("ann", "2026-09-05 in call missed", name="Ann Lee", owner="paul", **ANN)
    subprocess.run(["git", "config", "followup.me", "Zoë"], cwd=ann.root, check=True)
    found = ann.spawn("draft", "ann", "--form", "text", "--on", ON)
    assert "it's Zoë" in found.stdout


def test_whoever_introduced_them_is_named_until_you_have_spoken(book: BookFolder) -> None:
    book.write("followup.yml", "me: Nora\n")
    book.add("friends/bob-smith", name="Bob Smith", private="yes")
    book.add("ann", via="bob-smith", reason="the roof", email="ann@example.org")
    words = ("ann", "--kind", "follow-up", "--form", "email")
    assert "Bob Smith gave me your name." in draft(book, *words).out
    book.add("ann", via="the stall next to hers", reason="the roof", email="ann@example.org")
    assert "gave me your name" not in draft(book, *words).out
    book.add("ann", "2026-09-01 call answered", via="bob-smith", email="ann@example.org")
    assert "gave me your name" not in draft(book, *words).out


def test_two_are_introduced(ann: BookFolder) -> None:
    ann.add("sean", name="Seán Ó Briain", org="Whelan Builders", email="sean@example.org")
    words = ("ann", "--kind", "intro", "--with", "sean", "-m", "one builds, the other plans")
    found = draft(ann, *words, "--form", "email").out
    assert found.startswith("Subject: Ann, meet Seán\n\nHi Ann, hi Seán,\n\nAnn Lee, meet Seán Ó")
    assert "of Whelan Builders, as you both said I may. One builds, the other plans." in found
    data = json.loads(draft(ann, *words, "--form", "email", "--json").out)
    assert data["href"].startswith("mailto:ann@example.org,sean@example.org?subject=Ann%2C%20meet")
    eml = message_from_string(draft(ann, *words, "--eml", "-").out)
    assert eml["To"] == "Ann Lee <ann@example.org>, sean@example.org"
    data = json.loads(draft(ann, *words, "--form", "text", "--json").out)
    assert [one["value"] for one in data["to"]] == ["+353 20 915 0101"]


def test_a_file_for_the_mail_program(ann: BookFolder) -> None:
    found = draft(ann, "ann", "--eml", "ann.eml")
    assert (found.code, found.out) == (0, "")
    assert "ann.eml: open it in your mail program" in found.err
    text = (ann.root / "ann.eml").read_bytes()
    assert b"X-Unsent: 1\r\n" in text
    again = draft(ann, "ann", "--eml", "ann.eml")
    assert (again.code, again.err) == (3, "followup: ann.eml is there already: name another file\n")
    assert (ann.root / "ann.eml").read_bytes() == text


def program(folder: Path, name: str, script: str) -> dict[str, str]:
    """Write a program, and return an environment that finds it first."""
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return {"PATH": f"{path.parent}{os.pathsep}{os.environ['PATH']}"}


def test_open_hands_the_address_over(ann: BookFolder, tmp_path: Path) -> None:
    env = program(tmp_path, "xdg-open", f'printf %s "$1" > {tmp_path}/opened')
    found = ann.spawn("draft", "ann", "--form", "email", "--open", "--on", ON, env=env)
    assert (found.returncode, found.stdout) == (0, "")
    assert found.stderr == "opened: mailto:ann@example.org\n"
    opened = (tmp_path / "opened").read_text()
    assert opened.startswith(
        "mailto:ann@example.org?subject=Your%20call%20of%205%20September&body="
    )
    found = ann.spawn("draft", "ann", "--kind", "birthday", "--open", "--on", ON, env=env)
    assert "1 gap to fill" in found.stderr or "to fill" in found.stderr


def test_words_are_not_lost_where_nothing_opens_them(ann: BookFolder, tmp_path: Path) -> None:
    env = program(tmp_path, "xdg-open", "exit 3")
    found = ann.spawn("draft", "ann", "--form", "email", "--open", "--on", ON, env=env)
    assert found.returncode == 4
    assert found.stdout.startswith("Subject: Your call")
    assert found.stderr == "followup: no program opens mailto: here (xdg-open: 3)\n"
    found = ann.spawn("draft", "ann", "--channel", "slack", "--open", "--on", ON, env=env)
    assert found.returncode == 4
    assert "nothing opens Slack to Ann Lee; try --copy" in found.stderr


def test_copy_over_ssh_asks_the_terminal(ann: BookFolder) -> None:
    code, shown = ann.terminal(
        *("draft", "ann", "--form", "text", "--copy", "--on", ON), env={"SSH_TTY": "/dev/pts/0"}
    )
    assert code in (0, 4)  # 4: a test has no controlling terminal
    assert ("copied by the terminal" in shown) == (code == 0)
    assert ("Hi Ann, it's Nora" in shown) == (code == 4)


def test_edit_first(ann: BookFolder, tmp_path: Path) -> None:
    edited = program(tmp_path, "ed", 'sed -i "s/Your call.*/Hello [you]/; s/Best/Kind/" "$1"')
    env = edited | {"VISUAL": "ed"}
    found = ann.spawn("draft", "ann", "--form", "email", "--edit", "--json", "--on", ON, env=env)
    data = json.loads(found.stdout)
    assert (data["subject"], data["gaps"]) == ("Hello [you]", ["you"])
    assert data["text"].endswith("Kind wishes\nNora")
    assert "subject=Hello%20%5Byou%5D&body=Hi%20Ann" in data["href"]
    empty = program(tmp_path, "ed", ': > "$1"') | {"VISUAL": "ed"}
    found = ann.spawn("draft", "ann", "--form", "email", "--edit", "--on", ON, env=empty)
    assert (found.returncode, found.stdout) == (3, "")


def test_a_template_of_the_books_own(ann: BookFolder) -> None:
    found = ann.run("draft", "--new", "return")
    assert found.out.startswith("templates/return.txt: a copy to change")
    path = ann.root / "templates/return.txt"
    text = path.read_text("utf-8")
    path.write_text(text.replace("I'm sorry it took me until today.", "Sorry!"), "utf-8")
    assert "of 5 September. Sorry! Is this" in draft(ann, "ann").out
    assert ann.run("draft", "--new", "return").code == 3
    assert ann.run("draft", "--new", "de/return").code == 0
    listed = ann.run("draft", "--list").out
    assert "return         templates/return.txt          you owe them" in listed
    assert "               templates/de/return.txt\n" in listed
    assert "               package:en/return.txt\n" in listed
    path.write_text("[call]\n{{ yuo }}\n")
    found = draft(ann, "ann")
    assert (found.code, found.out) == (3, "")
    assert found.err == (
        "followup: templates/return.txt:2: T105 there is no value of this name; did you mean you?\n"
    )
    checked = ann.run("check")
    assert checked.code == 1
    assert "templates/return.txt:2:4: T105 there is no value of this name" in checked.out
    assert "T105" not in ann.run("check", "contacts").out


def test_nothing_is_written_through_a_link(ann: BookFolder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (ann.root / "templates").symlink_to(tmp_path / "elsewhere")
    assert ann.run("draft", "--new", "return").code == 3
    assert not any((tmp_path / "elsewhere").iterdir())
