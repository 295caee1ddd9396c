"""Touches, promises and quotes: one line of text each, or a mapping of the same words.

    DATE [HH:MM] [in|out] CHANNEL [OUTCOME] [with WHO] [re REF] [@BY], NOTE
    DUE [theirs] [kept DATE|dropped DATE], WHAT
    SENT REF [won DATE|lost DATE|withdrawn DATE], WHAT

A colon and a blank may stand for the comma. What does not match is explained in mistakes.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import TypeVar

from followup_md.errors import TextError
from followup_md.model.contact import Promise, Quote, Touch
from followup_md.model.reading import misdated, mistakes
from followup_md.model.reading.mistakes import Line
from followup_md.model.reading.mistakes import Report as Report  # who reads entries needs one
from followup_md.text.nodes import Mapping, Node, Scalar, Sequence

OUTCOMES = (
    "answered",
    "replied",
    "met",
    "declined",
    "sent",
    "voicemail",
    "no-answer",
    "busy",
    "left-with",
    "bounced",
    "received",
    "missed",
    "fyi",
    "gave",
    "planned",
)
TOUCH_KEYS = ("date", "time", "direction", "channel", "outcome", "with", "re", "by", "note")
PROMISE_KEYS = ("due", "theirs", "kept", "dropped", "what")
QUOTE_KEYS = ("sent", "ref", "won", "lost", "withdrawn", "what")

MAX_HEAD = 1000  # characters before the comma
MAX_ERRORS = 100  # of a file: whoever has more has another problem
_COMMA = re.compile(r",|:(?=\s|$)")
_DATE = r"(\d{4}-\d\d-\d\d)"
_TIME = r"((?:[01]\d|2[0-3]):[0-5]\d)"
_WORD = r"((?:[^\s,:]|:(?=\S))+)"
_WHO = r"([^\s,:](?:[^,:]|:(?=\S))*?)"
_NOTE = r"(?:(?:,|:(?=\s|\Z))(.*))?"
_FLAGS = re.IGNORECASE | re.ASCII | re.DOTALL  # ASCII: no other digits, no \u017f for s
_PROMISE = re.compile(rf"{_DATE}( theirs)?(?: (kept|dropped) {_DATE})?{_NOTE}", _FLAGS)
_QUOTE = re.compile(
    rf"{_DATE} (?!won\b|lost\b|withdrawn\b){_WORD}(?: (won|lost|withdrawn) {_DATE})?{_NOTE}", _FLAGS
)
# A line that belongs to the entry above it only because its hyphen stands in the wrong column.
_SWALLOWED = re.compile(r"\s[-*+\u2013\u2014\u2022]\s?\d{4}-")
_FLOW, _LONG = -1, -2  # no hyphen to stand under; more than one line to replace
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}

Entry = TypeVar("Entry", Touch, Promise, Quote)
FromMatch = Callable[[re.Match[str], int], Entry]
At = Callable[[str], Line]  # the place of a key's value; of the entry, if it lacks the key
FromMapping = Callable[[dict[str, str], At], Entry]
Explain = Callable[[Line], TextError]


@lru_cache(maxsize=8)
def touch_pattern(channels: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a touch for these channels."""
    words = "|".join(re.escape(word) for word in sorted(channels, key=len, reverse=True))
    outcomes = "|".join(word.replace("-", "[ -]") for word in OUTCOMES if word != "left-with")
    return re.compile(
        rf"{_DATE}(?: {_TIME})?(?: (in|out))? ({words})"
        rf"(?: (?:({outcomes})(?: with {_WHO})?|(left[ -]with) {_WHO}|with {_WHO}))?"
        rf"(?: re {_WORD})?(?: @{_WORD})?{_NOTE}",
        _FLAGS,
    )


def read_touches(node: Node, channels: Iterable[str], report: Report) -> tuple[Touch, ...]:
    """Return the touches of a list; every one that cannot be read is reported."""
    known = tuple(channels)

    def from_match(match: re.Match[str], number: int) -> Touch:
        (day, time, way, channel, outcome, with_, left, left_with, only_with, re_, by, note) = (
            match.groups("")
        )
        return Touch(
            date.fromisoformat(day),
            time,
            way.lower() or "out",
            channel.lower(),
            (outcome or left).lower().replace(" ", "-"),
            with_ or left_with or only_with,
            re_,
            by,
            note.strip(),
            number,
        )

    def from_mapping(words: dict[str, str], at: At) -> Touch:
        way = words.get("direction", "out").lower()
        if way not in ("in", "out"):
            raise mistakes.unknown_word(at("direction"), "E403", "direction", way, ("in", "out"))
        channel = words.get("channel", "").lower()
        if not channel:
            raise at("channel").error("E403", "a touch needs a channel: call, email, …")
        if channel not in known:
            raise mistakes.unknown_word(at("channel"), "E403", "channel", channel, known)
        outcome = words.get("outcome", "").lower().replace(" ", "-")
        if outcome and outcome not in OUTCOMES:
            raise mistakes.unknown_word(at("outcome"), "E404", "outcome", outcome, OUTCOMES)
        time = words.get("time", "")
        if time and not re.fullmatch(_TIME, time, re.ASCII):
            raise at("time").error("E411", "a time is HH:MM, from 00:00 to 23:59")
        return Touch(
            _date(words, "date", at),
            time,
            way,
            channel,
            outcome,
            words.get("with", ""),
            words.get("re", ""),
            words.get("by", "").removeprefix("@"),
            words.get("note", ""),
            at("").line,
        )

    def explain(line: Line) -> TextError:
        return mistakes.in_touch(line, known, OUTCOMES)

    return _entries(
        node, TOUCH_KEYS, touch_pattern(known), from_match, from_mapping, explain, report
    )


def read_promises(node: Node, report: Report) -> tuple[Promise, ...]:
    """Return the promises of a list; every one that cannot be read is reported."""

    def from_match(match: re.Match[str], number: int) -> Promise:
        due, theirs, end, day, note = match.groups("")
        ended = {end.lower(): date.fromisoformat(day)} if end else {}
        what = note.strip()
        return Promise(date.fromisoformat(due), bool(theirs), what=what, line=number, **ended)

    def from_mapping(words: dict[str, str], at: At) -> Promise:
        theirs = _YES_NO.get(words.get("theirs", "no").lower())
        if theirs is None:
            raise at("theirs").error("E409", "`theirs` is yes or no")
        ended = _ended(words, ("kept", "dropped"), "E409", at)
        what = words.get("what", "")
        return Promise(_date(words, "due", at), theirs, what=what, line=at("").line, **ended)

    explain = mistakes.in_promise
    return _entries(node, PROMISE_KEYS, _PROMISE, from_match, from_mapping, explain, report)


def read_quotes(node: Node, report: Report) -> tuple[Quote, ...]:
    """Return the quotes of a list; every one that cannot be read is reported."""

    def from_match(match: re.Match[str], number: int) -> Quote:
        sent, ref, end, day, note = match.groups("")
        ended = {end.lower(): date.fromisoformat(day)} if end else {}
        return Quote(date.fromisoformat(sent), ref, what=note.strip(), line=number, **ended)

    def from_mapping(words: dict[str, str], at: At) -> Quote:
        ended = _ended(words, ("won", "lost", "withdrawn"), "E410", at)
        ref, what = words.get("ref", ""), words.get("what", "")
        if not ref or " " in ref:
            raise at("ref").error("E410", "`ref` is one word, such as Q-114")
        return Quote(_date(words, "sent", at), ref, what=what, line=at("").line, **ended)

    explain = mistakes.in_quote
    return _entries(node, QUOTE_KEYS, _QUOTE, from_match, from_mapping, explain, report)


def _entries(
    node: Node,
    keys: tuple[str, ...],
    pattern: re.Pattern[str],
    from_match: FromMatch[Entry],
    from_mapping: FromMapping[Entry],
    explain: Explain,
    report: Report,
) -> tuple[Entry, ...]:
    if isinstance(node, Scalar) and node.value.lower() in ("", "null", "~"):
        return ()
    if not isinstance(node, Sequence):
        report.errors.append(mistakes.no_list(node, report.first_line))
        return ()
    indent = _FLOW if node.flow else node.column

    def from_text(text: str, item: Scalar) -> Entry:
        match = pattern.fullmatch(text)
        line = None if match else _line(text, item, report, indent)
        if line is not None:
            match = pattern.fullmatch(f"{line.head}, {line.note}")
        if match is not None:
            with suppress(ValueError):  # a day that does not exist
                return from_match(match, item.line + report.first_line)
        raise explain(line or _line(text, item, report, indent))

    entries = []
    for item in node.items:
        try:
            if type(item) is Scalar:
                if item.line != item.last_line and not item.style:
                    _refuse_swallowed(item, report)
                if item.value:
                    entries.append(from_text(item.value, item))
            elif isinstance(item, Mapping):
                pair = _one_pair(item, keys, report)
                entries.append(
                    from_mapping(*_words(item, keys, report)) if pair is None else from_text(*pair)
                )
            else:
                report.at(item, "E407", "a list in a list: one entry is one line of text")
        except TextError as error:
            report.errors.append(error)
            if len(report.errors) >= MAX_ERRORS:
                break
    return tuple(entries)


def _refuse_swallowed(item: Scalar, report: Report) -> None:
    if _SWALLOWED.search(item.value):
        message = "one of the next lines is read as part of this entry: hyphens in one column"
        raise report.error(item, "E407", message)


def _one_pair(item: Mapping, keys: tuple[str, ...], report: Report) -> tuple[str, Scalar] | None:
    # A colon and a blank in a line: YAML's one-pair mapping is the text that was typed.
    if len(item.pairs) != 1:
        return None
    key, value = item.pairs[0]
    if item.start != key.start or key.value in keys:
        return None
    if not isinstance(value, Scalar):
        raise report.error(key, "E407", "an entry is one line: DATE, words, a comma, a note")
    return f"{key.value}: {value.value}" if value.value else f"{key.value}:", key


def _words(item: Mapping, keys: tuple[str, ...], report: Report) -> tuple[dict[str, str], At]:
    words: dict[str, str] = {}
    places: dict[str, Node] = {}
    for key, value in item.pairs:
        if key.value not in keys:
            message = f"unknown key in an entry; the keys are {', '.join(keys)}"
            raise report.error(key, "E408", message)
        if not isinstance(value, Scalar):
            raise report.error(value, "E407", "a text is wanted here")
        if value.value.strip():
            long = key.value in ("note", "what")
            words[key.value] = value.value.strip() if long else " ".join(value.value.split())
            places[key.value] = value

    def at(key: str) -> Line:
        node = places.get(key, item)
        return Line("", "", "", node.line + report.first_line, node.column + 1, -1)

    return words, at


def _line(text: str, node: Scalar, report: Report, indent: int) -> Line:
    cut = _COMMA.search(text, 0, MAX_HEAD)
    head, note = (text[: cut.start()], text[cut.end() :].strip()) if cut else (text, "")
    number = node.line + report.first_line
    if len(head) >= MAX_HEAD:
        raise TextError("E406", "a comma is missing before the note", number, node.column + 1)
    if indent == _FLOW and not head[:1].isdigit():
        message = "in a [list] an entry with a comma must be in double quotes"
        raise TextError("E407", message, number, node.column + 1)
    column = node.column + 1 if node.style in ("", "'", '"') else 0
    column += node.style in ("'", '"')
    if node.last_line != node.line:
        indent = _LONG
    return Line(" ".join(head.split()), note, text, number, column, indent)


def _date(words: dict[str, str], key: str, at: At) -> date:
    text = words.get(key, "")
    # `fromisoformat` of Python 3.11 takes other forms too: only YYYY-MM-DD may pass.
    if re.fullmatch(_DATE, text, re.ASCII):
        with suppress(ValueError):
            return date.fromisoformat(text)
    line = at(key)
    raise misdated.in_date(text, line.line, line.column)


def _ended(words: dict[str, str], ends: tuple[str, ...], code: str, at: At) -> dict[str, date]:
    found = {key: _date(words, key, at) for key in ends if key in words}
    if len(found) > 1:
        raise at(list(found)[1]).error(code, f"only one of {', '.join(ends)}")
    return found
