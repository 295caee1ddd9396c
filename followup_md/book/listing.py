"""The table of contacts, and who matches a query, mostly from the cache."""

from __future__ import annotations

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
    """Return the rows of the contacts that match, by name, and what could not be read.

    Raises UsageError for a tag or owner that no contact has.
    """

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
        contacts = list(filter(query.matches, reading.contacts))
        if not contacts:
            query.refuse_unknown([*map(Facets.of, reading.contacts)])
        answer = [*map(row, contacts)], ReadProblems(reading.problems, reading.unreadable)
    rows, problems = answer
    return contact_list.by_name(rows), problems


def matching(cached: CachedBook, query: Query) -> set[str]:
    """Return the ids of the contacts that match.

    Raises UsageError for a tag or owner that no contact has.
    """
    facets = cached.column("facets", lambda contact: tuple(Facets.of(contact)))
    found = {id_ for id_, packed in facets.items() if query.selects(Facets._make(packed))}
    if query.words and found:
        texts = _search_texts(cached)
        found = {id_ for id_ in found if query.finds(texts[id_])}
    if not found:
        query.refuse_unknown([Facets._make(packed) for packed in facets.values()])
    return found


def _search_texts(cached: CachedBook) -> dict[str, str]:
    versions, memo = cached.versions(), Memo(cached.cache, "search text", b"")
    texts = memo.load(versions)
    contacts = cached.contacts(versions.keys() - texts.keys())
    new = {id_: search_text(contact) for id_, contact in contacts.items()}
    memo.save(new, versions)
    return texts | new
