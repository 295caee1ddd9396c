"""The check of files that are read: for one file, and without a cache for a whole book."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from followup_md.book import reader
from followup_md.book.book import Book
from followup_md.book.check_found import Checked, Found, Person
from followup_md.cache.database import CacheChangedError
from followup_md.errors import Problem
from followup_md.model import identity
from followup_md.model.contact import Contact, path_of
from followup_md.model.settings import Settings
from followup_md.parsing import doubles, lint, private_links, wikilinks
from followup_md.parsing.contact_file import ContactFile
from followup_md.policy import agenda
from followup_md.policy.workdays import Calendar
from followup_md.storage import files
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from followup_md.cache.codec import Packed


def inspected(file: ContactFile, settings: Settings) -> tuple[Packed, Packed | None]:
    """Check a file; return Checked, and Person or None, as plain tuples."""
    problems = tuple(map(tuple, lint.timeless(file, settings)))
    person = None if file.contact is None else tuple(person_of(file.contact))
    return tuple(Checked(problems, wikilinks.may_have(file))), person


def person_of(contact: Contact) -> Person:
    """Return what tells somebody's second file."""
    return Person(" ".join(identity.name_key(contact.name)), contact.uid, contact.private)


def read(folder: str, id_: str, settings: Settings) -> reader.Read:
    """Read a file of the index. Raises CacheChangedError."""
    found = reader.read(folder, id_, settings)
    if found is None:
        raise CacheChangedError("a file has gone since it was listed")
    return found


def check_all(book: Book, wanted: frozenset[str] | None, on: date) -> Found:
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
    found = reader.collect(problems, (), listed.skipped, listed.unlisted, collisions).problems
    if wanted is not None:
        return Found(found, len(wanted))
    return Found(found, len(listed.ids), without_date(contacts, book.settings, book.calendar, on))


def without_date(
    contacts: Iterable[Contact], settings: Settings, calendar: Calendar, on: date
) -> int:
    """Return how many contacts have no date."""
    return agenda.build_agenda(contacts, settings, calendar, on, 0, 0).no_date
