"""One e-mail in a file of its own (.eml, a message of a Maildir)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from followup_md.formats import mail_message
from followup_md.model.message import Found, Ours


def read(stream: BinaryIO, own: Ours) -> Iterator[Found]:
    """Yield what `mail_message.read` finds; a line of an mbox above the headers is no header."""
    raw = stream.read(mail_message.LIMIT)
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    return mail_message.read(raw, own.addresses)
