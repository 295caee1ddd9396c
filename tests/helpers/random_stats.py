"""Random books for the figures: as random_books.py, but longer in time, and who knows whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from followup_md.model.contact import Contact, Touch
from tests.helpers.random_books import Maker

LIVES = ("short", "short", "long", "calls", "gifts", "quotes")
OWNERS = ("", "nora", "Nora", "paul")
REACH = {"short": 1, "long": 9}  # how much longer than in random_books.py


class StatsMaker(Maker):
    """Makes contacts whose history is at times long enough for every figure."""

    def __init__(self, seed: int, start: date) -> None:
        super().__init__(seed, start)
        self.reach = 1
        self.sort = "short"

    def day(self, first: int = -20, last: int = 24) -> date:
        """A day near the start, or as much as half a year before it."""
        return super().day(first * self.reach, last)

    def people(self, count: int) -> list[Contact]:
        found = []
        for number in range(count):
            self.sort = self.one(LIVES)
            self.reach = self.one((1, 1, 4, 9))
            found.append(self.contact(number))
        ids = [contact.id for contact in found]
        return [self.tied(contact, ids) for contact in found]

    def touches(self, quotes: Sequence[object], promises: Sequence[object]) -> tuple[Touch, ...]:
        found = super().touches(quotes, promises)  # type: ignore[arg-type]
        if self.sort == "calls":
            more = [self.touch(self.day(), "any", ()) for _ in range(self.random.randint(1, 9))]
            outcomes = ("", "answered", "voicemail", "no-answer", "missed", "answered")
            found += tuple(
                touch._replace(
                    channel=self.one(("call", "call", "phone", "video")),
                    outcome=self.one(outcomes) if touch.incoming else self.one(outcomes[:4]),
                    time=self.one(("", "08:15", "11:00", "12:30", "16:59", "20:00")),
                )
                for touch in more
            )
        if self.sort == "gifts":
            more = [self.touch(self.day(), "any", ()) for _ in range(self.random.randint(1, 4))]
            found += tuple(touch._replace(outcome="gave") for touch in more)
        return found

    def tied(self, contact: Contact, ids: Sequence[str]) -> Contact:
        """Give a contact a `via`, and its gifts somebody else."""
        touches = tuple(
            touch._replace(with_=self.who(ids))
            if touch.outcome == "gave" and self.often(0.7)
            else touch
            for touch in contact.touches
        )
        via = self.who(ids) if self.often(0.4) else ""
        owner = OWNERS[len(touches) % len(OWNERS)]
        return contact._replace(touches=touches, via=via, owner=owner)

    def who(self, ids: Sequence[str]) -> str:
        id_ = self.one(ids)
        return self.one((id_, id_, id_.rpartition("/")[2], "李", "Émile", "my aunt", "ann", id_))
