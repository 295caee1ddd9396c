"""What a clone has changed and not committed yet: what it is, and committing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from followup_md.book import transaction
from followup_md.book.book import Book
from followup_md.book.reader import ReadProblems
from followup_md.errors import RefusedError
from followup_md.git import command as git
from followup_md.git import commit as commits
from followup_md.git import index, trees
from followup_md.model import identity
from followup_md.model.contact import CONTACTS, Contact, id_of, path_of
from followup_md.parsing import contact_file
from followup_md.policy.phrases import plural
from followup_md.storage import files, undo_log

Announce = Callable[[str], None]  # called with each step


class FileChange(NamedTuple):
    """A contact file that was committed."""

    path: str
    old: str = ""  # the path that it was moved from
    removed: bool = False
    name: str = ""  # of whom was removed, as far as the file told


class Outgoing(NamedTuple):
    """What was committed, and what was not."""

    committed: tuple[FileChange, ...] = ()
    left_out: tuple[str, ...] = ()  # paths of changed contacts that cannot be read
    mended: tuple[str, ...] = ()  # paths of which Git's index did not know the last commit
    staged: tuple[str, ...] = ()  # paths of which something else is staged than is in the file
    unreadable: int = 0  # files in the book that cannot be read


def commit(book: Book, state: transaction.Transaction, announce: Announce) -> Outgoing:
    """Commit the changed contacts that can be read, and no other file."""
    root = book.root
    handles, found = book.handles()
    tree = index.status(root, CONTACTS)
    changed, behind, staged = (
        tuple(filter(contact_id, paths)) for paths in (tree.changed, tree.behind, tree.staged)
    )
    copies = {problem.path for problem in found.problems if problem.code == "W710"}
    changed = tuple(path for path in changed if path not in copies)  # of other programs
    if changed and not handles and not found.unreadable:
        raise RefusedError(
            f"{CONTACTS}/ is empty here, and was not: git restore {CONTACTS} brings"
            " the contacts back; to delete them all, commit that yourself"
        )
    out = tuple(path for path in changed if not _sound(book, path, found))
    done = Outgoing((), out, behind, staged, len(found.unreadable))
    late = (*behind, *filter(contact_id, tree.vanished))
    if late:  # behind: a run was killed between committing and telling the index
        index.catch_up(root, late)
    paths = tuple(path for path in changed if path not in out)
    _note_late(book, state)
    if not paths:
        return done
    announce(f"committing {plural(len(paths), 'contact')}")
    named = _named(book, paths)
    gone = all(change.removed for change in named)
    what = "remove" if gone else "sync"
    made = commits.commit(
        root,
        paths,
        what if len(paths) == 1 else f"{what} {len(paths)} contacts",
        [contact_id(path) for path in paths],
    )
    if made.reason:
        raise RefusedError(
            f"nothing was committed or shared, because {made.reason}\n"
            "What you changed is still in the files: fix that, then run followup sync again"
        )
    _note(state, made.commit, paths)
    return done._replace(committed=named if made.commit else ())


def contact_id(path: str) -> str:
    """Return the contact's id, or "" if the path is no contact's."""
    id_ = id_of(path)
    return id_ if path == path_of(id_) and files.is_contact_id(id_) else ""


def _named(book: Book, paths: Sequence[str]) -> tuple[FileChange, ...]:
    """Return the changes with what was moved and who was removed."""
    root = book.root
    gone = [path for path in paths if not (root / path).is_file()]
    last = trees.files(root, "HEAD", CONTACTS) if gone else {}
    raw = trees.contents(root, {last[path] for path in gone if path in last})
    new = list(_there(book, [path for path in paths if path not in last])) if gone else []
    changes, moved = [], {}
    for path in gone:
        text = raw.get(last.get(path, ""), b"")
        was = contact_file.read_bytes(contact_id(path), text, book.settings).contact
        now = [contact for contact in new if was is not None and _is_same(was, contact)]
        if len(now) == 1 and now[0].path not in moved:
            moved[now[0].path] = path
        else:
            changes.append(FileChange(path, removed=True, name=was.name if was else ""))
    changes += [FileChange(path, moved.get(path, "")) for path in paths if path not in gone]
    return tuple(sorted(changes))


def _there(book: Book, paths: Sequence[str]) -> Iterator[Contact]:
    for path in paths:
        with suppress(RefusedError):  # it is removed
            yield book.read_one(contact_id(path))


def _is_same(was: Contact, now: Contact) -> bool:
    return was._replace(id="") == now._replace(id="") or identity.moved(was, now)


def _note(state: transaction.Transaction, commit: str, paths: tuple[str, ...]) -> None:
    """Note for `undo` that the last change is now committed."""
    last = state.last
    if last and not last.commit and {change.path for change in last.changes} <= set(paths):
        undo_log.write(state.undo_file, last._replace(commit=commit))


def _note_late(book: Book, state: transaction.Transaction) -> None:
    """Note it where a run was killed between committing the last change and noting that."""
    last, root = state.last, book.root
    if last is None or last.commit:
        return
    paths = {change.path: change for change in last.changes}
    kept = trees.files(root, "HEAD", *paths)
    raw = trees.contents(root, set(kept.values()))
    there = {path: raw[id_] for path, id_ in kept.items()}
    if there and there == {p: c.after.encode() for p, c in paths.items() if c.after is not None}:
        _note(state, git.head(root), tuple(paths))


def _sound(book: Book, path: str, found: ReadProblems) -> bool:
    """Whether a changed contact may be committed: it reads without error, or is deleted."""
    full = book.root / path
    if path in found.unreadable or full.is_symlink():
        return False
    return full.is_file() or not full.exists()
