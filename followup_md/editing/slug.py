"""File names for new contacts that every file system, URL and shell accepts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count

from followup_md.model.lookup import collision_key
from followup_md.storage import files

_LONGEST = 60  # characters
# None of them would collide, but in a link they look like pages of the site and not like a person.
_MISLEADING = {"agenda", "people", "search", "404"}
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
    taken = {collision_key(id_) for id_ in ids}
    prefix = f"{folder}/" if folder else ""
    return next(id_ for id_ in _candidates(prefix, slug(name)) if collision_key(id_) not in taken)


def _candidates(prefix: str, first: str) -> Iterator[str]:
    usable = files.is_contact_id(first) and first not in _MISLEADING
    if usable and not _DEVICES.fullmatch(first):
        yield prefix + first
    yield from (f"{prefix}{first}-{number}" for number in count(2))
