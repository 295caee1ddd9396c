"""The lines of a chat that WhatsApp exports: when, who, what, in the spellings of any phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import BinaryIO, NamedTuple

_CHUNK = 1024 * 1024  # bytes
_MARK = "[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]{0,3}"
# Day, time, and what stands around them: `[01.09.26, 21:22:39] `, `9/1/26, 9:22 PM - `,
# `1.9.2026 klo 21.15 - `, `2026/9/1 ...9:15 - ` with the half of the day before the hour.
_STAMP = (
    rf"{_MARK}(?P<open>\[)?{_MARK}"
    r"(?P<one>\d{1,4})(?P<sep>[./-]\s?|[年년]\s?)(?P<two>\d{1,2})(?:[./-]\s?|[月월]\s?)"
    r"(?P<three>\d{1,4})(?:\.|[日일])?"
    r"(?P<before>[^\d\n]{1,20}?)"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?"
    r"(?P<after>[^\d\n\]:–-]{0,14}?)"
    r"(?(open)\]\s?|(?:\s[–-]\s|,\s(?=[^\n:]{1,100}\s:\s)))"
)
SIGN = re.compile(rf"(?:[^\n]*\n){{0,20}}?{_STAMP}")  # a part may begin within a message
_LINE = re.compile(
    rf"^{_STAMP}(?P<mark>{_MARK})"
    rf"(?:(?P<sender>[^\n:]{{1,120}}?)\s?:(?=\s|$)[^\S\n]?(?P<text>{_MARK}.*)|(?P<event>.*))$",
    re.MULTILINE,
)
_NOT_SHOWN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MARKS = ("\u200e", "\u200f")
_MOST = 1000  # characters of a text that are looked at
_NO_LETTER = re.compile(r"[\W_]+")
_MORNING = (
    "a.m. a vorm. π.μ. ص пр.об. дп sa öö de. f.m. p.d. vm. ap. ق.ظ. पूर्वाह्न ก่อนเที่ยง לפנה״צ"
    " 上午 凌晨 早上 清晨 午前 오전"
)
_EVENING = (
    "p.m. p nachm. μ.μ. م сл.об. пп ch ös du. e.m. m.d. nm. ip. ب.ظ. अपराह्न หลังเที่ยง אחה״צ"
    " 下午 晚上 中午 午後 오후"
)
_BUDDHIST = range(2400, 2800)  # years that are 543 ahead
_AHEAD = 543
_DAYS = 31


class Stamp(NamedTuple):
    """A day of three numbers, whose order is not known yet, and the time."""

    one: int
    two: int
    three: int
    sep: str
    hour: int
    minute: int
    second: int

    def moment(self, day_first: bool) -> datetime | None:
        """Return when that is; None if there is no such day or time."""
        day = self.day(day_first)
        try:
            return (
                None
                if day is None
                else datetime.combine(day, time(self.hour, self.minute, self.second))
            )
        except ValueError:
            return None

    def day(self, day_first: bool) -> date | None:
        """Return the day; None if there is none."""
        year, month, day = self.three, self.two, self.one
        if self.year_first:
            year, month, day = self.one, self.two, self.three
        elif not day_first:
            month, day = day, month
        if year < 100:
            year += 2000
        elif year in _BUDDHIST:
            year -= _AHEAD
        try:
            return date(year, month, day)
        except ValueError:
            return None

    @property
    def year_first(self) -> bool:
        """Whether it is plain which number is what."""
        return self.one > _DAYS


class Line(NamedTuple):
    """The first line of a message, or one that WhatsApp has put in."""

    stamp: Stamp | None  # None: neither half of the day is told in words that are known
    sender: str  # "" if WhatsApp speaks
    text: str
    marked: bool  # whether the text is WhatsApp's own, as iPhones mark it
    number: int  # of the line

    @property
    def by_program(self) -> bool:
        """Whether WhatsApp speaks, or says what somebody did."""
        return self.marked or not self.sender


def read(stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines with which messages begin; other lines go on with a message."""
    for text, number in _pieces(stream):
        for match in _LINE.finditer(text):
            yield _line(match, number)


@lru_cache(maxsize=1024)
def shown(name: str) -> str:
    """Return a name without marks that do not print."""
    return " ".join(_NOT_SHOWN.sub("", name).replace("~", " ").split())


def _pieces(stream: BinaryIO) -> Iterator[tuple[str, int]]:
    """Yield whole lines, many at once, with the number of the first."""
    rest, number = b"", 1
    while chunk := stream.read(_CHUNK):
        cut = chunk.rfind(b"\n") + 1
        if cut == 0 and rest and len(rest) >= _CHUNK:
            continue  # of a line that long, the first part is enough
        raw, rest = (rest + chunk[:cut], chunk[cut:]) if cut else (b"", rest + chunk)
        if raw:
            yield _text(raw), number
            number += raw.count(b"\n")
    if rest:
        yield _text(rest), number


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace").replace("\r", "")


def _line(match: re.Match[str], number: int) -> Line:
    stamp = _stamp(match)
    if stamp is None:
        number += match.string.count("\n", 0, match.start())
    sender = match["sender"] or ""
    text = (match["text"] if sender else match["event"]) or ""
    marked = text[:1] in _MARKS
    text = text[:_MOST] if text.isascii() else _NOT_SHOWN.sub("", text[:_MOST])
    return Line(stamp, shown(sender), text.strip(), marked, number)


def _stamp(match: re.Match[str]) -> Stamp | None:
    one, two, three, hour = (int(match[key]) for key in ("one", "two", "three", "hour"))
    minute, second = int(match["minute"]), int(match["second"] or 0)
    before, after = match["before"], match["after"]
    half = _half(after) if after else None
    if half is None and not before.isascii():
        half = _half(before)
    if half is None:
        if after and _word(after):
            return None
    elif half:
        hour += 12 if hour < 12 else 0
    elif hour == 12:
        hour = 0
    return Stamp(one, two, three, match["sep"].strip(), hour, minute, second)


@cache
def _halves() -> dict[str, bool]:
    """Return the words for the halves of a day, and whether it is the second."""
    return dict.fromkeys(map(_word, _MORNING.split()), False) | dict.fromkeys(
        map(_word, _EVENING.split()), True
    )


def _half(text: str) -> bool | None:
    word = _word(text)
    return _halves().get(word) if word else None


def _word(text: str) -> str:
    return _NO_LETTER.sub("", text).lower()
