"""Who is due and how many, from the index alone, against the rows that are made."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from followup_md.book import due_rows
from followup_md.book.book import open_book
from followup_md.model.agenda import KINDS, DueCount
from followup_md.model.query import ANYBODY, Query
from followup_md.views import short
from tests.helpers.book_folder import BookFolder
from tests.helpers.cached_book import DAY, kept, own_cache, people

__all__ = ["own_cache"]  # a fixture
DAYS = [DAY - timedelta(400), DAY - timedelta(5), DAY, DAY + timedelta(60), date(9999, 12, 31)]


@pytest.fixture
def many(book: BookFolder) -> BookFolder:
    people(book, 20)
    book.write("followup.yml", "timezone: Europe/Dublin\nagenda: {limit: 4}\n")
    book.add("ahead", "2026-09-05 in call missed", "2026-09-20 call", name="Ahead", tags="[x]")
    book.add("plan", "2026-09-11 visit planned", name="Plan", tags="[x]", birthday="--09-12")
    book.add("word", "2026-09-01 call", name="Word", promises="\n  - 2026-09-10, this")
    book.add("two/word", "2026-09-05 in call missed", promises="\n  - 2026-09-10, this")
    book.add("three/Word", "2026-09-05 in call missed", name="W", owner="nora")
    book.add("three/word", "2026-09-05 in call missed", name="w")
    book.add("gone", "2026-09-05 in call missed", status="archived")
    book.write("contacts/bad.md", "no front matter")
    return book


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("query", [ANYBODY, Query(tag="x"), Query(owner="nora")])
def test_the_index_gives_whom_the_rows_are_about(many: BookFolder, on: date, query: Query) -> None:
    agenda, found = open_book(many.root).agenda(on, None, None, query)
    for _ in range(2):
        for kind in (None, *KINDS):
            rows = agenda if kind is None else agenda.of_kind(kind)
            ids = due_rows.ids(kept(many), on, query, kind)
            assert ids.now == [row.contact.id for row in rows.due]
            assert ids.later == [row.contact.id for row in rows.later]
            assert ids.found == found
            assert due_rows.ids(open_book(many.root), on, query, kind) == ids


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("limit", ["", "agenda: {limit: 4}\n"])
def test_the_first_rows_of_a_kind_are_the_first_of_all(
    many: BookFolder, on: date, limit: str
) -> None:
    many.write("followup.yml", f"timezone: Europe/Dublin\n{limit}")
    whole, found = open_book(many.root).agenda(on, 40)
    for kind, first in product(KINDS, (None, 0, 2, 90)):
        agenda = whole.of_kind(kind) if first is None else whole.of_kind(kind).cut(first)
        for book in (kept(many), open_book(many.root)):
            rows = due_rows.rows(book, on, 40, first, ANYBODY, kind)
            assert (rows.agenda, rows.found) == (agenda, found), (kind, first)


@pytest.mark.parametrize("on", DAYS)
def test_the_index_counts_them(many: BookFolder, on: date) -> None:
    agenda, found = open_book(many.root).agenda(on)
    for _ in range(2):
        assert due_rows.count(kept(many), on) == (DueCount.of(agenda), found)
    assert due_rows.count(open_book(many.root), on) == (DueCount.of(agenda), found)


@pytest.mark.parametrize(
    ("count", "unread", "line"),
    [
        (DueCount(6, 19), 0, "6 owed · 19"),
        (DueCount(0, 19), 0, "19"),
        (DueCount(0, 0), 0, ""),
        (DueCount(1, 1), 2, "1 owed · 1 · 2 unreadable"),
        (DueCount(0, 0), 1, "1 unreadable"),
    ],
)
def test_the_short_line(count: DueCount, unread: int, line: str) -> None:
    assert short.line(count, unread) == line


def test_short_on_the_command_line(many: BookFolder) -> None:
    many.write("followup.yml", "timezone: Europe/Dublin\n")
    on = DAY.isoformat()
    found = many.run("due", "--short", "--on", on)
    agenda, _ = open_book(many.root).agenda(DAY)
    assert (found.code, found.err) == (1, "")
    # Two files whose paths collide are unreadable, and so is the one without front matter.
    count = DueCount.of(agenda)
    assert found.out == f"{count.owed} owed · {count.every} · 3 unreadable\n"
    assert many.run("--no-cache", "due", "--short", "--on", on) == found
    for path in ("bad", "three/Word", "three/word"):
        (many.root / f"contacts/{path}.md").unlink()
    found = many.run("due", "--short", "--on", on)
    assert found.code == 0
    assert found.out.endswith(f" · {count.every}\n")
    assert many.run("due", "--short", "--tag", "x", "--on", on).out == "1 owed · 2\n"
    assert many.run("due", "--short", "--kind", "promise", "--on", on).out == "1 owed · 2\n"
    assert many.run("due", "--short", "--on", "2020-01-01").out == ""
    for other in ("-q", "--json", "--all"):
        refused = many.run("due", "--short", other)
        assert (refused.code, refused.out) == (2, "")
        assert "--short is an answer of its own" in refused.err
