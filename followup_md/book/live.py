"""A book that stays open: it is looked at again and again, and only what has changed is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from followup_md.book import reader
from followup_md.book.book import Book, Reading, open_book, open_cached, settings_bytes
from followup_md.cache import clock, fingerprints
from followup_md.cache.fingerprints import Folder, Seen
from followup_md.errors import Problem
from followup_md.model.contact import Contact
from followup_md.storage import files


class _File(NamedTuple):
    """What a contact file said."""

    contact: Contact | None
    problems: tuple[Problem, ...]


class _Listed(NamedTuple):
    """A folder as it was last seen, and what was read of it."""

    folder: Folder
    stamps: bytes
    files: dict[str, _File]  # by name
    reading: Reading  # of this folder alone, not sorted


class WatchedBook:
    """A book in memory, which it takes over from who opened it. Not for two threads at once.

    A contact whose file says what it said is the very same object as before, so that whoever keeps
    what was made of a contact may ask with `is`. After a change of followup.yml all of them are
    new.
    """

    def __init__(self, book: Book) -> None:
        self.book = book  # as of the last look, with its settings
        self._settings: tuple[bytes | None] | None = None  # the text of followup.yml, once read
        self._folders: dict[str, _Listed] = {}  # by prefix
        self._names: dict[str, list[str]] = {}
        self._twins: list[Problem] = []
        self._reading: Reading | None = None

    def refresh(self) -> Reading:
        """Return what `Book.read` would; the very same where nothing has changed.

        Raises UsageError while followup.yml is broken; the next look tries it again.
        """
        self._reopen()
        # The stamps come first: what changes after them is seen by the next look.
        before = {prefix: listed.folder for prefix, listed in self._folders.items()}
        known = fingerprints.Known(before, lambda prefix: self._folders[prefix].stamps, clock.now)
        seen = list(fingerprints.look(self.book.folder, known))
        same = len(seen) == len(before) and all(one.same for one in seen)
        if self._reading is None or not same:
            whole = self._whole()
            self._folders = {one.prefix: self._listed(one, whole) for one in seen}
            self._reading = self._joined()
        return self._reading

    def _reopen(self) -> None:
        """Open the book anew where its followup.yml says something else."""
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
            old.cache.database.close()  # nothing else lets go of the file

    def _whole(self) -> Mapping[str, Contact]:
        """Return, for the first look, the contacts by id: they are read after the stamps."""
        if self._folders:
            return {}
        return {contact.id: contact for contact in self.book.read_cached().contacts}

    def _listed(self, seen: Seen, whole: Mapping[str, Contact]) -> _Listed:
        old = self._folders.get(seen.prefix)
        if old is not None and seen.same:
            return old
        before = old.files if old is not None else {}
        stale = set(seen.stale)
        found: dict[str, _File] = {}
        failed = set()
        for place, name in enumerate(seen.folder.names):
            if place not in stale and name in before:
                found[name] = before[name]
                continue
            id_ = f"{seen.prefix}{name[:-3]}"
            if id_ in whole:
                found[name] = _File(whole[id_], ())
                continue
            read = reader.read(self.book.folder, id_, self.book.settings)
            if read is None or read[1]:
                failed.add(place)
            if read is not None:
                file = _File(read[0].contact, read[0].problems)
                found[name] = before[name] if before.get(name) == file else file
        folder, marks = seen.folder, seen.stamps
        if failed:  # gone since it was listed, or not to be read: tried again at every look
            folder, marks = folder._replace(digest=-1), fingerprints.without(marks, failed)
        return _Listed(folder, marks, found, _read(seen.prefix, folder, found))

    def _joined(self) -> Reading:
        every = [listed.reading for listed in self._folders.values()]
        contacts = [contact for reading in every for contact in reading.contacts]
        problems = [problem for reading in every for problem in reading.problems]
        unread = {path for reading in every for path in reading.unread}
        twins = self._find_twins()
        if twins:
            unread.update(problem.path for problem in twins)
            contacts = [contact for contact in contacts if contact.path not in unread]
        contacts.sort(key=_by_id)
        problems = sorted([*problems, *twins], key=reader.by_place)
        return Reading(tuple(contacts), tuple(problems), tuple(sorted(unread)))

    def _find_twins(self) -> list[Problem]:
        names = {prefix: [*listed.files] for prefix, listed in self._folders.items()}
        if names != self._names:
            self._names = names
            paths = [_path(prefix, name) for prefix in names for name in names[prefix]]
            self._twins = reader.path_collisions(paths)
        return self._twins


def _read(prefix: str, folder: Folder, found: Mapping[str, _File]) -> Reading:
    contacts = [file.contact for file in found.values() if file.contact is not None]
    problems = [problem for file in found.values() for problem in file.problems]
    problems += reader.unread_problems(folder.skipped, folder.unlisted)
    unread = [_path(prefix, name) for name, file in found.items() if file.contact is None]
    unread += [path for path, _ in folder.unlisted]
    return Reading(tuple(contacts), tuple(problems), tuple(unread))


def _path(prefix: str, name: str) -> str:
    return f"{files.CONTACTS}/{prefix}{name}"


def _by_id(contact: Contact) -> str:
    return contact.id
