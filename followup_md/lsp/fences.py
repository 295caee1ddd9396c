"""Where the front matter is, in a file that may be half written."""

from __future__ import annotations

import re

_OPENING = re.compile("\ufeff?---[ \t]*(?:\r?\n|\\Z)")
_CLOSING = re.compile(r"^---[ \t]*\r?$", re.M)


def front_span(text: str) -> tuple[int, int]:
    """Return where the front matter starts and ends; without a second fence, with the text."""
    opening = _OPENING.match(text)
    if opening is None:
        return 0, 0
    closing = _CLOSING.search(text, opening.end())
    return opening.end(), closing.start() if closing else len(text)
