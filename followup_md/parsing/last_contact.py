"""The day of the last contact, as other programs keep it, as a touch."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from followup_md.frontmatter import quoting
from followup_md.frontmatter.nodes import Mapping, Node, Scalar
from followup_md.model.contact import Touch
from followup_md.model.settings import Settings
from followup_md.parsing import date_suggestions, elsewhere, entry_text, values
from followup_md.typed import NamedTuple

_DAY = re.compile(
    r"\[\[[^\]]+\]\]|\d{4}-\d\d-\d\d(?:[T ]\d\d:[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d{4}[/.]\d\d?[/.]\d\d?|\d{1,2}[./-]\d{1,2}[./-]\d{4}|(?<!\d)[12]\d{7}(?!\d)"
    r"|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9}\.?,? \d{4}"
)
# What programs write beside a day: its name, and the time of day.
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?(?!\w)\.?"
_BEFORE = re.compile(rf"(?<!\w)(?:{_WEEKDAY}[\s,]*|date:\s*)$|[\[<]$", re.I)
_AFTER = re.compile(
    rf"(?:[\s,]+{_WEEKDAY})?(?:[\s,]+(?:at )?(?P<time>\d{{1,2}}:\d\d(?: ?[ap]m)?))?(?![\w:])[\]>]?",
    re.I,
)
_FILLING = ("on", "by", "via", "a", "an", "the", "with", "in", "at")
_LEAD = re.compile(r"\W*(?:(?:on|by|via|a|an|the|in|at) )*\W*([\w-]+)\W*")
_OTHERS = "  # or: email, text, meeting, \u2026"


class LastContact(NamedTuple):
    """A touch as text, with its day; `certain` where the file says how it was."""

    text: str
    day: str
    certain: bool

    @property
    def line(self) -> str:
        """What stands behind the hyphen."""
        return quoting.to_scalar(self.text) + ("" if self.certain else _OTHERS)


def read(
    key: str, node: Node, root: Mapping, settings: Settings, unsaid: str = ""
) -> LastContact | None:
    """Return the touch that a key for the last contact stands for, or None.

    `unsaid` is its channel where the file says none.
    """
    match = _DAY.search(_text(node))
    if match is None:
        return None
    day, time = date_suggestions.timestamp(match.group())
    day = date_suggestions.iso(match.group()) or day
    if not day:
        return None
    typed = _text(node)
    before, after = _BEFORE.sub("", typed[: match.start()]), typed[match.end() :]
    if beside := _AFTER.match(after):
        clock = date_suggestions.clock((beside["time"] or "").replace(" ", ""))
        if clock or not beside["time"]:
            time, after = time or clock, after[beside.end() :]
    around = f"{before} {after}".strip(" ,;:")
    words = [word for word in re.split(r"[\s,;:()]+", around) if word]
    channel = elsewhere.channel_of_last_contact(key) or _said(words, settings)
    channel = channel or _method(root, settings) or unsaid
    note = " ".join(around.split())
    lead = _LEAD.match(note)
    if lead and channel and _channel(lead[1], settings) == channel:
        note = note[lead.end() :]
    if all(word.lower() in _FILLING for word in note.split()):
        note = ""
    with suppress(ValueError):
        time = "" if time == "00:00" else time
        touch = Touch(
            date.fromisoformat(day), time, channel=channel or "call", note=note.strip(",;: ")
        )
        return LastContact(entry_text.text_of(touch), day, channel != "")
    return None


def _text(node: Node) -> str:
    return node.value.strip() if isinstance(node, Scalar) else values.typed(node)


def _said(words: list[str], settings: Settings) -> str:
    found = {channel for word in words if (channel := _channel(word, settings))}
    return found.pop() if len(found) == 1 else ""


def _method(root: Mapping, settings: Settings) -> str:
    # What a key beside it says.
    for key, node in root.pairs:
        if isinstance(node, Scalar) and elsewhere.is_channel_key(key.value):
            return _said(node.value.split(), settings)
    return ""


def _channel(word: str, settings: Settings) -> str:
    lower = word.lower().strip(".")
    return lower if lower in settings.channels else elsewhere.other_channel(lower)
