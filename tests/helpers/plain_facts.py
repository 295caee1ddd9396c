"""What the policy's page takes from a contact and the settings: a part of its second statement."""

from __future__ import annotations

from datetime import date

from followup_md.model.contact import Contact, Promise, Quote, Snooze, Status
from followup_md.model.settings import Cadence, Interval, Rule, Settings
from tests.helpers.plain_history import History
from tests.helpers.plain_week import Week


class Facts:
    """One contact as it stands on one day."""

    def __init__(self, contact: Contact, settings: Settings, week: Week, on: date) -> None:
        self.contact, self.settings, self.week, self.on = contact, settings, week, on
        self.history = History(contact, settings, on)
        self.streak = self.history.streak()

    # What the file says, looked at from the day: "`--on` looks back honestly"

    @property
    def status(self) -> Status | None:
        """The status that ends something; "`open` is as no status"."""
        status = self.contact.status
        if status is None or status.word == "open":
            return None
        # "a status dated after it does not hold yet"
        return None if status.date and status.date > self.on else status

    @property
    def snooze(self) -> Snooze | None:
        # "a snooze whose `since` is after it is not there"
        snooze = self.contact.snooze
        return None if snooze and snooze.since and snooze.since > self.on else snooze

    def over(self, *ends: date | None) -> bool:
        # "a promise or quote that was ended after the day is still open on it"
        return any(end is not None and end <= self.on for end in ends)

    def promises(self, theirs: bool) -> list[Promise]:
        """The open promises of one side."""
        mine_or_theirs = [made for made in self.contact.promises if made.theirs == theirs]
        return [made for made in mine_or_theirs if not self.over(made.kept, made.dropped)]

    def quotes(self) -> list[Quote]:
        """The quotes without a result."""
        # "and so are quotes sent after it"
        sent = [quote for quote in self.contact.quotes if quote.sent <= self.on]
        return [quote for quote in sent if not self.over(quote.won, quote.lost, quote.withdrawn)]

    # Settings

    @property
    def rule(self) -> Rule | None:
        """ "The first rule whose tag it carries"."""
        for rule in self.settings.rules:
            if rule.tag in self.contact.tags:
                return rule
        return None

    @property
    def cadence(self) -> Cadence | None:
        """None where it is `none`."""
        # "its own field; else the `cadence` of the first rule …, if that rule sets one; else
        # `defaults.new` where its history holds no two-way touch, or the contact has a `reason`;
        # else `defaults.known`"
        name = self.contact.cadence
        if not name and self.rule:
            name = self.rule.cadence
        if not name and (not self.history.of_kind("two-way") or self.contact.reason):
            name = self.settings.new
        return self.settings.cadences.get(name or self.settings.known)

    @property
    def keep_set(self) -> str:
        """The keep that the contact or a rule sets."""
        return self.contact.keep or (self.rule.keep if self.rule else "")

    def interval(self, name: str) -> Interval | None:
        """ "A tier or a span"; None where it is `none`."""
        if name == "none":
            return None
        return self.settings.keep.get(name) or Interval(int(name[:-1]), name[-1])

    def then(self, cadence: Cadence) -> Interval | None:
        # "the cadence's `then`", "without one `defaults.keep`"
        return self.interval(cadence.then or self.settings.default_keep)

    # The streak

    @property
    def steps(self) -> int:
        """ "The number of distinct dates" of the tries that did not bounce."""
        return len({touch.date for touch in self.streak if touch.outcome != "bounced"})

    @property
    def tries(self) -> int:
        return len([touch for touch in self.streak if touch.outcome != "bounced"])
