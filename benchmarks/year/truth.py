"""What really happened, whatever was typed and whatever the program made of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from year.people import Person

TRIES = ("written", "voicemail", "left-with", "no-answer", "busy")


@dataclass
class Call:
    """A call of theirs that was missed."""

    day: date
    tries: set[date] = field(default_factory=set)  # days on which a call back rang out
    over: bool = False


@dataclass
class Truth:
    """Who was in touch with whom, by contact."""

    touches: defaultdict[str, list[tuple[date, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    calls: defaultdict[str, list[Call]] = field(default_factory=lambda: defaultdict(list))
    follow_ups: dict[str, date] = field(default_factory=dict)  # agreed, and not come yet
    pursued: defaultdict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    hasty: int = 0  # lines typed without an outcome that the program took
    objected: int = 0  # those that it objected to

    def touch(self, person: Person, day: date, what: str) -> None:
        """Note a touch: one of TRIES, or "theirs", "talk", "answer", "bounced".

        "thanks": something of ours that awaits nothing.
        """
        self.touches[person.id].append((day, what))
        for call in self.calls[person.id]:
            if call.day <= day and what in ("talk", "voicemail", "left-with"):
                call.over = True
            if what in ("no-answer", "busy"):
                call.tries.add(day)
                call.over = call.over or len(call.tries) == 3
            # Whoever cannot be called has had all that one can do.
            if what in ("written", "answer", "thanks") and not person.phone:
                call.over = True

    def they_rang(self, person: Person, day: date) -> None:
        """Note a call of theirs that was missed."""
        self.touch(person, day, "theirs")
        self.calls[person.id].append(Call(day))

    def dismissed(self, person: Person) -> None:
        """Note that the person needs to return nothing."""
        for call in self.calls[person.id]:
            call.over = True

    def tries(self, id_: str) -> list[date]:
        """Return the days on which we tried to be in touch, or were."""
        days = {day for day, what in self.touches[id_] if what in ("talk", "answer", *TRIES)}
        return sorted(days)
