"""What others have shared: merging it, and what a person must decide."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence, Set

from followup_md.book import cut_off, moves, newcomers, transaction
from followup_md.book.book import Book
from followup_md.book.newcomers import Moved
from followup_md.book.outgoing import Announce, contact_id
from followup_md.errors import RefusedError
from followup_md.git import command as git
from followup_md.git import commit as commits
from followup_md.git import index, remote, trees
from followup_md.git import merge as merging
from followup_md.git.index import BASE, OURS, THEIRS
from followup_md.git.merge import MergeOutcome
from followup_md.git.remote import Upstream
from followup_md.parsing import contact_file
from followup_md.policy.phrases import plural
from followup_md.typed import NamedTuple

_THEN = "hen run followup sync again; or git merge --abort. Nothing was pushed"


class Incoming(NamedTuple):
    """What was merged."""

    commits: int = 0
    moved: tuple[Moved, ...] = ()  # our contacts that have made room for others
    notes: tuple[str, ...] = ()  # about what was merged and may want a look


def merge(book: Book, tip: str, announce: Announce) -> Incoming:
    """Merge what was fetched. Raises RefusedError if a person must decide."""
    root = book.root
    behind = remote.count(root, git.head(root), tip)
    if not behind:
        return Incoming()
    announce(f"merging {plural(behind, 'commit')}")
    with transaction.begin(book) as state:
        moved = newcomers.make_room(book, state, tip)
        dirty = index.dirty(root)
        with cut_off.noted(book, tip, dirty):
            merged = _merge(book, moves.plan(book, tip), dirty)
    if merged.reason:
        _refuse_conflicts(book, merged.said, moved)
        raise RefusedError(
            f"fetched, but not merged: {merged.reason}. Commit, move or delete what is in the"
            " way, then run followup sync again" + "".join(f"\n  {one.words}" for one in moved)
        )
    return Incoming(behind, moved, merged.said)


def _merge(book: Book, plan: moves.Plan, dirty: Set[str]) -> MergeOutcome:
    root, alone = book.root, not plan.moves
    merged = merging.merge(root, merging.UPSTREAM, dirty, renames=not plan.guess, conclude=alone)
    if alone or not merging.incoming(root):
        return merged
    said = (*merged.said, *moves.follow(book, plan.moves))
    if index.unmerged(root):
        return MergeOutcome("there are conflicts", said)
    return MergeOutcome(merging.conclude(root), said)


def go_on(book: Book, at: Upstream | None) -> None:
    """Finish the merge of an earlier sync if its conflicts are resolved."""
    root = book.root
    tip = merging.incoming(root)
    if trees.is_ancestor(root, tip, git.head(root)):
        merging.forget(root)  # Git was killed just before it did so
        return
    if at is None or not trees.is_ancestor(root, tip, remote.tip(root)):
        raise RefusedError(f"{commits.operation_in_progress(root)}: see git status")
    said = tuple(moves.follow(book, moves.unfollowed(book, tip)))
    found = book.read()
    for path, stages in index.unmerged(root).items():
        if contact_id(path) and path not in found.unreadable and _is_settled(book, path, stages):
            index.add(root, path)
    _refuse_conflicts(book, said)
    reason = merging.conclude(root, f"remote-tracking branch '{at.tracking}'")
    if reason:
        raise RefusedError(f"the merge is not finished, because {reason}")


def _is_settled(book: Book, path: str, stages: Mapping[int, str]) -> bool:
    """Whether a person has merged a file: it is neither side's unchanged version.

    Where one side deleted it, a person must say so.
    """
    if not {OURS, THEIRS} <= stages.keys():
        return False
    now = index.file_ids(book.root, [path]).get(path)
    return now is not None and now not in stages.values()


def _refuse_conflicts(book: Book, said: Sequence[str], moved: Sequence[Moved] = ()) -> None:
    left = index.unmerged(book.root)
    if left:
        more = (f"  {line}" for line in (*said, *(one.words for one in moved)))
        raise RefusedError("\n".join([*_conflicts(book, left), *more]))


def _conflicts(book: Book, left: Mapping[str, Mapping[int, str]]) -> Iterator[str]:
    """Yield what is to be decided, and how."""
    names = {path: f"{path}{_name(book, path, stages)}" for path, stages in left.items()}
    words = [path for path, stages in left.items() if {OURS, THEIRS} <= stages.keys()]
    for path in left:
        if path in words:
            continue
        quoted = shlex.quote(path)
        yield (
            f"{names[path]} was {_how(left[path])}. Choose:"
            f"\n  git add {quoted}    keeps the contact, as the file is now"
            f"\n  git rm {quoted}    removes it"
        )
    if words:
        which = ", ".join(names[path] for path in words)
        yield (
            f"both sides changed the same words of {which}: settle them in the file"
            f" (git add it, to keep one side as it is), t{_THEN}"
        )
    else:
        yield f"T{_THEN}"


def _how(stages: Mapping[int, str]) -> str:
    if OURS in stages:
        return "changed here and removed there" if BASE in stages else "added here"
    if THEIRS in stages:
        return "removed here and changed there" if BASE in stages else "added there"
    return "removed here and there"


def _name(book: Book, path: str, stages: Mapping[int, str]) -> str:
    """Return who it is, in brackets, as far as a side tells."""
    if not contact_id(path):
        return ""
    raw = trees.contents(book.root, set(stages.values()))
    for text in raw.values():
        contact = contact_file.read_bytes(contact_id(path), text, book.settings).contact
        if contact is not None:
            return f" ({contact.name})"
    return ""
