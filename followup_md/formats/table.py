"""The formats that are read, each with the sign by which its content is known."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import Any

from followup_md.formats import texts
from followup_md.typed import NamedTuple

PEOPLE, HISTORY = "people", "history"
HEAD = 64 * 1024  # bytes that tell the format
CALLS = "calls"  # who you are does not matter in them
MAILDIR = "maildir"  # a folder, of which each file is a mail
# Headers, one of which every message has.
_MAIL = re.compile(
    r"(?:>?From .*\n)?(?:[!-9;-~]{1,80}:.*\n(?:[ \t].*\n)*?)*?(?:From|Received|Message-ID):[ \t]",
    re.IGNORECASE,
)
_CALLS = re.compile(
    r"\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->)[^\0])*-->\s*)*<(?:!DOCTYPE\s+)?(?:calls|smses)\b"
)
_CALENDAR = re.compile(r"\s*BEGIN[ \t]*:[ \t]*VCALENDAR", re.IGNORECASE)
_ZIP = b"PK\x03\x04"


class Format(NamedTuple):
    """One format: what it yields, and the module under formats/ whose `read` does it.

    People are read from bytes with `Options`, history from an open file with your own addresses.
    """

    name: str
    family: str  # PEOPLE make and fill contacts; HISTORY adds touches to contacts
    module: str
    sign: re.Pattern[str]  # with which a file of it begins
    ending: str = ""  # of the files of a folder; "" if a folder of them means nothing

    @property
    def read(self) -> Callable[..., Any]:
        """The function that reads a file."""
        found: Callable[..., Any] = importlib.import_module(f"{__package__}.{self.module}").read
        return found


_NEVER = re.compile(r"(?!)")
# The first whose sign is found is taken. A table has no sign.
FORMATS = (
    Format("vcard", PEOPLE, "vcard_in", re.compile(r"\s*BEGIN[ \t]*:[ \t]*VCARD", re.I), ".vcf"),
    Format("monica", PEOPLE, "monica", re.compile(r'\s*\{\s*"version"[^\0]{0,2000}?"account"')),
    Format("friends", PEOPLE, "friends", re.compile(r"\s*### (?:Activities|Notes|Friends):")),
    Format("calendar", HISTORY, "calendar_in", _CALENDAR, ".ics"),
    Format(CALLS, HISTORY, "calls", _CALLS, ".xml"),
    Format("mbox", HISTORY, "mbox", re.compile(r"From [^\n]*(?:\d\d:\d\d|(?:19|20)\d\d)")),
    Format("mail", HISTORY, "mail", _MAIL, ".eml"),
    Format(MAILDIR, HISTORY, "mail", _NEVER),
    Format("csv", PEOPLE, "csv_in", re.compile(r"(?=[^\0]*\Z)")),
)
BY_NAME = {each.name: each for each in FORMATS}


def recognise(head: bytes) -> Format | None:
    """Return the format of a file that begins with these bytes, or None."""
    text = texts.decode(head[:HEAD])
    return next((each for each in FORMATS if each.sign.match(text)), None)


def is_archive(head: bytes) -> bool:
    """Whether a file is a .zip, which has to be unpacked first."""
    return head.startswith(_ZIP)
