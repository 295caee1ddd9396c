"""File names that no program handles well: every reader says so, and all others work everywhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.storage import odd_names
from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.site_book import MKDOCS

WORKING = [
    *("%", "#", "?", "\\", '"', "'", "&", "<", ">", "+", ":", ";", "*", "|", "$", "`", "~", "%41"),
    *(" ", ".", "\u00a0", "\u2009", "\u3000", "\u200c", "\u200d", "\ufe0f", "é", "e\u0301", "山"),
]
ODD = [
    *("\t", "\n", "\r", "\x01", "\x1b", "\x7f", "\x85", "\u00ad", "\u200b", "\u200e", "\u202e"),
    *("\u2028", "\u2060", "\u2066", "\ufeff", "\udcff"),
]


def name(number: int, odd: str) -> str:
    return f"x{number}a{odd}b"


def test_names_that_work_do_so_everywhere(book: BookFolder) -> None:
    ids = [name(number, odd) for number, odd in enumerate(WORKING)] + ["trail. ", "a b/c.", "-rf"]
    for number, id_ in enumerate(ids):
        book.add(id_, name=f"Nora{number}", follow_up="2026-09-14")
    book.write("mkdocs.yml", MKDOCS)
    book.write("site/index.md", "# Hello\n")
    assert book.run("check").code == 0
    found = book.run("due", "--on", ON)
    assert found.code == 0
    assert found.out.count("Nora") == len(ids)
    assert book.run("build", "--on", ON).code == 0
    for page in (book.root / "public").rglob("*.html"):
        for href in re.findall(r'href="([^"]*)"', page.read_text()):
            path = unquote(unescape(href).partition("#")[0].partition("?")[0])
            if path and not path.startswith(("/", "http", "mailto:", "data:")):
                assert (page.parent / path).exists(), href
    for id_ in ids:
        assert (book.root / "public/people" / id_ / "index.html").exists()
        assert book.run("log", "--dry-run", "--", id_, "call").code == 0, id_


def test_odd_names_are_an_error_for_everybody(book: BookFolder) -> None:
    book.add("fine", name="Fine", follow_up="2026-09-14")
    for number, odd in enumerate(ODD):
        book.add(name(number, odd), name="Nora", follow_up="2026-09-14")
    book.add("deep\tfolder/ann", name="Nora", follow_up="2026-09-14")
    book.write("mkdocs.yml", MKDOCS)
    book.write("site/index.md", "# Hello\n")
    count = len(ODD) + 1
    for command in (("check",), ("due", "--on", ON), ("--no-cache", "due", "--on", ON), ("list",)):
        found = book.run(*command)
        assert found.code == 1
        assert (found.out + found.err).count(" E502 ") == count, command
        assert "Nora" not in found.out
    built = book.run("build", "--on", ON)
    assert built.code == 1
    assert f"{count} contact files could not be read" in built.err
    assert sorted(path.name for path in (book.root / "public/people").iterdir()) == [
        "fine",
        "index.html",
    ]


@pytest.mark.skipif(shutil.which("bash") is None, reason="a shell that knows $'…'")
def test_the_command_that_is_named_gives_a_name_that_works(book: BookFolder) -> None:
    for number, odd in enumerate(ODD):
        book.add(name(number, odd), name=f"Nora{number}")
    book.add("deep\tfolder/it's", name="Deep")
    book.add("x0a-b", name="Taken")  # what the first one would be called
    subprocess.run(["git", "add", "-A"], cwd=book.root, check=True)
    found = book.run("check").out
    commands = re.findall(r"git mv .*", found)
    assert len(commands) == len(ODD) + 1
    subprocess.run(
        [
            "bash",
            "-ec",
            "\n".join(commands).replace(
                "git mv $'contacts/deep", "mkdir -p contacts/deep-folder; git mv $'contacts/deep"
            ),
        ],
        cwd=book.root,
        check=True,
    )
    assert book.run("check").code == 0
    assert book.run("list").out.count("Nora") == len(ODD)


def test_a_byte_that_is_not_utf8_is_taken_for_latin_1(tmp_path: Path) -> None:
    assert odd_names.renaming(str(tmp_path), "M\udcfcller").endswith("'contacts/Müller.md'")


@given(st.text(min_size=1, max_size=12))
def test_a_better_name_has_nothing_wrong(text: str) -> None:
    command = odd_names.renaming("/nowhere", text.replace("/", "-").replace("\0", ""))
    assert "\n" not in command
    assert command.startswith("git mv ")


if sys.platform == "darwin":  # whose file systems take UTF-8 only
    ODD.remove("\udcff")
