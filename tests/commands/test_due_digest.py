"""`due --digest`: the day for a mail, and nothing at all on a day with nobody."""

from __future__ import annotations

import pytest

from tests.helpers.book_folder import ON, BookFolder

LONG = "the quote for the roof of the old boathouse, " * 9


@pytest.fixture
def people(book: BookFolder) -> BookFolder:
    book.add("ann", name="Ann Lee", phone="1", follow_up=f"2026-09-11 {LONG.strip()}")
    book.add("bob", "2026-09-18 call planned, at ten", name="Bob", owner="nora")
    return book


def test_the_day_is_plain_text_of_the_width_of_a_mail(people: BookFolder) -> None:
    done = people.run("due", "--digest", "--on", ON)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Mon 14 Sep 2026: 1 to reach (late in working days)\n\nFollow up\n")
    assert "Ann Lee" in done.out
    assert all(len(line) <= 72 for line in done.out.splitlines())
    assert "\x1b" not in done.out
    code, shown = people.terminal("due", "--digest", "--on", ON, env={"FORCE_COLOR": "1"})
    assert (code, shown) == (0, done.out)


def test_nothing_is_printed_when_there_is_nothing_to_do(people: BookFolder) -> None:
    for args in (["--on", "2026-09-10"], ["--on", ON, "--owner", "nora"], ["--kind", "owed"]):
        done = people.run("due", "--digest", "--on", ON, *args)
        assert (done.code, done.out, done.err) == (0, "", "")


def test_an_appointment_of_the_day_is_something_to_do(people: BookFolder) -> None:
    done = people.run("due", "--digest", "--owner", "nora", "--on", "2026-09-18")
    assert "Today's appointments\n  Bob" in done.out


def test_the_inbox_and_unreadable_files(people: BookFolder) -> None:
    people.write("inbox/phone.md", "ann call\n")
    assert people.run("due", "--digest", "--on", "2026-09-10").err == ""  # no mail for that alone
    people.write("contacts/bad.md", "---\nname: [\n---\n")
    done = people.run("due", "--digest", "--on", "2026-09-10")
    assert (done.code, done.out) == (1, "")
    assert "1 file could not be read and is left out" in done.err


def test_a_mail_of_a_very_long_day_has_its_first_rows_only(book: BookFolder) -> None:
    for number in range(103):
        book.add(f"n{number}", name=f"N{number}", follow_up=ON)
    done = book.run("due", "--digest", "--on", ON)
    assert done.out.startswith("Mon 14 Sep 2026: 103 to reach\n")
    assert done.out.count("to follow up on") == 100
    assert "and 3 more to reach: followup due --all" in done.out


@pytest.mark.parametrize("option", ["-q", "--json", "--all", "--short"])
def test_one_answer_at_a_time(people: BookFolder, option: str) -> None:
    done = people.run("due", "--digest", option)
    assert (done.code, done.out) == (2, "")
    assert "is an answer of its own" in done.err
