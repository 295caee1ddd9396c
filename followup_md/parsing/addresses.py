"""E-mail addresses and phone numbers: what is wrong with one, and what a phone dials."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_EXTENSION = re.compile(
    r"[\s,;]*(?:ext(?:ension|n)?\.?|x|#)\s*[=:]?\s*(\d{1,6})\s*\Z", re.IGNORECASE | re.ASCII
)
_REMARK = re.compile(r"\([^()0-9]*\)")
_ANOTHER = re.compile(r"[,;/#]")  # what follows is another number, or a pause


class Dialled(NamedTuple):
    """What a phone dials: digits, perhaps after a plus, and an extension or ""."""

    number: str
    extension: str


def wrong_email(text: str) -> str:
    """Return what is wrong with an e-mail address, or ""."""
    if "@" not in text:
        return "an e-mail address without @"
    if re.search(r"[\s,;<>]", text):
        return "one e-mail address alone, without a name; several go in a list: [a, b]"
    local, _, domain = text.partition("@")
    return "" if local and domain and "@" not in domain else "an e-mail address is name@domain"


def wrong_phone(text: str) -> str:
    """Return what is wrong with a phone number, or ""."""
    if not any(character.isdigit() for character in text):
        return "a phone number without digits"
    if _has_letters(_split(text)[0]):
        return "letters in a phone number; write digits, such as +1 555 0100 ext 12"
    return ""


@lru_cache(maxsize=256)  # a page and a row ask several times
def dialled(text: str) -> Dialled | None:
    """Return what a phone dials for a number, or None if that is not certain."""
    main, extension = _split(text)
    main = _ANOTHER.split(main, maxsplit=1)[0]
    digits = re.sub("[^0-9]", "", main)
    if len(digits) <= 2 or _has_letters(main):
        return None
    return Dialled(("+" if main.lstrip().startswith("+") else "") + digits, extension)


def _split(text: str) -> tuple[str, str]:
    """Return a number without its remarks in brackets, and its extension."""
    match = _EXTENSION.search(text)
    main = text[: match.start()] if match is not None else text
    main = _REMARK.sub(" ", main.replace("(0)", ""))
    return main, match[1] if match is not None else ""


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)
