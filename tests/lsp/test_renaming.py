"""Another name, another file: every link leads where it led before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from followup_md.errors import RefusedError
from followup_md.lsp import edits, links, navigation, renaming
from followup_md.lsp.known_book import KnownBook
from followup_md.lsp.open_file import OpenFile
from followup_md.lsp.renaming import Renamed
from followup_md.model.contact import path_of
from tests.helpers.book_folder import BookFolder
from tests.helpers.open_files import bundled, known, opened


def file_of(book: KnownBook) -> Callable[[str], OpenFile | None]:
    return lambda id_: opened(book, id_) if id_ in book.ids else None


def place(file: OpenFile, what: str) -> int:
    return file.text.index(what) + len(what)


def carry_out(book: KnownBook, what: Renamed) -> KnownBook:
    """Change the files on disk as an editor would, and read the book again."""
    root = Path(book.root)
    for file, splices in list(renaming.changes(what, book, [], file_of(book))):
        text = edits.applied(file.text, splices)
        (root / file.path).write_bytes(text.encode())
    new = root / path_of(what.new_id)
    new.parent.mkdir(parents=True, exist_ok=True)
    (root / path_of(what.old_id)).rename(new)
    return known(root)


def targets(book: KnownBook, id_: str) -> list[str | None]:
    return [book.target(link, id_) for link in links.find(opened(book, id_).text)]


def rename(book: KnownBook, id_: str, what: str, new: str) -> KnownBook:
    file = opened(book, id_)
    return carry_out(book, renaming.renamed(file, book, place(file, what), new, file_of(book)))


@pytest.fixture
def full(tmp_path: Path) -> KnownBook:
    return known(bundled(tmp_path).root)


NAMES = ("Zoë Kowalska-O'Hara", "Ann: the Second", "No", "#1 Ann, of Galway", "\U0001f600 Ann")


@pytest.mark.parametrize("name", NAMES)
def test_every_link_follows_a_name(full: KnownBook, name: str) -> None:
    book = full
    for id_ in sorted(book.ids):
        before = {other: targets(book, other) for other in book.ids}
        own = book.contact(id_)
        assert own is not None
        file = opened(book, id_)
        span = navigation.name_span(file.text)
        assert span is not None
        what = renaming.renamed(file, book, span[0], f"{name} {id_}", file_of(book))
        book = carry_out(book, what)
        new_id = what.new_id
        assert new_id.rpartition("/")[0] == id_.rpartition("/")[0]
        assert new_id == id_ or id_ not in book.ids
        found = book.contact(new_id)
        assert found is not None
        assert found._replace(id=id_, name=own.name, body="") == own._replace(body="")
        assert found.name == " ".join(f"{name} {id_}".split())
        for other, led in before.items():
            after = targets(book, new_id if other == id_ else other)
            assert after == [new_id if target == id_ else target for target in led], other


def test_every_link_follows_a_file_into_another_folder(full: KnownBook) -> None:
    book = full
    for id_ in sorted(book.ids):
        before = {other: targets(book, other) for other in book.ids}
        new_id = f"moved/deep/{id_.rpartition('/')[2]}"
        book = carry_out(book, Renamed(id_, new_id, "", ""))
        for other, led in before.items():
            after = targets(book, new_id if other == id_ else other)
            assert after == [new_id if target == id_ else target for target in led], other


def test_what_names_a_contact_keeps_its_form(book: BookFolder) -> None:
    book.add("a/ann-lee", name="Ann Lee")
    book.add("b", via="ann-lee", name="B")
    book.add("c", via="Ann Lee", name="C")
    book.add("d", "2026-09-01 call with Ann Lee re Q-1, x", name="D",
             body="[[Ann Lee]] [[a/ann-lee|her]] [x](a/ann-lee.md#top) Ann Lee\n")  # fmt: skip
    book.add("a/e", name="E", via='"a/ann-lee"', body="[x](./ann-lee.md) [y](../b.md)\n")
    after = rename(known(book.root), "a/ann-lee", "Ann Lee", "Ann Woods")
    assert "a/ann-woods" in after.ids
    read = {path.stem: path.read_text() for path in book.root.rglob("*.md")}
    assert "via: ann-woods" in read["b"]
    assert "via: Ann Woods" in read["c"]
    assert "call with Ann Woods re Q-1, x" in read["d"]
    assert "[[Ann Woods]] [[a/ann-woods|her]] [x](a/ann-woods.md#top) Ann Lee" in read["d"]
    assert 'via: "a/ann-woods"' in read["e"]
    assert "[x](ann-woods.md) [y](../b.md)" in read["e"]


@pytest.mark.parametrize("name", ["Bob", "b", "Bo re Li", "Bo @li", "Bo, Li", "Bo: Li", "[Bo]"])
def test_a_name_that_would_mean_another_is_not_written_into_links(
    book: BookFolder, name: str
) -> None:
    book.add("ann", name="Ann Lee")
    book.add(
        "b", "2026-09-01 call with Ann Lee, x", name="Bob", via="Ann Lee", body="[[Ann Lee]]\n"
    )
    after = rename(known(book.root), "ann", "Ann Lee", name)
    (new_id,) = after.ids - {"b"}
    assert set(targets(after, "b")) == {new_id}
    found = after.contact("b")
    assert found is not None
    assert [(touch.note, touch.re, touch.by) for touch in found.touches] == [("x", "", "")]


def test_at_an_id_the_file_is_renamed_and_not_the_person(book: BookFolder) -> None:
    book.add("clients/ann", name="Ann Lee", body="[b](../b.md)\n")
    book.add("b", name="B", via="ann")
    after = rename(known(book.root), "b", "via: a", "old/ann")
    assert "old/ann" in after.ids
    assert "via: ann\n" in (book.root / "contacts/b.md").read_text()
    moved = after.contact("old/ann")
    assert moved is not None
    assert moved.name == "Ann Lee"
    assert "[b](../b.md)" in moved.body
    after = rename(after, "b", "via: a", "ann-lee")
    assert "old/ann-lee" in after.ids
    assert "via: ann-lee\n" in (book.root / "contacts/b.md").read_text()


def test_a_file_that_was_not_named_after_the_person_stays(book: BookFolder) -> None:
    book.add("boss", name="Ann Lee")
    after = rename(known(book.root), "boss", "Ann Lee", "Ann Woods")
    found = after.contact("boss")
    assert found is not None
    assert found.name == "Ann Woods"


@pytest.mark.parametrize("new", ["c", "C", "../x", ".x", "x/", "a\u200bb", "x\ny/../c"])
def test_no_file_is_overwritten_or_lost(book: BookFolder, new: str) -> None:
    book.add("ann", name="Ann Lee")
    book.add("b", name="B", via="ann")
    book.add("c", name="C")
    read = known(book.root)
    file = opened(read, "b")
    with pytest.raises(RefusedError):
        renaming.renamed(file, read, place(file, "via: a"), new, file_of(read))


def test_nothing_else_can_be_renamed(book: BookFolder) -> None:
    book.add("ann", "2026-09-01 call", name="Ann Lee", via="nobody at all")
    read = known(book.root)
    file = opened(read, "ann")
    for what in ("touches", "2026", "nobody", "---"):
        assert renaming.span(file, read, place(file, what)) is None
