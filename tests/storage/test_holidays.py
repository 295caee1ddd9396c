"""Holidays of countries and of one's own."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from followup_md.errors import UsageError
from followup_md.model.settings import SpecialDays
from followup_md.policy.workdays import Calendar
from followup_md.storage.holidays import of_years


def test_none() -> None:
    assert of_years(())(2026) == SpecialDays()


def test_dates_of_ones_own() -> None:
    holidays = of_years(("2026-12-24", "2027-01-02"))
    assert holidays(2026).off == {date(2026, 12, 24)}
    assert holidays(2027).off == {date(2027, 1, 2)}
    assert holidays(2028) == SpecialDays()


def test_an_absence_over_the_turn_of_the_year() -> None:
    holidays = of_years(("2026-12-30..2027-01-02",))
    assert holidays(2026).off == {date(2026, 12, 30), date(2026, 12, 31)}
    assert holidays(2027).off == {date(2027, 1, 1), date(2027, 1, 2)}
    assert holidays(2025) == holidays(2028) == SpecialDays()


def test_days_that_a_country_makes_up_are_working_days() -> None:
    special_days = of_years(("CN",))
    assert date(2026, 2, 14) in special_days(2026).working  # a Saturday, for the Spring Festival
    calendar = Calendar(special_days=special_days)
    assert calendar.is_workday(date(2026, 2, 14))
    # The festival is from 15 to 23 February; Saturday the 28th is made up.
    assert calendar.add(date(2026, 2, 12), 2) == date(2026, 2, 14)
    assert calendar.add(date(2026, 2, 14), 1) == date(2026, 2, 24)
    assert calendar.add(date(2026, 2, 24), 4) == date(2026, 2, 28)
    own = Calendar(special_days=of_years(("CN", "2026-02-28")))
    assert not own.is_workday(date(2026, 2, 28))


def test_countries_and_their_parts() -> None:
    ireland = of_years(("IE", "2026-12-24"))(2026).off
    assert {date(2026, 3, 17), date(2026, 12, 25), date(2026, 12, 24)} <= ireland
    assert date(2026, 11, 30) in of_years(("gb-sct",))(2026).off
    assert date(2026, 11, 30) not in of_years(("GB-ENG",))(2026).off


@pytest.mark.parametrize("year", [1, 1600, 2100, 9999])
def test_years_far_away(year: int) -> None:
    special = of_years(("IE", "US", "DE-BY", "IN", "IL", "CN"))(year)
    assert all(day.year == year for day in special.off)


@pytest.mark.parametrize("code", ["XX", "GB-XX", "EU"])
def test_a_country_without_a_calendar(code: str) -> None:
    with pytest.raises(UsageError, match="no calendar"):
        of_years((code,))(2026)


def test_the_library_is_not_imported_before_it_is_needed() -> None:
    code = (
        "import sys; from followup_md.storage.holidays import of_years\n"
        "of_years(('2026-12-24',))(2026); of_years(('IE',))\n"
        "sys.exit('holidays' in sys.modules)"
    )
    project = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=project, check=False).returncode == 0
