"""A day found on shelves is the day found by looking at every contact."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from book_maker import Maker

from followup_md.errors import Problem
from followup_md.model.contact import Contact
from followup_md.model.kept import shelf
from followup_md.model.policy import agenda
from followup_md.model.policy.agenda import Order
from followup_md.model.policy.calendar import Calendar, plus_days
from followup_md.model.settings import Settings


def by_looking(
    contacts: list[Contact], settings: Settings, calendar: Calendar, on: date, days: int
) -> Order:
    order = Order([], [], [], [])
    for ref, verdict in enumerate(agenda.verdicts(contacts, settings, calendar, on)):
        agenda.place(verdict, ref, on, plus_days(on, days), order)
    return order


def by_shelf(
    contacts: list[Contact], settings: Settings, calendar: Calendar, on: date, days: int
) -> Order:
    cards = [shelf.card(contact, 7, settings, calendar) for contact in contacts]
    found = shelf.again(shelf.plain(shelf.pack(cards)))
    asked = shelf.ask(on, days, calendar)
    order = Order([], [], [], [])
    apart = shelf.unsettled(found, asked)
    shelf.find(found, lambda place: contacts[place].id, 0, asked, set(apart), order)
    for ref in apart:
        (verdict,) = agenda.verdicts([contacts[ref]], settings, calendar, on)
        agenda.place(verdict, ref, on, date.fromordinal(asked.until), order)
    return order


def in_order(order: Order) -> Order:
    due, coming, appointments, undated = order
    return Order(sorted(due), sorted(coming), sorted(appointments), sorted(undated))


@pytest.mark.parametrize("seed", range(60))
def test_a_day_is_the_same(seed: int) -> None:
    start = date(2028, 2, 20) if seed % 3 else date(2026, 9, 14)
    maker = Maker(seed, start)
    settings = maker.settings()
    fixed = frozenset(date.fromisoformat(day) for day in settings.holidays)
    calendar = Calendar(
        settings.workdays, lambda year: frozenset(d for d in fixed if d.year == year)
    )
    contacts = [maker.contact(number) for number in range(40)]
    met = 0
    for days in (0, 7, 400):
        for ahead in range(-25, 40, 3):
            on = start + timedelta(days=ahead)
            looked = by_looking(contacts, settings, calendar, on, days)
            found = by_shelf(contacts, settings, calendar, on, days)
            assert in_order(found) == in_order(looked)
            met += len(found.due)
    assert met


@pytest.mark.parametrize("workdays", [frozenset[int](), frozenset({2}), frozenset(range(7))])
def test_odd_weeks_and_the_ends_of_time(workdays: frozenset[int]) -> None:
    maker = Maker(5, date(2026, 9, 14))
    calendar = Calendar(workdays)
    settings = Settings(workdays=workdays)
    contacts = [maker.contact(number) for number in range(30)]
    for on in (date.min, date(2027, 12, 31), date(9998, 12, 31)):
        for days in (0, 9, 99999):
            looked = by_looking(contacts, settings, calendar, on, days)
            found = by_shelf(contacts, settings, calendar, on, days)
            assert in_order(found) == in_order(looked)


def test_a_file_without_a_contact_is_unread_and_nowhere_else() -> None:
    problem = Problem("error", "contacts/x.md", 1, 2, "E104", "no front matter")
    found = shelf.pack([shelf.unread((problem,)), shelf.unread(())])
    assert found.unread == (0, 1)
    assert found.problems == ((0, tuple(problem)),)
    order = Order([], [], [], [])
    asked = shelf.ask(date(2026, 9, 14), 99999, Calendar())
    shelf.find(found, str, 0, asked, set(), order)
    assert order == Order([], [], [], [])
