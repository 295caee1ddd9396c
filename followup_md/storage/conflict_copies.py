"""Copies of a file that synchronising programs make where both sides changed it."""

from __future__ import annotations

import re
from functools import cache

from followup_md.model.folding import fold

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
_ORIGINAL = r"(?is)(?:\s*[(\[\uff08].*|[._]conflict.*|\.sync-conflict-.*)?\.md$"


@cache  # not at import: few books have such a file
def _copy() -> re.Pattern[str]:
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
    return re.sub(_ORIGINAL, ".md", name)
