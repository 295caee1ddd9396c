"""Several contacts, with commas between them: all or none, one change, one commit."""

from __future__ import annotations

import pytest

from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.real_git import git

COMMANDS = [
    ("log", "email"),
    ("promise", "send it", "--by", "friday"),
    ("quote", "Q-9", "-m", "the roof"),
    ("settle", "brochure", "kept"),
    ("snooze", "friday"),
    ("follow-up", "friday"),
    ("status", "declined"),
    ("decline", "call"),
]


@pytest.fixture
def both(book: BookFolder) -> BookFolder:
    for name in ("ann", "bob"):
        book.write(
            f"contacts/{name}.md",
            f"---\nname: {name.title()}\npromises:\n  - 2026-09-10, the brochure\n---\n",
        )
    return book


def texts(book: BookFolder) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (book.root / "contacts").iterdir()}


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_all_or_none_and_one_undo(both: BookFolder, words: tuple[str, ...]) -> None:
    before = texts(both)
    command, *rest = words
    found = both.run(command, "ann,bob", *rest, "--on", ON)
    assert (found.code, found.err) == (0, "")
    assert [line.partition(":")[0].split()[0] for line in found.out.splitlines()] == ["Ann", "Bob"]
    after = texts(both)
    assert {name for name, text in after.items() if text != before[name]} == {"ann.md", "bob.md"}
    assert both.run("undo").code == 0
    assert texts(both) == before
    both.write("contacts/bad.md", "---\nname: Bad\ntouches: 3\n---\n")
    refused = both.run(command, "ann,bad", *rest, "--on", ON)
    assert (refused.code, refused.out) == (3, "")
    assert texts(both)["ann.md"] == before["ann.md"]


def test_one_commit(both: BookFolder) -> None:
    git(both.root, "add", "--all")
    git(both.root, "commit", "-q", "-m", "start")
    assert both.run("snooze", "ann, bob", "friday", "--commit", "--on", ON).code == 0
    assert len(git(both.root, "log", "--format=%s").splitlines()) == 2
    assert git(both.root, "show", "--format=", "--name-only", "HEAD").split() == [
        "contacts/ann.md",
        "contacts/bob.md",
    ]


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        ("Lee, Ann", ["ann-lee"]),
        ("lee,ann", ["ann-lee"]),
        ("Lee, Ann,bob", ["ann-lee", "bob"]),
        ("bob, Lee, Ann", ["bob", "ann-lee"]),
        ("ann-lee,ann-lee", ["ann-lee"]),
        ("ann-lee,lee", ["ann-lee", "lee"]),
    ],
)
def test_a_name_with_a_comma_in_it(book: BookFolder, names: str, ids: list[str]) -> None:
    book.add("ann-lee", name='"Lee, Ann"')
    book.add("bob", name="Bob")
    book.add("lee", name="Lee")
    found = book.run("log", names, "email", "--on", ON)
    assert found.code == 0, found.err
    changed = [name.removesuffix(".md") for name, text in texts(book).items() if "touches" in text]
    assert sorted(changed) == sorted(ids)


def test_nobody_and_somebody_unknown(both: BookFolder) -> None:
    assert both.run("snooze", ",", "friday", "--on", ON).code == 2
    found = both.run("snooze", "ann,bbo", "friday", "--on", ON)
    assert (found.code, found.out) == (3, "")
    assert "did you mean bob?" in found.err
    assert both.run("edit", "ann,bob").code == 2
