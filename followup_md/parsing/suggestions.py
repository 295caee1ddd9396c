"""What is wrong with an entry, and what to type instead.

No message holds a word of the file, since it may end up in a public log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from followup_md.errors import TextError
from followup_md.frontmatter import quoting
from followup_md.frontmatter.nodes import Mapping, Node, Scalar
from followup_md.model.contact import PROMISE_ENDS, QUOTE_ENDS
from followup_md.parsing import date_suggestions
from followup_md.parsing.report import Line, Position

_WORD = re.compile(r"\S+")


THEIRS = "only they can do that: put `in` before the channel, `in call missed`"


def unknown_word(at: Position, code: str, what: str, word: str, known: Iterable[str]) -> TextError:
    """Explain a word that is not in its table."""
    from followup_md.parsing import elsewhere

    hint = elsewhere.did_you_mean(what, word, known) or f"; known: {', '.join(known)}"
    return at.error(code, f"unknown {what}{hint}")


def not_a_list(node: Node) -> str:
    """Explain a value that should have been a list of entries."""
    if isinstance(node, Scalar) and node.value.startswith("-"):
        return "a space is missing after the hyphen: each entry starts with `- `"
    if isinstance(node, Mapping):
        return "expected a list: put `- ` before each entry, and no colon after the date"
    return "expected a list: each entry on a line of its own that starts with `- `"


def in_touch(
    line: Line, channels: Iterable[str], outcomes: Iterable[str], theirs: Iterable[str]
) -> TextError:
    """Explain why the head of a touch cannot be read; `theirs` are the outcomes after `in`."""
    words = _Words(line)
    if (error := words.date()) is not None:
        return error
    if words.cut and words.peek(past=True).lower() in ("in", "out", *channels):
        return words.error("E406", "no comma here: the channel follows the date", words.word)
    word = words.next()
    if date_suggestions.TIME_LIKE.fullmatch(word):
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", word, re.ASCII):
            message = "a time is HH:MM, from 00:00 to 23:59, two digits each"
            return words.error("E411", message, date_suggestions.clock(word))
        word = words.next()
    way, head = "", words.span
    if word.lower() in ("in", "out"):
        way, word = word.lower(), words.next()
    if not word:
        return words.error("E403", "which channel? after the date: call, email, meeting, text, …")
    if word.lower() not in channels:
        return _no_channel(words, word, channels, outcomes)
    word = words.next()
    lower = word.lower()
    if lower in theirs and way != "in":
        start, end = head if way else (head[0], head[0])
        return words.error("E412", THEIRS).pasting(
            words.spliced(start, end, "in" if way else "in ")
        )
    if lower in ("in", "out"):
        return words.error("E404", f"`{lower}` goes before the channel")
    if f"{lower} {words.peek()}".lower() in ("no answer", "left with"):
        words.next()
    elif lower not in outcomes and lower not in ("with", "re") and word[:1] != "@":
        return _no_outcome(words, lower, channels, outcomes)
    return words.error("E406", "after the outcome come `with WHO`, `re REF`, `@BY`; then a comma")


def _no_channel(
    words: _Words, word: str, channels: Iterable[str], outcomes: Iterable[str]
) -> TextError:
    from followup_md.parsing import elsewhere, note_outcomes

    lower = word.lower()
    if lower in outcomes or f"{lower}-{words.peek().lower()}" in outcomes:
        example = "in call missed" if lower == "missed" else "call voicemail"
        return words.error("E405", f"channel first, then the outcome: `{example}`")
    if lower in ("incoming", "outgoing", "inbound", "outbound"):
        short = lower.removesuffix("coming").removesuffix("going").removesuffix("bound")
        return words.error("E403", f"did you mean `{short}`?", short)
    head = re.split(r"[:;.]", lower, maxsplit=1)[0]
    if head != lower and head in channels:
        message = f"a comma and a space after `{head}`, then the note"
        return words.error("E406", message, f"{head}, {word[len(head) + 1 :]}".rstrip())
    found = elsewhere.word("channel", lower, channels)
    rest = words.rest
    said = note_outcomes.said(rest)
    tail = rest[len(word) :]
    if said is None and found == "call" and (tail[:1] != " " or words.peek() not in outcomes):
        said = note_outcomes.said(tail.lstrip(" ,;:"))  # "called, left a message" is no talk
    if said is not None and said.outcome in outcomes and "call" in channels:
        meant = "in call missed" if said.outcome == "missed" else f"call {said.outcome}"
        error = words.error("E403", f"unknown channel; did you mean `{meant}`?")
        if said.outcome == "missed":
            return error
        return error.pasting(words.spliced(*words.to_end, f"call {said.text}"))
    if found:
        return words.error("E403", f"unknown channel; did you mean `{found}`?", found)
    message = "unknown channel: call, email, text, meeting, …; followup.yml can add more"
    return words.error("E403", message)


def _no_outcome(
    words: _Words, word: str, channels: Iterable[str], outcomes: Iterable[str]
) -> TextError:
    from followup_md.parsing import elsewhere, note_outcomes

    if (found := elsewhere.word("outcome", word, outcomes)) and not words.peek():
        return words.error("E404", f"unknown outcome; did you mean `{found}`?", found)
    rest = words.rest
    said = note_outcomes.said(rest)
    if said is not None and said.outcome in outcomes:
        message = f"unknown outcome; did you mean `{said.outcome}`?"
        if said.outcome == "missed":
            return words.error("E412", THEIRS)
        return words.error("E404", message).pasting(words.spliced(*words.to_end, said.text))
    if word in ("no", "not", "didn't") and words.peek():
        return words.error("E404", "unknown outcome; did you mean `no-answer`?")
    if word == "left" and words.peek() != "with":
        message = "unknown outcome; did you mean `voicemail`, or `left-with WHO`?"
        return words.error("E404", message)
    if word in channels:
        return words.error("E404", "two channels: keep one, or make two entries")
    if found:
        return words.error("E404", f"unknown outcome; did you mean `{found}`?", found)
    return words.error("E406", "put a comma before the note; only an outcome can stand here")


def in_promise(line: Line) -> TextError:
    """Explain why the head of a promise cannot be read."""
    words = _Words(line)
    if (error := words.date()) is not None:
        return error
    word = words.next().lower()
    if word == "theirs":
        word = words.next().lower()
    if word in ("done", "sent", "fulfilled", "finished", "delivered"):
        return words.error("E409", "unknown word; did you mean `kept`, and the day?")
    found = _in_end(words, word, "E409", PROMISE_ENDS, ("theirs",))
    return found or words.error("E406", "put a comma before what was promised: `DATE, what`")


def in_quote(line: Line) -> TextError:
    """Explain why the head of a quote cannot be read."""
    words = _Words(line)
    if (error := words.date()) is not None:
        return error
    word = words.next().lower()
    if not word or word in QUOTE_ENDS:
        return words.error("E410", "a reference after the date: `DATE Q-114, what`")
    message = "put a comma after the reference, which is one word: `Q-114, what`"
    found = _in_end(words, words.next().lower(), "E410", QUOTE_ENDS)
    return found or words.error("E406", message)


def _in_end(
    words: _Words, word: str, code: str, ends: tuple[str, ...], others: tuple[str, ...] = ()
) -> TextError | None:
    from followup_md.parsing import spelling

    # What is wrong with the end of a promise or a quote, if `word` is meant as one.
    if word in ends:
        return words.date(word) or words.error(code, f"after the day it was {word} comes a comma")
    if word in others or not any(spelling.is_one_slip(word, end) for end in (*others, *ends)):
        return None
    # No guess at what ends something.
    hint = spelling.did_you_mean(word, others)
    return words.error(code, f"unknown word{hint or '; known: ' + ', '.join((*others, *ends))}")


class _Words:
    # The words of a head one by one, each with its position in the file.

    def __init__(self, line: Line) -> None:
        self._line = line
        self._found = list(_WORD.finditer(line.text, 0, 1200))
        self._at = 0

    @property
    def word(self) -> str:
        """The word last taken."""
        return self._word(self._at - 1)

    @property
    def cut(self) -> bool:
        """Whether a comma or a colon follows the word last taken."""
        index = self._at - 1
        return 0 <= index < len(self._found) and self._found[index].group()[-1] in ",:"

    def next(self) -> str:
        self._at += 1
        return self._word(self._at - 1)

    def peek(self, past: bool = False) -> str:
        """Return the next word, `past` a comma too."""
        if past and self._at < len(self._found):
            return self._found[self._at].group().rstrip(",:")
        return self._word(self._at)

    def _word(self, index: int) -> str:
        if index >= len(self._found) or (index and self._found[index - 1].group()[-1:] in ",:"):
            return ""
        return self._found[index].group().rstrip(",:")

    def date(self, after: str = "") -> TextError | None:
        """Explain the next word if it is not a date."""
        word = self.next()
        if date_suggestions.ISO.fullmatch(word):
            with suppress(ValueError):
                date.fromisoformat(word)
                return None
        if after and not word:
            return self.error("E401", f"the day is missing: `{after} YYYY-MM-DD`")
        day, mark, time = word.partition("T")
        error = date_suggestions.in_date(word, 0, 0)
        if mark and date_suggestions.ISO.fullmatch(day) and re.match(r"\d\d:\d\d", time):
            return self.error(error.code, "a space between date and time", f"{day} {time[:5]}")
        return self.error(error.code, error.message, date_suggestions.iso(word))

    @property
    def span(self) -> tuple[int, int]:
        """Where the word last taken starts and ends, without a comma after it."""
        if not self._found:
            return 0, 0
        found = self._found[min(self._at - 1, len(self._found) - 1)]
        return found.start(), found.start() + len(found.group().rstrip(",:"))

    @property
    def to_end(self) -> tuple[int, int]:
        """From the word last taken to the end of the entry."""
        return self.span[0], len(self._line.text)

    @property
    def rest(self) -> str:
        """The entry from the word last taken on."""
        return self._line.text[self.span[0] :]

    def error(self, code: str, message: str, instead: str = "") -> TextError:
        """Return an error at the word last taken; `instead` of it makes the line to paste."""
        line = self._line
        start, end = self.span
        paste = ""
        if instead:
            # A word that is replaced by itself loses the comma after it.
            tail = line.text[end:]
            comma = len(tail) - len(tail.lstrip(",:")) if instead == self.word else 0
            paste = self.spliced(start, end + comma, instead)
        column = line.column + start if line.column else 1
        return TextError(code, message, line.line, column, paste)

    def spliced(self, start: int, end: int, new: str) -> str:
        """Return the line to paste with a stretch of the entry replaced, or "" if none can be."""
        line = self._line
        if line.indent < 0 or "\n" in line.text:
            return ""
        text = line.text[:start] + new + line.text[end:]
        return " " * line.indent + "- " + quoting.to_scalar(text)
