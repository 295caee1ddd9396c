"""A line of columns holds what each column on one line would."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from followup_md.model.agenda import Agenda, Row, RowContact, RowItem
from followup_md.views import tsv
from followup_md.views.text_layout import Screen, printable_line

DAY = date(2026, 9, 14)
words = st.text(alphabet="ab \t\n\u00a0\u2028\x1b\u202eé-")


@given(words, words, words)
@example("a  b", "", "c")
@example(" a", "b ", "c\td")
@example("a", " ", " b")
def test_every_column_is_on_one_line(name: str, channel: str, reason: str) -> None:
    row = Row(RowContact("x", name), RowItem("chase", DAY, DAY), reason, channel)
    line = tsv.lines(Agenda(DAY, (row,), (), (), ()), Screen())
    columns = ["due", "chase", "2026-09-14", "0", "x", name, channel, "", reason]
    assert line == "\t".join(printable_line(text) or "-" for text in columns) + "\n"
