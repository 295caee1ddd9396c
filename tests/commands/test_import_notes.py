"""`followup import` of notes about people: copied into the book, never changed where they are."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.formats import obsidian
from followup_md.model.person import Options, People
from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.real_git import files_of

ANN = """---
type: person
aliases:
  - Annie
email: "ann@acme.example"  # at work
company: "[[Acme|Acme Ltd]]"
role: Buyer
tags:
  - people
last-contact: 2026-09-01
birthday: 1986-12-09
mood: "[[Fine]]"
---
# Ann Lee

Met through [[Bob Smith|Bob]]. #sailing
"""
COPIED = """---
name: Ann Lee
type: person
aliases:
  - Annie
email: "ann@acme.example"  # at work
org: "Acme Ltd"
role: Buyer
tags:
  - people
last-contact: 2026-09-01
birthday: 1986-12-09
mood: "[[Fine]]"
---
# Ann Lee

Met through [[Bob Smith|Bob]]. #sailing
"""
CARD = """---
N.GN: Zoe
N.FN: Bell
FN: Zoe Bell
"EMAIL[WORK]": zoe@x.example
"TEL[CELL]": "+15550100"
UID: urn:uuid:019730a7
---
Sails.
"""


@pytest.fixture
def vault(book: BookFolder) -> BookFolder:
    book.write("vault/People/Ann Lee.md", ANN)
    book.write("vault/People/VIP/Zoe Bell.md", CARD)
    book.write("vault/2026-09-01.md", "Nothing of note. Called Ann.\n")
    book.write("vault/Roof.md", "---\ntitle: The Roof\ntags: [project]\n---\nHigh.\n")
    book.write("vault/.trash/Old Man.md", ANN)
    book.write("vault/_templates/Person.md", ANN)
    return book


def contact(book: BookFolder, id_: str) -> str:
    return (book.root / f"contacts/{id_}.md").read_text(encoding="utf-8")


def every(folder: Path) -> dict[str, str]:
    return {str(path): path.read_text() for path in sorted(folder.rglob("*.md"))}


def test_notes_about_people_are_copied_in_our_words(vault: BookFolder) -> None:
    before = every(vault.root / "vault")
    found = vault.run("import", "vault", "--on", ON, "--list", "--commit")
    assert (found.code, found.out) == (
        0,
        "vault: notes, 2 people\n"
        "  +      2 new\n"
        "      ann-lee\n"
        "      zoe-bell\n"
        "not taken: last contact (1)\n"
        "      People/Ann Lee.md: last contact\n"
        "followup check --fix --last-contact call makes touches of last contacts\n"
        "left out, notes that are about nobody: 2 (--as obsidian takes every note)\n"
        "wrote 2 files (followup undo takes them back)\n",
    )
    assert contact(vault, "ann-lee") == COPIED
    zoe = contact(vault, "zoe-bell")
    assert zoe.startswith("---\nN.GN: Zoe\nN.FN: Bell\nname: Zoe Bell\nemail:\n  work: zoe@")
    assert zoe.endswith("uid: urn:uuid:019730a7\n---\nSails.\n")
    assert every(vault.root / "vault") == before
    assert sorted(files_of(vault.root)) == ["contacts/ann-lee.md", "contacts/zoe-bell.md"]
    again = vault.run("import", "vault", "--on", ON)
    assert "  =      2 nothing new\n" in again.out
    assert again.out.endswith("wrote 0 files\n")
    assert vault.run("undo").code == 0
    assert not list((vault.root / "contacts").rglob("*.md"))


def test_a_dry_run_shows_the_copies(vault: BookFolder) -> None:
    found = vault.run("import", "vault", "--dry-run", "--list", "--on", ON)
    assert "+++ b/contacts/ann-lee.md\n" in found.out
    assert '+org: "Acme Ltd"\n' in found.out
    assert "nothing written\n" in found.out
    assert not list((vault.root / "contacts").rglob("*.md"))


def test_who_is_there_is_filled_and_keeps_the_text(vault: BookFolder) -> None:
    vault.add("clients/ann", name="Ann Lee", email="ann@acme.example", org="Other")
    found = vault.run("import", "vault/People/Ann Lee.md", "--on", ON)
    assert "  ~      1 filled\n" in found.out
    assert "kept although the import differs: org (1), note (1) (--update org" in found.out
    text = contact(vault, "clients/ann")
    assert "org: Other\n" in text
    assert "nickname: Annie\n" in text
    assert "role: Buyer\n" in text
    assert "mood" not in text
    assert "Met through" not in text


def test_what_else_is_known_and_wanted_comes_into_the_copy(vault: BookFolder) -> None:
    row = "Ann Lee,ann@acme.example,+1 555 0100,Other"
    vault.write("more.csv", f"Name,Email,Phone,Company\n{row}\n")
    for order in (["more.csv", "vault"], ["vault", "more.csv"]):
        found = vault.run("import", *order, "--tag", "from notes", "--private", "--in", "me")
        assert (found.code, "&      1" in found.out) == (0, True)
        text = contact(vault, "me/ann-lee")
        assert 'org: "Acme Ltd"\n' in text
        assert "phone: +1 555 0100\n" in text
        assert "  - people\n  - from notes\n" in text
        assert "private: yes\n" in text
        assert text.endswith("Met through [[Bob Smith|Bob]]. #sailing\n")
        vault.run("undo")


def test_two_notes_of_one_person_are_one_contact(vault: BookFolder) -> None:
    vault.write("vault/Ann.md", "---\nname: Ann Lee\nphone: +1 555 0100\n---\nMore of her.\n")
    assert vault.run("import", "vault").code == 0
    text = contact(vault, "ann-lee")
    assert "More of her.\n" in text
    assert "Met through [[Bob Smith|Bob]]. #sailing\n" in text
    assert vault.run("import", "vault").out.endswith("wrote 0 files\n")


def test_a_note_that_asks_for_privacy_is_private(vault: BookFolder) -> None:
    vault.write("a/Bob Ray.md", "---\nemail: bob@x.example\npublish: false\n---\n# Bob Ray\n")
    found = vault.run("import", "a")
    assert "private, as their file asks: 1\n" in found.out
    assert contact(vault, "bob-ray").endswith("publish: false\nprivate: yes\n---\n# Bob Ray\n")
    assert vault.run("check").code == 0


def test_touches_that_a_note_tells_come_to_whoever_is_there(vault: BookFolder) -> None:
    vault.add("bob", "2026-09-02 call", name="Bob Ray")
    vault.write("a/Bob Ray.md", "---\nemail: b@x.example\nlast_call: 2026-09-01\n---\n")
    assert vault.run("import", "a", "--on", ON).code == 0
    assert "  - 2026-09-01 call\n  - 2026-09-02 call\n" in contact(vault, "bob")


def test_every_note_is_taken_if_that_is_said(vault: BookFolder) -> None:
    vault.write("a/Bob Ray.md", "Met at the fair.\n")
    vault.write("a/sub/Zed Young.md", "---\nmood: fine\n---\nAn old friend.\n")
    refused = vault.run("import", "a")
    assert refused.code == 3
    assert "nothing says that a note is about a person (--as obsidian takes every note)" in (
        refused.err
    )
    assert vault.run("import", "a", "--as", "obsidian").code == 0
    assert contact(vault, "bob-ray") == "---\nname: Bob Ray\n---\nMet at the fair.\n"
    assert contact(vault, "zed-young") == (
        "---\nname: Zed Young\nmood: fine\n---\nAn old friend.\n"
    )
    assert vault.run("import", "a", "--as", "obsidian").out.endswith("wrote 0 files\n")


def test_a_note_may_come_on_standard_input(
    vault: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ANN.encode())))
    assert vault.run("import", "-").code == 0
    assert contact(vault, "ann-lee") == COPIED
    nameless = b"---\nemail: a@b.example\n---\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(nameless)))
    found = vault.run("import", "-")
    assert found.code == 3
    assert "nothing says that a note is about a person" in found.err


def test_a_note_that_cannot_be_read_costs_nobody_else(vault: BookFolder) -> None:
    vault.write("vault/Bob Ray.md", "---\nbirthday: 31.31.1999 secret\n---\n# Bob Ray\n")
    vault.write("vault/Kim Doe.md", "---\nemail: [kim@x.example\n---\n# Kim Doe\n")
    (vault.root / "vault/Huge One.md").write_bytes(
        b"---\nemail: a@b.example\n---\n" + b"x" * 9_000_000
    )
    found = vault.run("import", "vault", "--on", ON)
    assert found.code == 1
    assert "  !      3 not read\n" in found.out
    assert "Bob Ray.md, line 2: E304" in found.out
    assert "Huge One.md: over 8 MiB\n" in found.out
    assert "secret" not in found.out
    assert sorted(path.stem for path in (vault.root / "contacts").iterdir()) == [
        "ann-lee",
        "zoe-bell",
    ]


PIECES = st.sampled_from(
    [
        *(
            "---\n",
            "name: Ann\n",
            "email: a@b.example\n",
            "type: person\n",
            "company: [[A]]\n",
            "  - x\n",
        ),
        *(
            "tags: [a, '[[b]]']\n",
            "publish: false\n",
            "last_call: 2026-01-15\n",
            "# Ann Lee\n",
            "a: {\n",
        ),
        *(
            "touches:\n",
            "- 2026-01-02 call\n",
            "org: ['[[A]]', '[[B|C]]']\n",
            "\t",
            "\0",
            "é",
            "\r\n",
        ),
        *(
            "email:: x@y.example\n",
            "private: no\n",
            "aliases:\n",
            '"EMAIL[WORK]": a@b.example\n',
            "'",
        ),
    ]
)


@given(
    st.binary() | st.lists(PIECES, max_size=20).map(lambda all_: "".join(all_).encode()),
    st.booleans(),
)
def test_no_bytes_raise(raw: bytes, every_: bool) -> None:
    found = obsidian.read(raw, Options(name="Ann Lee.md", every=every_))
    assert isinstance(found, People)
    assert bool(found.people) + bool(found.unread) + found.others == 1
    for person in found.people:
        assert person.contact.name
        assert person.text


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw",
    [
        b"---\nemail: a@b.example\n---\n" + b"[[x]]" * 1_000_000,
        b"---\n" + b"email: a@b.example\n" * 5000 + b"---\n",
        b"---\nemail: a@b.example\ntags: [" + b"'[[x]]', " * 10_000 + b"]\n---\n",
        b"email:: a@b.example\n" * 200_000,
        b"---\n" + b"k: v\n" * 20_000 + b"---\n",
        b"---\na: " + b"[" * 50_000,
        b"---\r" * 1_000_000,
    ],
    ids=["links", "keys", "tags", "fields", "own keys", "depth", "fences"],
)
def test_no_note_takes_long(raw: bytes) -> None:
    start = time.process_time()
    found = obsidian.read(raw, Options(name="Ann Lee.md", every=True))
    assert time.process_time() - start < 1
    assert found.people or found.unread
