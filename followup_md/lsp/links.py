"""Where a contact's file names other contacts: `via`, `with`, wikilinks and links to files.

Found by lines, as the file need not be readable while somebody types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath, relpath
from typing import NamedTuple
from urllib.parse import quote, unquote

from followup_md.lsp.fences import front_span
from followup_md.model.contact import Contact, id_of, path_of
from followup_md.model.mentions import LINK, WIKILINK, companions

VIA, WITH, WIKI, FILE = "via", "with", "wikilink", "file"
# Bounded, so that no line takes longer than its length.
_VIA = re.compile(
    r"^via:[ \t]{1,40}([\"']?)([^\r\n\[\]{}]{0,300}?)\1[ \t]{0,40}(?:#[^\r\n]*)?\r?$", re.M
)
_WITH = re.compile(
    r"^[ ]{0,40}-[ ]{1,40}[\"']?\d{4}-[^,\r\n]{0,200}? with ([^\s,:][^,:\r\n]{0,80}?)"
    r"(?= re [^\s,]+| @|,|:[ \r\n]|[\"']?[ ]{0,40}\r?$)",
    re.M,
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|#")
_ANGLE = re.compile(r"<([^<>]*)>|([^\s<>]+)")


class Link(NamedTuple):
    """A text that names another contact, and where it stands."""

    kind: str
    start: int
    end: int
    text: str


def find(text: str) -> Iterator[Link]:
    """Yield what may name another contact, in no order."""
    start, end = front_span(text)
    for found in _VIA.finditer(text, start, end):
        if found[2] and "[[" not in found[2]:
            yield Link(VIA, *found.span(2), found[2])
    for found in _WITH.finditer(text, start, end):
        yield Link(WITH, *found.span(1), found[1])
    for found in WIKILINK.finditer(text, start):
        target = re.split(r"\\?\||#", found[1], maxsplit=1)[0]
        if target.strip():
            yield Link(WIKI, found.start(1), found.start(1) + len(target), target)
    for found in LINK.finditer(text, end):
        inner = _ANGLE.match(found[2].lstrip())
        if inner is None:
            continue
        number = 1 if inner[1] is not None else 2
        at = found.start(2) + len(found[2]) - len(found[2].lstrip()) + inner.start(number)
        target = re.split(r"[#?]", inner[number], maxsplit=1)[0]
        if target and not _SCHEME.match(target):
            yield Link(FILE, at, at + len(target), target)


def at(text: str, offset: int) -> Link | None:
    """Return the link that an offset is in, or directly behind."""
    return next((link for link in find(text) if link.start <= offset <= link.end), None)


def led_to(link: Link, id_: str) -> str:
    """Return the id that a link to a file stands for in the file of another, there or not."""
    path = normpath(join(dirname(path_of(id_)), unquote(link.text)))
    return id_of(path) if path != id_of(path) else ""


def mentioned(contact: Contact) -> tuple[str, ...]:
    """Return every text of a contact that may name another."""
    found = [contact.via, *companions(contact), *(value for _, value in contact.more)]
    for text in (contact.body, *(value for _, value in contact.more)):
        if "[" in text:
            for link in find(f"---\n---\n{text}"):
                found += [link.text.strip(), led_to(link, contact.id)]
    return tuple(dict.fromkeys(filter(None, found)))


def file_link(from_id: str, to_id: str) -> str:
    """Return the address of a contact's file in the file of another, as Markdown wants it."""
    return quote(relpath(path_of(to_id), dirname(path_of(from_id))), safe="/-._~!$&'*+,;=:@")
