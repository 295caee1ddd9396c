"""Random books, from a seed: dense in time, so that every rule of the policy meets every other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

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
from followup_md.model.settings import CHANNELS
from tests.helpers.random_settings import KEEPS, TAGS, SettingsMaker

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
REFS = ("Q-1", "Q-2", "q-1")


class Maker(SettingsMaker):
    """Makes settings and contacts around one day, the same ones for the same seed."""

    def __init__(self, seed: int, start: date) -> None:
        super().__init__(seed, start)
        self.line = 0
        self.address = ""

    def day_of(self, touches: Sequence[Touch]) -> date:
        """The day of a touch, or another one."""
        return self.one(touches).date if touches and self.often(0.5) else self.day()

    def next_line(self) -> int:
        self.line += 1
        return self.line

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
            url=self.some(
                ("https://t.me/x", "https://www.linkedin.com/in/x", "https://x.example"), 2
            ),
            birthday=self.birthday(touches) if self.often(0.4) else None,
            tags=self.some(TAGS, 3),
            met=Dated(self.day()) if self.often(0.6) else None,
            reason="the quote" if self.often(0.3) else "",
            cadence=self.one(("", "", "", "", "", "", "warm", "gentle", "short", "quote", "none")),
            keep=self.one((*KEEPS, "monthly")),
            prefer=self.some(USUAL, 3) if self.often(0.5 if address == "neither" else 0.2) else (),
            never=self.never(),
            snooze=Snooze(self.day(-10), self.snoozed(touches)) if self.often(0.3) else None,
            follow_up=Dated(self.day_of(touches)) if self.often(0.35) else None,
            status=self.status() if self.often(0.25) else None,
            touches=touches,
            promises=promises,
            quotes=quotes,
        )

    def snoozed(self, touches: Sequence[Touch]) -> date | None:
        return self.day_of(touches) if self.often(0.8) else None

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
