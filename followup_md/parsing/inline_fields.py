"""What a note says of somebody in lines of its text: `email:: ann@acme.example`, `- **Phone**: …`.

Note apps keep fields there (Dataview, Logseq, Roam), and exports write them below the heading.
"""

from __future__ import annotations

import re

from followup_md.frontmatter.nodes import scalar
from followup_md.parsing import elsewhere, field_lines, naming, values
from followup_md.parsing.fields import ENTRIES, KEYS

# What an export adds to a value: the page of a relation, tags of HTML.
_ADDED = re.compile(r" ?\(https://(?:www\.)?notion\.so/[^()\s]*\)|</?[a-z]+(?: [^<>]*)?>")


def find(text: str, below_front: bool = False) -> dict[str, str]:
    """Return the fields that have a place here, each once, as they are called there.

    `below_front`: those with two colons, which are never prose, and two or more that it begins
    with.
    """
    found: dict[str, str] = {}
    first: dict[str, str] = {}
    names: dict[str, str] = {}
    for line in field_lines.find(text, opening_only=below_front and "::" not in text):
        prose = below_front and not line.double
        if prose and not line.opening:
            continue
        key, node = line.key, scalar(line.value)
        value = _ADDED.sub("", values.wikilink(node) or line.value).strip()
        if not value:
            continue
        if naming.is_part(key):
            names.setdefault(key, value)
        elif _has_place(key):
            (first if prose else found).setdefault(key, value)
    if len(first) > 1:
        found = first | found
    full = next((key for key in found if naming.is_full(key)), "name")
    if names and not below_front and (name := naming.joined(found.get(full, ""), names)):
        found[full] = name
    return found


def _has_place(key: str) -> bool:
    known = elsewhere.known_key(key, KEYS)
    return (
        (known != "" and known not in ENTRIES)
        or elsewhere.channel_of_last_contact(key) is not None
        or elsewhere.is_channel_key(key)
        or elsewhere.flag(key) != ""
    )
