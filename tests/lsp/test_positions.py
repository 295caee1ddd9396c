"""Places as an editor counts them, and as the parser does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position

from followup_md.lsp import edits
from followup_md.lsp.positions import Places

UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
TEXTS = st.text(st.sampled_from("a\u00e9\u20ac\U0001f600\ud800\r\n\u2028 -"), max_size=30)


@given(TEXTS, st.sampled_from(sorted(UNITS)))
def test_every_place_is_found_again(text: str, encoding: str) -> None:
    codec, size = UNITS[encoding]
    places = Places(text, encoding)
    for offset in range(len(text) + 1):
        before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
        line = before.rpartition("\n")[2]
        units = len(line.encode(codec, "surrogatepass")) // size
        found = places.position(offset)
        if text[offset - 1 : offset + 1] == "\r\n" and offset:
            continue  # inside a line end
        assert found == Position(before.count("\n"), units)
        assert places.offset(found) == offset


@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_a_place_beyond_the_text_is_its_end(text: str, line: int, character: int) -> None:
    assert 0 <= Places(text).offset(Position(line, character)) <= len(text)


@given(TEXTS, TEXTS)
def test_an_edit_makes_the_other_text(old: str, new: str) -> None:
    places = Places(old)
    made = [
        edits.Splice(places.offset(e.range.start), places.offset(e.range.end), e.new_text)
        for e in edits.to_text(places, new)
    ]
    assert edits.applied(old, made) == new


@given(TEXTS, st.integers(-1, 9), st.integers(-1, 40))
def test_lines_of_ours_are_counted_as_in_messages(text: str, line: int, column: int) -> None:
    places = Places(text)
    offset = places.place(line, column)
    assert places.row(offset) == min(max(line, 1), text.count("\n") + 1)


@pytest.mark.parametrize(
    ("text", "newline"), [("a\r\nb\n", "\r\n"), ("a\nb\r\n", "\n"), ("", "\n")]
)
def test_the_line_end_is_that_of_the_first_line(text: str, newline: str) -> None:
    assert Places(text).newline == newline
