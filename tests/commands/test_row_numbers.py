"""The numbers of the rows that `due` shows on a terminal, and what they stand for."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.cached_book import own_cache
from tests.helpers.one_terminal import OneTerminal

__all__ = ["own_cache"]  # a fixture
pytestmark = pytest.mark.slow


@pytest.fixture
def callers(book: BookFolder) -> BookFolder:
    for name in ("Ann", "Bob", "Cleo"):
        book.add(name.lower(), "2026-09-07 in call missed", name=name, phone="1", tags=f"[{name}]")
    book.add("dan", "2026-09-16 meeting planned, lunch", name="Dan")
    return book


@pytest.fixture
def here(callers: BookFolder) -> Iterator[OneTerminal]:
    with OneTerminal(callers) as terminal:
        yield terminal


def touches(book: BookFolder, id_: str) -> list[str]:
    lines = (book.root / f"contacts/{id_}.md").read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith("  - ")]


def numbers(shown: str) -> dict[str, str]:
    """Return the name behind each number on the screen."""
    return dict(re.findall(r"^ *(\d+)  (\w+)", shown, re.MULTILINE))


def test_a_number_stands_for_the_name_in_its_row(here: OneTerminal, callers: BookFolder) -> None:
    _, shown = here.run("due", "--on", ON)
    assert numbers(shown) == {"1": "Ann", "2": "Bob", "3": "Cleo", "4": "Dan"}
    code, said = here.run("log", "2", "call", "voicemail", "--on", ON)
    assert (code, said.partition(":")[0]) == (0, "Bob")
    assert touches(callers, "bob")[-1] == "  - 2026-09-14 call voicemail"
    assert here.run("show", "4")[1].startswith("Dan")
    assert here.run("why", "1")[0] == 0


def test_several_with_commas_and_names_among_them(here: OneTerminal, callers: BookFolder) -> None:
    here.run("due", "--on", ON)
    assert here.run("log", "3, ann,2", "email", "sent", "--on", ON)[0] == 0
    assert [len(touches(callers, id_)) for id_ in ("ann", "bob", "cleo", "dan")] == [2, 2, 2, 1]


def test_what_is_written_by_number_leaves_the_others_as_they_are(
    here: OneTerminal, callers: BookFolder
) -> None:
    here.run("due", "--on", ON)
    for words in (
        ["log", "1", "call", "answered"],
        ["promise", "1", "the plan", "--by", "2026-09-20"],
    ):
        assert here.run(*words, "--on", ON)[0] == 0
    assert here.run("undo")[0] == 0
    assert here.run("log", "2", "call", "no-answer", "--on", ON)[0] == 0
    assert here.run("log", "1", "email", "sent", "--on", ON)[0] == 0
    assert [len(touches(callers, id_)) for id_ in ("ann", "bob", "cleo")] == [3, 2, 1]


@pytest.mark.parametrize("change", ["edited", "new", "gone", "by name", "settings", "unreadable"])
def test_not_after_a_change_of_the_book(
    here: OneTerminal, callers: BookFolder, change: str
) -> None:
    here.run("due", "--on", ON)
    if change == "edited":
        callers.add("cleo", "2026-09-07 in call missed, at noon", name="Cleo", phone="1")
    elif change == "new":
        callers.add("aaron", "2026-09-11 in call missed", name="Zoe")
    elif change == "gone":
        (callers.root / "contacts/cleo.md").unlink()
    elif change == "by name":
        here.run("log", "cleo", "call", "answered", "--on", ON)
    elif change == "settings":
        callers.write("followup.yml", "timezone: Europe/Paris\n")
    else:
        callers.write("contacts/bad.md", "no front matter")
    before = touches(callers, "bob")
    code, said = here.run("log", "2", "call", "voicemail", "--on", ON)
    assert code == 3
    if change == "settings":  # nothing that was kept holds
        assert "no contact is called '2'" in said
    else:
        assert "the book has changed since row 2 was shown here: see followup due" in said
    assert touches(callers, "bob") == before
    here.run("due", "--on", ON)
    assert here.run("log", "2", "call", "voicemail", "--on", ON)[0] == (change == "unreadable")
    assert len(touches(callers, "bob")) == 2


def test_each_terminal_has_its_own_rows(here: OneTerminal, callers: BookFolder) -> None:
    here.run("due", "--on", ON)
    with OneTerminal(callers) as other:
        code, said = other.run("show", "1")
        assert code == 3
        assert "no contact is called '1'" in said
        assert numbers(other.run("due", "--on", ON, "--tag", "cleo")[1]) == {"1": "Cleo"}
        assert other.run("show", "1")[1].startswith("Cleo")
    assert here.run("show", "1")[1].startswith("Ann")


@pytest.mark.parametrize("fields", [{"id_": "2"}, {"id_": "two", "name": "2"}])
def test_a_contact_of_that_name_wins(
    here: OneTerminal, callers: BookFolder, fields: dict[str, str]
) -> None:
    callers.add(**fields, met="2026-09-14")
    here.run("due", "--on", ON)
    assert here.run("log", "2", "call", "answered", "--on", ON)[0] == 0
    assert len(touches(callers, "bob")) == 1
    assert touches(callers, fields["id_"]) == ["  - 2026-09-14 call answered"]


def test_a_number_beyond_the_rows_is_a_name(here: OneTerminal, callers: BookFolder) -> None:
    callers.add("area-51", name="Area")
    here.run("due", "--on", ON)
    assert here.run("show", "51")[1].startswith("Area")
    assert here.run("show", "77")[0] == 3
    assert here.run("show", "0")[0] == 3


def test_filtered_rows_have_numbers_of_their_own(here: OneTerminal) -> None:
    here.run("due", "--on", ON)
    assert numbers(here.run("due", "--on", ON, "--kind", "planned")[1]) == {"1": "Dan"}
    assert here.run("show", "1")[1].startswith("Dan")


def test_no_numbers_where_they_could_not_be_used(
    callers: BookFolder, here: OneTerminal, own_cache: Path
) -> None:
    assert numbers(here.run("due", "--on", ON, FOLLOWUP_NO_CACHE="1")[1]) == {}
    assert "due\t" in callers.run("due", "--on", ON).out
    own_cache.write_text("in the way") if not own_cache.exists() else None
    assert callers.run("show", "1").code == 3


def test_a_long_day_goes_through_the_pager(here: OneTerminal, callers: BookFolder) -> None:
    pager = callers.write("pager", '#!/bin/sh\necho "paged $LESS"\ncat\n')
    pager.chmod(pager.stat().st_mode | stat.S_IXUSR)
    _, short = here.run("due", "--on", ON, PAGER=str(pager))
    assert "paged" not in short
    for number in range(30):
        callers.add(f"e{number}", "2026-09-07 in call missed", name=f"Eve {number:02}")
    code, shown = here.run("due", "--on", ON, PAGER=str(pager))
    assert (code, shown.count("paged FRX")) == (0, 1)
    assert shown.index("paged") < shown.index("You owe") < shown.index("Coming up")
    _, all_ = here.run("due", "--on", ON, "--all", PAGER=str(pager))
    assert all_.index("paged FRX") < all_.index("Every date")
    for none in ("", "cat", str(callers.root / "no such program"), "'"):
        assert here.run("due", "--on", ON, PAGER=none)[1].count("Eve") == 30
    assert callers.run("due", "--on", ON).out.count("Eve") == 30
    code, left = here.run("due", "--on", ON, PAGER="true")
    assert (code, "Traceback" in left) == (0, False)


def test_the_numbers_are_the_same_on_the_quick_way(callers: BookFolder) -> None:
    with OneTerminal(callers) as one, OneTerminal(callers) as other:
        assert one.run("due", "--on", ON) == other.run("-C", ".", "-C", ".", "due", "--on", ON)
        assert one.run("show", "3") == other.run("show", "3")
