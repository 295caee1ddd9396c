"""The policy a second time, as plainly as it can be said: what the model is compared with.

Written from the policy's page alone. It walks day by day, keeps nothing and is slow on purpose.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from followup_md.model.contact import Quote, Touch
from followup_md.model.settings import CADENCES, CHANNELS, Cadence
from tests.helpers.plain_reading import Reading
from tests.helpers.plain_week import exists

ORDER = (
    "owed",
    "promise",
    "follow-up",
    "birthday",
    "planned",
    "quote",
    "first",
    "chase",
    "waiting",
    "keep-in-touch",
)
WANTED = {"quote", "first", "chase", "keep-in-touch"}
NEVER_SNOOZED = {"promise", "birthday", "planned"}


class Reason(NamedTuple):
    """One item of a contact, without its words."""

    kind: str
    due: date
    quote: Quote | None = None


class Case(Reading):
    """What is to be done about that contact, and when."""

    # Quotes

    def open_quotes(self) -> list[Quote]:
        return [q for q in self.contact.quotes if q.open and q.sent <= self.on]

    def counted(self, quote: Quote) -> list[tuple[Touch, str]]:
        read = zip(self.history, self.read, strict=True)
        return [(t, w) for t, w in read if t.date >= quote.sent and t.re in {"", quote.ref}]

    def talk(self, quote: Quote) -> Touch | None:
        """B."""
        return next((t for t, w in reversed(self.counted(quote)) if w == "two-way"), None)

    def quote_attempts(self, quote: Quote) -> list[Touch]:
        """The attempts of k."""
        found: list[Touch] = []
        for touch, word in self.counted(quote):
            if word == "two-way":
                found = []
            elif word == "attempt":
                found.append(touch)
        if self.talk(quote) is None:
            found = [t for t in found if t.date > quote.sent]
        return found

    def quote_due(self, quote: Quote) -> date | None:
        series, talk = self.settings.cadences["quote"], self.talk(quote)
        k = len({t.date for t in self.quote_attempts(quote)})
        if talk is not None:
            k += len(series.gaps) if talk.outcome == "declined" else 2
        tried = [t.date for t, word in self.counted(quote) if word in {"attempt", "bounced"}]
        start = max([quote.sent, *tried, *([talk.date] if talk else [])])
        if k < len(series.gaps):
            return self.week.after(start, series.gaps[k])
        then = series.then or self.settings.default_keep
        return None if then == "none" else self.plus(start, then)

    # Items, one function a kind

    def owed(self) -> list[date]:
        if not self.debts:
            return []
        return [self.week.after(self.debts[0].date, self.settings.owed_within)]

    def promise(self) -> list[date]:
        return [p.due for p in self.contact.promises if p.open and not p.theirs]

    def follow_up(self) -> list[date]:
        if self.contact.follow_up is None:
            return []
        day = self.contact.follow_up.date
        near = self.week.last_before(day)
        touched = [t for t in self.history if t.outcome != "bounced" and t.date >= near]
        return [] if touched else [day]

    def birthday(self) -> list[date]:
        if self.contact.birthday is None:
            return []
        day = self.on
        while not self.is_birthday(day):
            if day == date.max:
                return []
            day += timedelta(days=1)
        return [day if self.week.works(day) else self.week.last_before(day)]

    def is_birthday(self, day: date) -> bool:
        born = self.contact.birthday
        assert born is not None
        if (born.month, born.day) == (2, 29) and not exists(day.year, 2, 29):
            return (day.month, day.day) == (2, 28)
        return (day.month, day.day) == (born.month, born.day)

    def planned(self) -> list[date]:
        return [self.week.after(t.date, 1) for t in self.contact.touches if t.planned]

    def quotes(self) -> list[tuple[Quote, date]]:
        if self.debts or self.follow_up():
            return []
        dues = [(quote, self.quote_due(quote)) for quote in self.open_quotes()]
        return [(quote, due) for quote, due in dues if due is not None]

    def first(self) -> list[date]:
        asked = self.contact.reason or self.contact.cadence not in {"", "none"}
        if self.history or not self.contact.met or not asked or self.follow_up():
            return []
        return [self.week.after(self.contact.met.date, self.settings.first_within)]

    def chase(self) -> list[date]:
        if self.debts or self.follow_up() or self.open_quotes():
            return []
        if not self.streak or self.cadence is None:
            return []
        last = self.streak[-1][0].date
        if self.last_bounced:
            return [self.week.after(last, self.settings.min_gap)]
        if self.run_through():
            return []
        return [self.week.after(last, self.cadence.gaps[self.steps - 1])]

    def waiting(self) -> list[date]:
        dues = [self.week.after(p.due, 1) for p in self.contact.promises if p.open and p.theirs]
        if self.history:
            rest = self.week.after(self.history[-1].date, 2)
            dues = [max(due, rest) for due in dues]
        return dues

    def keep_in_touch(self) -> list[date]:
        if self.keep() == "none" or self.debts or self.follow_up() or self.open_quotes():
            return []
        if self.first() or self.chase():
            return []
        if self.history:
            start = self.history[-1].date
        elif self.contact.met and self.set_keep():
            start = self.contact.met.date
        else:
            return []
        keep = self.keep()
        if self.run_through() and not self.set_keep() and self.cadence:
            keep = self.cadence.then or self.settings.default_keep
        return [] if keep == "none" else [self.plus(start, keep)]

    # All of them

    def not_before(self) -> list[date]:
        """The days before which nothing that you merely want is due."""
        days = []
        if self.streak:
            days.append(self.week.after(self.streak[-1][0].date, self.settings.min_gap))
        planned = [t.date for t in self.contact.touches if t.planned]
        if planned:
            days.append(self.week.after(max(planned), 1))
        awaited = [p.due for p in self.contact.promises if p.open and p.theirs]
        if awaited:
            days.append(self.week.after(min(awaited), 1))
        return days

    def snoozed(self, kind: str, due: date) -> date:
        snooze = self.contact.snooze
        if snooze is None or kind in NEVER_SNOOZED:
            return due
        if kind == "owed":
            since = snooze.since
            if since is None or any(debt.date > since for debt in self.debts):
                return due
        return max(due, snooze.until)

    @cached_property
    def items(self) -> list[Reason]:
        found = [Reason("owed", due) for due in self.owed()]
        found += [Reason("promise", due) for due in self.promise()]
        if not self.contact.closed:
            found += [Reason("follow-up", due) for due in self.follow_up()]
            found += [Reason("birthday", due) for due in self.birthday()]
            found += [Reason("planned", due) for due in self.planned()]
            found += [Reason("quote", due, quote) for quote, due in self.quotes()]
            found += [Reason("first", due) for due in self.first()]
            found += [Reason("chase", due) for due in self.chase()]
            found += [Reason("waiting", due) for due in self.waiting()]
            found += [Reason("keep-in-touch", due) for due in self.keep_in_touch()]
        moved = []
        for item in found:
            later = max([item.due, *(self.not_before() if item.kind in WANTED else [])])
            moved.append(item._replace(due=self.snoozed(item.kind, later)))
        return sorted(moved, key=lambda item: (ORDER.index(item.kind), item.due))

    # The day

    def due(self) -> list[Reason]:
        return [item for item in self.items if item.due <= self.on]

    def overdue(self, item: Reason) -> int:
        return self.week.between(self.week.on_or_after(item.due), self.on)

    def row_key(self) -> tuple[int, int, str, str]:
        """Where the row of a contact that is due stands."""
        top = self.due()[0]
        name = self.contact.name.casefold()
        return ORDER.index(top.kind), -self.overdue(top), name, self.contact.id

    def touch_of(self, item: Reason) -> tuple[int | None, int | None]:
        """Touch n of m."""
        if item.kind == "quote" and item.quote:
            return len(self.quote_attempts(item.quote)) + 1, None
        if item.kind != "chase" or self.cadence is None:
            return None, None
        m = len(self.cadence.gaps) + 1
        return min(self.tries + 1, m), m

    # Next channel

    def channels_of(self, cadence: Cadence | None) -> tuple[str, ...]:
        if self.contact.prefer:
            return self.contact.prefer
        warm = self.settings.cadences["warm"].channels or CADENCES["warm"].channels
        return (cadence.channels if cadence else ()) or warm

    def next_channel(self, item: Reason) -> str:
        position = 0
        wanted: str | None = None
        channels = self.channels_of(self.cadence)
        if item.kind == "owed":
            wanted = self.debts[0].channel
        elif item.kind == "quote" and item.quote:
            channels = self.channels_of(self.settings.cadences["quote"])
            position = len(self.quote_attempts(item.quote))
        elif item.kind in {"chase", "follow-up"}:
            position = self.tries
        elif item.kind != "first":
            talks = [t for t, w in zip(self.history, self.read, strict=True) if w == "two-way"]
            wanted = talks[-1].channel if talks else None
        if wanted and self.usable(wanted):
            return wanted
        in_turn = [channels[(position + n) % len(channels)] for n in range(len(channels))]
        return next((word for word in [*in_turn, *CHANNELS] if self.usable(word)), "")
