"""Files without a front matter: the one that their lines make (parsing/inline_fields)."""

from __future__ import annotations

import re

from followup_md.errors import TextError
from followup_md.frontmatter import document, quoting
from followup_md.frontmatter.document import Document
from followup_md.frontmatter.parse import parse
from followup_md.model.settings import Settings
from followup_md.parsing import elsewhere, inline_fields, naming, translation
from followup_md.parsing.fields import KEYS
from followup_md.typed import NamedTuple

_MOST = 20_000  # characters that are looked at, and lines
_MOST_LINES = 60
_FENCE = re.compile(r"\s*(?:-{2,}|[\u2014\u2013*_=+.]{3}|<<<<<<<)")
_KEY = re.compile(r"[A-Za-z_][\w .-]{0,40}:(?:[ \t\r]|$)")


class Front(NamedTuple):
    """The file with a front matter; `certain` where it can only be somebody's."""

    parts: Document
    certain: bool
    added: bool  # the front matter is new; else only its fences are

    def first_lines(self, text: str) -> str:
        """Return what to type instead of the first line of the text that it was made for."""
        first = text.split("\n", 1)[0].rstrip()
        if not self.added:
            return f"---\n{first}"
        return "".join(self.parts[:-1]).replace("\r", "") + first


def make(id_: str, text: str, settings: Settings) -> Front | None:
    """Return a file that has no front matter with one, or None if that is not what it lacks."""
    if _FENCE.match(text) or not text.strip() or text.startswith(document.BOM):
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    fence = f"---{newline}"
    header = _header(text)
    added = not _is_front(header)
    if not added:
        parts = Document("", fence, header, fence, text[len(header) :])
    else:
        lines = [
            f"{key}: {quoting.to_scalar(value)}{newline}"
            for key, value in inline_fields.find(text).items()
        ]
        parts = Document("", fence, "".join(lines), fence, text)
    parts = translation.translated(id_, parts, settings)
    try:
        root = parse(parts.front)
    except TextError:
        root = None
    if root is not None and root.get("name") is not None:
        return Front(parts, translation.is_person(root), added)
    found = naming.find(id_, root, parts.body)
    if found is None:
        return None
    front = f"name: {quoting.to_scalar(found.name)}{newline}{parts.front}"
    return Front(parts._replace(front=front), False, added)


def _header(text: str) -> str:
    # The lines `key: value` that a text begins with, and those indented below them.
    lines = text[:_MOST].split("\n")[:-1]
    count = 0
    for line in lines[:_MOST_LINES]:
        below = count > 0 and line[:1] in (" ", "\t") and line.strip() != ""
        if not below and not _KEY.match(line):
            break
        count += 1
    return "".join(f"{line}\n" for line in lines[:count])


def _is_front(header: str) -> bool:
    if not header:
        return False
    try:
        return any(elsewhere.known_key(key.value, KEYS) for key, _ in parse(header).pairs)
    except TextError:
        return False
