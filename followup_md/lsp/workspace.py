"""The files that are open in an editor, and the books that they belong to."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from followup_md.errors import MachineError, Problem, TextError
from followup_md.frontmatter import document
from followup_md.lsp import diagnostics, uris
from followup_md.lsp.abilities import Abilities
from followup_md.lsp.book_keeper import BookKeeper
from followup_md.lsp.known_book import KnownBook
from followup_md.lsp.open_file import OpenFile, undecodable
from followup_md.lsp.positions import Places
from followup_md.model.contact import path_of
from followup_md.policy.workdays import Calendar
from followup_md.storage import files
from followup_md.storage.locate import SETTINGS

# Seconds between looks that nobody asked for: where the editor tells of changes, and elsewhere.
_SELDOM, _OFTEN = 15.0, 2.0


class Opened(NamedTuple):
    """A file that is open: a contact, or followup.yml (`id` is "")."""

    uri: str
    version: int | None
    text: str
    keeper: BookKeeper
    id: str
    disk: Problem | None = None


class Workspace:
    """What is open in one editor; `changed` is called, in another thread, when a book is new."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        on: date | None,
        cache: bool,
        changed: Callable[[BookKeeper], None],
    ) -> None:
        self.encoding = "utf-16"
        self.able = Abilities()
        self._clock = clock
        self._on = on
        self._cache = cache
        self._changed = changed
        self._opened: dict[str, Opened] = {}  # by URI
        self._files: dict[str, OpenFile] = {}  # by URI, as far as they were read
        self._keepers: dict[str, BookKeeper] = {}  # by folder
        self._looked: dict[str, float] = {}

    def open(self, uri: str, version: int | None, text: str) -> Opened | None:
        """Take a file as it is in the editor; return None if it is none of a book."""
        self._files.pop(uri, None)
        path = uris.path_in(uri)
        root = uris.book_of(path) if path else ""
        id_ = uris.contact_id(root, path) if root else ""
        if not root or not (id_ or path == os.path.join(root, SETTINGS)):
            self._opened.pop(uri, None)
            return None
        keeper = self._keepers.get(root)
        if keeper is None:
            keeper = self._keepers[root] = BookKeeper(root, self._cache, self._changed)
        self.look(keeper)
        disk = undecodable(root, id_) if id_ else None
        self._opened[uri] = Opened(uri, version, text, keeper, id_, disk)
        return self._opened[uri]

    def change(self, uri: str, version: int | None, text: str) -> Opened | None:
        """Take another text of an open file."""
        known = self._opened.get(uri)
        if known is None:
            return None
        self._files.pop(uri, None)
        self._opened[uri] = known._replace(version=version, text=text)
        return self._opened[uri]

    def close(self, uri: str) -> Opened | None:
        """Forget a file."""
        self._files.pop(uri, None)
        return self._opened.pop(uri, None)

    def opened(self, uri: str) -> Opened | None:
        """Return an open file."""
        return self._opened.get(uri)

    def of_book(self, keeper: BookKeeper) -> list[Opened]:
        """Return the open files of a book."""
        return [each for each in self._opened.values() if each.keeper is keeper]

    def keeper(self, root: str) -> BookKeeper | None:
        """Return the keeper of the book in a folder, if a file of it was open."""
        return self._keepers.get(root)

    def look(self, keeper: BookKeeper) -> None:
        """Have the files of a book looked at."""
        self._looked[keeper.root] = time.monotonic()
        keeper.look()

    def look_at_all(self) -> None:
        """Have the files of every book looked at."""
        for keeper in self._keepers.values():
            self.look(keeper)

    def settings_changed(self, keeper: BookKeeper) -> None:
        """Read the open files of a book again, with its settings."""
        for each in self.of_book(keeper):
            self._files.pop(each.uri, None)

    def shut(self) -> None:
        """Look at no book any more."""
        for keeper in self._keepers.values():
            keeper.close()

    def file(self, uri: str) -> OpenFile | None:
        """Return an open contact file, read; None if it is none, or its book is not open yet."""
        opened = self._opened.get(uri)
        if opened is None or not opened.id or opened.keeper.book is None:
            return None
        pause = _SELDOM if self.able.watches_files else _OFTEN
        if time.monotonic() - self._looked[opened.keeper.root] > pause:
            self.look(opened.keeper)
        file = self._files.get(uri)
        if file is None:
            settings = opened.keeper.book.settings
            file = self._files[uri] = OpenFile(
                opened.keeper.root, opened.id, opened.text, self.encoding, settings, opened.disk
            )
        return file

    def known(self, uri: str) -> KnownBook | None:
        """Return what is known of the book of an open file; None while it is being read."""
        return self._opened[uri].keeper.known

    def calendar(self, uri: str) -> Calendar:
        """Return the calendar of the book of an open file."""
        book = self._opened[uri].keeper.book
        return book.calendar if book is not None else Calendar()

    def today(self, uri: str) -> date:
        """Return the day that it is in the book of an open file."""
        book = self._opened[uri].keeper.book
        if self._on is not None:
            return self._on
        now = self._clock()
        return book.today(now) if book is not None else now.date()

    def problems(self, uri: str) -> tuple[Problem, ...] | None:
        """Return the problems of an open contact file; None where nothing can be said yet."""
        file = self.file(uri)
        if file is None:
            return None
        return diagnostics.problems(file, self.known(uri), self.today(uri))

    def settings_of(self, keeper: BookKeeper) -> tuple[str, Places, list[Problem]]:
        """Return the URI of a book's followup.yml, its places and problems.

        As in the editor; else as on disk, and errors only.
        """
        for each in self.of_book(keeper):
            if not each.id:
                places = Places(each.text, self.encoding)
                return each.uri, places, diagnostics.settings_problems(each.text)
        path = os.path.join(keeper.root, SETTINGS)
        try:
            text = document.decode(files.read_bytes(path))
        except (FileNotFoundError, MachineError, TextError):
            text = ""
        found = [each for each in diagnostics.settings_problems(text) if each.is_error]
        return uris.uri_of(path), Places(text, self.encoding), found

    def open_ids(self, keeper: BookKeeper) -> list[str]:
        """Return the ids of the open contacts of a book."""
        return [each.id for each in self.of_book(keeper) if each.id]

    def uri_of(self, keeper: BookKeeper, id_: str) -> tuple[str, int | None]:
        """Return the URI of a contact as the editor has it, and the version, if it is open."""
        for each in self.of_book(keeper):
            if each.id == id_:
                return each.uri, each.version
        return uris.contact_uri(keeper.root, id_), None

    def file_of(self, keeper: BookKeeper, id_: str) -> OpenFile | None:
        """Return a contact of a book as in the editor, else as on disk, or None."""
        for each in self.of_book(keeper):
            if each.id == id_:
                return self.file(each.uri)
        try:
            raw = files.read_bytes(os.path.join(keeper.root, path_of(id_)))
            text = document.decode(raw)
        except (FileNotFoundError, MachineError, TextError):
            return None
        assert keeper.book is not None  # else nothing is known that leads to another file
        return OpenFile(keeper.root, id_, text, self.encoding, keeper.book.settings)
