"""Copies of a file that synchronising programs make where both sides changed it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from functools import cache

from followup_md.model.folding import fold
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import re

# What the programs call a conflict in their languages: Dropbox in twenty, most others in English.
_CONFLICT = (
    "[ck]onfli",  # conflict, conflit, conflicto, conflitto, Konflikt, conflicterende, konflik …
    "motstrid",
    "ristirii",
    "ütköz",
    "çak\u0131ş",
    "конфл",
    "διένεξ",
    "競合",
    "コンフリクト",
    "冲突",
    "衝突",
    "충돌",
    "ขัดแย้ง",
    "xung đột",
    "تعارض",
    "מתנגש",
)
# Other files whose names a system could not hold beside each other, and no copies.
_NO_COPY = "case|unicode(?: encoding)?|whitespace|selective sync"
# iCloud counts "ann 2.md", Google Drive "ann (1).md"; OneDrive adds the name of the machine. So may
# people, for somebody else.
_NUMBERED = r"(.+?) (?:[2-9]|\([1-9]\d?\))\.md"
_ENDS = ")23456789"
_READ = 1 << 16  # bytes that tell one person from another
_ORIGINAL = r"(?is)(?:\s*[(\[\uff08].*|[._]conflict.*|\.sync-conflict-.*)?\.md$"


@cache  # not at import: few books have such a file
def _copy() -> re.Pattern[str]:
    import re  # takes longer to import than a command without such a file

    words = "|".join(map(fold, _CONFLICT))
    return re.compile(
        rf"[(\[](?!(?:{_NO_COPY}) conflict)[^)\]]*(?:{words})"  # "(Ann's conflicted copy 2026…)"
        r"|conflict(?:ed|ing) copy"
        r"|\.sync-conflict-"  # Syncthing
        r"|\.conflict\d*\.md$"  # Resilio
        r"|_conflict(?:[-_]?\d+[-\d]*)?\.md$"  # ownCloud as it was, Synology
    )


def is_conflict_copy(name: str) -> bool:
    """Whether a file is named like a copy that a synchronising program made of another."""
    plain = fold(name)
    if "(" not in plain and "[" not in plain and "conflict" not in plain:
        return False
    return _copy().search(plain) is not None


def original(name: str) -> str:
    """Return the name of the file that a conflict copy was made of, as far as it tells."""
    import re

    return re.sub(_ORIGINAL, ".md", name)


def unmarked(folder: int, names: Collection[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield each name in an open folder that such a program may have given to a copy, too.

    With the name of the original, and whether the two files are in truth one person's.
    """
    known: Collection[str] = ()
    for name in names:
        if name.islower() and " " not in name:
            continue  # as followup names its files: most of them
        known = known or frozenset(names)
        for first in _originals(name):
            if first in known:
                yield name, first, _are_one(_lines(folder, name), _lines(folder, first))
                break


def _originals(name: str) -> Iterator[str]:
    if name[-4] in _ENDS:
        import re

        numbered = re.fullmatch(_NUMBERED, name)
        if numbered:
            yield f"{numbered[1]}.md"
    dash = name.find("-")
    while dash > 0:
        machine = name[dash + 1 : -3]
        if machine != machine.lower():
            yield f"{name[:dash]}.md"
        dash = name.find("-", dash + 1)


def _are_one(one: Collection[bytes], other: Collection[bytes]) -> bool:
    """Whether the lines are of one file that was changed on two sides, and not of namesakes."""
    common = {*one} & {*other}
    uids = {line for line in (*one, *other) if line.startswith(b"uid:")}
    named = any(line.startswith(b"name:") for line in common)
    return named and len(uids) < 2 and len(common) * 3 > min(len(one), len(other)) * 2


def _lines(folder: int, name: str) -> Collection[bytes]:
    """Return the lines of a file, each once; none if it cannot be read."""
    try:
        fd = os.open(
            name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder
        )
        with open(fd, "rb") as file:
            return frozenset(filter(None, map(bytes.strip, file.read(_READ).splitlines())))
    except OSError:
        return ()
