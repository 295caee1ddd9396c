"""Plain command lines are answered before click is imported, as click would answer them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from followup_md import cli, fastpath
from followup_md.cache import NO_CACHE
from followup_md.commands import options
from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.cached_book import own_cache, people

__all__ = ["own_cache"]  # a fixture


@pytest.fixture
def full(book: BookFolder) -> BookFolder:
    """A book with somebody of every kind, and files that are none."""
    people(book, 12)
    book.add("clients/ann-lee", "2026-09-05 in call missed", name="Ann Lee", phone="+1 555 0100")
    book.add("clients/été", "2026-09-16 meeting planned, lunch", name="Été")
    book.add("Zed", name="Zed \x1b[31m")
    book.write("contacts/bad.md", "no contact")
    return book


def nothing(args: list[str]) -> None:
    """Leave every command line to click."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "args",
    [
        ["due"],
        ["due", "--on", ON],
        ["-C", "contacts", "due", "--on", "2026-12-31"],
        ["-C", "contacts/a", "due"],
        ["-C", "/", "due"],
        ["due", "--on", "2026-02-30"],
        ["due", "--on", "20260914"],
        ["due", "--on", "2026-W38-1"],
        ["due", "--on"],
        ["-C", "nowhere", "due"],
        ["-C"],
        ["due", "-q"],
        ["due", "-q", "--on", ON],
        ["due", "--on", ON, "-q"],
        ["due", "-q", "--short"],
        ["due", "-q", "-q"],
        ["due", "--short"],
        ["due", "--short", "--on", ON],
        ["-C", "contacts", "due", "--on", "0001-01-01", "--short"],
        ["due", "--on", "--short", ON],
        ["due", "--short", "--short"],
        ["-C", "/", "due", "--short"],
    ],
)
def test_a_plain_line_is_answered_as_any_other(
    full: BookFolder, args: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = full.run(*args)
    on_terminal = full.terminal(*args)
    monkeypatch.setattr(fastpath, "run", nothing)
    assert full.run(*args) == found
    # Not as plain, and the same: the last folder counts.
    assert full.terminal("-C", ".", "-C", ".", *args) == on_terminal


def test_the_variable_that_turns_the_cache_off_is_obeyed(
    full: BookFolder, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NO_CACHE, "1")
    assert full.run("due").out
    assert not own_cache.exists()
    monkeypatch.delenv(NO_CACHE)
    full.run("due")
    assert own_cache.exists()


def test_broken_settings_are_the_same_error(
    full: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.write("followup.yml", "timezone: [")
    found = full.run("due")
    assert found.code == 2
    monkeypatch.setattr(fastpath, "run", nothing)
    assert full.run("due") == found


LINES = [
    "followup why ",
    "followup why a",
    "followup why A",
    "followup why clients/",
    "followup why clients/an",
    "followup why CLIENTS/AN",
    "followup show ét",
    "followup show et",
    "followup show E\u0301T",
    "followup show 客",
    "followup log ann-lee,c",
    "followup log c1,",
    "followup status c1 dec",
    "followup why c1 --",
    "followup -C contacts why c",
    "followup -C /nowhere why c",
    "followup due c",
    "followup w",
    "followup why 'c",
    "followup why --on",
    "followup edit nobody",
]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("line", LINES)
def test_names_complete_as_click_would_complete_them(
    full: BookFolder, line: str, shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = line.split(" ")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", words[-1] if shell == "fish" else str(len(words) - 1))
    monkeypatch.setenv("_FOLLOWUP_COMPLETE", f"{shell}_complete")
    full.run()  # the folders are cached from now on, or not
    found = full.run()
    asked: list[Callable[..., object]] = []
    monkeypatch.setattr(fastpath, "_wanted", lambda *_: asked.append(cli.complete))
    assert full.run() == found
    assert asked
    assert found.code == 0


@pytest.mark.parametrize("typed", ["zoe", "ZO\u00cb", "zoe\u0308", "sub/zo", "strasse"])
def test_ids_complete_however_they_are_typed(full: BookFolder, typed: str) -> None:
    full.add("sub/zo\u00eb-stra\u00dfe")
    full.add("stra\u00dfe")
    env = {"COMP_WORDS": f"followup why {typed}", "COMP_CWORD": "2"}
    found = full.spawn(env=env | {"_FOLLOWUP_COMPLETE": "bash_complete"}).stdout.split()
    wanted = "stra\u00dfe" if typed == "strasse" else "sub/zo\u00eb-stra\u00dfe"
    assert found == [f"plain,{wanted}"]


def test_every_command_with_a_name_first_is_known() -> None:
    takes, several = set(), set()
    for rows in cli.TABLE.values():
        for name in rows:
            command = cli.main.get_command(click.Context(cli.main), name)
            assert command is not None
            first = next((p for p in command.params if p.param_type_name == "argument"), None)
            custom = getattr(first, "_custom_shell_complete", None)
            if custom in (options.complete_names, options.complete_last_name):
                takes.add(name)
            if custom is options.complete_last_name:
                several.add(name)
    assert takes == set(fastpath.NAMED)
    assert several == set(fastpath.SEVERAL)


def test_a_folder_that_changes_completes_at_once(full: BookFolder) -> None:
    env = {"COMP_WORDS": "followup why new", "COMP_CWORD": "2"}
    env["_FOLLOWUP_COMPLETE"] = "bash_complete"
    full.run("due")
    assert full.spawn(env=env).stdout == "\n"
    full.add("new/newcomer")
    full.add("a/new")
    assert full.spawn(env=env).stdout.split() == ["plain,a/new", "plain,new/newcomer"]
    os.rename(full.root / "contacts/new", full.root / "contacts/old")
    assert full.spawn(env=env).stdout.split() == ["plain,a/new", "plain,old/newcomer"]
