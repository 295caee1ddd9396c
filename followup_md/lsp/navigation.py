"""From a name to the file of the contact, and from a contact to all that name it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lsprotocol.types import Location

from followup_md.lsp import links, uris
from followup_md.lsp.fences import front_span
from followup_md.lsp.known_book import KnownBook
from followup_md.lsp.links import Link
from followup_md.lsp.open_file import OpenFile

_NAME = re.compile(r"^name:[ \t]*([^\r\n]*)", re.M)
FileOf = Callable[[str], OpenFile | None]  # by id: as in the editor, else as on disk


def meant(file: OpenFile, book: KnownBook, offset: int) -> str | None:
    """Return the id of the contact that a link at an offset names; at the name, the own one."""
    link = links.at(file.text, offset)
    if link is not None:
        return book.target(link, file.id)
    name = name_span(file.text)
    return file.id if name is not None and name[0] <= offset <= name[1] else None


def name_span(text: str) -> tuple[int, int] | None:
    """Return where the value of `name` stands."""
    found = _NAME.search(text, *front_span(text))
    return found.span(1) if found else None


def definition(file: OpenFile, book: KnownBook, offset: int, file_of: FileOf) -> Location | None:
    """Return where the contact is whose name is at an offset."""
    id_ = meant(file, book, offset)
    other = file_of(id_) if id_ is not None else None
    if id_ is None or other is None:
        return None
    start, end = name_span(other.text) or (0, 0)
    return Location(uris.contact_uri(book.root, id_), other.places.range(start, end))


def naming(
    id_: str, book: KnownBook, also: list[str], file_of: FileOf
) -> Iterator[tuple[OpenFile, list[Link]]]:
    """Yield the files that name a contact, with the links; `also`: ids of files that are open."""
    for other in sorted({*book.mentioned_by.get(id_, ()), *also}):
        file = file_of(other)
        if file is not None:
            found = [link for link in links.find(file.text) if book.target(link, other) == id_]
            if found:
                yield file, found


def references(
    id_: str, book: KnownBook, also: list[str], file_of: FileOf, declared: bool
) -> list[Location]:
    """Return every place that names a contact; `declared`: its own `name`, too."""
    found = []
    own = file_of(id_) if declared else None
    if own is not None:
        start, end = name_span(own.text) or (0, 0)
        found.append(Location(uris.contact_uri(book.root, id_), own.places.range(start, end)))
    for file, every in naming(id_, book, also, file_of):
        uri = uris.contact_uri(book.root, file.id)
        found += [Location(uri, file.places.range(link.start, link.end)) for link in sorted(every)]
    return found
