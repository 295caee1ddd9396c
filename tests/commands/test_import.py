"""`followup import`: who is new, filled, left; undo, commits, and what is refused."""

from __future__ import annotations

import json
import re

import pytest

from tests.helpers.book_folder import BookFolder
from tests.helpers.real_git import commit_all, files_of, git
from tests.helpers.terminal_input import typed

ANN = "---\nname: Ann Lee\nemail: ann@a.example\n---\nMine.\n"
TABLE = (
    "Name,Email,Phone,Company,Notes\n"
    "Ann Lee,ann@a.example,+1 555 010 0100,Acme,theirs\n"
    "Bob Ray,bob@b.example,,,Sails\n"
    "Zoe Fox,ann@a.example,,,\n"
    ",,,,nobody\n"
)


def cards(*cards: str) -> str:
    return "".join(f"BEGIN:VCARD\n{card}\nEND:VCARD\n" for card in cards)


@pytest.fixture
def people(book: BookFolder) -> BookFolder:
    book.write("contacts/ann-lee.md", ANN)
    book.write("people.csv", TABLE)
    commit_all(book.root)
    return book


def text(book: BookFolder, id_: str) -> str:
    return (book.root / f"contacts/{id_}.md").read_text(encoding="utf-8")


def ids(book: BookFolder) -> list[str]:
    top = book.root / "contacts"
    return sorted(path.relative_to(top).as_posix()[:-3] for path in top.rglob("*.md"))


def test_an_import_makes_fills_leaves_and_names(people: BookFolder) -> None:
    found = people.run("import", "people.csv", "--commit")
    assert found.code == 1
    assert found.out == (
        "people.csv: table, 4 people\n"
        "  +      1 new\n"
        "  ~      1 filled\n"
        "  ?      1 left for you\n"
        "      row 4: the same e-mail address, another name\n"
        "  !      1 not read\n"
        "      row 5: no name, address or organisation\n"
        "--ask asks who is left for you, --as-new makes new contacts of them\n"
        "kept although the import differs: note (1)\n"
        "wrote 2 files (followup undo takes them back)\n"
    )
    assert text(people, "ann-lee") == (
        "---\nname: Ann Lee\nemail: ann@a.example\norg: Acme\nphone: +1 555 010 0100\n---\nMine.\n"
    )
    assert text(people, "bob-ray") == "---\nname: Bob Ray\nemail: bob@b.example\n---\nSails\n"
    assert sorted(files_of(people.root)) == ["contacts/ann-lee.md", "contacts/bob-ray.md"]
    assert people.run("undo").code == 0
    assert (ids(people), text(people, "ann-lee")) == (["ann-lee"], ANN)
    assert git(people.root, "status", "--short") == ""


def test_in_a_pipe_nothing_of_the_content_is_shown_and_on_a_terminal_it_is(
    people: BookFolder,
) -> None:
    piped = people.run("import", "people.csv", "--dry-run").out
    assert not [name for name in ("Zoe", "Ann", "ann-lee", "example") if name in piped]
    code, shown = people.terminal("import", "people.csv", "--dry-run")
    assert code == 1
    assert "row 4, Zoe Fox: the same e-mail address, another name (ann-lee)" in shown
    assert "ann-lee: org, phone" in shown


def test_a_dry_run_writes_nothing_and_shows_the_diff_when_all_is_listed(people: BookFolder) -> None:
    found = people.run("import", "people.csv", "--dry-run", "--list", "--as-new")
    assert "nothing written\n" in found.out
    assert "+++ b/contacts/bob-ray.md" in found.out
    assert "+org: Acme" in found.out
    assert "      zoe-fox\n" in found.out
    assert ids(people) == ["ann-lee"]
    assert git(people.root, "status", "--short") == ""


def test_json_says_it_all_without_the_names(people: BookFolder) -> None:
    found = json.loads(people.run("import", "people.csv", "--json", "--no-commit").out)
    assert found == {
        "schema": 1,
        "sources": [{"source": "people.csv", "format": "csv", "program": None, "people": 4}],
        "new": ["bob-ray"],
        "filled": [{"id": "ann-lee", "fields": ["org", "phone"]}],
        "same": 0,
        "joined": 0,
        "kept": [{"id": "ann-lee", "fields": ["note"]}],
        "ambiguous": [
            {
                "source": "people.csv",
                "at": "row 4",
                "ids": ["ann-lee"],
                "why": "the same e-mail address, another name",
            }
        ],
        "unread": [
            {
                "source": "people.csv",
                "at": "row 5",
                "why": "no name, address or organisation",
            }
        ],
    }


def test_who_is_new_by_order_is_known_the_next_time(people: BookFolder) -> None:
    people.run("import", "people.csv", "--as-new")
    assert ids(people) == ["ann-lee", "bob-ray", "zoe-fox"]
    again = people.run("import", "people.csv", "--as-new")
    assert "wrote 0 files" in again.out
    assert "=      3 nothing new" in again.out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "files", "nickname"),
    [
        ("1", ["ann-lee", "bob-ray"], "nickname: Zoe Fox"),
        ("n", ["ann-lee", "bob-ray", "zoe-fox"], ""),
        ("", ["ann-lee", "bob-ray"], ""),
    ],
)
def test_who_is_unclear_is_asked_about_once(
    people: BookFolder, answer: str, files: list[str], nickname: str
) -> None:
    args = ["import", "people.csv", "--ask"]
    code, shown = typed(people.root, args, [("leaves it)", f"{answer}\n")])
    assert "row 4: Zoe Fox, ann@a.example: the same e-mail address, another name" in shown
    assert "1  ann-lee  Ann Lee, Acme, ann@a.example" in shown
    assert code == 1  # row 5
    assert ids(people) == files
    assert nickname in text(people, "ann-lee")
    if answer:
        assert "left for you" not in people.run("import", "people.csv").out


def test_tags_folder_and_privacy_are_for_new_contacts_and_tags_for_all(people: BookFolder) -> None:
    args = ("--tag", "fair, 2026", "--in", "from/table", "--private")
    people.run("import", "people.csv", *args)
    assert ids(people) == ["ann-lee", "from/table/bob-ray"]
    assert "private: yes\n" in text(people, "from/table/bob-ray")
    assert "tags: [fair, 2026]\n" in text(people, "from/table/bob-ray")
    assert "private" not in text(people, "ann-lee")
    assert "tags: [fair, 2026]\n" in text(people, "ann-lee")
    assert "wrote 0 files" in people.run("import", "people.csv", *args).out


def test_a_field_is_replaced_where_that_is_asked_for(people: BookFolder) -> None:
    people.write("contacts/ann-lee.md", ANN.replace("email", "org: Old\nemail"))
    assert "org (1)" in people.run("import", "people.csv", "--dry-run").out
    people.run("import", "people.csv", "--update", "org")
    assert "org: Acme\n" in text(people, "ann-lee")


def test_what_asks_for_privacy_is_private_and_said_to_be(book: BookFolder) -> None:
    book.write(
        "a.vcf",
        cards(
            "FN:Ann\nCLASS:CONFIDENTIAL",
            "FN:Bob\nCATEGORIES:secret",
            "FN:Eve\nNOTE:a #private word",
        ),
    )
    found = book.run("import", "a.vcf")
    assert "private, as their file asks: 3" in found.out
    assert ["private: yes\n" in text(book, id_) for id_ in ids(book)] == [True] * 3
    assert book.run("check").code == 0


def test_nobody_is_due_after_an_import(people: BookFolder) -> None:
    people.run("import", "people.csv", "--as-new")
    assert people.run("due", "-q").code == 1


def test_a_folder_of_cards_is_read_whatever_its_files_hold(book: BookFolder) -> None:
    book.write("cards/b.vcf", cards("FN:Bob Ray\nUID:urn:uuid:b"))
    book.write("cards/a.vcf", cards("KIND:group\nFN:Club\nMEMBER:urn:uuid:b", "TEL:1"))
    book.write("cards/c.vcf", "BEGIN:VCARD\nFN:No end\n")
    book.write("cards/.d.vcf", cards("FN:Hidden"))
    book.write("cards/notes.txt", "x")
    (book.root / "cards/e.vcf").symlink_to("b.vcf")
    found = book.run("import", "cards")
    assert found.code == 1
    assert "      c.vcf, card 1 (line 1): no END:VCARD\n" in found.out
    assert "      e.vcf: a symbolic link\n" in found.out
    assert ids(book) == ["1", "bob-ray"]
    assert "tags: [Club]\n" in text(book, "bob-ray")


def test_several_files_are_one_change(book: BookFolder) -> None:
    book.write("a.vcf", cards("FN:Ann Lee\nEMAIL:ann@a.example"))
    book.write("b.csv", "Name;E-Mail;Firma\nAnn Lee;ann@a.example;Acme\n")
    found = book.run("import", "a.vcf", "b.csv")
    assert "&      1 one with another of these" in found.out
    assert text(book, "ann-lee") == ("---\nname: Ann Lee\norg: Acme\nemail: ann@a.example\n---\n")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.zip", b"PK\x03\x04x", "a.zip: a .zip: unpack it first"),
        (
            "a.bin",
            bytes(range(256)),
            "a.bin: not a format I know (--as vcard, monica, friends, calendar, ",
        ),
        (
            "a.csv",
            b"",
            "a.csv: not a format I know (--as vcard, monica, friends, calendar, ",
        ),
        ("a.txt", b"just words\n", "a.txt: the file: no header row in the first 10 lines"),
        ("a.vcf", b"BEGIN:VCARD\nFN:x\n", "a.vcf: card 1 (line 1): no END:VCARD"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    book: BookFolder, name: str, content: bytes, said: str
) -> None:
    book.write(name, content)
    found = book.run("import", name)
    assert (found.code, found.out) == (3, "")
    assert said in found.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("none.csv",), "none.csv: there is no such file"),
        (
            ("people.csv", "--as", "xml"),
            "--as xml: one of vcard, monica, friends, calendar, calls, telegram, mbox, mail,",
        ),
        (("people.csv", "--update", "email"), "--update email: one or more of name,org,"),
        (("people.csv", "--ask"), "--ask needs a terminal"),
        (("people.csv", "--ask", "--as-new"), "--ask and --as-new do not go together"),
        (("people.csv", "--in", "../x"), "--in ../x: a folder under contacts/"),
    ],
)
def test_wrong_usage_is_named(people: BookFolder, args: tuple[str, ...], said: str) -> None:
    found = people.run("import", *args)
    assert (found.code, found.out) == (2, "")
    assert said in found.err


def test_people_whose_file_cannot_be_read_are_not_added_again(people: BookFolder) -> None:
    people.write("contacts/bob-ray.md", "---\nname: [\n---\n")
    found = people.run("import", "people.csv")
    assert found.code == 1
    assert "row 3: a file of this name cannot be read: followup check" in found.out
    assert ids(people) == ["ann-lee", "bob-ray"]


def test_a_file_that_cannot_be_filled_costs_nobody_else(people: BookFolder) -> None:
    people.write("contacts/ann-lee.md", ANN.replace("email: a", "email:\n  - work: a"))
    people.write("people.csv", TABLE.replace("ann@a.example,+1", "ann@a.example; x@x.example,+1"))
    found = people.run("import", "people.csv")
    said = "row 2: contacts/ann-lee.md is written in a way that followup cannot add this to"
    assert said in found.out
    assert ids(people) == ["ann-lee", "bob-ray"]


def test_what_a_killed_run_has_written_is_committed_by_the_next(people: BookFolder) -> None:
    # As a kill before Git's commit leaves it.
    people.run("import", "people.csv", "--no-commit")
    again = people.run("import", "people.csv", "--commit")
    assert "wrote 0 files" in again.out
    assert "committed what an earlier run has written" in again.err
    assert sorted(files_of(people.root)) == ["contacts/ann-lee.md", "contacts/bob-ray.md"]
    assert people.run("undo").code == 0
    assert ids(people) == ["ann-lee"]


def test_no_content_steers_a_terminal(book: BookFolder) -> None:
    book.write("a.vcf", cards("FN:A\x1b[31mB\u202e\x00 \u2028c\nNOTE:x\x1b[2J\n y"))
    book.run("import", "a.vcf")
    written = text(book, ids(book)[0])
    assert written.isprintable() or all(c.isprintable() or c == "\n" for c in written)


def test_day_and_month_are_told_by_the_column_or_by_you(book: BookFolder) -> None:
    book.write("a.csv", "Name,Birthday\nAnn,04/05/1990\nBob,25/12/1980\n")
    book.run("import", "a.csv")
    assert "birthday: 1990-05-04" in text(book, "ann")
    book.write("b.csv", "Name,Birthday\nEve,04/05/1990\n")
    assert "--day-first or --month-first" in book.run("import", "b.csv").out
    assert "birthday" not in text(book, "eve")
    book.run("import", "b.csv", "--month-first")
    assert "birthday: 1990-04-05" in text(book, "eve")


@pytest.mark.parametrize("what", ["vcard", "vcard folder", "csv", "csv --raw"])
def test_what_was_exported_changes_nothing_and_brings_everybody_back(
    book: BookFolder, what: str
) -> None:
    book.add(
        "ann",
        "2026-09-01 call",
        name="Ann Lee",
        email="c@x.example",
        org="[A, B]",
        language="[de, en]",
    )
    book.add("x/ann", name="Ann Lee", email="{work: a@x.example, boat club: b@x.example}")
    book.add("=bob", name="=Bob", phone="['+1 555 010 0100', '555 010 0101']", nickname="[B, Bo]")
    book.add("zoe", name="Zoë, the Fox", birthday="--04-27", tags="[a b, c]", reason="the roof")
    book.add("eve", name="Eve", uid="abc", private="yes", url="[https://a.example/, b.example]")
    format_, _, more = what.partition(" ")
    target = "out/" if more == "folder" else "out"
    args = ["--raw"] if more == "--raw" else []
    assert book.run("export", format_, target, "--private", *args).code == 0
    before = {id_: text(book, id_) for id_ in ids(book)}
    found = book.run("import", "out")
    assert "=      5 nothing new\n" in found.out
    assert {id_: text(book, id_) for id_ in ids(book)} == before
    for id_ in before:
        (book.root / f"contacts/{id_}.md").unlink()
    assert "+      5 new\n" in book.run("import", "out", "--as-new").out
    names = sorted(line for id_ in ids(book) for line in text(book, id_).splitlines()[1:2])
    assert names == [
        "name: =Bob",
        "name: Ann Lee",
        "name: Ann Lee",
        "name: Eve",
        "name: Zoë, the Fox",
    ]
    assert "followup-md" not in "".join(text(book, id_) for id_ in ids(book))
    assert "private: yes\n" in text(book, "eve")


FRIENDS = """\
### Activities:
- 2026-09-07: Lunch with **Ann Lee** in _Rome_. @food
- 2026-09-01: Talked to **Bob Ray** on the phone.

### Friends:
- Ann Lee (a.k.a. Annie) [Rome] @client
- Bob Ray
"""


def test_touches_come_with_new_people_and_to_those_who_are_there(people: BookFolder) -> None:
    people.write("friends.md", FRIENDS)
    people.add("bob-ray", "2026-09-02 call", name="Bob Ray")
    found = people.run("import", "friends.md", "--on", "2026-09-14")
    assert (found.code, "~      2 filled" in found.out) == (0, True)
    assert "touches:\n  - 2026-09-07 lunch, Lunch with Ann Lee in Rome.\n" in text(
        people, "ann-lee"
    )
    assert ("  - 2026-09-01 call, Talked to Bob Ray on the phone.\n  - 2026-09-02 call\n") in text(
        people, "bob-ray"
    )
    again = people.run("import", "friends.md", "--on", "2026-09-14")
    assert "wrote 0 files" in again.out
    assert people.run("undo").code == 0
    assert text(people, "bob-ray").count("  - ") == 1


def activities(*lines: str) -> str:
    return "\n".join(["### Activities:", *(f"- {line}" for line in lines), "", "### Friends:",
                      "- Bob Ray\n"])  # fmt: skip


@pytest.mark.parametrize(
    ("there", "line", "then"),
    [
        # An entry of that day, channel and direction is enough, with a time or without.
        (["2026-09-01 10:00 call answered"], "2026-09-01: called **Bob Ray**", None),
        (["2026-09-01 phone voicemail"], "2026-09-01: called **Bob Ray**", None),
        (["2026-09-01 in call answered"], "2026-09-01: called **Bob Ray**",
         ["2026-09-01 in call answered", "2026-09-01 call, called Bob Ray"]),
        (["2026-08-30 call", "2026-09-02 call"], "2026-09-01: Lunch with **Bob Ray**",
         ["2026-08-30 call", "2026-09-01 lunch, Lunch with Bob Ray", "2026-09-02 call"]),
        # What was planned has happened; what is to come is planned.
        (["2026-09-01 12:00 lunch planned"], "2026-09-01: Lunch with **Bob Ray**",
         ["2026-09-01 12:00 lunch, Lunch with Bob Ray"]),
        ([], "2026-09-20: Lunch with **Bob Ray**",
         ["2026-09-20 lunch planned, Lunch with Bob Ray"]),
    ],
)  # fmt: skip
def test_touches_of_others_go_where_they_belong_once(
    people: BookFolder, there: list[str], line: str, then: list[str] | None
) -> None:
    people.add("bob-ray", *there, name="Bob Ray")
    people.write("friends.md", activities(line))
    for _ in range(2):
        assert people.run("import", "friends.md", "--on", "2026-09-14").code == 0
        assert re.findall(r"  - (.*)", text(people, "bob-ray")) == (there if then is None else then)
    people.run("import", "friends.md", "--on", "2026-09-25")
    assert len(re.findall(r"  - (.*)", text(people, "bob-ray"))) == len(then or there)
    assert people.run("check").code == 0


def test_old_letters_of_another_program_are_closed_where_nothing_followed(
    people: BookFolder,
) -> None:
    messages = [
        {"properties": {"written_at": f"{day}T00:00:00Z", "written_by_me": False}}
        for day in ("2026-03-01", "2026-06-01")
    ]
    talk = {"properties": {"messages": messages, "happened_at": "2026-06-01T00:00:00Z"}}
    contact = {
        "uuid": "1",
        "properties": {"first_name": "Bob Ray"},
        "data": [{"type": "conversation", "values": [talk]}],
    }
    account = {"data": [{"type": "contact", "values": [contact]}]}
    people.write("monica.json", json.dumps({"version": "1.0-preview.1", "account": account}))
    people.add("bob-ray", "2026-04-01 call answered", name="Bob Ray")
    people.run("import", "monica.json", "--on", "2026-09-14")
    assert re.findall(r"  - (.*)", text(people, "bob-ray")) == [
        "2026-03-01 in chat",
        "2026-04-01 call answered",
        "2026-06-01 in chat fyi",
    ]


def test_what_they_wrote_long_ago_is_no_debt(book: BookFolder) -> None:
    messages = [
        {"properties": {"written_at": f"{day}T00:00:00Z", "written_by_me": False}}
        for day in ("2026-06-01", "2026-09-10")
    ]
    talk = {"properties": {"messages": messages, "happened_at": "2026-06-01T00:00:00Z"}}
    contact = {
        "uuid": "1",
        "properties": {"first_name": "Ann"},
        "data": [{"type": "conversation", "values": [talk]}],
    }
    account = {"data": [{"type": "contact", "values": [contact]}]}
    book.write("monica.json", json.dumps({"version": "1.0-preview.1", "account": account}))
    for on, touches in (
        ("2026-09-14", "  - 2026-06-01 in chat fyi\n  - 2026-09-10 in chat\n"),
        ("2026-12-01", "  - 2026-06-01 in chat fyi\n  - 2026-09-10 in chat fyi\n"),
    ):
        book.run("import", "monica.json", "--on", on, "--no-commit")
        assert touches in text(book, "ann")
        assert (book.run("due", "-q", "--on", on).code == 0) == (on == "2026-09-14")
        (book.root / "contacts/ann.md").unlink()


def test_many_are_not_all_named_by_undo(book: BookFolder) -> None:
    book.write("a.vcf", cards(*(f"FN:Ann {letter}x" for letter in "abcdefghijklmno")))
    book.run("import", "a.vcf")
    found = book.run("undo")
    assert found.out.startswith("undone: import, ann-ax, ann-bx, ")
    assert found.out.endswith("ann-jx and 5 more\n")
