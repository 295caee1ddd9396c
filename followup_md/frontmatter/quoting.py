"""Writing a text as YAML that reads back as the same text."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What keeps a text from being a plain scalar in YAML 1.1 or 1.2: the meaning of its start, or of
# something inside or at its end.
_UNSAFE_START = re.compile(
    r"[-?:](?:\s|$)|[,\[\]{}#&*!|>'\"%@`\s]|(?:---|\.\.\.)(?:\s|$)|=$|<<$|~$|(?:null|Null|NULL)$"
)
_UNSAFE = re.compile(r":(?:\s|$)|\s#|[^\S ]|\s$|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def to_scalar(text: str, flow: bool = False) -> str:
    """Return `text` as a scalar on one line, in double quotes if it cannot be plain."""
    return text if is_plain(text, flow) else quote(text)


def to_list(texts: Iterable[str]) -> str:
    """Return texts as a list on one line: `[a, b]`."""
    return f"[{', '.join(to_scalar(text, flow=True) for text in texts)}]"


def is_plain(text: str, flow: bool = False) -> bool:
    """Whether `text` needs no quotes (`flow`: in a `[…]` list)."""
    if not text or _UNSAFE_START.match(text) or _UNSAFE.search(text):
        return False
    return not flow or re.match(r"[:?-]|.*[,\[\]{}]", text) is None


def quote(text: str) -> str:
    """Return `text` in double quotes."""
    return '"' + _ESCAPE.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT.get(character) or f"\\u{ord(character):04x}"
