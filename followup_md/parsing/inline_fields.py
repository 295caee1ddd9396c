"""What a note says of somebody in lines of its text: `email:: ann@acme.example`, `- **Phone**: …`.

Note apps keep fields there (Dataview, Logseq, Roam), and exports write them below the heading.
"""

from __future__ import annotations

import re

from followup_md.frontmatter.nodes import scalar
from followup_md.parsing import elsewhere, naming, values
from followup_md.parsing.fields import ENTRIES, KEYS

_MOST = 20_000  # characters that are looked at, and lines
_MOST_LINES = 60
_FIELD = re.compile(
    r"[ \t]*(?:[-*+>][ \t]+)*[\[(]?(?:[*_]{1,3})?(?P<key>[A-Za-z][\w .-]{0,40}?)(?:[*_]{1,3})?"
    r"(?P<colon>::?)(?:[*_]{1,3})?[ \t]+(?P<value>\S[^\n]*)"
)
_ROW = re.compile(
    r"[ \t]*\|[ \t]*(?P<key>[A-Za-z][\w .-]{0,40}?)[ \t]*(?P<colon>\|)[ \t]*(?P<value>[^|\s][^|]*?)"
    r"[ \t]*\|[ \t]*"
)
# What may stand between the fields that a text begins with.
_BETWEEN = re.compile(r"\s*(?:$|#|-{3,}|\*{3,}|> *\[!|\|[^|]*\|[^|]*\|\s*$|/---)")
_NOTION_PAGE = re.compile(r" ?\(https://(?:www\.)?notion\.so/[^()\s]*\)")


def find(text: str, below_front: bool = False) -> dict[str, str]:
    """Return the fields that have a place here, each once, as they are called there.

    `below_front`: those with two colons, which are never prose, and two or more that it begins
    with.
    """
    found: dict[str, str] = {}
    first: dict[str, str] = {}
    names: dict[str, str] = {}
    opening = True
    for line in text[:_MOST].split("\n", _MOST_LINES)[:_MOST_LINES]:
        match = _FIELD.match(line.rstrip()) or _ROW.fullmatch(line.rstrip())
        if match is None:
            opening = opening and _BETWEEN.match(line) is not None
            if below_front and not opening and "::" not in text:
                break
            continue
        if below_front and match["colon"] != "::" and not opening:
            continue
        key, value = match["key"].strip(), match["value"].strip()
        if line.lstrip("-*+> \t")[:1] in ("[", "("):
            value = value.rstrip("])").strip()
        value = _NOTION_PAGE.sub("", values.wikilink(scalar(value)) or value)
        if naming.is_part(key):
            names.setdefault(key, value)
        elif _has_place(key):
            into = first if below_front and match["colon"] != "::" else found
            into.setdefault(key, value)
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
