"""Another name for a contact, or another file: what that changes, everywhere in the book."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from followup_md.editing.slug import FreeIds, slug
from followup_md.errors import RefusedError
from followup_md.frontmatter import quoting
from followup_md.lsp import edits, links, navigation
from followup_md.lsp.edits import Splice
from followup_md.lsp.fences import front_span
from followup_md.lsp.known_book import KnownBook
from followup_md.lsp.links import Link
from followup_md.lsp.navigation import FileOf
from followup_md.lsp.open_file import OpenFile
from followup_md.model.contact import id_of
from followup_md.model.folding import fold
from followup_md.model.lookup import collision_key
from followup_md.parsing import contact_file
from followup_md.storage import files, odd_names

_QUOTED = re.compile(r"([\"']?)(.*)\1[ \t]*", re.S)
_NOT_IN_WIKILINK = re.compile(r"[\[\]|#\r\n]")


class Renamed(NamedTuple):
    """A contact before and after."""

    old_id: str
    new_id: str
    old_name: str
    new_name: str


class Splices(NamedTuple):
    """The changes of one file."""

    file: OpenFile
    splices: list[Splice]


def span(file: OpenFile, book: KnownBook, offset: int) -> tuple[int, int] | None:
    """Return the stretch that can be renamed at an offset: a name, or what names a contact."""
    link = links.at(file.text, offset)
    if link is not None:
        return (link.start, link.end) if book.target(link, file.id) is not None else None
    name = navigation.name_span(file.text)
    if name is None or not name[0] <= offset <= name[1]:
        return None
    value = _QUOTED.match(file.text[name[0] : name[1]])
    assert value is not None  # it matches everything
    return name[0] + value.start(2), name[0] + value.end(2)


def renamed(file: OpenFile, book: KnownBook, offset: int, new: str, file_of: FileOf) -> Renamed:
    """Return what a contact becomes if what stands at an offset is to be `new`.

    Its name where the name stands, else its file. Raises RefusedError.
    """
    new = " ".join(new.split())
    id_ = navigation.meant(file, book, offset)
    own = file_of(id_) if id_ is not None else None
    if id_ is None or own is None or own.contact is None:
        raise RefusedError("there is no contact here to rename")
    if not new:
        raise RefusedError("a contact needs a name")
    name, link = own.contact.name, links.at(file.text, offset)
    if link is not None and fold(link.text.strip()) != fold(name):
        return Renamed(id_, _moved_to(id_, link, new, file.id, book), name, name)
    new_id, folder = id_, id_.rpartition("/")[0]
    if _is_named_after(id_, name) and slug(new) != slug(name):
        new_id = FreeIds(book.ids - {id_}).take(new, folder)
    return Renamed(id_, new_id, name, new)


def _is_named_after(id_: str, name: str) -> bool:
    """Whether a file has its name from that of the contact, or from a part of it."""
    words = re.sub(r"-\d+$", "", id_.rpartition("/")[2]).split("-")
    return set(words) <= set(slug(name).split("-"))


def _moved_to(id_: str, link: Link, new: str, from_id: str, book: KnownBook) -> str:
    if link.kind == links.FILE:
        new_id = links.led_to(link._replace(text=new), from_id)
    else:
        new_id = id_of(new)
        if "/" not in new and "/" not in link.text and "/" in id_:
            new_id = f"{id_.rpartition('/')[0]}/{new_id}"
    refuse_bad(id_, new_id, book)
    return new_id


def refuse_bad(id_: str, new_id: str, book: KnownBook) -> None:
    """Raise RefusedError where a contact's file cannot be moved to."""
    if not new_id or not files.is_contact_id(new_id) or odd_names.wrong(new_id):
        raise RefusedError("no name for a contact's file: letters, digits and hyphens, as ann-lee")
    taken = {collision_key(other) for other in book.ids - {id_}}
    if collision_key(new_id) in taken:
        raise RefusedError("there is a contact's file of that name already")


def changes(what: Renamed, book: KnownBook, also: list[str], file_of: FileOf) -> Iterator[Splices]:
    """Yield what changes in which file; `also`: ids of files that are open in the editor.

    Raises RefusedError where a file could not be read afterwards.
    """
    found: dict[str, Splices] = {}
    for file, naming in navigation.naming(what.old_id, book, [*also, what.old_id], file_of):
        from_id = what.new_id if file.id == what.old_id else file.id
        made = [(link, _instead(link, what, from_id, book)) for link in naming]
        splices = [Splice(link.start, link.end, new) for link, new in made if new != link.text]
        found[file.id] = Splices(file, splices)
    own = file_of(what.old_id)
    if own is not None:
        splices = found[own.id].splices if own.id in found else []
        named = {splice.start for splice in splices}
        splices = [*splices, *(s for s in _own(own, what, book) if s.start not in named)]
        found[own.id] = Splices(own, splices)
    for each in found.values():
        if each.splices:
            _prove(each)
            yield each


def _own(file: OpenFile, what: Renamed, book: KnownBook) -> Iterator[Splice]:
    """Yield what changes in the contact's own file: the name, and where its links lead from."""
    name = navigation.name_span(file.text)
    if name is not None and what.new_name != what.old_name:
        yield Splice(*name, quoting.to_scalar(what.new_name))
    if what.new_id == what.old_id:
        return
    for link in links.find(file.text):
        target = book.target(link, file.id) if link.kind == links.FILE else None
        if target is not None and target != what.old_id:
            new = links.file_link(what.new_id, target)
            if links.led_to(link, file.id) == target and new != link.text:
                yield Splice(link.start, link.end, new)


def _instead(link: Link, what: Renamed, from_id: str, book: KnownBook) -> str:
    """Return what names the contact afterwards, in the file of `from_id`."""
    if link.kind == links.FILE:
        return links.file_link(from_id, what.new_id)
    words = link.text.strip()
    if words == what.old_id or fold(words) != fold(what.old_name):
        short = what.old_id.rpartition("/")[2]
        if fold(words) != fold(short) or "/" not in what.old_id:
            new = what.new_id
        else:
            new = what.new_id.rpartition("/")[2]
            alike = [id_ for id_ in book.ids if id_.rpartition("/")[2] == new]
            new = what.new_id if set(alike) - {what.old_id} else new
        return new if what.new_id != what.old_id else link.text
    if what.new_name == what.old_name:
        return link.text
    return what.new_name if _names(link.kind, what, book) else what.new_id


def _names(kind: str, what: Renamed, book: KnownBook) -> bool:
    """Whether the new name, in a link of a kind, will mean this contact and no other."""
    name = what.new_name
    if book.named.get(fold(name), set()) - {what.old_id}:
        return False
    if kind == links.WIKI:
        return not _NOT_IN_WIKILINK.search(name)
    if kind == links.VIA:
        return quoting.to_scalar(name) == name
    return [each.text for each in links.find(f"---\n- 2026-01-01 call with {name}, x")] == [name]


def _prove(change: Splices) -> None:
    file = change.file
    if all(splice.start > front_span(file.text)[1] for splice in change.splices):
        return  # in the body, everything is read
    text = edits.applied(file.text, change.splices)
    after = contact_file.read_text(file.id, text, file.settings)
    if after.problems and len(after.problems) > len(file.read.problems):
        raise RefusedError(f"{file.path} could not be read any more: nothing is renamed")
