"""A book read and checked through its doors: one bad file costs no other."""

from __future__ import annotations

import gc
import os
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from followup_md.book import checking
from followup_md.book.book import Book, open_book
from followup_md.errors import Problem, UsageError
from followup_md.storage import files
from followup_md.storage.locate import find_book_path
from tests.helpers.book_folder import BookFolder

ON = date(2026, 9, 14)


def opened(folder: BookFolder) -> Book:
    return open_book(folder.root)


def told(problems: tuple[Problem, ...]) -> list[tuple[str, int, str]]:
    return [(problem.path, problem.line, problem.code) for problem in problems]


def test_contacts_by_id(book: BookFolder) -> None:
    for id_ in ("b", "a/c", "A b", "a-x"):
        book.add(id_)
    reading = opened(book).read()
    assert [contact.id for contact in reading.contacts] == ["A b", "a-x", "a/c", "b"]
    assert (reading.problems, reading.unreadable) == ((), ())


def test_an_empty_book(book: BookFolder) -> None:
    assert opened(book).read() == ((), (), ())
    (book.root / "contacts").rmdir()
    assert opened(book).read() == ((), (), ())


def test_a_bad_file_costs_no_other(book: BookFolder) -> None:
    book.add("ann")
    book.write("contacts/bad.md", "---\nname: B\nkeep: often\ntouches:\n  - x\n---\n")
    book.write("contacts/bytes.md", b"\xff")
    book.write("contacts/big.md", b" " * (8 * 2**20 + 1))
    book.write("contacts/deep.md", "---\nname: " + "[" * 200_000 + "\n---\n")
    (book.root / "contacts" / "link.md").symlink_to("ann.md")
    (book.root / "contacts" / "dir.md").mkdir()
    os.mkfifo(book.root / "contacts" / "pipe.md")
    reading = opened(book).read()
    assert [contact.id for contact in reading.contacts] == ["ann"]
    assert told(reading.problems) == [
        ("contacts/bad.md", 3, "E306"),
        ("contacts/bad.md", 5, "E401"),
        ("contacts/big.md", 0, "E101"),
        ("contacts/bytes.md", 1, "E102"),
        ("contacts/deep.md", 1, "E106"),
        ("contacts/dir.md", 0, "W710"),
        ("contacts/link.md", 0, "W710"),
        ("contacts/pipe.md", 0, "W710"),
    ]
    bad = ("bad", "big", "bytes", "deep")
    assert reading.unreadable == tuple(f"contacts/{name}.md" for name in bad)


def test_a_file_that_vanishes_while_the_book_is_read(
    book: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.add("ann")
    book.add("bob")
    real = files.list_contacts

    def listed(root: Path) -> files.Listing:
        found = real(root)
        (Path(root) / "contacts" / "ann.md").unlink(missing_ok=True)
        return found

    monkeypatch.setattr(files, "list_contacts", listed)
    reading = opened(book).read()
    assert [contact.id for contact in reading.contacts] == ["bob"]
    assert reading.problems == ()


def test_a_file_that_becomes_a_link_while_the_book_is_read(
    book: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = book.write("secret.md", "---\nname: Secret\n---\n")
    path = book.add("ann")
    real = files.list_contacts

    def listed(root: Path) -> files.Listing:
        found = real(root)
        path.unlink(missing_ok=True)
        path.symlink_to(secret)
        return found

    monkeypatch.setattr(files, "list_contacts", listed)
    reading = opened(book).read()
    assert reading.contacts == ()
    assert told(reading.problems) == [("contacts/ann.md", 0, "E109")]
    assert str(book.root) not in reading.problems[0].message


@pytest.mark.parametrize(("one", "other"), [("Ann", "ann"), ("zo\u00eb", "zoe\u0308")])
def test_two_ids_that_are_one_elsewhere(book: BookFolder, one: str, other: str) -> None:
    for id_ in (one, other, "bob"):
        book.add(id_)
    reading = opened(book).read()
    assert [contact.id for contact in reading.contacts] == ["bob"]
    paths = sorted(f"contacts/{id_}.md" for id_ in (one, other))
    assert told(reading.problems) == [(path, 0, "E501") for path in paths]
    assert reading.unreadable == tuple(paths)


def test_a_twin_that_cannot_be_read_makes_the_other_suspect_too(book: BookFolder) -> None:
    book.write("contacts/Ann.md", "private: yes")
    book.add("ann")
    assert opened(book).read().contacts == ()


def test_the_collector_is_left_as_it_was(book: BookFolder) -> None:
    opened(book).read()
    assert gc.isenabled()
    gc.disable()
    try:
        opened(book).read()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_check_tells_errors_and_warnings(book: BookFolder) -> None:
    book.add("ann", "2026-09-20 call", tel="1", via="bob")
    book.add("bob", private="yes")
    book.write("contacts/bad.md", "---\nname: B\ntel: x\nname: C\n---\n")
    assert told(checking.check(opened(book), [], ON).problems) == [
        ("contacts/ann.md", 0, "W708"),
        ("contacts/ann.md", 3, "W705"),
        ("contacts/ann.md", 6, "W701"),
        ("contacts/bad.md", 4, "E203"),
    ]


def test_check_of_some_files(book: BookFolder) -> None:
    for id_ in ("a/x", "a/y", "b"):
        book.add(id_, tel="1")
    book.write("contacts/README.md", "words")

    def paths(*names: str) -> list[str]:
        chosen = [book.root / "contacts" / name for name in names]
        return [problem.path for problem in checking.check(opened(book), chosen, ON).problems]

    assert paths("b.md") == ["contacts/b.md"]
    assert paths("a") == ["contacts/a/x.md", "contacts/a/y.md"]
    assert len(paths("")) == 3
    assert paths("README.md") == paths("gone.md") == []
    with pytest.raises(UsageError, match="not under contacts/"):
        paths("../followup.yml")


def test_check_of_a_book_without_a_time_zone(book: BookFolder) -> None:
    book.write("followup.yml", "")
    assert told(checking.check(opened(book), [], ON).problems) == [("followup.yml", 0, "W901")]


def test_a_book_is_found_from_within(book: BookFolder) -> None:
    inside = book.root / "contacts" / "a" / "b"
    inside.mkdir(parents=True)
    assert find_book_path(inside) == find_book_path(book.root) == book.root
    (book.root / "followup.yml").unlink()
    with pytest.raises(UsageError, match="followup init"):
        find_book_path(inside)
    book.write("mkdocs.yml", "")
    assert find_book_path(inside) == book.root


@pytest.mark.parametrize("start", ["", "contacts", "gone"])
def test_no_book(tmp_path: Path, start: str) -> None:
    (tmp_path / "contacts").mkdir()
    with pytest.raises(UsageError):
        find_book_path(tmp_path / start)


def test_a_book_is_not_looked_for_above_home(
    book: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = book.root / "home" / "deep"
    home.mkdir(parents=True)
    assert find_book_path(home) == book.root
    monkeypatch.setenv("HOME", str(home.parent))
    with pytest.raises(UsageError):
        find_book_path(home)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("timezne: x", "followup.yml:1:1: E902 unknown key; did you mean `timezone`?"),
        ("a: [", "followup.yml:1:4: E218"),
        ("me: x\nholidays: [2026-02-30]", "followup.yml:2:12: E903"),
        (b"\xff", "followup.yml:1:1: E102"),
    ],
)
def test_settings_that_cannot_be_read(book: BookFolder, text: str | bytes, said: str) -> None:
    book.write("followup.yml", text)
    with pytest.raises(UsageError) as caught:
        opened(book)
    assert str(caught.value).startswith(said)


def test_the_settings_make_the_calendar(book: BookFolder) -> None:
    book.write("followup.yml", "workdays: [sat]\nholidays: [2026-09-19 the fair]\n")
    calendar = opened(book).calendar
    assert calendar.add(date(2026, 9, 14), 1) == date(2026, 9, 26)


def test_today_is_that_of_the_book(book: BookFolder) -> None:
    late = datetime(2026, 9, 14, 23, 30, tzinfo=UTC)
    assert opened(book).today(late) == date(2026, 9, 15)
    book.write("followup.yml", "timezone: America/New_York\n")
    assert opened(book).today(late) == ON
    assert opened(book).today(late.astimezone(timezone(timedelta(hours=14)))) == ON
    book.write("followup.yml", "")
    assert opened(book).today(late) == late.astimezone().date()
