"""Nobody is added twice because the folder or the file that they are in cannot be read."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Iterator

import pytest

from tests.helpers.book_folder import ON, BookFolder

MAIL = (
    b"From: Nora Hill <n@x.example>\nTo: me@x.example\nDate: Tue, 1 Sep 2026 09:00:00 +0200\n\nx\n"
)
FOLDER = "contacts/clients: this folder cannot be read"


class _Stdin(io.StringIO):
    buffer = io.BytesIO(MAIL)


@pytest.fixture
def people(book: BookFolder) -> BookFolder:
    book.write("followup.yml", "timezone: Europe/Rome\nmy_email: me@x.example\n")
    book.write("new.csv", "Name,Email,Phone\nNora Hill,n@x.example,\nAnn Lee,a@x.example,1234567\n")
    book.add("ann-lee", name="Ann Lee", email="a@x.example")
    book.add("clients/nora", name="Nora Hill", email="n@x.example")
    return book


@pytest.fixture
def hidden(people: BookFolder, monkeypatch: pytest.MonkeyPatch) -> Iterator[BookFolder]:
    scandir = os.scandir

    def fail(folder: int | str) -> object:
        if isinstance(folder, int) and os.readlink(f"/proc/self/fd/{folder}").endswith("/clients"):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return scandir(folder)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", fail)
        yield people


def files(book: BookFolder) -> list[str]:
    return sorted(str(path.relative_to(book.root)) for path in (book.root / "contacts").rglob("*"))


def test_add_says_that_they_may_be_there(hidden: BookFolder) -> None:
    before = files(hidden)
    found = hidden.run("add", "Nora Hill", "--on", ON)
    assert (found.code, files(hidden)) == (3, before)
    assert FOLDER in found.err
    assert "--force adds another one" in found.err
    assert hidden.run("add", "Nora Hill", "--force", "--on", ON).code == 1
    assert "contacts/nora-hill.md" in files(hidden)


def test_import_fills_who_is_there_and_leaves_the_others(hidden: BookFolder) -> None:
    before = files(hidden)
    found = hidden.run("import", "new.csv", "--as-new", "--list")
    assert (found.code, files(hidden)) == (1, before)
    assert "  ~      1 filled\n" in found.out
    assert (
        "row 2, Nora Hill: a folder of contacts cannot be read, and they may be there:"
        " followup check\n"
    ) in found.out
    assert "--as-new makes" not in found.out
    told = json.loads(hidden.run("import", "new.csv", "--json").out)
    assert [each["at"] for each in told["ambiguous"]] == ["row 2"]


def test_log_mail_adds_nobody(hidden: BookFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin())
    before = files(hidden)
    found = hidden.run("log", "--mail", "--add", "--on", ON)
    assert (found.code, files(hidden)) == (3, before)
    assert "contacts/clients cannot be read, and they may be there: followup check" in found.err


def test_a_file_of_that_name_that_cannot_be_read_counts(
    people: BookFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.write("contacts/clients/nora-hill.md", "---\nname: [Nora\n---\n")
    people.write("contacts/clients/nora.md", "---\nname: [N\n---\n")
    before = files(people)
    found = people.run("add", "Nora Hill", "--on", ON)
    assert (found.code, files(people)) == (3, before)
    assert "clients/nora-hill  nora-hill: the same name" in found.err
    assert "cannot be read: followup check" in people.run("import", "new.csv", "--list").out
    monkeypatch.setattr(sys, "stdin", _Stdin())
    _Stdin.buffer.seek(0)
    mail = people.run("log", "--mail", "--add", "--on", ON)
    assert (mail.code, files(people)) == (3, before)
    assert "Nora Hill: the same name as clients/nora-hill" in mail.err
