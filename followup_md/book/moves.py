"""Contacts that were moved to another file, or removed, while the other side changed them.

Git finds renames by similar lines, and files of two people may be alike. So where it matters, Git
merges without them, and who has gone where is decided here, by who it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from followup_md.book import file_merge, fork
from followup_md.book.book import Book
from followup_md.book.file_merge import MergedFile
from followup_md.git import index, trees
from followup_md.git.index import BASE, OURS, THEIRS
from followup_md.git.trees import Change
from followup_md.model import identity
from followup_md.model.contact import CONTACTS, Contact, id_of
from followup_md.parsing import contact_file
from followup_md.storage import disk, files
from followup_md.typed import NamedTuple


class Place(NamedTuple):
    """Where a side has the contact: the path, and the id of the content; "" if it was removed."""

    path: str = ""
    content: str = ""


class Move(NamedTuple):
    """A contact that is in another file on one side or both, or is back on both."""

    base: Place
    ours: Place
    theirs: Place

    @property
    def path(self) -> str:
        """The path that the merged contact has: of two new ones theirs, which is shared already."""
        here, there = self.ours.path, self.theirs.path
        return there if there and (there != self.base.path or not here) else here


class Plan(NamedTuple):
    """What a merge must heed."""

    guess: bool  # whether Git could take one contact for another
    moves: tuple[Move, ...]


def plan(book: Book, tip: str) -> Plan:
    """Return what merging a commit must heed."""
    root = book.root
    base = fork.tree(book, "HEAD", tip)
    if not base:
        return Plan(False, ())
    ours, theirs = (trees.changes(root, base, side, CONTACTS) for side in ("HEAD", tip))
    both = [path for path in ours.keys() & theirs.keys() if _is_contact(path)]
    back = tuple(_back(book, tip, both, ours, theirs))
    gone = [path for path in sorted(both) if not (ours[path].after and theirs[path].after)]
    if not gone:
        return Plan(False, back)
    sides = [
        {path: change for path, change in side.items() if not change.before and _is_contact(path)}
        for side in (ours, theirs)
    ]
    ids = {change.after for side in sides for change in side.values()}
    raw = trees.contents(root, ids | {ours[path].before for path in gone})
    found = []
    for path in gone:
        was = Place(path, ours[path].before)
        places = [
            Place(path, side[path].after)
            if side[path].after
            else _place(book, was.content, added, raw)
            for side, added in zip((ours, theirs), sides, strict=True)
        ]
        if any(place.path not in ("", path) for place in places):
            found.append(Move(was, *places))
    # Two files that were made one are a person's to sort out.
    targets = Counter(move.path for move in found)
    return Plan(True, (*back, *(move for move in found if targets[move.path] == 1)))


def _back(
    book: Book, tip: str, both: list[str], ours: dict[str, Change], theirs: dict[str, Change]
) -> Iterator[Move]:
    """Yield the contacts that were removed when the sides parted, and that both have again."""
    for path in sorted(both):
        here, there = ours[path], theirs[path]
        if not here.before and here.after != there.after:
            was = fork.before_removal(book, tip, path, here.after, there.after)
            if was:
                yield Move(Place(path, was), Place(path, here.after), Place(path, there.after))


def follow(book: Book, moves: tuple[Move, ...]) -> Iterator[str]:
    """Bring each contact together in one file, in an unfinished merge; yield what to look at.

    What needs a person is left as a conflict.
    """
    root = book.root
    for move in moves:
        stages = {BASE: move.base.content, OURS: move.ours.content, THEIRS: move.theirs.content}
        if not (move.ours.path and move.theirs.path):
            index.set_stages(root, move.path, {at: id_ for at, id_ in stages.items() if id_})
            continue
        merged, path = merge(book, move), root / move.path
        files.replace(path, merged.content, files.read_bytes(path, limit=None))
        if merged.conflicts:
            index.set_stages(root, move.path, stages)
        else:
            index.add(root, move.path)
        for old in _left(move):
            disk.remove_with_folder(root / old)  # first: once forgotten, it would be somebody new
            index.forget(root, old)
        yield from (f"{move.path}: {words}" for words in (*merged.conflicts, *merged.notes))


def merge(book: Book, move: Move) -> MergedFile:
    """Merge the versions of a contact that both sides have."""
    return file_merge.merge(versions(book, move), book.settings)


def versions(book: Book, move: Move) -> list[bytes]:
    """Return base, ours and theirs of a contact that both sides have."""
    ids = (move.base.content, move.ours.content, move.theirs.content)
    raw = trees.contents(book.root, set(ids))
    return [raw[id_] for id_ in ids]


def unfollowed(book: Book, tip: str) -> tuple[Move, ...]:
    """Return the moves that a run which was killed has not followed."""
    known = index.paths(book.root, CONTACTS)
    moves = plan(book, tip).moves
    return tuple(
        move for move in moves if move.ours.path and move.theirs.path and known & set(_left(move))
    )


def _left(move: Move) -> list[str]:
    # The paths that a contact has left.
    return sorted({move.base.path, move.ours.path, move.theirs.path} - {"", move.path})


def _place(book: Book, was: str, added: dict[str, Change], raw: dict[str, bytes]) -> Place:
    """Return where one side has put a contact which is gone from its file."""
    same = [Place(path, change.after) for path, change in added.items() if change.after == was]
    contact = None if same else _contact(book, raw[was])
    if contact is not None:
        for path, change in added.items():
            other = _contact(book, raw[change.after])
            if other is not None and identity.moved(contact, other):
                same.append(Place(path, change.after))
    return same[0] if len(same) == 1 else Place()


def _contact(book: Book, raw: bytes) -> Contact | None:
    return contact_file.read_bytes("merged", raw, book.settings).contact


def _is_contact(path: str) -> bool:
    return path.endswith(".md") and files.is_contact_id(id_of(path))
