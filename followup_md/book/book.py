"""A book: the folder with the contacts, its settings, and every way of reading it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from followup_md.book import reader
from followup_md.book.reader import ContactVersions, Reading, ReadProblems
from followup_md.errors import Problem, RefusedError, TextError, UsageError
from followup_md.model.agenda import Agenda
from followup_md.model.contact import CONTACTS, Contact, path_of
from followup_md.model.progress import silent
from followup_md.model.settings import Settings
from followup_md.policy.workdays import Calendar
from followup_md.storage import files, holidays, locate
from followup_md.storage.checkout import Checkout
from followup_md.storage.locate import SETTINGS
from followup_md.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any, TypeVar

    from followup_md.book.cached import CachedBook
    from followup_md.book.refresh import Inspect
    from followup_md.cache.namespace import OpenCache
    from followup_md.model.contact import Handle
    from followup_md.model.progress import Progress
    from followup_md.model.query import Query
    from followup_md.parsing.contact_file import ContactFile

    Answer = TypeVar("Answer")

_LAST_YEAR = date.max.year  # has no next birthdays, which the due index counts on


class Book(NamedTuple):
    """One book on disk."""

    folder: str
    settings: Settings
    calendar: Calendar
    cache: OpenCache | None = None  # None: all files are read each time
    progress: Progress = silent

    @property
    def root(self) -> Path:
        """Its folder as a path."""
        from pathlib import Path

        return Path(self.folder)

    def agenda(
        self,
        on: date,
        days: int | None = None,
        first: int | None = None,
        query: Query | None = None,
    ) -> tuple[Agenda, ReadProblems]:
        """Return the agenda of a day; of a long one only the `first` rows, the rest is counted.

        `days`: calendar days that "coming up" looks ahead (None: as in the settings). `query`: of
        those contacts only that match. Contacts without a date are only counted.
        """
        from followup_md.model.query import ANYBODY

        wanted = query or ANYBODY

        def ask(cached: CachedBook) -> tuple[Agenda, ReadProblems]:
            from followup_md.book import cached_agenda

            return cached_agenda.build_agenda(cached, on, days, first, wanted), cached.problems()

        cached = None if on.year == _LAST_YEAR else self.ask_cache(ask)
        if cached is not None:
            return cached
        from followup_md.policy import agenda

        reading = self.read()
        contacts = filter(wanted.matches, reading.contacts)
        found = agenda.build_agenda(contacts, self.settings, self.calendar, on, days, first)
        return found, ReadProblems(reading.problems, reading.unreadable)

    def rendered_agenda(
        self,
        on: date,
        days: int | None,
        view: Callable[[Agenda, ReadProblems], str],
        depends_on: tuple[Any, ...],
        query: Query | None = None,
    ) -> tuple[str, ReadProblems]:
        """Return what `view` makes of a day's whole agenda, cached until anything changes.

        `depends_on`: everything but the agenda and the problems that the text depends on. `query`:
        as for `agenda`.
        """

        def ask(cached: CachedBook) -> tuple[str, ReadProblems]:
            from followup_md.book import cached_agenda

            text = cached_agenda.rendered(cached, on, days, view, depends_on, query)
            return text, cached.problems()

        found = None if on.year == _LAST_YEAR else self.ask_cache(ask)
        if found is not None:
            return found
        agenda, problems = self.agenda(on, days, None, query)
        return view(agenda, problems), problems

    def read_cached(self) -> Reading:
        """Return what `read` does, but read only the files that have changed."""
        return self.ask_cache(lambda cached: cached.reading()) or self.read()

    def contact_versions(self) -> ContactVersions | None:
        """Return the versions of all contacts, or None without a cache."""
        return self.ask_cache(lambda cached: cached.contact_versions())

    def handles(self) -> tuple[tuple[Handle, ...], ReadProblems]:
        """Return what every contact may be called, and what could not be read."""
        from followup_md.book import cached_handles

        found = self.ask_cache(cached_handles.every)
        if found is not None:
            return found
        reading = self.read()
        handles = tuple([contact.handle for contact in reading.contacts])
        return handles, ReadProblems(reading.problems, reading.unreadable)

    def handles_like(self, name: str) -> tuple[tuple[Handle, ...], ReadProblems]:
        """Return what `handles` does, with a cache of those only that a name may mean.

        For `lookup.resolve`: everybody if nobody is called so.
        """
        from followup_md.book import cached_handles

        return self.ask_cache(lambda cached: cached_handles.like(cached, name)) or self.handles()

    def ask_cache(
        self, ask: Callable[[CachedBook], Answer], inspector: Callable[[], Inspect] | None = None
    ) -> Answer | None:
        """Return the answer from the cache, or None if it is unusable; see cached.answer."""
        if self.cache is None:
            return None
        from followup_md.book import cached

        known = self.cache, self.settings, self.calendar
        return cached.answer(*known, self.progress, ask, inspector)

    def is_id(self, name: str) -> bool:
        """Whether a text as it stands is the id of a contact file."""
        return files.is_contact_id(name) and files.contact_path(self.root, name).is_file()

    def read_one(self, id_: str) -> Contact:
        """Return a contact, read from its file. Raises RefusedError."""
        found = reader.read(self.folder, id_, self.settings)
        path = path_of(id_)
        if found is None:
            raise RefusedError(f"{path} has just been changed: run again")
        if found.file.contact is None:
            raise RefusedError(f"{path} cannot be read: followup check {path}")
        return found.file.contact

    def read(self) -> Reading:
        """Read every contact; a bad file becomes problems and costs no other contact."""
        return self.undisturbed(self._read)

    def undisturbed(self, read: Callable[[], Answer]) -> Answer:
        """Return what `read` returns; call it again if Git was changing the files."""
        from followup_md.cache import fingerprints

        checkout = Checkout(self.folder, fingerprints.clock)
        found = read()
        while checkout.has_interfered():
            found = read()
        return found

    def _read(self) -> Reading:
        contacts: list[Contact] = []
        problems: list[Problem] = []
        unreadable: list[str] = []
        listed = files.list_contacts(self.folder)
        with reader.collector_paused():
            for id_, file in self.files(listed.ids):
                problems += file.problems
                if file.contact is None:
                    unreadable.append(path_of(id_))
                else:
                    contacts.append(file.contact)
        collisions = reader.path_collisions([*unreadable, *(contact.path for contact in contacts)])
        if collisions:
            colliding = {problem.path for problem in collisions}
            contacts = [contact for contact in contacts if contact.path not in colliding]
        found = reader.collect(problems, unreadable, listed.skipped, listed.unlisted, collisions)
        return Reading(tuple(contacts), *found)

    def ids(self, paths: Iterable[Path]) -> list[str]:
        """Return the ids of the contact files at these paths, and in folders at these paths.

        Raises UsageError for a path outside the book's contacts.
        """
        from pathlib import Path

        folder = Path(os.path.abspath(self.root / CONTACTS))
        found = []
        for path in paths:
            full = Path(os.path.abspath(path))
            if full != folder and folder not in full.parents:
                raise UsageError(f"{path} is not under {CONTACTS}/ of this book")
            if full.is_dir():
                inside = full.relative_to(folder).as_posix() + "/"
                every = files.list_contacts(self.folder).ids
                found += [id_ for id_ in every if inside == "./" or id_.startswith(inside)]
                continue
            id_, mark, end = full.relative_to(folder).as_posix().rpartition(".md")
            if mark and not end and files.is_contact_id(id_):
                found.append(id_)
        return found

    def files(self, ids: Iterable[str]) -> Iterator[tuple[str, ContactFile]]:
        """Read the files of these ids, but for those that have gone meanwhile."""
        for id_ in ids:
            found = reader.read(self.folder, id_, self.settings)
            if found is not None:
                yield id_, found.file

    def today(self, now: datetime) -> date:
        """Return the day that it is in this book at the moment `now`."""
        if not self.settings.timezone:
            return now.astimezone().date()
        from zoneinfo import ZoneInfo

        return now.astimezone(ZoneInfo(self.settings.timezone)).date()


def open_book(root: str | Path, progress: Progress = silent) -> Book:
    """Open the book in a folder. Raises UsageError if its followup.yml cannot be read."""
    settings = _settings(settings_bytes(root))
    calendar = Calendar(settings.workdays, holidays.of_years(settings.holidays))
    return Book(os.fspath(root), settings, calendar, None, progress)


def open_cached(root: str | Path, progress: Progress = silent) -> Book:
    """Open the book in a folder with its cache, so that only changed files are read."""
    from followup_md.cache import namespace

    raw = settings_bytes(root)
    cache = namespace.open_cache(os.fspath(root), raw)
    if cache is None:
        return open_book(root, progress)
    settings = cache.settings
    if settings is None:
        settings = _settings(raw)
        cache = namespace.remember_settings(cache, settings)
    calendar = namespace.remembered_calendar(settings, cache.years)
    return Book(os.fspath(root), settings, calendar, cache, progress)


def settings_bytes(root: str | Path) -> bytes | None:
    """Return the content of followup.yml, or None if there is none.

    Every way to open a book begins here: RefusedError where a link leads to it or to the contacts.
    """
    locate.refuse_links(root, CONTACTS, SETTINGS)
    raw = _settings_bytes(root)
    if not raw:  # there may be one, and Git is writing it: what is private may depend on it
        from followup_md.cache import fingerprints

        checkout = Checkout(os.fspath(root), fingerprints.clock)
        raw = _settings_bytes(root)
        while not raw and checkout.has_interfered():
            raw = _settings_bytes(root)
    return raw


def _settings_bytes(root: str | Path) -> bytes | None:
    try:
        return files.read_bytes(os.path.join(root, SETTINGS))
    except FileNotFoundError:
        return None


def _settings(raw: bytes | None) -> Settings:
    if raw is None:
        return Settings()
    from followup_md.parsing import settings_file

    try:
        return settings_file.read(raw)
    except TextError as error:
        place = f"{SETTINGS}:{error.line}:{error.column}"
        raise UsageError(f"{place}: {error.code} {error.message}") from None
