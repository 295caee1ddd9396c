"""Holidays of countries and of one's own."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from followup_md.errors import UsageError
from followup_md.storage.holidays import of_years


def test_none() -> None:
    assert of_years(())(2026) == frozenset()


def test_dates_of_ones_own() -> None:
    holidays = of_years(("2026-12-24", "2027-01-02"))
    assert holidays(2026) == {date(2026, 12, 24)}
    assert holidays(2027) == {date(2027, 1, 2)}
    assert holidays(2028) == frozenset()


def test_countries_and_their_parts() -> None:
    ireland = of_years(("IE", "2026-12-24"))(2026)
    assert {date(2026, 3, 17), date(2026, 12, 25), date(2026, 12, 24)} <= ireland
    assert date(2026, 11, 30) in of_years(("gb-sct",))(2026)
    assert date(2026, 11, 30) not in of_years(("GB-ENG",))(2026)


@pytest.mark.parametrize("year", [1, 1600, 2100, 9999])
def test_years_far_away(year: int) -> None:
    assert all(day.year == year for day in of_years(("IE", "US", "DE-BY", "IN", "IL"))(year))


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
