"""Every problem of a book, for `check`; only files that have changed are read again.

What is wrong in a file is kept with the checksum of its bytes. What depends on several files (links
to private contacts, wikilinks, one person in two files) is found each time, from what is cached of
all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from pathlib import Path

from followup_md.book import cached_agenda, cached_handles, reader
from followup_md.book.check_found import Checked, Found, Person
from followup_md.cache.column import Column
from followup_md.cache.database import CacheChangedError, CacheInvalidError
from followup_md.errors import Problem
from followup_md.model.contact import Contact, path_of
from followup_md.model.settings import Settings
from followup_md.storage.locate import SETTINGS
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from followup_md.book.book import Book
    from followup_md.book.cached import CachedBook
    from followup_md.book.refresh import Inspect
    from followup_md.parsing.contact_file import ContactFile

_MANY = 500  # files for which other processes pay
_AT_ONCE = 100  # files of one job


def check(book: Book, paths: Iterable[Path], on: date) -> Found:
    """Find every problem in every file (`paths`: in those only), warnings too."""
    every = list(paths)
    wanted = frozenset(book.ids(every)) if every else None

    def ask(cached: CachedBook) -> Found:
        problems = tuple(_CachedCheck(cached, book, wanted).problems(on))
        if wanted is not None:
            return Found(problems, len(wanted))
        return Found(problems, sum(map(bool, cached.index.ids)), _no_date(cached, on))

    def inspector() -> Inspect:
        from followup_md.book import file_check

        return lambda file: file_check.inspected(file, book.settings)

    found = book.ask_cache(ask, inspector)
    if found is None:
        from followup_md.book import file_check

        found = book.undisturbed(lambda: file_check.check_all(book, wanted, on))
    problems = found.problems
    if wanted is not None:
        chosen = set(map(path_of, wanted))
        problems = tuple(problem for problem in problems if problem.path in chosen)
    else:
        from followup_md.drafts import template_files  # `check FILE` needs none

        problems += tuple(template_files.problems(book.folder))
        problems += tuple(of_settings(book.settings))
    return found._replace(problems=reader.by_place(problems))


def of_settings(settings: Settings) -> list[Problem]:
    """Return the warnings about settings that could be read."""
    if settings.timezone:
        return []
    message = "no `timezone`: the day changes at midnight of this machine"
    return [Problem("warning", SETTINGS, 0, 0, "W901", message)]


def _no_date(cached: CachedBook, on: date) -> int:
    if on.year < date.max.year:
        return cached_agenda.build_agenda(cached, on, 0, 0).no_date
    from followup_md.book import file_check

    # The last year has no next birthdays, which the due index counts on.
    return file_check.without_date(cached.reading().contacts, cached.settings, cached.calendar, on)


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
        if broken:
            from followup_md.parsing import lint

            for file in broken:
                yield from lint.warnings(file, on, cached.settings)
        checked = self._checked()
        for each in checked.values():
            yield from map(Problem._make, each.problems)
        for slot in cached.index.unsettled(on.toordinal()):
            if cached.index.ids[slot] in self._slots:
                from followup_md.parsing import lint

                yield from lint.dated_ahead(cached.contact(slot), on)
        linked = [*broken, *(self._read(id_) for id_, each in checked.items() if each.links)]
        if linked:
            from followup_md.parsing import wikilinks

            yield from wikilinks.warnings(linked, wikilinks.named(cached_handles.every(cached)[0]))
        persons = self._persons()
        yield from self._leading_to_private(
            {cached.index.ids[slot] for slot, one in enumerate(persons) if one and one.private}
        )
        namesakes = self._namesakes(persons)
        if namesakes:
            from followup_md.parsing import doubles

            yield from doubles.warnings(namesakes)

    def _read(self, id_: str) -> ContactFile:
        from followup_md.book import file_check

        return file_check.read(self._book.folder, id_, self._cached.settings).file

    def _checked(self) -> dict[str, Checked]:
        """Return what is wrong in each readable file; read those of which it is not known."""
        cached, index = self._cached, self._cached.index
        column = Column(cached.cache, "checked")
        kept = column.load(index.texts)
        slots = {id_: slot for id_, slot in self._slots.items() if slot not in index.problems}
        new = [id_ for id_, slot in slots.items() if kept[slot] is None]
        for id_, text, checked in self._results(new):
            if text != index.texts[slots[id_]]:
                raise CacheChangedError("a file has changed since it was looked at")
            kept[slots[id_]] = tuple(checked)
        if new:
            column.save(kept, index.texts)
        return {id_: Checked._make(kept[slot]) for id_, slot in slots.items()}

    def _results(self, ids: Sequence[str]) -> Iterator[tuple[str, int, tuple[Any, ...]]]:
        """Yield the id, the checksum and what was found of files: just now, or by reading them."""
        left = []
        for id_ in ids:
            if id_ in self._cached.inspected:
                text, (checked, _) = self._cached.inspected[id_]
                yield id_, text, checked
            else:
                left.append(id_)
        if not left:
            return
        if len(left) < _MANY:
            yield from self._work(left)
            return
        from followup_md.cache import workers

        jobs = [left[start : start + _AT_ONCE] for start in range(0, len(left), _AT_ONCE)]
        done, count = 0, min(workers.worker_count(), len(jobs))
        try:
            for results in workers.map_in_workers(jobs, self._work, count):
                yield from results
                done += len(results)
                self._book.progress(f"checking {len(left):,} contacts", done, len(left))
        except workers.WorkerDiedError as error:
            raise CacheInvalidError("a worker has died") from error

    def _work(self, ids: Sequence[str]) -> list[tuple[str, int, tuple[Any, ...]]]:
        """Check some files; return the id, the checksum and what was found as plain tuples."""
        from followup_md.book import file_check

        settings, results = self._cached.settings, []
        for id_ in ids:
            file, _, text = file_check.read(self._book.folder, id_, settings)
            checked, _ = file_check.inspected(file, settings)
            results.append((id_, text, checked))
        return results

    def _persons(self) -> list[Person | None]:
        """Return what tells somebody's second file, by slot."""
        cached = self._cached
        inspected = {id_: person for id_, (_, (_, person)) in cached.inspected.items() if person}

        def derive(versions: Mapping[str, int]) -> Iterator[tuple[str, Any]]:
            yield from ((id_, inspected[id_]) for id_ in versions.keys() & inspected.keys())
            left = versions.keys() - inspected.keys()
            if left:
                from followup_md.book import file_check

                for id_, contact in cached.contacts(left).items():
                    yield id_, tuple(file_check.person_of(contact))

        return [one and Person._make(one) for one in cached.derived("persons", derive)]

    def _leading_to_private(self, private: Set[str]) -> Iterator[Problem]:
        if not private:
            return
        from followup_md.model.mentions import Mentions
        from followup_md.parsing import private_links
        from followup_md.parsing.private_links import Leads

        cached = self._cached
        handles = cached_handles.every(cached)[0]
        names = {handle.id: handle.name for handle in handles if handle.id not in private}
        mentions = Mentions(names, [handle for handle in handles if handle.id in private])
        chosen = self._slots.keys() & names.keys()
        if self._all:
            every = cached.column("leads", lambda contact: tuple(Leads.of(contact)))
            leads = [Leads._make(every[self._slots[id_]]) for id_ in chosen]
        else:
            leads = [*map(Leads.of, cached.contacts(chosen).values())]
        for each in leads:
            yield from private_links.given_away(each, mentions)

    def _namesakes(self, persons: Sequence[Person | None]) -> list[Contact]:
        """Return, by id, the contacts whose files may be somebody's second one."""
        chosen = [one for slot in self._slots.values() if (one := persons[slot])]
        every = [one for one in persons if one]
        names = _repeated([one.name for one in every]) & {one.name for one in chosen}
        uids = _repeated([one.uid for one in every if one.uid]) & {one.uid for one in chosen}
        # Whoever shares a uid with one of these is told apart first.
        uids |= {one.uid for one in every if one.name in names} - {""}
        ids = self._cached.index.ids
        found = [
            ids[slot]
            for slot, one in enumerate(persons)
            if one and (one.name in names or one.uid in uids)
        ]
        contacts = self._cached.contacts(found)
        return [contacts[id_] for id_ in sorted(contacts)]


def _repeated(values: Collection[str]) -> set[str]:
    """Return those values that are there more than once."""
    if len({*values}) == len(values):
        return set()
    return {value for value, count in Counter(values).items() if count > 1}
