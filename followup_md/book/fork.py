"""What a book was where two histories parted: what a merge compares both sides with.

If each has merged the other, they parted in several commits, and none of them is enough: measured
by one of them, what another had is new on both sides, and what was deleted since is back. As Git
does, these commits are merged first.
"""

from __future__ import annotations

from pathlib import Path

from followup_md.book import file_merge
from followup_md.book.book import Book
from followup_md.git import command as git
from followup_md.git import trees
from followup_md.model import identity
from followup_md.model.contact import CONTACTS, id_of
from followup_md.model.settings import Settings
from followup_md.parsing import contact_file


def tree(book: Book, one: str, other: str) -> str:
    """Return the commit or tree that two commits have in common, or "" if they have nothing."""
    first, *more = trees.forks(book.root, one, other) or [""]
    found = first
    for commit in more:
        found = _join(book, tree(book, first, commit), found, commit)
    return found


def before_removal(book: Book, other: str, path: str, ours: str, theirs: str) -> str:
    """Return the id of what a contact was before it was removed, if both sides have it back.

    So it is where a removal met a change twice, and twice somebody kept the contact. `ours` and
    `theirs` are ids of contents; "" comes of a file that was never there, or another person's.
    """
    root = book.root
    was = trees.before_removal(root, trees.forks(root, "HEAD", other), path)
    if not was:
        return ""
    raw = trees.contents(root, {was, ours, theirs})
    old, *sides = (
        contact_file.read_bytes(id_of(path), raw[id_], book.settings).contact
        for id_ in (was, ours, theirs)
    )
    back = old and all(side is not None and identity.moved(old, side) for side in sides)
    return was if back else ""


def _join(book: Book, base: str, one: str, other: str) -> str:
    """Return a tree with what has changed in two of them since a third."""
    top = Path(git.top(book.root))
    before = base or trees.with_files(top, "", {})
    here, there = (trees.changes(top, before, side, ".") for side in (one, other))
    changed = {path: change.after for path, change in there.items() if path not in here}
    contacts = f"{git.inside(book.root)}{CONTACTS}/"
    for path in here.keys() & there.keys():
        was, mine, its = here[path].before, here[path].after, there[path].after
        if mine == its:
            continue
        if mine and its and path.startswith(contacts) and path.endswith(".md"):
            changed[path] = _merged(top, (was, mine, its), book.settings)
        else:
            changed[path] = was  # a base that neither side has: both have changed it
    return trees.with_files(top, one, changed)


def _merged(top: Path, ids: tuple[str, str, str], settings: Settings) -> str:
    from followup_md.merging.merge import one_side

    raw = trees.contents(top, {id_ for id_ in ids if id_})
    merged = file_merge.merge([raw.get(id_, b"") for id_ in ids], settings)
    content = merged.content
    if merged.conflicts:
        content = one_side(content.decode(errors="surrogateescape")).encode(
            errors="surrogateescape"
        )
    return trees.keep(top, content)
