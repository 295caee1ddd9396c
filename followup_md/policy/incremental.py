"""A day that goes on: whoever has not changed since it was last asked for is not judged again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import count
from typing import NamedTuple

from followup_md.model.agenda import Agenda, Appointment, Omitted, Row, Upcoming
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy import agenda, ranking
from followup_md.policy.agenda import Buckets
from followup_md.policy.memoize import IdentityMemo
from followup_md.policy.workdays import Calendar, add_days


class _Part(NamedTuple):
    """What one contact adds to a day."""

    contact: Contact
    ref: int  # in the places
    places: Buckets
    alone: Agenda  # the day with nobody else


class IncrementalAgenda:
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
        self._until = add_days(on, settings.days if days is None else days)
        self._days = days
        self._see = see  # what of a contact counts
        self._refs = count()
        self._parts = IdentityMemo(self._part)

    def day(self, contacts: Iterable[Contact]) -> Agenda:
        """Return what policy/agenda.build does of what is seen of the contacts.

        The rows of a contact that is the very same as at the last call are the very same, too.
        """
        parts = {part.ref: part for part in self._parts(contacts) if part is not None}
        places = Buckets([], [], [], [])
        for part in parts.values():
            places.due.extend(part.places.due)
            places.coming.extend(part.places.coming)
            places.appointments.extend(part.places.appointments)
            places.undated.extend(part.places.undated)
        found = ranking.build_agenda(
            places.order(), _Speaker(parts), self._settings.limit, self._on
        )
        undated = tuple(parts[ref].contact for _, _, ref in sorted(places.undated))
        return found._replace(no_date=undated, omitted=Omitted())

    def _part(self, whole: Contact) -> _Part | None:
        contact, ref = self._see(whole), next(self._refs)
        settings, calendar, on = self._settings, self._calendar, self._on
        judged = [*agenda.evaluations([contact], settings, calendar, on)]
        places = Buckets([], [], [], [])
        agenda.classify(judged[0], ref, on, self._until, places)
        if not any(places):
            return None
        alone = agenda.agenda_of(judged, settings, calendar, on, self._days)
        return _Part(contact, ref, places, alone)


class _Speaker:
    """Has the words that were found for each contact alone."""

    def __init__(self, parts: dict[int, _Part]) -> None:
        self._parts = parts

    def row(self, ref: int) -> Row:
        alone = self._parts[ref].alone
        return (*alone.due, *alone.later)[0]

    def upcoming(self, ref: int) -> Upcoming:
        return self._parts[ref].alone.upcoming[0]

    def appointment(self, ref: int, number: int) -> Appointment:
        contact, _, _, alone = self._parts[ref]
        return next(row for row in alone.appointments if row.touch is contact.touches[number])
