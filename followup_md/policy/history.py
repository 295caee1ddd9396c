"""Reads the touches: what each was, what is still owed, and the streak of unanswered tries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain
from operator import attrgetter, itemgetter
from typing import NamedTuple

from followup_md.model.contact import Contact, Touch
from followup_md.model.settings import Settings
from followup_md.policy.channels import is_live, is_usable

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
_PLACE = itemgetter(0)


class History(NamedTuple):
    """The touches up to a day, in order, and how each was read.

    In a brief history, `readings` and `discharged` begin with the last answer.
    """

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


def read_history(
    contact: Contact, settings: Settings, on: date | None = None, brief: bool = False
) -> History:
    """Return the history of `contact` up to and including `on` (None: all of it).

    `brief`: touches before the last answer, which settled them, are not read.
    """
    touches = [
        touch
        for touch in contact.touches
        if touch.outcome != "planned" and (on is None or touch.date <= on)
    ]
    touches.sort(key=_DATE)
    readings: list[str] = []
    # Debts by how they came, each with its place, so that no touch looks through all of them.
    spoken: list[tuple[int, Touch]] = []
    written: list[tuple[int, Touch]] = []
    discharged: list[tuple[Touch, Touch]] = []
    by_anything: bool | None = None  # whether a written touch returns a call too
    two_way: Touch | None = None
    talked: date | None = None  # the day of the last two-way touch, until they come again
    start = 0  # where the streak begins
    first = _last_answer(touches) if brief else 0
    for number, touch in enumerate(touches[first:], first + 1):
        reading = _FIXED.get(touch.outcome)
        if reading is None:
            reading = _read(touch, settings, bool(written) and not spoken, talked)
        readings.append(reading)
        if reading == TWO_WAY:
            two_way, talked, start = touch, touch.date, number
            if spoken or written:
                discharged += [(debt, touch) for _, debt in chain(spoken, written)]
                spoken.clear()
                written.clear()
        elif reading == THEIRS:
            talked, start = None, number
            (spoken if is_live(touch.channel, settings) else written).append((number, touch))
        elif reading == ATTEMPT and (spoken or written):
            discharged += [(debt, touch) for _, debt in written]
            written.clear()
            if spoken and not is_live(touch.channel, settings) and by_anything is None:
                by_anything = not is_usable("call", contact, settings, touches)
            if spoken and (by_anything or is_live(touch.channel, settings)):
                discharged += [(debt, touch) for _, debt in spoken]
                spoken.clear()
    debts = [debt for _, debt in sorted(spoken + written, key=_PLACE)]
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


def _last_answer(touches: Sequence[Touch]) -> int:
    for place in range(len(touches) - 1, 0, -1):
        if _FIXED.get(touches[place].outcome) == TWO_WAY:
            return place
    return 0


def _read(touch: Touch, settings: Settings, they_wrote: bool, talked: date | None) -> str:
    """Read a touch whose outcome alone does not decide; `they_wrote`: every debt is written."""
    outcome = touch.outcome
    if not outcome and is_live(touch.channel, settings):
        return TWO_WAY
    if touch.direction == "in":
        return THEIRS
    if touch.date == talked or outcome == "replied":
        return TWO_WAY
    if they_wrote and not outcome:
        return TWO_WAY
    return ATTEMPT
