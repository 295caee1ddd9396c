"""Touches, promises and quotes: what the words of an entry mean.

    DATE [HH:MM] [in|out] CHANNEL [OUTCOME] [with WHO] [re REF] [@BY], NOTE
    DUE [theirs] [kept DATE|dropped DATE], WHAT
    SENT REF [won DATE|lost DATE|withdrawn DATE], WHAT

A colon and a space may stand for the comma.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import lru_cache, partial

from followup_md.errors import TextError
from followup_md.frontmatter.nodes import Node
from followup_md.model.contact import PROMISE_ENDS, QUOTE_ENDS, Promise, Quote, Touch
from followup_md.model.settings import Settings, channel_words
from followup_md.parsing import date_suggestions, entry_list, suggestions, values
from followup_md.parsing.entry_list import COMMA, At, Kind
from followup_md.parsing.report import Line, Report

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
    "cancelled",
)
THEIRS = ("received", "missed")  # only they can do that: `in` goes before the channel
TOUCH_KEYS = ("date", "time", "direction", "channel", "outcome", "with", "re", "by", "note")
PROMISE_KEYS = ("due", "theirs", *PROMISE_ENDS, "what")
QUOTE_KEYS = ("sent", "ref", *QUOTE_ENDS, "what")

_DATE = f"({date_suggestions.DATE})"
_TIME = r"((?:[01]\d|2[0-3]):[0-5]\d)"
_WORD = r"((?:[^\s,:]|:(?=\S))+)"
_WHO = r"([^\s,:](?:[^,:]|:(?=\S))*?)"
_NOTE = r"(?:(?:,|:(?=\s|\Z))(.*))?"
_FLAGS = re.IGNORECASE | re.ASCII | re.DOTALL  # ASCII: no other digits, no \u017f for s
_PROMISE_PATTERN = re.compile(rf"{_DATE}( theirs)?(?: (kept|dropped) {_DATE})?{_NOTE}", _FLAGS)
_QUOTE_PATTERN = re.compile(
    rf"{_DATE} (?!won\b|lost\b|withdrawn\b){_WORD}(?: (won|lost|withdrawn) {_DATE})?{_NOTE}", _FLAGS
)
_DAY = len("YYYY-MM-DD")
_SHORT = 80  # characters; longer heads are too rare to cache
_new = tuple.__new__  # twice as fast as `Touch(…)`, and a book has many touches


def read_touches(node: Node, settings: Settings, report: Report) -> tuple[Touch, ...]:
    """Return the touches of a list, and report those that cannot be read."""
    kind = _touch_kind(tuple(settings.channels))
    known = len(report.errors)
    touches = entry_list.read(node, kind, report)
    for error in report.errors[known:]:
        error.paste = _decided(error.paste, kind, settings)
    return touches


def _decided(paste: str, kind: Kind[Touch], settings: Settings) -> str:
    # A line to paste must not say in its note what its outcome should say.
    from followup_md.parsing import entry_text, note_outcomes

    text = entry_list.text_of(paste)
    touch = kind.from_text(text, 0) if text else None
    found = note_outcomes.readings(touch, settings) if touch is not None else None
    if found is None:
        return paste
    line = entry_text.item(found.said, len(paste) - len(paste.lstrip()))
    return line if kind.from_text(entry_text.text_of(found.said), 0) is not None else ""


def read_promises(node: Node, _: Settings, report: Report) -> tuple[Promise, ...]:
    """Return the promises of a list, and report those that cannot be read."""
    return entry_list.read(node, _PROMISE_KIND, report)


def read_quotes(node: Node, _: Settings, report: Report) -> tuple[Quote, ...]:
    """Return the quotes of a list, and report those that cannot be read."""
    return entry_list.read(node, _QUOTE_KIND, report)


@lru_cache(maxsize=8)
def _touch_kind(channels: tuple[str, ...]) -> Kind[Touch]:
    """Return the reader of touches for these channels."""
    read = _head_reader(channels)
    read_frequent = lru_cache(maxsize=1024)(read)

    def from_text(text: str, number: int) -> Touch | None:
        end = text.find(",") + 1
        if not end or ":" in text[:end]:
            comma = COMMA.search(text)
            end = comma.end() if comma else len(text)
        found = read_frequent(text[_DAY:end]) if end < _SHORT else read(text[_DAY:end])
        day = _day(text[:_DAY])
        if found is None or day is None:
            return None
        return _new(Touch, (day, *found, text[end:].strip(), number))

    def explain(line: Line) -> TextError:
        return suggestions.in_touch(line, channel_words(channels), OUTCOMES, THEIRS)

    return Kind(TOUCH_KEYS, from_text, partial(_touch_from_mapping, channels), explain)


def _head_reader(channels: tuple[str, ...]) -> Callable[[str], tuple[str, ...] | None]:
    """Return a reader of what is between the date and the comma of a touch: time to by."""
    known = channel_words(channels)
    words = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    outcomes = "|".join(word.replace("-", "[ -]") for word in OUTCOMES if word != "left-with")
    pattern = re.compile(
        rf"(?: {_TIME})?(?: (in|out))? ({words})"
        rf"(?: (?:({outcomes})(?: with {_WHO})?|(left[ -]with) {_WHO}|with {_WHO}))?"
        rf"(?: re {_WORD})?(?: @{_WORD})?[,:]?",
        _FLAGS,
    )

    def read(head: str) -> tuple[str, ...] | None:
        match = pattern.fullmatch(head)
        if match is None:
            return None
        time, way, channel, outcome, with_, left, left_with, only_with, re_, by = match.groups("")
        if outcome and outcome.lower() in THEIRS and way.lower() != "in":
            return None
        return (
            time,
            way.lower() or "out",
            known[channel.lower()],
            (outcome or left).lower().replace(" ", "-"),
            with_ or left_with or only_with,
            re_,
            by,
        )

    return read


def _touch_from_mapping(channels: tuple[str, ...], words: dict[str, str], at: At) -> Touch:
    way = words.get("direction", "out").lower()
    if way not in ("in", "out"):
        raise suggestions.unknown_word(at("direction"), "E403", "direction", way, ("in", "out"))
    channel = words.get("channel", "").lower()
    if not channel:
        raise at("channel").error("E403", "a touch needs a channel: call, email, …")
    channel = channel_words(channels).get(channel, channel)
    if channel not in channels:
        raise suggestions.unknown_word(at("channel"), "E403", "channel", channel, channels)
    outcome = words.get("outcome", "").lower().replace(" ", "-")
    if outcome and outcome not in OUTCOMES:
        raise suggestions.unknown_word(at("outcome"), "E404", "outcome", outcome, OUTCOMES)
    if outcome in THEIRS and way != "in":
        place = at("direction" if "direction" in words else "outcome")
        raise place.error("E412", suggestions.THEIRS)
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


def _promise_from_text(text: str, number: int) -> Promise | None:
    match = _PROMISE_PATTERN.fullmatch(text)
    if match is None:
        return None
    due, theirs, end, day, what = match.groups("")
    try:
        ended = {end.lower(): date.fromisoformat(day)} if end else {}
        return Promise(
            date.fromisoformat(due), bool(theirs), what=what.strip(), line=number, **ended
        )
    except ValueError:  # a day that does not exist
        return None


def _promise_from_mapping(words: dict[str, str], at: At) -> Promise:
    theirs = values.yes_no(words.get("theirs", "no"))
    if theirs is None:
        raise at("theirs").error("E409", "`theirs` is yes or no")
    ended = _ended(words, PROMISE_ENDS, "E409", at)
    what = words.get("what", "")
    return Promise(_date(words, "due", at), theirs, what=what, line=at("").line, **ended)


def _quote_from_text(text: str, number: int) -> Quote | None:
    match = _QUOTE_PATTERN.fullmatch(text)
    if match is None:
        return None
    sent, ref, end, day, what = match.groups("")
    try:
        ended = {end.lower(): date.fromisoformat(day)} if end else {}
        return Quote(date.fromisoformat(sent), ref, what=what.strip(), line=number, **ended)
    except ValueError:
        return None


def _quote_from_mapping(words: dict[str, str], at: At) -> Quote:
    ended = _ended(words, QUOTE_ENDS, "E410", at)
    ref, what = words.get("ref", ""), words.get("what", "")
    if not ref or " " in ref:
        raise at("ref").error("E410", "`ref` is one word, such as Q-114")
    return Quote(_date(words, "sent", at), ref, what=what, line=at("").line, **ended)


_PROMISE_KIND = Kind(
    PROMISE_KEYS, _promise_from_text, _promise_from_mapping, suggestions.in_promise
)
_QUOTE_KIND = Kind(QUOTE_KEYS, _quote_from_text, _quote_from_mapping, suggestions.in_quote)


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    # `fromisoformat` takes other forms too.
    if date_suggestions.ISO.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    return None


def _date(words: dict[str, str], key: str, at: At) -> date:
    text = date_suggestions.without_midnight(words.get(key, ""))
    day = _day(text) if len(text) == _DAY else None
    if day is None:
        raise date_suggestions.in_date(text, *at(key))
    return day


def _ended(words: dict[str, str], ends: tuple[str, ...], code: str, at: At) -> dict[str, date]:
    found = {key: _date(words, key, at) for key in ends if key in words}
    if len(found) > 1:
        raise at(list(found)[1]).error(code, f"only one of {', '.join(ends)}")
    return found
