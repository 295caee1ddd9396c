"""Dates and initials in the words of the site."""

from __future__ import annotations

from datetime import date

import pytest

from followup_md.policy.phrases import long_date
from followup_md.website.pages.list_rows import initials
from followup_md.website.pages.words import when


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann Lee", "AL"),
        ("Ann", "A"),
        ("山田 花", "山花"),
        ("Dr. (Jo) Park", "DP"),
        ("!!", "·"),
        ("", "·"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@pytest.mark.slow
def test_dates_in_words() -> None:
    on = date(2026, 9, 14)
    assert long_date(on) == "Monday 14 September 2026"
    assert "today" in when(on, on).label
    assert "1 day late" in when(date(2026, 9, 11), on, 1).label
    assert "Wed 6 Jan 2027" in when(date(2027, 1, 6), on).label
