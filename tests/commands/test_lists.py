"""The promises and the quotes of a book, each as one list."""

from __future__ import annotations

import json
import re

import pytest
from wcwidth import wcswidth

from tests.helpers.book_folder import ON, BookFolder

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def people(book: BookFolder) -> BookFolder:
    book.write(
        "contacts/ann.md",
        "---\nname: Ann Lee\ntags: [client]\nowner: nora\nphone: 1\npromises:\n"
        "  - 2026-09-18, send the\u00a0brochure\n  - 2026-09-10 theirs, signed form\n"
        "  - 2026-09-01 kept 2026-09-02, call back\nquotes:\n"
        "  - 2026-09-01 Q-114, Project X, 1200 EUR\n"
        "  - 2026-08-01 Q-101 won 2026-08-20, Project W\n"
        "---\nbody roof\n",
    )
    book.write(
        "contacts/bob.md",
        "---\nname: Bob\npromises:\n  - 2026-09-11, send the invoice\nquotes:\n"
        "  - 2026-09-02 Q-7\nstatus: archived 2026-09-03\n---\n",
    )
    book.add("cy", name="Cy")
    return book


@pytest.mark.parametrize(
    ("args", "rows"),
    [
        (["--promises"], [
            "2026-09-10 they open - 2 ann Ann Lee signed form",
            "2026-09-11 you open - 1 bob Bob send the invoice",
            "2026-09-18 you open - - ann Ann Lee send the brochure",
        ]),
        (["--promises", "--mine"], [
            "2026-09-11 you open - 1 bob Bob send the invoice",
            "2026-09-18 you open - - ann Ann Lee send the brochure",
        ]),
        (["--promises", "--theirs"], ["2026-09-10 they open - 2 ann Ann Lee signed form"]),
        (["--promises", "--all", "call"],
         ["2026-09-01 you kept 2026-09-02 - ann Ann Lee call back"]),
        (["--promises", "brochure", "ann"],
         ["2026-09-18 you open - - ann Ann Lee send the brochure"]),
        (["--promises", "--owner", "Nora", "form"],
         ["2026-09-10 they open - 2 ann Ann Lee signed form"]),
        (["--quotes"], [
            "2026-09-01 Q-114 open - 2026-09-11 1 ann Ann Lee Project X, 1200 EUR",
            "2026-09-02 Q-7 open - - - bob Bob -",
        ]),
        (["--quotes", "--all", "--tag", "client"], [
            "2026-08-01 Q-101 won 2026-08-20 - - ann Ann Lee Project W",
            "2026-09-01 Q-114 open - 2026-09-11 1 ann Ann Lee Project X, 1200 EUR",
        ]),
        (["--quotes", "--status", "archived"], ["2026-09-02 Q-7 open - - - bob Bob -"]),
        (["--quotes", "flowers"], []),
    ],
)  # fmt: skip
def test_a_line_each_by_day(people: BookFolder, args: list[str], rows: list[str]) -> None:
    found = people.run("list", *args, "--on", ON)
    assert (found.code, found.err) == (0, "")
    shown = found.out.replace("\t", " ").replace("\u00a0", " ").splitlines()
    assert [re.sub(r"2026-09-(02|11) (\d+) ann", r"2026-09-11 1 ann", row) for row in shown] == rows


def test_as_json(people: BookFolder) -> None:
    people.write("contacts/bad.md", "nothing")
    found = people.run("list", "--promises", "--theirs", "--json", "--on", ON)
    assert found.code == 1
    data = json.loads(found.out)
    assert list(data) == ["schema", "on", "promises", "problems"]
    assert data["promises"] == [
        {
            "id": "ann", "name": "Ann Lee", "due": "2026-09-10", "theirs": True,
            "what": "signed form", "kept": None, "dropped": None, "overdue": 2,
        }
    ]  # fmt: skip
    data = json.loads(people.run("list", "--quotes", "--all", "--json", "--on", ON).out)
    assert list(data["quotes"][0]) == (
        ["id", "name", "sent", "ref", "what", "won", "lost", "withdrawn", "next", "overdue"]
    )
    assert [row["won"] for row in data["quotes"]] == ["2026-08-20", None, None]
    assert len(data["problems"]) == 1


@pytest.mark.parametrize("columns", [40, 60, 80, 140])
def test_on_a_terminal(people: BookFolder, columns: int) -> None:
    people.add("long", name="田" * 40, promises="['2026-09-12, " + "very " * 50 + "']")
    _, shown = people.terminal("list", "--promises", "--on", ON, columns=columns)
    lines = ESCAPES.sub("", shown).splitlines()
    assert max(map(wcswidth, lines)) <= columns
    text = " ".join(shown.split())
    assert "they: signed form" in ESCAPES.sub("", text)
    assert text.endswith("4 open promises")
    _, shown = people.terminal("list", "--quotes", "--all", "--on", ON, columns=columns)
    assert "Q-101, Project W" in " ".join(ESCAPES.sub("", shown).split())
    assert "won Thu 20 Aug" in ESCAPES.sub("", shown)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--promises", "--quotes"], "one list at a time"),
        (["--promises", "--no-date"], "one list at a time"),
        (["--quotes", "--mine"], "for --promises"),
        (["--promises", "--mine", "--theirs"], "without both"),
        (["--all"], "for --promises and --quotes"),
        (["--quotes", "--tag", "cleint"], "did you mean client?"),
    ],
)
def test_what_does_not_go_together(people: BookFolder, args: list[str], said: str) -> None:
    found = people.run("list", *args, "--on", ON)
    assert (found.code, found.out) == (2, "")
    assert said in found.err


def test_as_it_was_on_a_day(people: BookFolder) -> None:
    then = people.run("list", "--promises", "--on", "2026-09-01").out
    assert "2026-09-01\tyou\topen\t-\t0\tann\tAnn Lee\tcall back\n" in then
    assert "Q-101" in people.run("list", "--quotes", "--on", "2026-08-10").out
    assert "Q-114" not in people.run("list", "--quotes", "--on", "2026-08-10").out
