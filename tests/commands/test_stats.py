"""`followup stats`: figures and lists, each with a case that can be counted by hand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from wcwidth import wcswidth

from followup_md.book.book import open_book
from followup_md.commands.stats import SECTIONS
from followup_md.stats.figures import stats
from followup_md.stats.window import window
from followup_md.views import stats as stats_view
from followup_md.views import stats_lists
from followup_md.views.text_layout import Screen
from tests.helpers.book_folder import ON, PROJECT, BookFolder

DATA = dict[str, Any]


def found(book: BookFolder, *args: str, on: str = ON) -> DATA:
    result = book.run("stats", *args, "--json", "--on", on)
    assert (result.code, result.err) == (0, "")
    document: DATA = json.loads(result.out)
    return document


def test_a_stranger_sees_a_page_without_any_contact(book: BookFolder) -> None:
    result = book.run("stats", "--on", ON)
    assert result.code == 0
    assert result.out.startswith("Sun 14 Sep 2025 to Mon 14 Sep 2026: 0 contacts\n")
    assert "nothing in this window" in result.out


def test_debts_that_stand_are_censored_and_not_left_out(book: BookFolder) -> None:
    book.add("ann", "2026-09-01 in call missed", "2026-09-02 call answered")
    book.add("bob", "2026-09-07 in call missed")
    book.add("cy", "2026-09-01 in call missed", "2026-09-08 in call answered")
    calls = found(book)["returned"]["call"]
    assert {key: calls[key] for key in ("n", "returned", "open", "rang_twice", "median")} == {
        "n": 3,
        "returned": 1,
        "open": 1,
        "rang_twice": 1,
        "median": None,
    }
    assert [(case["id"], case["wd"], case["end"]) for case in calls["cases"]] == [
        ("ann", 1, "returned"),
        ("bob", 5, "open"),
        ("cy", 5, "rang-twice"),
    ]
    assert (
        "Cy  called on Tue 1 Sep, and was back on Tue 8 Sep"
        in book.run("stats", "twice", "--on", ON).out
    )


@pytest.mark.parametrize(
    ("count", "median", "shown"),
    [
        (0, None, "nothing in this window"),
        (4, None, "4 came, 4 returned; P0, Tue 1 Sep: returned, 1 day;"),
        (5, 1, "5 came, half within 1 working day, 5 returned"),
        (20, 1, "20 came, half within 1 working day, 20 returned"),
    ],
)
def test_small_numbers_are_cases_and_no_rate(
    book: BookFolder, count: int, median: int | None, shown: str
) -> None:
    for number in range(count):
        book.add(f"p{number}", "2026-09-01 in call missed", "2026-09-02 call answered")
    assert found(book)["returned"]["call"]["median"] == median
    assert shown in " ".join(book.run("stats", "returned", "--on", ON).out.split())


@pytest.mark.parametrize(
    ("count", "rate", "shown"),
    [(4, None, "2 of 4"), (5, 2 / 5, "2 of 5"), (19, 2 / 19, "2 of 19"), (20, 0.1, "10 % of 20")],
)
def test_a_share_is_a_percentage_from_twenty_on(
    book: BookFolder, count: int, rate: float | None, shown: str
) -> None:
    for number in range(count):
        outcome = "answered" if number < 2 else "voicemail"
        book.add(f"p{number}", f"2026-08-03 call {outcome}")
    (row,) = found(book)["channels"]["new"]
    assert row["rate"] == rate
    line = book.run("stats", "channels", "--on", ON).out.splitlines()[1]
    assert line.startswith("  new, call")
    assert line.endswith(f" {shown}")


def test_a_try_of_the_last_days_has_not_had_its_time(book: BookFolder) -> None:
    book.add("ann", "2026-08-03 email sent", "2026-09-11 email sent")
    book.add("bob", "2026-09-10 call answered")
    tries = found(book)["tries"]["new"]
    assert (tries["n"], tries["too_young"]) == (1, 1)
    assert found(book)["channels"]["too_young"] == 2


def test_known_people_do_not_hide_what_strangers_do(book: BookFolder) -> None:
    book.add("mam", "2026-01-02 call", "2026-01-09 call", "2026-01-16 call")
    book.add("jo", "2026-01-02 call voicemail")
    data = found(book)["channels"]
    assert [(row["n"], row["answered"]) for row in data["new"]] == [(2, 1)]
    assert [(row["n"], row["answered"]) for row in data["known"]] == [(2, 2)]


def test_who_was_left_without_an_answer(book: BookFolder) -> None:
    book.add("ann", "2026-08-20 in call missed")
    book.add("bob", "2026-09-07 in call missed")
    book.add("cy", "2026-05-04 in email", status="archived 2026-05-20")
    book.add("di", "2026-05-04 in email", "2026-05-04 email", status="archived 2026-05-20")
    book.add("ed", "2026-05-04 in email", status="do-not-contact by them 2026-05-20")
    book.add("flo", "2026-05-04 in email", status="declined by them 2026-05-20")
    assert [(one["id"], one["why"]) for one in found(book)["left"]] == [
        ("ann", "owed"),
        ("cy", "closed"),
    ]


def test_where_a_series_was_not_finished(book: BookFolder) -> None:
    book.add("ann", "2026-08-03 call voicemail", status="archived 2026-08-20")
    book.add("bob", "2026-09-07 call voicemail", cadence="none")
    book.add("cy", "2026-07-01 call voicemail")
    book.add("di", "2026-09-07 call voicemail")
    book.add("ed", "2026-08-03 call voicemail", status="archived by them 2026-08-20")
    book.add(
        "flo", "2026-08-03 lunch, farewell", "2026-08-05 card sent", status="archived 2026-08-20"
    )
    assert [(one["id"], one["why"], one["tries"], one["of"]) for one in found(book)["early"]] == [
        ("ann", "closed", 1, 7),
        ("bob", "cadence", 1, 7),
        ("cy", "resting", 1, 7),
    ]


def test_introductions_and_referrals(book: BookFolder) -> None:
    book.add("ann", "2026-03-02 email gave with Bob Smith", "2026-04-02 email gave with bob")
    book.add("bob", "2026-03-02 email gave with Ann", name="Bob Smith")
    book.add("cy", "2026-03-09 email gave with my aunt", via="ann", met="2026-04-01 a fair")
    book.add("di", via="cy", met="2026-04-01")
    book.add("ed", via="flo")
    book.add("flo", via="ed")
    data = found(book)
    assert data["introductions"] == {
        "n": 1,
        "pairs": [{"a": "ann", "b": "bob", "date": "2026-03-02"}],
        "others": [{"id": "cy", "with": "my aunt", "date": "2026-03-09"}],
    }
    edges = {edge["to"]: (edge["from"], edge["word_back"]) for edge in data["referrals"]["edges"]}
    assert edges == {
        "cy": ("ann", True),
        "di": ("cy", False),
        "ed": ("flo", None),
        "flo": ("ed", None),
    }
    assert data["referrals"]["circles"] == [["ed", "flo"]]
    out = book.run("stats", "referrals", "--on", ON).out
    assert out.splitlines() == [
        "Referrals: 4",
        "  Ann",
        "    Cy    met Wed 1 Apr",
        "      Di  met Wed 1 Apr, tell Cy how it went",
        "  Ed",
        "    Flo",
        "      Ed  sent by Flo in turn: a circle, cut here",
    ]


def test_the_window_begins_and_ends_with_a_day(book: BookFolder) -> None:
    book.add("ann", "2024-01-01 call", "2025-09-13 call", "2025-09-14 call", "2026-09-14 call")
    for args, since, calls in (
        ((), "2025-09-14", 2),
        (("--since", "2025-09-15"), "2025-09-15", 1),
        (("--all",), "2024-01-01", 4),
    ):
        data = found(book, *args)
        assert (data["since"], data["weekdays"]["n"]) == (since, calls)
    assert found(book, on="2026-09-13")["weekdays"]["n"] == 2


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--since", "2026-01-01", "--all"], "one or the other"),
        (["--since", "2027-01-01"], "is after"),
        (["nothing"], "is not one of"),
        (["--tag", "clint"], "no contact has the tag"),
    ],
)
def test_wrong_usage_is_said(book: BookFolder, args: list[str], words: str) -> None:
    book.add("ann", tags="[client]")
    result = book.run("stats", *args, "--on", ON)
    assert (result.code, words in result.err) == (2, True)


def test_only_those_with_a_tag_or_owner(book: BookFolder) -> None:
    book.add("ann", "2026-09-01 call", tags="[client]", owner="nora")
    book.add("bob", "2026-09-01 call", tags="[friend]", owner="paul")
    assert found(book)["contacts"] == 2
    assert found(book, "--tag", "Client")["contacts"] == 1
    assert found(book, "--owner", "paul")["contacts"] == 1


def test_a_file_that_cannot_be_read_is_named_and_costs_nobody_else(book: BookFolder) -> None:
    book.add("ann", "2026-09-01 call")
    book.write("contacts/bad.md", "---\nname: [\n---\n")
    result = book.run("stats", "--on", ON)
    assert result.code == 1
    assert "1 contact\n" in result.out
    assert "contacts/bad.md" in result.err


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_has_its_key_and_its_lines(book: BookFolder, section: str) -> None:
    book.add("ann", "2026-09-01 call")
    data = found(book, section)
    assert len(data.keys() - {"schema", "on", "since", "contacts", "problems"}) == 1
    assert book.run("stats", section, "--on", ON).out.count("\n") >= 1


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_screen(columns: int) -> None:
    book, day = open_book(PROJECT), date.fromisoformat(ON)
    span = window(day, date(2017, 1, 1), book.calendar)
    found = stats(book.read().contacts, book.settings, book.calendar, span)
    screen = Screen(True, False, columns)
    shown = stats_view.overview(found, screen).splitlines()
    for section in SECTIONS:
        shown += stats_lists.lines(found, section, screen)
    assert len(shown) > 200
    for line in shown:
        assert wcswidth(line.replace("\u200e", "")) <= columns, line


def test_names_cannot_steer_the_terminal(book: BookFolder) -> None:
    book.add("ann", "2026-08-03 in call missed", name='"An\\u202en\\e[31m"')
    out = book.run("stats", "left", "--on", ON).out
    assert "\x1b" not in out
    assert "\u202e" not in out
