from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pytest

from followup_md.model.interval import parse_interval
from followup_md.model.settings import Interval, SpecialDays
from followup_md.policy.phrases import in_words
from followup_md.policy.workdays import Calendar
from tests.helpers.sample import day

MON_TO_FRI = Calendar()


def yearly(days: Iterable[date], made_up: Iterable[date] = ()) -> Callable[[int], SpecialDays]:
    """Give these special days out year by year."""
    off, working = frozenset(days), frozenset(made_up)

    def of_year(year: int) -> SpecialDays:
        return SpecialDays(*(frozenset(d for d in ds if d.year == year) for ds in (off, working)))

    return of_year


WITH_HOLIDAYS = Calendar(
    special_days=yearly([date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)])
)


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        ("09-08", 0, "09-08"),
        ("09-05", 0, "09-07"),  # a Saturday
        ("09-08", 4, "09-14"),
        ("09-05", 1, "09-07"),
        ("09-04", 1, "09-07"),
        ("09-01", 10, "09-15"),
        ("9999-12-31", 0, "9999-12-31"),
        ("9999-12-31", 1, "9999-12-31"),
        ("9999-12-30", 5000000, "9999-12-31"),
        ("0001-01-01", 0, "0001-01-01"),
        ("0001-01-06", 0, "0001-01-08"),
    ],
)
def test_working_days_after(start: str, number: int, expected: str) -> None:
    assert MON_TO_FRI.add(day(start), number) == day(expected)


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        ("12-24", 1, "12-29"),  # Friday, weekend and Monday off
        ("12-25", 0, "12-29"),
        ("12-24", 4, "2027-01-04"),  # Friday is off too
        ("12-23", 1, "12-24"),
    ],
)
def test_holidays_are_stepped_over(start: str, number: int, expected: str) -> None:
    assert WITH_HOLIDAYS.add(day(start), number) == day(expected)


@pytest.mark.parametrize(
    ("after", "expected"),
    [("09-08", "09-07"), ("09-07", "09-04"), ("09-06", "09-04"), ("0001-01-01", "0001-01-01")],
)
def test_last_working_day_before(after: str, expected: str) -> None:
    assert MON_TO_FRI.before(day(after)) == day(expected)


def test_last_working_day_before_a_holiday() -> None:
    assert WITH_HOLIDAYS.before(date(2026, 12, 29)) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("after", "upto", "expected"),
    [
        ("09-07", "09-08", 1),
        ("09-04", "09-07", 1),
        ("09-05", "09-06", 0),
        ("09-08", "09-08", 0),
        ("09-08", "09-01", 0),
        ("09-01", "09-30", 21),
        ("0001-01-01", "9999-12-31", 2_608_614),
    ],
)
def test_counting(after: str, upto: str, expected: int) -> None:
    assert MON_TO_FRI.count(day(after), day(upto)) == expected


def test_counting_leaves_holidays_out() -> None:
    assert WITH_HOLIDAYS.count(date(2026, 12, 24), date(2027, 1, 4)) == 4


@pytest.mark.slow
def test_agrees_with_walking_day_by_day() -> None:
    chance = random.Random(7)
    start = date(2023, 12, 1)
    for _ in range(300):
        workdays = frozenset(chance.sample(range(7), chance.randint(1, 7)))
        off = {start + timedelta(days=chance.randrange(900)) for _ in range(chance.randrange(80))}
        made_up = {
            start + timedelta(days=chance.randrange(900)) for _ in range(chance.randrange(40))
        }
        calendar = Calendar(workdays, yearly(off, made_up))
        working = {
            d
            for d in (start + timedelta(days=n - 400) for n in range(2200))
            if (d.weekday() in workdays or d in made_up) and d not in off
        }
        begin = start + timedelta(days=chance.randrange(400))
        number = chance.randrange(40)
        walked, left = begin, number
        while left or walked not in working:
            walked += timedelta(days=1)
            left -= walked in working and left > 0
        assert calendar.add(begin, number) == walked
        end = begin + timedelta(days=chance.randrange(400))
        days = [begin + timedelta(days=n + 1) for n in range((end - begin).days)]
        assert calendar.count(begin, end) == len(working.intersection(days))
        back = begin - timedelta(days=1)
        while back not in working:
            back -= timedelta(days=1)
        assert calendar.before(begin) == back


def test_each_year_of_holidays_is_asked_for_once() -> None:
    asked: list[int] = []

    def holidays(year: int) -> SpecialDays:
        asked.append(year)
        return SpecialDays(frozenset({date(year, 1, 1)}))

    calendar = Calendar(special_days=holidays)
    for number in range(50):
        calendar.add(date(2026, 9, 1), number)
        calendar.count(date(2026, 9, 1), date(2027, 9, 1))
    assert sorted(asked) == [2026, 2027]


def test_a_year_of_nothing_but_holidays_ends() -> None:
    calendar = Calendar(
        special_days=yearly(date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    )
    assert calendar.add(date(2025, 12, 31), 1) == date(2027, 1, 1)
    assert calendar.add(date(2026, 5, 5), 0) == date(2027, 1, 1)
    assert calendar.before(date(2027, 1, 1)) == date(2025, 12, 31)
    assert calendar.count(date(2025, 12, 31), date(2027, 1, 1)) == 1


def test_a_made_up_day_counts_to_the_last_week_there_is() -> None:
    weekend = [date(9999, 12, 25), date(9999, 12, 26)]
    calendar = Calendar(frozenset(range(5)), yearly((), weekend))
    added = [calendar.add(date(9999, 12, 24), n) for n in (1, 2, 3, 6, 7, 8)]
    assert added == [date(9999, 12, day) for day in (25, 26, 27, 30, 31, 31)]


def test_without_any_working_day_everything_is_clamped() -> None:
    calendar = Calendar(frozenset())
    assert calendar.add(date(2026, 9, 1), 0) == date.max
    assert calendar.before(date(2026, 9, 1)) == date.min
    assert calendar.count(date.min, date.max) == 0


def test_holidays_of_another_year_do_not_count_twice() -> None:
    calendar = Calendar(special_days=lambda _: SpecialDays(frozenset({date(2027, 1, 1)})))
    assert calendar.count(date(2026, 12, 30), date(2027, 1, 4)) == 2


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        ("09-07", "60d", "11-06"),
        ("09-07", "180d", "2027-03-08"),  # a Saturday, so Monday
        ("09-07", "2w", "09-21"),
        ("01-31", "1m", "03-02"),  # 28 February is a Saturday
        ("2024-02-29", "1y", "2025-02-28"),
        ("2024-01-31", "1m", "2024-02-29"),
        ("08-31", "3m", "11-30"),
        ("12-15", "1m", "2027-01-15"),
        ("9999-12-01", "1m", "9999-12-31"),
        ("2026-01-01", "99999y", "9999-12-31"),
        ("2026-01-01", "999999999w", "9999-12-31"),
        ("0001-01-01", "1d", "0001-01-02"),
    ],
)
def test_calendar_spans(start: str, span: str, expected: str) -> None:
    read = parse_interval(span)
    assert read is not None
    assert MON_TO_FRI.add(day(start), read) == day(expected)


def test_what_was_stepped_over() -> None:
    assert MON_TO_FRI.stepped_over(date(2026, 9, 8), date(2026, 9, 14)) == (
        date(2026, 9, 12),
        date(2026, 9, 13),
    )
    over = WITH_HOLIDAYS.stepped_over(date(2026, 12, 24), date(2026, 12, 29))
    assert [d.day for d in over] == [25, 26, 27, 28]
    assert [d.day for d in over if WITH_HOLIDAYS.is_holiday(d)] == [25, 28]


@pytest.mark.parametrize("text", ["", "d", "0d", "30", "30 days", "-3d", "3D", "٣d", "1.5m"])
def test_no_span(text: str) -> None:
    assert parse_interval(text) is None


def test_spans_in_words() -> None:
    assert in_words(Interval(60, "d")) == "60 days"
    assert in_words(Interval(1, "m")) == "1 month"
