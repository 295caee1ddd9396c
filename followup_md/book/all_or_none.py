"""Writing many files: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from followup_md.book import one_file
from followup_md.book.book import Book
from followup_md.book.one_file import TextEdit
from followup_md.errors import FollowupError
from followup_md.model.progress import counted, silent
from followup_md.storage import files
from followup_md.storage.undo_log import Change

HALF = "half is written: the same again writes the rest, followup undo takes it back"


class NotAllError(Exception):
    """Something failed, or the user has interrupted it; `left`: paths that stay as written."""

    def __init__(self, cause: FollowupError | KeyboardInterrupt, left: Sequence[str]) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.left = left


def write(
    book: Book, changes: Sequence[Change], edits: Mapping[str, TextEdit], folders: Sequence[str]
) -> tuple[Change, ...]:
    """Write the changes; return what they were in the end: `edits` make one again, by id.

    `folders`: see Record. Raises NotAllError.
    """
    written, staged = list[Change](), dict[str, files.Staged]()
    what = f"writing {len(changes):,} files"
    progress = book.progress if len(changes) > 1 else silent
    try:
        # Whether there is space for all shows before the first is in its place.
        for start in range(0, len(changes), files.AT_ONCE):
            progress(what, start, len(changes))
            _stage(book, changes[start : start + files.AT_ONCE], staged)
        for change in counted(changes, len(changes), progress, "putting them in their places"):
            written.append(change)
            make, ready = edits.get(change.id), staged.get(change.id)
            written[-1] = one_file.write(book, change, make, ready)
        one_file.flush_folders(book, written, folders)
    except (FollowupError, KeyboardInterrupt) as error:
        _discard(staged)  # first: their folders may have to go, too
        try:
            left = one_file.take_back(book, written, folders)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(HALF) from None
        raise NotAllError(error, left) from None
    except BaseException:
        _discard(staged)
        raise
    return tuple(written)


def _stage(book: Book, changes: Sequence[Change], staged: dict[str, files.Staged]) -> None:
    for change in changes:
        with suppress(files.ChangedUnderneathError):  # it is edited again in its turn
            if (each := one_file.stage(book, change)) is not None:
                staged[change.id] = each
    files.flush_staged([staged[change.id] for change in changes if change.id in staged])


def _discard(staged: dict[str, files.Staged]) -> None:
    while staged:
        files.discard(staged.popitem()[1])
