"""The table of contacts, and the words by which they are filtered, mostly from the cache."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from followup_md.book import cached_query
from followup_md.book.reader import ReadProblems
from followup_md.model.contact import Contact
from followup_md.model.query import Facets, Query
from followup_md.policy.agenda import evaluations
from followup_md.views import contact_list
from followup_md.views.contact_list import Listed

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.book.cached import CachedBook


def listed(book: Book, query: Query, on: date) -> tuple[list[Listed], ReadProblems]:
    """Return the rows of the contacts that match, by name, and what could not be read."""

    def row(contact: Contact) -> Listed:
        (evaluation,) = evaluations((contact,), book.settings, book.calendar, on)
        return contact_list.listed(evaluation, on)

    def ask(cached: CachedBook) -> tuple[list[Listed], ReadProblems]:
        rows = cached.column("listed", lambda contact: tuple(row(contact)), on.isoformat())
        wanted = cached_query.matching(cached, query)
        found = [Listed._make(packed) for id_, packed in rows.items() if id_ in wanted]
        return found, cached.problems()

    answer = book.ask_cache(ask)
    if answer is None:
        reading = book.read()
        contacts = filter(query.matches, reading.contacts)
        answer = [*map(row, contacts)], ReadProblems(reading.problems, reading.unreadable)
    rows, problems = answer
    return contact_list.by_name(rows), problems


def refuse_unknown(book: Book, query: Query) -> None:
    """Raise UsageError for a tag or owner that no contact has: a slip, mostly."""
    if query.tag is None and not query.owner:
        return
    query.refuse_unknown(all_facets(book))


def all_facets(book: Book) -> list[Facets]:
    """Return what the filters look at, of every contact."""
    every = book.ask_cache(lambda cached: [found for _, found in cached_query.facets(cached)])
    return [*map(Facets.of, book.read().contacts)] if every is None else every
