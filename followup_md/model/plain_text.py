"""Texts without the characters that formats of other programs cannot hold."""

from __future__ import annotations

import re

# Controls, line separators that some readers take for the end of a line, and what XML forbids.
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """Return `text` with a blank for each control character; its lines end in a newline."""
    if text.isprintable():
        return text
    return _ODD.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean_line(text: str) -> str:
    """Return `text` clean and on one line."""
    return " ".join(clean(text).split())
