"""Who is due, everybody or those who match a query; and how many they are."""

from __future__ import annotations

from datetime import date

from followup_md.book.reader import ReadProblems
from followup_md.model.agenda import Agenda, DueCount
from followup_md.model.query import ANYBODY, Query
from followup_md.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.book.cached import CachedBook
    from followup_md.policy.agenda import Evaluation

_LAST_YEAR = date.max.year  # has no next birthdays, which the due index counts on


class DueRows(NamedTuple):
    """The rows of a day."""

    agenda: Agenda
    found: ReadProblems
    state: int | None = None  # of the book, see cached.CachedBook; None: there is no cache
    evaluated: tuple[Evaluation, ...] = ()  # of `with_every_date`


def rows(
    book: Book,
    on: date,
    days: int | None,
    first: int | None,
    query: Query = ANYBODY,
    kind: str | None = None,
) -> DueRows:
    """Return the rows of a day, those of one kind only; see Book.agenda."""

    def ask(cached: CachedBook) -> DueRows:
        from followup_md.book import cached_agenda

        agenda = cached_agenda.build_agenda(cached, on, days, first, query, kind)
        return DueRows(agenda, cached.problems(), cached.state)

    cached = None if on.year == _LAST_YEAR else book.ask_cache(ask)
    if cached is not None:
        return cached
    if kind is None:
        return DueRows(*book.agenda(on, days, first, query))
    agenda, found = book.agenda(on, days, None, query)
    agenda = agenda.of_kind(kind)
    return DueRows(agenda if first is None else agenda.cut(first), found)


def with_every_date(book: Book, on: date, days: int | None, query: Query) -> DueRows:
    """Return the rows of a day, and what every contact that matches was judged to be."""
    from followup_md.policy.agenda import agenda_from, evaluations

    cached = book.ask_cache(lambda cached: (cached.reading(), cached.state))
    reading, state = cached or (book.read(), None)
    found = ReadProblems(reading.problems, reading.unreadable)
    wanted = filter(query.matches, reading.contacts)
    evaluated = tuple(evaluations(wanted, book.settings, book.calendar, on))
    agenda = agenda_from(evaluated, book.settings, book.calendar, on, days)
    return DueRows(agenda, found, state, evaluated)


class DueIds(NamedTuple):
    """Who is due, without a row."""

    now: list[str]
    later: list[str]  # beyond the limit
    found: ReadProblems


def ids(book: Book, on: date, query: Query, kind: str | None) -> DueIds:
    """Return who is due, in order; with a cache, no row is made.

    `kind`: of those only with a due item of this kind. Whoever has touches after the day may be
    among them without one.
    """

    def ask(cached: CachedBook) -> DueIds:
        from followup_md.book import cached_agenda

        return DueIds(*cached_agenda.due_ids(cached, on, query, kind), cached.problems())

    cached = None if on.year == _LAST_YEAR else book.ask_cache(ask)
    if cached is not None:
        return cached
    agenda, found = book.agenda(on, 0, None, query)
    if kind is not None:
        agenda = agenda.of_kind(kind)
    now, later = ([row.contact.id for row in part] for part in (agenda.due, agenda.later))
    return DueIds(now, later, found)


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
