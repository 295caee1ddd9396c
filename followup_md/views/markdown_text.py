"""Text of any kind in Markdown: shown as it is, on every forge."""

from __future__ import annotations

import re

from followup_md.views.text_layout import printable_line

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&|~$]|://|www\.|(?<=\w)@(?=\w)", re.IGNORECASE)
# What every Markdown renderer lets a backslash escape; the others are written as entities.
_BACKSLASHED = "\\`*_{}[]"


def escape(text: str) -> str:
    """Return `text` on one line, escaped so that Markdown renderers show it as it is."""
    return _SPECIAL.sub(_escaped, printable_line(text))


def _escaped(match: re.Match[str]) -> str:
    text = match.group()
    if text in _BACKSLASHED:
        return f"\\{text}"
    if text == "://":
        return "&#58;//"
    if len(text) > 1:  # www.
        return f"{text[:-1]}&#46;"
    return f"&#{ord(text)};"
