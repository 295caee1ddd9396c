"""The guard against formulas, and its way back."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from followup_md.formats.csv_cells import guarded, unguarded
from followup_md.formats.csv_out import Line, table
from followup_md.formats.texts import plain
from followup_md.model.contact import Contact

# What a spreadsheet takes for the beginning of a formula, as Excel, LibreOffice and Google do.
FORMULAS = "=+-@\uff1d\uff0b\uff0d\uff20\t\r"
CELLS = st.text(st.one_of(st.sampled_from(FORMULAS + "'\n,;\""), st.characters(codec="utf-8")))


@given(CELLS)
def test_the_guard_is_cut_off_again(cell: str) -> None:
    assert guarded(cell)[:1] not in tuple(FORMULAS)
    assert unguarded(guarded(cell)) == cell


@given(CELLS, CELLS)
def test_readers_of_csv_find_every_cell_as_it_was(name: str, reason: str) -> None:
    text = table([Line(Contact("a", name, reason=reason), None)])
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (unguarded(row["name"]), unguarded(row["reason"])) == (plain(name), plain(reason))
    assert text.endswith("\r\n")


def test_an_empty_book_has_a_head() -> None:
    assert table([]).startswith("id,name,nickname,org,role,email,phone,url,")
