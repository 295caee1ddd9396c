"""The agenda of a book with a cache: ordered by its index, in cached words.

Words that are not cached yet are found by the policy, and cached for the rest of the year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from heapq import merge

from followup_md.book.cached import CachedBook
from followup_md.book.reader import ReadProblems
from followup_md.cache import codec, due_index
from followup_md.cache.memo import Memo
from followup_md.model.agenda import (
    RANK,
    Agenda,
    Appointment,
    DueCount,
    Row,
    RowContact,
    Upcoming,
)
from followup_md.model.query import ANYBODY, Query
from followup_md.policy import ranking
from followup_md.policy.looking_back import contact_on
from followup_md.policy.ranking import AppointmentKey, DueKey, Ranking
from followup_md.policy.row_text import RowText
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from followup_md.policy.agenda import Buckets, Evaluation

_PLANNED = "planned"  # a kind of appointments, too
_MANY = 300  # rows for which all cached words are loaded at once
_BIRTHDAY, _OWED = RANK["birthday"], RANK["owed"]


def build_agenda(
    cached: CachedBook,
    on: date,
    days: int | None,
    first: int | None,
    query: Query = ANYBODY,
    kind: str | None = None,
) -> Agenda:
    """Return the agenda of a day; see ranking.assemble_agenda for `first`.

    `kind`: as Agenda.of_kind makes it, which is then what is cut.
    """
    ahead = cached.settings.days if days is None else days
    day = due_index.date_query(on, ahead, cached.calendar)
    index, collisions = cached.index, cached.collisions()
    out = collisions if query == ANYBODY else _not_matching(cached, query) | collisions
    unsettled = frozenset(index.unsettled(day.on)) - out
    skip = out | unsettled
    birthdays = index.birthdays(day, skip)
    rows = _CachedRows(cached, on, day, birthdays, unsettled)
    upcoming = index.upcoming(day, birthdays, skip)
    planned = index.appointments(day.on, skip) if kind in (None, _PLANNED) else []
    wanted = None
    if kind is not None:
        wanted = index.with_item(RANK[kind], day, birthdays) - skip
        upcoming = index.of_kind(RANK[kind], upcoming, birthdays)
    order = Ranking(
        index.due(day, birthdays, skip),
        index.in_order(upcoming),
        rows.planned(planned),
        index.due_count(day, birthdays, skip) if wanted is None else len(wanted),
        len(upcoming),
        len(planned),
        index.undated(skip),
    )
    if unsettled:
        evaluated = _evaluations(cached, unsettled, on)
        buckets = _classified(evaluated, day, on)
        if wanted is not None and kind is not None:
            more = {slot for slot, evaluation in evaluated if kind in evaluation.due_kinds}
            coming = {slot for slot, one in evaluated if one.first and one.first.kind == kind}
            wanted |= more
            buckets = buckets._replace(
                upcoming=[key for key in buckets.upcoming if key[-1] in coming],
                appointments=buckets.appointments if kind == _PLANNED else [],
            )
            order = order._replace(due_count=order.due_count - len(buckets.due) + len(more))
        order = _merged(order, buckets)
    if first is None or first > _MANY:
        rows.preload()
    agenda = ranking.assemble_agenda(order, rows, cached.settings.limit, on, first, wanted)
    rows.save()
    return agenda


def count_due(cached: CachedBook, on: date) -> DueCount:
    """Return how many contacts are due on a day; no row is made."""
    day = due_index.date_query(on, 0, cached.calendar)
    index, collisions = cached.index, cached.collisions()
    unsettled = frozenset(index.unsettled(day.on)) - collisions
    skip = collisions | unsettled
    birthdays = index.birthdays(day, skip)
    owed = len(index.with_item(_OWED, day, birthdays) - skip)
    every = index.due_count(day, birthdays, skip)
    if unsettled:
        due = _classified(_evaluations(cached, unsettled, on), day, on).due
        owed, every = owed + sum(key[0] == _OWED for key in due), every + len(due)
    return DueCount(owed, every)


def due_ids(
    cached: CachedBook, on: date, query: Query = ANYBODY, kind: str | None = None
) -> tuple[list[str], list[str]]:
    """Return the ids of those who are due, within the limit and beyond it; no row is made.

    `kind`: of those only with a due item of this kind, as their first or not.
    """
    day = due_index.date_query(on, 0, cached.calendar)
    index, out = cached.index, cached.collisions()
    if query != ANYBODY:
        out |= _not_matching(cached, query)
    unsettled = frozenset(index.unsettled(day.on)) - out
    skip = out | unsettled
    birthdays = index.birthdays(day, skip)
    keys = index.due(day, birthdays, skip)
    wanted = None if kind is None else index.with_item(RANK[kind], day, birthdays) - skip
    if unsettled:
        evaluated = _evaluations(cached, unsettled, on)
        keys = merge(keys, sorted(_classified(evaluated, day, on).due))
        if wanted is not None:
            wanted |= {slot for slot, evaluation in evaluated if kind in evaluation.due_kinds}
    now, later = ([*part] for part in ranking.split_by_limit(keys, cached.settings.limit))

    def ids(keys: list[DueKey]) -> list[str]:
        return [id_ for *_, id_, slot in keys if wanted is None or slot in wanted]

    return ids(now), ids(later)


def _not_matching(cached: CachedBook, query: Query) -> frozenset[int]:
    """Return the slots of contacts that a query is not about."""
    from followup_md.book import cached_query

    return frozenset(range(len(cached.index.ids))).difference(cached_query.matching(cached, query))


def rendered(
    cached: CachedBook,
    on: date,
    days: int | None,
    view: Callable[[Agenda, ReadProblems], str],
    depends_on: tuple[Any, ...],
    query: Query | None = None,
) -> str:
    """Return what `view` makes of a day's whole agenda, from the cache if nothing has changed.

    `depends_on`: everything but the agenda and the problems that the text depends on.
    """
    ahead = cached.settings.days if days is None else days
    memo = Memo(cached.cache, "agenda", repr((on.toordinal(), ahead)).encode())
    form, version = repr((*depends_on, *(() if query is None else query))), cached.version
    text = memo.get(form, version) if version else None
    if text is None:
        text = view(build_agenda(cached, on, days, None, query or ANYBODY), cached.problems())
        if version:
            memo.save({form: text}, {form: version})
    return str(text)


def _evaluations(
    cached: CachedBook, slots: frozenset[int], on: date
) -> list[tuple[int, Evaluation]]:
    """Evaluate contacts with a touch after the day: the index does not hold for them."""
    from followup_md.policy import agenda

    contacts = map(cached.contact, slots)
    evaluated = agenda.evaluations(contacts, cached.settings, cached.calendar, on)
    return list(zip(slots, evaluated, strict=True))


def _classified(
    evaluated: list[tuple[int, Evaluation]], day: due_index.DateQuery, on: date
) -> Buckets:
    from followup_md.policy import agenda

    return agenda.classify(evaluated, on, date.fromordinal(day.until))


def _merged(order: Ranking, buckets: Buckets) -> Ranking:
    other = buckets.ranking()
    return Ranking(
        merge(order.due, other.due),
        merge(order.upcoming, other.upcoming),
        merge(order.appointments, other.appointments),
        order.due_count + other.due_count,
        order.upcoming_count + other.upcoming_count,
        order.appointment_count + other.appointment_count,
        order.no_date + other.no_date,
    )


class _CachedRows:
    """Makes rows from cached words."""

    def __init__(
        self,
        cached: CachedBook,
        on: date,
        query: due_index.DateQuery,
        birthdays: dict[int, int],
        unsettled: frozenset[int],
    ) -> None:
        self._cached = cached
        self._on = on
        self._query = query
        self._birthdays = birthdays
        self._unsettled = unsettled  # their words on this day are not cached
        self._memo = Memo(cached.cache, "row texts", str(on.year).encode())
        self._new: dict[str, Any] = {}
        self._versions: dict[str, int] = {}  # of the new ones

    def row(self, ref: int) -> Row:
        """Return the row of a contact that is due."""
        return self._text(ref).row(self._query.on, self._query.late)

    def upcoming(self, ref: int) -> Upcoming:
        """Return the row of a contact that is not due yet."""
        return self._text(ref).upcoming()

    def appointment(self, ref: int, number: int) -> Appointment:
        """Return an appointment, which is a contact's touch with this number."""
        contact = contact_on(self._cached.contact(ref), self._on)
        return Appointment(RowContact.of(contact), contact.touches[number])

    def planned(self, numbers: list[int]) -> Iterator[AppointmentKey]:
        """Yield the appointments for the index's numbers, in the agenda's order."""
        of_day: dict[int, dict[int, tuple[str, str]]] = {}
        for when, name, id_, slot in self._cached.index.in_order(numbers):
            of_day.setdefault(when, {})[slot] = name, id_
        for when, slots in of_day.items():
            found = []
            for slot, key in slots.items():
                for number, touch in enumerate(self._cached.contact(slot).touches):
                    if touch.planned and touch.date.toordinal() == when:
                        found.append((when, touch.time, *key, number, slot))
            yield from sorted(found)

    def preload(self) -> None:
        """Load all cached words at once."""
        self._memo.preload()

    def save(self) -> None:
        """Cache the words that were found."""
        self._memo.save(self._new, self._versions)

    def _text(self, slot: int) -> RowText:
        index = self._cached.index
        id_ = index.ids[slot]
        packed = None
        if slot not in self._unsettled:
            packed = self._memo.get(id_, index.versions[slot])
        if packed is None:
            return self._find(slot, id_)
        text, due = codec.unpack_row_text(id_, packed), self._birthdays.get(slot)
        items = tuple([item for item in text.items if item.rank != _BIRTHDAY or item.due == due])
        if due is not None and not any(item.rank == _BIRTHDAY for item in items):
            return self._find(slot, id_)
        return text if len(items) == len(text.items) else text._replace(items=items)

    def _find(self, slot: int, id_: str) -> RowText:
        from followup_md.policy import agenda
        from followup_md.policy.due_items import apply_rules
        from followup_md.policy.facts import gather_facts

        cached, on = self._cached, self._on
        contact = cached.contact(slot)
        facts = gather_facts(contact, cached.settings, cached.calendar, on)
        text = agenda.row_text(facts.contact, apply_rules(facts), facts, on)
        if slot not in self._unsettled:
            self._new[id_] = codec.pack_row_text(text)
            self._versions[id_] = cached.index.versions[slot]
        return text
