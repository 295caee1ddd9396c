"""A reason to be in touch, or an appointment, as calendars, to-do lists and feeds show it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from followup_md.typed import NamedTuple

HOST = "followup-md"  # in ids, where no site has one


class Reminder(NamedTuple):
    """One of them, in plain words; whoever made it has decided that it may be named."""

    contact: str  # id
    name: str
    key: str  # the same until it is dealt with, and no other of the contact has it
    due: date  # the day of an appointment
    title: str  # "Call Ann Lee"
    text: str  # why, a line each
    stamp: date  # when its contact was last written about: the same book, the same date
    is_due: bool
    is_second: bool = False  # another one of the contact is due, and comes first
    time: str = ""  # "HH:MM" of an appointment
    private: bool = False

    def pack(self) -> tuple[Any, ...]:
        """Return it as plain values, which can be cached."""
        return self._replace(due=self.due.toordinal(), stamp=self.stamp.toordinal())[:]  # type: ignore[arg-type]

    @classmethod
    def unpack(cls, packed: tuple[Any, ...]) -> Reminder:
        """Return what `pack` packed."""
        found = cls._make(packed)
        days = (date.fromordinal(day) for day in (packed[3], packed[6]))
        return found._replace(due=next(days), stamp=next(days))


class Feed(NamedTuple):
    """What all reminders of a calendar or feed have in common."""

    on: date
    title: str
    timezone: str = ""  # IANA; "": the times are those of whoever looks
    host: str = HOST  # that makes ids unlike those of other books
    base: str = ""  # address of the site with a slash at its end, "" if there is none
    page: Callable[[str], str] = lambda _: ""  # address of a contact's page below `base`, by id

    def link(self, id_: str) -> str:
        """Return the whole address of a contact's page, or ""."""
        path = self.page(id_)
        return self.base + path if self.base and path else ""


def in_order(reminders: list[Reminder]) -> list[Reminder]:
    """Sort reminders: by day, then by name."""
    return sorted(reminders, key=lambda r: (r.due, r.time, r.name.casefold(), r.contact, r.key))
