"""Dates and times as people and programs write them, although only YYYY-MM-DD and HH:MM are read.

A timestamp at midnight is what an editor makes of a day: it is read as that day.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from followup_md.errors import TextError

DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
# After a date: a time of day that is none. Without seconds it is somebody's midnight.
MIDNIGHT = r"(?:[T ]00:00:00(?:\.0+)?(?:Z|[+-]\d\d:?\d\d)?|T00:00Z?)"
ISO = re.compile(DATE)
_AT_MIDNIGHT = re.compile(rf"({DATE}){MIDNIGHT}(?=[\s,]|$)")
_TIMESTAMP = re.compile(
    rf"({DATE})[T ]((?:[01]\d|2[0-3]):[0-5]\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
)
_ORG = re.compile(rf"[<\[]({DATE})(?: [^\W\d]+\.?)?[>\]]")  # `<2026-04-03 Fri>`
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
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


def without_midnight(text: str) -> str:
    """Return a text that starts with a timestamp at midnight with the day in its place."""
    return _AT_MIDNIGHT.sub(r"\1", text, count=1) if _AT_MIDNIGHT.match(text) else text


def timestamp(text: str) -> tuple[str, str]:
    """Return day and HH:MM of a timestamp as it is written, or two empty texts."""
    match = _TIMESTAMP.fullmatch(text)
    return (match[1], match[2]) if match else ("", "")


def iso(text: str) -> str:
    """Return YYYY-MM-DD for a date in another form, or "" if it is ambiguous."""
    text = without_midnight(text.strip().removeprefix("[[").removesuffix("]]"))
    if match := _ORG.fullmatch(text):
        text = match[1]
    if text[-4:].isdecimal() and re.search("[A-Za-z]{3}", text):
        year, month, day = _in_words(text)
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match[1], match[3], match[4]
    elif match := _YEAR_LAST.fullmatch(text):
        day, month, year = match[1], match[3], match[4]
        if match[2] != "." and int(month) > 12:
            day, month = month, day
        elif match[2] != "." and int(day) <= 12 and day != month:
            return ""  # the day first, or the month: only the author knows
    else:
        return ""
    with suppress(ValueError):
        return date(int(year), int(month), int(day)).isoformat()
    return ""


def day_of_year(text: str) -> str:
    """Return --MM-DD for a day without a year, "7th May", or ""."""
    return iso(f"{text.strip()} 2000").replace("2000", "-") if text[-4:].strip() else ""


def _in_words(text: str) -> tuple[str, str, str]:
    # Year, month and day of "Aug 30, 2026" and "30 August 2026", or zeros.
    for words in (f"{_MONTH} {_DAY}", f"{_DAY} {_MONTH}"):
        if match := re.fullmatch(rf"{words},? (?P<year>\d{{4}})", text, re.A | re.I):
            month = _MONTHS.split().index(match["month"][:3].lower()) + 1
            return match["year"], str(month), match["day"]
    return "0", "0", "0"


def clock(text: str) -> str:
    """Return HH:MM for a time in another form, or "" if it is ambiguous."""
    match = TIME_LIKE.fullmatch(text)
    if match is None or not match[1] or not (match[2] or match[3]):
        return ""
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        hour = hour % 12 + (12 if match[3].lower() == "pm" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else ""
