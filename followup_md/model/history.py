"""Reading touches: what each was, what is still owed, and the run of unanswered tries."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import NamedTuple

from followup_md.model.contact import Contact, Touch
from followup_md.model.reach import live, usable
from followup_md.model.settings import Settings

ASIDE, BOUNCED, TWO_WAY, ATTEMPT, THEIRS = "aside", "bounced", "two-way", "attempt", "theirs"
_FIXED = {
    "fyi": ASIDE,
    "gave": ASIDE,
    "bounced": BOUNCED,
    "answered": TWO_WAY,
    "met": TWO_WAY,
    "declined": TWO_WAY,
}
_DATE = attrgetter("date")


class History(NamedTuple):
    """The touches up to a day, in order, and how each was read."""

    touches: tuple[Touch, ...]
    readings: tuple[str, ...]  # one for each touch
    debts: tuple[Touch, ...]  # still undischarged, oldest first
    discharged: tuple[tuple[Touch, Touch], ...]  # a debt, and the touch that returned it
    two_way: Touch | None  # the last one
    streak: tuple[Touch, ...]  # attempts since the last two-way touch or theirs, bounced ones too
    tries: int  # how many of them did not bounce
    steps: int  # on how many dates

    @property
    def last(self) -> date | None:
        """The date of the last touch, whatever it was."""
        return self.touches[-1].date if self.touches else None

    @property
    def last_try(self) -> date | None:
        """The date of the streak's last attempt, bounced or not."""
        return self.streak[-1].date if self.streak else None

    @property
    def bounced(self) -> bool:
        """Whether the streak's last attempt bounced."""
        return bool(self.streak) and self.streak[-1].outcome == BOUNCED


def read(contact: Contact, settings: Settings, on: date | None = None) -> History:
    """Return the history of `contact` up to and including `on` (None: all of it)."""
    touches = [
        touch
        for touch in contact.touches
        if touch.outcome != "planned" and (on is None or touch.date <= on)
    ]
    touches.sort(key=_DATE)
    readings: list[str] = []
    debts: list[Touch] = []
    discharged: list[tuple[Touch, Touch]] = []
    two_way: Touch | None = None
    talked: date | None = None  # the day of the last two-way touch, until they come again
    start = 0  # where the streak begins
    for number, touch in enumerate(touches, 1):
        reading = _FIXED.get(touch.outcome) or _read(touch, settings, debts, talked)
        readings.append(reading)
        if reading == TWO_WAY:
            two_way, talked, start = touch, touch.date, number
            if debts:
                discharged += [(debt, touch) for debt in debts]
                debts = []
        elif reading == THEIRS:
            talked, start = None, number
            debts.append(touch)
        elif reading == ATTEMPT and debts:
            returned = [debt for debt in debts if _in_kind(touch, debt, contact, settings, touches)]
            discharged += [(debt, touch) for debt in returned]
            debts = [debt for debt in debts if debt not in returned]
    streak = [touch for touch in touches[start:] if _FIXED.get(touch.outcome) != ASIDE]
    dates = [touch.date for touch in streak if touch.outcome != BOUNCED]
    return History(
        tuple(touches),
        tuple(readings),
        tuple(debts),
        tuple(discharged),
        two_way,
        tuple(streak),
        len(dates),
        len(set(dates)),
    )


def _read(touch: Touch, settings: Settings, debts: list[Touch], talked: date | None) -> str:
    """Read a touch whose outcome alone does not decide."""
    outcome = touch.outcome
    if not outcome and live(touch.channel, settings):
        return TWO_WAY
    if touch.direction == "in":
        return THEIRS
    if touch.date == talked or outcome == "replied":
        return TWO_WAY
    if debts and not outcome and not any(live(debt.channel, settings) for debt in debts):
        return TWO_WAY  # they wrote, you answered
    return ATTEMPT


def _in_kind(
    touch: Touch, debt: Touch, contact: Contact, settings: Settings, touches: list[Touch]
) -> bool:
    """Whether an attempt returns a debt as it came: a live one by a live one."""
    return (
        not live(debt.channel, settings)
        or live(touch.channel, settings)
        or not usable("call", contact, settings, touches)
    )
