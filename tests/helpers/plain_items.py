"""The items of a contact, as the policy's page states them: a part of its second statement."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup_md.model.contact import Birthday, Contact, Promise, Quote, Touch
from followup_md.model.settings import Cadence, Settings
from tests.helpers.plain_facts import Facts
from tests.helpers.plain_week import Week, exists

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


class Item(NamedTuple):
    kind: str
    due: date
    about: Touch | Promise | Quote | None = None


class Pursuit(NamedTuple):
    """How far a quote or a promise of theirs has been pursued."""

    next: date | None  # None: never again
    dates: int  # on which a touch counted
    touches: int  # that counted, one by one


class Verdict(Facts):
    """The items of one contact on one day."""

    def __init__(self, contact: Contact, settings: Settings, week: Week, on: date) -> None:
        super().__init__(contact, settings, week, on)
        self.debts = self.standing_debts()
        self.items = self.all_items()

    def standing_debts(self) -> list[Touch]:
        debts = self.history.debts()
        if self.status is None:
            return debts
        # "debts … dated on or before the status' date (without one: the date of the last outgoing
        # touch in history, asides and bounced ones too; without that, none) are dropped"
        until = self.status.date
        outgoing = [touch.date for touch in self.history.touches if not touch.incoming]
        if until is None and outgoing:
            until = outgoing[-1]
        return [debt for debt in debts if until is None or debt.date > until]

    def all_items(self) -> list[Item]:
        found = [*self.owed(), *self.promised()]
        if self.status is None:
            found += [*self.birthday(), *self.planned(), *self.pursued()]
        found.sort(key=lambda item: ORDER.index(item.kind))
        return [item._replace(due=self.snoozed(item)) for item in found]

    def pursued(self) -> list[Item]:
        """The items of which some exclude others, "not before" the days that postpone them."""
        agreed = self.follow_up()
        waiting = self.waiting()
        if agreed:
            # "while it stands there is no `quote`, `first`, `chase` or `keep-in-touch` item"
            return agreed + [self.postponed(item) for item in waiting]
        quotes = [] if self.debts else self.quoted()
        first = self.first()
        chase = [] if self.debts or quotes or waiting else self.chase()
        keep = [] if self.debts or quotes or waiting or first or chase else self.keep_in_touch()
        return [self.postponed(item) for item in quotes + first + chase + waiting + keep]

    def owed(self) -> list[Item]:
        if not self.debts:
            return []
        # "oldest undischarged debt's date + `owed_within` wd; not before the last `no-answer` or
        # `busy` attempt after it that would otherwise have discharged it, + `min_gap` wd"
        oldest = self.debts[0]
        due = self.week.after(oldest.date, self.settings.owed_within)
        unheard = self.history.last_unheard(oldest)
        if unheard:
            due = max(due, self.week.after(unheard, self.settings.min_gap))
        return [Item("owed", due, oldest)]

    def promised(self) -> list[Item]:
        # "each open promise of yours | its date, as written"
        return [Item("promise", promise.due, promise) for promise in self.promises(theirs=False)]

    def follow_up(self) -> list[Item]:
        # "no two-way touch and no attempt that did not bounce dated on or after D"
        agreed = self.contact.follow_up
        touches = self.history.of_kind("two-way", "attempt")
        if agreed is None or any(touch.date >= agreed.date for touch in touches):
            return []
        return [Item("follow-up", agreed.date)]

    def birthday(self) -> list[Item]:
        birthday = self.contact.birthday
        if birthday is None:
            return []
        # "(none after 9999: no item)"
        for year in range(max(self.on.year - 1, 1), 10000):
            day = occurrence(birthday, year)
            # "its day, or the working day before it, if that is not more than 4 days before"
            due = day if self.week.works(day) else self.week.last_before(day)
            if (day - due).days > 4:
                due = day
            # "the first one that is not more than 14 days before the day asked about and for
            # which there is no outgoing or two-way touch (asides count, bounced ones do not)
            # dated from its due date up to the day asked about"
            if (self.on - day).days <= 14 and not self.greeted(due):
                return [Item("birthday", due)]
        return []

    def greeted(self, since: date) -> bool:
        for touch, kind in zip(self.history.touches, self.history.kinds, strict=True):
            yours = kind == "two-way" or not touch.incoming
            if yours and kind != "bounced" and touch.date >= since:
                return True
        return False

    def planned(self) -> list[Item]:
        # "each `planned` touch, unless a two-way touch on a live channel has its date"
        talks = [t.date for t in self.history.of_kind("two-way") if self.history.live(t.channel)]
        return [
            Item("planned", self.week.after(touch.date, 1), touch)
            for touch in self.contact.touches
            if touch.outcome == "planned" and touch.date not in talks
        ]

    def quoted(self) -> list[Item]:
        # "each quote without a result": "Due: next"; "`none`: no item from then on"
        pursuits = [(quote, self.pursuit(quote)) for quote in self.quotes()]
        return [Item("quote", found.next, quote) for quote, found in pursuits if found.next]

    def waiting(self) -> list[Item]:
        pursuits = [(made, self.pursuit(made)) for made in self.promises(theirs=True)]
        return [Item("waiting", found.next, made) for made, found in pursuits if found.next]

    def first(self) -> list[Item]:
        # "no touch in history, no open quote, `met` given, and (`reason`, or the contact's own
        # `cadence` other than `none`)"
        met = self.contact.met
        if self.history.touches or self.quotes() or met is None:
            return []
        if self.contact.reason or self.contact.cadence not in {"", "none"}:
            return [Item("first", self.week.after(met.date, self.settings.first_within))]
        return []

    def chase(self) -> list[Item]:
        if not self.streak or self.cadence is None:
            return []
        last, gaps = self.streak[-1], self.cadence.gaps
        # "last attempt bounced: last try + `min_gap` wd; else last try + gaps[steps - 1] wd"
        if last.outcome == "bounced":
            return [Item("chase", self.week.after(last.date, self.settings.min_gap))]
        if self.steps <= len(gaps):
            return [Item("chase", self.week.after(last.date, gaps[self.steps - 1]))]
        return []

    def keep_in_touch(self) -> list[Item]:
        # "keep (before `then` replaces it) is not `none`"
        # "and `defaults.reason` where there is a `reason`, else `defaults.keep`"
        default = self.settings.reason_keep if self.contact.reason else self.settings.default_keep
        keep = self.interval(self.keep_set or default)
        if keep is None:
            return []
        # "at least one touch in history, or `met` given and `keep` set by the contact or a rule"
        if self.history.touches:
            start = self.history.touches[-1].date
        elif self.contact.met and self.keep_set:
            start = self.contact.met.date
        else:
            return []
        # "where the streak has run through its series (cadence not `none`, steps > len(gaps)) and
        # neither contact nor rule sets `keep`: + the cadence's `then`"
        cadence = self.cadence
        if cadence and self.steps > len(cadence.gaps) and not self.keep_set:
            keep = self.then(cadence)
        return [Item("keep-in-touch", self.week.later(start, keep))] if keep else []

    def pursuit(self, about: Quote | Promise) -> Pursuit:
        start, name = (about.sent, "quote") if isinstance(about, Quote) else (about.due, "waiting")
        cadence = self.settings.cadences[name]
        # "with k = 0, A = start, next = A + gaps[0] wd"
        k, following = 0, self.after_step(start, 0, cadence)
        counted: list[date] = []
        # "Walk through the attempts that did not bounce and the two-way touches dated after the
        # start, in order"
        for touch, kind in zip(self.history.touches, self.history.kinds, strict=True):
            if touch.date <= start or kind not in {"attempt", "two-way"}:
                continue
            # "A touch counts if its `re` names this quote, or if it has no `re` and its date is on
            # or after next …, or if its date is that of the last one that counted."
            names_it = isinstance(about, Quote) and touch.re == about.ref
            in_time = not touch.re and following is not None and touch.date >= following
            same_date = touch.date in counted[-1:]
            if not (names_it or in_time or same_date):
                continue  # "A touch that does not count changes nothing"
            # "A counting touch on a new date adds 1 to k; a two-way one then makes k at least 2
            # …, a `declined` one at least len(gaps)"
            if not same_date:
                k += 1
            if kind == "two-way":
                k = max(k, 2)
            if touch.outcome == "declined":
                k = max(k, len(cadence.gaps))
            following = self.after_step(touch.date, k, cadence)
            counted.append(touch.date)
        return Pursuit(following, len(set(counted)), len(counted))

    def after_step(self, start: date, k: int, cadence: Cadence) -> date | None:
        # "next = A + gaps[k] wd, or beyond the gaps A + the cadence's `then`"
        if k < len(cadence.gaps):
            return self.week.after(start, cadence.gaps[k])
        then = self.then(cadence)
        return self.week.later(start, then) if then else None

    def postponed(self, item: Item) -> Item:
        due = item.due
        # "not before last try of the streak (whatever its `re`) + `min_gap` wd"
        if self.streak:
            due = max(due, self.week.after(self.streak[-1].date, self.settings.min_gap))
        # "not before the latest `planned` date (of those that make an item), past or coming,
        # + 1 wd"
        for planned in self.planned():
            due = max(due, planned.due)
        # "not before the earliest open promise of theirs + 1 wd"
        theirs = [promise.due for promise in self.promises(theirs=True)]
        if theirs:
            due = max(due, self.week.after(min(theirs), 1))
        return item._replace(due=due)

    def snoozed(self, item: Item) -> date:
        # "`until` moves every item due before it to that day, except `promise`, `birthday` and
        # `planned`; `owed` is moved only if `since` is given and no undischarged debt is dated
        # after it"
        snooze = self.snooze
        if snooze is None or item.kind in {"promise", "birthday", "planned"}:
            return item.due
        if item.kind == "owed":
            since = snooze.since
            if since is None or any(debt.date > since for debt in self.debts):
                return item.due
        return max(item.due, snooze.until)


def occurrence(birthday: Birthday, year: int) -> date:
    # "29 Feb: 28 Feb in common years"
    if exists(year, birthday.month, birthday.day):
        return date(year, birthday.month, birthday.day)
    return date(year, 2, 28)
