from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from followup_md.views.text_layout import (
    pad,
    printable,
    printable_line,
    take_columns,
    truncate,
    width,
    wrap,
)

NAMES = [
    "Ann Lee",
    "田中 恵子",
    "ليلى حداد",
    "Zoë van den Berg 🌻",
    "e\u0301a",
    "👨‍👩‍👧 Lee",
    "प्रिया",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=60)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("columns", [1, 2, 5, 9, 30])
def test_a_cell_is_as_wide_as_its_column(name: str, columns: int) -> None:
    assert wcswidth(pad(name, columns)) == columns


@given(TEXTS, st.integers(0, 40))
def test_cut_never_takes_more_than_its_room(text: str, columns: int) -> None:
    assert width(truncate(text, columns)) <= columns
    assert text.startswith(take_columns(text, columns))


def test_cut_keeps_an_accent_with_its_letter() -> None:
    assert take_columns("abe\u0301cd", 3) == "abe\u0301"


@given(TEXTS, st.integers(2, 40))
def test_wrapping_loses_no_letter(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= columns for line in lines)


@given(st.text())
def test_nothing_printable_steers_a_terminal(text: str) -> None:
    shown = printable(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert not [c for c in shown if unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE")]
    assert not [c for c in shown if unicodedata.bidirectional(c) in ("RLI", "LRI", "FSI", "PDI")]
    assert "\n" not in printable_line(text)
    assert "\t" not in printable_line(text)


def test_controls_are_shown_and_not_dropped() -> None:
    assert printable("a\x1b[31mb\x9b\u202e\udc80") == "a\\x1b[31mb\\x9b\\u202e\\udc80"


def test_latin_letters_are_as_wide_as_the_tables_say() -> None:
    for code in (*range(0x20, 0x7F), *range(0xA0, 0x300), *range(0x2010, 0x205F)):
        letter = chr(code)
        if not 0x2028 <= code < 0x2030:
            assert width(f"a{letter}b") == wcswidth(f"a{letter}b"), hex(code)


def test_a_cell_that_runs_from_the_right_leaves_the_next_one_in_its_place() -> None:
    # Without a mark, terminals that reorder draw the digits of "1 day late" into the name.
    cell = pad("ليلى حداد", 12)
    assert cell == "ليلى حداد\u200e   "
    assert width(cell) == 12
    assert "\u200e" not in pad("Ann Lee", 12)
