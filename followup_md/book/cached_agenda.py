"""A day of a book that was read before: found in its index, in words that are kept.

Words that are not kept yet are found by the policy, and kept for the rest of the year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from heapq import merge
from typing import TYPE_CHECKING, Any

from followup_md.book.cached import CachedBook
from followup_md.cache import codec
from followup_md.cache import due_index as dates
from followup_md.cache.memo import Memo, digest
from followup_md.model.agenda import RANK, Agenda, Appointment, Row, Upcoming
from followup_md.policy import ranking, row_text
from followup_md.policy.ranking import AppointmentKey, Ranking
from followup_md.policy.row_text import RowText

if TYPE_CHECKING:
    from followup_md.policy.agenda import Buckets

_MANY = 300  # rows for which all that is kept is looked through at once
_BIRTHDAY = RANK["birthday"]


def day(warm: CachedBook, on: date, days: int | None, first: int | None) -> Agenda:
    """Return a day; see plate.fill for `first`."""
    ahead = warm.settings.days if days is None else days
    asked = dates.date_query(on, ahead, warm.calendar)
    index, twins = warm.index, warm.twins()
    apart = frozenset(index.unsettled(asked.on)) - twins
    skip = twins | apart
    born = index.born(asked, skip)
    speaker = _Speaker(warm, on, asked, born, apart)
    coming = index.coming(asked, born, skip)
    planned = index.appointments(asked.on, skip)
    reach, undated = index.reach(asked, born, skip), index.undated(skip)
    order = Ranking(
        index.due(asked, born, skip),
        index.in_order(coming),
        speaker.planned(planned),
        *(reach, len(coming), len(planned), undated),
    )
    if apart:
        order = _with(order, _afresh(warm, apart, asked, on))
    if first is None or first > _MANY:
        speaker.look_through()
    found = ranking.build_agenda(order, speaker, warm.settings.limit, on, first)
    speaker.keep()
    return found


def rendered(
    warm: CachedBook,
    on: date,
    days: int | None,
    view: Callable[[Agenda], str],
    mark: tuple[Any, ...],
) -> str:
    """Return what `view` makes of a whole day: what it made before where nothing has changed.

    `mark`: all that `view` depends on beside the day.
    """
    ahead = warm.settings.days if days is None else days
    memo = Memo(warm.cache, "agenda", digest((on.toordinal(), ahead, *mark)))
    if not warm.version:
        return view(day(warm, on, days, None))
    text = memo.get("", warm.version)
    if text is None:
        text = view(day(warm, on, days, None))
        memo.save({"": text}, {"": warm.version})
    return str(text)


def _afresh(warm: CachedBook, apart: frozenset[int], asked: dates.DateQuery, on: date) -> Buckets:
    """Judge contacts with a touch after the day: what is kept of them is not right for it."""
    from followup_md.policy import agenda

    places = agenda.Buckets([], [], [], [])
    until = date.fromordinal(asked.until)
    for slot in apart:
        (verdict,) = agenda.evaluations([warm.contact(slot)], warm.settings, warm.calendar, on)
        agenda.classify(verdict, slot, on, until, places)
    return places


def _with(order: Ranking, places: Buckets) -> Ranking:
    other = places.order()
    return Ranking(
        merge(order.due, other.due),
        merge(order.coming, other.coming),
        merge(order.appointments, other.appointments),
        order.reach + other.reach,
        order.comes + other.comes,
        order.planned + other.planned,
        order.undated + other.undated,
    )


class _Speaker:
    """The words for rows, from what is kept of them."""

    def __init__(
        self,
        warm: CachedBook,
        on: date,
        asked: dates.DateQuery,
        born: dict[int, int],
        apart: frozenset[int],
    ) -> None:
        self._warm = warm
        self._on = on
        self._asked = asked
        self._born = born
        self._apart = apart  # of these nothing is kept for this day
        self._memo = Memo(warm.cache, "row texts", str(on.year).encode())
        self._new: dict[str, tuple[Any, ...]] = {}

    def row(self, ref: int) -> Row:
        """Return the row of somebody who is due."""
        return row_text.to_row(self._said(ref), self._asked.on, self._asked.late)

    def upcoming(self, ref: int) -> Upcoming:
        """Return the row of somebody who is not due yet."""
        return row_text.to_upcoming(self._said(ref))

    def appointment(self, ref: int, number: int) -> Appointment:
        """Return an appointment: a contact's touch number so-and-so."""
        contact = self._warm.contact(ref)
        return Appointment(row_text.row_contact(contact), contact.touches[number])

    def planned(self, numbers: list[int]) -> Iterator[AppointmentKey]:
        """Yield the appointments that numbers sorted by day stand for, in the order of the day."""
        of_day: dict[int, dict[int, tuple[str, str]]] = {}
        for when, name, id_, slot in self._warm.index.in_order(numbers):
            of_day.setdefault(when, {})[slot] = name, id_
        for when, slots in of_day.items():
            found = []
            for slot, called in slots.items():
                for number, touch in enumerate(self._warm.contact(slot).touches):
                    if touch.planned and touch.date.toordinal() == when:
                        found.append((when, touch.time, *called, number, slot))
            yield from sorted(found)

    def look_through(self) -> None:
        """Get all words that are kept at once."""
        self._memo.load(self._warm.checks())

    def keep(self) -> None:
        """Keep the words that were found."""
        if self._new:
            self._memo.save(self._new, self._warm.checks())

    def _said(self, slot: int) -> RowText:
        id_ = self._warm.index.ids[slot]
        if slot in self._apart:
            return self._find(slot, id_)
        plain = self._memo.get(id_, self._warm.index.checks[slot])
        found = codec.unpack_row_text(id_, plain) if plain is not None else None
        due = self._born.get(slot)
        if found is None or not _has_birthday(found, due):
            return self._find(slot, id_)
        others = tuple([w for w in found.words if w.rank != _BIRTHDAY or w.due == due])
        return found if len(others) == len(found.words) else found._replace(words=others)

    def _find(self, slot: int, id_: str) -> RowText:
        from followup_md.policy import agenda
        from followup_md.policy.due_items import due_items, facts

        warm, on = self._warm, self._on
        contact = warm.contact(slot)
        known = facts(contact, warm.settings, warm.calendar, on)
        verdict = agenda.evaluate(contact, due_items(known), warm.calendar, on)
        found = agenda.row_text(verdict, known, on)
        if slot not in self._apart:
            self._new[id_] = codec.pack_row_text(found)
        return found


def _has_birthday(found: RowText, due: int | None) -> bool:
    return due is None or any(w.rank == _BIRTHDAY and w.due == due for w in found.words)
