from __future__ import annotations

import pytest

from tests.helpers.book_folder import ON, BookFolder

FILE = """---
name: Ann Lee  # hers
email:  [a@b.example,  c@d.example]  # both
phone: "0123"
tags: client
keep:   30d   # for now
reason: 'the roof'
touches:
  - 2026-09-01 call voicemail
---
Body
"""


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.write("contacts/ann.md", FILE)
    return book


def text(book: BookFolder, id_: str = "ann") -> str:
    return (book.root / f"contacts/{id_}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "old", "new", "said"),
    [
        (["keep", "60d"], "30d", "60d", "keep: 60d (was 30d). "),
        (
            ["Reason", "it's", "off"],
            "'the roof'",
            "'it''s off'",
            "reason: it's off (was the roof). ",
        ),
        (["tags", "client,chamber"], "tags: client", "tags: client, chamber", "(was client)"),
        (
            ["tag", "--add", "chamber, Client"],
            "tags: client",
            "tags: client, chamber",
            ": client, ch",
        ),
        (["tags", "--remove", "CLIENT"], "tags: client\n", "", "tags removed (was client). "),
        (["e-mail", "--add", "e@f.example"], "d.example]", "d.example, e@f.example]", "email: a@b"),
        (["email", "--remove", "a@b.example"], "a@b.example,  ", "", "email: c@d.example (was a@b"),
        (["email", "e@f.example"], "[a@b.example,  c@d.example]", "[e@f.example]", "email: e@f.ex"),
        (["phone", "+1 555", "0100"], '"0123"', '"+1 555 0100"', "phone: +1 555 0100 (was 0123). "),
        (["phone", "--add", "+1 555 0100"], '"0123"', "[0123, +1 555 0100]", "phone: 0123, +1 555"),
        (["reason", "--unset"], "reason: 'the roof'\n", "", "reason removed (was the roof). "),
        (
            ["name", "Ann Lee-Smith"],
            "Ann Lee ",
            "Ann Lee-Smith ",
            "name: Ann Lee-Smith (was Ann Lee)",
        ),
        (
            ["hours", "09:00-18:00"],
            "touches",
            "hours: 09:00-18:00\ntouches",
            "hours: 09:00-18:00. ",
        ),
        (
            ["never", "call, E-Mail"],
            "touches",
            "never: [call, email]\ntouches",
            "never: call, email. ",
        ),
        (["birthday", "27 apr"], "touches", "birthday: --04-27\ntouches", "birthday: --04-27. "),
        (
            ["birthday", "--04-27"],
            "touches",
            "birthday: --04-27\ntouches",
            "birthday: --04-27. ",
        ),
        (["private", "yes"], "touches", "private: yes\ntouches", "private: yes. "),
        (
            ["met", "friday, the fair"],
            "touches",
            "met: 2026-09-11 the fair\ntouches",
            "met: 2026-09-11",
        ),
        (
            ["follow up", "1 oct"],
            "touches",
            "follow_up: 2026-10-01\ntouches",
            "to follow up on Thu 1",
        ),
        (
            ["snooze", "friday"],
            "touches",
            "snooze: 2026-09-18 since 2026-09-14\ntouches",
            "snoozed unt",
        ),
        (
            ["status", "archived"],
            "touches",
            "status: archived 2026-09-14\ntouches",
            "archived since",
        ),
    ],
)
def test_one_field_is_set_and_what_was_there_is_said(
    ann: BookFolder, words: list[str], old: str, new: str, said: str
) -> None:
    found = ann.run("set", "ann", "--on", ON, *words)
    assert (found.code, found.err) == (0, "")
    assert said in found.out
    after = FILE.replace(old, new, 1)
    assert text(ann) == after
    again = ann.run("set", "ann", "--on", ON, *words)
    assert again.code == 0
    assert "unchanged" in again.out
    assert ann.run("undo").code == 0
    assert text(ann) == FILE


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["keep"], "which value? followup set ann keep VALUE"),
        (["keep", "60d", "--unset"], "takes no value"),
        (["keep", "60d", "--add"], "holds one value"),
        (["tags", "x", "--add", "--remove"], "do not go together"),
        (["keep", "60 d"], "no such tier or span"),
        (["email", "notanaddress"], "without @"),
        (["phone", "1-800-FLOWERS"], "letters"),
        (["prefer", "call,cal"], "did you mean `call`?"),
        (["tel", "1"], "did you mean phone?"),
        (["shoe_size", "42"], "the fields are name, nickname,"),
        (["touches", "x"], "followup log"),
        (["name", "--unset"], "needs a name"),
        (["name", " "], "which value?"),
        (["follow_up", "tuesday week"], "comma"),
        (["met", "tomorrow"], "in the future"),
        (["private", "maybe"], "private: `private` must be yes or no\n"),
        (["keep", "monthly"], "did you mean `1m`?"),
        (["birthday", "--13-27"], "birthday"),
        (["birthday", "--unsett"], "No such option"),
    ],
)
def test_what_a_field_does_not_take(ann: BookFolder, words: list[str], remedy: str) -> None:
    found = ann.run("set", "ann", *words, "--on", ON)
    assert (found.code, found.out) == (2, "")
    assert remedy in found.err
    assert text(ann) == FILE


def test_labels_are_never_lost(book: BookFolder) -> None:
    path = book.add("ann", phone="{work: 1 555, home: 2 555}")
    before = path.read_text("utf-8")
    for words in (["1 555 0100"], ["--add", "1 555 0100"], ["--remove", "1 555"]):
        found = book.run("set", "ann", "phone", *words)
        assert (found.code, found.out) == (3, "")
        assert "followup edit ann" in found.err
    assert path.read_text("utf-8") == before
    assert "phone removed (was 1 555, 2 555). " in book.run("set", "ann", "phone", "--unset").out


def test_several_contacts_and_a_diff(ann: BookFolder) -> None:
    ann.add("bob", name="Bob", tags="[chamber]")
    found = ann.run("set", "ann,bob", "tags", "--add", "chamber", "--on", ON)
    assert found.code == 0
    assert "Bob: tags: chamber (unchanged). " in found.out
    assert "tags: client, chamber\n" in text(ann)
    shown = ann.run("set", "bob", "owner", "nora", "--dry-run").out
    assert "+owner: nora\n" in shown
    assert "owner" not in text(ann, "bob")


def test_fields_complete(ann: BookFolder) -> None:
    env = {"_FOLLOWUP_COMPLETE": "bash_complete", "COMP_CWORD": "3"}
    done = ann.spawn(env=env | {"COMP_WORDS": "followup set ann ta"})
    assert done.stdout == "plain,tags\n"
