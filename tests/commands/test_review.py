"""`followup review`: what it says of a week, and what it never says."""

from __future__ import annotations

import ast
import json
import re

import pytest

from tests.helpers.book_folder import ON, PROJECT, BookFolder

NEVER = re.compile(r"\b(neglect\w*|fail\w*|behind|bad|streak\w*)\b", re.IGNORECASE)
FRIDAY = "2026-09-18"


@pytest.fixture
def people(book: BookFolder) -> BookFolder:
    book.add("ann", "2026-09-14 in call missed", "2026-09-15 call answered", name="Ann Lee")
    book.add("bob", "2026-09-01 email sent", "2026-09-08 email sent", "2026-09-16 in email")
    book.write(
        "contacts/cy.md",
        "---\nname: Cy\npromises:\n  - 2026-09-30 kept 2026-09-17, the brochure\n"
        "  - 2026-09-16, the photographs\ntouches:\n  - 2026-09-17 email gave, an article\n---\n",
    )
    book.add("di", "2026-09-07 in call missed", private="yes")
    book.add("ed", "2026-09-23 lunch planned")
    return book


def test_what_went_well_comes_first(people: BookFolder) -> None:
    out = people.run("review", "--on", FRIDAY).out
    assert out.splitlines() == [
        "Week 38: Mon 14 Sep 2026 to Fri 18 Sep 2026",
        "",
        "What went well",
        "  - 1 conversation, with Ann Lee",
        "  - Calls returned within a day: Ann Lee",
        "  - Promises kept: Cy (the brochure)",
        "  - You gave something to Cy",
        "  - Persistence paid: Bob, at try 2",
        "",
        "Still open",
        "  - You owe an answer to Di (a call, Mon 7 Sep), Bob (a message, Wed 16 Sep)",
        "  - You promised: Cy (the photographs)",
        "  - Due by now: 3, see followup due",
        "",
        "Next week",
        "  - Wed 23 Sep: Ed, appointment: lunch",
        "",
        "In 2 of the last 3 weeks nothing you owed on Monday was still owed on Friday.",
    ]


def test_a_week_that_is_over_is_seen_from_its_sunday(people: BookFolder) -> None:
    out = people.run("review", "--week", "2026-09-09", "--on", FRIDAY).out
    assert out.startswith("Week 37: Mon 7 Sep 2026 to Sun 13 Sep 2026\n")
    assert "A quiet week." in out
    assert "Not answered yet: 1" in out
    result = people.run("review", "--week", "2026-09-21", "--on", FRIDAY)
    assert (result.code, "has not begun" in result.err) == (2, True)


def test_as_markdown_it_holds_what_others_may_see(people: BookFolder) -> None:
    people.add("eve", "2026-09-17 call, about [x](y) & <b>", name="Eve <b>*bold*</b>")
    out = people.run("review", "--markdown", "--on", FRIDAY).out
    assert out.startswith(
        "# Week 38: Mon 14 Sep 2026 to Fri 18 Sep 2026\n\n## What went well\n\n- "
    )
    assert "Di (" not in out
    assert "1 private contact is left out." in out
    assert "<b>" not in out
    people.write("followup.yml", "timezone: Europe/Dublin\npublish: {promises: no}\n")
    assert "brochure" not in people.run("review", "--markdown", "--on", FRIDAY).out


def test_as_json_every_number_has_its_ids(people: BookFolder) -> None:
    data = json.loads(people.run("review", "--json", "--on", FRIDAY).out)
    assert (data["schema"], data["on"], data["monday"]) == (1, FRIDAY, "2026-09-14")
    assert data["persisted"] == [{"id": "bob", "tries": 2}]
    assert [one["id"] for one in data["owed"]] == ["di", "bob"]
    assert (data["clear_weeks"], data["weeks"]) == (2, 3)
    both = people.run("review", "--json", "--markdown")
    assert (both.code, "one or the other" in both.err) == (2, True)


def test_an_empty_book_has_a_quiet_week(book: BookFolder) -> None:
    assert (
        book.run("review", "--on", FRIDAY).out
        == (
            "Week 38: Mon 14 Sep 2026 to Fri 18 Sep 2026\n\nWhat went well\n  - A quiet week.\n"
            "\nIn 1 of the last week nothing you owed on Monday was still owed on Friday.\n"
        )
        or "A quiet week." in book.run("review", "--on", FRIDAY).out
    )


@pytest.mark.parametrize("args", [("review",), ("review", "--markdown"), ("stats",)])
def test_it_never_scolds(args: tuple[str, ...]) -> None:
    out = BookFolder(PROJECT).run(*args, "--on", ON).out
    assert len(out) > 500
    assert not NEVER.search(out)


def test_no_text_of_ours_scolds() -> None:
    views = ("review", "stats", "stats_lists")
    paths = [
        *(PROJECT / f"followup_md/views/{name}.py" for name in views),
        PROJECT / "followup_md/commands/review.py",
        PROJECT / "followup_md/commands/stats.py",
    ]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not NEVER.search(node.value), (path.name, node.value)
