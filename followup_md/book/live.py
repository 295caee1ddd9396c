"""A book that stays open: each look at it reads only the files that have changed."""

from __future__ import annotations

from collections.abc import Mapping

from followup_md.book import reader
from followup_md.book.book import Book, open_book, open_cached, settings_bytes
from followup_md.book.reader import Reading
from followup_md.cache import fingerprints
from followup_md.cache.fingerprints import Folder, Seen
from followup_md.errors import Problem
from followup_md.model.contact import Contact, path_of
from followup_md.storage.checkout import Checkout
from followup_md.typed import NamedTuple


class _File(NamedTuple):
    """What was read of a contact file."""

    contact: Contact | None
    problems: tuple[Problem, ...]


class _WatchedFolder(NamedTuple):
    """A folder as it was last seen, and what was read of it."""

    folder: Folder
    stamps: bytes
    files: dict[str, _File]  # by id


class WatchedBook:
    """A book in memory, which takes over an open one. Not for two threads at once.

    A contact that has not changed is the same object as before, so that what was computed from it
    can be looked up with `is`. A change of followup.yml makes all contacts new.
    """

    def __init__(self, book: Book) -> None:
        self.book = book  # as of the last look, with its settings
        self._settings: tuple[bytes | None] | None = None  # the content of followup.yml, once read
        self._folders: dict[str, _WatchedFolder] = {}  # by prefix
        self._ids: list[str] = []
        self._collisions: list[Problem] = []
        self._reading: Reading | None = None

    def refresh(self) -> Reading:
        """Return what `Book.read` does; the same object if nothing has changed.

        Raises UsageError while followup.yml is broken; the next call tries it again.
        """
        self._reopen()
        checkout = Checkout(self.book.folder, fingerprints.clock)
        while not self._look() and checkout.has_interfered():
            pass
        assert self._reading is not None  # after the first look
        return self._reading

    def _look(self) -> bool:
        """Read what has changed; return whether nothing has."""
        # The stamps come first: what changes after them is seen next time.
        before = {prefix: watched.folder for prefix, watched in self._folders.items()}
        known = fingerprints.Known(
            before, lambda prefix: self._folders[prefix].stamps, fingerprints.clock
        )
        seen = list(fingerprints.look(self.book.folder, known))
        same = len(seen) == len(before) and all(one.same for one in seen)
        if self._reading is not None and same:
            return True
        whole = self._whole()
        self._folders = {one.prefix: self._watched(one, whole) for one in seen}
        self._reading = self._joined()
        return False

    def _reopen(self) -> None:
        """Open the book again if its followup.yml has changed."""
        text = settings_bytes(self.book.folder)
        if self._settings == (text,):
            return
        old = self.book
        self.book = (
            open_book(old.folder) if old.cache is None else open_cached(old.folder, old.progress)
        )
        self._settings = (text,)
        self._folders = {}
        self._reading = None
        if old.cache is not None:
            old.cache.database.close()  # nothing else does

    def _whole(self) -> Mapping[str, Contact]:
        """Return, the first time, the contacts by id: they are read after the stamps."""
        if self._folders:
            return {}
        return {contact.id: contact for contact in self.book.read_cached().contacts}

    def _watched(self, seen: Seen, whole: Mapping[str, Contact]) -> _WatchedFolder:
        old = self._folders.get(seen.prefix)
        if old is not None and seen.same:
            return old
        before = old.files if old is not None else {}
        stale = set(seen.stale)
        found: dict[str, _File] = {}
        failed = set()
        for place, name in enumerate(seen.folder.names):
            id_ = f"{seen.prefix}{name[:-3]}"
            if place not in stale and id_ in before:
                found[id_] = before[id_]
                continue
            if id_ in whole:
                found[id_] = _File(whole[id_], ())
                continue
            read = reader.read(self.book.folder, id_, self.book.settings)
            if read is None or read.failed:
                failed.add(place)
            if read is not None:
                file = _File(read.file.contact, read.file.problems)
                found[id_] = before[id_] if before.get(id_) == file else file
        folder, stamps = seen.folder, seen.stamps
        if failed:  # gone since it was listed, or unreadable: tried again each time
            folder, stamps = folder._replace(digests=()), fingerprints.without(stamps, failed)
        return _WatchedFolder(folder, stamps, found)

    def _joined(self) -> Reading:
        folders = [watched.folder for watched in self._folders.values()]
        every = {
            id_: file for watched in self._folders.values() for id_, file in watched.files.items()
        }
        ids = list(every)
        if ids != self._ids:
            self._ids = ids
            self._collisions = reader.path_collisions(map(path_of, ids))
        found = reader.collect(
            [problem for file in every.values() for problem in file.problems],
            [path_of(id_) for id_, file in every.items() if file.contact is None],
            [entry for folder in folders for entry in folder.skipped],
            [entry for folder in folders for entry in folder.unlisted],
            self._collisions,
        )
        contacts = [every[id_].contact for id_ in sorted(every)]
        bad = set(found.unreadable)
        readable = [c for c in contacts if c is not None and not (bad and c.path in bad)]
        return Reading(tuple(readable), *found)
