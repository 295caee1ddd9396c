"""Mailboxes of one file (mbox), of any size: one message after another.

A line "From " begins a message only where it looks like it: behind a blank line, with a year or a
time, and before a header. Programs do not all mark such a line in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from followup_md.formats import mail_message
from followup_md.model.message import Found, Ours

_PIECE = 64 * 1024  # bytes of a line that are read at once
_TIME = re.compile(rb"\d\d:\d\d|\b(?:19|20)\d\d\b")
_HEADER = re.compile(rb"[!-9;-~]{1,80}[ \t]*:|>From ")


def read(stream: BinaryIO, own: Ours) -> Iterator[Found]:
    """Yield what `mail_message.read` finds in each message."""
    for raw in _split(stream):
        yield from mail_message.read(raw, own.addresses)


def _split(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the messages, each without its "From " line and cut to what is looked at."""
    parts: list[bytes] = []
    size = 0
    started, whole, blank = False, True, True  # `whole`: the last piece ended a line
    above = b""  # a "From " line that may begin a message
    while piece := stream.readline(_PIECE):
        if above:
            if _HEADER.match(piece):
                if started:
                    yield b"".join(parts)
                parts, size, started = [], 0, True
            else:
                parts.append(above)
                size += len(above)
            above = b""
        is_blank = whole and piece in (b"\n", b"\r\n")
        if whole and blank and piece.startswith(b"From ") and _TIME.search(piece):
            above = piece
        elif size < mail_message.LIMIT:
            parts.append(piece)
            size += len(piece)
        blank = is_blank
        whole = piece.endswith(b"\n")
    if started:
        yield b"".join(parts)
