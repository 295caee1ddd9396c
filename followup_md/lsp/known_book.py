"""What is known of a book: its contacts as they are on disk, and what files need of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from followup_md.book.reader import Reading
from followup_md.errors import Problem
from followup_md.lsp import links
from followup_md.lsp.links import Link
from followup_md.model import identity
from followup_md.model.contact import Contact, id_of
from followup_md.model.folding import fold
from followup_md.model.mentions import Mentions
from followup_md.model.settings import Settings
from followup_md.parsing import wikilinks
from followup_md.policy.workdays import Calendar

_OF_FILES = ("E501", "W710")  # problems of a file beside others


class Known(NamedTuple):
    """What is looked up of a contact; it depends on the contact alone."""

    contact: Contact
    person: tuple[str, ...]  # what spellings of the name have in common
    searched: str  # all that it is called, folded
    mentioned: tuple[str, ...]  # texts that may name others

    @classmethod
    def of(cls, contact: Contact) -> Known:
        """Return what is looked up of a contact."""
        called = (contact.id, contact.name, *contact.nicknames)
        return cls(
            contact,
            identity.name_key(contact.name),
            fold("\n".join(called)),
            links.mentioned(contact),
        )


class KnownBook:
    """A book at one moment. Nothing in it changes, so threads may share it."""

    def __init__(
        self,
        root: str,
        settings: Settings,
        calendar: Calendar,
        reading: Reading,
        known: Iterable[Known],
    ) -> None:
        self.root = root
        self.settings = settings
        self.calendar = calendar
        self.everybody = {one.contact.id: one for one in known}
        self._reading = reading

    def prepare(self) -> KnownBook:
        """Work out now what the first request would wait for."""
        self.mentions.find("-")
        _ = self.named, self._by_person, self.mentioned_by, self.tags
        return self

    def contact(self, id_: str) -> Contact | None:
        """Return a contact as it is on disk, if it can be read."""
        one = self.everybody.get(id_)
        return one.contact if one is not None else None

    @cached_property
    def ids(self) -> frozenset[str]:
        """Return the ids of all files, of those that cannot be read, too."""
        return frozenset([*self.everybody, *map(id_of, self._reading.unreadable)])

    @cached_property
    def mentions(self) -> Mentions:
        """Who is meant by a text, private contacts included."""
        names = {id_: id_ for id_ in self.ids}
        return Mentions(names | {i: one.contact.name for i, one in self.everybody.items()}, ())

    def target(self, link: Link, id_: str) -> str | None:
        """Return the id of the contact that a link in the file of another leads to."""
        if link.kind == links.FILE:
            found = links.led_to(link, id_)
            if found in self.ids:
                return found
        return self.mentions.find(link.text.strip())

    @cached_property
    def named(self) -> dict[str, set[str]]:
        """Return the ids of those that a wikilink may lead to, by what it may say."""
        return wikilinks.named(one.contact.handle for one in self.everybody.values())

    @cached_property
    def private(self) -> frozenset[str]:
        """Return the ids of private contacts."""
        return frozenset(id_ for id_, one in self.everybody.items() if one.contact.private)

    def public_mentions(self, own: Contact) -> Mentions:
        """Return whom a contact, which need not be on disk, may name, and whom it must not."""
        private = sorted(self.private - {own.id})
        hidden = [self.everybody[id_].contact.handle for id_ in private]
        names = self.mentions.names if hidden else {}
        shown = {id_: name for id_, name in names.items() if id_ in self.everybody}
        for id_ in private:
            del shown[id_]
        return Mentions(shown | {own.id: own.name}, hidden)

    def alike(self, own: Contact) -> list[Contact]:
        """Return a contact with those whose files may be of the same person, by id."""
        found = {own.id: own}
        names, uids = self._by_person
        ids = {*names.get(identity.name_key(own.name), ()), *uids.get(own.uid, ())}
        shared = {self.everybody[id_].contact.uid for id_ in ids} - {""}
        ids.update(id_ for uid in shared for id_ in uids[uid])
        for id_ in ids - {own.id}:
            found[id_] = self.everybody[id_].contact
        return [found[id_] for id_ in sorted(found)]

    @cached_property
    def _by_person(self) -> tuple[Mapping[tuple[str, ...], list[str]], Mapping[str, list[str]]]:
        names = defaultdict[tuple[str, ...], list[str]](list)
        uids = defaultdict[str, list[str]](list)
        for id_, one in self.everybody.items():
            names[one.person].append(id_)
            if one.contact.uid:
                uids[one.contact.uid].append(id_)
        return dict(names), dict(uids)

    @cached_property
    def mentioned_by(self) -> dict[str, list[str]]:
        """Return the ids of the contacts whose files may name a contact, by its id."""
        found: dict[str, list[str]] = {}
        for id_, one in self.everybody.items():
            for target in {self.mentions.find(text) for text in one.mentioned} - {None}:
                found.setdefault(str(target), []).append(id_)
        return found

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Return the tags of all contacts and of the rules."""
        tags = {tag for one in self.everybody.values() for tag in one.contact.tags}
        return _sorted(tags | {rule.tag for rule in self.settings.rules})

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """Return who looks after contacts."""
        owners = {one.contact.owner for one in self.everybody.values()} - {""}
        return _sorted(owners | set(self.settings.team))

    def problems_of_file(self, path: str) -> list[Problem]:
        """Return what is wrong with a file beside others, whatever it says."""
        found = self._reading.problems
        return [one for one in found if one.path == path and one.code in _OF_FILES]


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=fold))
