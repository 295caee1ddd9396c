from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.stats.shares import percent, share, share_in_words, wilson

# From Newcombe, 1998, table I: the score method without continuity correction.
PAPER = (
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
)


@pytest.mark.parametrize(("part", "whole", "low", "high"), PAPER)
def test_the_interval_is_that_of_the_paper(part: int, whole: int, low: float, high: float) -> None:
    assert [round(end, 4) for end in wilson(part, whole)] == [low, high]


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(pair: tuple[int, int]) -> None:
    part, whole = pair
    low, high = wilson(part, whole)
    assert -1e-12 <= low - 1e-12 <= part / whole <= high + 1e-12 <= 1 + 1e-9


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_nearly_everybody_is_not_everybody(pair: tuple[int, int]) -> None:
    part, whole = pair
    assert (percent(part / whole) == 100) == (part == whole)
    assert (percent(part / whole) == 0) == (part == 0)


def test_few_have_no_rate() -> None:
    assert (share(2, 4), share(2, 5)) == (None, 0.4)
    assert (share_in_words(7, 12), share_in_words(9, 22)) == ("7 of 12", "41 % of 22")
