"""A day that goes on: whoever has not changed since it was last asked for is not judged again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from followup_md.model.again import Again
from followup_md.model.contact import Contact
from followup_md.model.policy.agenda import Order, _plate, fill, judge, place
from followup_md.model.policy.calendar import Calendar, plus_days
from followup_md.model.policy.items import facts, weigh
from followup_md.model.settings import Settings
from followup_md.model.verdict import Agenda, Appointment, Row, Upcoming

_Key = tuple[Any, ...]  # sorts as the day does, and is the contact's own
Shown = TypeVar("Shown")


class _Part(NamedTuple):
    """What one contact adds to a day, each with its place in it."""

    due: list[tuple[tuple[int, int, str, str, int], Row]]
    coming: list[tuple[_Key, Upcoming]]
    appointments: list[tuple[_Key, Appointment]]
    undated: list[tuple[_Key, Contact]]


class Ongoing:
    """The day `on` of a book; `days`: how far "coming up" looks (None: as the settings say)."""

    def __init__(
        self,
        settings: Settings,
        calendar: Calendar,
        on: date,
        days: int | None = None,
        see: Callable[[Contact], Contact] = lambda contact: contact,
    ) -> None:
        self._settings = settings
        self._calendar = calendar
        self._on = on
        self._until = plus_days(on, settings.days if days is None else days)
        self._see = see  # what of a contact counts
        self._parts = Again(self._part)

    def day(self, contacts: Iterable[Contact]) -> Agenda:
        """Return what model/policy/agenda.build does of what is seen of the contacts.

        The rows of a contact that is the very same as at the last call are the very same, too.
        """
        parts = [part for part in self._parts(contacts) if part is not None]
        rows = {key: row for part in parts for key, row in part.due}
        now, later = _plate(sorted(rows), self._settings.limit)
        return Agenda(
            self._on,
            tuple(rows[key] for key in now),
            tuple(rows[key] for key in later),
            _in_order(part.coming for part in parts),
            _in_order(part.appointments for part in parts),
            _in_order(part.undated for part in parts),
        )

    def _part(self, whole: Contact) -> _Part | None:
        contact = self._see(whole)
        known = facts(contact, self._settings, self._calendar, self._on)
        verdict = judge(contact, weigh(known), self._calendar, self._on)
        order = Order([], [], [], [])
        place(verdict, 0, self._on, self._until, order)
        if not any(order):
            return None
        alone = fill(order, lambda _: (verdict, known), None, self._on)
        return _Part(
            [*zip(order.due, alone.due, strict=True)],
            [*zip(order.coming, alone.upcoming, strict=True)],
            [*zip(sorted(order.appointments), alone.appointments, strict=True)],
            [(key, contact) for key in order.undated],
        )


def _in_order(found: Iterable[list[tuple[_Key, Shown]]]) -> tuple[Shown, ...]:
    return tuple(row for _, row in sorted(chain.from_iterable(found)))
