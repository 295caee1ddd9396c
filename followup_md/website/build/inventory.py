"""Which contacts a site shows, and which of their summaries are still in the cache."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from followup_md.book import reader
from followup_md.book.book import Book, open_cached
from followup_md.book.reader import ContactVersions
from followup_md.cache import codec, dependencies, memo
from followup_md.cache.database import CacheError
from followup_md.cache.memo import Memo
from followup_md.errors import FollowupError, RefusedError
from followup_md.model.contact import Contact, Handle, id_of
from followup_md.model.mentions import companions, hidden_handles
from followup_md.model.reminder import Reminder
from followup_md.policy.phrases import one_line
from followup_md.website.pages.summary import ContactSummary, RenderedRow
from followup_md.website.privacy import held_back
from followup_md.website.privacy.link_targets import LinkTargets
from followup_md.website.privacy.public_view import public_view
from followup_md.website.snapshot import NO_FORGE, NewFile, Snapshot

if TYPE_CHECKING:
    from followup_md.cache.database import Cache
    from followup_md.drafts.template_files import Templates

_NOBODY = ContactVersions({}, (), (), lambda _: {})


@dataclass
class Inventory:
    """The contacts of a book on a day, as far as the site shows them."""

    snapshot: Snapshot
    key: bytes = b""  # a digest of the day, the settings and the program
    book: Book | None = None  # None if followup.yml cannot be read
    source: ContactVersions = _NOBODY
    cache: Cache | None = None  # None if nothing may be saved
    summaries: dict[str, ContactSummary] = field(default_factory=dict)
    new: dict[str, Contact] = field(default_factory=dict)  # public views, to be summarized
    whole: Mapping[str, Contact] = field(default_factory=dict)  # of those that lack dates
    private: Collection[str] = ()  # ids
    _private: Mapping[str, Any] = field(default_factory=dict)  # to be cached: their handles
    _passing: Collection[str] = ()  # ids whose summaries depend on who else is private
    _memo: Memo | None = None

    def contacts(self, ids: Collection[str]) -> dict[str, Contact]:
        """Return the public views of contacts.

        Raises RefusedError if one has turned private or unreadable since the inventory.
        """
        found = {id_: self.new[id_] for id_ in ids if id_ in self.new}
        others = [id_ for id_ in ids if id_ not in found]
        try:
            loaded = self.source.load(others)
        except CacheError:
            self.cache = None  # these files may be newer than the versions of the inventory
            return found | {id_: self.read(id_) for id_ in others}
        return found | {id_: self._public(contact) for id_, contact in loaded.items()}

    def private_contacts(self) -> dict[str, Contact]:
        """Return the contacts that are private, for a page that only their owner sees."""
        try:
            return self.source.load(self.private)
        except CacheError:
            return {}  # the files have changed since, and the preview is about to be built again

    def read(self, id_: str) -> Contact:
        """Return the public view of a contact, read from its file now. Raises RefusedError."""
        assert self.book is not None
        return self._public(self.book.read_one(id_))

    def _public(self, contact: Contact) -> Contact:
        if contact.private:
            raise RefusedError(f"{contact.path} has just been changed: run again")
        return public_view(contact, self.snapshot.settings.publish)

    @property
    def is_emptied(self) -> bool:
        """Whether the book has nobody in it any more, see `reader.is_emptied`."""
        anybody = self.source.versions or self.summaries or self.new or self._private
        return reader.is_emptied(anybody, self.source.problems)

    @property
    def is_outdated(self) -> bool:
        """Whether a contact has changed since the inventory; False if that is unknown."""
        if self.book is None or not self.source.versions:
            return False
        try:
            book = open_cached(self.book.folder)
            source = book.contact_versions()
        except FollowupError:
            return True
        if book.cache is not None:
            book.cache.database.close()
        return source is not None and source.versions != self.source.versions

    def add(self, packed: Mapping[str, tuple[Any, ...]]) -> None:
        """Add the packed summaries of the `new` contacts, and save them."""
        self.new.clear()  # they are large
        self.whole = {}
        self.summaries |= {id_: ContactSummary.unpack(one) for id_, one in packed.items()}
        if self._memo is not None:
            lasting = {id_: one for id_, one in packed.items() if id_ not in self._passing}
            self.save(self._memo, {**self._private, **lasting})

    def save(self, memo: Memo, values: Mapping[str, Any]) -> None:
        """Save values computed from these contacts, unless they may be of newer files."""
        if self.cache is not None:
            memo.save(values, self.source.versions)


def take_inventory(
    book: Book,
    on: date,
    excluded: Callable[[Collection[str]], set[str]],
    forge: NewFile = NO_FORGE,
) -> Inventory:
    """List the contacts of a book; `excluded`: which of these ids the user keeps off the site."""
    log = forge if book.settings.publish.log else None
    program = dependencies.checksum(dependencies.RENDERING)
    shape = ContactSummary._fields, RenderedRow._fields, Reminder._fields
    settings = codec.pack_settings(book.settings)
    templates, stamps = _templates(book)
    parts = program, shape, on.toordinal(), settings, log and tuple(log), *stamps
    key = memo.digest(parts)
    summaries = Memo(book.cache and book.cache.database, "summaries", key)
    source, cached, uncached = _from_cache(book, summaries) or _from_files(book)
    known = {id_: ContactSummary.unpack(one) for id_, one in cached.items() if len(one) > 1}
    public = {id_: contact for id_, contact in uncached.items() if not contact.private}
    private = {id_: (tuple(uncached[id_].handle),) for id_ in uncached.keys() - public.keys()}
    names = {id_: one.name for id_, one in known.items()}
    names |= {id_: one_line(contact.name) for id_, contact in public.items()}
    withheld = excluded(names)
    visible = {id_: names[id_] for id_ in sorted(names) if id_ not in withheld}
    hidden = [*(id_ for id_, one in cached.items() if len(one) == 1), *private]
    handles = [
        Handle._make(one[0]) for one in (*cached.values(), *private.values()) if len(one) == 1
    ]
    handles += [Handle(id_, names[id_]) for id_ in withheld]
    targets = LinkTargets(visible, hidden_handles(handles, list(map(id_of, source.unreadable))))
    # What depends on others is not taken from the cache.
    passing = {id_ for id_, one in known.items() if any(map(targets.gives_away, one.others))}
    public |= _load(source, book, passing)
    for id_ in passing:
        del known[id_]
    passing |= {id_ for id_, c in public.items() if any(map(targets.gives_away, companions(c)))}
    snapshot = Snapshot(
        on,
        book.settings,
        book.calendar,
        targets,
        len(source.unreadable),
        tuple(problem for problem in source.problems if problem.is_error),
        log,
        templates,
    )
    new = {id_: public_view(contact, book.settings.publish) for id_, contact in public.items()}
    cache = book.cache.database if book.cache is not None and source.versions else None
    whole = {
        id_: public[id_] for id_, view in new.items() if held_back.loses_dates(public[id_], view)
    }
    return Inventory(
        snapshot, key, book, source, cache, known, new, whole, hidden, private, passing, summaries
    )


def _templates(book: Book) -> tuple[Templates | None, list[tuple[str, bytes]]]:
    """Return the templates of drafts and what is in the book's own, if drafts are published."""
    if not book.settings.publish.drafts:
        return None, []
    from followup_md.drafts import template_files

    templates = template_files.Templates(book.folder, book.settings.language)
    return templates, template_files.stamps(book.folder)


def _load(source: ContactVersions, book: Book, ids: Collection[str]) -> dict[str, Contact]:
    try:
        return source.load(ids)
    except CacheError:
        return {id_: book.read_one(id_) for id_ in ids}


_Found = tuple[ContactVersions, dict[str, Any], dict[str, Contact]]


def _from_cache(book: Book, summaries: Memo) -> _Found | None:
    """Return the contacts' versions, cached summaries, and contacts without one, or None."""
    source = book.contact_versions()
    if source is None:
        return None
    cached = summaries.load(source.versions)
    try:
        return source, cached, source.load([id_ for id_ in source.versions if id_ not in cached])
    except CacheError:
        return None


def _from_files(book: Book) -> _Found:
    reading = book.read()
    contacts = {contact.id: contact for contact in reading.contacts}

    def load(ids: Collection[str]) -> dict[str, Contact]:
        return {id_: contacts[id_] for id_ in ids}

    return ContactVersions({}, reading.problems, reading.unreadable, load), {}, contacts
