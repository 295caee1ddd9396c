"""Which contacts a site shows, and which of their summaries are still in the cache."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from followup_md.book import reader
from followup_md.book.book import Book, open_cached
from followup_md.book.reader import ContactVersions
from followup_md.cache import codec, dependencies, memo
from followup_md.cache.column import ColumnById
from followup_md.cache.database import CacheError
from followup_md.cache.memo import Memo
from followup_md.errors import FollowupError, RefusedError
from followup_md.model.contact import Contact, Handle, id_of
from followup_md.model.mentions import companions, hidden_handles
from followup_md.model.reminder import Reminder
from followup_md.policy.phrases import one_line
from followup_md.typed import TYPE_CHECKING, NamedTuple
from followup_md.website.pages.summary import ContactSummary, RenderedRow
from followup_md.website.privacy import held_back
from followup_md.website.privacy.link_targets import LinkTargets
from followup_md.website.privacy.public_view import public_view
from followup_md.website.snapshot import NO_FORGE, NewFile, Snapshot

if TYPE_CHECKING:
    from followup_md.cache.database import Cache
    from followup_md.drafts.template_files import Templates

_NOBODY = ContactVersions({}, (), (), lambda _: {})


class Known(NamedTuple):
    """What is known of a contact whose summary is kept."""

    name: str
    others: tuple[str, ...]  # who else its rows may name
    digest: bytes  # of the summary


@dataclass
class Inventory:
    """The contacts of a book on a day, as far as the site shows them."""

    snapshot: Snapshot
    key: bytes = b""  # a digest of the day, the settings and the program
    book: Book | None = None  # None if followup.yml cannot be read
    source: ContactVersions = _NOBODY
    cache: Cache | None = None  # None if nothing may be saved
    known: dict[str, Known] = field(default_factory=dict)
    new: dict[str, Contact] = field(default_factory=dict)  # public views, to be summarized
    whole: Mapping[str, Contact] = field(default_factory=dict)  # of those that lack dates
    _private: Mapping[str, Any] = field(default_factory=dict)  # their handles
    _turned: Collection[str] = ()  # those of them that are not kept as such yet
    _passing: Collection[str] = ()  # ids whose summaries depend on who else is private
    _packed: dict[str, tuple[Any, ...]] = field(default_factory=dict)  # the new summaries

    def contacts(self, ids: Collection[str]) -> dict[str, Contact]:
        """Return the public views of contacts.

        Raises RefusedError if one has turned private or unreadable since the inventory.
        """
        found = {id_: self.new[id_] for id_ in ids if id_ in self.new}
        publish = self.snapshot.settings.publish
        others = self._load([id_ for id_ in ids if id_ not in found])
        return found | {id_: public_view(contact, publish) for id_, contact in others.items()}

    def private_contacts(self) -> dict[str, Contact]:
        """Return the contacts that are private, for a page that only their owner sees."""
        try:
            return self.source.load(list(self._private))
        except CacheError:
            return {}  # the files have changed since, and the preview is about to be built again

    def read(self, id_: str) -> Contact:
        """Return the public view of a contact, read from its file now. Raises RefusedError."""
        assert self.book is not None
        return public_view(_shown(self.book.read_one(id_)), self.snapshot.settings.publish)

    def _load(self, ids: Collection[str]) -> dict[str, Contact]:
        """Return contacts as they are, in private. Raises RefusedError as `contacts` does."""
        try:
            found = self.source.load(ids)
        except CacheError:
            assert self.book is not None
            self.cache = None  # these files may be newer than the versions of the inventory
            found = {id_: self.book.read_one(id_) for id_ in ids}
        return {id_: _shown(contact) for id_, contact in found.items()}

    @property
    def is_emptied(self) -> bool:
        """Whether the book has nobody in it any more, see `reader.is_emptied`."""
        anybody = self.source.versions or self.known or self.new or self._private
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

    def add(self, packed: Mapping[str, tuple[Any, ...]], digests: Mapping[str, bytes]) -> None:
        """Add the packed summaries of the `new` contacts, and save them."""
        self.new.clear()  # they are large
        self.whole = {}
        self._packed |= packed
        for id_, one in packed.items():
            whole = ContactSummary._make(one)
            self.known[id_] = Known(whole.name, whole.others, digests[id_])
        lasting = {id_: one for id_, one in packed.items() if id_ not in self._passing}
        if self.cache is not None and (lasting or self._turned):
            # Nothing is left of a summary whose contact is private now.
            self.save(self._memo(), {**dict.fromkeys(self._turned, ()), **lasting})
            known = {id_: tuple(one) for id_, one in self.known.items() if id_ not in self._passing}
            _known(self.cache, self.key).save({**self._private, **known}, self.source.versions)

    def summaries(self) -> dict[str, ContactSummary]:
        """Return all summaries by id; those that the cache has lost are of contacts in `new`."""
        found = self._packed
        if len(found) < len(self.known):
            memo = self._memo()
            found = memo.load(self.source.versions) | found
            self.save(memo, {})  # drops those of contacts that are gone
        lost = [id_ for id_ in self.known if not found.get(id_)]
        if lost:
            self._admit(self._load(lost))
        return {id_: ContactSummary.unpack(found[id_]) for id_ in self.known if found.get(id_)}

    def _admit(self, public: Mapping[str, Contact]) -> None:
        """Have the public views of contacts summarized."""
        publish = self.snapshot.settings.publish
        self.new = {id_: public_view(contact, publish) for id_, contact in public.items()}
        self.whole = {
            id_: public[id_]
            for id_, view in self.new.items()
            if held_back.loses_dates(public[id_], view)
        }

    def _memo(self) -> Memo:
        return Memo(self.cache, "summaries", self.key)

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
    source, cached, uncached = _from_cache(book, key) or _from_files(book)
    known = {id_: Known._make(one) for id_, one in cached.items() if len(one) > 1}
    public = {id_: contact for id_, contact in uncached.items() if not contact.private}
    private = {id_: (tuple(uncached[id_].handle),) for id_ in uncached.keys() - public.keys()}
    turned = list(private)
    private |= {id_: one for id_, one in cached.items() if len(one) == 1}
    names = {id_: one.name for id_, one in known.items()}
    names |= {id_: one_line(contact.name) for id_, contact in public.items()}
    withheld = excluded(names)
    visible = {id_: names[id_] for id_ in sorted(names) if id_ not in withheld}
    handles = [Handle._make(one[0]) for one in private.values()]
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
    cache = book.cache.database if book.cache is not None and source.versions else None
    found = Inventory(snapshot, key, book, source, cache, known, {}, {}, private, turned, passing)
    found._admit(public)
    return found


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


def _shown(contact: Contact) -> Contact:
    if contact.private:
        raise RefusedError(f"{contact.path} has just been changed: run again")
    return contact


_Found = tuple[ContactVersions, dict[str, Any], dict[str, Contact]]


def _known(cache: Cache, key: bytes) -> ColumnById:
    """Return what is known of each contact, or the handle of a private one."""
    return ColumnById(cache, "summaries", key.hex())


def _from_cache(book: Book, key: bytes) -> _Found | None:
    """Return the contacts' versions, what is known, and contacts of whom nothing is, or None."""
    source = book.contact_versions()
    if source is None or book.cache is None:
        return None
    cached = _known(book.cache.database, key).load(source.versions)
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
