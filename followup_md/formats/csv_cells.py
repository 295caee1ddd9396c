"""What cells of a table hold: labels, several values in one, days, and dates of two meanings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from followup_md.formats import texts
from followup_md.formats.texts import one_line
from followup_md.model.contact import Birthday
from followup_md.parsing import date_suggestions

# What stands between several in one cell: Google's colons, or what a person would put there.
WORDS = re.compile(r"\s:::\s|[;,\n]")
BLANKS = re.compile(r"\s:::\s|\s")
# What our export puts before a cell that a spreadsheet would take for a formula.
_FORMULA = "[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r']"
_GUARDED = re.compile(f"'(?={_FORMULA})")
_OPEN = re.compile(_FORMULA)
_NUMBERS = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d\d)(?:[ T,].*)?", re.ASCII)
_SHORT = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})[- ](\d\d)", re.ASCII)
_NO_DAY = re.compile("[0/. -]*")
_LABELS = {"cell": "mobile"}
_PLAIN_LABELS = frozenset({"work", "home", "mobile", "other", "main", "custom"})
_FEW = 6  # digits: less is no number of its own


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `unguarded` gives it back."""
    return f"'{cell}" if _OPEN.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that keeps it from being a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell


def label(text: str) -> str:
    """Return a label: `* Work` is `work`."""
    found = one_line(text).removeprefix("*").strip()
    lower = found.lower()
    return _LABELS.get(lower, lower if lower in _PLAIN_LABELS else found)


def addresses(text: str) -> Iterator[str]:
    """Yield the e-mail addresses in a cell."""
    yield from filter(None, map(one_line, WORDS.split(text)))


def numbers(text: str) -> Iterator[str]:
    """Yield the phone numbers in a cell; a comma may also be a pause in one."""
    for part in re.split(r"\s:::\s|[;\n]", text):
        inner = part.split(",")
        whole = any(sum(map(str.isdigit, each)) < _FEW for each in inner)
        yield from filter(None, map(one_line, [part] if whole else inner))


def is_no_day(text: str) -> bool:
    """Whether a cell plainly holds no day: `0/0/00`."""
    return _NO_DAY.fullmatch(text) is not None


def day(text: str, day_first: bool | None) -> Birthday | None:
    """Return the day in a cell; `day_first`: whether 4/5/1990 is in May, None if nobody knows."""
    text = text.strip()
    if found := texts.birthday(text):
        return found
    if match := _NUMBERS.fullmatch(text):
        one, other = int(match[1]), int(match[3])
        if day_first is None and one != other:
            return None
        number, month = (one, other) if day_first else (other, one)
        return texts.birthday(f"{_year(match[4])}-{month:02d}-{number:02d}")
    if match := _SHORT.fullmatch(text):
        text = f"{match[1]} {match[2]} {_year(match[3])}"
    return texts.birthday(date_suggestions.iso(text))


def day_first(cells: Iterable[str], otherwise: bool | None) -> tuple[bool | None, bool]:
    """Return whether the day comes first in a column, and whether that had to be known.

    One value with a number over 12 decides for all.
    """
    found = [match for cell in cells if (match := _NUMBERS.fullmatch(cell.strip()))]
    first = any(int(match[1]) > 12 for match in found)
    second = any(int(match[3]) > 12 for match in found)
    if first != second:
        return first, False
    return otherwise, any(int(match[1]) and match[1] != match[3] for match in found)


def _year(digits: str) -> str:
    if len(digits) == 4:
        return digits
    return f"{'20' if int(digits) < 50 else '19'}{digits}"
