"""Books that are read through what is kept of them."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest

from followup_md.book.book import Book, open_book, open_cached
from followup_md.book.reader import ReadProblems
from followup_md.model.agenda import Agenda
from followup_md.parsing.contact_file import read_bytes
from followup_md.views import tsv
from followup_md.views.text_layout import Screen
from tests.helpers.book_folder import BookFolder

DAY = date(2026, 9, 14)
TOUCHES = ("2026-09-05 in call missed", "2026-09-08 call voicemail", "2026-09-10 email")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "followup"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the ids of the files that are read from now on."""
    found: list[str] = []

    def noted(id_: str, *rest: object) -> object:
        found.append(id_)
        return read_bytes(id_, *rest)  # type: ignore[arg-type]  # what the real one is called with

    monkeypatch.setattr("followup_md.parsing.contact_file.read_bytes", noted)
    return found


def database() -> Path:
    """Return the file in which something is kept."""
    (found,) = Path(os.environ["XDG_CACHE_HOME"], "followup").glob("*.db")
    return found


def kept(book: BookFolder) -> Book:
    """Open a book with what is kept of it."""
    return open_cached(book.root)


def same(
    book: BookFolder, on: date = DAY, days: int | None = None, first: int | None = None
) -> bool:
    """Whether what is kept gives the day that a reading gives, and the text that it makes."""
    again, fresh = kept(book), open_book(book.root)
    if first is None and again.rendered_agenda(on, days, lines, ()) != fresh.rendered_agenda(
        on, days, lines, ()
    ):
        return False
    return again.agenda(on, days, first) == fresh.agenda(on, days, first)


def lines(agenda: Agenda, _: ReadProblems) -> str:
    """Return a day as text."""
    return tsv.lines(agenda, Screen())


def quiet() -> None:
    """Wait until what was written is older than the grain of the file system's clock."""
    time.sleep(0.03)


def people(book: BookFolder, count: int = 6) -> None:
    """Write some contacts into three folders."""
    for number in range(count):
        id_ = f"{('', 'a/', 'a/b/')[number % 3]}c{number}"
        touch = TOUCHES[number % len(TOUCHES)]
        book.add(id_, touch, name=f"C {number}", birthday=f"--09-1{number % 9}")
