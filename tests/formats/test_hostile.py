"""Bytes of strangers: never an exception, never long."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.formats import csv_in, friends, monica, table, vcard_in
from followup_md.formats.csv_cells import unguarded
from followup_md.model.person import Options, People

SECONDS = 1.0  # of CPU


def card(inside: bytes) -> bytes:
    return b"BEGIN:VCARD\nFN:A\n" + inside + b"\nEND:VCARD\n"


VCARDS: dict[str, Callable[[], bytes]] = {
    "a long line": lambda: card(b"NOTE:" + b"x" * 20_000_000),
    "escapes": lambda: card(b"ADR:" + b"\\;" * 4_000_000),
    "parts": lambda: card(b"N:" + b";" * 7_500_000),
    "folds": lambda: card(b"NOTE:x" + b"\n y" * 100_000),
    "soft breaks": lambda: card(b"NOTE;ENCODING=QUOTED-PRINTABLE:x" + b"=\n y" * 100_000),
    "quoted lines": lambda: card(b"NOTE;ENCODING=QUOTED-PRINTABLE:=41\n" * 100_000),
    "beginnings": lambda: b"BEGIN:VCARD\n" * 100_000,
    "cards within cards": lambda: b"BEGIN:VCARD\nAGENT:\n" * 50_000 + b"END:VCARD\n" * 50_000,
    "parameters": lambda: card(b"TEL" + b";TYPE=x" * 100_000 + b":1234567"),
    "open quotes": lambda: card(b"TEL" + b';TYPE="x' * 100_000 + b":1234567"),
    "quotes": lambda: card(b"TEL;X=" + b'"' * 1_000_001 + b":1234567"),
    "numbers": lambda: card(b"TEL:1234567\n" * 100_000),
    "tags": lambda: card(b"CATEGORIES:" + b",".join(b"t%d" % n for n in range(100_000))),
    "blank lines": lambda: card(b"\n" * 2_000_000),
    "zeros": lambda: card(b"X:1") + b"\0" * 5_000_000,
}
TABLES: dict[str, Callable[[], bytes]] = {
    "a long cell": lambda: b"name,email\n" + b"x" * 20_000_000 + b",a@b\n",
    "an open quote": lambda: b'name,email\n"' + b"x\n" * 3_000_000,
    "commas": lambda: b"name,email\n" + b"," * 2_000_000 + b"\nBob",
    "headers": lambda: b"name,email," + b",".join(b"h%d" % n for n in range(100_000)) + b"\n",
    "rows": lambda: b"name,email\n" + b"Bob,b@b.example\n" * 300_000,
    "quotes": lambda: b"name,email\n" + b'"' * 5_000_000,
    "tags": lambda: b'name,tags\nBob,"' + b"a;" * 500_000 + b'"\n',
    "numbers": lambda: b'name,phone\nBob,"' + b"1234567;" * 100_000 + b'"\n',
    "a long date": lambda: b'name,birthday\nBob,"' + b"1/" * 400_000 + b'"\n',
}


@pytest.mark.slow
@pytest.mark.parametrize("make", VCARDS.values(), ids=VCARDS)
def test_no_card_takes_long(make: Callable[[], bytes]) -> None:
    raw = make()
    start = time.process_time()
    found = vcard_in.read(raw, Options())
    assert time.process_time() - start < SECONDS
    assert found.people or found.unread


@pytest.mark.slow
@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES)
def test_no_table_takes_long(make: Callable[[], bytes]) -> None:
    raw = make()
    start = time.process_time()
    found = csv_in.read(raw, Options())
    assert time.process_time() - start < SECONDS
    assert found.people or found.unread


JSON: dict[str, Callable[[], bytes]] = {
    "depth": lambda: b'{"version":1,"account":' + b"[" * 100_000,
    "of other types": lambda: b'{"version":1,"account":{"data":[{"type":"contact","values":[1]}]}}',
    "no object": lambda: b"[1]",
    "numbers": lambda: b'{"version":1,"account":{"data":[' + b"1," * 1_000_000 + b"1]}}",
    "cut off": lambda: b'{"version":1,"account":{"data":[{"type":"con',
}


@pytest.mark.parametrize("make", JSON.values(), ids=JSON)
def test_no_json_takes_long(make: Callable[[], bytes]) -> None:
    raw = make()
    start = time.process_time()
    assert not monica.read(raw, Options()).people
    assert time.process_time() - start < SECONDS


PIECES = st.sampled_from(
    [
        *("BEGIN:VCARD\n", "END:VCARD\n", "FN:", "N:", "TEL;", "TYPE=", '"', ":", ";", ",", "\\"),
        *("=\n", "\n ", "AGENT:\n", "ENCODING=QUOTED-PRINTABLE", "CHARSET=x", "BDAY:1604-02-30"),
        *("PHOTO:", "X-ABLabel:", "item1.", "ADR:", "CATEGORIES:", "KIND:group", "é", "\0", "\r"),
    ]
)
CELLS = st.sampled_from(
    [
        *("name", "email", "phone", "birthday", "met", "tags", "notes", "Connected On", ","),
        *(";", "\t", "\n", '"', "Ann", "a@b.example", "04/05/1990", "7-Feb-22", "'=1", " ::: "),
        *("### Friends:\n", "### Activities:\n", "- ", "2026-02-30: ", "**Ann**", "(a.k.a. ", "@"),
        *("E-mail 1 - Value", "E-mail 1 - Label", "Title", "0/0/00", "\0", "\ufeff", "12 Mar 2024"),
    ]
)


@given(st.binary() | st.lists(PIECES | CELLS, max_size=60).map(lambda all_: "".join(all_).encode()))
def test_no_bytes_raise(raw: bytes) -> None:
    for read in (vcard_in.read, csv_in.read, friends.read, monica.read):
        found = read(raw, Options())
        assert isinstance(found, People)
        for person in found.people:
            assert person.contact.name
            assert person.contact.name == " ".join(person.contact.name.split())
    assert table.recognise(raw) is None or table.recognise(raw) in table.FORMATS


@given(st.text())
def test_the_guard_against_formulas_is_taken_off_where_one_was_put_on(cell: str) -> None:
    signs = "=+-@\uff1d\uff0b\uff0d\uff20\t\r'"
    guarded = f"'{cell}" if cell[:1] and cell[0] in signs else cell
    assert unguarded(guarded) == cell
