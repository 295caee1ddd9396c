"""All figures of a book at once, from one pass over its contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from followup_md.model.contact import Contact
from followup_md.model.mentions import Mentions
from followup_md.model.settings import Settings
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import gather_facts
from followup_md.policy.workdays import Calendar
from followup_md.stats import calls, owners, promises, quotes, standing, ties, tries, waits, weeks
from followup_md.stats.calls import PickedUp
from followup_md.stats.cases import Cases, Totals, add_up, gather_cases
from followup_md.stats.owners import Owner
from followup_md.stats.promises import Kept
from followup_md.stats.quotes import QuoteResults
from followup_md.stats.standing import Ahead, Drifting, WaitingCount
from followup_md.stats.ties import Introductions, Referrals
from followup_md.stats.tries import Answered, ChannelAnswers
from followup_md.stats.waits import Returned
from followup_md.stats.weeks import Week
from followup_md.stats.window import Window


class Figures(NamedTuple):
    """The figures of a window, without anybody's name."""

    window: Window
    contacts: int
    calls_returned: Returned
    written_returned: Returned
    new: Answered
    known: Answered
    new_channels: tuple[ChannelAnswers, ...]
    known_channels: tuple[ChannelAnswers, ...]
    young_tries: int
    picked_up: PickedUp
    waiting: WaitingCount
    mine: Kept
    theirs: Kept
    quotes: QuoteResults
    ahead: Ahead
    drifting: int
    weeks: tuple[Week, ...]
    gave: int
    asked: int
    left: int
    early: int


class Stats(NamedTuple):
    """The figures of a book, with the cases behind them."""

    figures: Figures
    cases: tuple[Cases, ...]
    introductions: Introductions
    referrals: Referrals
    names: Mapping[str, str]  # of everybody in the book, by id

    def drifting(self) -> list[Drifting]:
        """Return who is drifting, the longest first."""
        found = (one.drifting for one in self.cases if one.drifting is not None)
        return standing.longest_first(found)

    def owners(self) -> tuple[Owner, ...]:
        """Return the figures by owner; () if nobody has one."""
        return owners.owners((one.contact.owner, one.marks) for one in self.cases)


def figures(totals: Totals, contacts: int, window: Window) -> Figures:
    """Return the figures that so many contacts add up to."""
    return Figures(
        window,
        contacts,
        waits.returned(totals.waits, live=True),
        waits.returned(totals.waits, live=False),
        tries.answered_by_try(totals.episodes, known=False),
        tries.answered_by_try(totals.episodes, known=True),
        tries.answered_by_channel(totals.tries, known=False),
        tries.answered_by_channel(totals.tries, known=True),
        tries.too_young(totals.tries),
        calls.picked_up(totals.calls),
        standing.waiting_count(totals.waiting),
        promises.kept(totals.promises, theirs=False),
        promises.kept(totals.promises, theirs=True),
        quotes.quote_results(totals.quotes),
        standing.ahead(totals.ahead, window.on),
        totals.drifting.total(),
        weeks.weeks(totals.weeks, window.on),
        totals.service[weeks.GAVE],
        totals.service[weeks.ASKED],
        totals.left.total(),
        totals.early.total(),
    )


def stats(
    contacts: Iterable[Contact],
    settings: Settings,
    calendar: Calendar,
    window: Window,
    wanted: Callable[[Contact], bool] = lambda _: True,
) -> Stats:
    """Return the figures of the `wanted` contacts of a book.

    All of them are needed, to tell who is meant by `via` and `with`.
    """
    everybody = list(cases_of(contacts, settings, calendar, window))
    shown = [one for one in everybody if wanted(one.contact)]
    names = {one.contact.id: one.contact.name for one in everybody}
    find = Mentions(names, ()).find
    by_id = {one.contact.id: one.tie for one in everybody}
    own = [one.tie for one in shown]
    return Stats(
        figures(add_up(one.marks for one in shown), len(shown), window),
        tuple(shown),
        ties.introductions(own, find, window),
        ties.referrals(own, by_id, find),
        names,
    )


def cases_of(
    contacts: Iterable[Contact], settings: Settings, calendar: Calendar, window: Window
) -> Iterator[Cases]:
    """Yield the cases of each contact."""
    for contact in contacts:
        facts = gather_facts(contact, settings, calendar, window.on)
        yield gather_cases(facts, apply_rules(facts), window)


def since_first(contacts: Iterable[Contact], on: date) -> date:
    """Return the day of the first touch of a book, or the day itself if there is none."""
    touched = (touch.date for contact in contacts for touch in contact.touches if touch.happened)
    return min(touched, default=on)
