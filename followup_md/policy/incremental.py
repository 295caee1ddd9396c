"""An agenda that is built over and over: only contacts that changed are evaluated again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Generic, TypeVar

from followup_md.model.agenda import Agenda
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy.agenda import build_agenda
from followup_md.policy.ranking import merge_agendas
from followup_md.policy.workdays import Calendar

Value = TypeVar("Value")
Made = TypeVar("Made")


class IdentityMemo(Generic[Value, Made]):
    """Memoizes `make` by object identity, for the values of the last call only.

    Identity, because comparing the values would take longer than it saves.
    """

    def __init__(self, make: Callable[[Value], Made]) -> None:
        self._make = make
        self._made: dict[int, tuple[Value, Made]] = {}  # the value too, so that its id stays taken

    def __call__(self, values: Iterable[Value]) -> list[Made]:
        """Return what `make` returns for each value, in order."""
        before, made = self._made, dict[int, tuple[Value, Made]]()
        found = []
        for value in values:
            key = id(value)
            pair = before.get(key)
            if pair is None:
                pair = value, self._make(value)
            made[key] = pair
            found.append(pair[1])
        self._made = made
        return found


class IncrementalAgenda:
    """The agenda of the day `on`; `days`: see agenda.build_agenda.

    `view` returns the contact to evaluate in place of each contact.
    """

    def __init__(
        self,
        settings: Settings,
        calendar: Calendar,
        on: date,
        days: int | None = None,
        view: Callable[[Contact], Contact] = lambda contact: contact,
    ) -> None:
        unlimited = settings._replace(limit=None)
        self._agenda_of = IdentityMemo[Contact, Agenda](
            lambda contact: build_agenda([view(contact)], unlimited, calendar, on, days)
        )
        self._limit = settings.limit
        self._on = on

    def agenda(self, contacts: Iterable[Contact]) -> Agenda:
        """Return the agenda that `build_agenda` builds.

        A contact that is the same object as in the last call keeps its row objects.
        """
        return merge_agendas(self._agenda_of(contacts), self._limit, self._on)
