"""A contact's history, cadence and keep, read as plainly as the policy says it."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from followup_md.model.contact import Contact, Touch
from followup_md.model.settings import Cadence, Channel, Interval, Settings
from tests.helpers.plain_week import Week

TWO_WAY = {"answered", "met", "declined"}


class Reading:
    """What one contact's file says on one day, under one book's settings."""

    def __init__(self, contact: Contact, settings: Settings, week: Week, on: date) -> None:
        self.contact, self.settings, self.week, self.on = contact, settings, week, on

    # Channels

    def channel(self, word: str) -> Channel:
        return self.settings.channels[word]

    def counts_as(self, word: str) -> str:
        return self.channel(word).same or word

    def usable(self, word: str) -> bool:
        needs = self.channel(word).needs
        if needs == "phone" and not self.contact.phone:
            return False
        if needs == "email" and not self.contact.email:
            return False
        if self.counts_as(word) in {self.counts_as(never) for never in self.contact.never}:
            return False
        on_it = [t for t in self.history if self.counts_as(t.channel) == self.counts_as(word)]
        return not (on_it and on_it[-1].outcome == "bounced")

    # The history

    @cached_property
    def history(self) -> list[Touch]:
        past = [t for t in self.contact.touches if not t.planned and t.date <= self.on]
        return sorted(past, key=lambda t: t.date)

    @cached_property
    def read(self) -> list[str]:
        """What each touch of the history is."""
        words: list[str] = []
        for at in range(len(self.history)):
            words.append(self.read_one(at, words))
        return words

    def read_one(self, at: int, words: list[str]) -> str:
        touch = self.history[at]
        if touch.outcome in {"fyi", "gave"}:
            return "aside"
        if touch.outcome == "bounced":
            return "bounced"
        live = self.channel(touch.channel).live
        if touch.outcome in TWO_WAY or (live and not touch.outcome):
            return "two-way"
        if touch.incoming:
            return "theirs"
        if touch.outcome == "replied":
            return "two-way"
        debts = self.debts_before(at, words)
        all_written = all(not self.channel(debt.channel).live for debt in debts)
        if not touch.outcome and debts and all_written:
            return "two-way"
        if self.belongs_to_a_talk(at, words):
            return "two-way"
        return "attempt"

    def belongs_to_a_talk(self, at: int, words: list[str]) -> bool:
        for before in reversed(range(at)):
            if self.history[before].date != self.history[at].date or words[before] == "theirs":
                return False
            if words[before] == "two-way":
                return True
        return False

    def debts_before(self, at: int, words: list[str]) -> list[Touch]:
        """The undischarged debts among the first `at` touches."""
        theirs = [n for n in range(at) if words[n] == "theirs"]
        return [
            self.history[n]
            for n in theirs
            if not any(self.discharges(n, later, words) for later in range(n + 1, at))
        ]

    def discharges(self, debt: int, later: int, words: list[str]) -> bool:
        if words[later] != "attempt":
            return words[later] == "two-way"
        came_live = self.channel(self.history[debt].channel).live
        went_live = self.channel(self.history[later].channel).live
        return went_live or not came_live or not self.usable("call")

    @cached_property
    def debts(self) -> list[Touch]:
        """The undischarged debts, oldest first, without those that a status dropped."""
        debts = self.debts_before(len(self.history), self.read)
        status = self.contact.status
        if status is None or status.word == "open":
            return debts
        outgoing = [t.date for t in self.history if not t.incoming]
        closed_on = status.date or max(outgoing, default=None)
        return [debt for debt in debts if closed_on is None or debt.date > closed_on]

    @cached_property
    def streak(self) -> list[tuple[Touch, str]]:
        run: list[tuple[Touch, str]] = []
        for touch, word in zip(self.history, self.read, strict=True):
            if word in {"two-way", "theirs"}:
                run = []
            elif word != "aside":
                run.append((touch, word))
        return run

    @property
    def tries(self) -> int:
        return sum(word == "attempt" for _, word in self.streak)

    @property
    def steps(self) -> int:
        return len({touch.date for touch, word in self.streak if word == "attempt"})

    @property
    def last_bounced(self) -> bool:
        return bool(self.streak) and self.streak[-1][1] == "bounced"

    # Cadence and keep

    def ruled(self, key: str) -> str:
        for rule in self.settings.rules:
            if rule.tag in self.contact.tags:
                return rule.cadence if key == "cadence" else rule.keep
        return ""

    @cached_property
    def cadence_name(self) -> str:
        known = "two-way" in self.read
        default = self.settings.known if known else self.settings.new
        return self.contact.cadence or self.ruled("cadence") or default

    @property
    def cadence(self) -> Cadence | None:
        return None if self.cadence_name == "none" else self.settings.cadences[self.cadence_name]

    def set_keep(self) -> str:
        return self.contact.keep or self.ruled("keep")

    def run_through(self) -> bool:
        return self.cadence is not None and self.steps > len(self.cadence.gaps)

    def plus(self, day: date, keep: str) -> date:
        """`day` + a tier or a span."""
        span = self.settings.keep.get(keep) or Interval(int(keep[:-1]), keep[-1])
        return self.week.later(day, span)
