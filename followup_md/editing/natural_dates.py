"""Days in the words that people type: `next tuesday`, `in 2 weeks`, `+3d`.

Only for the command line: in files a day is YYYY-MM-DD. Ambiguous days are refused.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from followup_md.errors import UsageError
from followup_md.model.interval import parse_interval
from followup_md.parsing import date_suggestions
from followup_md.policy.phrases import DAYS, full_date
from followup_md.policy.workdays import add_interval

EXAMPLES = "2026-09-14, yesterday, next tuesday, next week tuesday, in 2 weeks, 14 sep, +3d"

_NAMES = {name.lower(): n for n, day in enumerate(DAYS) for name in (day, day[:3])}
_WEEKDAY = "|".join(_NAMES)
_BY_NAME = re.compile(rf"(?:(last|this|next|coming) )?({_WEEKDAY})")
_BY_WEEK = re.compile(
    rf"(?:(last|this|next) week (?:on )?({_WEEKDAY})|({_WEEKDAY}) (?:of )?(last|this|next) week)"
)
_NUMBERS = re.compile(r"\d{1,4}([-/.])\d{1,2}(?:\1(?:\d{1,4})?)?", re.ASCII)
_UNIT = "(?:day|week|fortnight|month|year)s?"
_COUNT = "(?:[0-9]{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = "[0-9]{1,2}(?:st|nd|rd|th)?"
# All that is left to dateparser, since it skips words that it does not understand.
_ITS_OWN = re.compile(
    rf"(?:in )?{_COUNT} {_UNIT}(?: ago| from now)?|(?:last|next) (?:week|month|year)"
    "|(?:the )?day (?:after tomorrow|before yesterday)"
    rf"|(?:({_WEEKDAY}),? )?({_DAY} (?:of )?{_MONTH}|{_MONTH} {_DAY})(?:,? ([0-9]{{4}}))?"
)
_OFF = {"today": 0, "now": 0, "tomorrow": 1, "yesterday": -1}
_WEEKS = {"last": -7, "this": 0, "next": 7}
# Words behind a day that may make another day of it: "tuesday week", "friday in 2 weeks". Hours do
# not, and "friday 10 people" has no more to say about when.
_NAMED = rf"{_WEEKDAY}|today|tonight|now|tomorrow|yesterday"
_SPAN = (
    rf"{_COUNT} {_UNIT}|(?:next|last|this|coming|following|every|each)"
    rf" (?:{_UNIT}|{_NAMED}|{_MONTH})"
)
_AND_ANOTHER = (
    "(?:or|and|to|till|until|through|not|from|on|after|before|of|in|by) (?:the )?"
    rf"(?:{_NAMED}|{_SPAN}|{_MONTH}|(?:19|20)[0-9][0-9]|next|last|that|so|new year|{_DAY}$)"
)
_MORE_TIME = re.compile(
    rf"(?:(?:week|fortnight)|{_NAMED}|{_SPAN}|{_AND_ANOTHER}|ago|sometime|(?:19|20)[0-9][0-9]"
    rf"|(?:the )?(?:{_DAY} (?:of )?{_MONTH}|{_MONTH} {_DAY})|[+-] ?[0-9]+[dwmy]?"
    r"|[0-9]{1,4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,4})?)(?=[.,;:!?)]*(?:\s|$))"
    rf"|(?:(?:the )?{_DAY}|'?[0-9]{{2,4}}|{_UNIT}|{_MONTH}|end|start|beginning|middle|mid"
    "|early|late|earlier|before|after|back)$"
)
_LONGEST = 60  # characters of a day in words
_WORDS = 6  # of a day that is followed by other words


class UncertainDayError(UsageError):
    """Words that begin with a day, and go on so that another one may be meant."""


def parse_day(text: str, today: date, past: bool = False) -> date:
    """Return the day that `text` names: if it has no year or week, the next, or the last (`past`).

    Raises UsageError with what to type instead.
    """
    words = " ".join(text.split())
    found = _read(words, today, past)
    if found is None:
        raise UsageError(f"{words!r} is not a day, or not a clear one; say it as in {EXAMPLES}")
    return found


def split_day(words: Sequence[str], today: date, past: bool = False) -> tuple[date, str]:
    """Return the day that the longest run of first words names, and the rest; see `parse_day`.

    Raises UsageError if they name none, UncertainDayError if the rest begins with words about time
    and no comma or colon parts it from the day.
    """
    parts = [part for word in words for part in word.split()]
    for count in range(min(len(parts), _WORDS), 0, -1):
        first, rest = " ".join(parts[:count]), " ".join(parts[count:])
        with suppress(UsageError):
            day = parse_day(first.rstrip(",:"), today, past)
            break
    else:
        return parse_day(" ".join(parts[:1]), today, past), ""
    more = None if first.endswith((",", ":")) else _MORE_TIME.match(rest.lower())
    if more is not None:
        raise UncertainDayError(
            f"{f'{first} {rest[: more.end()]}'!r} may mean more than one day; say it as in"
            f" {EXAMPLES}; put a comma between the day and other words"
        )
    return day, rest


def _read(words: str, today: date, past: bool) -> date | None:
    if date_suggestions.ISO.fullmatch(words):
        try:
            return date.fromisoformat(words)
        except ValueError:
            raise UsageError(f"{words}: {date_suggestions.in_date(words, 0, 0).message}") from None
    if len(words) > _LONGEST:
        return None
    plain = re.sub(r"^(?:on|by|until|till|for) (?:the )?", "", words.lower())
    plain = re.sub(r"(?:(?<=s)['\u2019]|['\u2019]s)? time$", "", plain)  # in two weeks' time
    if _NUMBERS.fullmatch(plain):
        raise UsageError(_in_numbers(plain, today))
    if plain in _OFF:
        return _plus(today, _OFF[plain])
    span = parse_interval(plain[1:]) if plain.startswith("+") else None
    if span is not None:
        return add_interval(today, span)
    if match := _BY_WEEK.fullmatch(plain):
        week, name = match[1] or match[4], match[2] or match[3]
        return _plus(today, _WEEKS[week] - today.weekday() + _NAMES[name])
    if match := _BY_NAME.fullmatch(plain):
        return _weekday(today, _NAMES[match[2]], match[1] == "last" or (past and not match[1]))
    return _in_words(plain, today, past)


def _weekday(today: date, wanted: int, back: bool) -> date:
    """Return the nearest such weekday before or after today; never today itself."""
    if back:
        return _plus(today, -((today.weekday() - wanted - 1) % 7 + 1))
    return _plus(today, (wanted - today.weekday() - 1) % 7 + 1)


def _plus(today: date, days: int) -> date:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        raise UsageError("there is no such day: the years go from 0001 to 9999") from None


def _in_words(words: str, today: date, past: bool) -> date | None:
    shape = _ITS_OWN.fullmatch(words)
    if shape is None:
        return None
    import dateparser  # takes half a second

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # from inside the library
        try:
            found = dateparser.parse(
                words,
                languages=["en"],
                settings={
                    "RELATIVE_BASE": datetime.combine(today, time(12)),
                    "PREFER_DATES_FROM": "past" if past else "future",
                    "RETURN_AS_TIMEZONE_AWARE": False,
                },
            )
        except (ValueError, OverflowError):
            found = None
    if found is None:
        return None
    day = found.date()
    if shape[2] and not shape[3] and (day.month, day.day) == (today.month, today.day):
        day = today  # to the library, today is neither past nor future
    if shape[1] and day.weekday() != _NAMES[shape[1]]:
        raise UsageError(f"{words}: {full_date(day)} is not a {DAYS[_NAMES[shape[1]]]}")
    return day


def _in_numbers(text: str, today: date) -> str:
    """Explain a day in numbers that is not ISO."""
    parts = [int(part) for part in re.split(r"[-/.]", text) if part]
    readings: list[date] = []
    for year, month, day in _orders(parts, today):
        with suppress(ValueError):
            readings.append(date(year, month, day))
    ways = [f"{day.isoformat()} ({full_date(day)})" for day in dict.fromkeys(readings)]
    if not ways:
        return f"{text}: there is no such day; say it as in {EXAMPLES}"
    return f"{text}: write {' or '.join(ways)}; a day is YYYY-MM-DD, such as 2026-09-14"


def _orders(parts: list[int], today: date) -> list[tuple[int, int, int]]:
    if len(parts) == 2:
        return [(today.year, parts[1], parts[0]), (today.year, parts[0], parts[1])]
    first, middle, last = parts
    if first > 31:
        return [(first, middle, last)]
    year = last if last > 99 else 2000 + last
    return [(year, middle, first), (year, first, middle)]
