"""Every problem of a book, for `check`; only files that have changed are read again.

What is wrong in a file is kept with the checksum of its bytes. What depends on several files (links
to private contacts, wikilinks, one person in two files) is found each time, from what is cached of
all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from followup_md.book import reader
from followup_md.cache.column import Column
from followup_md.cache.database import CacheChangedError, CacheInvalidError
from followup_md.errors import Problem
from followup_md.model import identity
from followup_md.model.contact import Contact, path_of
from followup_md.model.mentions import Mentions
from followup_md.model.settings import Settings
from followup_md.parsing import doubles, lint, private_links, wikilinks
from followup_md.parsing.contact_file import ContactFile
from followup_md.parsing.private_links import Leads
from followup_md.storage import files
from followup_md.storage.locate import SETTINGS

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.book.cached import CachedBook

_MANY = 500  # files for which other processes pay
_AT_ONCE = 100  # files of one job


def check(book: Book, paths: Iterable[Path], on: date) -> tuple[Problem, ...]:
    """Return every problem in every file (`paths`: in those only), warnings too."""
    every = list(paths)
    wanted = frozenset(book.ids(every)) if every else None
    found = book.ask_cache(lambda cached: list(_CachedCheck(cached, book, wanted).problems(on)))
    if found is None:
        found = book.undisturbed(lambda: _check_all(book, wanted, on))
    if wanted is not None:
        chosen = set(map(path_of, wanted))
        found = [problem for problem in found if problem.path in chosen]
        return reader.by_place(found)
    from followup_md.drafts import template_files  # `check FILE` needs none

    found += template_files.problems(book.folder)
    found += of_settings(book.settings)
    return reader.by_place(found)


def of_settings(settings: Settings) -> list[Problem]:
    """Return the warnings about settings that could be read."""
    if settings.timezone:
        return []
    message = "no `timezone`: the day changes at midnight of this machine"
    return [Problem("warning", SETTINGS, 0, 0, "W901", message)]


def _check_all(book: Book, wanted: frozenset[str] | None, on: date) -> list[Problem]:
    """Read every file; of those that are not `wanted` only what concerns others is said."""
    problems: list[Problem] = []
    contacts: list[Contact] = []
    linked: list[ContactFile] = []
    listed = files.list_contacts(book.folder)
    collisions = reader.path_collisions(map(path_of, listed.ids))
    colliding = {problem.path for problem in collisions}
    for id_, file in book.files(listed.ids):
        problems += file.problems
        if wanted is None or id_ in wanted:
            problems += lint.warnings(file, on, book.settings)
            if wikilinks.may_have(file):
                linked.append(file)
        if file.contact is not None and path_of(id_) not in colliding:
            contacts.append(file.contact)
    problems += private_links.warnings(contacts)
    problems += wikilinks.warnings(linked, wikilinks.named(contact.handle for contact in contacts))
    problems += doubles.warnings(contacts)
    return [*reader.collect(problems, (), listed.skipped, listed.unlisted, collisions).problems]


class _Checked(NamedTuple):
    """What was found in a readable file, whatever the day and the others."""

    problems: tuple[tuple[Any, ...], ...]
    links: bool  # whether it may have wikilinks


class _CachedCheck:
    """The check of a book, or of some of its files, with a cache."""

    def __init__(self, cached: CachedBook, book: Book, wanted: frozenset[str] | None) -> None:
        self._cached = cached
        self._book = book
        index = cached.index
        self._slots = {
            id_: slot
            for slot, id_ in enumerate(index.ids)
            if id_ and (wanted is None or id_ in wanted)
        }
        self._all = wanted is None

    def problems(self, on: date) -> Iterator[Problem]:
        """Yield every problem, in no order."""
        cached = self._cached
        yield from cached.problems().problems
        unreadable = [id_ for id_, slot in self._slots.items() if slot in cached.index.problems]
        broken = [self._read(id_) for id_ in unreadable]
        for file in broken:
            yield from lint.warnings(file, on, cached.settings)
        checked = self._checked()
        for each in checked.values():
            yield from map(Problem._make, each.problems)
        for slot in cached.index.unsettled(on.toordinal()):
            if cached.index.ids[slot] in self._slots:
                yield from lint.dated_ahead(cached.contact(slot), on)
        linked = [*broken, *(self._read(id_) for id_, each in checked.items() if each.links)]
        if linked:
            yield from wikilinks.warnings(linked, wikilinks.named(cached.handles()[0]))
        persons = cached.column("persons", _person)
        yield from self._leading_to_private({id_ for id_, person in persons.items() if person[2]})
        yield from doubles.warnings(self._namesakes(persons))

    def _read(self, id_: str) -> ContactFile:
        return _read(self._book.folder, id_, self._cached.settings).file

    def _checked(self) -> dict[str, _Checked]:
        """Return what is wrong in each readable file; read those of which it is not known."""
        cached, index = self._cached, self._cached.index
        texts = dict(zip(index.ids, index.texts, strict=True))
        column = Column(cached.cache, "checked")
        kept = column.load(texts)
        slots = self._slots.items()
        new = [id_ for id_, slot in slots if slot not in index.problems and id_ not in kept]
        for id_, text, *checked in self._results(new):
            if text != texts[id_]:
                raise CacheChangedError("a file has changed since it was looked at")
            kept[id_] = tuple(checked)
        if new:
            column.save(kept, texts)
        return {id_: _Checked._make(kept[id_]) for id_ in self._slots if id_ in kept}

    def _results(self, ids: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        if len(ids) < _MANY:
            yield from self._work(ids)
            return
        from followup_md.cache import workers

        jobs = [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]
        done, count = 0, min(workers.worker_count(), len(jobs))
        try:
            for results in workers.map_in_workers(jobs, self._work, count):
                yield from results
                done += len(results)
                self._book.progress(done, len(ids))
        except workers.WorkerDiedError as error:
            raise CacheInvalidError("a worker has died") from error

    def _work(self, ids: Sequence[str]) -> list[tuple[Any, ...]]:
        """Check some files; return the id, the checksum and what was found as plain tuples."""
        settings, results = self._cached.settings, []
        for id_ in ids:
            file, _, text = _read(self._book.folder, id_, settings)
            problems = tuple(map(tuple, lint.timeless(file, settings)))
            results.append((id_, text, problems, wikilinks.may_have(file)))
        return results

    def _leading_to_private(self, private: Set[str]) -> Iterator[Problem]:
        if not private:
            return
        cached = self._cached
        handles = cached.handles()[0]
        names = {handle.id: handle.name for handle in handles if handle.id not in private}
        mentions = Mentions(names, [handle for handle in handles if handle.id in private])
        chosen = self._slots.keys() & names.keys()
        if self._all:
            every = cached.column("leads", lambda contact: tuple(Leads.of(contact)))
            leads = [Leads._make(every[id_]) for id_ in chosen]
        else:
            leads = [*map(Leads.of, cached.contacts(chosen).values())]
        for each in leads:
            yield from private_links.given_away(each, mentions)

    def _namesakes(self, persons: Mapping[str, tuple[str, str, bool]]) -> list[Contact]:
        """Return, by id, the contacts whose files may be somebody's second one."""
        by_name, by_uid = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        for id_, (name, uid, _) in persons.items():
            by_name[name].append(id_)
            if uid:
                by_uid[uid].append(id_)
        found: set[str] = set()
        for id_ in self._slots.keys() & persons.keys():
            name, uid, _ = persons[id_]
            alike = [*by_name[name], *by_uid.get(uid, ())]
            if len(alike) > 1 + bool(uid):
                found.update(alike)
        # Whoever shares a uid with one of these is told apart first.
        uids = {uid for id_ in found if (uid := persons[id_][1])}
        found.update(id_ for uid in uids for id_ in by_uid[uid])
        contacts = self._cached.contacts(found)
        return [contacts[id_] for id_ in sorted(contacts)]


def _read(folder: str, id_: str, settings: Settings) -> reader.Read:
    found = reader.read(folder, id_, settings)
    if found is None:
        raise CacheChangedError("a file has gone since it was listed")
    return found


def _person(contact: Contact) -> tuple[str, str, bool]:
    """Return what tells somebody's second file, and whether the contact is private."""
    return " ".join(identity.name_key(contact.name)), contact.uid, contact.private
