from __future__ import annotations

import pytest

from tests.helpers.book_folder import ON, BookFolder

START = "---\nname: Ann Lee\n---\n"


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.write("contacts/ann.md", START)
    return book


def text(book: BookFolder) -> str:
    return (book.root / "contacts/ann.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "line", "said"),
    [
        (
            ["declined", "by", "them,", "no", "budget"],
            "declined by them 2026-09-14 no budget",
            "Ann Lee: declined by them since Mon 14 Sep 2026. Nothing more is due.",
        ),
        (["declined", "by", "me"], "declined by me 2026-09-14", "declined by me since"),
        (["Archived"], "archived 2026-09-14", "archived since"),
        (["archived 2026-01-02 moved"], "archived 2026-01-02 moved", "since Fri 2 Jan 2026"),
        (["do", "not", "contact"], "do-not-contact 2026-09-14", "Ann Lee: do not contact since"),
        (["open", "by", "them"], "open by them 2026-09-14", "open by them since"),
    ],
)
def test_a_status_gets_its_day(ann: BookFolder, words: list[str], line: str, said: str) -> None:
    found = ann.run("status", "ann", *words, "--on", ON)
    assert (found.code, found.err) == (0, "")
    assert said in found.out
    assert text(ann) == f"---\nname: Ann Lee\nstatus: {line}\n---\n"


def test_open_again_takes_it_away(ann: BookFolder) -> None:
    ann.run("status", "ann", "declined", "--on", ON)
    found = ann.run("status", "ann", "open", "--on", ON)
    assert found == (
        0,
        "Ann Lee: open again. No date follows yet: a touch, or a `reason` with `met`, sets one.\n",
        "",
    )
    assert text(ann) == START
    assert "unchanged" in ann.run("status", "ann", "open", "--on", ON).out


def test_do_not_contact_is_said_wherever_they_are_named(ann: BookFolder) -> None:
    ann.run("status", "ann", "do-not-contact", "--on", ON)
    found = ann.run("promise", "ann", "send it", "--by", "friday", "--on", ON)
    assert found.out.startswith("Ann Lee (do not contact): you promised it")


@pytest.mark.parametrize("words", [["gone"], ["declined", "by", "us"], ["declined", "1/2/26"], []])
def test_other_words_are_2_with_an_example(ann: BookFolder, words: list[str]) -> None:
    found = ann.run("status", "ann", *words, "--on", ON)
    assert (found.code, found.out) == (2, "")
    assert "by me" in found.err or "declined" in found.err
    assert text(ann) == START
