"""Whom a contact's file names: another by id, path, link, name, nickname or address, as spelled."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from followup_md.model.contact import CONTACTS, Contact, Handle
from followup_md.model.folding import UNSPACED, fold

GONE = "\u2026"  # in place of an address that must not be shown
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
# What stands before an id: the folder of the files, or that of the site's pages.
_FOLDER = re.compile(rf"(?:^|(?<=/))(?:{CONTACTS}|people)/", re.IGNORECASE)
_END = re.compile(r"(?:\.md|(?:/index)?\.html)$", re.IGNORECASE)
# What may lead to a contact: links, attributes of tags, and paths wherever they stand. None of
# these patterns takes more than linear time.
WIKILINK = re.compile(r"!?\[\[([^\[\]\n]+)\]\]")
LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^()\n]*)\)")
_TARGETS = (
    re.compile(r"(?<==)[ \t]*(?:\"(?P<a>[^\"\n]*)\"|'(?P<b>[^'\n]*)'|(?P<c>[^\s\"'<>]+))"),
    re.compile(r"<(?P<a>[^<>\n]+)>"),
    re.compile(r"(?:(?<=\]\()|(?<=\]:)[ \t]*)(?P<a>[^\s()<>]+)"),
    re.compile(r"(?P<a>[^\s\"'<>()\[\]|`]+)"),
)
_MARKS = ("[", "=", ".md", "%2", f"{CONTACTS}/", "people/")  # of what may be an address


class Mentions:
    """The contacts that others' files may link to, and those that they must not give away."""

    def __init__(self, names: Mapping[str, str], hidden: Iterable[Handle]) -> None:
        """`names`: of contacts that may be named, by id."""
        self.names = names
        self.hidden = tuple(hidden)

    def find(self, text: str) -> str | None:
        """Return the id of the contact that may be named, and that a text as a whole names.

        By its id, the last part of exactly one id, a path or link to it, or the name of just one.
        """
        if text in self.names:
            return text
        found = self._by_last_part.get(text)
        if found is None and text and text not in self._by_last_part:
            found = self._by_spelling.get(_target(text))
        return found

    def is_hidden(self, text: str) -> bool:
        """Whether a text as a whole names a contact that must not be given away."""
        return bool(self.hidden) and _target(text) in self._hidden and self.find(text) is None

    def gives_away(self, text: str) -> bool:
        """Whether a text names a contact that must not be given away, among other words too."""
        if not self.hidden:
            return False
        found = _target(text) in self._hidden or self._is_within(fold(unquote(text)))
        return found and self.find(text) is None

    def without(self, body: str) -> str:
        """Return Markdown without addresses of contacts that must not be given away."""
        if not self.hidden or not may_link(body):
            return body
        body = LINK.sub(self._link, WIKILINK.sub(self._wikilink, body))
        *targets, paths = _TARGETS
        for pattern in targets:
            body = pattern.sub(self._address, body)
        return paths.sub(lambda p: self._address(p) if may_link(p[0]) else p[0], body)

    def _wikilink(self, found: re.Match[str]) -> str:
        target, _, words = found[1].replace("\\|", "|").partition("|")
        return self._words(words) if self.is_hidden(target) else found[0]

    def _link(self, found: re.Match[str]) -> str:
        words, target = found[1], found[2].strip()
        title = re.split(r"[\s>]", target.lstrip("<"), maxsplit=1)[0]
        hidden = self.is_hidden(target) or self.is_hidden(title)
        return self._words(words) if hidden else found[0]

    def _words(self, words: str) -> str:
        return GONE if not words.strip() or self.is_hidden(words) else words

    def _address(self, found: re.Match[str]) -> str:
        text = next(filter(None, found.groups()), "")
        bare = text.rstrip(".,;:!?*_~")
        return found[0].replace(bare, GONE) if bare and self.is_hidden(bare) else found[0]

    @cached_property
    def _by_last_part(self) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for id_ in self.names:
            last = id_.rpartition("/")[2]
            found[last] = None if last in found else id_
        return found

    @cached_property
    def _by_spelling(self) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        # An id comes before another's name; what two have names nobody.
        for spelled in (lambda id_: id_, lambda id_: id_.rpartition("/")[2], self.names.get):
            new: dict[str, str | None] = {}
            for id_ in self.names:
                key = fold(str(spelled(id_)))
                new[key] = None if key in new else id_
            found = new | found
        hidden = {fold(handle.name) for handle in self.hidden}
        return {key: id_ for key, id_ in found.items() if key not in hidden}

    @cached_property
    def _hidden(self) -> frozenset[str]:
        words = [word for handle in self.hidden for word in _called(handle)]
        return frozenset(map(fold, words)) | frozenset(map(_target, words))

    @cached_property
    def _hidden_words(self) -> frozenset[tuple[str, ...]]:
        found = (tuple(sorted(_WORD.findall(text))) for text in self._hidden)
        return frozenset(filter(None, found))

    @cached_property
    def _lengths(self) -> frozenset[int]:
        return frozenset(map(len, self._hidden_words))

    @cached_property
    def _unspaced(self) -> tuple[str, ...]:
        return tuple(text for text in self._hidden if _UNSPACED.search(text))

    def _is_within(self, folded: str) -> bool:
        """Whether some words of a text, in any order, are what somebody hidden is called."""
        words = _WORD.findall(folded)
        for length in self._lengths:
            for start in range(len(words) - length + 1):
                if tuple(sorted(words[start : start + length])) in self._hidden_words:
                    return True
        return any(text in folded for text in self._unspaced)


def companions(contact: Contact) -> tuple[str, ...]:
    """Return who else took part in touches, as typed, each once."""
    return tuple(dict.fromkeys([touch.with_ for touch in contact.touches if touch.with_]))


def may_link(body: str) -> bool:
    """Whether something in Markdown may lead to another contact."""
    folded = body.lower()
    return any(mark in folded for mark in _MARKS)  # six times as fast as a pattern


def unnamed(contact: Contact, mentions: Mentions) -> Contact:
    """Return a contact without what gives away others; its body is for `Mentions.without`."""
    if not mentions.hidden:
        return contact
    changed: dict[str, Any] = {}
    if contact.via and mentions.gives_away(contact.via):
        changed["via"] = ""
    if any(touch.with_ and mentions.gives_away(touch.with_) for touch in contact.touches):
        changed["touches"] = tuple(
            touch._replace(with_="") if mentions.gives_away(touch.with_) else touch
            for touch in contact.touches
        )
    if any(mentions.is_hidden(value) for _, value in contact.more):
        changed["more"] = tuple(one for one in contact.more if not mentions.is_hidden(one[1]))
    return contact._replace(**changed) if changed else contact


def hidden_handles(private: Iterable[Handle], unreadable: Collection[str]) -> list[Handle]:
    """Return what must not be given away: `unreadable` are ids of which no name is known."""
    return [*private, *(Handle(id_, "") for id_ in unreadable)]


def _called(handle: Handle) -> Iterator[str]:
    yield handle.id
    for place, char in enumerate(handle.id):
        if char == "/":  # the end of a path is a path, too
            yield handle.id[place + 1 :]
    yield from filter(None, (handle.name, *handle.nicknames, *handle.emails))


def _target(text: str) -> str:
    """Return what a path, a link or a wikilink leads to, without what is around an id; folded."""
    text = text.strip()
    if "[" in text:
        link, wikilink = LINK.fullmatch(text), WIKILINK.fullmatch(text)
        if wikilink is not None:
            text = wikilink[1].partition("|")[0]
        elif link is not None:
            text = link[2]
    text = unquote(text.strip("<> ")).partition("#")[0].partition("?")[0].rstrip("/")
    start = max((folder.end() for folder in _FOLDER.finditer(text)), default=0)
    text = text[start:]
    return fold(" ".join(_END.sub("", text.removeprefix("mailto:").lstrip("./")).split()))
