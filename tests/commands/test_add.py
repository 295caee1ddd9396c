# ruff: noqa: RUF001 (letters of many scripts)
"""New contacts, and people who are there already."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from followup_md.model.contact import Contact
from followup_md.model.fields import FIELDS
from followup_md.parsing import fields
from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.terminal_input import typed


def text(book: BookFolder, id_: str) -> str:
    return (book.root / "contacts" / f"{id_}.md").read_text(encoding="utf-8")


def files(book: BookFolder) -> list[str]:
    top = book.root / "contacts"
    return sorted(path.relative_to(top).as_posix() for path in top.rglob("*.*"))


def test_a_name_is_enough(book: BookFolder) -> None:
    found = book.run("add", "Ann", "Lee", "--on", ON)
    said = (
        "added as contacts/ann-lee.md, met Mon 14 Sep 2026. "
        "No date follows yet: a touch or a `reason` sets one."
    )
    assert found == (0, f"Ann Lee: {said}\n", "")
    assert text(book, "ann-lee") == "---\nname: Ann Lee\nmet: 2026-09-14\n---\n"
    assert files(book) == ["ann-lee.md"]


def test_everything_at_once_reads_back(book: BookFolder) -> None:
    args = (
        *("add", 'Jo "J" Roe: #1', "--email", "jo@a.example", "--email", "j@b.example"),
        *("--phone", "+1 555 0100", "--met", "yesterday, at the fair: hall 3", "--org", "A, B & C"),
        *("--role", "no", "--tag", "client", "--tag", "a, b", "--owner", "Nora", "--via", "bob"),
        *("--reason", "the quote # 3", "--timezone", "Europe/Rome", "--in", "clients", "--private"),
    )
    found = book.run(*args, "--on", ON)
    assert found.code == 0
    assert (
        "met Sun 13 Sep 2026: at the fair: hall 3. Next: call today, the first touch." in found.out
    )
    assert text(book, "clients/jo-j-roe-1") == (
        "---\n"
        'name: "Jo \\"J\\" Roe: #1"\n'
        "org: A, B & C\n"
        "role: no\n"
        "email: [jo@a.example, j@b.example]\n"
        "phone: +1 555 0100\n"
        "timezone: Europe/Rome\n"
        "tags: [client, a, b]\n"
        "owner: Nora\n"
        'met: "2026-09-13 at the fair: hall 3"\n'
        "via: bob\n"
        'reason: "the quote # 3"\n'
        "private: yes\n"
        "---\n"
    )
    assert book.run("check", "--strict").code == 0


def test_there_is_a_way_for_every_field(book: BookFolder) -> None:
    typed = {
        "--nickname": "Annie", "--org": "Acme", "--role": "Buyer", "--language": "en",
        "--url": "https://a.example", "--email": "a@b.example", "--phone": "+1 555 0100 ext 12",
        "--birthday": "--04-27", "--timezone": "Europe/Rome", "--tag": "client,chamber",
        "--owner": "nora", "--met": "friday, fair", "--via": "bob", "--reason": "the roof",
        "--cadence": "warm", "--keep": "60d", "--prefer": "E-Mail, call", "--never": "text",
        "--hours": "09:00-18:00", "--snooze": "in 2 weeks on holiday",
        "--follow-up": "1 oct: the budget", "--status": "declined by them no budget",
    }  # fmt: skip
    assert [*typed, "--private"] == [field.option for field in FIELDS]
    words = [word for pair in typed.items() for word in pair]
    assert book.run("add", "Ann", *words, "--private", "--on", ON).code == 0
    assert text(book, "ann").splitlines()[2:-1] == [
        "nickname: Annie",
        "org: Acme",
        "role: Buyer",
        "language: en",
        "url: https://a.example",
        "email: a@b.example",
        "phone: +1 555 0100 ext 12",
        "birthday: --04-27",
        "timezone: Europe/Rome",
        "tags: [client, chamber]",
        "owner: nora",
        "met: 2026-09-11 fair",
        "via: bob",
        "reason: the roof",
        "cadence: warm",
        "keep: 60d",
        "prefer: [email, call]",
        "never: text",
        "hours: 09:00-18:00",
        "snooze: 2026-09-28 since 2026-09-14 on holiday",
        "follow_up: 2026-10-01 the budget",
        "status: declined by them 2026-09-14 no budget",
        "private: yes",
    ]
    assert book.run("check", "--strict").code == 0


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("27 apr", "--04-27"),
        ("27 April 1970", "1970-04-27"),
        ("1970-04-27", "1970-04-27"),
        ("29 feb", "--02-29"),
    ],
)
def test_a_birthday_in_words(book: BookFolder, typed: str, line: str) -> None:
    assert book.run("add", "Ann", "--birthday", typed, "--on", ON).code == 0
    assert f"birthday: {line}\n" in text(book, "ann")


def test_the_table_of_fields_has_every_one_of_the_format() -> None:
    assert [field.key for field in FIELDS] == [
        key
        for key in Contact._fields
        if key in fields.FIELDS and key not in ("name", "aliases", "uid")
    ]


@pytest.mark.parametrize(
    ("met", "line"),
    [
        ("Chamber lunch", "2026-09-14 Chamber lunch"),
        ("2026-08-30 Chamber lunch", "2026-08-30 Chamber lunch"),
        ("friday: Bo's party", "2026-09-11 Bo's party"),
        ("may fair", "2026-09-14 may fair"),
        ("", "2026-09-14"),
    ],
)
def test_when_and_where_you_met(book: BookFolder, met: str, line: str) -> None:
    book.run("add", "Ann", "--met", met, "--on", ON)
    assert f"met: {line}\n" in text(book, "ann")


@pytest.mark.parametrize(
    ("args", "remedy"),
    [
        ([], "NAME"),
        ([" "], "a contact needs a name"),
        (["Ann", "--timezone", "Mars"], "timezone: unknown time zone"),
        (["Ann", "--met", "12/10/2026 fair"], "2026-10-12"),
        (["Ann", "--email", "notanaddress"], "email 'notanaddress': an e-mail address without @"),
        (["Ann", "--email", "a@b, c@d"], "one e-mail address alone"),
        (["Ann", "--phone", "1-800-FLOWERS"], "letters"),
        (["Ann", "--phone", "ask Bob"], "without digits"),
        (["Ann", "--keep", "60 d"], "keep: no such tier or span"),
        (["Ann", "--cadence", "wram"], "cadence: unknown cadence; did you mean `warm`?"),
        (["Ann", "--prefer", "cal"], "prefer: unknown channel; did you mean `call`?"),
        (["Ann", "--hours", "9-5"], "hours: hours are HH:MM-HH:MM"),
        (["Ann", "--birthday", "04/27"], "birthday: a birthday is YYYY-MM-DD"),
        (["Ann", "--birthday", "soon"], "27 apr 1970"),
        (["Ann", "--snooze", "yesterday"], "not in the future"),
        (["Ann", "--follow-up", "tuesday week"], "comma"),
        (["Ann", "--status", "gone"], "unknown status"),
        (["Ann", "--in", "../out"], "--in clients"),
        (["Ann", "--in", ".hidden"], "--in clients"),
        (["Ann", "--in", "a//b"], "--in clients"),
    ],
)
def test_wrong_usage_writes_nothing(book: BookFolder, args: list[str], remedy: str) -> None:
    found = book.run("add", *args, "--on", ON)
    assert (found.code, found.out) == (2, "")
    assert remedy in found.err
    assert files(book) == []


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (["Lee, Ann"], "the same name"),
        (["ÁNN LEE"], "the same name"),
        (["annie"], "the same name"),
        (["Ann\u200b Lee"], "the same name"),
        (["Ａnn", "Ｌee"], "the same name"),
        (["Dr. Ánn Lée"], "the same name"),
        (["Mrs", "Ann", "Lee"], "the same name"),
        (["Bob", "--email", "ANN@acme.example"], "the same e-mail address"),
        (["Bob", "--phone", "+1 (555) 010-0123"], "the same phone number"),
        (["Bob", "--phone", "001 555 0100123"], "the same phone number"),
        (["Bob", "--phone", "555-0100-123"], "the same phone number"),
    ],
)
def test_somebody_like_them_is_pointed_out(book: BookFolder, args: list[str], what: str) -> None:
    reached = {"email": "ann@acme.example", "phone": "+1 555 0100123"}
    book.add("ann-lee", name="Ann Lee", aliases="Annie", **reached)
    found = book.run("add", *args, "--on", ON)
    assert (found.code, found.out) == (3, "")
    assert f"  ann-lee  Ann Lee: {what}" in found.err
    assert "--force" in found.err
    assert files(book) == ["ann-lee.md"]
    assert book.run("add", *args, "--force", "--on", ON).code == 0
    assert len(files(book)) == 2


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Łukasz Żak", "Lukasz Zak"),
        ("山田 太郎", "山田太郎"),
        ("Ana Lopez", "Dr. Ana López"),
        ("Straße", "STRASSE"),
        ("Σωκράτης", "ΣΩΚΡΑΤΗΣ"),
        ("김 철수", "김철수"),
        ("O'Brien, Pat", "Pat O\u2019Brien"),
        ("🎉", "🎉"),
    ],
)
def test_spellings_of_one_name_are_pointed_out(book: BookFolder, name: str, other: str) -> None:
    assert book.run("add", name, "--on", ON).code == 0
    for again in (other, unicodedata.normalize("NFD", other)):
        found = book.run("add", again, "--on", ON)
        if again == name:  # word for word: nothing to ask
            assert (found.code, "is there already" in found.out) == (0, True)
        else:
            assert (found.code, "the same name" in found.err) == (3, True)
    assert len(files(book)) == 1


@pytest.mark.parametrize(
    "args",
    [
        ["Mr Lee"],
        ["Bob", "--phone", "555"],
        ["Bob", "--phone", "+1 555 0100124"],
        ["राम"],
    ],
)
def test_somebody_else_is_added(book: BookFolder, args: list[str]) -> None:
    book.add("ann-lee", name="Mrs Lee", phone="+1 555 0100123")
    book.add("ram", name="रम", phone="n/a")
    assert book.run("add", *args, "--on", ON).code == 0


def test_a_name_keeps_its_letters(book: BookFolder) -> None:
    found = book.run("add", "山田 太郎", "--in", "客户", "--on", ON)
    assert "added as contacts/客户/山田-太郎.md" in found.out
    assert book.run("add", "李", "--in", unicodedata.normalize("NFD", "客户"), "--on", ON).code == 0
    assert files(book) == ["客户/山田-太郎.md", "客户/李.md"]
    assert book.run("log", "山田太郎", "call", "voicemail", "--on", ON).code == 0


def test_a_file_of_that_name_is_never_touched(book: BookFolder) -> None:
    book.write("contacts/ANN-LEE.md", "---\nname: Another\n---\n")
    book.write("contacts/ann-lee-2.md", "broken")
    found = book.run("add", "Ann Lee", "--on", ON)
    assert found.code == 1
    assert "contacts/ann-lee-3.md" in found.out
    assert "E104" in found.err
    assert files(book) == ["ANN-LEE.md", "ann-lee-2.md", "ann-lee-3.md"]


def test_a_folder_is_spelt_as_it_is(book: BookFolder) -> None:
    book.add("Clients/bob")
    book.run("add", "Ann", "--in", "contacts/clients/", "--on", ON)
    assert files(book) == ["Clients/ann.md", "Clients/bob.md"]


def test_dry_run(book: BookFolder) -> None:
    found = book.run("add", "Ann", "--dry-run", "--on", ON)
    assert (found.code, files(book)) == (0, [])
    assert "+++ b/contacts/ann.md" in found.out
    assert "+name: Ann\n" in found.out


def test_asked_on_a_terminal(book: BookFolder) -> None:
    book.add("ann", name="Ann")
    code, _ = typed(book.root, ["add", "Ann"], [("Add another one? [y/N]: ", "n\n")])
    assert (code, files(book)) == (3, ["ann.md"])
    code, _ = typed(book.root, ["add", "Ann"], [("Add another one? [y/N]: ", "y\n")])
    assert (code, files(book)) == (0, ["ann-2.md", "ann.md"])


def test_undo_takes_it_away(book: BookFolder) -> None:
    book.run("add", "Ann", "--on", ON)
    assert book.run("undo").code == 0
    assert files(book) == []


def test_behind_a_link_nothing_is_written(book: BookFolder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (book.root / "contacts/out").symlink_to(tmp_path / "elsewhere")
    found = book.run("add", "Ann", "--in", "out", "--on", ON)
    assert found.code == 3
    assert list((tmp_path / "elsewhere").iterdir()) == []
