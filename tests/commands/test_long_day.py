"""A day longer than anybody can reach: the first rows on a terminal, everything elsewhere."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from tests.helpers.book_folder import BookFolder

DAY = "2026-09-14"


@pytest.fixture
def crowd(book: BookFolder) -> BookFolder:
    for number in range(103):
        book.add(f"c{number:03}", "2026-09-07 in call missed", name=f"Caller {number:03}")
    for number in range(15):
        book.add(f"d{number:03}", f"2026-09-{16 + number % 2} call planned", name=f"Dan {number}")
    return book


def test_a_terminal_shows_the_first_and_says_how_many_more(crowd: BookFolder) -> None:
    code, shown = crowd.terminal("due", "--on", DAY)
    assert code == 0
    assert "103 to reach" in shown
    assert sum("Caller" in line for line in shown.splitlines()) == 100
    assert "Caller 099" in shown
    assert "and 3 more to reach: followup due --all, or in a pipe" in shown
    assert sum("Dan" in line for line in shown.splitlines()) == 10
    assert "and more comes up" in shown


def test_a_long_day_of_some_is_cut_as_well(crowd: BookFolder) -> None:
    for number in range(103):
        crowd.add(f"e{number:03}", "2026-09-07 call voicemail", name=f"Eve {number}", tags="[a b]")
    for options in ("--kind owed", "--tag 'a b' --kind chase", "--tag 'a b'"):
        _, shown = crowd.terminal("due", "--on", DAY, *shlex.split(options))
        assert "103 to reach" in shown
        assert f"and 3 more to reach: followup due {_ordered(options)} --all" in " ".join(
            shown.split()
        )
        _, every = crowd.terminal("due", "--on", DAY, *shlex.split(options), "--all")
        assert "more to reach" not in every
        assert sum("Caller" in line or "Eve" in line for line in every.splitlines()) >= 103


def _ordered(options: str) -> str:
    """Return options as they are said again: the kind first."""
    return " ".join(sorted(re.findall(r"--\w+ (?:'[^']*'|\w+)", options)))


def test_all_shows_all(crowd: BookFolder) -> None:
    _, shown = crowd.terminal("due", "--on", DAY, "--all")
    assert "Caller 102" in shown
    assert "more to reach" not in shown
    assert "and more comes up" not in shown


def test_a_pipe_and_json_hold_all(crowd: BookFolder) -> None:
    lines = crowd.run("due", "--on", DAY).out.splitlines()
    assert sum(line.startswith("due\t") for line in lines) == 103
    found = json.loads(crowd.run("due", "--on", DAY, "--json").out)
    assert (len(found["due"]), len(found["appointments"])) == (103, 15)


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--json",), ("--all",), ("-q",), ("--days", "90")])
def test_the_cache_makes_no_difference(crowd: BookFolder, options: tuple[str, ...]) -> None:
    crowd.write("contacts/bad.md", "no front matter")
    for _ in range(2):
        kept = crowd.run("due", "--on", DAY, *options)
        assert kept == crowd.run("--no-cache", "due", "--on", DAY, *options)
        assert "contacts/bad.md:1:1: E104" in kept.err


def test_a_day_of_some_is_kept_until_anything_changes(crowd: BookFolder) -> None:
    crowd.add("nora-s", "2026-09-07 in call missed", name="Eve", tags="[a b]", owner="nora")
    crowd.write("contacts/bad.md", "no front matter")
    for options in (
        *(("--tag", "a b"), ("--owner", "NORA"), ("--tag", "A B", "--kind", "chase")),
        *(("--tag", "nobody's"), ("--owner", "ann", "--json"), ("--tag", "a b", "--json")),
    ):
        for on in (DAY, "2026-01-01"):
            for _ in range(2):
                kept = crowd.run("due", "--on", on, *options)
                assert kept == crowd.run("--no-cache", "due", "--on", on, *options), (on, options)
                assert kept.err.count("E104") == 1
    assert "Eve" in crowd.run("due", "--on", DAY, "--tag", "a b").out
    crowd.add("nora-s", "2026-09-07 in call missed", name="Eva", tags="[a b]", owner="nora")
    assert "Eva" in crowd.run("due", "--on", DAY, "--tag", "a b").out


@pytest.mark.parametrize(
    "args", [("show", "c001"), ("why", "Caller 002"), ("list", "Dan"), ("why", "x")]
)
def test_nor_does_it_elsewhere(crowd: BookFolder, args: tuple[str, ...]) -> None:
    crowd.run("due")
    assert crowd.run(*args, "--on", DAY) == crowd.run("--no-cache", *args, "--on", DAY)
