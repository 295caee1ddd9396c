"""Writing one text so that YAML reads it back as the same text."""

from __future__ import annotations

import re

# A plain scalar that no reader of YAML 1.1 or 1.2 takes for anything else than a text in place:
# neither first character, nor inside, nor end has a meaning.
_UNSAFE_START = re.compile(r"[-?:](?:\s|$)|[,\[\]{}#&*!|>'\"%@`\s]|(?:---|\.\.\.)(?:\s|$)|=$|<<$")
_UNSAFE = re.compile(r":(?:\s|$)|\s#|[^\S ]|\s$|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def to_scalar(text: str, flow: bool = False) -> str:
    """Return `text` as a scalar on one line: plain where that reads back, else in double quotes."""
    return text if is_plain(text, flow) else quote(text)


def is_plain(text: str, flow: bool = False) -> bool:
    """Tell whether `text` may stand without quotes (in a `[…]` list: `flow`)."""
    if not text or _UNSAFE_START.match(text) or _UNSAFE.search(text):
        return False
    return not flow or re.match(r"[:?-]|.*[,\[\]{}]", text) is None


def quote(text: str) -> str:
    """Return `text` in double quotes."""
    return '"' + _ESCAPE.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT.get(character) or f"\\u{ord(character):04x}"
