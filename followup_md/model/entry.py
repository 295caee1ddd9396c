"""Touches, promises and quotes: one line of text each, or a mapping of the same words.

    DATE [HH:MM] [in|out] CHANNEL [OUTCOME] [with WHO] [re REF] [@BY], NOTE
    DUE [theirs] [kept DATE|dropped DATE], WHAT
    SENT REF [won DATE|lost DATE|withdrawn DATE], WHAT

A colon and a blank may stand for the comma. What does not match is explained by model/mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import TypeVar

from followup_md.errors import TextError
from followup_md.model import mistakes
from followup_md.model.contact import Promise, Quote, Touch
from followup_md.model.mistakes import Line
from followup_md.text.tree import Mapping, Node, Scalar, Sequence

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
_COMMA = re.compile(r",|:(?=\s|$)")
_DATE = r"(\d{4}-\d\d-\d\d)"
_PROMISE = re.compile(rf"{_DATE}( theirs)?(?: (kept|dropped) {_DATE})?", re.I)
_QUOTE = re.compile(
    rf"{_DATE} (?!won\b|lost\b|withdrawn\b)(\S+)(?: (won|lost|withdrawn) {_DATE})?", re.I
)
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}

Entry = TypeVar("Entry", Touch, Promise, Quote)


class Report:
    """Collects what cannot be read, with lines counted from the first of the file."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.errors: list[TextError] = []

    def at(self, node: Node, code: str, message: str) -> None:
        """Note an error at a node."""
        self.errors.append(self.error(node, code, message))

    def error(self, node: Node, code: str, message: str) -> TextError:
        """Return an error at a node, to raise."""
        return TextError(code, message, node.line + self.first_line, node.column + 1)


@lru_cache(maxsize=8)
def touch_pattern(channels: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a touch's head for these channels."""
    words = "|".join(re.escape(word) for word in sorted(channels, key=len, reverse=True))
    outcomes = "|".join(word.replace("-", "[ -]") for word in OUTCOMES if word != "left-with")
    return re.compile(
        rf"{_DATE}(?: (\d\d:\d\d))?(?: (in|out))? ({words})"
        rf"(?: (?:({outcomes})(?: with (\S.*?))?|(left[ -]with) (\S.*?)|with (\S.*?)))?"
        r"(?: re (\S+))?(?: @(\S+))?",
        re.I,
    )


def read_touches(node: Node, channels: Iterable[str], report: Report) -> tuple[Touch, ...]:
    """Return the touches of a list; every one that cannot be read is reported."""
    pattern = touch_pattern(tuple(channels))

    def from_line(line: Line) -> Touch:
        match = pattern.fullmatch(line.head)
        if match is None:
            raise mistakes.in_touch(line, channels, OUTCOMES)
        (day, time, direction, channel, outcome, with_, left, left_with, only_with, re_, by) = (
            match.groups("")
        )
        return Touch(
            _date(day, line, match.start(1)),
            _time(time, line) if time else "",
            direction.lower() or "out",
            channel.lower(),
            (outcome or left).lower().replace(" ", "-"),
            with_ or left_with or only_with,
            re_,
            by,
            line.note,
            line.line,
        )

    def from_mapping(words: dict[str, str], line: Line) -> Touch:
        for key, allowed in (("direction", ("in", "out")), ("channel", tuple(channels))):
            if key in words and words[key].lower() not in allowed:
                raise mistakes.unknown_word(line, "E403", key, words[key], allowed)
        outcome = words.get("outcome", "").lower().replace(" ", "-")
        if outcome and outcome not in OUTCOMES:
            raise mistakes.unknown_word(line, "E404", "outcome", outcome, OUTCOMES)
        if not words.get("channel"):
            raise TextError(
                "E403", "a touch needs a channel: call, email, …", line.line, line.column
            )
        return Touch(
            _date(words.get("date", ""), line),
            _time(words["time"], line) if words.get("time") else "",
            words.get("direction", "out").lower(),
            words["channel"].lower(),
            outcome,
            words.get("with", ""),
            words.get("re", ""),
            words.get("by", "").removeprefix("@"),
            words.get("note", ""),
            line.line,
        )

    return _entries(node, TOUCH_KEYS, from_line, from_mapping, report)


def read_promises(node: Node, report: Report) -> tuple[Promise, ...]:
    """Return the promises of a list; every one that cannot be read is reported."""

    def from_line(line: Line) -> Promise:
        match = _PROMISE.fullmatch(line.head)
        if match is None:
            raise mistakes.in_promise(line)
        due, theirs, end, day = match.groups("")
        ended = {end.lower(): _date(day, line, match.start(4))} if end else {}
        due_day = _date(due, line, 0)
        return Promise(due_day, bool(theirs), what=line.note, line=line.line, **ended)

    def from_mapping(words: dict[str, str], line: Line) -> Promise:
        theirs = _YES_NO.get(words.get("theirs", "no").lower())
        if theirs is None:
            raise TextError("E409", "`theirs` is yes or no", line.line, line.column)
        ended = {key: _date(words[key], line) for key in ("kept", "dropped") if words.get(key)}
        if len(ended) > 1:
            raise TextError("E409", "kept or dropped, not both", line.line, line.column)
        due = _date(words.get("due", ""), line)
        return Promise(due, theirs, what=words.get("what", ""), line=line.line, **ended)

    return _entries(node, PROMISE_KEYS, from_line, from_mapping, report)


def read_quotes(node: Node, report: Report) -> tuple[Quote, ...]:
    """Return the quotes of a list; every one that cannot be read is reported."""

    def from_line(line: Line) -> Quote:
        match = _QUOTE.fullmatch(line.head)
        if match is None:
            raise mistakes.in_quote(line)
        sent, ref, end, day = match.groups("")
        ended = {end.lower(): _date(day, line, match.start(4))} if end else {}
        return Quote(_date(sent, line, 0), ref, what=line.note, line=line.line, **ended)

    def from_mapping(words: dict[str, str], line: Line) -> Quote:
        ends = ("won", "lost", "withdrawn")
        ended = {key: _date(words[key], line) for key in ends if words.get(key)}
        if len(ended) > 1:
            raise TextError("E410", "one of won, lost, withdrawn", line.line, line.column)
        if not words.get("ref") or " " in words["ref"]:
            raise TextError("E410", "`ref` is one word, such as Q-114", line.line, line.column)
        sent = _date(words.get("sent", ""), line)
        return Quote(sent, words["ref"], what=words.get("what", ""), line=line.line, **ended)

    return _entries(node, QUOTE_KEYS, from_line, from_mapping, report)


def _entries(
    node: Node,
    keys: tuple[str, ...],
    from_line: Callable[[Line], Entry],
    from_mapping: Callable[[dict[str, str], Line], Entry],
    report: Report,
) -> tuple[Entry, ...]:
    if isinstance(node, Scalar) and node.value.lower() in ("", "null", "~"):
        return ()
    if not isinstance(node, Sequence):
        report.errors.append(mistakes.no_list(node, report.first_line))
        return ()
    entries = []
    for item in node.items:
        try:
            if type(item) is Scalar:
                if item.value:
                    entries.append(from_line(_line(item.value, item, report, node.flow)))
            elif isinstance(item, Mapping):
                entries.append(_from_pairs(item, keys, from_line, from_mapping, report))
            else:
                report.at(item, "E407", "a list in a list: one entry is one line of text")
        except TextError as error:
            report.errors.append(error)
    return tuple(entries)


def _from_pairs(
    item: Mapping,
    keys: tuple[str, ...],
    from_line: Callable[[Line], Entry],
    from_mapping: Callable[[dict[str, str], Line], Entry],
    report: Report,
) -> Entry:
    key, value = item.pairs[0] if item.pairs else (None, None)
    if (
        key is not None
        and len(item.pairs) == 1
        and item.start == key.start
        and key.value not in keys
    ):
        # A colon and a blank in a line: YAML's one-pair mapping is the text that was typed.
        if not isinstance(value, Scalar):
            raise report.error(key, "E407", "an entry is one line: DATE, words, a comma, a note")
        text = f"{key.value}: {value.value}" if value.value else f"{key.value}:"
        return from_line(_line(text, key, report, flow=False))
    words: dict[str, str] = {}
    for key, value in item.pairs:
        if key.value not in keys:
            message = f"unknown key in an entry; the keys are {', '.join(keys)}"
            raise report.error(key, "E408", message)
        if not isinstance(value, Scalar):
            raise report.error(value, "E407", "a text is wanted here")
        words[key.value] = " ".join(value.value.split()) if key.value != "note" else value.value
    place = Line("", "", "", item.line + report.first_line, 0)
    return from_mapping(words, place._replace(column=item.column + 1))


def _line(text: str, node: Scalar, report: Report, flow: bool) -> Line:
    cut = _COMMA.search(text, 0, MAX_HEAD)
    head, note = (text[: cut.start()], text[cut.end() :].strip()) if cut else (text, "")
    line = node.line + report.first_line
    if len(head) >= MAX_HEAD:
        raise TextError("E406", "a comma is missing before the note", line, node.column + 1)
    if flow and not head[:1].isdigit():
        message = "in a [list] an entry with a comma must be in double quotes"
        raise TextError("E407", message, line, node.column + 1)
    column = node.column + 1 if node.style in ("", "'", '"') else 0
    column += node.style in ("'", '"')
    return Line(" ".join(head.split()), note, text, line, column)


def _date(text: str, line: Line, offset: int = 0) -> date:
    # `fromisoformat` of Python 3.11 takes other forms too: only YYYY-MM-DD gets here or passes.
    if len(text) == 10 and text[4] == "-" == text[7] and text.isascii():
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise mistakes.in_date(text, line, offset)


def _time(text: str, line: Line) -> str:
    if len(text) == 5 and text[2] == ":" and "00" <= text[:2] < "24" and "00" <= text[3:] < "60":
        return text
    raise TextError("E411", "a time is HH:MM, from 00:00 to 23:59", line.line, line.column)
