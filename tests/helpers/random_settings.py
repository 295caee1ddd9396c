"""Random settings, from a seed, and what all that is random here is made with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from followup_md.model.settings import (
    CADENCES,
    CHANNELS,
    TIERS,
    Cadence,
    Channel,
    Interval,
    Rule,
    Settings,
)

T = TypeVar("T")

WEEKS: tuple[frozenset[int], ...] = (
    frozenset(range(5)),
    frozenset({6, 0, 1, 2, 3}),
    frozenset({1, 3, 5}),
    frozenset(range(7)),
)
TAGS = ("client", "family", "Client", "chamber")
KEEPS = ("", "", "", "none", "close", "dormant", "5d", "2w", "1m", "1y")


class SettingsMaker:
    """Makes settings around one day, the same ones for the same seed."""

    def __init__(self, seed: int, start: date) -> None:
        self.random = Random(seed)
        self.start = start
        self.shared: list[date] = []  # the few days on which much of one contact's life happens

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, values: Sequence[T]) -> T:
        return self.random.choice(values)

    def some(self, values: Sequence[T], most: int) -> tuple[T, ...]:
        return tuple(self.random.choices(values, k=self.random.randint(0, most)))

    def day(self, first: int = -20, last: int = 24) -> date:
        """A day near the start, within the years 1 to 9999."""
        if self.shared and self.often(0.6):
            return self.one(self.shared)
        days = self.random.randint(first, last)
        lowest, highest = (date.min - self.start).days, (date.max - self.start).days
        return self.start + timedelta(days=min(max(days, lowest), highest))

    def maybe_day(self, share: float) -> date | None:
        return self.day() if self.often(share) else None

    def usual_settings(self) -> Settings:
        """The defaults, and the names that the contacts use besides."""
        short = Cadence(gaps=(1, 2), then="")
        fax = Channel(live=False, needs="phone")
        return Settings(
            cadences={**CADENCES, "short": short},
            keep={**TIERS, "monthly": Interval(1, "m")},
            channels={**CHANNELS, "fax": fax},
        )

    def settings(self) -> Settings:
        cadences = dict(CADENCES)
        for name in self.some(("warm", "gentle", "quote", "quote", "waiting", "waiting"), 6):
            cadences[name] = self.cadence()
        if self.often(0.1):
            cadences["warm"] = cadences["warm"]._replace(channels=())
        if self.often(0.15):
            cadences["quote"] = Cadence(gaps=(), then="none")
        cadences["short"] = self.cadence()
        keep = dict(TIERS)
        for name in self.some(("close", "network", "dormant"), 2):
            keep[name] = Interval(self.random.randint(1, 20), self.one("dw"))
        keep["monthly"] = Interval(1, "m")
        choice = (*cadences, *cadences, "none")
        return Settings(
            workdays=self.one(WEEKS),
            holidays=self.holidays(),
            owed_within=self.random.randint(0, 3),
            first_within=self.random.randint(0, 3),
            min_gap=self.random.randint(0, 3),
            cadences=cadences,
            keep=keep,
            new=self.one(choice),
            known=self.one(choice),
            default_keep=self.one(("network", "monthly", "9d", "none", "none", "close")),
            reason_keep=self.one(("6w", "8d", "none", "close")),
            rules=tuple(
                Rule(tag, self.one(("", "", "", *choice)), self.one((*KEEPS, "monthly")))
                for tag in self.some(TAGS, 7)
            ),
            channels={**CHANNELS, "fax": Channel(live=False, needs="phone")},
        )

    def holidays(self) -> tuple[str, ...]:
        """Days, and at times an absence of days or weeks."""
        days = {str(self.day(-25, 60)) for _ in range(self.one((0, 3, 12)))}
        for _ in range(self.one((0, 0, 0, 1, 2))):
            first = self.day(-25, 30)
            last = first + timedelta(days=min(self.random.randint(0, 16), (date.max - first).days))
            days.add(f"{first}..{last}")
        return tuple(sorted(days))

    def made_up(self) -> frozenset[date]:
        """Days that a country works although they are no working days of the week."""
        return frozenset(self.day(-25, 60) for _ in range(self.one((0, 0, 2, 9))))

    def cadence(self) -> Cadence:
        gaps = tuple(self.random.randint(0, 6) for _ in range(self.one((0, 0, 1, 2, 3, 3, 4, 5))))
        channels = self.some(("call", "email", "text", "phone", "letter", "letter", "video"), 4)
        then = self.one(("", "", "network", "close", "6d", "2w", "1m", "none", "none"))
        return Cadence(gaps, channels, then)
