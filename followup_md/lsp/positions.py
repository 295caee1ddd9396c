"""Places in a text as an editor counts them: lines and UTF-16 units, from 0."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from lsprotocol.types import Position, Range

_LINE_END = re.compile(r"\r\n|\n|\r")
# From which code point on a character takes one unit more.
_STEPS = {"utf-8": (0x80, 0x800, 0x10000), "utf-16": (0x10000,), "utf-32": ()}


class Places:
    """The places of one text. Offsets count code points, as the parser does."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.text = text
        self._steps = _STEPS[encoding]

    @cached_property
    def _starts(self) -> list[int]:
        # To an editor, a carriage return alone ends a line, too.
        return [0, *(found.end() for found in _LINE_END.finditer(self.text))]

    def offset(self, position: Position) -> int:
        """Return the offset of a position; of one beyond a line or the text, that of its end."""
        if position.line >= len(self._starts):
            return len(self.text)
        start, line = self._line(position.line)
        if line.isascii():
            return start + min(position.character, len(line))
        units = 0
        for place, char in enumerate(line):
            if units >= position.character:
                return start + place
            units += self._units(char)
        return start + len(line)

    def position(self, offset: int) -> Position:
        """Return the position of an offset."""
        number = bisect_right(self._starts, offset) - 1
        before = self.text[self._starts[number] : offset]
        if not before.isascii():
            return Position(number, sum(map(self._units, before)))
        return Position(number, len(before))

    def range(self, start: int, end: int) -> Range:
        """Return the range between two offsets."""
        return Range(self.position(start), self.position(end))

    @cached_property
    def _rows(self) -> list[int]:
        return [0, *(place + 1 for place, char in enumerate(self.text) if char == "\n")]

    def place(self, line: int, column: int = 1) -> int:
        """Return the offset of a line and column of ours, from 1."""
        row = self._rows[min(max(line, 1), len(self._rows)) - 1]
        return min(row + max(column, 1) - 1, self.row_end(row))

    def row(self, offset: int) -> int:
        """Return the line of ours, from 1, that an offset is in."""
        return bisect_right(self._rows, offset)

    def row_end(self, offset: int) -> int:
        """Return the offset after the last character of a line of ours, before its end."""
        end = self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        return end - (end > offset and self.text[end - 1] == "\r")

    @cached_property
    def newline(self) -> str:
        """The line end of the first line."""
        found = self.text.find("\n")
        return "\r\n" if found > 0 and self.text[found - 1] == "\r" else "\n"

    def _units(self, char: str) -> int:
        return 1 + sum(ord(char) >= step for step in self._steps)

    def _line(self, number: int) -> tuple[int, str]:
        start = self._starts[number]
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
        return start, self.text[start:end].rstrip("\r\n")
