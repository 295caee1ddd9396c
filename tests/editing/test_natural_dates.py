from __future__ import annotations

import re
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.editing import natural_dates
from followup_md.editing.natural_dates import UncertainDayError
from followup_md.errors import UsageError
from followup_md.policy.phrases import full_date
from tests.helpers.book_folder import PROJECT

MONDAY = date(2026, 9, 14)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-10-01", "2026-10-01"),
        ("today", "2026-09-14"),
        ("Tomorrow", "2026-09-15"),
        ("yesterday", "2026-09-13"),
        ("the day after tomorrow", "2026-09-16"),
        ("tuesday", "2026-09-15"),
        ("next tuesday", "2026-09-15"),
        ("monday", "2026-09-21"),
        ("next mon", "2026-09-21"),
        ("last friday", "2026-09-11"),
        ("by Friday", "2026-09-18"),
        ("next week tuesday", "2026-09-22"),
        ("tuesday  next week", "2026-09-22"),
        ("this week wed", "2026-09-16"),
        ("last week friday", "2026-09-11"),
        ("in 2 weeks", "2026-09-28"),
        ("in a fortnight", "2026-09-28"),
        ("three days from now", "2026-09-17"),
        ("two weeks ago", "2026-08-31"),
        ("next month", "2026-10-14"),
        ("in 12 months", "2027-09-14"),
        ("in two weeks' time", "2026-09-28"),
        ("in a week\u2019s time", "2026-09-21"),
        ("+3d", "2026-09-17"),
        ("+2w", "2026-09-28"),
        ("+1m", "2026-10-14"),
        ("+999999y", "9999-12-31"),
        ("1 oct", "2026-10-01"),
        ("October 1st", "2026-10-01"),
        ("1 October 2027", "2027-10-01"),
        ("14 sep", "2026-09-14"),
        ("tue 22 sep", "2026-09-22"),
        ("29 feb 2028", "2028-02-29"),
    ],
)
def test_days_to_come(words: str, day: str) -> None:
    assert natural_dates.parse_day(words, MONDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("friday", "2026-09-11"),
        ("monday", "2026-09-07"),
        ("next friday", "2026-09-18"),
        ("yesterday", "2026-09-13"),
        ("1 oct", "2025-10-01"),
        ("14 sep", "2026-09-14"),
        ("a week ago", "2026-09-07"),
    ],
)
def test_days_gone_by(words: str, day: str) -> None:
    assert natural_dates.parse_day(words, MONDAY, past=True) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("12/10/2026", ["2026-10-12 (Mon 12 Oct 2026)", "2026-12-10 (Thu 10 Dec 2026)"]),
        ("12/10", ["2026-10-12", "2026-12-10"]),
        ("1.2.26", ["2026-02-01", "2026-01-02"]),
        ("13/10/2026", ["write 2026-10-13"]),
        ("2026-9-1", ["write 2026-09-01"]),
        ("2026/09/01", ["write 2026-09-01"]),
        ("2026-02-30", ["28 days"]),
        ("31/31/2026", ["no such day"]),
        ("wed 22 sep", ["Tue 22 Sep 2026 is not a Wednesday"]),
        *(
            (nonsense, ["in 2 weeks", "2026-09-14"])
            for nonsense in (
                "", "blah", "may", "september", "2027", "10", "20260901", "1570308760", "never",
                "tomorrow 3", "tomorrow 3pm", "in 3 hours", "friday 13", "30 feb", "-1", "+0d",
                "in 99999999999 years", "१२ sep", "x" * 5000, "next", "a", "in 2 weeks or so",
            )
        ),
    ],
)  # fmt: skip
def test_what_may_be_two_days_or_none_is_refused(words: str, remedy: list[str]) -> None:
    with pytest.raises(UsageError) as error:
        natural_dates.parse_day(words, MONDAY)
    for part in remedy:
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("words", "day", "rest"),
    [
        (["in", "2", "weeks", "on", "holiday"], "2026-09-28", "on holiday"),
        (["in 2 weeks", "3 people"], "2026-09-28", "3 people"),
        (["next week tuesday", "call him"], "2026-09-22", "call him"),
        (["tomorrow", "3", "things"], "2026-09-15", "3 things"),
        (["friday", "may", "be"], "2026-09-18", "may be"),
        (["14 sep", "10", "people"], "2026-09-14", "10 people"),
        (["tomorrow,", "at the fair"], "2026-09-15", "at the fair"),
        (["2026-10-01"], "2026-10-01", ""),
        (["in 2 weeks' time", "when she is back"], "2026-09-28", "when she is back"),
        (["tuesday,", "week 3 of the course"], "2026-09-15", "week 3 of the course"),
        (["tuesday:", "monday is over"], "2026-09-15", "monday is over"),
        (["friday", "next steps"], "2026-09-18", "next steps"),
        (["friday", "week-long fair"], "2026-09-18", "week-long fair"),
        (["friday", "on holiday"], "2026-09-18", "on holiday"),
        (["friday", "day off"], "2026-09-18", "day off"),
        (["friday", "back from holiday"], "2026-09-18", "back from holiday"),
        (["friday", "september budget"], "2026-09-18", "september budget"),
        (["friday", "3pm, her office"], "2026-09-18", "3pm, her office"),
        (["tomorrow", "morning"], "2026-09-15", "morning"),
        (["friday", "last chance"], "2026-09-18", "last chance"),
        (["friday", "in the office"], "2026-09-18", "in the office"),
    ],
)
def test_a_day_with_words_behind_it(words: list[str], day: str, rest: str) -> None:
    assert natural_dates.split_day(words, MONDAY) == (date.fromisoformat(day), rest)


@pytest.mark.parametrize(
    "words",
    [
        "tuesday week", "Tuesday Week", "today week", "tomorrow week call her", "monday fortnight",
        "next month sometime", "friday in 2 weeks", "friday in a month", "2 weeks on friday",
        "a week from tuesday", "a week on tuesday", "in 2 weeks monday", "friday or monday",
        "friday to tuesday", "friday until monday", "friday after next",
        "14 sep next year", "14 sep in 2027", "14 sep '27", "friday 2027", "friday 18th",
        "friday the 18th", "friday 18/9", "friday 3 weeks", "next month 14 sep", "next week or so",
        "friday 2026-09-25", "2026-09-14 2026-09-16", "next month end", "friday +1w", "friday may",
        "2 weeks earlier", "3 days back", "friday every week", "in 2 weeks from monday",
    ],
)  # fmt: skip
def test_words_that_may_make_it_another_day_are_refused(words: str) -> None:
    with pytest.raises(UncertainDayError) as error:
        natural_dates.split_day([words], MONDAY)
    assert "next week tuesday" in str(error.value)
    assert "comma" in str(error.value)


def test_words_without_a_day_are_refused() -> None:
    with pytest.raises(UsageError, match="12/10/2026: write"):
        natural_dates.split_day(["12/10/2026", "fair"], MONDAY)
    with pytest.raises(UsageError):
        natural_dates.split_day(["when", "I", "like"], MONDAY)


def outcome(words: str, today: date, past: bool = False) -> str:
    """Return the day as ISO, or the error."""
    try:
        return natural_dates.parse_day(words, today, past).isoformat()
    except UsageError as error:
        return str(error)


@given(st.text(max_size=20), st.dates(), st.booleans())
def test_any_text_is_a_day_or_an_error_with_a_remedy(words: str, today: date, past: bool) -> None:
    assert re.search(r"\d{4}-\d\d-\d\d|0001 to 9999", outcome(words, today, past))


@pytest.mark.parametrize("today", [date.min, date.max])
@pytest.mark.parametrize(
    "words", ["tomorrow", "yesterday", "in 2 weeks", "2 weeks ago", "last friday", "sunday", "+1d"]
)
def test_the_ends_of_the_calendar(today: date, words: str) -> None:
    assert re.search("^(0001|9999)-|0001 to 9999|not a clear one", outcome(words, today))


def test_a_day_is_echoed_with_its_year() -> None:
    assert full_date(date(2026, 9, 15)) == "Tue 15 Sep 2026"
    assert full_date(date(1, 1, 1)) == "Mon 1 Jan 0001"


def test_a_day_that_is_written_out_costs_no_import() -> None:
    code = (
        "import sys; from datetime import date;"
        "from followup_md.editing.natural_dates import parse_day as day;"
        "day('2026-09-14', date(2026, 9, 1)); day('next friday', date(2026, 9, 1));"
        "sys.exit('dateparser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0
