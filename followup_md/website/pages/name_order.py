"""How names are sorted and searched: accents and case aside."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart (the same in people.js).
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def fold(text: str) -> str:
    """Return the text as it is searched and sorted: without accents and case."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return "".join(ch for ch in plain if not unicodedata.combining(ch))


def letter(name: str) -> str:
    """Return the heading that a name stands under in the plain list."""
    first = fold(name.strip())[:1].upper()
    return first if first.isalpha() else "#"
