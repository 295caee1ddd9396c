"""Who is due: everybody, or those that a filter lets through; and how many they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from followup_md.book.reader import ReadProblems
from followup_md.model.agenda import Agenda, DueCount

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.book.cached import CachedBook
    from followup_md.model.query import Query
    from followup_md.policy.agenda import Evaluation

_LAST_YEAR = date.max.year  # has no next birthdays, which the due index counts on


class DueRows(NamedTuple):
    """The rows of a day."""

    agenda: Agenda
    found: ReadProblems
    state: int | None = None  # of the book, see cached.CachedBook; None: there is no cache
    evaluated: tuple[Evaluation, ...] = ()  # the contacts, where all dates are wanted


def of_day(
    book: Book,
    query: Query,
    on: date,
    days: int | None,
    first: int | None,
    report: Callable[[ReadProblems], None],
) -> DueRows:
    """Return the rows of those who match, see Book.agenda; what could not be read is reported.

    Raises UsageError for a tag or owner that no contact has.
    """
    from followup_md.book import listing

    def ask(cached: CachedBook) -> DueRows:
        from followup_md.book import cached_agenda

        agenda = cached_agenda.build_agenda(cached, on, days, first, query)
        return DueRows(agenda, cached.problems(), cached.state)

    cached = None if on.year == _LAST_YEAR else book.ask_cache(ask)
    rows = cached or DueRows(*book.agenda(on, days, first, query))
    report(rows.found)
    if not rows.agenda.due_count:
        listing.refuse_unknown(book, query)
    return rows


def with_all_dates(
    book: Book,
    query: Query,
    on: date,
    days: int | None,
    report: Callable[[ReadProblems], None],
) -> DueRows:
    """Return the same with all items of each, due or not."""
    from followup_md.book import listing
    from followup_md.policy.agenda import agenda_from, evaluations

    cached = book.ask_cache(lambda cached: (cached.reading(), cached.state))
    reading, state = cached or (book.read(), None)
    found = ReadProblems(reading.problems, reading.unreadable)
    report(found)
    wanted = list(filter(query.matches, reading.contacts))
    if not wanted:
        listing.refuse_unknown(book, query)
    evaluated = tuple(evaluations(wanted, book.settings, book.calendar, on))
    agenda = agenda_from(evaluated, book.settings, book.calendar, on, days)
    return DueRows(agenda, found, state, evaluated)


def count(book: Book, on: date) -> tuple[DueCount, ReadProblems]:
    """Return how many are due; with a cache, no row is made and no contact loaded."""

    def ask(cached: CachedBook) -> tuple[DueCount, ReadProblems]:
        from followup_md.book import cached_agenda

        return cached_agenda.count_due(cached, on), cached.problems()

    cached = None if on.year == _LAST_YEAR else book.ask_cache(ask)
    if cached is not None:
        return cached
    agenda, found = book.agenda(on, 0)
    return DueCount.of(agenda), found
