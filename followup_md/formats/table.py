"""The formats that are read, each with the sign by which its content is known."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from followup_md.formats import texts

PEOPLE, HISTORY = "people", "history"
HEAD = 64 * 1024  # bytes that tell the format
_ZIP = b"PK\x03\x04"


class Format(NamedTuple):
    """One format: what it yields, and the module under formats/ whose `read` does it."""

    name: str
    family: str  # PEOPLE make and fill contacts; HISTORY adds touches to contacts
    module: str
    sign: re.Pattern[str]  # with which a file of it begins
    ending: str = ""  # of the files of a folder; "" if a folder of them means nothing

    @property
    def read(self) -> Callable[..., Any]:
        """The function that reads a file's bytes."""
        found: Callable[..., Any] = importlib.import_module(f"{__package__}.{self.module}").read
        return found


# The first whose sign is found is taken. A table has no sign.
FORMATS = (
    Format("vcard", PEOPLE, "vcard_in", re.compile(r"\s*BEGIN[ \t]*:[ \t]*VCARD", re.I), ".vcf"),
    Format("monica", PEOPLE, "monica", re.compile(r'\s*\{\s*"version"[^\0]{0,2000}?"account"')),
    Format("friends", PEOPLE, "friends", re.compile(r"\s*### (?:Activities|Notes|Friends):")),
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
