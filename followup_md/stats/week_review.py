"""A week, looked back at: what went well, what stays open, and what the next one brings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from followup_md.model.agenda import Item
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy.agenda import date_and_rank
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import Facts, gather_facts
from followup_md.policy.headings import day_shown
from followup_md.policy.topics import topic
from followup_md.policy.workdays import Calendar, add_days
from followup_md.stats import figures, promises, quotes, standing, waits, weeks
from followup_md.stats.cases import Cases, gather_cases
from followup_md.stats.promises import PromiseCase
from followup_md.stats.standing import Drifting
from followup_md.stats.tries import Episode
from followup_md.stats.waits import Wait
from followup_md.stats.window import window
from followup_md.typed import NamedTuple

WEEKS = 12  # that are looked back at
_FRIDAY = 4
_SOON = 1  # working days within which a call is returned soon
_PERSISTENT = 2  # tries


class Coming(NamedTuple):
    """The first item of a contact in the next week."""

    id: str
    kind: str
    day: date
    about: str


class Done(NamedTuple):
    """A promise of yours that was kept."""

    id: str
    day: date
    what: str


class Review(NamedTuple):
    """What there is to say about a week; ids stand for contacts, in the order of the days."""

    monday: date
    on: date  # its last day, or today
    names: dict[str, str]  # by id
    conversations: int
    talked: tuple[str, ...]  # each once
    returned: tuple[Wait, ...]  # calls, soon
    kept: tuple[Done, ...]
    gave: tuple[str, ...]
    persisted: tuple[Episode, ...]  # answered at a second or later try
    owed: tuple[Wait, ...]
    past_due: tuple[PromiseCase, ...]
    waiting: int
    quotes: int  # open
    due: int  # contacts that are due by the day
    coming: tuple[Coming, ...]
    drifting: tuple[Drifting, ...]
    clear_weeks: int  # of those looked at
    weeks: int


def week_of(day: date, today: date) -> tuple[date, date]:
    """Return the Monday of a week, and the day to look at it from."""
    monday = date.fromordinal(day.toordinal() - day.weekday())
    return monday, min(add_days(monday, 6), today)


def review(
    contacts: Iterable[Contact], settings: Settings, calendar: Calendar, monday: date, on: date
) -> Review:
    """Return what there is to say about the week of `monday`, seen from the day `on`."""
    span = window(on, date.min, calendar)
    every: list[Cases] = []
    coming: list[Coming] = []
    kept: list[Done] = []
    for contact in contacts:
        facts = gather_facts(contact, settings, calendar, on)
        items = apply_rules(facts)
        every.append(gather_cases(facts, items, span))
        coming += _coming(facts, items, add_days(monday, 7))
        kept += [
            Done(contact.id, promise.kept, promise.what)
            for promise in facts.contact.promises
            if promise.kept is not None and promise.kept >= monday and not promise.theirs
        ]
    debts = sorted((wait for one in every for wait in one.waits), key=lambda one: (one.day, one.id))
    past_due = [p for one in every for p in one.promises if p.state == promises.PAST_DUE]
    moments = sorted(
        (moment.day, moment.what, one.contact.id)
        for one in every
        for moment in one.moments
        if moment.day >= monday
    )
    talks = [id_ for _, what, id_ in moments if what == weeks.TALKED]
    answers = [episode for one in every for episode in one.episodes if episode.answered]
    persisted = [e for e in answers if e.tries >= _PERSISTENT and _since(e.ended, monday)]
    drifting = [one.drifting for one in every if one.drifting is not None]
    looked_at = _weeks_before(every, on)
    return Review(
        monday=monday,
        on=on,
        names={one.contact.id: one.contact.name for one in every},
        conversations=len(talks),
        talked=tuple(dict.fromkeys(talks)),
        returned=tuple([debt for debt in debts if _returned_soon(debt, monday)]),
        kept=tuple(sorted(kept, key=lambda one: (one.day, one.id))),
        gave=tuple(dict.fromkeys([id_ for _, what, id_ in moments if what == weeks.GAVE])),
        persisted=tuple(sorted(persisted, key=lambda one: (-one.tries, one.id))),
        owed=tuple([debt for debt in debts if debt.end == waits.OPEN]),
        past_due=tuple(
            sorted((p for p in past_due if not p.theirs), key=lambda one: (one.due, one.id))
        ),
        waiting=sum(one.waiting is not None for one in every),
        quotes=sum(case.result == quotes.OPEN for one in every for case in one.quotes),
        due=sum(standing.DUE in one.marks.ahead for one in every),
        coming=tuple(sorted(coming, key=lambda one: (one.day, one.id))),
        drifting=tuple(standing.longest_first(drifting)),
        clear_weeks=sum(_is_clear(first, debts) for first in looked_at),
        weeks=len(looked_at),
    )


def _coming(facts: Facts, items: Iterable[Item], monday: date) -> list[Coming]:
    """Return the first item of a contact in the week of `monday`, but for what stands already."""
    contact, on, sunday = facts.contact, facts.on or monday, add_days(monday, 6)
    found = [
        Coming(contact.id, item.kind, day, topic(item, contact))
        for item in sorted(items, key=date_and_rank)
        if item.kind != "owed" and monday <= (day := day_shown(item, on)) <= sunday
    ]
    return [min(found, key=attrgetter("day"))] if found else []


def _since(day: date | None, monday: date) -> bool:
    return day is not None and day >= monday


def _returned_soon(debt: Wait, monday: date) -> bool:
    soon = debt.live and debt.end == waits.RETURNED and debt.wd <= _SOON
    return soon and _since(debt.ended, monday)


def _weeks_before(every: Iterable[Cases], on: date) -> list[date]:
    """Return the Mondays of the last weeks whose Friday is over, since the first touch."""
    first = figures.since_first((one.contact for one in every), date.max)
    last = on.toordinal() - on.weekday()
    mondays = [last - 7 * back for back in range(WEEKS + 1)]
    fridays_over = [monday for monday in mondays if monday + _FRIDAY <= on.toordinal()]
    return [
        date.fromordinal(monday)
        for monday in fridays_over[:WEEKS]
        if monday >= date.min.toordinal() and monday + _FRIDAY >= first.toordinal()
    ]


def _is_clear(monday: date, debts: Iterable[Wait]) -> bool:
    """Whether nothing that was owed on a Monday was still owed at the end of its Friday."""
    friday = add_days(monday, _FRIDAY)
    return not any(
        debt.day < monday and (debt.ended is None or debt.ended > friday) for debt in debts
    )
