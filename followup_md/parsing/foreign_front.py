"""Files without a front matter: the one that their lines make.

Note apps keep what they know of somebody as lines of the text: `email:: ann@acme.example`,
`- **Phone**: +1 555 0100`, or keys at the top without fences.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from followup_md.errors import TextError
from followup_md.frontmatter import document, quoting
from followup_md.frontmatter.document import Document
from followup_md.frontmatter.nodes import scalar
from followup_md.frontmatter.parse import parse
from followup_md.model.settings import Settings
from followup_md.parsing import asks_privacy, elsewhere, naming, translation, values
from followup_md.parsing.fields import KEYS

_MOST = 20_000  # characters that are looked at, and lines
_MOST_LINES = 60
_FENCE = re.compile(r"\s*(?:-{2,}|[\u2014\u2013*_=+.]{3}|<<<<<<<)")
_HEADER = re.compile(
    r"(?:[A-Za-z_][\w .-]{0,40}:(?:[ \t][^\n]*|[ \t]*)\r?\n(?:[ \t]+[^\n]*\n)*){2,}"
)
_FIELD = re.compile(
    r"[ \t]*(?:[-*+>][ \t]+)*[\[(]?(?:[*_]{1,3})?(?P<key>[A-Za-z][\w .-]{0,40}?)(?:[*_]{1,3})?"
    r"(?:::|:)(?:[*_]{1,3})?[ \t]+(?P<value>\S[^\n]*)"
)


class Front(NamedTuple):
    """The file with a front matter; `certain` where it can only be somebody's."""

    parts: Document
    certain: bool

    @property
    def block(self) -> str:
        """The front matter with its fences."""
        return self.parts.opening + self.parts.front + self.parts.closing


def make(id_: str, text: str, settings: Settings) -> Front | None:
    """Return a file that has no front matter with one, or None if that is not what it lacks."""
    if _FENCE.match(text) or not text.strip() or text.startswith(document.BOM):
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    fence = f"---{newline}"
    header = _HEADER.match(text, 0, _MOST)
    if header and _is_front(header.group()):
        parts = Document("", fence, header.group(), fence, text[header.end() :])
    else:
        lines = [f"{key}: {quoting.to_scalar(value)}{newline}" for key, value in _fields(text)]
        parts = Document("", fence, "".join(lines), fence, text)
    parts = translation.translated(id_, parts, settings)
    try:
        root = parse(parts.front)
    except TextError:
        root = None
    if root is not None and root.get("name") is not None:
        return Front(parts, translation.is_person(root))
    found = naming.find(id_, root, parts.body)
    if found is None:
        return None
    front = f"name: {quoting.to_scalar(found.name)}{newline}{parts.front}"
    return Front(parts._replace(front=front), False)


def _is_front(header: str) -> bool:
    try:
        return any(elsewhere.known_key(key.value, KEYS) for key, _ in parse(header).pairs)
    except TextError:
        return False


def _fields(text: str) -> list[tuple[str, str]]:
    # The lines that say something which has a place here, the first of each key.
    found: dict[str, str] = {}
    for line in text[:_MOST].split("\n")[:_MOST_LINES]:
        match = _FIELD.match(line.rstrip())
        if match is None:
            continue
        key, value = (
            match["key"].strip(),
            match["value"].strip().rstrip("])" if line.lstrip()[:1] in "[(" else "").strip(),
        )
        value = values.wikilink(scalar(value)) or value
        last = elsewhere.channel_of_last_contact(key) is not None
        known = elsewhere.known_key(key, KEYS) or asks_privacy.key_asks(key, scalar(value))
        if last or known or elsewhere.is_channel_key(key):
            found.setdefault(key, value)
    return [*found.items()]
