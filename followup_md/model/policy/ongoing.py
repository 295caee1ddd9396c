"""A day that goes on: whoever has not changed since it was last asked for is not judged again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
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
    """What one contact adds to a day."""

    contact: Contact
    order: Order  # where it belongs
    alone: Agenda  # the day with nobody else


class Ongoing:
    """The day `on` of a book; `days`: how far "coming up" looks (None: as the settings say)."""

    def __init__(
        self, settings: Settings, calendar: Calendar, on: date, days: int | None = None
    ) -> None:
        self.on = on
        self._settings = settings
        self._calendar = calendar
        self._until = plus_days(on, settings.days if days is None else days)
        self._parts = Again(self._part)

    def day(self, contacts: Iterable[Contact]) -> Agenda:
        """Return what model/policy/agenda.build does.

        The rows of a contact that is the very same as at the last call are the very same, too.
        """
        due: dict[tuple[int, int, str, str, int], Row] = {}
        coming: dict[_Key, Upcoming] = {}
        appointments: dict[_Key, Appointment] = {}
        undated: dict[_Key, Contact] = {}
        for part in self._parts(contacts):
            if part is not None:
                due.update(zip(part.order.due, part.alone.due, strict=True))
                coming.update(zip(part.order.coming, part.alone.upcoming, strict=True))
                appointments.update(
                    zip(part.order.appointments, part.alone.appointments, strict=True)
                )
                undated.update(dict.fromkeys(part.order.undated, part.contact))
        now, later = _plate(sorted(due), self._settings.limit)
        return Agenda(
            self.on,
            tuple(due[key] for key in now),
            tuple(due[key] for key in later),
            _in_order(coming),
            _in_order(appointments),
            _in_order(undated),
        )

    def _part(self, contact: Contact) -> _Part | None:
        known = facts(contact, self._settings, self._calendar, self.on)
        verdict = judge(contact, weigh(known), self._calendar, self.on)
        order = Order([], [], [], [])
        place(verdict, 0, self.on, self._until, order)
        if not any(order):
            return None
        order.appointments.sort()  # as `fill` returns them
        return _Part(contact, order, fill(order, lambda _: (verdict, known), None, self.on))


def _in_order(found: Mapping[_Key, Shown]) -> tuple[Shown, ...]:
    return tuple(found[key] for key in sorted(found))
