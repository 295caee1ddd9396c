"""`followup import` of chats: touches of contacts, by their names in the address book."""

from __future__ import annotations

import itertools
import json
import random
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.real_git import commit_all, files_of, git

LRM = "\u200e"
IPHONE = f"""[01.09.26, 21:22:39] Ann Lee: {LRM}Messages and calls are end-to-end encrypted.
[01.09.26, 21:22:40] Paul Okade: Hey, a secret
[01.09.26, 21:28:10] Ann Lee: Hi
a second line: with a colon
{LRM}[02.09.26, 08:00:00] Ann Lee: {LRM}image omitted
[02.09.26, 08:05:00] Ann Lee: and a secret
[13.09.26, 09:00:00] Paul Okade: {LRM}Missed voice call
"""
TOUCHES = [
    "2026-09-01 21:22 whatsapp",
    "2026-09-01 21:28 in whatsapp",
    "2026-09-02 08:05 in whatsapp, 2 messages",
    "2026-09-13 09:00 call no-answer",
]
ACCOUNT = {
    "personal_information": {"user_id": 100},
    "contacts": {"list": [{"first_name": "Bobby", "last_name": "", "phone_number": "+15550101"}]},
    "chats": {
        "list": [
            {
                "name": "Bobby",
                "type": "personal_chat",
                "id": 200,
                "messages": [
                    {"id": 1, "type": "message", "date": "2026-09-10T10:00:00", "from": "Bobby",
                     "from_id": "user200", "text": "a secret"},
                    {"id": 2, "type": "service", "date": "2026-09-11T10:00:00", "actor": "Bobby",
                     "actor_id": "user200", "action": "phone_call", "discard_reason": "missed"},
                ],
            },
            {
                "name": "Team",
                "type": "private_group",
                "id": 300,
                "messages": [{"id": 1, "type": "message", "from": "Bobby", "from_id": "user200"}],
            },
        ]
    },
}  # fmt: skip


@pytest.fixture
def mine(book: BookFolder) -> BookFolder:
    book.write("followup.yml", "timezone: Europe/Rome\nme: Paul\n")
    book.add("ann-lee", name="Ann Lee")
    book.add("bob-smith", name="Bob Smith", phone='"+15550101"')
    commit_all(book.root)
    return book


def touches(book: BookFolder, id_: str) -> list[str]:
    text = (book.root / f"contacts/{id_}.md").read_text(encoding="utf-8")
    return re.findall(r"  - (.*)", text)


def test_a_chat_becomes_touches_once(mine: BookFolder) -> None:
    mine.write("chats/_chat.txt", IPHONE)
    found = mine.run("import", "chats/_chat.txt", "--on", ON, "--commit")
    assert (found.code, found.out) == (
        0,
        "_chat.txt: WhatsApp chat, 6 messages\n"
        "  +      4 touches, of 1 contact\n"
        "skipped: notice (1)\n"
        "wrote 1 file (followup undo takes them back)\n",
    )
    assert touches(mine, "ann-lee") == TOUCHES
    assert files_of(mine.root) == ["contacts/ann-lee.md"]
    assert "secret" not in (mine.root / "contacts/ann-lee.md").read_text()
    again = mine.run("import", "chats/_chat.txt", "--on", ON)
    assert again.out.endswith("wrote 0 files\n")
    assert mine.run("check").code == 0
    assert mine.run("undo").code == 0
    assert touches(mine, "ann-lee") == []


def test_an_account_of_telegram_is_known_by_numbers_and_names(mine: BookFolder) -> None:
    mine.write("result.json", json.dumps(ACCOUNT))
    found = mine.run("import", "result.json", "--on", ON)
    assert (found.code, found.out) == (
        0,
        "result.json: Telegram chats, 3 messages\n"
        "  +      2 touches, of 1 contact\n"
        "skipped: group (1)\n"
        "wrote 1 file (followup undo takes them back)\n",
    )
    lines = ["2026-09-10 10:00 in telegram", "2026-09-11 10:00 in call missed"]
    assert touches(mine, "bob-smith") == lines
    assert mine.run("import", "result.json", "--on", ON).out.endswith("wrote 0 files\n")


@pytest.mark.parametrize(
    ("name", "of"),
    [("Bobby", None), ("Kim Smith", "kim"), ("Smith, Kim", "kim"), ("Bob Smith", "bob-smith")],
)
def test_a_number_of_a_household_is_told_apart_by_the_name(
    mine: BookFolder, name: str, of: str | None
) -> None:
    mine.add("kim", name="Kim Smith", phone='"+1 555 0101"')
    mine.write("result.json", json.dumps(ACCOUNT).replace("Bobby", name))
    found = mine.run("import", "result.json", "--on", ON, "--list")
    if of is None:
        assert (found.code, "      Bobby: bob-smith, kim\n" in found.out) == (1, True)
    else:
        assert (found.code, f"      {of}: 2\n" in found.out) == (0, True)


def test_parts_in_any_order_give_the_same_touches(mine: BookFolder) -> None:
    lines = IPHONE.splitlines(keepends=True)
    mine.write("one/_chat.txt", "".join(lines[:5]))
    mine.write("two/_chat.txt", "".join(lines[5:]))
    mine.write("all/_chat.txt", IPHONE)
    mine.write("result.json", json.dumps(ACCOUNT))
    texts = set()
    for order in itertools.permutations(["one/_chat.txt", "two/_chat.txt", "result.json"]):
        assert mine.run("import", *order, "--on", ON).code == 0
        texts.add((*touches(mine, "ann-lee"), *touches(mine, "bob-smith")))
        again = mine.run("import", "all/_chat.txt", *order, "--on", ON)
        assert again.out.endswith("wrote 0 files\n")
        git(mine.root, "checkout", "contacts")
    assert len(texts) == 1


def test_who_is_nobody_here_or_one_of_several_is_named_on_a_terminal(
    mine: BookFolder,
) -> None:
    mine.add("other/ann", name="Ann Lee")
    zed = IPHONE.replace("Ann Lee", "Zed")
    mine.write("chats/WhatsApp Chat with Ann Lee.txt", IPHONE)
    mine.write("chats/WhatsApp Chat with Zed.txt", zed)
    args = ("import", "chats", "--on", ON, "--dry-run")
    found = mine.run(*args)
    assert found.code == 1
    assert "Zed" not in found.out
    assert "of nobody here: 1 name\n" in found.out
    named = mine.run(*args, "--list").out
    assert "      Ann Lee: ann-lee, other/ann\n" in named
    assert "      Zed: 5\n" in named
    mine.write("contacts/zoe.md", "---\nname: Zoe Bell\nnickname: Zed\n---\n")
    assert "      zoe: 4\n" in mine.run(*args, "--list").out


def test_a_folder_of_a_chat_is_read_whatever_was_sent_in_it(mine: BookFolder) -> None:
    folder = "WhatsApp Chat - Ann Lee"
    mine.write(f"{folder}/_chat.txt", IPHONE.partition("\n")[2].replace("Paul Okade", "P."))
    mine.write(f"{folder}/bob.vcf", "BEGIN:VCARD\nFN:Zed\nEND:VCARD\n")
    mine.write(f"{folder}/notes.txt", "a file that was sent\n")
    found = mine.run("import", folder, "--on", ON)
    assert (found.code, touches(mine, "ann-lee")) == (0, TOUCHES)


def test_what_the_chat_does_not_tell_is_asked(mine: BookFolder, book: BookFolder) -> None:
    text = "01/09/2026, 21:15 - Ann Lee: one\n02/09/2026, 21:15 - Paul Okade: two\n"
    mine.write("chat.txt", text)
    found = mine.run("import", "chat.txt", "--on", ON)
    assert found.code == 3
    assert "chat.txt: days could be day/month or month/day: --day-first or --month-first" in (
        found.err
    )
    assert mine.run("import", "chat.txt", "--on", ON, "--day-first").code == 0
    assert touches(mine, "ann-lee") == ["2026-09-01 21:15 in whatsapp", "2026-09-02 21:15 whatsapp"]
    book.write("followup.yml", "timezone: Europe/Rome\n")
    nobody = mine.run("import", "chat.txt", "--on", ON, "--day-first")
    assert nobody.code == 3
    assert "who of them you are is not told: me: your name in followup.yml" in nobody.err


def test_what_is_old_awaits_nothing(mine: BookFolder) -> None:
    mine.write("chat.txt", "13/01/2026, 21:15 - Ann Lee: thanks!\n")
    assert mine.run("import", "chat.txt", "--on", ON).code == 0
    assert touches(mine, "ann-lee") == ["2026-01-13 21:15 in whatsapp fyi"]
    assert "owed" not in mine.run("due", "--on", ON).out


def test_more_than_a_file_can_hold_is_said(mine: BookFolder) -> None:
    first = date(2018, 1, 1)
    days = (first + timedelta(days=number) for number in range(2200))
    pair = "{0:%Y-%m-%d}, 09:00 - Ann Lee: x\n{0:%Y-%m-%d}, 10:00 - Paul: y\n"
    mine.write("chat.txt", "".join(pair.format(day) for day in days))
    found = mine.run("import", "chat.txt", "--since", "2018-01-01", "--on", ON)
    assert found.code == 1
    assert "contacts/ann-lee.md cannot hold 4,400 more touches: --since a later day" in found.out
    assert touches(mine, "ann-lee") == []


def test_a_chat_that_cannot_be_read_costs_nobody_else(mine: BookFolder) -> None:
    mine.write("result.json", '{"chats": {"list": [{"name": "x", "id": 1, "messages": [{]}]}}')
    mine.write("_chat.txt", IPHONE)
    found = mine.run("import", "result.json", "_chat.txt", "--on", ON)
    assert found.code == 1
    assert "result.json: chat 1, message 1: this is not JSON from here on" in found.out
    assert touches(mine, "ann-lee") == TOUCHES


@pytest.mark.slow
def test_all_history_in_five_orders_gives_the_same_book(mine: BookFolder) -> None:
    mine.write("chats/_chat.txt", IPHONE)
    mine.write("chats/result.json", json.dumps(ACCOUNT))
    mine.write("followup.yml", "timezone: Europe/Rome\nme: Paul\nmy_email: paul@okade.example\n")
    mine.write("more.csv", "Name,Email,Phone\nAnn Lee,ann@acme.example,+15550100\n")
    mine.run("import", "more.csv")
    mine.run("set", "bob-smith", "email", "bob@example.org")
    commit_all(mine.root)
    cases = [str(path) for path in (Path(__file__).parents[1] / "cases/history").iterdir()]
    cases += ["chats/_chat.txt", "chats/result.json"]
    at_once, in_turn = set(), set()
    for seed in range(5):
        random.Random(seed).shuffle(cases)
        mine.run("import", *cases, "--on", ON)
        at_once.add((*touches(mine, "ann-lee"), "", *touches(mine, "bob-smith")))
        assert mine.run("import", *cases, "--on", ON).out.endswith("wrote 0 files\n")
        git(mine.root, "checkout", "contacts")
        for case in cases:
            mine.run("import", case, "--on", ON, "--open", "9y")
        in_turn.add((*touches(mine, "ann-lee"), "", *touches(mine, "bob-smith")))
        git(mine.root, "checkout", "contacts")
    assert (len(at_once), len(in_turn)) == (1, 1)
    assert len(next(iter(at_once))) > 12
