"""What is wrong with a value, and what to type instead; imported for every file, busy for few.

No message holds a word of the file: they may be read in a public log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from followup_md.errors import TextError
from followup_md.text.tree import Mapping, Node, Scalar

_WORD = re.compile(r"\S+")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


class Line(NamedTuple):
    """The text of an entry, cut at its comma, and where it stands (from 1)."""

    head: str  # words, single blanks between them
    note: str
    text: str  # as typed
    line: int
    column: int  # of the first character, 0 where the text was pieced together


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word most like `word`, "" where none is near."""
    from difflib import get_close_matches

    found = get_close_matches(word.lower()[:40], list(known), 1, cutoff)
    return found[0] if found else ""


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return "; did you mean `x`?" or ""."""
    found = nearest(word, known, cutoff)
    return f"; did you mean `{found}`?" if found else ""


def unknown_word(line: Line, code: str, what: str, word: str, known: Iterable[str]) -> TextError:
    """Explain a word that is not in its table."""
    hint = did_you_mean(word, known) or f"; known: {', '.join(known)}"
    return TextError(code, f"unknown {what}{hint}", line.line, line.column)


def in_date(text: str, line: Line, offset: int = 0) -> TextError:
    """Explain a text that is no date."""
    place = line.line, line.column + offset if line.column else 1
    if not text:
        return TextError("E401", "a date is missing: YYYY-MM-DD", *place)
    if _ISO.fullmatch(text) and text.isascii():
        return TextError("E402", f"no such date: {_why_no_date(text)}", *place)
    return TextError("E401", "a date is YYYY-MM-DD, month and day with two digits", *place)


def _why_no_date(text: str) -> str:
    year, month = int(text[:4]), int(text[5:7])
    if year == 0:
        return "years start at 0001"
    if not 1 <= month <= 12:
        return "months go from 01 to 12"
    import calendar

    return f"that month has {calendar.monthrange(year, month)[1]} days"


def no_list(node: Node, first_line: int) -> TextError:
    """Explain a value that should have been a list of entries."""
    message = "a list is wanted: each entry on a line of its own that starts with `- `"
    if isinstance(node, Scalar) and node.value.startswith("-"):
        message = "a blank is missing after the hyphen: each entry starts with `- `"
    elif isinstance(node, Mapping):
        message = "a list is wanted: put `- ` before each entry, and no colon after the date"
    return TextError("E407", message, node.line + first_line, node.column + 1)


def in_touch(line: Line, channels: Iterable[str], outcomes: Iterable[str]) -> TextError:
    """Explain the head of a touch that is none."""
    words = _Words(line)
    if (error := words.date()) is not None:
        return error
    word = words.next()
    if re.fullmatch(r"\d{1,2}[:.h]\d*\w*|\d{3,4}|\d{1,2}[ap]m", word):
        if not re.fullmatch(r"\d\d:\d\d", word):
            return words.error("E411", "a time is HH:MM with two digits each, such as 09:30")
        word = words.next()
    if word.lower() in ("in", "out"):
        word = words.next()
    if not word:
        return words.error("E403", "which channel? after the date: call, email, meeting, text, …")
    if word.lower() not in channels:
        return _no_channel(words, word, channels, outcomes)
    word = words.next()
    if word.lower() in ("in", "out"):
        return words.error("E404", f"`{word.lower()}` stands before the channel")
    two = f"{word} {words.peek()}".lower()
    if two in ("no answer", "left with"):
        words.next()
    elif word.lower() not in outcomes and word.lower() not in ("with", "re") and word[:1] != "@":
        hint = did_you_mean(word, outcomes)
        if hint:
            return words.error("E404", f"unknown outcome{hint}")
        return words.error("E406", "put a comma before the note; only an outcome can stand here")
    return words.error("E406", "after the outcome come `with WHO`, `re REF`, `@BY`; then a comma")


def _no_channel(
    words: _Words, word: str, channels: Iterable[str], outcomes: Iterable[str]
) -> TextError:
    lower = word.lower()
    if lower in outcomes or f"{lower}-{words.peek().lower()}" in outcomes:
        return words.error("E405", "channel first, then the outcome: `call voicemail`")
    head = re.split(r"[:;.]", lower)[0]
    if head != lower and head in channels:
        return words.error("E406", f"a comma and a blank after `{head}`, then the note")
    hint = did_you_mean(lower, channels)
    more = hint or ": call, email, text, meeting, …; followup.yml can add more"
    return words.error("E403", f"unknown channel{more}")


def in_promise(line: Line) -> TextError:
    """Explain the head of a promise that is none."""
    words = _Words(line)
    if (error := words.date()) is not None:
        return error
    word = words.next().lower()
    if word == "theirs":
        word = words.next().lower()
    if word in ("kept", "dropped"):
        return words.date() or words.error("E409", f"after the day it was {word} comes a comma")
    hint = did_you_mean(word, ("theirs", "kept", "dropped"), 0.75)
    if hint:
        return words.error("E409", f"unknown word{hint}")
    return words.error("E406", "put a comma before what was promised: `DATE, what`")


def in_quote(line: Line) -> TextError:
    """Explain the head of a quote that is none."""
    words = _Words(line)
    if (error := words.date()) is not None:
        return error
    word = words.next().lower()
    if not word or word in ("won", "lost", "withdrawn"):
        return words.error("E410", "a reference after the date: `DATE Q-114, what`")
    word = words.next().lower()
    if word in ("won", "lost", "withdrawn"):
        return words.date() or words.error("E410", f"after the day it was {word} comes a comma")
    hint = did_you_mean(word, ("won", "lost", "withdrawn"), 0.75)
    if hint:
        return words.error("E410", f"unknown word{hint}")
    return words.error("E406", "put a comma after the reference, which is one word: `Q-114, what`")


class _Words:
    # The words of a head one by one, each with its place in the file.

    def __init__(self, line: Line) -> None:
        self._line = line
        self._found = list(_WORD.finditer(line.text))
        self._at = 0

    def next(self) -> str:
        self._at += 1
        return self._word(self._at - 1)

    def peek(self) -> str:
        return self._word(self._at)

    def _word(self, index: int) -> str:
        if index >= len(self._found) or (index and self._found[index - 1].group()[-1:] in ",:"):
            return ""
        return self._found[index].group().rstrip(",:")

    def date(self) -> TextError | None:
        """Explain the next word if it is no date."""
        word = self.next()
        if _ISO.fullmatch(word):
            from datetime import date

            try:
                date.fromisoformat(word)
            except ValueError:
                pass
            else:
                return None
        error = in_date(word, self._line)
        return self.error(error.code, error.message)

    def error(self, code: str, message: str) -> TextError:
        """Return an error at the word last taken."""
        offset = 0
        if self._found:
            index = min(self._at - 1, len(self._found) - 1)
            offset = self._found[index].start()
        column = self._line.column
        return TextError(code, message, self._line.line, column + offset if column else 1)
