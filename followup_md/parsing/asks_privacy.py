"""Whether a file asks to be kept private, in the words of other programs or mistyped.

Nothing of such a file is published until its owner says what is meant: `private: yes`, or
`private: no`, which settles it for all keys and tags but a mistyped `private`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence, scalar
from followup_md.parsing import field_lines, values
from followup_md.parsing.values import NULLS, flat

_YES_NO = ("yes", "no", "true", "false", "y", "n", "on", "off", "1", "0", "x", "")
_YES = ("yes", "true", "y", "on", "1", "x", "ja", "oui", "si", "s\u00ed", "sim", "always", "all")
_NO = ("no", "false", "n", "off", "0", "nein", "non", "n\u00e3o", "never", "none", "not")
# What people call it, in several languages, without accents.
_PRIVATE = values.words(
    "private privat prive privee privado privada privato privata confidential"
    " confidentiel confidentielle confidencial confidenziale vertraulich"
    " vertrouwelijk secret secreto secreta segreto segreta geheim hidden hide"
    " versteckt oculto nascosto unlisted unpublished restricted nopublish"
    " donotpublish dontpublish noexport noindex"
)
_DRAFT = values.words("draft borrador brouillon bozza isdraft entwurf")
_PUBLIC = values.words(
    "publish published ispublished public ispublic dgpublish visible listed shareable"
    " share publicar veroffentlichen publier"
)
# Keys whose value may be one of the words above: `visibility: private`, vCard's `class`.
_KINDS = values.words(
    "visibility access accesslevel class classification sensitivity audience"
    " permission permissions sharing scope status publish published public dgpublish"
    " privacylevel"
)
_TAGS = values.words("categories labels groups keywords tag category tags")
_OTHER_VALUES = frozenset({"internal", "draft", "onlyme", "me", "nobody", "owner"})
_IN_BODY = re.compile(
    r"(?:^|(?<=\s))#(?P<tag>[^\W\d][\w/-]*)|^[ \t>*-]*(?P<key>[^\W\d][\w -]{0,30})::(?P<value>.*)$",
    re.MULTILINE,
)
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
    from difflib import get_close_matches

    letters = _letters(key)
    short = letters.startswith("priv") and len(letters) <= 8
    return short or get_close_matches(letters[:40], ["private"], 1, 0.75) != []


def hides(key: str, node: Node) -> bool:
    """Whether a key and its yes or no may be meant to hide the contact.

    `private_phone: +49 …` is the user's own; `keep_private: yes` is not taken for that.
    """
    near = is_nearly_private(key) or "priv" in _letters(key)
    return near and flat(node).lower() in _YES_NO


def key_asks(key: str, node: Node) -> bool:
    """Whether a key and its value ask for it in the words of another program.

    A value that plainly says the opposite does not (`draft: false`), nor does none at all.
    """
    kinds = _meaning(key)
    if not kinds:
        return False
    if "tags" in kinds and any(tag_asks(tag) for tag in _words(node)):
        return True
    value = flat(node)
    if not value or value in NULLS:
        return False
    letters = _letters(value)
    if "private" in kinds and letters not in _NO and not _is_public(letters):
        return True
    if "draft" in kinds and letters in _YES:
        return True
    if "public" in kinds and letters in _NO:
        return True
    if "kind" in kinds and letters in _OTHER_VALUES:
        return True
    return ("kind" in kinds or "type" in kinds) and letters in _PRIVATE


def inner_key_asks(key: str, node: Node) -> bool:
    """Whether a key inside a value asks for it: one that was indented by mistake."""
    value = flat(node).lower()
    return value != "" and value in _YES_NO and key_asks(key, node)


@lru_cache(maxsize=4096)
def tag_asks(tag: str) -> bool:
    """Whether a tag asks for it: `#private`, `person/private`."""
    return any(_letters(part) in _PRIVATE for part in tag.lstrip("#").split("/"))


def in_body(body: str) -> Iterator[int]:
    """Yield the offsets where a body asks for it: `#private`, `publish:: false`.

    With one colon among the properties that it begins with alone.
    """
    for line in field_lines.find(body, opening_only=True) if ":" in body or "|" in body else ():
        if not line.double and key_asks(line.key, scalar(line.value)):
            yield line.start
    if "#" not in body and "::" not in body:
        return
    for match in _IN_BODY.finditer(body):
        if match["tag"]:
            if tag_asks(match["tag"]):
                yield match.start("tag")
        elif key_asks(match["key"], scalar(match["value"])):
            yield match.start("key")


@lru_cache(maxsize=4096)
def _meaning(key: str) -> tuple[str, ...]:
    letters = _letters(key).removeprefix("is").removeprefix("keep")
    found = [
        ("private", letters in _PRIVATE),
        ("draft", letters in _DRAFT),
        ("public", letters in _PUBLIC),
        ("kind", letters in _KINDS),
        ("type", letters in ("type", "kind", "notetype")),
        ("tags", letters in _TAGS),
    ]
    return tuple(name for name, is_it in found if is_it)


def _is_public(letters: str) -> bool:
    return letters in ("public", "published", "everyone", "normal")


def _words(node: Node) -> Iterable[str]:
    if isinstance(node, Scalar):
        return re.split(r"[,\s]+", node.value)
    if isinstance(node, Sequence):
        return [item.value for item in node.items if isinstance(item, Scalar)]
    return [key.value for key, _ in node.pairs] if isinstance(node, Mapping) else []


def _letters(key: str) -> str:
    # What a person sees in the key: no case, accents, spaces, hyphens or look-alikes.
    if key.isascii():
        return "".join(filter(str.isalnum, key.lower()))
    plain = unicodedata.normalize("NFKD", key.casefold()).translate(_LOOKALIKES)
    return "".join(filter(str.isalnum, plain))
