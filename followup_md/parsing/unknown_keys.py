"""Keys that are not ours: which known one may be meant, and the values of the user's own."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from followup_md.frontmatter.nodes import Node, Scalar, Sequence
from followup_md.parsing import suggestions
from followup_md.parsing.fields import ENTRIES, KEYS

_YES_NO = ("yes", "no", "true", "false", "y", "n", "on", "off", "1", "0", "x", "")
# Letters of other alphabets that look like those of `private`.
_LOOKALIKES = str.maketrans(
    "\u0440\u0433\u0456\u0475\u0430\u0442\u0435"  # Cyrillic
    "\u03c1\u03b9\u03bd\u03b1\u03c4\u03b5"  # Greek
    "\u0131\u0251",  # Latin
    "privatepivateia",
)


@lru_cache(maxsize=4096)
def is_nearly_private(key: str) -> bool:
    """Whether a key may be a mistyped `private`, homoglyphs included."""
    letters = _letters(key)
    short = letters.startswith("priv") and len(letters) <= 8
    return short or suggestions.nearest(letters, ("private",), 0.75) != ""


def hides(key: str, node: Node) -> bool:
    """Whether a key and its yes or no may be meant to hide the contact.

    `private_phone: +49 …` is the user's own; `keep_private: yes` is not taken for that.
    """
    near = is_nearly_private(key) or "priv" in _letters(key)
    return near and flat(node).lower() in _YES_NO


def _letters(key: str) -> str:
    # What a person sees in the key: no case, accents, spaces, hyphens or look-alikes.
    if key.isascii():
        return "".join(filter(str.isalnum, key.lower()))
    plain = unicodedata.normalize("NFKD", key.casefold()).translate(_LOOKALIKES)
    return "".join(filter(str.isalnum, plain))


def flat(node: Node) -> str:
    """Return the value of a user's own key as one text."""
    if isinstance(node, Scalar):
        return node.value.strip()
    if isinstance(node, Sequence):
        return ", ".join(flat(item) for item in node.items)
    return ", ".join(f"{key.value}: {flat(value)}" for key, value in node.pairs)


def known_key(key: str) -> str:
    """Return the known key that an unknown one was probably meant to be, or ""."""
    lower = key.lower().replace("-", "_")
    if lower in _OTHER_NAMES:
        return _OTHER_NAMES[lower]
    if lower.rstrip("s") + "s" in ENTRIES:
        return lower.rstrip("s") + "s"
    if lower in KEYS:
        return lower
    return suggestions.nearest(lower, KEYS, 0.78)


# The words of other address books and front matters.
_OTHER_NAMES = suggestions.synonyms(
    {
        "phone": "tel telephone mobile",
        "email": "mail e_mail",
        "org": "company organisation organization",
        "role": "title job",
        "name": "fn full_name",
        "birthday": "bday born",
        "timezone": "tz time_zone",
        "language": "lang",
        "tags": "categories tag",
        "via": "introduced_by introduced",
        "url": "website homepage",
        "touches": "last_contact last_contacted contacted",
        "follow_up": "next_contact next_follow_up followup",
        "keep": "frequency every",
        "reason": "contact_reason",
        "nickname": "aka",
        "private": "secret confidential hidden publish published public visibility",
    }
)
