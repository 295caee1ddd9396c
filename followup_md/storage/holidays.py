"""Public holidays: the dates of `holidays:` in followup.yml, and those of its country codes."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date

from followup_md.errors import UsageError


def of_years(named: tuple[str, ...]) -> Callable[[int], frozenset[date]]:
    """Return a function from a year to its holidays; `named`: ISO dates and country codes.

    The library with the countries is imported with the first year.
    """
    fixed = frozenset(date.fromisoformat(name) for name in named if name[:1].isdigit())
    codes = tuple(name for name in named if not name[:1].isdigit())

    def holidays(year: int) -> frozenset[date]:
        days = {day for day in fixed if day.year == year}
        for code in codes:
            days |= _of_country(code, year)
        return frozenset(days)

    return holidays


def _of_country(code: str, year: int) -> set[date]:
    from holidays import country_holidays

    country, _, subdivision = code.upper().partition("-")
    try:
        with warnings.catch_warnings(action="ignore"):  # lunar calendars end in some year
            return set(country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError:
        message = f"followup.yml: E903 holidays: no calendar for `{code}`; use GB, US-CA or dates"
        raise UsageError(message) from None
