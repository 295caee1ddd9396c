"""Dates and times as people type them, although only YYYY-MM-DD and HH:MM are read."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from followup_md.errors import TextError

DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
ISO = re.compile(DATE)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
TIME_LIKE = re.compile(r"(\d{1,2})(?:[:.h](\d\d))?([ap]m)?|\d+:\d*\w*", re.ASCII | re.IGNORECASE)


def in_date(text: str, line: int, column: int) -> TextError:
    """Explain a text that is not a date."""
    if not text:
        return TextError("E401", "a date is missing: YYYY-MM-DD", line, column)
    if ISO.fullmatch(text):
        return TextError("E402", f"no such date: {_why_no_date(text)}", line, column)
    if not text[0].isdigit():
        return TextError("E401", "a date comes first: YYYY-MM-DD", line, column)
    message = "a date is YYYY-MM-DD: the year first, hyphens, month and day with two digits"
    return TextError("E401", message, line, column)


def _why_no_date(text: str) -> str:
    year, month = int(text[:4]), int(text[5:7])
    if year == 0:
        return "years start at 0001"
    if not 1 <= month <= 12:
        return "months go from 01 to 12"
    import calendar

    return f"that month has {calendar.monthrange(year, month)[1]} days"


def iso(text: str) -> str:
    """Return YYYY-MM-DD for a date in another form, or "" if it is ambiguous."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match[1], match[3], match[4]
    elif match := _YEAR_LAST.fullmatch(text):
        day, month, year = match[1], match[3], match[4]
        if match[2] != "." and int(day) <= 12:
            return ""  # the day first, or the month: only the author knows
    else:
        return ""
    with suppress(ValueError):
        return date(int(year), int(month), int(day)).isoformat()
    return ""


def clock(text: str) -> str:
    """Return HH:MM for a time in another form, or "" if it is ambiguous."""
    match = TIME_LIKE.fullmatch(text)
    if match is None or not match[1] or not (match[2] or match[3]):
        return ""
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        hour = hour % 12 + (12 if match[3].lower() == "pm" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else ""
