"""Importing people: contacts are made and filled, as one change for `undo` and Git."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from followup_md.book import one_file, save
from followup_md.book.book import Book
from followup_md.book.import_sources import Source
from followup_md.book.transaction import Saved
from followup_md.editing import arriving, filling, past_touches, slug
from followup_md.editing.past_touches import PastTouches
from followup_md.editing.plan import PlannedEdits, apply_plan
from followup_md.errors import FollowupError, RefusedError
from followup_md.model import identity, lookup
from followup_md.model.contact import Contact, id_of, path_of
from followup_md.model.known_people import KnownPeople, Verdict
from followup_md.model.person import Ambiguous, Imported, Person, Unread
from followup_md.storage import files
from followup_md.storage.undo_log import Change

WHAT = "import"  # in a commit, and for `undo`
_OPEN = timedelta(days=14)  # after which a letter awaits no answer, and owes none
NEW = "new"  # the answer that somebody is a new contact; no id is that of "" either


class Wishes(NamedTuple):
    """What the user wants of an import."""

    today: date | None = None  # None: however old a letter is, it still awaits its answer
    folder: str = ""  # under contacts/, for new ones
    tags: tuple[str, ...] = ()  # for everybody of the import
    private: bool = False  # for new ones
    update: tuple[str, ...] = ()  # fields for which the import wins
    as_new: bool = False  # whoever is ambiguous is a new contact
    ask: Callable[[str, Contact, Sequence[Contact], str], str] | None = None  # -> id, NEW or ""


def plan(book: Book, sources: Sequence[Source], wishes: Wishes) -> Import:
    """Find out who everybody is, without writing anything."""
    found = Import(book, wishes)
    found.prepare(sources)
    return found


class Import:
    """One import: who is new, who is filled, and the texts of the files."""

    def __init__(self, book: Book, wishes: Wishes) -> None:
        self._book = book
        self._wishes = wishes
        self.reading = reading = book.read_cached()
        self._known = KnownPeople(reading.contacts)
        self._unreadable = {
            slug.slug(id_of(path).rpartition("/")[2]) for path in reading.unreadable
        }
        self._some_hidden = bool(lookup.unread_folders(reading.unreadable))
        ids = files.list_contacts(book.root).ids
        self._free = slug.FreeIds(ids, partial(files.is_possible, book.root))
        self._new: dict[str, list[tuple[str, Person]]] = {}  # by id, with the source
        self._people: dict[str, list[tuple[str, Person]]] = defaultdict(list)  # of the book
        self._added: dict[str, dict[str, None]] = defaultdict(dict)
        self._kept: dict[str, dict[str, None]] = defaultdict(dict)
        self._matched = Counter[str]()  # people by the contact of the book that they are
        closed = None if wishes.today is None else wishes.today - _OPEN
        self._no_past = PastTouches((), book.settings, closed)
        self._past: dict[str, PastTouches] = {}  # what is to be added, by id
        self._hidden = 0
        self._ambiguous: list[Ambiguous] = []
        self._unread: list[Unread] = []
        self._texts: dict[str, str] = {}

    def prepare(self, sources: Sequence[Source]) -> None:
        """Find out who everybody is, and make the texts."""
        waiting = []
        for source in sources:
            for unread in source.found.unread:
                self._unread.append(Unread(source.name, *unread))
            tags = defaultdict[str, list[str]](list)
            for group in source.found.groups:
                for uid in group.members if group.name else ():
                    tags[uid].append(group.name)
            for person in source.found.people:
                contact = self._wanted(person.contact, tags.get(person.contact.uid, ()))
                waiting.append((source.name, person._replace(contact=contact)))
        # Who is not clear may be, once more is known of the others.
        left = [each for each in waiting if not self._settle(*each, ask=False)]
        while left and len(left) < len(waiting):
            waiting, left = left, [each for each in left if not self._settle(*each, ask=False)]
        for each in left:
            self._settle(*each, ask=True)
        self._make_texts()
        self._prove_edits()

    @property
    def result(self) -> Imported:
        """What is done, or would be."""
        people = sum(self._matched.values()) + sum(map(len, self._new.values()))
        return Imported(
            tuple(self._texts),
            tuple((id_, tuple(keys)) for id_, keys in self._added.items()),
            len(self._matched) - len(self._added),
            people - len(self._matched) - len(self._new),
            self._hidden,
            tuple((id_, tuple(keys)) for id_, keys in self._kept.items()),
            tuple(self._ambiguous),
            tuple(self._unread),
        )

    def changes(self) -> Iterator[Change]:
        """Yield what would be written."""
        yield from (Change(id_, None, text) for id_, text in self._texts.items())
        yield from save.preview(self._book, self._edits())

    def save(self, commit: bool | None) -> Saved:
        """Write it: all of it one change, one undo, one commit; see `save.create_all`."""
        edits = self._edits()
        return save.create_all(self._book, self._texts, WHAT, commit, edits, self._matched)

    def _wanted(self, contact: Contact, tags: Iterable[str]) -> Contact:
        if contact.touches and self._wishes.today is not None:
            touches = past_touches.planned_ahead(contact.touches, self._wishes.today)
            contact = contact._replace(touches=tuple(touches))
        every = dict.fromkeys([*contact.tags, *tags, *self._wishes.tags])
        private = contact.private or self._wishes.private
        return contact._replace(tags=tuple(every), private=private)

    def _settle(self, source: str, person: Person, ask: bool) -> bool:
        """Say who somebody is; False if that is not clear."""
        contact = person.contact
        verdict = self._known.who_is(contact)
        why = ""
        if not verdict.id and not verdict.candidates:
            if slug.slug(contact.name) in self._unreadable:
                why = "a file of this name cannot be read: followup check"
            elif self._some_hidden:
                why = "a folder of contacts cannot be read, and they may be there: followup check"
        if why:
            self._ambiguous.append(Ambiguous(source, person.at, contact.name, (), why))
            return True
        id_ = verdict.id or self._alike(contact, verdict.candidates)
        if verdict.candidates and not id_:
            if self._wishes.as_new:
                id_ = NEW
            elif not ask:
                return False
            else:
                id_ = self._ask(source, person, verdict)
                if not id_:
                    return False
        if not id_ or id_ == NEW:
            self._add(source, person)
        else:
            self._fill(id_, source, person)
        return True

    def _alike(self, contact: Contact, ids: Iterable[str]) -> str:
        """Return the contact that says already all that is said of somebody, or ""."""
        names = {identity.name_key(name) for name in (contact.name, *contact.nicknames)}
        for id_ in ids:
            other = self._known.contacts[id_]
            found = filling.fill(other, contact)
            known = {identity.name_key(name) for name in (other.name, *other.nicknames)}
            lacking = self._no_past.joined(contact.touches, other.touches).touches
            if not (found.added or lacking or set(found.kept) - {"note"}) and names & known:
                return id_
        return ""

    def _ask(self, source: str, person: Person, verdict: Verdict) -> str:
        answer = ""
        if self._wishes.ask is not None:
            others = [self._known.contacts[id_] for id_ in verdict.candidates]
            answer = self._wishes.ask(person.at, person.contact, others, verdict.why)
        if not answer:
            name = person.contact.name
            found = Ambiguous(source, person.at, name, verdict.candidates, verdict.why)
            self._ambiguous.append(found)
        return answer

    def _add(self, source: str, person: Person) -> None:
        contact = person.contact
        id_ = self._free.take(contact.name, self._wishes.folder)
        hidden, body = contact.private, contact.body
        empty = Contact(id_, contact.name, keep=contact.keep, private=hidden, body=body)
        self._known.put(filling.fill(empty, contact).contact)
        self._new[id_] = [(source, person)]
        self._add_touches(id_, contact)

    def _add_touches(self, id_: str, person: Contact) -> bool:
        """Note what a contact lacks of somebody's touches; return whether it lacks any."""
        before = self._past.setdefault(id_, self._no_past)
        if not person.touches:
            return False
        there = self._known.contacts[id_].touches
        self._past[id_] = after = before.joined(person.touches, there)
        return after != before

    def _fill(self, id_: str, source: str, person: Person) -> None:
        contact, theirs = self._known.contacts[id_], person.contact
        if not any(
            identity.is_one_name(name, other)
            for name in (theirs.name, *theirs.nicknames)
            for other in (contact.name, *contact.nicknames)
        ):
            theirs = theirs._replace(nickname=(*theirs.nickname, theirs.name))
            person = person._replace(contact=theirs)
        found = filling.fill(contact, theirs, self._wishes.update)
        if id_ in self._new:
            after = found.contact
            if theirs.body and theirs.body.strip() not in after.body:
                after = after._replace(body="\n".join(filter(None, [after.body, theirs.body])))
            self._add_touches(id_, theirs)
            self._known.put(after._replace(private=after.private or theirs.private))
            self._new[id_].append((source, person))
            return
        self._matched[id_] += 1
        self._kept[id_].update(dict.fromkeys(found.kept))
        if not self._kept[id_]:
            del self._kept[id_]
        added = [*found.added, *(["touches"] if self._add_touches(id_, theirs) else [])]
        if not added:
            return
        self._known.put(found.contact)
        self._people[id_].append((source, person))
        self._added[id_].update(dict.fromkeys(added))

    def _make_texts(self) -> None:
        for id_, people in self._new.items():
            contact, settings = self._known.contacts[id_], self._book.settings
            said = [person for _, person in people]
            try:
                text, private = arriving.file_text(contact, said, self._past[id_], settings)
                self._texts[id_] = text
                self._hidden += private and not self._wishes.private
            except RefusedError as error:
                for source, person in people:
                    self._unread.append(Unread(source, person.at, str(error)))
        for id_ in self._new.keys() - self._texts.keys():
            del self._new[id_]

    def _prove_edits(self) -> None:
        """Leave out contacts whose files cannot be edited."""
        for id_ in tuple(self._people):
            try:
                text = one_file.read(self._book, id_)
                if text is not None:
                    self._filled(id_, text)
            except FollowupError:
                path = path_of(id_)
                for source, person in self._people.pop(id_):
                    why = f"{path} is written in a way that followup cannot add this to"
                    self._unread.append(Unread(source, person.at, why))
                del self._added[id_], self._matched[id_]

    def _edits(self) -> dict[str, one_file.TextEdit]:
        return {id_: partial(self._filled, id_) for id_ in self._people}

    def _filled(self, id_: str, text: str) -> str:
        return apply_plan(text, partial(self._edits_of, id_), id_, self._book.settings).text

    def _edits_of(self, id_: str, contact: Contact) -> PlannedEdits:
        after = contact
        for _, person in self._people[id_]:
            after = filling.fill(after, person.contact, self._wishes.update).contact
        edits = filling.edits(contact, after)
        return PlannedEdits((*edits, *self._past[id_].look(contact).edits), "filled")
