"""Words that complete in the shell, in the place where they are expected."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from followup_md.model.agenda import KINDS
from tests.helpers.book_folder import PROJECT, BookFolder


@pytest.fixture
def words(book: BookFolder) -> BookFolder:
    book.write("followup.yml", "timezone: Europe/Dublin\nchannels:\n  pigeon: {live: no}\n")
    book.add("ann", name="Ann", tags="[client, Café]", owner="nora")
    book.add("bob", name="Bob", tags="[Client, fair]", owner="paul")
    book.write("contacts/bad.md", "no front matter")
    return book


def completed(book: BookFolder, line: str, shell: str = "bash") -> list[str]:
    """Return what the last word of a line may become; it ends with a blank for a new one."""
    parts = line.split(" ")
    cursor = parts[-1] if shell == "fish" else str(len(parts) - 1)
    env = {"COMP_WORDS": line.strip(), "COMP_CWORD": cursor}
    done = book.spawn(env=env | {"_FOLLOWUP_COMPLETE": f"{shell}_complete"})
    assert done.stderr == ""
    lines = [line for line in done.stdout.splitlines() if line]
    if shell == "zsh":
        return [value for kind, value in zip(lines[::3], lines[1::3], strict=True) if kind]
    return [line.partition(",")[2].partition("\t")[0] for line in lines]


CASES = [
    ("log ann ", ["call", "email", "in", "out", "pigeon", "text"], ["voicemail", "kept"]),
    ("log ann pi", ["pigeon"], ["call"]),
    ("log ann in ", ["call", "pigeon"], ["in", "out", "missed"]),
    ("log ann call ", ["answered", "voicemail", "no-answer", "with", "re"], ["missed", "in"]),
    ("log ann in call ", ["missed", "received", "voicemail"], ["call"]),
    ("log ann 14:30 e-mail se", ["sent"], []),
    ("log ann call left-with ", ["with", "re"], ["voicemail"]),
    ("log ann call answered with b", ["bad", "bob"], ["busy"]),
    ("log ann,bob call v", ["voicemail"], []),
    ("settle ann ", ["kept", "dropped", "won", "cancelled", "moved", "owed"], []),
    ("settle ann owed ", ["dropped"], ["won"]),
    ("settle ann Q-1 w", ["won", "withdrawn"], ["owed"]),
    ("status ann ", ["declined", "do-not-contact", "archived", "open"], ["by"]),
    ("status ann declined ", ["by"], ["open"]),
    ("status ann declined by ", ["me", "them"], ["by"]),
    ("decline ann ", ["call", "pigeon"], ["voicemail"]),
    ("introduce ann bob e", ["email"], ["sent"]),
    ("due --kind ", list(KINDS), []),
    ("due --s", ["--short"], []),
    ("due --tag ", ["Café", "client", "fair"], ["Client", "nora"]),
    ("due --tag cafe", ["Café"], ["fair"]),
    ("list --tag f", ["fair"], []),
    ("list --owner ", ["nora", "paul"], ["client"]),
    ("list --status d", ["declined", "do-not-contact"], ["open"]),
    ("add Eve --tag fa", ["fair"], []),
    ("add Eve --tag fair,ca", ["fair,Café"], []),
    ("add Eve --prefer p", ["phone", "pigeon"], []),
    ("add Eve --status a", ["archived"], []),
    ("set ann owner ", ["nora", "paul"], []),
    ("set ann cadence w", ["warm"], []),
    ("set ann name ", [], ["Ann"]),
]


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(("line", "some", "none"), CASES, ids=[case[0] for case in CASES])
def test_words_complete_where_they_are_expected(
    words: BookFolder, line: str, some: list[str], none: list[str], shell: str
) -> None:
    found = completed(words, f"followup {line}", shell)
    assert set(some) <= set(found)
    assert not set(none) & set(found)
    assert len(found) == len(set(found))


@pytest.mark.slow
def test_nothing_completes_where_there_is_no_book(tmp_path: Path) -> None:
    nowhere = BookFolder(tmp_path)
    assert completed(nowhere, "followup due --tag ") == []
    assert "call" not in completed(nowhere, "followup log ann ")


@pytest.mark.slow
def test_the_words_are_those_of_now(words: BookFolder) -> None:
    assert "new" not in completed(words, "followup due --tag ")
    words.add("cleo", tags="[new]")
    assert "new" in completed(words, "followup due --tag ")
    (words.root / "contacts/cleo.md").unlink()
    assert "new" not in completed(words, "followup due --tag ")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish")
def test_a_shell_completes(words: BookFolder, tmp_path: Path) -> None:
    program = tmp_path / "bin/followup"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={PROJECT} exec {sys.executable} -m followup_md "$@"\n'
    )
    program.chmod(0o755)
    script = words.run("completion", "fish").out
    done = subprocess.run(
        [
            "fish",
            "-c",
            f"set -x PATH {program.parent} $PATH\n{script}\ncomplete -C 'followup log ann pig'",
        ],
        cwd=words.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["pigeon"], done.stderr
