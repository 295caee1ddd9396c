# ruff: noqa: RUF001 (letters of many scripts)
"""Copies made by synchronising programs, in their languages."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from followup_md.storage import files, folders
from followup_md.storage.conflict_copies import is_conflict_copy, original
from tests.helpers.book_folder import BookFolder

COPIES = [
    "ann-lee.sync-conflict-20260901-101010-ABCDEFG.md",
    "ann-lee (Nora's conflicted copy 2026-09-01).md",
    "ann-lee (conflicted copy 2026-09-01 101010).md",
    "ann-lee (Conflicted copy MacBook 202609011010).md",
    "ann-lee (Konfliktkopie von Nora 2026-09-01).md",
    "ann-lee (In Konflikt stehende Kopie von Nora 2026-09-01).md",
    "ann-lee (Copie en conflit de Nora 2026-09-01).md",
    "ann-lee (Copia en conflicto de Nora 2026-09-01).md",
    "ann-lee (Copia in conflitto di Nora 2026-09-01).md",
    "ann-lee (Cópia em conflito de Nora 2026-09-01).md",
    "ann-lee (Conflicterende kopie van Nora 2026-09-01).md",
    "ann-lee (kopia powodująca konflikt użytkownika Nora 2026-09-01).md",
    "ann-lee (Nora s motstridige kopi 2026-09-01).md",
    "ann-lee (конфликтующая копия Nora 2026-09-01).md",
    "ann-lee (Nora の競合コピー 2026-09-01).md",
    "ann-lee (Nora のコンフリクトコピー).md",
    "ann-lee (Nora 的冲突副本 2026-09-01).md",
    "ann-lee（Nora 的衝突複本）.md",
    "ann-lee (Nora의 충돌된 복사본).md",
    "ann-lee (Nora kullanıcısının çakışan kopyası).md",
    "ann-lee (SFConflict nora@a.example 2026-09-01-10-10-10).md",
    "ann-lee [Conflict].md",
    "ann-lee.Conflict.md",
    "ann-lee.Conflict1.md",
    "ann-lee_conflict-20260901-101010.md",
    "ann-lee_Conflict.md",
]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_named_and_no_contact(tmp_path: Path, name: str) -> None:
    for form in ("NFC", "NFD"):
        assert is_conflict_copy(unicodedata.normalize(form, name))
    assert original(name) == "ann-lee.md"
    (tmp_path / "contacts").mkdir()
    (tmp_path / "contacts" / name).touch()
    found = files.list_contacts(tmp_path)
    ((path, what),) = found.skipped
    assert (found.ids, path) == ([], f"contacts/{name}")
    assert "made of ann-lee.md; a touch may be in it" in what
    assert not files.is_contact_id(name.removesuffix(".md"))


@pytest.mark.parametrize(
    "name",
    [
        "ann-lee.md",
        "ann-lee 2.md",
        "ann-lee (1).md",
        "ann-lee copy.md",
        "ann-lee (case conflict).md",
        "ann-lee (Unicode Encoding Conflict).md",
        "ann-lee-DESKTOP-A1B2C3.md",
        "conflict-resolution-ltd.md",
        "konflikt_museum.md",
        "ann (friend of Bob).md",
    ],
)
def test_a_contact_by_whatever_name(name: str) -> None:
    assert folders.is_contact_name(name)


def test_every_command_names_the_copy(book: BookFolder) -> None:
    book.add("ann-lee", "2026-09-01 call voicemail", name="Ann Lee")
    copy = "contacts/ann-lee (Nora's conflicted copy 2026-09-01).md"
    book.write(copy, "---\nname: Ann Lee\ntouches:\n  - 2026-09-02 call\n---\n")
    for command in (["check"], ["due"], ["list"], ["--no-cache", "due"]):
        found = book.run(*command)
        assert found.code == 0
        text = found.out + found.err
        assert "W710" in text
        assert "made of ann-lee.md" in text


WHOLE = "---\nname: Ann Lee\nemail: ann@example.org\ntouches:\n  - 2026-09-01 call voicemail\n"
UNMARKED = [
    "ann-lee 2.md",
    "ann-lee (1).md",
    "ann-lee-DESKTOP-A1B2C3D.md",
    "ann-lee-MacBook Pro.md",
]


@pytest.mark.parametrize("name", UNMARKED)
def test_a_copy_without_a_mark_is_told_by_its_lines(book: BookFolder, name: str) -> None:
    book.write("contacts/ann-lee.md", f"{WHOLE}  - 2026-09-02 call voicemail\n---\n")
    book.write(f"contacts/{name}", f"{WHOLE}  - 2026-09-03 call voicemail\n---\n")
    for command in (["due"], ["due"], ["--no-cache", "due"], ["list"]):
        found = book.run(*command, "--on", "2026-09-20")
        assert found.out.count("Ann Lee") == 1
        assert f"contacts/{name}: W710 skipped: a copy that a sync" in found.err
        assert "made of ann-lee.md" in found.err
    # In place, so that the folder is as before.
    (book.root / "contacts" / name).write_text("---\nname: Ann Lee\nphone: 12\n---\n")
    for command in (["list"], ["--no-cache", "list"]):
        found = book.run(*command)
        assert (found.out.count("Ann Lee"), found.err) == (2, "")


def test_a_namesake_without_small_letters_is_no_copy(book: BookFolder) -> None:
    for name in ("山田-太郎", "山田-太郎-2", "Ann-Lee", "Ann-Lee-2"):
        book.add(name, name="Same")
    assert book.run("list", "--json").out.count('"id"') == 4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ann-lee-2.md", f"{WHOLE}---\n"),  # as `add` names a namesake
        ("bob-lee 2.md", f"{WHOLE}---\n"),
        ("ann-lee 2.md", f"{WHOLE}---\n".replace("Ann", "Bob")),
        ("ann-lee (1).md", f"{WHOLE}uid: second-one\n---\n"),
        ("ann-lee 2.md", "---\nname: Ann Lee\nemail: ann@other.example\ntier: b\n---\n"),
    ],
)
def test_somebody_else_is_no_copy(book: BookFolder, name: str, text: str) -> None:
    book.write("contacts/ann-lee.md", f"{WHOLE}uid: first-one\n---\n")
    book.write(f"contacts/{name}", text)
    assert book.run("list", "--json").out.count('"id"') == 2
