from __future__ import annotations

import pytest

from tests.helpers.book_folder import ON, BookFolder


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.add("ann", "2026-09-01 call voicemail", name="Ann Lee", phone="1")
    return book


def text(book: BookFolder) -> str:
    return (book.root / "contacts/ann.md").read_text(encoding="utf-8")


def test_snooze_writes_since_and_says_until_when(ann: BookFolder) -> None:
    found = ann.run("snooze", "ann", "in", "2", "weeks", "on", "holiday", "--on", ON)
    said = "Ann Lee: snoozed until Mon 28 Sep 2026. Try 1 of 7; next: call on Mon 28 Sep.\n"
    assert found == (0, said, "")
    assert "phone: 1\nsnooze: 2026-09-28 since 2026-09-14 on holiday\ntouches:" in text(ann)
    again = ann.run("snooze", "ann", "next week tuesday", "--on", ON)
    assert "snoozed until Tue 22 Sep 2026" in again.out
    assert "snooze: 2026-09-22 since 2026-09-14\n" in text(ann)
    assert "unchanged" in ann.run("snooze", "ann", "2026-09-22", "--on", ON).out


def test_follow_up(ann: BookFolder) -> None:
    found = ann.run("follow-up", "ann", "1 oct", "when: the budget # is decided", "--on", ON)
    said = "to follow up on Thu 1 Oct 2026. Next: call on Thu 1 Oct, the day you set.\n"
    assert found == (0, f"Ann Lee: {said}", "")
    assert 'follow_up: "2026-10-01 when: the budget # is decided"\n' in text(ann)
    shown = ann.run("show", "ann", "--on", ON).out
    assert "when: the budget # is decided" in shown


@pytest.mark.parametrize(
    ("args", "remedy"),
    [
        (["snooze", "ann"], "UNTIL"),
        (["snooze", "ann", "later"], "in 2 weeks"),
        (["snooze", "ann", "yesterday"], "not in the future"),
        (["snooze", "ann", "today"], "not in the future"),
        (["snooze", "ann", "3/4/2026"], "2026-04-03"),
        (["follow-up", "ann", "some", "day"], "next tuesday"),
        (["follow-up", "ann", "yesterday"], "Sun 13 Sep 2026 is in the past"),
        (["follow-up", "ann", "tuesday week"], "put a comma"),
        (["snooze", "ann", "tuesday", "week"], "put a comma"),
        (["promise", "ann", "x", "--by", "tuesday week"], "next week tuesday"),
        (["add", "Bo", "--met", "friday week, the fair"], "put a comma"),
        (["add", "Bo", "--met", "tomorrow"], "is in the future"),
        (["quote", "ann", "Q-9", "-m", "x", "--date", "tomorrow"], "is in the future"),
    ],
)
def test_no_day_is_2_with_examples(ann: BookFolder, args: list[str], remedy: str) -> None:
    before = text(ann)
    found = ann.run(*args, "--on", ON)
    assert (found.code, found.out) == (2, "")
    assert remedy in found.err
    assert text(ann) == before
