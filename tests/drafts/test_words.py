"""Days and spans in words."""

from __future__ import annotations

import pytest

from followup_md.model.settings import Interval
from tests.helpers.drafts import built_in
from tests.helpers.sample import day


@pytest.mark.parametrize(
    ("when", "said", "of"),
    [
        ("2026-09-14", "today", "from today"),
        ("2026-09-13", "yesterday", "from yesterday"),
        ("2026-09-08", "on Tuesday", "on Tuesday"),
        ("2026-09-07", "on 7 September", "of 7 September"),
        ("2025-11-18", "on 18 November", "of 18 November"),
        ("2025-11-17", "in November 2025", "from November 2025"),
        ("2026-09-16", "on 16 September", "of 16 September"),
        ("2028-01-01", "in January 2028", "from January 2028"),
    ],
)
def test_a_day_says_itself_twice(when: str, said: str, of: str) -> None:
    found = built_in().words("en").day(day(when), day("2026-09-14"))
    assert (found, found.of) == (said, of)


@pytest.mark.parametrize(
    ("language", "said", "of"),
    [
        ("de", "am 3. September", "vom 3. September"),
        ("es", "el 3 de septiembre", "del 3 de septiembre"),
        ("fr", "le 3 septembre", "du 3 septembre"),
    ],
)
def test_days_in_other_languages(language: str, said: str, of: str) -> None:
    found = built_in().words(language).day(day("2026-09-03"), day("2026-09-14"))
    assert (found, found.of) == (said, of)


def test_spans() -> None:
    words = built_in().words("en")
    assert words.later(Interval(6, "w")) == "in 6 weeks"
    assert words.later(Interval(1, "y")) == "in a year"
    assert built_in().words("de").later(Interval(60, "d")) == "in 2 Monaten"
    assert words.later(Interval(180, "d")) == "in 6 months"
    assert words.later(Interval(10, "d")) == "in 10 days"
    assert words.later(Interval(365, "d")) == "in a year"
    assert words.later(Interval(21, "d")) == "in 3 weeks"
