"""Reads the touches: what each was, what is still owed, and the streak of unanswered tries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from followup_md.model.contact import NOT_HISTORY, Contact, Touch
from followup_md.model.settings import Settings
from followup_md.policy.channels import is_live, is_usable
from followup_md.typed import NamedTuple

ASIDE, BOUNCED, TWO_WAY, ATTEMPT, THEIRS = "aside", "bounced", "two-way", "attempt", "theirs"
_FIXED = {
    "fyi": ASIDE,
    "gave": ASIDE,
    "bounced": BOUNCED,
    "answered": TWO_WAY,
    "met": TWO_WAY,
    "declined": TWO_WAY,
}
_UNHEARD = ("no-answer", "busy")  # attempts that left nothing behind
_ENOUGH = 3  # days of unheard attempts that return a debt
_DATE = attrgetter("date")


class History(NamedTuple):
    """The touches in order, and how each was read.

    In a brief history, `readings` and `discharged` begin with the last answer.
    """

    touches: tuple[Touch, ...]
    readings: tuple[str, ...]  # one for each touch
    debts: tuple[Touch, ...]  # still undischarged, oldest first
    discharged: tuple[tuple[Touch, Touch], ...]  # a debt, and the touch that returned it
    unheard: tuple[Touch | None, ...]  # for each debt, the last try to return it that rang out
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


class _Debts:
    """The debts that stand, in order, of those that came on the same sort of channel."""

    def __init__(self) -> None:
        self.standing: list[tuple[int, Touch]] = []  # each with its place in the history
        self._unheard: list[tuple[int, Touch]] = []  # the last of each of the last few days

    def add(self, place: int, debt: Touch) -> None:
        self.standing.append((place, debt))

    def discharge(self) -> list[Touch]:
        """Return all of them; none stands any more."""
        found = [debt for _, debt in self.standing]
        self.standing.clear()
        return found

    def attempt(self, place: int, touch: Touch) -> list[Touch]:
        """Return those that an attempt in kind discharges."""
        if touch.outcome not in _UNHEARD:
            return self.discharge()
        if self._unheard and self._unheard[-1][1].date == touch.date:
            self._unheard.pop()
        self._unheard = [*self._unheard[1 - _ENOUGH :], (place, touch)]
        if len(self._unheard) < _ENOUGH:
            return []
        # On as many days since: a debt older than the last attempt of the first of these days.
        since = self._unheard[0][0]
        found = [debt for came, debt in self.standing if came < since]
        del self.standing[: len(found)]
        return found

    def standing_tried(self) -> list[tuple[int, Touch, Touch | None]]:
        """Return each place and debt with the last attempt after it that left nothing behind."""
        last, touch = self._unheard[-1] if self._unheard else (0, None)
        return [(came, debt, touch if last > came else None) for came, debt in self.standing]


def read_history(contact: Contact, settings: Settings, brief: bool = False) -> History:
    """Return the history of `contact`.

    `brief`: touches before the last answer, which settled them, are not read.
    """
    touches = [touch for touch in contact.touches if touch.outcome not in NOT_HISTORY]
    touches.sort(key=_DATE)
    readings: list[str] = []
    spoken, written = _Debts(), _Debts()  # by how they came
    calls, messages = spoken.standing, written.standing
    discharged: list[tuple[Touch, Touch]] = []
    by_anything: bool | None = None  # whether a written touch returns a call too
    two_way: Touch | None = None
    talked: date | None = None  # the day of the last two-way touch, until they come again
    start = 0  # where the streak begins
    first = _last_answer(touches) if brief else 0
    for number, touch in enumerate(touches[first:], first + 1):
        reading = _FIXED.get(touch.outcome)
        if reading is None:
            reading = _read(touch, settings, bool(messages) and not calls, talked)
        readings.append(reading)
        if reading == TWO_WAY:
            two_way, talked, start = touch, touch.date, number
            if calls or messages:
                discharged += [(debt, touch) for debt in spoken.discharge() + written.discharge()]
        elif reading == THEIRS:
            talked, start = None, number
            (spoken if is_live(touch.channel, settings) else written).add(number, touch)
        elif reading == ATTEMPT and (calls or messages):
            returned = written.attempt(number, touch)
            if calls:
                in_kind = is_live(touch.channel, settings)
                if not in_kind and by_anything is None:
                    by_anything = not is_usable("call", contact, settings, touches)
                if in_kind or by_anything:
                    returned += spoken.attempt(number, touch)
            discharged += [(debt, touch) for debt in returned]
    standing = []
    if calls or messages:
        standing = [*spoken.standing_tried(), *written.standing_tried()]
        standing.sort(key=lambda found: found[0])
    streak = _streak(contact, touches[start:])
    dates = [touch.date for touch in streak if touch.outcome != BOUNCED]
    return History(
        tuple(touches),
        tuple(readings),
        tuple([debt for _, debt, _ in standing]),
        tuple(discharged),
        tuple([tried for _, _, tried in standing]),
        two_way,
        tuple(streak),
        len(dates),
        len(set(dates)),
    )


def _streak(contact: Contact, touches: Sequence[Touch]) -> list[Touch]:
    """Return the attempts among the touches since the last two-way touch or theirs.

    A day that was set begins a new series, once there was an attempt on it or later.
    """
    streak = [touch for touch in touches if _FIXED.get(touch.outcome) != ASIDE]
    if contact.follow_up is not None:
        day = contact.follow_up.date
        if any(touch.date >= day and touch.outcome != BOUNCED for touch in streak):
            return [touch for touch in streak if touch.date >= day]
    return streak


def is_two_way(touch: Touch, settings: Settings) -> bool:
    """Whether a touch is two-way whatever came before it."""
    if touch.outcome:
        return _FIXED.get(touch.outcome) == TWO_WAY
    return is_live(touch.channel, settings)


def _last_answer(touches: Sequence[Touch]) -> int:
    for place in range(len(touches) - 1, 0, -1):
        if _FIXED.get(touches[place].outcome) == TWO_WAY:
            return place
    return 0


def _read(touch: Touch, settings: Settings, they_wrote: bool, talked: date | None) -> str:
    """Read a touch whose outcome alone does not decide; `they_wrote`: every debt is written."""
    outcome = touch.outcome
    if is_two_way(touch, settings):
        return TWO_WAY
    if touch.direction == "in":
        return THEIRS
    if touch.date == talked or outcome == "replied":
        return TWO_WAY
    if they_wrote and not outcome:
        return TWO_WAY
    return ATTEMPT
