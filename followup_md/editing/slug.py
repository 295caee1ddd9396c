"""File names for new contacts that every file system, URL and shell accepts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from followup_md.model.folding import fold
from followup_md.model.lookup import collision_key
from followup_md.storage import files

_LONGEST = 60  # characters
_BYTES = 120  # of 255, or 143 where the disk is encrypted; programs append words of their own
# None of them would collide, but in a link they look like pages of the site and not like a person.
_MISLEADING = {"agenda", "people", "search", "404"}
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.ASCII)  # on Windows


def slug(name: str) -> str:
    """Return `ann-lee` for `Ann Lee`, `lukasz` for `Łukasz` and `山田-太郎` for `山田 太郎`.

    Latin letters become ASCII; those of other scripts stay as they are, composed (NFC).
    """
    letters = ""
    for char in unicodedata.normalize("NFKC", name).lower():
        plain = fold(char)
        if plain.isascii():
            letters += plain.replace("'", "")
        elif char.isalnum() or (_is_mark(char) and letters[-1:] > "\x7f"):
            letters += char
        else:
            letters += "-"
    words = unicodedata.normalize("NFC", re.sub(r"[^a-z0-9\x80-\U0010ffff]+", "-", letters))
    return _cut(words.strip("-")) or _nameless(name)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"  # a vowel, in some scripts


def _cut(words: str) -> str:
    end = min(len(words), _LONGEST)
    while len(words[:end].encode()) > _BYTES:
        end -= 1
    if end == len(words):
        return words
    whole = words[: end + 1].rpartition("-")[0]
    while end and _is_mark(words[end]):
        end -= 1
    return whole or words[:end]


def _nameless(name: str) -> str:
    """Return a file name that no other name has, for one without letters."""
    from hashlib import blake2b  # rarely needed

    composed = unicodedata.normalize("NFC", name)
    digest = blake2b(composed.encode("utf-8", "surrogatepass"), digest_size=4)
    return f"contact-{digest.hexdigest()}"


def free_id(name: str, folder: str, ids: Iterable[str], fits: Callable[[str], bool] = bool) -> str:
    """Return an id for a new contact in `folder` ("" for none) that collides with none of `ids`.

    `fits`: whether the file system takes an id; if not, ASCII letters it will take.
    """
    return FreeIds(ids, fits).take(name, folder)


class FreeIds:
    """Ids for several new contacts, none of which collides with another."""

    def __init__(self, ids: Iterable[str], fits: Callable[[str], bool] = bool) -> None:
        self._taken = {collision_key(id_) for id_ in ids}
        self._fits = fits

    def take(self, name: str, folder: str) -> str:
        """Return a free id, which is taken from now on."""
        prefix = f"{folder}/" if folder else ""
        first = slug(name)
        if not self._fits(prefix + first):
            first = _nameless(name)
        found = _candidates(prefix, first)
        id_ = next(id_ for id_ in found if collision_key(id_) not in self._taken)
        self._taken.add(collision_key(id_))
        return id_


def _candidates(prefix: str, first: str) -> Iterator[str]:
    usable = files.is_contact_id(first) and first not in _MISLEADING
    if usable and not _DEVICES.fullmatch(first):
        yield prefix + first
    yield from (f"{prefix}{first}-{number}" for number in count(2))
