"""The guard against formulas, and its way back."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from followup_md.formats.csv_out import GUARD, Line, guard, table
from followup_md.model.contact import Contact
from followup_md.model.plain_text import clean

# What a spreadsheet takes for the beginning of a formula, as Excel, LibreOffice and Google do.
FORMULAS = "=+-@\uff1d\uff0b\uff0d\uff20\t\r"
CELLS = st.text(st.one_of(st.sampled_from(FORMULAS + "'\n,;\""), st.characters(codec="utf-8")))


def cut(cell: str) -> str:
    """Return a cell as an importer takes it."""
    return cell[1:] if cell.startswith(GUARD) and cell[1:2] in (*FORMULAS, GUARD) else cell


@given(CELLS)
def test_the_guard_is_cut_off_again(cell: str) -> None:
    guarded = guard(cell)
    assert guarded[:1] not in tuple(FORMULAS)
    assert cut(guarded) == cell


@given(CELLS, CELLS)
def test_readers_of_csv_find_every_cell_as_it_was(name: str, reason: str) -> None:
    text = table([Line(Contact("a", name, reason=reason), None)])
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (cut(row["name"]), cut(row["reason"])) == (clean(name), clean(reason))
    assert text.endswith("\r\n")


def test_an_empty_book_has_a_head() -> None:
    assert table([]).startswith("id,name,nickname,org,role,email,phone,url,")
