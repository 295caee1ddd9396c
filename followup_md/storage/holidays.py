"""What `holidays:` in followup.yml means: dates, spans of dates, and the days of countries."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date, timedelta

from followup_md.errors import UsageError
from followup_md.model.settings import SpecialDays

SPAN = ".."  # between the first and the last day of an absence


def of_years(named: tuple[str, ...]) -> Callable[[int], SpecialDays]:
    """Return a function from a year to its special days; `named`: dates, spans, country codes.

    The library with the countries is imported with the first year.
    """
    spans = [span(name) for name in named if name[:1].isdigit()]
    codes = tuple(name for name in named if not name[:1].isdigit())

    def special_days(year: int) -> SpecialDays:
        off, working = set[date](), set[date]()
        for first, last in spans:
            day = max(first, date(year, 1, 1))
            last = min(last, date(year, 12, 31))
            off |= {day + timedelta(days=n) for n in range((last - day).days + 1)}
        for code in codes:
            country = _of_country(code, year)
            off |= country.off
            working |= country.working
        return SpecialDays(frozenset(off), frozenset(working))

    return special_days


def span(name: str) -> tuple[date, date]:
    """Return the first and the last day of `DATE` or `DATE..DATE`. Raises ValueError."""
    first, _, last = name.partition(SPAN)
    return date.fromisoformat(first), date.fromisoformat(last or first)


def _of_country(code: str, year: int) -> SpecialDays:
    from holidays import country_holidays

    country, _, subdivision = code.upper().partition("-")
    try:
        with warnings.catch_warnings(action="ignore"):  # lunar calendars end in some year
            found = country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError:
        message = f"followup.yml: E903 holidays: no calendar for `{code}`; use GB, US-CA or dates"
        raise UsageError(message) from None
    # Weekends on which a country works, to make up for days off before or after.
    return SpecialDays(frozenset(found), frozenset(found.weekend_workdays))
