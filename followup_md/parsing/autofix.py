"""Fixing YAML that only lacks quotes around the value of a line (`check --fix`)."""

from __future__ import annotations

from followup_md.errors import TextError
from followup_md.frontmatter import document, quoting
from followup_md.frontmatter.parse import parse
from followup_md.parsing.contact_file import FIRST_LINE

_QUOTING = ("E213", "E214")
_MOST = 300  # lines at a time: the file is parsed once for each


def quoted(text: str) -> tuple[str, list[int]] | None:
    """Return the text with the refused lines quoted, and their numbers, or None if that fails.

    The text can be parsed then, each changed line has the same characters within its new quotes,
    and no other line is changed.
    """
    changed: list[int] = []
    for _ in range(_MOST):
        try:
            parts = document.split(text)
            parse(parts.front, FIRST_LINE)
        except TextError as error:
            if error.code not in _QUOTING or not error.paste or error.line in changed:
                return None
            lines = text.split("\n")
            before = lines[error.line - 1]
            after = error.paste + before[len(before.rstrip()) :]
            if not _same_but_quoted(before, after):
                return None
            lines[error.line - 1] = after
            text = "\n".join(lines)
            changed.append(error.line)
        else:
            return (text, changed) if changed else None
    return None


def _same_but_quoted(before: str, after: str) -> bool:
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    end = len(before.rstrip())
    return after == before[:start] + quoting.quote(before[start:end]) + before[end:]
