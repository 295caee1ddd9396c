"""Who was left without an answer, and where you stopped early."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from followup_md.model.agenda import Item
from followup_md.model.contact import Touch
from followup_md.policy.cadence import NONE, outreach_plan
from followup_md.policy.facts import Facts
from followup_md.policy.history import ATTEMPT, THEIRS, TWO_WAY
from followup_md.stats.waits import dropped_on
from followup_md.typed import NamedTuple

_LEFT_AFTER = 10  # working days that a debt may stand
_RESTING = 20  # working days that a chase may be late
_GOODBYE = 30  # days between a talk and an end that was no sudden one
OWED, CLOSED, BY_CADENCE, RESTING = "owed", "closed", "cadence", "resting"


class Left(NamedTuple):
    """A contact that was left without an answer."""

    id: str
    why: str  # OWED or CLOSED
    day: date  # of the touch of theirs that was not answered
    wd: int  # working days since


class Early(NamedTuple):
    """A contact to whom a series of tries was not finished."""

    id: str
    why: str  # CLOSED, BY_CADENCE or RESTING
    tries: int
    of: int  # touches of the cadence


def left(facts: Facts, on: date) -> Left | None:
    """Return the contact if something of theirs was not answered."""
    contact, debts, count = facts.contact, facts.history.debts, facts.calendar.count
    if contact.do_not_contact:
        return None
    if debts and (wd := count(debts[0].date, on)) > _LEFT_AFTER:
        return Left(contact.id, OWED, debts[0].date, wd)
    if not contact.closed or contact.status is None or contact.status.by == "them":
        return None
    touch = _last_unanswered(facts, contact.status.date or on)
    return Left(contact.id, CLOSED, touch.date, count(touch.date, on)) if touch else None


def _last_unanswered(facts: Facts, upto: date) -> Touch | None:
    """Return their last touch up to a day, unless there was an answer on its day or later."""
    read = list(zip(facts.history.touches, facts.history.readings, strict=True))
    theirs = [n for n, (touch, reading) in enumerate(read) if reading == THEIRS]
    last = next((n for n in reversed(theirs) if read[n][0].date <= upto), None)
    if last is None:
        return None
    for number, (touch, reading) in enumerate(read):
        later = number > last
        same_day = touch.date == read[last][0].date and not touch.incoming
        if reading in (ATTEMPT, TWO_WAY) and (later or same_day):
            return None
    return read[last][0]


def early(facts: Facts, items: Iterable[Item], on: date) -> Early | None:
    """Return the contact if its series of tries was not finished."""
    contact, tries = facts.contact, facts.history.tries
    if not tries:
        return None
    cadence = facts.plan.cadence
    if contact.cadence == NONE:
        other = contact._replace(cadence="")
        known = facts.history.two_way is not None
        cadence = outreach_plan(other, facts.settings, known).cadence
    if cadence is None or tries > len(cadence.gaps):
        return None
    why = _why_early(facts, items, on)
    return Early(contact.id, why, tries, len(cadence.gaps) + 1) if why else None


def _why_early(facts: Facts, items: Iterable[Item], on: date) -> str:
    contact, status = facts.contact, facts.contact.status
    if contact.closed and status is not None:
        if contact.do_not_contact or status.by == "them":
            return ""
        ended = dropped_on(facts)
        assert ended is not None, "there were tries"
        talks = (
            touch.date
            for touch, reading in zip(facts.history.touches, facts.history.readings, strict=True)
            if reading == TWO_WAY
        )
        return "" if any(0 <= (ended - day).days <= _GOODBYE for day in talks) else CLOSED
    if contact.cadence == NONE:
        return BY_CADENCE
    late = (facts.calendar.overdue(item.due, on) for item in items if item.kind == "chase")
    return RESTING if any(wd >= _RESTING for wd in late) else ""
