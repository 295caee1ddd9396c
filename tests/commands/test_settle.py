from __future__ import annotations

import pytest

from tests.helpers.book_folder import ON, BookFolder

FILE = """---
name: Ann Lee
promises:
  - 2026-09-10, send the brochure
  - 2026-09-11, send the invoice  # to Bo
  - 2026-09-12 theirs, signed form
quotes: [2026-09-01 Q-114, "2026-09-02 Q-115, Project Y"]
---
"""


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.write("contacts/ann.md", FILE)
    return book


def text(book: BookFolder) -> str:
    return (book.root / "contacts/ann.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "old", "new", "said"),
    [
        (
            ["brochure", "kept"],
            "2026-09-10, send",
            "2026-09-10 kept 2026-09-14, send",
            "your promise kept on Mon 14 Sep 2026: send the brochure.",
        ),
        (
            ["the", "Invoice", "dropped", "--date", "yesterday"],
            "2026-09-11, send",
            "2026-09-11 dropped 2026-09-13, send",
            "your promise dropped on Sun 13 Sep 2026: send the invoice.",
        ),
        (["2026-09-11", "kept"], "2026-09-11, send", "2026-09-11 kept 2026-09-14, send", ""),
        (["form", "KEPT"], "theirs, s", "theirs kept 2026-09-14, s", "their promise kept on"),
        (
            ["Q-114", "won"],
            "[2026-09-01 Q-114,",
            "[2026-09-01 Q-114 won 2026-09-14,",
            "quote Q-114 won on Mon 14 Sep 2026.",
        ),
        (["q-115", "lost"], "Q-115,", "Q-115 lost 2026-09-14,", "on Mon 14 Sep 2026: Project Y."),
        (["project", "withdrawn"], "Q-115,", "Q-115 withdrawn 2026-09-14,", "quote Q-115"),
    ],
)
def test_one_entry_is_ended(
    ann: BookFolder, words: list[str], old: str, new: str, said: str
) -> None:
    found = ann.run("settle", "ann", *words, "--on", ON)
    assert (found.code, found.err) == (0, "")
    assert said in found.out
    assert text(ann) == FILE.replace(old, new)


@pytest.mark.parametrize(
    ("words", "code", "remedy"),
    [
        (["send", "kept"], 3, "  2026-09-10  send the brochure\n  2026-09-11  send the invoice\n"),
        (["kept"], 3, "  2026-09-12  signed form\n"),
        (["Q-11", "won"], 3, "  Q-114\n  Q-115  Project Y\n"),
        (["flowers", "kept"], 3, "no open promise like that"),
        (["brochure", "won"], 3, "no open quote like that"),
        (["brochure"], 2, "kept, dropped, won, lost, withdrawn"),
        (["brochure", "done"], 2, "kept, dropped, won, lost, withdrawn"),
        (["brochure", "kept", "--date", "tomorrow"], 2, "to come"),
        (["Q-114", "won", "--date", "2026-08-01"], 3, "sent on Tue 1 Sep 2026"),
    ],
)
def test_what_is_not_certain_is_refused(
    ann: BookFolder, words: list[str], code: int, remedy: str
) -> None:
    found = ann.run("settle", "ann", *words, "--on", ON)
    assert (found.code, found.out) == (code, "")
    assert remedy in found.err
    assert text(ann) == FILE


def test_the_last_open_one_needs_no_words(ann: BookFolder) -> None:
    for words in (["brochure", "kept"], ["invoice", "kept"], ["kept"]):
        assert ann.run("settle", "ann", *words, "--on", ON).code == 0
    assert "theirs kept 2026-09-14, signed form" in text(ann)


def test_settled_twice_is_written_once(ann: BookFolder) -> None:
    ann.run("settle", "ann", "Q-114", "won", "--on", ON)
    before = text(ann)
    found = ann.run("settle", "ann", "Q-114", "won", "--on", "2026-09-20")
    assert found.code == 0
    assert "won already" in found.out
    assert ann.run("settle", "ann", "Q-114", "lost", "--on", ON).code == 3
    assert text(ann) == before
