"""A book: the folder with the contacts, its settings, and the doors to them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from followup_md.book import reader
from followup_md.errors import Problem, RefusedError, TextError, UsageError
from followup_md.model import lookup
from followup_md.model.agenda import Agenda
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy.workdays import Calendar
from followup_md.storage import files, holidays

if TYPE_CHECKING:
    from pathlib import Path

    from followup_md.book.cached import CachedBook
    from followup_md.cache.namespace import CacheHandle
    from followup_md.parsing.contact_file import ContactFile

SETTINGS = "followup.yml"
_LAST_YEAR = date.max.year  # has no next birthdays, which the kept part of a book counts on
Answer = TypeVar("Answer")
Progress = Callable[[int, int], None]  # hears how many of how many files were read


def _silent(_done: int, _total: int) -> None:
    pass


class Reading(NamedTuple):
    """What could be read of a book's contacts, and what could not."""

    contacts: tuple[Contact, ...]  # by id
    problems: tuple[Problem, ...]  # errors, and warnings about entries that are no files
    unread: tuple[str, ...]  # paths of the files that could not be read


class ContactVersions(NamedTuple):
    """Which contacts a book has, without having made any of them."""

    versions: Mapping[str, int]  # by id: of what the file says; the same check, the same contact
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]
    load: Callable[[Collection[str]], dict[str, Contact]]


class RenderedAgenda(NamedTuple):
    """A day as text, and what could not be read for it."""

    text: str
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]


class AgendaResult(NamedTuple):
    """A day of a book, and what could not be read for it."""

    agenda: Agenda
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]


class Book(NamedTuple):
    """One book on disk."""

    folder: str  # its folder
    settings: Settings
    calendar: Calendar
    cache: CacheHandle | None = None  # what is kept of it; None: it is read whenever it is asked
    progress: Progress = _silent

    @property
    def root(self) -> Path:
        """Its folder as a path."""
        from pathlib import Path

        return Path(self.folder)

    def agenda(self, on: date, days: int | None = None, first: int | None = None) -> AgendaResult:
        """Return the day `on`; of a long one only the `first` rows, the rest is counted.

        `days`: how far "coming up" looks (None: as the settings say). Contacts without a date are
        counted only.
        """

        def kept(warm: CachedBook) -> AgendaResult:
            from followup_md.book import cached_agenda

            return AgendaResult(cached_agenda.day(warm, on, days, first), *warm.problems())

        cached = None if on.year == _LAST_YEAR else _warmly(self, kept)
        if cached is not None:
            return cached
        from followup_md.policy import agenda

        reading = self.read()
        found = agenda.build_agenda(reading.contacts, self.settings, self.calendar, on, days, first)
        return AgendaResult(found, reading.problems, reading.unread)

    def rendered_agenda(
        self, on: date, days: int | None, view: Callable[[Agenda], str], mark: tuple[Any, ...]
    ) -> RenderedAgenda:
        """Return what `view` makes of a whole day, kept until anything changes.

        `mark`: all that `view` depends on beside the day.
        """

        def kept(warm: CachedBook) -> RenderedAgenda:
            from followup_md.book import cached_agenda

            return RenderedAgenda(
                cached_agenda.rendered(warm, on, days, view, mark), *warm.problems()
            )

        found = None if on.year == _LAST_YEAR else _warmly(self, kept)
        if found is not None:
            return found
        agenda, problems, unread = self.agenda(on, days)
        return RenderedAgenda(view(agenda), problems, unread)

    def read_cached(self) -> Reading:
        """Return what `read` would, without reading again what has not changed."""

        def kept(warm: CachedBook) -> Reading:
            return Reading(warm.contacts(), *warm.problems())

        return _warmly(self, kept) or self.read()

    def contact_versions(self) -> ContactVersions | None:
        """Return which contacts there are, and what loads some of them; None where none is kept.

        What loads them raises DoubtError where the cache fails it.
        """

        def kept(warm: CachedBook) -> ContactVersions:
            return ContactVersions(warm.checks(), *warm.problems(), warm.some)

        return _warmly(self, kept)

    def handles(self) -> Reading:
        """Return what `reading` would, but of each contact perhaps only what it may be called."""

        def kept(warm: CachedBook) -> Reading:
            return Reading(warm.called(), *warm.problems())

        return _warmly(self, kept) or self.read()

    def read_one(self, id_: str) -> Contact:
        """Return a contact, read from its file. Raises RefusedError."""
        file = reader.read(self.folder, id_, self.settings)
        if file is None or file[0].contact is None:
            raise RefusedError(f"{reader.path_of(id_)} has just been changed: run again")
        return file[0].contact

    def read(self) -> Reading:
        """Read every contact; a bad file becomes problems and costs no other contact."""
        contacts: list[Contact] = []
        problems: list[Problem] = []
        bad: set[str] = set()
        listed = files.list_contacts(self.folder)
        with reader.collector_paused():
            for path, file in _files(self, listed.ids):
                problems += file.problems
                if file.contact is None:
                    bad.add(path)
                else:
                    contacts.append(file.contact)
        twins = reader.path_collisions([*bad, *(contact.path for contact in contacts)])
        if twins:
            bad |= {problem.path for problem in twins}
            contacts = [contact for contact in contacts if contact.path not in bad]
        problems += twins + reader.unread_problems(listed.skipped, listed.unread)
        bad |= {path for path, _ in listed.unread}
        problems.sort(key=reader.by_place)
        return Reading(tuple(contacts), tuple(problems), tuple(sorted(bad)))

    def check(self, paths: Iterable[Path], on: date) -> tuple[Problem, ...]:
        """Return every problem in every file (`paths`: in those only), warnings too."""
        from followup_md.parsing import lint

        paths = list(paths)
        wanted = {f"contacts/{id_}.md" for id_ in self.ids(paths)}
        problems: list[Problem] = []
        contacts: list[Contact] = []
        every: list[str] = []
        listed = files.list_contacts(self.folder)
        for path, file in _files(self, listed.ids):
            every.append(path)
            problems += file.problems
            problems += lint.warnings(file, on)
            if file.contact is not None:
                contacts.append(file.contact)
        problems += lint.links(contacts)
        problems += reader.path_collisions(every) + reader.unread_problems(
            listed.skipped, listed.unread
        )
        if not self.settings.timezone:
            message = "no `timezone`: the day changes at midnight of this machine"
            problems.append(Problem("warning", SETTINGS, 0, 0, "W901", message))
        chosen = [problem for problem in problems if not paths or problem.path in wanted]
        return tuple(sorted(chosen, key=reader.by_place))

    def ids(self, paths: Iterable[Path]) -> list[str]:
        """Return the ids of contact files named by their paths; what is no contact is left out.

        Raises UsageError for a path outside the book's contacts.
        """
        from pathlib import Path

        folder = Path(os.path.abspath(self.root / files.CONTACTS))
        found = []
        for path in paths:
            full = Path(os.path.abspath(path))
            if full != folder and folder not in full.parents:
                raise UsageError(f"{path} is not under {files.CONTACTS}/ of this book")
            if full.is_dir():
                inside = full.relative_to(folder).as_posix() + "/"
                every = files.list_contacts(self.folder).ids
                found += [id_ for id_ in every if inside == "./" or id_.startswith(inside)]
                continue
            id_, mark, end = full.relative_to(folder).as_posix().rpartition(".md")
            if mark and not end and files.is_contact_id(id_):
                found.append(id_)
        return found

    def resolve(self, name: str, contacts: Iterable[Contact]) -> Contact:
        """Return the contact that a person means by `name`; see model/lookup."""
        return lookup.resolve(name, contacts)

    def today(self, now: datetime) -> date:
        """Return the day that it is in this book at the moment `now`."""
        if not self.settings.timezone:
            return now.astimezone().date()
        from zoneinfo import ZoneInfo

        return now.astimezone(ZoneInfo(self.settings.timezone)).date()


def open_book(root: str | Path) -> Book:
    """Return the book in a folder; a followup.yml that cannot be read is a UsageError."""
    settings = _settings(settings_bytes(root))
    calendar = Calendar(settings.workdays, holidays.of_years(settings.holidays))
    return Book(os.fspath(root), settings, calendar)


def open_cached(root: str | Path, tell: Progress = _silent) -> Book:
    """Return the book in a folder; what was read of it once is not read again until it changes."""
    from followup_md.cache import namespace

    raw = settings_bytes(root)
    found = namespace.open_cache(os.fspath(root), raw)
    if found is None:
        return open_book(root)
    if found.settings is None:
        found = namespace.remember_settings(found, _settings(raw))
    assert found.settings is not None
    calendar = namespace.remembered_calendar(found.settings, found.years)
    return Book(os.fspath(root), found.settings, calendar, found, tell)


def settings_bytes(root: str | Path) -> bytes | None:
    """Return what followup.yml holds; None where there is none."""
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


def _warmly(book: Book, ask: Callable[[CachedBook], Answer]) -> Answer | None:
    """Return the answer from what is kept; None where that is of no use."""
    if book.cache is None:
        return None
    from followup_md.book import cached

    return cached.answer(book.cache, book.settings, book.calendar, book.progress, ask)


def _files(book: Book, ids: Iterable[str]) -> Iterator[tuple[str, ContactFile]]:
    for id_ in ids:
        file = reader.read(book.folder, id_, book.settings)
        if file is not None:  # else it went since it was listed
            yield reader.path_of(id_), file[0]
