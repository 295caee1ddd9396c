"""A book that was read before: the same answers as a reading gives, from what has been kept.

Every answer starts with a look at the stamps of all files; whatever is in doubt is read again.
Raises DoubtError where the cache is of no use: the caller then reads the book itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

from followup_md.book import reader
from followup_md.cache import codec, fingerprints, namespace
from followup_md.cache.database import Cache, DoubtError, checksum, decode
from followup_md.cache.index_store import IndexStore
from followup_md.cache.namespace import CacheHandle
from followup_md.errors import Problem
from followup_md.model import lookup
from followup_md.model.contact import Contact, Labelled
from followup_md.model.settings import Settings
from followup_md.policy.workdays import Calendar

Answer = TypeVar("Answer")
_MANY = 20_000  # files for which a second process pays
_SHARE = 10  # of the contacts: from a tenth of them on, they are not got one by one
_TRIES = 100  # to agree with other processes about what is kept


def answer(
    kept: CacheHandle,
    settings: Settings,
    calendar: Calendar,
    tell: Callable[[int, int], None],
    ask: Callable[[CachedBook], Answer],
) -> Answer | None:
    """Return the answer from what is kept of a book; None where that is of no use."""
    known = len(kept.years)
    anew = False
    for _ in range(_TRIES):
        warm = CachedBook(kept.folder, kept.database, settings, calendar)
        try:
            with reader.collector_paused():
                warm.look(tell, anew)
                found = ask(warm)
        except DoubtError as error:
            doubt = error
            if error.again:  # of another process that reads the same: go on from where that is
                continue
            if anew:
                break
            anew = True
        else:
            if len(kept.years) != known:
                namespace.remember_settings(kept, settings)
            return found
    if not doubt.busy:
        namespace.delete(kept)
    return None


class CachedBook:
    """The kept part of one book, for one command."""

    def __init__(self, root: str, cache: Cache, settings: Settings, calendar: Calendar) -> None:
        self._root = root
        self.cache = cache
        self.settings = settings
        self.calendar = calendar
        self._fresh: dict[str, bytes] = {}
        self._state = IndexStore(cache)
        self.index = self._state.index
        self._twins: tuple[Problem, ...] = ()

    def look(self, tell: Callable[[int, int], None], anew: bool) -> None:
        """Look at all files; read again and keep what has changed. `anew`: trust nothing kept."""
        state = IndexStore(self.cache).anew() if anew else IndexStore.load(self.cache)
        before = {prefix: one.folder for prefix, one in state.folders.items()}
        known = fingerprints.Known(before, self._stamps, self.cache.clock)
        seen = self._seen(known, sum(len(one.slots) for one in state.folders.values()))
        gone = sorted(before.keys() - {one.prefix for one in seen})
        changed = [one for one in seen if not one.same]
        if changed or gone:
            from followup_md.book.refresh import Refresh

            book = self._root, self.settings, self.calendar
            gathering = Refresh(*book, self.cache, state, changed)
            gathering.run(gone, tell)
            self._fresh = gathering.fresh
        self._state, self.index = state, state.index
        self._twins = self._find_twins()

    def _seen(self, known: fingerprints.Known, count: int) -> list[fingerprints.Seen]:
        """Look at all folders; where they hold many files, half of them in another process."""
        if count < _MANY:
            return list(fingerprints.look(self._root, known))
        from followup_md.cache import workers

        if workers.worker_count() == 1:
            return list(fingerprints.look(self._root, known))
        prefixes = sorted(known.folders)[1::2]
        with workers.in_background(
            lambda: fingerprints.unchanged(self._root, prefixes, known.folders)
        ) as answer:
            same = cache(lambda: frozenset(answer() or ()))
            elsewhere = fingerprints.Elsewhere(frozenset(prefixes), same)
            return list(fingerprints.look(self._root, known, elsewhere))

    def _stamps(self, prefix: str) -> bytes:
        with suppress(DoubtError):
            return bytes(self.cache.get("stamps", prefix) or b"")
        return b""

    def problems(self) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
        """Return the problems of the book, sorted, and the paths of what could not be read."""
        found: list[Problem] = []
        skipped: list[tuple[str, str]] = []
        unlisted: list[tuple[str, str]] = []
        for problems in self.index.wrong.values():
            found += [Problem(*problem) for problem in problems]  # type: ignore[arg-type]
        for kept in self._state.folders.values():
            skipped += kept.folder.skipped
            unlisted += kept.folder.unlisted
        found += [*self._twins, *reader.unread_problems(skipped, unlisted)]
        found.sort(key=reader.by_place)
        unread = {reader.path_of(self.index.ids[slot]) for slot in self.index.wrong}
        unread.update(path for path, _ in unlisted)
        unread.update(problem.path for problem in self._twins)
        return tuple(found), tuple(sorted(unread))

    def checks(self) -> dict[str, int]:
        """Return the check of every contact, by id."""
        index, skip = self.index, self.twins()
        found = zip(index.ids, index.names, index.checks, strict=True)
        checks = {id_: check for id_, name, check in found if name}
        for slot in skip:
            checks.pop(index.ids[slot], None)
        return checks

    def some(self, ids: Collection[str]) -> dict[str, Contact]:
        """Return these contacts, by id."""
        checks = self.checks()
        return self._load({id_: checks[id_] for id_ in ids})

    def contacts(self) -> tuple[Contact, ...]:
        """Return every contact, by id."""
        found = self._load(self.checks())
        return tuple(found[id_] for id_ in sorted(found))

    def _load(self, wanted: Mapping[str, int]) -> dict[str, Contact]:
        """Return contacts by id; `wanted`: their checks."""
        found: dict[str, Contact] = {}
        if len(wanted) * _SHARE > len(self.index.ids):  # all of them are sooner looked through
            for id_, raw in self.cache.every("contact"):
                if wanted.get(id_) == checksum(raw):
                    plain = decode(id_, raw, self.cache.edition)[1]
                    found[id_] = codec.unpack_contact(plain)
        for id_ in wanted.keys() - found.keys():
            found[id_] = self._contact(id_, wanted[id_])
        return found

    def called(self) -> tuple[Contact, ...]:
        """Return every contact, by id, with nothing but what it may be called by."""
        wanted = self.checks()
        found = []
        for id_, raw in self.cache.every("handles"):
            bound, called = decode(id_, raw, self.cache.edition)
            if wanted.get(id_) == bound:
                del wanted[id_]
                name, nicknames, emails = called
                addresses = tuple([Labelled("", email) for email in emails])
                found.append(Contact(id_, name, nicknames, email=addresses))
        if wanted:  # they could not be kept
            raise DoubtError("not everybody's names are there")
        return tuple(sorted(found))

    def contact(self, slot: int) -> Contact:
        """Return the contact in a slot."""
        return self._contact(self.index.ids[slot], self.index.checks[slot])

    def _contact(self, id_: str, expected: int) -> Contact:
        raw = self._fresh.get(id_) or self.cache.raw("contact", id_)
        if not raw or checksum(raw) != expected:
            raise DoubtError(id_)
        plain: Any = decode(id_, raw, self.cache.edition)[1]
        return codec.unpack_contact(plain)

    @property
    def version(self) -> int:
        """A check of all that answers come from; 0 where there is none."""
        return self._state.version

    def _find_twins(self) -> tuple[Problem, ...]:
        folders = self._state.folders
        if any(kept.twinned for kept in folders.values()) or lookup.path_collisions(folders):
            return tuple(reader.path_collisions(map(reader.path_of, filter(None, self.index.ids))))
        return ()

    def twins(self) -> frozenset[int]:
        """Return the slots of files that would be one with another on some file system."""
        if not self._twins:
            return frozenset()
        paths = {problem.path for problem in self._twins}
        ids: Iterable[tuple[int, str]] = enumerate(self.index.ids)
        return frozenset(slot for slot, id_ in ids if id_ and reader.path_of(id_) in paths)
