"""The table of contacts, and who matches a query, mostly from the cache."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from followup_md.book.reader import ReadProblems
from followup_md.cache.memo import Memo
from followup_md.model.contact import Contact
from followup_md.model.query import Facets, Query, search_text
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
        wanted = matching(cached, query)
        found = [Listed._make(packed) for id_, packed in rows.items() if id_ in wanted]
        return found, cached.problems()

    answer = book.ask_cache(ask)
    if answer is None:
        reading = book.read()
        contacts = filter(query.matches, reading.contacts)
        answer = [*map(row, contacts)], ReadProblems(reading.problems, reading.unreadable)
    rows, problems = answer
    return contact_list.by_name(rows), problems


def matching(cached: CachedBook, query: Query) -> set[str]:
    """Return the ids of the contacts that match."""
    found = {id_ for id_, facets in _facets(cached) if query.selects(facets)}
    if query.words and found:
        texts = _search_texts(cached)
        found = {id_ for id_ in found if query.finds(texts[id_])}
    return found


def refuse_unknown(book: Book, query: Query) -> None:
    """Raise UsageError for a tag or owner that no contact has: a slip, mostly."""
    if query.tag is None and query.owner is None:
        return
    query.refuse_unknown(all_facets(book))


def all_facets(book: Book) -> list[Facets]:
    """Return what the filters look at, of every contact."""
    every = book.ask_cache(lambda cached: [facets for _, facets in _facets(cached)])
    return [*map(Facets.of, book.read().contacts)] if every is None else every


def _facets(cached: CachedBook) -> Iterator[tuple[str, Facets]]:
    packed = cached.column("facets", lambda contact: tuple(Facets.of(contact)))
    return ((id_, Facets._make(values)) for id_, values in packed.items())


def _search_texts(cached: CachedBook) -> dict[str, str]:
    versions, memo = cached.versions(), Memo(cached.cache, "search text", b"")
    texts = memo.load(versions)
    contacts = cached.contacts(versions.keys() - texts.keys())
    new = {id_: search_text(contact) for id_, contact in contacts.items()}
    memo.save(new, versions)
    return texts | new
