"""Whom a site shows: who has a page, what is kept of them, and who is to be judged anew."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from followup_md.book.book import open_cached
from followup_md.cache import codec, dependencies, memo
from followup_md.cache.database import CacheError
from followup_md.cache.memo import Memo
from followup_md.errors import FollowupError, Problem, RefusedError
from followup_md.model.contact import Contact, id_of
from followup_md.policy.phrases import one_line
from followup_md.website.pages import summary
from followup_md.website.pages.summary import ContactSummary, Row
from followup_md.website.privacy.link_targets import LinkTargets
from followup_md.website.privacy.public_view import public_view
from followup_md.website.snapshot import Snapshot

if TYPE_CHECKING:
    from followup_md.book.book import Book

Load = Callable[[Collection[str]], dict[str, Contact]]
# By id: its packed summary in a tuple of its own; an empty one: nobody may hear of the contact.
Kept = dict[str, tuple[tuple[Any, ...], ...]]


class _Scan(NamedTuple):
    """What was found in a book."""

    kept: Kept
    checks: Mapping[str, int]  # of all contacts; none where nothing can be kept of them
    contacts: Mapping[str, Contact]  # those of which nothing is kept
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]
    load: Load
    memo: Memo


class Inventory:
    """The contacts of a book on a day, as far as a site shows them."""

    def __init__(self, book: Book, on: date, excluded: Callable[[str], bool]) -> None:
        """`excluded` tells ids that the user keeps off the site."""
        self.head = _head(book, on)
        found = _kept(book, self.head) or _read(book, self.head)
        self.versions = found.checks
        self.cache = book.cache.database if book.cache is not None and found.checks else None
        self.people: dict[str, ContactSummary] = {}
        self.new: dict[str, Contact] = {}  # to be judged, with only what others may see
        self._book = book
        self._found = found._replace(contacts={})  # they are large
        self._unkept = tuple(found.contacts)
        hidden = {id_of(path) for path in found.unread}
        names: dict[str, str] = {}
        every = sorted([*found.kept, *found.contacts])
        twins = _twins(every)
        for id_ in every:
            name = self._name(id_, found)
            if name is None or id_ in twins or excluded(id_):
                hidden.add(id_)
            else:
                names[id_] = name
        self.snapshot = Snapshot(
            on,
            book.settings,
            book.calendar,
            LinkTargets(names, hidden),
            len(found.unread) + len(twins),
            tuple(problem for problem in found.problems if problem.is_error),
        )

    def _name(self, id_: str, found: _Scan) -> str | None:
        """Return the name of a contact that is to be judged or was kept; None: it is private."""
        contact = found.contacts.get(id_)
        if contact is None:
            if not found.kept[id_]:
                return None
            self.people[id_] = summary.unpack_summary(found.kept[id_][0])
            return self.people[id_].name
        if contact.private:
            return None
        self.new[id_] = public_view(contact, self._book.settings.publish)
        return one_line(contact.name)

    def contacts(self, ids: Collection[str]) -> dict[str, Contact]:
        """Return contacts with only what others may see.

        Raises RefusedError where one has changed since the roll was called.
        """
        found = {id_: self.new[id_] for id_ in ids if id_ in self.new}
        try:
            loaded = self._found.load([id_ for id_ in ids if id_ not in found])
        except CacheError:
            self.cache = None  # what is made of other files than were counted is not kept
            loaded = {id_: self._book.read_one(id_) for id_ in ids if id_ not in found}
        for id_, contact in loaded.items():
            found[id_] = self._shown(contact)
        return found

    def one(self, id_: str) -> Contact:
        """Return a contact as its file is now. Raises RefusedError where nobody may see it."""
        return self._shown(self._book.read_one(id_))

    def _shown(self, contact: Contact) -> Contact:
        if contact.private:
            raise RefusedError(f"{contact.path} has just been changed: run again")
        return public_view(contact, self._book.settings.publish)

    @property
    def is_old(self) -> bool:
        """Whether a contact has changed since the roll was called; False where nothing tells."""
        if not self.versions:
            return False
        try:
            book = open_cached(self._book.folder)
            known = book.contact_versions()
        except FollowupError:
            return True
        if book.cache is not None:
            book.cache.database.close()
        return known is not None and known.versions != self.versions

    def add(self, people: Mapping[str, tuple[Any, ...]]) -> None:
        """Add those who were judged, as `Person.plain` gives them, and keep them."""
        self.people |= {id_: summary.unpack_summary(plain) for id_, plain in people.items()}
        if self.cache is not None:
            new = {id_: (people[id_],) if id_ in people else () for id_ in self._unkept}
            self._found.memo.save(new, self.versions)

    def shown(self) -> list[ContactSummary]:
        """Return everybody who has a page."""
        return [self.people[id_] for id_ in self.snapshot.others.names]


def _head(book: Book, on: date) -> bytes:
    """Return what tells the day, the settings, the program and its values from others."""
    shape = ContactSummary._fields, Row._fields
    day = on.toordinal()
    program = dependencies.checksum(dependencies.RENDERING)
    return memo.digest((program, shape, day, codec.pack_settings(book.settings)))


def _kept(book: Book, head: bytes) -> _Scan | None:
    """Find the contacts by what is kept of them; None where that is of no use."""
    known = book.contact_versions()
    if known is None or book.cache is None:
        return None
    summaries = Memo(book.cache.database, "summaries", head)
    checks = known.versions
    kept = summaries.load(checks)
    try:
        new = known.load([id_ for id_ in checks if id_ not in kept])
    except CacheError:
        return None
    return _Scan(kept, checks, new, known.problems, known.unread, known.load, summaries)


def _read(book: Book, head: bytes) -> _Scan:
    reading = book.read()
    contacts = {contact.id: contact for contact in reading.contacts}

    def load(ids: Collection[str]) -> dict[str, Contact]:
        return {id_: contacts[id_] for id_ in ids}

    nothing = Memo(None, "summaries", head)
    return _Scan({}, {}, contacts, reading.problems, reading.unread, load, nothing)


def _twins(ids: Collection[str]) -> frozenset[str]:
    """Return the ids that would be one page with another, and those that no address can hold."""
    seen: dict[str, str] = {}
    twins: set[str] = set()
    every = " ".join(ids)
    if every.isascii() and every.isprintable() and every == every.lower():
        return frozenset()  # as mostly: no two of them are one in any spelling
    for id_ in ids:
        key = unicodedata.normalize("NFC", id_).casefold()
        other = seen.setdefault(key, id_)
        if other is not id_:
            twins.update((other, id_))
        if not key.isprintable():
            twins.add(id_)
    return frozenset(twins)
