"""JSON of any size, read as it comes: objects and lists are walked, only small values are kept."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

_CHUNK = 256 * 1024  # bytes
_LARGEST = 2 * 1024 * 1024  # characters of a value
_DEEPEST = 1000  # of what is passed over
_BLANK = re.compile(r"[ \t\r\n\ufeff]*")
_STRING = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NEXT = re.compile(r'["{}\[\]]')
_SCALAR = re.compile(r"[^\s,\]}]*")
_AT_END = 12  # characters before the end at which a value may just be cut off
_NOT_JSON = "this is not JSON from here on"
_decode = json.JSONDecoder().raw_decode


class BadJsonError(Exception):
    """What cannot be read, and why, without a word of it."""


class JsonStream:
    """A place in a file, which only moves on."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._text, self._at, self._ended = "", 0, False

    def names(self) -> Iterator[str]:
        """Yield the names in the object here; the value of each must be read before the next."""
        yield from self._members("{", "}")

    def items(self) -> Iterator[str]:
        """Yield "" for each item of the list here, which must be read before the next."""
        yield from self._members("[", "]")

    def value(self) -> Any:
        """Return the value here."""
        self.peek()
        while True:
            try:
                found, end = _decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut_off = error.msg.startswith("Unterminated string")
                slack = 0 if self._ended else _AT_END
                if not cut_off and error.pos < len(self._text) - slack:
                    raise BadJsonError(_NOT_JSON) from None
            except (RecursionError, ValueError):
                raise BadJsonError("too deep, or a number too long") from None
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return found
            self._need_more()

    def skip(self) -> None:
        """Pass over the value here, of any size."""
        if self.peek() not in ("{", "["):
            self._skip_scalar()
            return
        depth = 0
        while True:
            match = _NEXT.search(self._text, self._at)
            if match is None:
                self._at = len(self._text)
                if not self._more():
                    raise BadJsonError("cut off")
                continue
            self._at = match.start()
            sign = match[0]
            if sign == '"':
                self._skip_scalar()
                continue
            self._at += 1
            depth += 1 if sign in "{[" else -1
            if depth > _DEEPEST:
                raise BadJsonError("too deep")
            if depth == 0:
                return

    def peek(self) -> str:
        """Return the character here, or "" at the end."""
        while True:
            match = _BLANK.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _members(self, opening: str, closing: str) -> Iterator[str]:
        self._take(opening)
        if self.peek() == closing:
            self._at += 1
            return
        while True:
            key = ""
            if opening == "{":
                found = self.value()
                if not isinstance(found, str):
                    raise BadJsonError(_NOT_JSON)
                key = found
                self._take(":")
            self.peek()
            yield key
            if self.peek() == closing:
                self._at += 1
                return
            self._take(",")

    def _skip_scalar(self) -> None:
        is_string = self.peek() == '"'
        pattern, start = (_STRING, self._at + 1) if is_string else (_SCALAR, self._at)
        while True:
            match = pattern.match(self._text, start)
            if match and (is_string or match.end() < len(self._text) or self._ended):
                if match.end() == self._at:
                    raise BadJsonError(_NOT_JSON)
                self._at = match.end()
                return
            start -= self._at
            self._need_more()
            start += self._at

    def _take(self, sign: str) -> None:
        if self.peek() != sign:
            raise BadJsonError(_NOT_JSON if self._at < len(self._text) else "cut off")
        self._at += 1

    def _need_more(self) -> None:
        if len(self._text) - self._at > _LARGEST:
            raise BadJsonError(f"a value of over {_LARGEST // 1024**2} MiB")
        if not self._more():
            raise BadJsonError("cut off")

    def _more(self) -> bool:
        """Read on: twice as much as is there, so that a long value is not looked at too often."""
        if self._ended:
            return False
        rest = self._text[self._at :]
        raw = self._stream.read(max(_CHUNK, len(rest)))
        self._ended = not raw
        self._text, self._at = rest + self._decoder.decode(raw, final=not raw), 0
        return True
