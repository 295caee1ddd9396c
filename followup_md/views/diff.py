"""Changes of contact files as a diff, for people and for `patch`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from followup_md.storage.undo_log import Change


def unified(changes: Iterable[Change]) -> str:
    """Return changes in the form of `diff -u`."""
    lines: list[str] = []
    for change in changes:
        old = "/dev/null" if change.before is None else f"a/{change.path}"
        new = "/dev/null" if change.after is None else f"b/{change.path}"
        before, after = ((text or "").splitlines(True) for text in (change.before, change.after))
        for line in difflib.unified_diff(before, after, old, new):
            lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)
