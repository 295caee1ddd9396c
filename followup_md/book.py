"""A book: the folder with the contacts, its settings, and the doors to them."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from followup_md.errors import MachineError, Problem, RefusedError, TextError, UsageError
from followup_md.model import configure, lint, mend, names, reading
from followup_md.model.calendar import Calendar
from followup_md.model.contact import Contact
from followup_md.model.reading import ContactFile
from followup_md.model.settings import Settings
from followup_md.store import files, holidays
from followup_md.store.place import find as find  # the way in
from followup_md.text import document


class Reading(NamedTuple):
    """What could be read of a book's contacts, and what could not."""

    contacts: tuple[Contact, ...]  # by id
    problems: tuple[Problem, ...]  # errors, and warnings about entries that are no files
    unread: tuple[str, ...]  # paths of the files that could not be read


class Book(NamedTuple):
    """One book on disk."""

    root: Path
    settings: Settings
    calendar: Calendar

    def read(self) -> Reading:
        """Read every contact; a bad file becomes problems and costs no other contact."""
        contacts: list[Contact] = []
        problems: list[Problem] = []
        bad: set[str] = set()
        listed = files.list_contacts(self.root)
        with _no_collector():
            for path, file in _files(self, listed.ids):
                problems += file.problems
                if file.contact is None:
                    bad.add(path)
                else:
                    contacts.append(file.contact)
        twins = _twins([*bad, *(contact.path for contact in contacts)])
        if twins:
            bad |= {problem.path for problem in twins}
            contacts = [contact for contact in contacts if contact.path not in bad]
        problems += twins + _not_read(listed)
        bad |= {path for path, _ in listed.unread}
        return Reading(tuple(contacts), tuple(sorted(problems, key=_place)), tuple(sorted(bad)))

    def check(self, paths: Iterable[Path], on: date) -> tuple[Problem, ...]:
        """Return every problem in every file (`paths`: in those only), warnings too."""
        paths = list(paths)
        wanted = {f"contacts/{id_}.md" for id_ in self.ids(paths)}
        problems: list[Problem] = []
        contacts: list[Contact] = []
        every: list[str] = []
        listed = files.list_contacts(self.root)
        for path, file in _files(self, listed.ids):
            every.append(path)
            problems += file.problems
            problems += lint.warnings(file, on)
            if file.contact is not None:
                contacts.append(file.contact)
        problems += lint.links(contacts)
        problems += _twins(every) + _not_read(listed)
        if not self.settings.timezone:
            message = "no `timezone`: the day changes at midnight of this machine"
            problems.append(Problem("warning", configure.FILE, 0, 0, "W901", message))
        chosen = [problem for problem in problems if not paths or problem.path in wanted]
        return tuple(sorted(chosen, key=_place))

    def fix(self, paths: Iterable[Path]) -> list[tuple[str, list[int]]]:
        """Quote the lines that YAML refuses for want of quotes; return paths and line numbers."""
        paths = list(paths)
        fixed = []
        for id_ in self.ids(paths) if paths else files.list_contacts(self.root).ids:
            path = files.contact_path(self.root, id_)
            try:
                raw = files.read_bytes(path)
                mended = mend.quoted(document.decode(raw))
            except (FileNotFoundError, MachineError, TextError):
                continue  # `check` names it
            if mended is not None:
                text, lines = mended
                try:
                    files.replace(path, text.encode(), raw)
                except files.ChangedUnderneathError:
                    raise RefusedError(f"contacts/{id_}.md was changed meanwhile") from None
                fixed.append((f"contacts/{id_}.md", lines))
        return fixed

    def ids(self, paths: Iterable[Path]) -> list[str]:
        """Return the ids of contact files named by their paths; what is no contact is left out.

        Raises UsageError for a path outside the book's contacts.
        """
        folder = Path(os.path.abspath(self.root / files.CONTACTS))
        found = []
        for path in paths:
            full = Path(os.path.abspath(path))
            if full != folder and folder not in full.parents:
                raise UsageError(f"{path} is not under {files.CONTACTS}/ of this book")
            if full.is_dir():
                inside = full.relative_to(folder).as_posix() + "/"
                every = files.list_contacts(self.root).ids
                found += [id_ for id_ in every if inside == "./" or id_.startswith(inside)]
            elif files.is_contact_name(full.name):
                found.append(full.relative_to(folder).as_posix().removesuffix(".md"))
        return found

    def resolve(self, name: str, contacts: Iterable[Contact]) -> Contact:
        """Return the contact that a person means by `name`; see model/names."""
        return names.resolve(name, contacts)

    def today(self, now: datetime) -> date:
        """Return the day that it is in this book at the moment `now`."""
        if not self.settings.timezone:
            return now.astimezone().date()
        from zoneinfo import ZoneInfo

        return now.astimezone(ZoneInfo(self.settings.timezone)).date()


def open_book(root: Path) -> Book:
    """Return the book in a folder; a followup.yml that cannot be read is a UsageError."""
    try:
        settings = configure.read(files.read_bytes(root / configure.FILE))
    except FileNotFoundError:
        settings = Settings()
    except TextError as error:
        place = f"{configure.FILE}:{error.line}:{error.column}"
        raise UsageError(f"{place}: {error.code} {error.message}") from None
    calendar = Calendar(settings.workdays, holidays.of_years(settings.holidays))
    return Book(root, settings, calendar)


def _files(book: Book, ids: Iterable[str]) -> Iterator[tuple[str, ContactFile]]:
    for id_ in ids:
        path = f"contacts/{id_}.md"
        try:
            raw = files.read_bytes(f"{book.root}/{path}")
        except FileNotFoundError:
            continue  # gone since it was listed
        except MachineError as error:
            words = str(error).rpartition(": ")[2]
            problem = Problem("error", path, 0, 0, "E109", f"cannot be read: {words}")
            yield path, ContactFile(None, (problem,))
        else:
            yield path, reading.read_bytes(id_, raw, book.settings)


@contextmanager
def _no_collector() -> Iterator[None]:
    # Nothing here makes cycles, and the collector would walk all contacts again and again: while
    # they are read, and (`freeze`, until the next reading) while the day is computed.
    was = gc.isenabled()
    gc.disable()
    gc.unfreeze()
    try:
        yield
    finally:
        gc.freeze()
        if was:
            gc.enable()


def _twins(paths: Iterable[str]) -> list[Problem]:
    problems = []
    for pair in names.twins(paths):
        for path, other in (pair, pair[::-1]):
            message = f"the same file as {other} on systems that fold case or accents: rename one"
            problems.append(Problem("error", path, 0, 0, "E501", message))
    return problems


def _not_read(listed: files.Listed) -> list[Problem]:
    skipped = [
        Problem("warning", path, 0, 0, "W710", f"skipped: {what}") for path, what in listed.skipped
    ]
    unread = [
        Problem("error", path, 0, 0, "E109", f"cannot be read: {words}")
        for path, words in listed.unread
    ]
    return skipped + unread


def _place(problem: Problem) -> tuple[str, int, int, str]:
    return problem.path, problem.line, problem.column, problem.code
