"""Lines of a text that are fields in other programs: `- **Phone**: …`, `email:: …`, `| Role | … |`.

Those that a text begins with, below its heading, are the properties of a note; further down a
line with one colon is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup_md.typed import NamedTuple

_MOST = 20_000  # characters that are looked at, and lines
_MOST_LINES = 60
_KEY = r"(?P<key>[^\W\d_][\w .-]{0,40}?)"
_FIELD = re.compile(
    rf"[ \t]*(?:[-*+>][ \t]+)*[\[(]?(?:[*_]{{1,3}})?{_KEY}(?:[*_]{{1,3}})?"
    r"(?P<colon>::?)(?:[*_]{1,3})?[ \t]+(?P<value>\S[^\n]*)"
)
_ROW = re.compile(
    rf"[ \t]*\|[ \t]*{_KEY}[ \t]*(?P<colon>\|)[ \t]*(?P<value>[^|\s][^|]*?)[ \t]*\|[ \t]*"
)
# What may stand between the fields that a text begins with.
_BETWEEN = re.compile(r"\s*(?:$|#|-{3,}|\*{3,}|> *\[!|\|[^|]*\|[^|]*\|\s*$|/---)")


class FieldLine(NamedTuple):
    """A field, and where its line starts; `double` where two colons say that it is one."""

    key: str
    value: str
    double: bool
    opening: bool  # of those that the text begins with
    start: int


def find(text: str, opening_only: bool = False) -> Iterator[FieldLine]:
    """Yield the fields among the first lines of a text, or those alone that it begins with."""
    opening, start, most = True, 0, min(len(text), _MOST)
    for _ in range(_MOST_LINES):
        end = text.find("\n", start, most)
        line = text[start : end if end >= 0 else most].rstrip()
        match = (_FIELD.match(line) or _ROW.fullmatch(line)) if line else None
        if match is not None:
            value = match["value"]
            if line.lstrip("-*+> \t")[:1] in ("[", "("):
                value = value.rstrip("])").rstrip()
            key = match["key"].strip()
            yield FieldLine(key, value, match["colon"] == "::", opening, start)
        elif opening and _BETWEEN.match(line) is None:
            opening = False
        if end < 0 or (opening_only and not opening):
            break
        start = end + 1
