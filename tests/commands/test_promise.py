from __future__ import annotations

import pytest

from tests.helpers.book_folder import ON, BookFolder


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.add("ann", "2026-09-07 call answered", name="Ann Lee", phone="1")
    return book


def text(book: BookFolder) -> str:
    return (book.root / "contacts/ann.md").read_text(encoding="utf-8")


def test_a_promise_of_mine(ann: BookFolder) -> None:
    found = ann.run("promise", "ann", "send", "the brochure", "--by", "friday", "--on", ON)
    said = "you promised it for Fri 18 Sep 2026: send the brochure"
    following = "you promised it for Fri 18 Sep: send the brochure"
    assert found == (0, f"Ann Lee: {said}. Next: {following}.\n", "")
    assert "promises:\n  - 2026-09-18, send the brochure\n---\n" in text(ann)


def test_a_promise_for_a_day_that_is_over_is_written_and_remarked_on(ann: BookFolder) -> None:
    found = ann.run("promise", "ann", "send it", "--by", "yesterday", "--on", ON)
    assert "you promised it for Sun 13 Sep 2026, a day in the past: send it. " in found.out
    log = ("log", "ann", "email", "--promise", "that", "--by", "2025-09-18")
    assert "Thu 18 Sep 2025, a day in the past: that. " in ann.run(*log, "--on", ON).out


def test_a_promise_of_theirs(ann: BookFolder) -> None:
    found = ann.run("promise", "ann", "form", "--by", "in 2 weeks", "--theirs", "--on", ON)
    assert "they promised it for Mon 28 Sep 2026: form. " in found.out
    assert "  - 2026-09-28 theirs, form\n" in text(ann)


def test_the_same_promise_twice_is_written_once(ann: BookFolder) -> None:
    args = ("promise", "ann", "send it", "--by", "2026-09-18", "--on", ON)
    ann.run(*args)
    before = text(ann)
    found = ann.run(*args)
    assert (found.code, text(ann)) == (0, before)
    assert "it is there already" in found.out


@pytest.mark.parametrize(
    ("args", "code", "remedy"),
    [
        (["promise", "ann", "send it"], 2, "--by"),
        (["promise", "ann", "--by", "friday"], 2, "TEXT"),
        (["promise", "ann", "it", "--by", "soon"], 2, "in 2 weeks"),
        (["promise", "nobody", "it", "--by", "friday"], 3, "followup list"),
        (["quote", "ann", "Q-1"], 2, "-m"),
        (["quote", "ann", "Q 1", "-m", "x"], 2, "such as Q-114"),
        (["quote", "ann", "won", "-m", "x"], 2, "such as Q-114"),
        (["quote", "ann", "Q,1", "-m", "x"], 2, "such as Q-114"),
        (["quote", "ann", "Q-1", "-m", "x", "--date", "1/2/2026"], 2, "2026-02-01"),
    ],
)
def test_what_is_refused(ann: BookFolder, args: list[str], code: int, remedy: str) -> None:
    before = text(ann)
    found = ann.run(*args, "--on", ON)
    assert (found.code, found.out) == (code, "")
    assert remedy in found.err
    assert text(ann) == before


def test_a_quote(ann: BookFolder) -> None:
    args = ("quote", "ann", "Q-114", "-m", "Project X, 1200 EUR")
    found = ann.run(*args, "--date", "yesterday", "--on", ON)
    assert found.code == 0
    assert "quote Q-114 of Sun 13 Sep 2026. Next: " in found.out
    assert "quotes:\n  - 2026-09-13 Q-114, Project X, 1200 EUR\n---\n" in text(ann)
    before = text(ann)
    assert "there already" in ann.run(*args, "--date", "yesterday", "--on", ON).out
    second = ann.run("quote", "ann", "Q-114", "-m", "Project Y", "--on", ON)
    assert second.code == 3
    assert "settle" in second.err
    assert text(ann) == before
