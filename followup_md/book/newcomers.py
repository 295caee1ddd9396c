"""People whom two clones added as one file: before the merge, ours makes room for theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from followup_md.book import fork, one_file, transaction
from followup_md.book.book import Book
from followup_md.editing import slug
from followup_md.errors import RefusedError
from followup_md.git import trees
from followup_md.model import identity
from followup_md.model.contact import CONTACTS, Contact, Handle, id_of
from followup_md.model.lookup import collision_key
from followup_md.model.mentions import Mentions, unnamed
from followup_md.parsing import contact_file
from followup_md.storage import files
from followup_md.storage.undo_log import Change
from followup_md.typed import NamedTuple


class Moved(NamedTuple):
    """A contact of ours that has made room."""

    old: str  # path, which is another person's now
    new: str
    links: tuple[str, ...]  # paths of contacts of ours that may mean it by the old one

    @property
    def words(self) -> str:
        """What happened, for the user."""
        return f"{self.old} is another person on the other side: yours is {self.new} now"


def make_room(book: Book, state: transaction.Transaction, tip: str) -> tuple[Moved, ...]:
    """Rename and commit each new contact of ours whose place another person has in `tip`.

    Theirs keeps the place: it is shared already. What is the same person is left to the merge.
    """
    wanted = list(_two_people(book, tip))
    if not wanted:
        return ()
    taken = {id_of(path) for commit in ("HEAD", tip) for path in _paths(book, commit)}
    taken |= set(files.list_contacts(book.folder).ids)
    found = book.read().contacts
    changes, moved = list[Change](), list[Moved]()
    for contact, text in wanted:
        new = slug.free_id(contact.name, contact.id.rpartition("/")[0], taken)
        taken.add(new)
        changes += [Change(contact.id, text, None), Change(new, None, text)]
        moved.append(Moved(contact.path, changes[-1].path, tuple(_links(found, contact.id))))
    saved = state.write(tuple(changes), "make room for another of that name", True, {})
    if not saved.commit:
        raise RefusedError(f"fetched, but not merged: {', '.join(saved.notes)}")
    return tuple(moved)


def _two_people(book: Book, tip: str) -> Iterator[tuple[Contact, str]]:
    """Yield our contacts whose place another person has there, with the texts of their files."""
    root = book.root
    base = fork.tree(book, "HEAD", tip)
    ours, theirs = (
        {path: each.after for path, each in found.items() if not each.before}
        for found in (
            trees.changes(root, base, side, CONTACTS) if base else {} for side in ("HEAD", tip)
        )
    )
    there = {collision_key(path): path for path in theirs} if ours else {}
    for path in ours:
        other = there.get(collision_key(path))
        if other is None or not files.is_contact_id(id_of(path)) or ours[path] == theirs[other]:
            continue
        raw = trees.contents(root, (ours[path], theirs[other]))
        mine, its = (
            contact_file.read_bytes(id_of(path), each, book.settings).contact
            for each in raw.values()
        )
        if mine is None or its is None or identity.shared(mine, its):
            continue
        if path != other or not fork.before_removal(book, tip, path, ours[path], theirs[path]):
            text = one_file.read(book, mine.id)
            if text is not None:
                yield mine, text


def _paths(book: Book, commit: str) -> list[str]:
    return [path for path in trees.files(book.root, commit, CONTACTS) if path.endswith(".md")]


def _links(contacts: Iterable[Contact], id_: str) -> Iterator[str]:
    named = Mentions({}, [Handle(id_, "")])
    for contact in contacts:
        body = contact.body
        if contact.id != id_ and (
            unnamed(contact, named) is not contact or named.without(body) != body
        ):
            yield contact.path
