"""What happens to the person in the year, whatever the program says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from year.people import Person
from year.program import ABSENCE

INCOMING = ("writes", "remarks", "rings")
BUSINESS = ("ours", "plans", "ours_promised", "theirs_promised", "follow_ups", "quotes")
WANTS = ("asks for a date", "can you send the plan?", "question about the invoice", "call me pls")
REMARKS = ("thanks!", "ok, see you then", "got it", "FYI new address", "great, thx")
OURS = ("the minutes", "invoice", "dates for the workshop", "link as discussed")
THINGS = ("the brochure", "the draft contract", "prices", "the photos", "the signed form")
APPOINTMENTS = ("meeting", "call", "coffee", "lunch", "zoom")
# An appointment, and how it is held if not so.
HELD_AS = dict(zip(APPOINTMENTS, ("coffee", "zoom", "lunch", "meeting", "call"), strict=True))


class Event(NamedTuple):
    """Something that happens on a day."""

    day: date
    what: str
    about: str = ""  # a reference, or what was promised


class Fate(NamedTuple):
    """How an appointment goes."""

    what: str  # "held", "held otherwise", "cancelled" or "moved"
    noted: date | None  # the day on which the person notes it unasked


class Decision(NamedTuple):
    """What becomes of a quote."""

    end: str  # "won", "lost" or "": they never say
    day: date
    told: bool  # they write by themselves; else they say it when they are asked


def events(person: Person, day: date, absent: bool) -> Iterator[Event]:
    """Yield what happens between the person and a contact on a weekday."""
    if day < person.since:
        return
    if person.stops is not None and day >= person.stops:
        if day == person.stops:
            yield Event(day, "stops")
        return
    for what in INCOMING if absent else (*INCOMING, *BUSINESS):
        if person.dice.chance(getattr(person.kind, what) / 250, what, day):
            yield Event(day, what)


def fate(person: Person, day: date) -> Fate:
    """Return how the appointment of a day goes."""
    roll = person.dice.roll("fate", day)
    shares = ((0.55, "held"), (0.7, "held otherwise"), (0.85, "cancelled"), (1.0, "moved"))
    what = next(word for upto, word in shares if roll < upto)
    known = day
    if what in ("cancelled", "moved"):
        known -= timedelta(days=person.dice.between(0, 3, "called off", day))
    return Fate(what, known if person.dice.chance(0.7, "noted", day) else None)


def decision(person: Person, sent: date) -> Decision:
    """Return what becomes of a quote."""
    roll = person.dice.roll("decision", sent)
    end = "won" if roll < 0.35 else "lost" if roll < 0.65 else ""
    day = sent + timedelta(days=person.dice.between(8, 70, "decided", sent))
    return Decision(end, day, person.dice.chance(0.5, "told", sent))


def lateness(person: Person, due: date, theirs: bool) -> int | None:
    """Return how many days late a promise is kept; None: never, unless they are reached."""
    dice = person.dice
    roll = dice.roll("late", due, theirs)
    if roll < (0.4 if theirs else 0.55):
        return 0
    if theirs and roll > 0.75:
        return None
    return dice.between(1, 30 if theirs else 12, "how late", due, theirs)


def is_absent(day: date) -> bool:
    """Whether the person is on holiday."""
    return ABSENCE[0] <= day <= ABSENCE[1]
