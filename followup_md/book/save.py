"""The door for writing: edits proven first, files replaced under one lock, kept for `undo`."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from followup_md.book.book import Book
from followup_md.errors import FollowupError, MachineError, RefusedError, TextError
from followup_md.frontmatter import document
from followup_md.frontmatter.limits import MAX_FILE
from followup_md.git import command as git
from followup_md.git import commit as commits
from followup_md.storage import files, lock, undo_log
from followup_md.storage.undo_log import Change, Record

Edit = Callable[[str], str]  # the text of a contact's file -> the new text
_PAUSE = 0.02  # seconds
_ATTEMPTS = 5  # at writing a file that somebody else keeps changing


class Saved(NamedTuple):
    """What was written."""

    changes: tuple[Change, ...]  # () where the edits change nothing
    commit: str = ""  # the id of the commit, if one was made
    notes: tuple[str, ...] = ()  # for the user: "not committed, because …", litter left alone


def save(book: Book, edits: Mapping[str, Edit], what: str, commit: bool | None = None) -> Saved:
    """Make an edit in each of these contacts' files, all of them or none.

    Every edit is made and proven before the first file is written. `what` names the change in a
    commit ("log call"); `commit` is the book's `commit:` setting where it is None. RefusedError and
    MachineError: nothing was written, unless the message says so.
    """
    with locked(book) as state:
        changes = preview(book, edits)
        return _finish(book, state, changes, edits, what, commit)


def create(book: Book, id_: str, text: str, what: str = "add", commit: bool | None = None) -> Saved:
    """Write the file of a new contact; RefusedError where there is one."""
    if not files.is_contact_id(id_):
        raise RefusedError(f"{id_!r} cannot be the name of a contact file")
    with locked(book) as state:
        path = _path(book, id_)
        if path.is_symlink() or path.exists():
            raise RefusedError(f"{files.CONTACTS}/{id_}.md is there already")
        change = _fits(Change(id_, None, text))
        _make_folders(path.parent)
        return _finish(book, state, (change,), {}, what, commit)


def preview(book: Book, edits: Mapping[str, Edit]) -> tuple[Change, ...]:
    """Return what the edits would change; nothing is written."""
    changes = (_edited(book, id_, edit) for id_, edit in edits.items())
    return tuple(change for change in changes if change.before != change.after)


def undo(book: Book, dry_run: bool = False) -> tuple[str, Saved]:
    """Take back the last change; a second undo makes it again. Returns what was done, in words.

    RefusedError where a file no longer holds what was written.
    """
    with locked(book) as state:
        record = state.last
        if record is None:
            raise RefusedError("nothing to undo: no change of followup's is on record here")
        back = tuple(
            Change(change.id, change.after, change.before)
            for change in record.changes
            if not _is_undone(book, change)
        )
        if not back:
            raise RefusedError(f"nothing to undo: {record.what} is not in the files (any more)")
        what = f"undo {record.what}".removeprefix("undo undo ")
        if dry_run:
            return what, Saved(back)
        return what, _finish(book, state, back, {}, what, bool(record.commit))


def last(book: Book) -> Record | None:
    """Return the last change that the tool made here."""
    return undo_log.read(_places(book.root)[1])


def diff(changes: Sequence[Change]) -> str:
    """Return changes in the form of `diff -u`, for people and for `patch`."""
    lines: list[str] = []
    for change in changes:
        old = "/dev/null" if change.before is None else f"a/{change.path}"
        new = "/dev/null" if change.after is None else f"b/{change.path}"
        before, after = ((text or "").splitlines(True) for text in (change.before, change.after))
        for line in difflib.unified_diff(before, after, old, new):
            lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


class WriteState(NamedTuple):
    """What a writer finds when it has the lock."""

    journal: Path
    last: Record | None
    notes: list[str]


@contextmanager
def locked(book: Book) -> Iterator[WriteState]:
    """Hold the book's lock."""
    lock_file, journal_file = _places(book.root)
    with lock.acquire(lock_file):
        undo_log.remove_litter(journal_file)
        yield WriteState(journal_file, undo_log.read(journal_file), [])


def _places(root: Path) -> tuple[Path, Path]:
    """Return where the lock and the journal are: with Git's own files, else hidden in the book."""
    try:
        own = git.own_folder(root)
    except MachineError:  # no Git, or none that works here
        return root / ".followup.lock", root / f".{undo_log.NAME}"
    return own / "followup.lock", own / undo_log.NAME


def _path(book: Book, id_: str) -> Path:
    """Return a contact's file; RefusedError where a symbolic link leads to it."""
    path = files.contact_path(book.root, id_)
    top = book.root / files.CONTACTS
    for folder in path.parents:
        if folder == top:
            return path
        if folder.is_symlink():
            raise RefusedError(f"{files.CONTACTS}/{id_}.md lies behind a symbolic link")
    raise RefusedError(f"{id_!r} is no contact of this book")


def _make_folders(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineError(f"{folder}: {error.strerror}") from None


def _edited(book: Book, id_: str, edit: Edit) -> Change:
    before = _text(book, id_)
    if before is None:
        raise RefusedError(f"{files.CONTACTS}/{id_}.md is gone: nothing was written")
    return _fits(Change(id_, before, edit(before)))


def _fits(change: Change) -> Change:
    """Return the change, if a contact file can hold it."""
    try:
        size = len((change.after or "").encode())
    except UnicodeEncodeError:
        raise RefusedError("what you typed is not UTF-8: nothing was written") from None
    if size > MAX_FILE:
        raise RefusedError(f"{change.path} would be over 8 MiB: nothing was written")
    return change


def _text(book: Book, id_: str) -> str | None:
    try:
        return document.decode(files.read_bytes(_path(book, id_)))
    except FileNotFoundError:
        return None
    except TextError as error:
        raise RefusedError(f"{files.CONTACTS}/{id_}.md: {error.code} {error.message}") from None


def _is_undone(book: Book, change: Change) -> bool:
    now = _text(book, change.id)
    if now == change.before:
        return True
    if now != change.after:
        raise RefusedError(f"{change.path} was changed since: nothing was taken back")
    return False


def _finish(
    book: Book,
    state: WriteState,
    changes: tuple[Change, ...],
    edits: Mapping[str, Edit],
    what: str,
    commit: bool | None,
) -> Saved:
    """Write what was proven, commit it if wanted, and keep it for `undo`."""
    state.notes.extend(_clean(book, state.last, changes))
    if not changes:
        return Saved((), notes=tuple(state.notes))
    proven, changes = changes, _write_all(book, state, changes, edits, what)
    made = commits.Outcome()
    if book.settings.commit if commit is None else commit:
        ids = [change.id for change in changes]
        made = commits.commit(book.root, [change.path for change in changes], what, ids)
    if made.reason:
        state.notes.append(f"not committed, because {made.reason}")
    if made.commit or changes != proven:
        try:
            kept = tuple(_as_committed(book, change) for change in changes)
            undo_log.write(state.journal, Record(what, kept, made.commit))
        except FollowupError as error:  # what was written is written
            state.notes.append(f"undo may not know all of this, because {error}")
    return Saved(changes, made.commit, tuple(state.notes))


def _as_committed(book: Book, change: Change) -> Change:
    """Return the change with what a commit hook made of the file, if it did."""
    now = _text(book, change.id)
    if now != change.after and commits.is_clean(book.root, [change.path]):
        return change._replace(after=now)
    return change


def _write_all(
    book: Book,
    state: WriteState,
    changes: tuple[Change, ...],
    edits: Mapping[str, Edit],
    what: str,
) -> tuple[Change, ...]:
    # The record comes first: a run that is killed half-way can be taken back, and what its
    # temporary files hold is known.
    undo_log.write(state.journal, Record(what, changes))
    done = list(changes)
    try:
        for at, change in enumerate(changes):
            done[at] = _write(book, change, edits.get(change.id))
    except FollowupError as error:
        left = _take_back(book, done)
        if left:
            raise type(error)("\n".join([str(error), *left])) from None
        _restore(state)
        raise
    return tuple(done)


def _take_back(book: Book, changes: Sequence[Change]) -> list[str]:
    """Put back what was written before an error; return what has to be said of the rest."""
    left = []
    for change in changes:
        try:
            if _text(book, change.id) == change.after:
                _put(book, Change(change.id, change.after, change.before))
        except (files.ChangedUnderneathError, FollowupError):
            if _text(book, change.id) != change.before:
                left.append(f"{change.path} was written already: followup undo")
    return left


def _restore(state: WriteState) -> None:
    if state.last is not None:
        undo_log.write(state.journal, state.last)


def _write(book: Book, change: Change, edit: Edit | None) -> Change:
    """Write one file; where somebody changed it since, make the edit again on the new text."""
    for _ in range(_ATTEMPTS):
        try:
            _put(book, change)
        except files.ChangedUnderneathError:
            if edit is None:
                raise RefusedError(f"{change.path} was changed meanwhile") from None
            time.sleep(_PAUSE)  # half of an editor's save cannot be read
            change = _edited(book, change.id, edit)
        else:
            return change
    typed = set((change.after or "").splitlines()) - set((change.before or "").splitlines())
    raise RefusedError(
        "\n".join([f"{change.path} keeps changing. What should have gone in:", *sorted(typed)])
    )


def _put(book: Book, change: Change) -> None:
    path = _path(book, change.id)
    before = None if change.before is None else change.before.encode()
    if change.after is not None:
        files.replace(path, change.after.encode(), before)
    elif before is not None:
        files.remove(path, before)


def _clean(book: Book, known: Record | None, changes: Sequence[Change]) -> Iterator[str]:
    """Remove what killed runs left, where the journal knows it; yield a note for the rest."""
    changes = (*(known.changes if known else ()), *changes)
    pairs = ((change.before, change.after) for change in changes)
    texts = [text.encode() for pair in pairs for text in pair if text is not None]
    for folder in {files.contact_path(book.root, change.id).parent for change in changes}:
        for path in files.remove_litter(folder, texts):
            yield f"{path} was left by a run that was killed: look into it, then delete it"
