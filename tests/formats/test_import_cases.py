"""Files of other programs, each with the contacts that it must give."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.helpers.book_folder import ON, BookFolder

CASES = Path(__file__).parents[1] / "cases/import"
SOURCES = sorted(path for path in CASES.iterdir() if path.is_file() and path.suffix)


def contacts(book: BookFolder) -> str:
    """Return the text of all contacts, each below its id."""
    top = book.root / "contacts"
    found = sorted(top.rglob("*.md"))
    return "".join(f"# {path.stem}\n{path.read_text(encoding='utf-8')}\n" for path in found)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_each_file_gives_these_contacts_and_nothing_the_second_time(
    book: BookFolder, source: Path
) -> None:
    first = book.run("import", "--list", "--on", ON, str(source))
    expected = CASES / "expected" / f"{source.name}.txt"
    assert first.out + contacts(book) == expected.read_text(encoding="utf-8")
    assert book.run("check").code == 0
    before = contacts(book)
    again = book.run("import", "--on", ON, str(source))
    assert again.code == first.code
    assert again.out.endswith("wrote 0 files\n")
    assert contacts(book) == before
    assert (
        book.run("due", "--on", ON).out.count("\n") <= 2
    )  # a birthday that is near, and the summary


@pytest.mark.slow
def test_the_order_of_files_makes_no_other_people(book: BookFolder) -> None:
    found = []
    for seed in range(5):
        order = SOURCES[:]
        random.Random(seed).shuffle(order)
        one_by_one = BookFolder(book.root.parent / f"one-{seed}")
        at_once = BookFolder(book.root.parent / f"all-{seed}")
        for each in (one_by_one, at_once):
            each.write("followup.yml", "timezone: Europe/Dublin\n")
            (each.root / "contacts").mkdir()
        for source in order:
            one_by_one.run("import", str(source))
        at_once.run("import", *map(str, order))
        for each in (one_by_one, at_once):
            text = contacts(each)
            assert each.run("import", *map(str, order)).out.endswith("wrote 0 files\n")
            assert contacts(each) == text
            found.append((text.count("\n# "), sorted(set(re.findall(r"[\w.]+@[\w.]+", text)))))
    assert [each == found[0] for each in found] == [True] * 10
