"""`followup export vcard DIR`: a folder of cards that phones synchronise."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import vobject

from tests.helpers.book_folder import ON, BookFolder, Result


@pytest.fixture
def folder(book: BookFolder) -> Path:
    book.add("ann-lee", name="Ann Lee", phone='"+1 555 0100"', reason="the quote")
    book.add("work/bob", name="Bob Smith", uid="URN:4FBE/../8971", email="bob@x.example")
    book.add("secret", name="Hidden Person", private="yes")
    return book.root.parent / "cards"


def export(book: BookFolder, *args: str) -> Result:
    return book.run("export", "vcard", *args, "--on", ON)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_card_each(book: BookFolder, folder: Path) -> None:
    done = export(book, f"{folder}/")
    assert done.code == 0
    assert done.err == (
        f"{folder}: 2 new cards, 0 changed, 0 as before, 0 removed\n"
        "1 private contact is left out (--private)\n"
    )
    assert names(folder) == ["URN%3A4FBE%2F..%2F8971.vcf", "ann-lee@followup-md.vcf"]
    card = vobject.readOne((folder / "ann-lee@followup-md.vcf").read_text())
    assert (card.fn.value, card.uid.value) == ("Ann Lee", "ann-lee@followup-md")
    before = [os.stat(path).st_ino for path in folder.iterdir()]
    assert "0 new cards, 0 changed, 2 as before" in export(book, str(folder)).err
    assert [os.stat(path).st_ino for path in folder.iterdir()] == before


def test_a_card_is_found_by_its_uid_and_patched(book: BookFolder, folder: Path) -> None:
    folder.mkdir()
    theirs = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob Smith\r\nPHOTO;ENCODING=b:AAAA\r\n"
        "UID:URN:4FBE/../8971\r\nNOTE:figs\r\nEND:VCARD\r\n"
    )
    (folder / "x.vcf").write_text(theirs)
    (folder / "other.vcf").write_text(theirs.replace("URN:", "OTHER:"))
    done = export(book, str(folder), "--delete")
    assert "1 new card, 1 changed, 0 as before, 0 removed" in done.err
    assert names(folder) == ["ann-lee@followup-md.vcf", "other.vcf", "x.vcf"]
    text = (folder / "x.vcf").read_bytes().decode()
    for line in theirs.splitlines():
        assert line in text
    assert "EMAIL:bob@x.example" in text


def test_cards_of_who_is_gone_stay_unless_you_say_so(book: BookFolder, folder: Path) -> None:
    export(book, f"{folder}/", "--private")
    assert len(names(folder)) == 3
    assert "0 removed" in export(book, str(folder)).err
    book.write("contacts/bad.md", "---\nname: [\n---\n")
    refused = export(book, str(folder), "--delete")
    assert refused.code == 3
    assert "cards of files that cannot be read" in refused.err
    assert len(names(folder)) == 3
    (book.root / "contacts/bad.md").unlink()
    (book.root / "contacts/work/bob.md").unlink()
    assert "1 removed" in export(book, str(folder), "--delete").err
    assert names(folder) == ["URN%3A4FBE%2F..%2F8971.vcf", "ann-lee@followup-md.vcf"]


def test_what_is_left_as_it_is(book: BookFolder, folder: Path) -> None:
    folder.mkdir()
    old = "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Ann\r\nUID:ann-lee@followup-md\r\nEND:VCARD\r\n"
    (folder / "old.vcf").write_text(old, newline="")
    book.add("twin", name="Bob Twin", uid="URN:4FBE/../8971")
    (folder / "link.vcf").symlink_to("old.vcf")
    (folder / "again.vcf").write_text(old, newline="")
    done = export(book, str(folder))
    assert done.code == 1
    assert done.err.splitlines()[:4] == [
        "link.vcf is left as it is: a symbolic link",
        "old.vcf is left as it is: again.vcf has the same UID",
        "again.vcf is left as it is: it is a card of version 2.1",
        "contacts/work/bob.md is left as it is: contacts/twin.md has the same uid",
    ]
    assert (folder / "old.vcf").read_bytes().decode() == old


def test_delete_is_for_a_folder(book: BookFolder, folder: Path) -> None:
    assert folder.parent.is_dir()
    for args in (["--delete"], ["all.vcf", "--delete"]):
        done = export(book, *args)
        assert (done.code, done.out) == (2, "")
        assert "--delete is for the folder of vcard DIR" in done.err
    inside = export(book, "contacts/")
    assert (inside.code, inside.err.count("is among the contacts")) == (2, 1)
