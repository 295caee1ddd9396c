"""A merge that was cut off: Git was killed, or failed, while it was writing files.

Git removes a file before it writes the new one, and what tells of the merge comes last. So some
contacts are gone, empty, half or merged, as if a person had made them so. A note in Git's folder
tells while `sync` lets Git merge; what such a merge has left is put back as last committed, and
merged again. Of a plain `git pull` there is no note: only what nobody types is put back then.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from followup_md.book import file_merge, fork, moves
from followup_md.book.book import Book
from followup_md.git import command as git
from followup_md.git import index, remote, trees
from followup_md.git import merge as merging
from followup_md.model.contact import CONTACTS
from followup_md.storage import checkout, disk, files, litter
from followup_md.typed import NamedTuple

_NAMED = 5  # paths in one message
_BY_GIT = ".merge_file_*"  # what Git hands to a merge driver, at the top of the working tree
_BY_DRIVER = f"{files.TEMPORARY}*.tmp"  # and what the driver writes beside it


class CutOff(NamedTuple):
    """A merge that has not come to its end."""

    tip: str  # the commit that it was to bring in
    since: int  # when it began, in ns of the file system
    ours: bool  # whether it was made for `sync`
    dirty: frozenset[str] = frozenset()  # paths from the top that were changed before


@contextmanager
def noted(book: Book, tip: str, dirty: Iterable[str]) -> Iterator[None]:
    """Keep a note while Git merges a commit, and put back what it leaves if it fails.

    `dirty`: what is not as last committed. After an exception the note stays, and `mend` does that.
    Requires the book's lock.
    """
    note = _note(book.root)
    note.unlink(missing_ok=True)
    files.replace(note, os.fsencode("\0".join((tip, *dirty))), None)
    yield
    found = _ours(book.root)
    if found and not merging.incoming(book.root):
        _put_back(_Left(book, found))
    _forget(note)


def is_noted(root: Path) -> bool:
    """Whether a merge for `sync` is being made, or was cut off."""
    return _note(root).exists()


def mend(book: Book) -> tuple[str, ...]:
    """Put back what a merge that was cut off has left; return it in words.

    Requires the book's lock, and that no Git is at work.
    """
    root, words = book.root, list[str]()
    found = _ours(root)
    if not found and not merging.incoming(root):
        found = _plain(root)
    if found:
        left = _Left(book, found)
        paths = _put_back(left)
        if paths:
            words.append(_words(paths, found))
        if found.ours:
            merging.forget(root)
            left.remove_litter()
    words += _clean(Path(git.top(root)), found.since if found else None)
    _forget(_note(root))
    return tuple(words)


def _words(paths: Sequence[str], cut: CutOff) -> str:
    named = ", ".join(paths[:_NAMED]) + (" and more" if paths[_NAMED:] else "")
    if cut.ours:
        return f"a merge was cut off here and is made again; put back as last committed: {named}"
    return (
        f"a merge was cut off here; put back as last committed: {named}"
        " (to remove a contact, git rm it)"
    )


def _note(root: Path) -> Path:
    # It holds the commit that is merged, and what was changed before.
    return git.own_folder(root) / checkout.NOTE


def _forget(note: Path) -> None:
    with suppress(OSError):  # the merge is in HEAD, or made again: the next run sees that
        note.unlink(missing_ok=True)


def _ours(root: Path) -> CutOff | None:
    """Return the merge of which the note tells, unless it was made after all."""
    note = _note(root)
    try:
        tip, *dirty = os.fsdecode(files.read_bytes(note, limit=None)).split("\0")
        since = note.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    if not trees.is_commit(root, tip) or trees.is_ancestor(root, tip, git.head(root)):
        return None
    if merging.incoming(root) not in ("", tip):  # a person has gone on with something else
        return None
    return CutOff(tip, since, True, frozenset(dirty))


def _plain(root: Path) -> CutOff | None:
    """Return the merge of the upstream that somebody seems to have begun from HEAD.

    Git notes in ORIG_HEAD where it begins; also of a merge that was refused or aborted.
    """
    head, tip = git.head(root), remote.tip(root)
    if not head or merging.began_from(root) != head or not tip:
        return None
    if trees.is_ancestor(root, tip, head):
        return None
    with suppress(OSError):
        return CutOff(tip, (git.own_folder(root) / merging.BEGAN).stat().st_mtime_ns, ours=False)
    return None


def _put_back(left: _Left) -> list[str]:
    """Make files and index what HEAD has, as far as Git has changed them for the merge.

    Returns the paths, relative to the book.
    """
    back = [path for path in left.paths if left.is_of_merge(path)]
    known = [path for path in back if path in left.last]
    index.catch_up(left.top, [path for path in left.paths if left.is_staged(path, path in back)])
    index.restore(left.top, known)
    for path in {*back} - {*known}:
        disk.remove_with_folder(left.top / path)
    return sorted(os.path.relpath(left.top / path, left.book.root) for path in back)


class _Left:
    """What a merge that was cut off has left; paths are relative to the top."""

    def __init__(self, book: Book, cut: CutOff) -> None:
        self.book, self._cut = book, cut
        self.top = Path(git.top(book.root))
        self._inside = git.inside(book.root)
        base = fork.tree(book, "HEAD", cut.tip)
        self._base = trees.files(self.top, base) if base else {}
        self.last = trees.files(self.top, "HEAD")
        self.theirs = _changed(self._base, trees.files(self.top, cut.tip))
        ours = _changed(self._base, self.last) if base else {}
        # Where we have moved a file, Git writes into that what they have changed.
        added = ours.keys() - self._base.keys()
        self.paths = sorted((self.theirs.keys() | added) - cut.dirty)
        self._index = index.ids(self.top)
        self._ids = index.file_ids(self.top, [p for p in self.paths if self._is_touched(p)])
        self._moves = {
            f"{self._inside}{move.path}": move
            for move in (moves.plan(book, cut.tip).moves if cut.ours else ())
            if move.ours.path and move.theirs.path
        }

    def remove_litter(self) -> None:
        """Remove temporary files of contacts that were being brought together in one file."""
        for path, move in self._moves.items():
            texts = (*moves.versions(self.book, move), moves.merge(self.book, move).content)
            litter.remove_litter((self.top / path).parent, texts)

    def is_staged(self, path: str, of_merge: bool) -> bool:
        """Whether Git has staged something for the merge; `of_merge`: so it is with the file."""
        if not self._cut.ours or self._index.get(path) == self.last.get(path):
            return False
        return of_merge or path in self.theirs or self._index.get(path) == index.CONFLICT

    def is_of_merge(self, path: str) -> bool:
        """Whether a file is not as last committed, and Git has made it so.

        That Git has the content proves nothing: it keeps what was changed before a merge, too.
        """
        id_ = self._ids.get(path)
        if id_ is None:
            return self._is_gone(path)
        if id_ == self.last.get(path):
            return False
        if id_ == self.theirs.get(path) and (self._cut.ours or not self._is_ours(path)):
            return True
        text = files.read_bytes(self.top / path, limit=None)
        made = [each for each in self._made(path) if each.startswith(text)]
        return bool(made) and (self._cut.ours or text not in made)

    def _is_gone(self, path: str) -> bool:
        if path not in self.last or os.path.lexists(self.top / path):
            return False
        return self._cut.ours or (path in self.theirs and path in self._index)

    def _is_ours(self, path: str) -> bool:
        return self.last.get(path) != self._base.get(path)

    def _is_contact(self, path: str) -> bool:
        return path.startswith(f"{self._inside}{CONTACTS}/")

    def _is_touched(self, path: str) -> bool:
        try:
            status = os.lstat(self.top / path)
        except OSError:
            return False
        return stat.S_ISREG(status.st_mode) and status.st_mtime_ns >= self._cut.since

    def _made(self, path: str) -> Iterator[bytes]:
        """Yield what may have been written into a file."""
        if path in self._moves:
            yield moves.merge(self.book, self._moves[path]).content
        theirs = self.theirs.get(path)
        if not theirs:
            return
        three = (self._base.get(path, ""), self.last.get(path, ""), theirs)
        raw = trees.contents(self.top, {id_ for id_ in three if id_})
        yield raw[theirs]
        if three[1]:
            base, ours, other = (raw.get(id_, b"") for id_ in three)
            if self._is_contact(path):
                yield file_merge.merge((base, ours, other), self.book.settings).content
            names = ("HEAD", merging.UPSTREAM)
            yield merging.merge_file((base, ours, other), file_merge.MARKER, names)[0]


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return the ids of the contents of files that differ, "" where there is none any more."""
    differing = dict(before.items() ^ after.items())
    return {path: after.get(path, "") for path in differing}


def _clean(top: Path, since: int | None) -> Iterator[str]:
    """Remove temporary files of a Git that was killed; yield a note for each that is nobody's.

    Those of a merge that began at `since` are made again.
    """
    left = [path for path in top.glob(_BY_GIT) if path.is_file() and not path.is_symlink()]
    if since is not None:
        left += top.glob(_BY_DRIVER)
    ids = index.file_ids(top, [path.name for path in left])
    known = trees.known(top, set(ids.values()))
    for path in left:
        with suppress(OSError):  # the next run tries again
            status = path.stat()
            again = since is not None and status.st_mtime_ns >= since
            if again or not status.st_size or ids.get(path.name) in known:
                path.unlink()
            else:
                yield f"{path} was left by a Git that was killed: look into it, then delete it"
