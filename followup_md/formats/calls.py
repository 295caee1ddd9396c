"""Call logs and text messages of a phone, as SMS Backup & Restore writes them. No text is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO
from xml.parsers import expat

from followup_md.model.message import Found, Message, Ours, Party, Skipped
from followup_md.model.person import NotRead

_CHUNK = 8 * 1024 * 1024  # bytes; a picture is one word of it
_REFERENCE = re.compile(rb"&#(?:([0-9]{1,9})|x([0-9a-fA-F]{1,8}));")
_CUT = 16  # bytes that a reference may be long
_CALLS = {
    "1": ("in", "answered"),
    "2": ("out", "answered"),
    "3": ("in", "missed"),
    "4": ("in", "voicemail"),
    "5": ("in", "missed"),
    "7": ("in", "answered"),  # on another device
}
_TEXTS = {"1": "in", "2": "out"}
_SERVICE = 6  # digits: a number as short is nobody's
_CIRCULAR = 10  # recipients


class _RefusedError(Exception):
    """A part that is not read for safety."""


def read(stream: BinaryIO, own: Ours) -> Iterator[Found]:
    """Yield calls and messages; these files know which way each went, so `own` is not needed."""
    del own
    found: list[Found] = []
    makers: dict[str, Callable[[dict[str, str]], Found]] = {
        "call": _call,
        "sms": _text,
        "mms": _picture,
    }

    def start(name: str, attributes: dict[str, str]) -> None:
        if name in makers:
            found.append(makers[name](attributes))

    def refuse(*_: object) -> None:
        raise _RefusedError

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    rest = b""
    try:
        while True:
            chunk = stream.read(_CHUNK)
            raw = rest + chunk
            cut = raw.rfind(b"&", max(len(raw) - _CUT, 0)) if chunk else -1
            raw, rest = (raw[:cut], raw[cut:]) if cut >= 0 else (raw, b"")
            parser.Parse(_REFERENCE.sub(_readable, raw), not chunk)
            yield from found
            found.clear()
            if not chunk:
                return
    except _RefusedError:
        yield NotRead("", "a DOCTYPE: refused")
    except (expat.ExpatError, ValueError, LookupError):  # of a declared encoding, too
        yield from found
        yield NotRead(f"line {parser.CurrentLineNumber}", "this is not XML from here on")


def _readable(match: re.Match[bytes]) -> bytes:
    """Return a reference to a character; halves of an emoji, as phones write them, are none."""
    code = int(match[1]) if match[1] else int(match[2], 16)
    allowed = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return match[0] if allowed or 0x10000 <= code <= 0x10FFFF else b"?"


def _call(attributes: dict[str, str]) -> Found:
    kind = attributes.get("type", "")
    if kind not in _CALLS:
        return Skipped("blocked" if kind == "6" else "neither in nor out")
    direction, outcome = _CALLS[kind]
    if direction == "out" and attributes.get("duration", "0").strip() in ("", "0"):
        outcome = "no-answer"
    return _touch(attributes, [attributes.get("number", "")], "call", direction, outcome)


def _text(attributes: dict[str, str]) -> Found:
    return _written(attributes, attributes.get("type", ""))


def _picture(attributes: dict[str, str]) -> Found:
    return _written(attributes, attributes.get("msg_box", ""))


def _written(attributes: dict[str, str], kind: str) -> Found:
    if kind not in _TEXTS:
        return Skipped("neither in nor out")
    numbers = attributes.get("address", "").split("~")
    if len(numbers) > _CIRCULAR:
        return Skipped("circular")
    if len(numbers) > 1 and _TEXTS[kind] == "in":
        return Skipped("group")  # who of them wrote it stands elsewhere
    return _touch(attributes, numbers, "text", _TEXTS[kind])


def _touch(
    attributes: dict[str, str], numbers: list[str], channel: str, direction: str, outcome: str = ""
) -> Found:
    digits = [sum(map(str.isdecimal, number)) for number in numbers]
    if not any(digits) and not any(map(str.isalpha, "".join(numbers))):
        return Skipped("number withheld")
    people = [number for number, count in zip(numbers, digits, strict=True) if count >= _SERVICE]
    if not people:
        return Skipped("service number")
    try:
        moment = datetime.fromtimestamp(int(attributes.get("date", "")) // 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return Skipped("no date")
    parties = tuple(Party(number.strip()[:40]) for number in people)
    return Message(moment, channel, direction, parties, outcome)
