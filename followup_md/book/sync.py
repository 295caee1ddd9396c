"""Sharing a book: commit, fetch, merge, check, push."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import NamedTuple

from followup_md.book import cut_off, incoming, outgoing, shared_inbox, transaction
from followup_md.book.book import Book, open_book
from followup_md.book.inbox import Filed
from followup_md.book.newcomers import Moved
from followup_md.book.outgoing import Announce, FileChange
from followup_md.errors import FollowupError, MachineError, RefusedError
from followup_md.git import command as git
from followup_md.git import commit as commits
from followup_md.git import merge as merging
from followup_md.git import remote, trees
from followup_md.git.remote import Upstream
from followup_md.model.contact import CONTACTS
from followup_md.parsing import contact_file
from followup_md.policy.phrases import plural

_PATIENCE = 600.0  # seconds of trying to push while others push
_PAUSE, _LONGEST = 0.3, 8.0  # seconds, at most: after the first attempt, after any
_LOCKED = 8  # attempts, one after another, at a remote that is locked


class Synced(NamedTuple):
    """What a sync did."""

    committed: tuple[FileChange, ...] = ()
    left_out: tuple[str, ...] = ()  # paths of changed contacts that cannot be read
    mended: tuple[str, ...] = ()  # paths of which Git's index did not know the last commit
    staged: tuple[str, ...] = ()  # paths of which something else is staged than is in the file
    fetched: int = 0  # commits that were merged
    pushed: int = 0  # commits
    tries: int = 1  # until it was pushed; others were faster before
    broken: tuple[str, ...] = ()  # merged contacts that cannot be read: nothing was pushed
    moved: tuple[Moved, ...] = ()  # our contacts that have made room for others
    notes: tuple[str, ...] = ()  # about what was merged and may want a look
    unreadable: int = 0  # files in the book that cannot be read
    note: str = ""
    filed: tuple[Filed, ...] = ()  # of the inbox, after each merge


def sync(book: Book, announce: Announce, shown: bool = False, today: date | None = None) -> Synced:
    """Commit every changed contact that reads without error, and share.

    `shown` lets Git use the terminal. `today`: the day on which the inbox is filed (None: it is
    not). Raises RefusedError if a person must decide, and MachineError
    if Git or the network fails; the message says what to do.
    """
    root = book.root
    _ready(book)
    at = remote.upstream(root)
    with transaction.begin(book) as state:
        notes = cut_off.mend(book)
        if notes:
            book = open_book(root)  # its settings may have been gone
        if commits.operation_in_progress(root):
            incoming.go_on(book, at)
        notes = (*notes, *shared_inbox.commit(book))
        done = Synced(**outgoing.commit(book, state, announce)._asdict(), notes=notes)
    if at is None:
        return _with_inbox(book, today, done)._replace(note=_alone(book))
    if at.remote == ".":
        raise RefusedError(f"the upstream of {at.branch} is a branch of this clone: push it to one")
    try:
        return _share(book, at, done, announce, shown, today)
    except FollowupError as error:
        if not done.committed:
            raise
        paths = ", ".join(change.path for change in done.committed)
        raise type(error)(f"{error}\nCommitted here, and not shared yet: {paths}") from None


def _share(
    book: Book, at: Upstream, done: Synced, announce: Announce, shown: bool, today: date | None
) -> Synced:
    """Fetch, merge and push; return what was done with what was done before."""
    root = book.root
    end, locked = time.monotonic() + _PATIENCE, 0
    for attempt in count(1):
        announce(f"fetching from {at.remote}")
        remote.fetch(root, at, shown)
        tip = remote.tip(root)
        merged = incoming.merge(book, tip, announce)
        done = _with_inbox(book, today, done)
        done = done._replace(
            fetched=done.fetched + merged.commits,
            moved=(*done.moved, *merged.moved),
            notes=(*done.notes, *merged.notes),
            tries=attempt,
        )
        ahead = remote.count(root, tip, git.head(root))
        broken = tuple(_broken(book, tip)) if ahead else ()
        if broken or not ahead:
            break
        announce(f"pushing to {at.remote}")
        late = remote.push(root, at, shown)
        if not late:
            done = done._replace(pushed=ahead)
            break
        locked = locked + 1 if remote.LOCKED in late else 0
        if locked == _LOCKED or time.monotonic() > end:
            times = plural(locked or attempt, "time")
            raise MachineError(f"{times} {late}: run followup sync again")
        announce(f"{late}: trying again")
        # Of many who push at the same moment one gets through each time: the others spread out.
        longest = _PAUSE * (attempt if locked else 2.0 ** min(attempt, 10))
        time.sleep(random.uniform(0, min(longest, _LONGEST)))
    # Last, as it may take long: meanwhile others could push.
    return done._replace(broken=broken, unreadable=len(book.handles()[1].unreadable))


def _with_inbox(book: Book, today: date | None, done: Synced) -> Synced:
    """File the inbox; return what was done with what was done before."""
    if today is None:
        return done
    filed, notes = shared_inbox.file_all(book, today)
    if not filed.anything and not notes:
        return done
    return done._replace(filed=(*done.filed, filed), notes=(*done.notes, *notes))


def _ready(book: Book) -> None:
    """Refuse if nothing can be shared, before anything is touched."""
    root = book.root
    reason = commits.why_not_committable(root)
    if commits.MERGING in reason and (merging.incoming(root) or cut_off.is_noted(root)):
        reason = commits.locked(root)
    if reason:
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


def _broken(book: Book, tip: str) -> Iterator[str]:
    """Yield the paths of contacts that a push would share in an unreadable state.

    What is as the others have it is theirs to mend, and stops nobody.
    """
    root = book.root
    if tip:
        changed = {
            path: one.after for path, one in trees.changes(root, tip, "HEAD", CONTACTS).items()
        }
    else:
        changed = trees.files(root, "HEAD", CONTACTS)
    ids = {path: id_ for path, id_ in changed.items() if id_ and outgoing.contact_id(path)}
    raw = trees.contents(root, set(ids.values()))
    for path, id_ in ids.items():
        file = contact_file.read_bytes(outgoing.contact_id(path), raw[id_], book.settings)
        if file.contact is None:
            yield path
