"""`--on` in the past: the verdict is that of the book as it was on that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from followup_md.model.agenda import AnyRow, Item
from followup_md.model.contact import Contact, Promise, Quote
from followup_md.model.settings import Settings
from followup_md.policy import agenda, due_items, facts
from followup_md.policy.workdays import Calendar
from tests.helpers.plain_week import days_off, in_year
from tests.helpers.random_books import Maker

START = date(2026, 9, 1)
DAYS = [START + timedelta(days=n) for n in range(-22, 27, 3)]


def cut(contact: Contact, day: date) -> Contact:
    """Leave out whatever has a later date of its own; what has none is as it is in the file."""
    kept = [t for t in contact.touches if t.date <= day or t.outcome == "planned"]
    status, snooze = contact.status, contact.snooze
    if status and status.date and status.date > day:
        status = None
    if snooze and snooze.since and snooze.since > day:
        snooze = None
    return contact._replace(
        touches=tuple(kept),
        promises=tuple(promise_on(promise, day) for promise in contact.promises),
        quotes=tuple(quote_on(quote, day) for quote in contact.quotes if quote.sent <= day),
        status=status,
        snooze=snooze,
    )


def promise_on(promise: Promise, day: date) -> Promise:
    return promise._replace(kept=by(promise.kept, day), dropped=by(promise.dropped, day))


def quote_on(quote: Quote, day: date) -> Quote:
    return quote._replace(
        won=by(quote.won, day), lost=by(quote.lost, day), withdrawn=by(quote.withdrawn, day)
    )


def by(end: date | None, day: date) -> date | None:
    return None if end and end > day else end


def without_ends(item: Item) -> Item:
    """An item that does not tell what became of its promise or quote."""
    if isinstance(item.about, Promise):
        return item._replace(about=promise_on(item.about, date.min))
    if isinstance(item.about, Quote):
        return item._replace(about=quote_on(item.about, date.min))
    return item


def items(contact: Contact, settings: Settings, calendar: Calendar, on: date) -> list[Item]:
    return [without_ends(item) for item in due_items.items_on(contact, settings, calendar, on)]


def day(
    contacts: list[Contact], settings: Settings, calendar: Calendar, on: date
) -> tuple[list[list[tuple[object, ...]]], int]:
    """The whole agenda, words included, each contact by its id: the file itself is another."""
    found = agenda.build_agenda(contacts, settings, calendar, on, 7)
    lists: tuple[Sequence[AnyRow], ...] = (found.due, found.upcoming, found.appointments)
    return [[(row.contact.id, *row[1:]) for row in rows] for rows in lists], found.no_date


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_a_day_in_the_past_is_as_it_was(seed: int) -> None:
    maker = Maker(seed, START)
    settings = maker.settings() if seed % 4 else maker.usual_settings()
    calendar = Calendar(settings.workdays, in_year(days_off(settings.holidays)))
    contacts = [maker.contact(number) for number in range(40)]
    smaller = 0
    for on in DAYS:
        as_it_was = [cut(contact, on) for contact in contacts]
        for now, then in zip(contacts, as_it_was, strict=True):
            smaller += now != then
            assert items(now, settings, calendar, on) == items(then, settings, calendar, on), on
            known = facts.gather_facts(now, settings, calendar, on).history
            assert known.debts == facts.gather_facts(then, settings, calendar, on).history.debts
        assert day(contacts, settings, calendar, on) == day(as_it_was, settings, calendar, on)
    assert smaller > 300
