"""The formats that are read, each with the sign by which its content is known."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from followup_md.formats import texts, whatsapp_lines

PEOPLE, HISTORY = "people", "history"
HEAD = 64 * 1024  # bytes that tell the format
NOTES = "obsidian"  # of which each file is about one person, in a folder with subfolders
MAILDIR = "maildir"  # a folder, of which each file is a mail
# Headers, one of which every message has.
_MAIL = re.compile(
    r"(?:>?From .*\n)?(?:[!-9;-~]{1,80}:.*\n(?:[ \t].*\n)*?)*?(?:From|Received|Message-ID):[ \t]",
    re.IGNORECASE,
)
_CALLS = re.compile(
    r"\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->)[^\0])*-->\s*)*<(?:!DOCTYPE\s+)?(?:calls|smses)\b"
)
# Telegram's: one chat says its type before its messages, an account says so.
_TELEGRAM = re.compile(
    r'\s*\{(?=[^\0]*?(?:"personal_information"\s*:\s*\{|"(?:left_)?chats"\s*:\s*\{'
    r'|"type"\s*:\s*"(?:[a-z]+_(?:chat|group|supergroup|channel)|saved_messages)"))'
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
    by_address: bool = True  # of HISTORY: whether your own e-mail address must be known
    among_others: bool = False  # in a folder, between files that are something else

    @property
    def read(self) -> Callable[..., Any]:
        """The function that reads a file."""
        found: Callable[..., Any] = importlib.import_module(f"{__package__}.{self.module}").read
        return found


def _chats(name: str, sign: re.Pattern[str], ending: str) -> Format:
    """Return a format of chats: exported with their pictures, names tell who is who."""
    return Format(name, HISTORY, name, sign, ending, by_address=False, among_others=True)


_NEVER = re.compile(r"(?!)")
# The first whose sign is found is taken. A table has no sign.
FORMATS = (
    Format("vcard", PEOPLE, "vcard_in", re.compile(r"\s*BEGIN[ \t]*:[ \t]*VCARD", re.I), ".vcf"),
    Format("monica", PEOPLE, "monica", re.compile(r'\s*\{\s*"version"[^\0]{0,2000}?"account"')),
    Format("friends", PEOPLE, "friends", re.compile(r"\s*### (?:Activities|Notes|Friends):")),
    Format("calendar", HISTORY, "calendar_in", _CALENDAR, ".ics"),
    Format("calls", HISTORY, "calls", _CALLS, ".xml", by_address=False),
    _chats("telegram", _TELEGRAM, ".json"),
    Format("mbox", HISTORY, "mbox", re.compile(r"From [^\n]*(?:\d\d:\d\d|(?:19|20)\d\d)")),
    Format("mail", HISTORY, "mail", _MAIL, ".eml"),
    Format(MAILDIR, HISTORY, "mail", _NEVER),
    _chats("whatsapp", whatsapp_lines.SIGN, ".txt"),
    Format(NOTES, PEOPLE, "obsidian", re.compile(r"---[ \t]*\r?\n"), ".md"),
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
