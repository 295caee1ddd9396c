"""`check`, `list` and filters with a cache: every answer is that of a reading."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import product

import pytest

from followup_md.book import checking, due_rows, listing
from followup_md.book.book import Book, open_book
from followup_md.cache import fingerprints, workers
from followup_md.errors import RefusedError
from followup_md.model import lookup
from followup_md.model.agenda import KINDS
from followup_md.model.query import Query
from tests.helpers.book_folder import BookFolder
from tests.helpers.cached_book import DAY, kept, own_cache, people, quiet, read

__all__ = ["own_cache", "read"]  # fixtures

# Lines of a front matter: of one kind, one or none is taken.
LINES = (
    ("name: Ann Lee", "name: Dr. Ann Lee", "name: Bob Smith", "name: Zoë", "name: bob", "x: 1"),
    ("uid: u1", "uid: u2", ""),
    ("private: yes", "private: perhaps", "", "", ""),
    ("via: bob", "via: contacts/a/c1.md", 'via: "[[Bob Smith]]"', "via: Zoë", "", ""),
    ("phone: +1 555 0100", "phone: 5550100", "phone: none # of his own", ""),
    ("tags: [client, friend]", "tags: client", "tag: friend", ""),
    ("owner: mary", "owner: Mary", "owner: paul", ""),
    ("met: 2026-09-01 at the fair", ""),
    ("status: archived", "", "", ""),
    ("# a comment", "", "more: 1 #2"),
)
TOUCHES = (
    "- 2026-09-05 in call missed",
    "- 2026-09-08 call, no answer",
    "- 2026-10-03 call voicemail",
    "- 2026-09-10 email with bob",
    "- 2026-09-16 meeting planned, lunch",
    "- 2026-09-10 email with bob  # again",
)
BODIES = ("", "see [Bob](bob.md)\n", "the roof, ask for slates\n", "[[a/c1]] knows\n")
QUERIES = (
    Query(),
    Query(("slates",)),
    Query(("zoe", "RO")),
    Query(tag="Client"),
    Query(owner="mary"),
    Query(("bob",), tag="friend", status="open"),
)


NAMES = ("bob", "Ann", "zoe", "a/c1", "c2", "Dr. Ann Lee", "contacts/bob.md", "nobody", " ", "3")


def contact(pick: random.Random) -> str:
    """Return the text of a contact file, with something wrong in it now and then."""
    lines = [line for kind in LINES if (line := pick.choice(kind))]
    touches = pick.sample(TOUCHES, pick.randrange(len(TOUCHES)))
    return "\n".join(["---", *lines, "touches:", *touches, "---", pick.choice(BODIES)])


def change(book: BookFolder, pick: random.Random) -> None:
    """Add, change, rename or delete one of twelve contacts."""
    folder, number = pick.choice(("", "a/", "a/b/")), pick.randrange(4)
    id_ = pick.choice(("bob", "ann-lee", f"{folder}c{number}"))
    path = book.root / f"contacts/{id_}.md"
    act = pick.random()
    if act < 0.7 or not path.exists():
        book.write(f"contacts/{id_}.md", contact(pick))
    elif act < 0.8:
        path.unlink()
    elif act < 0.9:
        path.rename(path.with_name(f"{path.stem.swapcase()}{pick.randrange(3)}.md"))
    else:
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def meant(book: Book, name: str) -> str:
    """Return whom a name means, or what is said if that is not clear."""
    try:
        return lookup.resolve(name, book.handles_like(name)[0])
    except RefusedError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_every_form_says_what_it_says_without_a_cache(
    book: BookFolder, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprints, "GRAIN", 0)
    monkeypatch.setattr(fingerprints, "_PART", seed % 3 + 1)
    if seed == 1:  # every check in several processes
        monkeypatch.setattr(checking, "_MANY", 1)
        monkeypatch.setattr(workers, "worker_count", lambda: 2)
    pick = random.Random(seed)
    for step in range(40):
        for _ in range(pick.choice((1, 1, 4))):
            change(book, pick)
        on = DAY + timedelta(days=pick.choice((0, 0, 1, -8, 40)))
        again, fresh = kept(book), open_book(book.root)
        assert checking.check(again, [], on) == checking.check(fresh, [], on), step
        files = sorted((book.root / "contacts").rglob("*.md"))
        for path in pick.sample(files, min(2, len(files))):
            found = checking.check(again, [path], on)
            assert found == checking.check(fresh, [path], on), (step, path)
        folder = [book.root / "contacts/a"] if (book.root / "contacts/a").is_dir() else []
        assert checking.check(again, folder, on) == checking.check(fresh, folder, on), step
        for query in QUERIES:
            assert listing.listed(again, query, on) == listing.listed(fresh, query, on), step
        for query in (Query(tag="friend"), Query(owner="MARY"), Query(tag="no", owner="no")):
            for days, first in ((None, None), (40, 0), (0, 2)):
                day = again.agenda(on, days, first, query)
                assert day == fresh.agenda(on, days, first, query), (step, query)
        for kind, first in product(KINDS, (None, 0, 2)):
            rows = due_rows.rows(again, on, 40, first, Query(), kind)
            assert rows.agenda == due_rows.rows(fresh, on, 40, first, Query(), kind).agenda, step
        for name in NAMES:
            assert meant(again, name) == meant(fresh, name), (step, name)


def test_a_check_reads_only_what_has_changed(
    book: BookFolder, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprints, "GRAIN", 0)
    people(book)
    kept(book).agenda(DAY)
    quiet()
    checking.check(kept(book), [], DAY)
    read.clear()
    assert checking.check(kept(book), [], DAY) == checking.check(open_book(book.root), [], DAY)
    assert len(read) == 6  # by the one without a cache
    read.clear()
    book.add("a/c1", "2026-09-08 call", "2026-09-01 call", name="C 1")
    (problem,) = checking.check(kept(book), [], DAY).problems
    assert problem.code == "W702"
    assert set(read) == {"a/c1"}


def test_a_change_that_changes_no_value_is_seen(book: BookFolder) -> None:
    """The contact stays the same, but not what is to be said of its file."""
    path = book.add("ann", "2026-09-08 call", name="Ann", org="Acme")
    assert checking.check(kept(book), [], DAY).problems == ()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("org: Acme", "org: Acme #2 in Rome"), encoding="utf-8")
    (problem,) = checking.check(kept(book), [], DAY).problems
    assert problem.code == "W704"


def test_a_touch_that_was_to_come_is_no_warning_on_its_day(book: BookFolder) -> None:
    book.add("ann", "2026-09-16 call", name="Ann")
    for days, codes in ((0, ["W701"]), (1, ["W701"]), (2, []), (0, ["W701"])):
        found = checking.check(kept(book), [], DAY + timedelta(days=days)).problems
        assert [problem.code for problem in found] == codes
