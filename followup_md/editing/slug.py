"""File names for new contacts that every file system, URL and shell accepts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count

from followup_md.model.lookup import fold

_LONGEST = 60  # characters
_TAKEN = {"index", "readme", "agenda", "people", "search", "404"}  # pages of the site
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.ASCII)  # on Windows
_NAMELESS = "contact"
# Letters that are not an ASCII letter with an accent.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"}
    | {"\u0131": "i", "ħ": "h", "ŋ": "ng", "ŧ": "t", "'": "", "\u2019": ""}
)


def slug(name: str) -> str:
    """Return `ann-lee` for `Ann Lee`, or `contact` for a name without any ASCII letter."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.sub("[^a-z0-9]+", "-", letters)[: _LONGEST + 1].strip("-")
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rpartition("-")[0] or words[:_LONGEST]
    return words or _NAMELESS


def free_id(name: str, folder: str, ids: Iterable[str]) -> str:
    """Return an id for a new contact in `folder` ("" for none) that collides with none of `ids`."""
    taken = {_collision_key(id_) for id_ in ids}
    prefix = f"{folder}/" if folder else ""
    return next(id_ for id_ in _candidates(prefix, slug(name)) if _collision_key(id_) not in taken)


def _candidates(prefix: str, first: str) -> Iterator[str]:
    if first not in _TAKEN and not _DEVICES.fullmatch(first):
        yield prefix + first
    yield from (f"{prefix}{first}-{number}" for number in count(2))


def _collision_key(id_: str) -> str:
    # As seen by a file system that ignores case and how accents are encoded.
    return fold(unicodedata.normalize("NFKC", id_))
