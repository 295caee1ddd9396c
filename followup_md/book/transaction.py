"""Writing contacts and the inbox: all or none, under the book's lock, on record for `undo`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from followup_md.book import all_or_none, one_file, own_files
from followup_md.book.book import Book
from followup_md.book.one_file import TextEdit
from followup_md.errors import FollowupError, MachineError
from followup_md.git import command as git
from followup_md.git import commit as commits
from followup_md.model.contact import CONTACTS
from followup_md.policy.phrases import first_of
from followup_md.storage import litter, lock, undo_log
from followup_md.storage.undo_log import Change, Record, path_in_book
from followup_md.typed import NamedTuple

_WRITTEN = "was written already: followup undo takes that back"
_ALL_BACK = "all is taken back: the same again finishes it"
_ALL_WRITTEN = "all is written: the same again finishes it, followup undo takes it back"
_NOTHING = "nothing was written"
_TAKEN_BACK = "was taken back already: followup undo again takes back the rest"


class Saved(NamedTuple):
    """What was written."""

    changes: tuple[Change, ...]  # () if the edits change nothing
    commit: str = ""  # the id of the commit, if one was made
    notes: tuple[str, ...] = ()  # for the user: "not committed, because …", litter left alone


class Transaction(NamedTuple):
    """A book whose lock is held."""

    book: Book
    undo_file: Path
    last: Record | None  # the last change that the tool made here
    notes: tuple[str, ...] = ()  # on what killed runs have left

    def write(
        self,
        changes: tuple[Change, ...],
        what: str,
        commit: bool | None,
        edits: Mapping[str, TextEdit],
    ) -> Saved:
        """Write the changes, commit them if wanted, and keep them for `undo`.

        `edits` makes a change again, by id, if its file has changed meanwhile; other such files are
        refused. An edit may have changed nothing: if an earlier run has written it, but not
        committed, that is done now.
        """
        wanted = self.book.settings.commit if commit is None else commit
        same = edits.keys() - {change.id for change in changes}
        earlier = self._written_earlier(changes, what, same)
        notes = [*self.notes, *self._other_litter(changes)]
        if wanted:
            notes += self._uncommitted(same - {change.id for change in earlier})
        if changes:
            # The record comes first: a run that is killed half-way can be taken back, and what its
            # temporary files hold is known.
            record = self._record(what, changes, earlier)
            self._put_on_record(record)
            changes = self._write_all(changes, edits, record.folders)
            now = {change.id: change for change in changes}
            done = record._replace(changes=tuple(now.get(c.id, c) for c in record.changes))
        elif earlier and wanted and self.last is not None:
            record = done = self.last
        else:
            return Saved((), notes=tuple(notes))
        with _interrupted(_ALL_WRITTEN):
            made = self._commit((*earlier, *changes), what, notes) if wanted else None
            if made is not None and made.commit and not changes:
                notes.append(f"committed what an earlier run has written: {_paths(earlier)}")
            self._close(done, made, notes, record)
        return Saved(changes, made.commit if made else "", tuple(notes))

    def begun(self, what: str) -> dict[str, Change]:
        """Return what the last run was to do, by id, if it is of this kind and not committed."""
        last = self._unfinished(what)
        return {change.id: change for change in last.changes} if last is not None else {}

    def take_back(self, record: Record, what: str) -> Saved:
        """Take back a change, or what a killed run has left of it, and keep that for `undo`.

        Each of its files must hold what was written, or what was there before.
        """
        notes = [*self.notes]
        back = tuple(change.reversed for change in record.changes)
        left = tuple(c for c in back if one_file.read(self.book, c.id) != c.after)
        folders = tuple(sorted({*record.folders, *self._own_folders(left)}))
        if not record.undoing:
            # Until all is done this is on record: the files do not tell which way they go.
            self._put_on_record(record._replace(undoing=True))
        self._write_all(left, {}, folders, _TAKEN_BACK)
        with _interrupted(_ALL_BACK):
            made = self._commit(back, what, notes) if record.commit else None
            if not (record.undoing and made is not None and made.reason):
                self._close(Record(what, back, folders=folders), made, notes)
        return Saved(back, made.commit if made else "", tuple(notes))

    def keep(self, change: Change, what: str, commit: bool | None) -> Saved:
        """Keep for `undo` what somebody else has written to a file, and commit it if wanted."""
        wanted = self.book.settings.commit if commit is None else commit
        notes = [*self.notes]
        if change.before == change.after:
            notes += self._uncommitted({change.id}) if wanted else ()
            return Saved((), notes=tuple(notes))
        record = Record(what, (change,))
        undo_log.write(self.undo_file, record)
        made = self._commit((change,), what, notes) if wanted else None
        self._close(record, made, notes, record)
        return Saved((change,), made.commit if made else "", tuple(notes))

    def _unfinished(self, what: str) -> Record | None:
        """Return the last change if it is of this kind, and not committed."""
        last = self.last
        if last is None or last.undoing or last.commit or last.what != what:
            return None
        return last

    def _written_earlier(
        self, changes: Iterable[Change], what: str, same: Collection[str]
    ) -> tuple[Change, ...]:
        """Return what the last run has written and not committed, if it was to do the same."""
        last = self._unfinished(what)
        if last is None or not set(changes) <= set(last.changes):
            return ()  # it did all that it was to do, and this is something else
        return tuple(
            change
            for change in last.changes
            if change.id in same and one_file.read(self.book, change.id) == change.after
        )

    def _record(self, what: str, changes: Sequence[Change], earlier: Sequence[Change]) -> Record:
        folders = self._own_folders((*earlier, *changes))
        if earlier and self.last is not None:  # in the order of the run that was killed
            whole = {*earlier, *changes}
            changes = [change for change in self.last.changes if change in whole]
        return Record(what, tuple(changes), folders=folders)

    def _uncommitted(self, ids: Iterable[str]) -> Iterator[str]:
        """Yield a note for each file that is not written now, and not committed either."""
        for path in sorted(map(path_in_book, ids)):
            with suppress(MachineError):  # no repository: there is nothing to commit
                if commits.is_changed(self.book.root, path):
                    yield (
                        f"{path} is not committed: followup wrote nothing to it now;"
                        f" git add {path}, then git commit {path}"
                    )

    def _commit(self, changes: Sequence[Change], what: str, notes: list[str]) -> commits.Outcome:
        paths = [change.path for change in changes]
        inbox = [change.path for change in changes if not change.contact_id]
        if inbox:  # it may come and go by another way than Git
            left = commits.ignored(self.book.root, inbox)
            paths = [path for path in paths if path not in left]
        ids = [change.contact_id for change in changes if change.contact_id]
        self.book.progress("committing", 0, 0)
        made = commits.commit(self.book.root, paths, what, ids)
        self.book.progress("committing", 1, 1)
        if made.reason:
            notes.append(f"not committed, because {made.reason}")
        notes += filter(None, [made.note])
        return made

    def _close(
        self,
        record: Record,
        made: commits.Outcome | None,
        notes: list[str],
        known: Record | None = None,
    ) -> None:
        """Put on record what was done in the end, unless that is `known`."""
        try:
            if made is not None and made.commit:
                now = tuple(_as_committed(self.book, change) for change in record.changes)
                record = record._replace(changes=now, commit=made.commit)
            elif made is not None and not made.reason:  # a run that was killed has committed it
                record = record._replace(commit=git.head(self.book.root))
            if record != known:
                undo_log.write(self.undo_file, record)
        except FollowupError as error:  # the files are written all the same
            notes.append(f"undo may not know all of this, because {error}")

    def _other_litter(self, changes: Iterable[Change]) -> Iterator[str]:
        """Yield a note for each temporary file in a folder where the last change was not."""
        looked = self.last.changes if self.last else ()
        seen = {one_file.folder(self.book, change.id) for change in looked}
        for folder in {one_file.folder(self.book, change.id) for change in changes} - seen:
            yield from _remove_litter(folder, ())

    def _own_folders(self, changes: Iterable[Change]) -> tuple[str, ...]:
        """Return the folders that new files need and nothing else does, parents first.

        They are missing so far, or the last change made them, which may have been killed.
        """
        ids = (change.contact_id for change in changes if change.before is None)
        folders = {PurePosixPath(id_).parent for id_ in ids}
        above = {str(above) for folder in folders for above in (folder, *folder.parents)} - {"."}
        ours = self.last.folders if self.last else ()
        top = self.book.root / CONTACTS
        return tuple(sorted(f for f in above if f in ours or not (top / f).exists()))

    def _write_all(
        self,
        changes: Sequence[Change],
        edits: Mapping[str, TextEdit],
        folders: Sequence[str],
        words: str = _WRITTEN,  # about what can be neither finished nor put back
    ) -> tuple[Change, ...]:
        try:
            written = all_or_none.write(self.book, changes, edits, folders)
        except all_or_none.NotAllError as failed:
            cause, told = failed.cause, [f"{path} {words}" for path in failed.left]
            if told:
                undo_log.drop(self.undo_file)
            else:
                self._restore_record()
            if isinstance(cause, KeyboardInterrupt):
                raise KeyboardInterrupt("\n".join(told) or _NOTHING) from None
            raise (type(cause)("\n".join([str(cause), *told])) if told else cause) from None
        undo_log.drop(self.undo_file)
        return written

    def _put_on_record(self, record: Record) -> None:
        """Replace the record by that of a change which is to be made now."""
        undo_log.keep(self.undo_file)
        try:
            undo_log.write(self.undo_file, record)
        except (FollowupError, KeyboardInterrupt):
            self._restore_record()
            raise

    def _restore_record(self) -> None:
        with suppress(FollowupError, FileNotFoundError):  # the first error is the one to report
            undo_log.put_back(self.undo_file, self.last)


@contextmanager
def _interrupted(words: str) -> Iterator[None]:
    """Say what it means if the user interrupts what is within, where nobody has said it yet."""
    try:
        yield
    except KeyboardInterrupt as stopped:
        raise KeyboardInterrupt(*(stopped.args or (words,))) from None


@contextmanager
def begin(book: Book) -> Iterator[Transaction]:
    """Hold the book's lock, and remove what killed runs have left.

    RefusedError if another process has it for too long.
    """
    lock_file, undo_file = own_files.lock_and_undo_log(book)
    with _interrupted(_NOTHING), lock.acquire(lock_file):
        undo_log.remove_litter(undo_file)
        last = undo_log.read(undo_file)
        changes = last.changes if last else ()
        known = [text for change in changes for text in (change.before, change.after)]
        notes = [
            note
            for folder in sorted({one_file.folder(book, change.id) for change in changes})
            for note in _remove_litter(folder, known)
        ]
        yield Transaction(book, undo_file, last, tuple(notes))


def _remove_litter(folder: Path, known: Iterable[str | None]) -> Iterator[str]:
    """Remove what killed runs left, if its content is known; yield a note for the rest."""
    texts = [text.encode() for text in known if text is not None]
    for path in litter.remove_litter(folder, texts):
        yield f"{path} was left by a run that was killed: look into it, then delete it"


def _paths(changes: Iterable[Change]) -> str:
    return first_of([change.path for change in changes])


def _as_committed(book: Book, change: Change) -> Change:
    """Return the change with what a commit hook made of the file, if it did."""
    now = one_file.read(book, change.id)
    if now != change.after and commits.is_clean(book.root, [change.path]):
        return change._replace(after=now)
    return change
