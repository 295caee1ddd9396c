"""Files without a front matter: the one that their lines make (parsing/inline_fields)."""

from __future__ import annotations

import re
from typing import NamedTuple

from followup_md.errors import TextError
from followup_md.frontmatter import document, quoting
from followup_md.frontmatter.document import Document
from followup_md.frontmatter.parse import parse
from followup_md.model.settings import Settings
from followup_md.parsing import elsewhere, inline_fields, naming, translation
from followup_md.parsing.fields import KEYS

_MOST = 20_000  # characters that are looked at
_FENCE = re.compile(r"\s*(?:-{2,}|[\u2014\u2013*_=+.]{3}|<<<<<<<)")
_HEADER = re.compile(
    r"(?:[A-Za-z_][\w .-]{0,40}:(?:[ \t][^\n]*|[ \t]*)\r?\n(?:[ \t]+[^\n]*\n)*){2,}"
)


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
    header = _HEADER.match(text, 0, _MOST)
    added = header is None or not _is_front(header.group())
    if header and not added:
        parts = Document("", fence, header.group(), fence, text[header.end() :])
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


def _is_front(header: str) -> bool:
    try:
        return any(elsewhere.known_key(key.value, KEYS) for key, _ in parse(header).pairs)
    except TextError:
        return False
