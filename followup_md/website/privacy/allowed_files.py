"""Which files of `site/` may be published: an allow-list of endings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from followup_md.storage.conflict_copies import is_conflict_copy

# What a website is made of. `publish.files` in followup.yml adds endings.
_PAGES = (".md", ".markdown", ".html", ".htm", ".css", ".js", ".mjs", ".map", ".txt", ".xml")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico", ".webmanifest")
_OTHERS = (".woff", ".woff2", ".ttf", ".otf", ".mp3", ".mp4", ".ogg", ".webm", ".pdf")
ENDINGS = frozenset((*_PAGES, *_PICTURES, *_OTHERS))
# Files without an ending that hosts of websites read.
_NAMES = frozenset({"CNAME"})
_LITTER = re.compile(
    r"#.*#$|.*~$|.*\.(?:swp|swo|orig|rej|bak|old|tmp|part)$"
    r"|.* - copy.*|.*_(?:BACKUP|BASE|LOCAL|REMOTE)_\d+.*",
    re.IGNORECASE,
)


def reason_to_drop(path: str, uri: str, more: Iterable[str] = ()) -> str:
    """Return why the file must not be published, or "" if it may; `more`: further endings."""
    parts = uri.split("/")
    if any(part.startswith(".") for part in parts):
        return "a hidden file"
    if _is_linked(path, len(parts)):
        return "a symbolic link"
    if not os.path.isfile(path):
        return "not a regular file"
    if any(_LITTER.match(part) or is_conflict_copy(part) for part in parts):
        return "left behind by an editor or a merge"
    ending = os.path.splitext(parts[-1])[1].lower()
    allowed = ENDINGS | {f".{word.lower().lstrip('.')}" for word in more}
    if parts[-1] in _NAMES or ending in allowed:
        return ""
    return "not a website's type of file (`publish: files:` in followup.yml can add its ending)"


def _is_linked(path: str, depth: int) -> bool:
    """Whether the file, or one of the `depth - 1` folders above it, is a symbolic link."""
    for _ in range(depth):
        if os.path.islink(path):
            return True
        path = os.path.dirname(path)
    return False
