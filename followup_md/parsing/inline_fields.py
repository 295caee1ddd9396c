"""What a note says of somebody in lines of its text: `email:: ann@acme.example`, `- **Phone**: …`.

Note apps keep fields there (Dataview, Logseq, Roam), and exports write them below the heading.
"""

from __future__ import annotations

import re

from followup_md.frontmatter.nodes import scalar
from followup_md.parsing import elsewhere, values
from followup_md.parsing.fields import ENTRIES, KEYS

_MOST = 20_000  # characters that are looked at, and lines
_MOST_LINES = 60
_FIELD = re.compile(
    r"[ \t]*(?:[-*+>][ \t]+)*[\[(]?(?:[*_]{1,3})?(?P<key>[A-Za-z][\w .-]{0,40}?)(?:[*_]{1,3})?"
    r"(?P<colon>::?)(?:[*_]{1,3})?[ \t]+(?P<value>\S[^\n]*)"
)


def find(text: str, only_double: bool = False) -> dict[str, str]:
    """Return the fields that have a place here, each once, as they are called there.

    `only_double`: those with two colons, which are fields and never prose.
    """
    found: dict[str, str] = {}
    if "::" not in text and only_double:
        return found
    for line in text[:_MOST].split("\n")[:_MOST_LINES]:
        match = _FIELD.match(line.rstrip())
        if match is None or (only_double and match["colon"] != "::"):
            continue
        key, value = match["key"].strip(), match["value"].strip()
        if line.lstrip("-*+> \t")[:1] in ("[", "("):
            value = value.rstrip("])").strip()
        value = values.wikilink(scalar(value)) or value
        if _has_place(key):
            found.setdefault(key, value)
    return found


def _has_place(key: str) -> bool:
    known = elsewhere.known_key(key, KEYS)
    return (
        (known != "" and known not in ENTRIES)
        or elsewhere.channel_of_last_contact(key) is not None
        or elsewhere.is_channel_key(key)
    )
