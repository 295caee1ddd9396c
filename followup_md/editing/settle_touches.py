"""Settling what is in the touches: what they sent, and appointments called off or moved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from followup_md.editing import natural_dates, operations
from followup_md.editing.plan import PlannedEdits
from followup_md.errors import RefusedError, UsageError
from followup_md.model.contact import Contact, Touch
from followup_md.model.folding import fold
from followup_md.model.settings import Settings
from followup_md.policy import channels
from followup_md.policy.facts import gather_facts
from followup_md.policy.phrases import channel_label, full_date, one_line
from followup_md.policy.workdays import Calendar
from followup_md.typed import NamedTuple

OWED = "owed"
CANCELLED, MOVED = "cancelled", "moved"
ENDS = (CANCELLED, MOVED)
_TIME = re.compile(r"(.*?)(?:\s+(?:at\s+)?((?:[01]\d|2[0-3]):[0-5]\d))?", re.ASCII)


class DropDebts(NamedTuple):
    """What they sent needs no answer: the debts of a contact become `fyi`."""

    on: date
    settings: Settings
    calendar: Calendar

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits, one word in the entry of each debt."""
        debts = gather_facts(contact, self.settings, self.calendar, self.on).history.debts
        edits: list[operations.Edit] = []
        for number, touch in enumerate(contact.touches):
            if any(touch is debt for debt in debts):
                edits.append(operations.AmendTouch(number, _without_line(touch, outcome="fyi")))
        if not edits:
            return PlannedEdits((), "nothing is owed")
        names = " and ".join(f"the {_named(debt)}" for debt in debts)
        need = "needs" if len(debts) == 1 else "need"
        return PlannedEdits(tuple(edits), f"{names} {need} no answer")


class Day(NamedTuple):
    """A day, and a time of it or ""."""

    date: date
    time: str = ""


class SettleAppointment(NamedTuple):
    """Calls an appointment off, or moves it to another day."""

    words: str  # its channel, its day, or a part of its note; "" for the only one
    day: date | None  # its day
    to: Day | None  # None: it is called off
    settings: Settings

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits; RefusedError unless exactly one appointment is meant."""
        planned = [n for n, touch in enumerate(contact.touches) if touch.planned]
        found = self._matching(contact.touches, planned)
        if not found and (done := self._done(contact)) is not None:
            return PlannedEdits((), done)
        if len(found) != 1:
            raise RefusedError(_unclear(contact, found or planned, bool(found)))
        number = found[0]
        touch = contact.touches[number]
        if self.to is None:
            new = _without_line(touch, outcome=CANCELLED)
            summary = f"{_named(touch)} {CANCELLED}"
        else:
            new = _without_line(touch, date=self.to.date, time=self.to.time or touch.time)
            if new == _without_line(touch):
                return PlannedEdits((), f"{_named(touch)} is on that day already")
            summary = f"{_named(touch)} {MOVED} to {_when(new)}"
        return PlannedEdits((operations.AmendTouch(number, new),), summary)

    def _matching(self, touches: Sequence[Touch], numbers: list[int]) -> list[int]:
        """Return which of these touches are meant."""
        if self.day is not None:
            numbers = [n for n in numbers if touches[n].date == self.day]
        wanted = " ".join(fold(self.words).split())
        if not wanted:
            return numbers
        same = channels.canonical(wanted, self.settings)
        exact = [
            n
            for n in numbers
            if channels.canonical(touches[n].channel, self.settings) == same
            or wanted in (touches[n].date.isoformat(), channel_label(touches[n].channel).lower())
        ]
        return exact or [n for n in numbers if wanted in fold(_row(touches[n]))]

    def _done(self, contact: Contact) -> str | None:
        """Return that it was done already, or None."""
        outcome = CANCELLED if self.to is None else "planned"
        settled = [n for n, touch in enumerate(contact.touches) if touch.outcome == outcome]
        here = self if self.to is None else self._replace(day=self.to.date)
        found = here._matching(contact.touches, settled)
        if not found:
            return None
        touch = contact.touches[found[-1]]
        was = f"was {CANCELLED}" if self.to is None else "is on that day"
        return f"{_named(touch)} {was} already"


def parse_to(text: str, today: date) -> Day:
    """Return the day, and perhaps the time, to which an appointment is moved: `friday 15:00`.

    Raises UsageError for a day in the past.
    """
    match = _TIME.fullmatch(" ".join(text.split()))
    words, time = match.groups("") if match is not None else (text, "")
    day = natural_dates.parse_day(words.rstrip(","), today)
    if day < today:
        raise UsageError(
            f"--to {full_date(day)} is in the past: it can be moved to today or a later day"
        )
    return Day(day, time)


def _unclear(contact: Contact, numbers: list[int], several: bool) -> str:
    rows = [f"  {_row(contact.touches[number])}" for number in numbers]
    if several:
        return "\n".join(
            [
                f"{contact.name} has several such appointments; say more of it, or its day"
                " (--date). Planned:",
                *rows,
            ]
        )
    why = f"{contact.name} has no such appointment" if rows else ""
    why = f"{why}. Planned:" if rows else f"{contact.name} has no appointment: nothing is `planned`"
    return "\n".join([why, *rows])


def _without_line(touch: Touch, **words: object) -> Touch:
    return touch._replace(line=0, **words)  # type: ignore[arg-type]  # by its field names


def _named(touch: Touch) -> str:
    return f"{channel_label(touch.channel)} of {_when(touch)}"


def _when(touch: Touch) -> str:
    return f"{full_date(touch.date)}{f' at {touch.time}' if touch.time else ''}"


def _row(touch: Touch) -> str:
    when = f"{touch.date.isoformat()} {touch.time}".strip()
    with_ = f"with {one_line(touch.with_)}" if touch.with_ else ""
    return "  ".join(
        filter(None, (when, channel_label(touch.channel), with_, one_line(touch.note)))
    )
