"""Working days and spans against a walk of one day at a time, from year 1 to year 9999."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from followup_md.model.settings import Interval
from followup_md.policy.workdays import Calendar
from tests.helpers.plain_week import Week, calendar_later, in_year

# Month ends, leap days, century years that leap or not, and both ends of time.
MARKS = (
    date.min,
    date(1, 3, 1),
    date(1900, 2, 28),
    date(2000, 2, 29),
    date(2026, 1, 31),
    date(2026, 12, 31),
    date(2027, 2, 28),
    date(2028, 2, 29),
    date(9999, 11, 30),
    date.max,
)
DAYS = st.dates() | st.builds(
    lambda mark, n: date.fromordinal(min(max(mark.toordinal() + n, 1), date.max.toordinal())),
    st.sampled_from(MARKS),
    st.integers(-40, 40),
)
WORKDAYS = st.frozensets(st.integers(0, 6), min_size=1)
NEARBY = st.frozensets(st.integers(-30, 30), max_size=25)  # holidays, in days from the day
SPANS = st.builds(Interval, st.integers(1, 60), st.sampled_from("dwmy"))


def near(day: date, distances: frozenset[int]) -> frozenset[date]:
    ordinals = (day.toordinal() + n for n in distances)
    return frozenset(date.fromordinal(n) for n in ordinals if 1 <= n <= date.max.toordinal())


def both(workdays: frozenset[int], holidays: frozenset[date]) -> tuple[Calendar, Week]:
    return Calendar(workdays, in_year(holidays)), Week(workdays, holidays)


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(DAYS, st.integers(0, 60), WORKDAYS, NEARBY)
@example(date.max, 5, frozenset({0}), frozenset())
@example(date.min, 0, frozenset({6}), frozenset({6}))
def test_adding_working_days(
    day: date, n: int, workdays: frozenset[int], distances: frozenset[int]
) -> None:
    calendar, week = both(workdays, near(day, distances))
    assert calendar.add(day, n) == week.after(day, n)


@pytest.mark.slow
@settings(deadline=None, max_examples=200)
@given(DAYS, WORKDAYS, NEARBY)
@example(date.min, frozenset({0}), frozenset())
@example(date(1, 1, 2), frozenset({6}), frozenset())
def test_the_working_day_before(
    day: date, workdays: frozenset[int], distances: frozenset[int]
) -> None:
    calendar, week = both(workdays, near(day, distances))
    assert calendar.before(day) == week.last_before(day)


@pytest.mark.slow
@settings(deadline=None, max_examples=200)
@given(DAYS, st.integers(-5, 400), WORKDAYS, NEARBY)
def test_counting_working_days(
    day: date, length: int, workdays: frozenset[int], distances: frozenset[int]
) -> None:
    upto = date.fromordinal(min(max(day.toordinal() + length, 1), date.max.toordinal()))
    calendar, week = both(workdays, near(day, distances))
    assert calendar.count(day, upto) == week.between(day, upto)


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(DAYS, SPANS, WORKDAYS, NEARBY)
@example(date(2028, 2, 29), Interval(1, "y"), frozenset(range(5)), frozenset())
@example(date(2026, 1, 31), Interval(1, "m"), frozenset(range(5)), frozenset())
@example(date.max, Interval(60, "y"), frozenset({0}), frozenset())
def test_adding_a_span(
    day: date, span: Interval, workdays: frozenset[int], distances: frozenset[int]
) -> None:
    around = calendar_later(day, span)
    calendar, week = both(workdays, near(around, distances))
    assert calendar.add(day, span) == week.later(day, span)


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(DAYS, st.integers(0, 30), st.integers(0, 30), WORKDAYS, NEARBY)
def test_steps_add_up(
    day: date, n: int, more: int, workdays: frozenset[int], distances: frozenset[int]
) -> None:
    """From a working day n steps and then more are one walk, and counting finds each of them."""
    calendar, _ = both(workdays, near(day, distances))
    start = calendar.next_workday(day)
    there = calendar.add(start, n)
    assert calendar.add(there, more) == calendar.add(start, n + more)
    if there < date.max:
        assert calendar.count(start, there) == n


@pytest.mark.parametrize(
    ("day", "span", "due"),
    [
        (date(2026, 1, 31), Interval(1, "m"), date(2026, 2, 28)),
        (date(2028, 1, 31), Interval(1, "m"), date(2028, 2, 29)),
        (date(2028, 2, 29), Interval(1, "y"), date(2029, 2, 28)),
        (date(2028, 2, 29), Interval(4, "y"), date(2032, 2, 29)),
        (date(1899, 12, 31), Interval(2, "m"), date(1900, 2, 28)),
        (date(2026, 10, 31), Interval(13, "m"), date(2027, 11, 30)),
        (date(2026, 12, 31), Interval(6, "w"), date(2027, 2, 11)),
        (date(9999, 12, 1), Interval(1, "m"), date.max),
        (date(1, 1, 1), Interval(9998, "y"), date(9999, 1, 1)),
        (date(1, 1, 1), Interval(999_999_999, "d"), date.max),
        (date(1, 1, 1), Interval(999_999_999, "y"), date.max),
    ],
)
def test_spans_by_hand(day: date, span: Interval, due: date) -> None:
    """Every day works, so that nothing but the calendar moves the date."""
    assert Calendar(frozenset(range(7)), in_year(frozenset())).add(day, span) == due


def test_a_long_holiday_is_walked_over() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(700))
    calendar, week = both(frozenset({2}), closed)
    assert calendar.add(date(2026, 1, 5), 3) == week.after(date(2026, 1, 5), 3)
    assert calendar.before(date(2027, 6, 1)) == date(2025, 12, 31)
    assert calendar.count(date(2026, 1, 1), date(2027, 6, 1)) == 0
