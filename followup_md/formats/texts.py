"""Bytes of unknown origin as text, and texts as values that a contact can hold."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from followup_md.model.contact import Birthday
from followup_md.model.identity import HONORIFICS

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
_NOT_PLAIN = re.compile(f"[{_CONTROL}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ENDINGS = re.compile("\r\n?|\x85")
# A merge would take these lines for its own.
_MARKER = re.compile(r"^(?=[<>=|]{7}(?: |$))", re.MULTILINE)
_DAY = re.compile(r"(\d{4}|-)-?(\d\d)-?(\d\d)(?:[T ].*)?", re.ASCII)
_NO_YEAR = 1604


def decode(raw: bytes) -> str:
    """Return the text of a file: UTF-16 with a byte-order mark, UTF-8, else Windows-1252."""
    if raw.startswith(_UTF_16):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def one_line(text: str) -> str:
    """Return a text on one line, without characters that do not print."""
    if not text.isprintable():
        text = _NOT_PLAIN.sub(" ", text)
    return " ".join(text.split())


def full_name(prefix: str, *others: str) -> str:
    """Return a name of its parts: `Dr.` belongs to it, `Mr.` does not."""
    plain = "".join(filter(str.isalpha, prefix.lower()))
    return one_line(" ".join(others if plain in HONORIFICS else (prefix, *others)))


def plain(text: str) -> str:
    """Return a text without characters that do not print; each line ends in a newline only."""
    if text.isprintable():
        return text
    return _NOT_PLAIN.sub(" ", _ENDINGS.sub("\n", text))


def note(text: str) -> str:
    """Return a text of several lines as the body of a contact's file; "" for none."""
    lines = "\n".join(line.rstrip() for line in plain(text).split("\n")).strip("\n")
    return _MARKER.sub(" ", lines) + "\n" if lines.strip() else ""


@lru_cache(maxsize=4096)
def birthday(text: str) -> Birthday | None:
    """Return the day of `YYYY-MM-DD`, `YYYYMMDD`, `--MM-DD`, `--MMDD`; None if there is none."""
    from datetime import date

    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year = None if match[1] == "-" or int(match[1]) == _NO_YEAR else int(match[1])
    month, day = int(match[2]), int(match[3])
    try:
        date(2000 if year is None else year, month, day)
    except ValueError:
        return None
    return Birthday(month, day, year)


def day_text(day: Birthday) -> str:
    """Return a day of the year as it stands in a file."""
    return f"{'-' if day.year is None else f'{day.year:04d}'}-{day.month:02d}-{day.day:02d}"
