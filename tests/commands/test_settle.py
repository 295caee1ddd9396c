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
        (["owed", "dropped", "--date", "yesterday"], 2, "--date"),
        (["meeting", "moved"], 2, "--to friday"),
        (["brochure", "kept", "--to", "friday"], 2, "--to friday"),
        (["cancelled"], 3, "has no appointment"),
        (
            ["brochure"],
            2,
            "kept or dropped (a promise), won, lost or withdrawn (a quote), cancelled",
        ),
        (["brochure", "done"], 2, "kept or dropped (a promise)"),
        (["meeting", "held"], 2, "followup log"),
        (["brochure", "kept", "--date", "tomorrow"], 2, "in the future"),
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


DEBTS = """---
name: Ann Lee  # hers
phone: "1"
touches:
  - 2026-09-01 in call missed
  - 2026-09-02 call voicemail
  -  2026-09-11  In  Email, thanks!  # no answer needed
  - {date: 2026-09-12, direction: in, channel: text, outcome: received, note: great}
---
"""


def test_what_needs_no_answer_is_owed_no_more(book: BookFolder) -> None:
    book.write("contacts/ann.md", DEBTS)
    assert "owed" in book.run("due", "--on", ON).out
    found = book.run("settle", "ann", "owed", "dropped", "--on", ON)
    said = "the e-mail of Fri 11 Sep 2026 and the text of Sat 12 Sep 2026 need no answer. "
    assert (found.code, found.err) == (0, "")
    assert said in found.out
    after = DEBTS.replace("In  Email,", "In  Email fyi,").replace("received", "fyi")
    assert text(book) == after
    assert "owed" not in book.run("due", "--on", ON).out
    again = book.run("settle", "ann", "owed", "dropped", "--on", ON)
    assert (again.code, text(book)) == (0, after)
    assert "Ann Lee: nothing is owed. " in again.out
    assert book.run("undo").code == 0
    assert text(book) == DEBTS


def test_owed_dropped_as_a_diff(book: BookFolder) -> None:
    book.write("contacts/ann.md", DEBTS)
    found = book.run("settle", "ann", "owed", "dropped", "--dry-run", "--on", ON)
    assert "+  -  2026-09-11  In  Email fyi, thanks!  # no answer needed\n" in found.out
    assert text(book) == DEBTS


PLANNED = """---
name: Ann Lee
touches:
  - 2026-09-08 meeting planned, the lease
  - 2026-09-16 12:30 Lunch planned, at Rosa's  # a table
  - {date: 2026-09-18, channel: meeting, outcome: planned}
---
"""


@pytest.mark.parametrize(
    ("words", "old", "new", "said"),
    [
        (
            ["lunch", "cancelled"],
            "Lunch planned",
            "Lunch cancelled",
            "lunch of Wed 16 Sep 2026 at 12:30 c",
        ),
        (["lunch", "canceled"], "Lunch planned", "Lunch cancelled", "cancelled. "),
        (["rosa", "Cancelled"], "Lunch planned", "Lunch cancelled", "cancelled. "),
        (
            ["2026-09-08", "cancelled"],
            "meeting planned",
            "meeting cancelled",
            "meeting of Tue 8 Sep",
        ),
        (
            ["meeting", "cancelled", "--date", "friday"],
            "outcome: planned",
            "outcome: cancelled",
            "18 Sep",
        ),
        (["cancelled", "--date", "2026-09-16"], "Lunch planned", "Lunch cancelled", "lunch"),
        (
            ["lunch", "moved", "--to", "next week tuesday"],
            "2026-09-16 12:30",
            "2026-09-22 12:30",
            "lunch of Wed 16 Sep 2026 at 12:30 moved to Tue 22 Sep 2026 at 12:30. ",
        ),
        (
            ["lunch", "moved", "--to", "2026-09-16 at 13:00"],
            "12:30",
            "13:00",
            "moved to Wed 16 Sep 2026 at 13:00",
        ),
        (
            ["lease", "moved", "--to", "1 oct 09:00"],
            "2026-09-08 meeting",
            "2026-10-01 09:00 meeting",
            "Thu 1 Oct",
        ),
        (
            ["meeting", "moved", "--date", "2026-09-18", "--to", "friday"],
            "",
            "",
            "is on that day already",
        ),
    ],
)
def test_an_appointment_is_called_off_or_moved(
    book: BookFolder, words: list[str], old: str, new: str, said: str
) -> None:
    book.write("contacts/ann.md", PLANNED)
    found = book.run("settle", "ann", *words, "--on", ON)
    assert (found.code, found.err) == (0, "")
    assert said in found.out
    after = PLANNED.replace(old, new, 1) if old else PLANNED
    assert text(book) == after
    again = book.run("settle", "ann", *words, "--on", ON)
    assert (again.code, text(book)) == (0, after)
    assert "already" in again.out


@pytest.mark.parametrize(
    ("words", "code", "remedy"),
    [
        (
            ["meeting", "cancelled"],
            3,
            "--date). Planned:\n  2026-09-08  meeting  the lease\n  2026-09-18  meeting\n",
        ),
        (["cancelled"], 3, "2026-09-16 12:30  lunch  at Rosa's"),
        (["lunch", "kept"], 3, "followup log"),
        (["coffee", "cancelled"], 3, "no such appointment. Planned:\n  2026-09-08"),
        (["lunch", "moved", "--to", "yesterday"], 2, "is in the past"),
        (["lunch", "moved", "--to", "tuesday week"], 2, "next week tuesday"),
    ],
)
def test_which_appointment_must_be_clear(
    book: BookFolder, words: list[str], code: int, remedy: str
) -> None:
    book.write("contacts/ann.md", PLANNED)
    found = book.run("settle", "ann", *words, "--on", ON)
    assert (found.code, found.out) == (code, "")
    assert remedy in found.err
    assert text(book) == PLANNED
