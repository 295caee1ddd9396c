"""Values of a contact as plain text on one line, apart from the marks of a template."""

from __future__ import annotations

import re

LONGEST = 500  # characters of one value
_OPEN, _CLOSE = "\ue000", "\ue001"  # stand for brackets of a value, which are no gap
# What steers a terminal or the direction of a text, lone surrogates, and the two stand-ins.
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ue000\ue001]"
)
_GAP = re.compile(r"\[([^\[\]]+)\]")
_HIDE = str.maketrans({"[": _OPEN, "]": _CLOSE})
_SHOW = str.maketrans({_OPEN: "[", _CLOSE: "]"})


def plain(text: str) -> str:
    """Return a value of a contact on one line, so that nothing in it is taken for a gap."""
    return clean(text).translate(_HIDE)


def clean(text: str) -> str:
    """Return a text on one line, without characters that do anything but show."""
    words = " ".join(_STEERING.sub(" ", text).split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "\u2026"


def gap(words: str) -> str:
    """Return a gap: something that only the author knows, and what it is."""
    return f"[{words.translate(_HIDE)}]"


def is_gap(text: str) -> bool:
    """Whether a value is a gap as a whole."""
    return text.startswith("[")


def gaps_in(text: str) -> tuple[str, ...]:
    """Return what stands in the gaps of a text, each once."""
    found = (" ".join(words.split()) for words in _GAP.findall(text))
    return tuple(dict.fromkeys(words.translate(_SHOW) for words in found))


def shown(text: str) -> str:
    """Return a text with the brackets that its values had."""
    return text.translate(_SHOW)
