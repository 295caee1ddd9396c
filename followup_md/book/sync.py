"""Sharing a book: commit, fetch, merge, check, push."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from followup_md.book import newcomers, transaction
from followup_md.book.book import Book
from followup_md.book.newcomers import Moved
from followup_md.book.reader import Reading
from followup_md.errors import FollowupError, MachineError, RefusedError
from followup_md.git import command as git
from followup_md.git import commit as commits
from followup_md.git import remote
from followup_md.git.remote import Upstream
from followup_md.model.contact import CONTACTS, id_of, path_of
from followup_md.parsing import contact_file
from followup_md.policy.phrases import plural
from followup_md.storage import files, undo_log

_ATTEMPTS = 8  # to push while others push
_PAUSE = 0.3  # seconds, at most, after the first attempt
Announce = Callable[[str], None]  # called with each step


class Synced(NamedTuple):
    """What a sync did."""

    committed: tuple[str, ...] = ()  # paths
    left_out: tuple[str, ...] = ()  # paths of changed contacts that cannot be read
    fetched: int = 0  # commits that were merged
    pushed: int = 0  # commits
    broken: tuple[str, ...] = ()  # merged contacts that cannot be read: nothing was pushed
    moved: tuple[Moved, ...] = ()  # our contacts that have made room for others
    unreadable: int = 0  # files in the book that cannot be read
    note: str = ""


def sync(book: Book, announce: Announce, shown: bool = False) -> Synced:
    """Commit every changed contact that reads without error, and share.

    `shown` lets Git use the terminal. Raises RefusedError if a person must decide, and MachineError
    if Git or the network fails; the message says what to do.
    """
    root = book.root
    _ready(book)
    at = remote.upstream(root)
    with transaction.begin(book) as state:
        if commits.operation_in_progress(root):
            _continue(book, at)
        done = _commit(book, state, announce)
    if at is None:
        return done._replace(note=_alone(book))
    if at.remote == ".":
        raise RefusedError(f"the upstream of {at.branch} is a branch of this clone: push it to one")
    for attempt in range(1, _ATTEMPTS + 1):
        announce(f"fetching from {at.remote}")
        remote.fetch(root, at, shown)
        tip = remote.tip(root)
        fetched, moved = _merge(book, tip, announce)
        unreadable = book.read().unreadable
        done = done._replace(
            fetched=done.fetched + fetched,
            moved=(*done.moved, *moved),
            unreadable=len(unreadable),
        )
        ahead = remote.count(root, tip, git.head(root))
        broken = tuple(_broken(book, tip, unreadable)) if ahead else ()
        if broken or not ahead:
            return done._replace(broken=broken)
        announce(f"pushing to {at.remote}")
        if remote.push(root, at, shown):
            return done._replace(pushed=ahead)
        announce("somebody else was faster: trying again")
        time.sleep(random.uniform(0, _PAUSE * attempt))
    raise MachineError(f"somebody else was faster {_ATTEMPTS} times: run followup sync again")


def _ready(book: Book) -> None:
    """Refuse if nothing can be shared, before anything is touched."""
    reason = commits.why_not_committable(book.root)
    if reason and not remote.merging(book.root):
        raise RefusedError(reason)


def _alone(book: Book) -> str:
    names = remote.remotes(book.root)
    if not names:
        return "this repository has no remote: nothing to fetch or push"
    name = "origin" if "origin" in names else names[0]
    raise RefusedError(
        f"{git.branch(book.root)} has no upstream branch yet. Once is enough, and shares what was"
        f" committed: git push -u {name} {git.branch(book.root)}"
    )


def _commit(book: Book, state: transaction.Transaction, announce: Announce) -> Synced:
    """Commit the changed contacts that can be read."""
    found = book.read()
    changed = [path for path in remote.status(book.root, CONTACTS).changed if _id(path)]
    if changed and not found.contacts and not found.unreadable:
        raise RefusedError(
            f"{CONTACTS}/ is empty here, and was not: git restore {CONTACTS} brings"
            " the contacts back; to delete them all, commit that yourself"
        )
    out = tuple(path for path in changed if not _sound(book, path, found))
    paths = tuple(path for path in changed if path not in out)
    if not paths:
        return Synced(left_out=out, unreadable=len(found.unreadable))
    announce(f"committing {plural(len(paths), 'contact')}")
    ids = [_id(path) for path in paths]
    what = "sync" if len(paths) == 1 else f"sync {len(paths)} contacts"
    made = commits.commit(book.root, paths, what, ids)
    if made.reason:
        raise RefusedError(f"nothing was committed or shared, because {made.reason}")
    _note(state, made.commit, paths)
    return Synced(paths, out, unreadable=len(found.unreadable))


def _note(state: transaction.Transaction, commit: str, paths: tuple[str, ...]) -> None:
    """Note for `undo` that the last change is now committed."""
    last = state.last
    if last and not last.commit and {change.path for change in last.changes} <= set(paths):
        undo_log.write(state.undo_file, last._replace(commit=commit))


def _id(path: str) -> str:
    """Return the contact's id, or "" if the path is no contact's."""
    id_ = id_of(path)
    return id_ if path == path_of(id_) and files.is_contact_id(id_) else ""


def _sound(book: Book, path: str, found: Reading) -> bool:
    """Whether a changed contact may be committed: it reads without error, or is deleted."""
    full = book.root / path
    if path in found.unreadable or full.is_symlink():
        return False
    return full.is_file() or not full.exists()


def _continue(book: Book, at: Upstream | None) -> None:
    """Finish the merge of an earlier sync if its conflicts are resolved."""
    root = book.root
    ours = at is not None and remote.is_part(root, remote.merging(root), remote.tip(root))
    if not ours:
        raise RefusedError(f"{commits.operation_in_progress(root)}: see git status")
    found = book.read()
    for path in remote.unmerged(root):
        if _id(path) and path not in found.unreadable and (root / path).is_file():
            remote.settle(root, path)
    _refuse_conflicts(book)
    reason = remote.conclude(root)
    if reason:
        raise RefusedError(f"the merge is not finished, because {reason}")


def _refuse_conflicts(book: Book, places: Sequence[str] = ()) -> None:
    left = remote.unmerged(book.root)
    if left:
        words = "".join(f"\n  {place}" for place in places)
        raise RefusedError(
            f"both sides changed the same words of {', '.join(left)}: settle them in the file"
            " (git add it, to keep one side as it is), then run followup sync again; or"
            f" git merge --abort. Nothing was pushed{words}"
        )


def _merge(book: Book, tip: str, announce: Announce) -> tuple[int, tuple[Moved, ...]]:
    """Merge what was fetched; return how many commits that was, and what has made room."""
    root = book.root
    moved: tuple[Moved, ...] = ()
    behind = remote.count(root, git.head(root), tip)
    if behind:
        announce(f"merging {plural(behind, 'commit')}")
        with transaction.begin(book) as state:
            moved = newcomers.make_room(book, state, tip)
            merged = remote.merge(root, "@{upstream}")
        if merged.reason:
            words = [one.words for one in moved]
            _refuse_conflicts(book, (*merged.places, *words))
            raise RefusedError(
                f"fetched, but not merged: {merged.reason}. Commit, move or delete what is in the"
                " way, then run followup sync again" + "".join(f"\n  {each}" for each in words)
            )
    return behind, moved


def _broken(book: Book, tip: str, unreadable: Sequence[str]) -> list[str]:
    """Return the paths of contacts that a push would share in an unreadable state."""
    broken = []
    for path in unreadable:
        raw = remote.blob(book.root, "HEAD", path)
        if raw is not None and raw != (remote.blob(book.root, tip, path) if tip else None):
            try:
                file = contact_file.read_bytes(_id(path), raw, book.settings)
            except FollowupError:
                file = None
            if file is None or file.contact is None:
                broken.append(path)
    return broken
