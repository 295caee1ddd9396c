"""A day of a book that was read before: found in its index, in words that are kept.

Words that are not kept yet are found by the policy, and kept for the rest of the year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from heapq import merge
from typing import TYPE_CHECKING, Any

from followup_md.book.cached import CachedBook
from followup_md.cache import codec
from followup_md.cache import due_index as dates
from followup_md.cache.database import DoubtError, decode, encode
from followup_md.model.agenda import RANK, Agenda, Appointment, Row, RowContact, Upcoming
from followup_md.policy import ranking
from followup_md.policy.ranking import AppointmentKey, Ranking
from followup_md.policy.row_text import RowText

if TYPE_CHECKING:
    from followup_md.policy.agenda import Buckets

_MANY = 300  # rows for which all that is kept is looked through at once
_BIRTHDAY = RANK["birthday"]
_TOLD = "told"  # a key of the table `about`


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
    found = ranking.assemble_agenda(order, speaker, warm.settings.limit, on, first)
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
    asked = warm.version, on.toordinal(), warm.settings.days if days is None else days, *mark
    if warm.version:
        with suppress(DoubtError, TypeError, ValueError):
            before, text = warm.cache.get("about", _TOLD)
            if before == asked:
                return str(text)
    text = view(day(warm, on, days, None))
    if warm.version:
        value = encode(_TOLD, (asked, text), warm.cache.edition)
        with suppress(DoubtError):
            warm.cache.put([("about", _TOLD, value)])
    return text


def _afresh(warm: CachedBook, apart: frozenset[int], asked: dates.DateQuery, on: date) -> Buckets:
    """Judge contacts with a touch after the day: what is kept of them is not right for it."""
    from followup_md.policy import agenda

    contacts = map(warm.contact, apart)
    evaluated = agenda.evaluations(contacts, warm.settings, warm.calendar, on)
    return agenda.classify(zip(apart, evaluated, strict=True), on, date.fromordinal(asked.until))


def _with(order: Ranking, places: Buckets) -> Ranking:
    other = places.ranking()
    return Ranking(
        merge(order.due, other.due),
        merge(order.upcoming, other.upcoming),
        merge(order.appointments, other.appointments),
        order.due_count + other.due_count,
        order.upcoming_count + other.upcoming_count,
        order.appointment_count + other.appointment_count,
        order.no_date + other.no_date,
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
        self._kept: dict[str, bytes] | None = None  # None: they are got one by one
        self._new: list[tuple[str, str, bytes | None]] = []

    def row(self, ref: int) -> Row:
        """Return the row of somebody who is due."""
        return self._said(ref).row(self._asked.on, self._asked.late)

    def upcoming(self, ref: int) -> Upcoming:
        """Return the row of somebody who is not due yet."""
        return self._said(ref).upcoming()

    def appointment(self, ref: int, number: int) -> Appointment:
        """Return an appointment: a contact's touch number so-and-so."""
        contact = self._warm.contact(ref)
        return Appointment(RowContact.of(contact), contact.touches[number])

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
        self._kept = dict(self._warm.cache.every("said"))

    def keep(self) -> None:
        """Keep the words that were found; where that cannot be, they are found again."""
        if self._new:
            with suppress(DoubtError):
                self._warm.cache.put(self._new)

    def _said(self, slot: int) -> RowText:
        id_ = self._warm.index.ids[slot]
        if slot in self._apart:
            return self._find(slot, id_)
        found = self._kept_of(id_, self._warm.index.checks[slot])
        due = self._born.get(slot)
        if found is None or found.year != self._on.year or not _has_birthday(found, due):
            return self._find(slot, id_)
        others = tuple([w for w in found.items if w.rank != _BIRTHDAY or w.due == due])
        return found if len(others) == len(found.items) else found._replace(items=others)

    def _kept_of(self, id_: str, check: int) -> RowText | None:
        raw = self._warm.cache.raw("said", id_) if self._kept is None else self._kept.get(id_)
        if raw is None:
            return None
        try:
            bound, *plain = decode(id_, raw, self._warm.cache.edition)
        except DoubtError:
            return None
        return codec.unpack_row_text(id_, plain) if bound == check else None

    def _find(self, slot: int, id_: str) -> RowText:
        from followup_md.policy import agenda
        from followup_md.policy.due_items import apply_rules
        from followup_md.policy.facts import gather_facts

        warm, on = self._warm, self._on
        contact = warm.contact(slot)
        facts = gather_facts(contact, warm.settings, warm.calendar, on)
        found = agenda.row_text(contact, apply_rules(facts), facts, on)
        if slot not in self._apart:
            value = (warm.index.checks[slot], *codec.pack_row_text(found))
            self._new.append(("said", id_, encode(id_, value, warm.cache.edition)))
        return found


def _has_birthday(found: RowText, due: int | None) -> bool:
    return due is None or any(w.rank == _BIRTHDAY and w.due == due for w in found.items)
