"""One person in two files."""

from __future__ import annotations

import time

import pytest

from tests.helpers.book_folder import ON, BookFolder

CALL = "2026-09-01 call voicemail"
COPIES = (
    "ann-lee-2",
    "ann-lee copy",
    "Copy of ann-lee",
    "ann-lee (case conflict)",
    "clients/Ann Lee",
)


def warned(book: BookFolder) -> dict[str, str]:
    """Return the warnings by file."""
    lines = [line for line in book.run("check", "--on", ON).out.splitlines() if "W720" in line]
    return {line.partition(".md:")[0].removeprefix("contacts/"): line for line in lines}


@pytest.mark.parametrize("copy", COPIES)
def test_both_files_are_named(book: BookFolder, copy: str) -> None:
    for id_ in ("ann-lee", copy):
        book.add(id_, CALL, name="Ann Lee", phone='"+1 555 0100"')
    found = warned(book)
    assert f"as contacts/{copy}.md (same name and phone number)" in found["ann-lee"]
    assert "as contacts/ann-lee.md (same name and phone number)" in found[copy]
    assert len(found) == 2
    alone = book.run("check", "contacts/ann-lee.md", "--on", ON)
    assert "W720" in alone.out


def test_many_copies(book: BookFolder) -> None:
    for id_ in ("ann-lee", *COPIES):
        book.add(id_, CALL, name="Ann Lee")
    found = warned(book)
    assert len(found) == len(COPIES) + 1
    assert f" and {len(COPIES) - 1} more (same name and entries)" in "".join(found.values())


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ({"name": "Łukasz Żak", "phone": '"+48 22 111 22 33"'},
         {"name": "Zak, Lukasz", "phone": "(22) 111-22-33"}, "name and phone number"),
        ({"name": "山田 太郎", "email": "taro@a.example"},
         {"name": "山田太郎", "email": "mailto:Taro@a.example"}, "name and e-mail address"),
        ({"name": "Dr. Ana López", "birthday": "1984-09-17"},
         {"name": "Ana Lopez", "birthday": "1984-09-17"}, "name and birthday"),
        ({"name": "Ann", "uid": "u-1"}, {"name": "Anna Lee", "uid": "u-1"}, "uid"),
    ],
)  # fmt: skip
def test_what_two_files_share(
    book: BookFolder, one: dict[str, str], other: dict[str, str], what: str
) -> None:
    book.add("a", **one)
    book.add("b", **other)
    found = warned(book)
    assert f"contacts/b.md (same {what})" in found["a"]
    assert f"contacts/a.md (same {what})" in found["b"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Ann Lee", "phone": "555 0100"}, {"name": "Ann Lee", "phone": "555 0199"}),
        ({"name": "Ann Lee", "phone": "555 0100"}, {"name": "Bob Lee", "phone": "555 0100"}),
        ({"name": "Mr Lee", "phone": "555 0100"}, {"name": "Mrs Lee", "phone": "555 0100"}),
        ({"name": "Ann Lee", "phone": "555 0100", "uid": "1"},
         {"name": "Ann Lee", "phone": "555 0100", "uid": "2"}),
        ({"name": "राम", "phone": "555 0100"}, {"name": "रम", "phone": "555 0100"}),
    ],
)  # fmt: skip
def test_two_people(book: BookFolder, one: dict[str, str], other: dict[str, str]) -> None:
    book.add("a", **one)
    book.add("b", **other)
    assert warned(book) == {}
    assert book.run("check", "--on", ON).code == 0


@pytest.mark.slow
def test_ten_thousand_of_one_name_take_no_time() -> None:
    from followup_md.model.contact import Contact, Labelled
    from followup_md.model.identity import doubles

    people = [
        Contact(str(n), "Łukasz Żak", phone=(Labelled("", f"555 {n // 2:07}"),))
        for n in range(10_000)
    ]
    start = time.process_time()
    found = list(doubles(people))
    assert time.process_time() - start < 1
    assert len(found) == 5_000
