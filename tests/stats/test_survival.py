"""The estimate of Kaplan and Meier, against a worked example and against its own limits."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from followup_md.stats.survival import curve, median, steps

# Days in remission under 6-mercaptopurine, + censored (Freireich and others, 1963); the estimates
# are those of the textbooks (Kleinbaum and Klein, Survival Analysis, chapter 2).
REMISSION = {
    (6, True): 3,
    (7, True): 1,
    (10, True): 1,
    (13, True): 1,
    (16, True): 1,
    (22, True): 1,
    (23, True): 1,
    (6, False): 1,
    (9, False): 1,
    (10, False): 1,
    (11, False): 1,
    (17, False): 1,
    (19, False): 1,
    (20, False): 1,
    (25, False): 1,
    (32, False): 2,
    (34, False): 1,
    (35, False): 1,
}
spans = st.dictionaries(
    st.tuples(st.integers(0, 40), st.booleans()), st.integers(1, 9), max_size=30
)


def test_a_worked_example() -> None:
    found = steps(REMISSION)
    assert [(step.time, step.at_risk, round(float(step.left), 4)) for step in found] == [
        (6, 21, 0.8571),
        (7, 17, 0.8067),
        (10, 15, 0.7529),
        (13, 12, 0.6902),
        (16, 11, 0.6275),
        (22, 7, 0.5378),
        (23, 6, 0.4482),
    ]
    assert median(found) == 23


@given(spans)
def test_without_censoring_it_is_the_share(found: dict[tuple[int, bool], int]) -> None:
    ended = {(time, True): count for (time, _), count in found.items()}
    total = sum(ended.values())
    for step in steps(ended):
        left = sum(count for (time, _), count in ended.items() if time > step.time)
        assert step.left == Fraction(left, total)


@given(spans)
def test_it_only_falls_and_stays_a_share(found: dict[tuple[int, bool], int]) -> None:
    shares = [Fraction(1), *(step.left for step in steps(found))]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)
    assert all(step.at_risk >= 5 for step in curve(steps(found)))


@given(spans)
def test_what_goes_on_never_counts_as_an_end(found: dict[tuple[int, bool], int]) -> None:
    going_on = {(time, False): count for (time, _), count in found.items()}
    assert steps(going_on) == []
    assert median(steps(going_on)) is None
