"""A book that stays open: it is looked at again and again, and only what has changed is read."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping
from typing import NamedTuple

from followup_md.doors import intake
from followup_md.doors.book import SETTINGS, Book, Reading, open_book, open_kept
from followup_md.errors import Problem
from followup_md.model.contact import Contact
from followup_md.store import clock, files, stamps
from followup_md.store.stamps import Folder, Seen


class _File(NamedTuple):
    """What a contact file said."""

    contact: Contact | None
    problems: tuple[Problem, ...]


class _Listed(NamedTuple):
    """A folder as it was last seen, and what was read of it."""

    folder: Folder
    stamps: bytes
    files: dict[str, _File]  # by name


class Live:
    """A book in memory. Not for two threads at once.

    A contact whose file says what it said is the very same object as before, so that whoever keeps
    what was made of a contact may ask with `is`. After a change of followup.yml all of them are
    new.
    """

    def __init__(self, book: Book) -> None:
        self.book = book  # as of the last look, with its settings
        self._settings: tuple[bytes | None] | None = None  # the text of followup.yml, once read
        self._folders: dict[str, _Listed] = {}  # by prefix
        self._paths: list[str] = []
        self._twins: list[Problem] = []
        self._reading: Reading | None = None

    def look(self) -> Reading:
        """Return what `Book.read` would; the very same where nothing has changed.

        Raises UsageError while followup.yml is broken; the next look tries it again.
        """
        self._reopen()
        # The stamps come first: what changes after them is seen by the next look.
        before = {prefix: listed.folder for prefix, listed in self._folders.items()}
        known = stamps.Known(before, lambda prefix: self._folders[prefix].stamps, clock.now)
        seen = list(stamps.look(os.fspath(self.book.root), known))
        same = len(seen) == len(before) and all(one.same for one in seen)
        if self._reading is None or not same:
            kept = self._kept()
            self._folders = {one.prefix: self._listed(one, kept) for one in seen}
            self._reading = self._joined()
            gc.freeze()  # or the collector walks ten thousand contacts again and again
        return self._reading

    def _reopen(self) -> None:
        """Open the book anew where its followup.yml says something else."""
        try:
            text = files.read_bytes(self.book.root / SETTINGS)
        except FileNotFoundError:
            text = None
        if self._settings != (text,):
            root, tell = self.book.root, self.book.tell
            self.book = open_book(root) if self.book.memory is None else open_kept(root, tell)
            self._settings = (text,)
            self._folders = {}
            self._reading = None

    def _kept(self) -> Mapping[str, Contact]:
        """Return, for the first look, what is kept of the book: it is read after the stamps."""
        if self._folders or self.book.memory is None:
            return {}
        return {contact.id: contact for contact in self.book.reading().contacts}

    def _listed(self, seen: Seen, kept: Mapping[str, Contact]) -> _Listed:
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
            if id_ in kept:
                found[name] = _File(kept[id_], ())
                continue
            read = intake.read(os.fspath(self.book.root), id_, self.book.settings)
            if read is None or read[1]:
                failed.add(place)
            if read is not None:
                file = _File(read[0].contact, read[0].problems)
                found[name] = before[name] if before.get(name) == file else file
        if failed:  # gone since it was listed, or not to be read: tried again at every look
            folder = seen.folder._replace(digest=-1)
            return _Listed(folder, stamps.without(seen.stamps, failed), found)
        return _Listed(seen.folder, seen.stamps, found)

    def _joined(self) -> Reading:
        paths: list[str] = []
        contacts: list[Contact] = []
        problems: list[Problem] = []
        bad: set[str] = set()
        for prefix, listed in self._folders.items():
            for name, file in listed.files.items():
                path = f"{files.CONTACTS}/{prefix}{name}"
                paths.append(path)
                problems += file.problems
                if file.contact is None:
                    bad.add(path)
                else:
                    contacts.append(file.contact)
            problems += intake.not_read(listed.folder.skipped, listed.folder.unlisted)
            bad.update(path for path, _ in listed.folder.unlisted)
        if paths != self._paths:
            self._paths, self._twins = paths, intake.twins(paths)
        bad.update(problem.path for problem in self._twins)
        if self._twins:
            contacts = [contact for contact in contacts if contact.path not in bad]
        contacts.sort(key=_by_id)
        problems = sorted([*problems, *self._twins], key=intake.by_place)
        return Reading(tuple(contacts), tuple(problems), tuple(sorted(bad)))


def _by_id(contact: Contact) -> str:
    return contact.id
