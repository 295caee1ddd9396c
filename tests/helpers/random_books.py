"""Random books, from a seed: dense in time, so that every rule of the policy meets every other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from followup_md.model.contact import (
    Birthday,
    Contact,
    Dated,
    Labelled,
    Promise,
    Quote,
    Snooze,
    Status,
    Touch,
)
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
EVERY_CHANNEL = (*CHANNELS, "fax")
USUAL = ("call", "call", "phone", "email", "email", "mail", "text", "sms", "meeting")
TWO_WAY = ("answered", "replied", "met", "declined")
ONE_WAY = ("sent", "voicemail", "no-answer", "busy", "left-with", "bounced", "received", "missed")
OUTCOMES = (*TWO_WAY, *ONE_WAY, "fyi", "gave", "fyi", "gave", "planned", "cancelled")
TRIED = ("", "sent", "voicemail", "no-answer", "busy", "left-with", "bounced", "bounced")
UNHEARD = (
    "no-answer",
    "busy",
    "no-answer",
    "busy",
    "no-answer",
    "busy",
    "bounced",
    "fyi",
    "cancelled",
)
PURSUED = (
    "",
    "sent",
    "voicemail",
    "no-answer",
    "replied",
    "answered",
    "declined",
    "bounced",
    "gave",
)
LIVES = (
    *("none", "any", "any", "any", "tries", "tries", "written", "debts", "calls", "pursued"),
    *("none", "talks", "talks", "debts"),
)
ELSEWHERE = ("chat", "linkedin", "letter", "video", "slack", "card")
NAMES = ("Ann", "ann", "Émile", "emile", "Straße", "STRASSE", "strasz", "李")
TAGS = ("client", "family", "Client", "chamber")
REFS = ("Q-1", "Q-2", "q-1")
KEEPS = ("", "", "", "none", "close", "dormant", "5d", "2w", "1m", "1y")


class Maker:
    """Makes settings and contacts around one day, the same ones for the same seed."""

    def __init__(self, seed: int, start: date) -> None:
        self.random = Random(seed)
        self.start = start
        self.line = 0
        self.address = ""
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

    def day_of(self, touches: Sequence[Touch]) -> date:
        """The day of a touch, or another one."""
        return self.one(touches).date if touches and self.often(0.5) else self.day()

    def maybe_day(self, share: float) -> date | None:
        return self.day() if self.often(share) else None

    def next_line(self) -> int:
        self.line += 1
        return self.line

    # Settings

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
        channels = self.some(("call", "email", "text", "phone", "letter", "letter", "video"), 5)
        then = self.one(("", "", "network", "close", "6d", "2w", "1m", "none", "none"))
        return Cadence(gaps, channels, then)

    # Contacts

    def contact(self, number: int) -> Contact:
        self.shared = []
        self.shared = [self.day() for _ in range(self.one((0, 2, 3, 6)))]
        quotes, promises = self.quotes(), self.promises()
        self.address = address = self.one(
            ("both", "both", "both", "both", "email", "phone", "neither")
        )
        touches = self.touches(quotes, promises)
        return Contact(
            id=f"{self.one(('a', 'b', 'c/d'))}-{number}",
            name=self.one(NAMES),
            email=(Labelled("", "x@x.example"),) if address in {"both", "email"} else (),
            phone=(Labelled("", "+1 555 0100"),) if address in {"both", "phone"} else (),
            birthday=self.birthday(touches) if self.often(0.4) else None,
            tags=self.some(TAGS, 3),
            met=Dated(self.day()) if self.often(0.6) else None,
            reason="the quote" if self.often(0.3) else "",
            cadence=self.one(("", "", "", "", "", "", "warm", "gentle", "short", "quote", "none")),
            keep=self.one((*KEEPS, "monthly")),
            prefer=self.some(USUAL, 3) if self.often(0.5 if address == "neither" else 0.2) else (),
            never=self.never(),
            snooze=Snooze(self.day(-10), self.maybe_day(0.8)) if self.often(0.3) else None,
            follow_up=Dated(self.day_of(touches)) if self.often(0.35) else None,
            status=self.status() if self.often(0.25) else None,
            touches=touches,
            promises=promises,
            quotes=quotes,
        )

    def never(self) -> tuple[str, ...]:
        """Usually nothing, at times something, rarely everything."""
        if self.often(0.02):
            return EVERY_CHANNEL
        return self.some(USUAL, 3) if self.often(0.3) else ()

    def birthday(self, touches: Sequence[Touch]) -> Birthday:
        """One near the day or a touch, or that of a leap year; the year is often not known."""
        if self.often(0.3):
            return Birthday(2, 29, self.one((None, 1980)))
        day = self.day_of(touches)
        return Birthday(day.month, day.day, self.one((None, 1980, 9996)))

    def status(self) -> Status:
        word = self.one(("open", "declined", "archived", "do-not-contact"))
        return Status(word, self.one(("", "me", "them")), self.maybe_day(0.4))

    def touches(self, quotes: Sequence[Quote], promises: Sequence[Promise]) -> tuple[Touch, ...]:
        """Few or many, of one sort or every sort; mostly, not always, in order."""
        life = self.one(LIVES)
        refs = tuple(quote.ref for quote in quotes)
        if life in {"calls", "pursued"}:
            # One after the other, from the day on which it began.
            began = [*(quote.sent for quote in quotes), *(promise.due for promise in promises)]
            days = self.days_from(self.one(began) if began and self.often(0.8) else self.day())
        else:
            counts = {"none": (0,), "any": (1, 2, 3, 5, 8), "tries": (1, 2, 3, 4, 5, 6, 7, 8, 9)}
            count = self.one(counts.get(life, (2, 3, 4, 6)))
            days = [self.day() for _ in range(count)]
            if life == "talks":  # most of them on one day
                days = [self.one((day, days[0], days[0], days[0])) for day in days]
            if self.often(0.8):
                days.sort()
        found = [self.touch(day, life, refs) for day in days]
        if life == "calls" and found:
            found[0] = found[0]._replace(direction="in", outcome=self.one(("missed", "voicemail")))
        for _ in range(self.one((0, 0, 0, 0, 0, 1, 1, 2))):
            day = self.one(days) if days and self.often(0.5) else self.day()
            appointment = self.touch(day, "any", refs)
            found.append(
                appointment._replace(outcome=self.one(("planned", "planned", "cancelled")))
            )
        return tuple(found)

    def days_from(self, day: date) -> list[date]:
        found = []
        for _ in range(self.random.randint(1, 9)):
            found.append(day)
            day += timedelta(days=min(self.one((0, 1, 1, 2, 3, 4, 7)), (date.max - day).days))
        return found

    def touch(self, day: date, kind: str, refs: tuple[str, ...]) -> Touch:
        outcomes: Sequence[str] = ("", "", "", *OUTCOMES)
        channels: Sequence[str] = (*USUAL, *USUAL, *EVERY_CHANNEL)
        direction = "in" if self.often(0.35) else "out"
        if kind == "tries":
            outcomes, direction = TRIED, "out"
            channels = ("call", "email", "text") if self.often(0.5) else channels
        if kind == "written":
            outcomes, channels = ("", "", "", "sent", "replied"), ("email", "text", "letter")
        if kind == "debts":
            incoming = ("missed", "received", "voicemail")
            outcomes = incoming if direction == "in" else ("bounced", "fyi", "gave", "sent", "")
            channels = ("call", "email", "text")
        if kind == "talks":
            outcomes, channels = ("", "", "answered", "sent", "voicemail"), ("call", "email")
        if kind == "calls":
            outcomes, channels = UNHEARD, ("call", "call", "phone", "meeting", "email")
            direction = "in" if self.often(0.05) else "out"
        if kind == "pursued":
            outcomes, direction = PURSUED, "in" if self.often(0.1) else "out"
        if self.address == "neither" and self.often(0.6):
            channels = ELSEWHERE
        outcome = self.one(outcomes)
        channel = self.one(channels)
        if kind in {"tries", "debts"} and not outcome:
            channel = "email"
        if direction == "out" and outcome in {"missed", "received"}:
            outcome = "sent"  # those two only come in
        return Touch(
            day,
            direction=direction,
            channel=channel,
            outcome=outcome,
            re=self.one((*refs, *refs, *REFS)) if self.often(0.3) else "",
            time=self.one(("", "", "09:00", "14:30")),
            line=self.next_line(),
        )

    def promises(self) -> tuple[Promise, ...]:
        return tuple(self.promise() for _ in range(self.one((0, 0, 0, 0, 1, 2, 3))))

    def promise(self) -> Promise:
        done = self.one(("", "", "kept", "dropped"))
        return Promise(
            self.day(),
            theirs=self.often(0.6),
            kept=self.day() if done == "kept" else None,
            dropped=self.day() if done == "dropped" else None,
            line=self.next_line(),
        )

    def quotes(self) -> tuple[Quote, ...]:
        return tuple(self.quote() for _ in range(self.one((0, 0, 0, 0, 0, 1, 1, 2, 3))))

    def quote(self) -> Quote:
        result = self.one(("", "", "", "won", "lost", "withdrawn"))
        return Quote(
            self.day(),
            self.one(REFS),
            won=self.day() if result == "won" else None,
            lost=self.day() if result == "lost" else None,
            withdrawn=self.day() if result == "withdrawn" else None,
            line=self.next_line(),
        )
