"""The model against a second, plain statement of the same policy, over random books."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import NamedTuple

import pytest

from followup_md.model.agenda import Agenda, Item, Row
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings, SpecialDays
from followup_md.policy import agenda, due_items, facts, looking_back
from followup_md.policy.next_channel import next_channel
from followup_md.policy.workdays import Calendar
from followup_md.storage.holidays import of_years
from tests.helpers.oracle import Case
from tests.helpers.plain_items import ORDER
from tests.helpers.plain_items import Item as CaseItem
from tests.helpers.plain_week import Week, days_off, in_year
from tests.helpers.random_books import Maker
from tests.helpers.sample import without_date

DAYS = 22  # asked about in each book
# FOLLOWUP_BOOKS asks for more of them.
BOOKS = int(os.environ.get("FOLLOWUP_BOOKS", "60"))
CONTACTS = 26  # in each book
AHEAD = 7  # how far "coming up" looks

# Where the books are: plain autumn weeks, a leap day, month and year ends, and both ends of time.
AUTUMN = date(2026, 9, 1)
STARTS = (
    AUTUMN,
    AUTUMN,
    AUTUMN,
    AUTUMN,
    AUTUMN,
    date(2026, 12, 18),
    date(2027, 2, 15),
    date(2028, 2, 15),
    date(1, 1, 4),
    date(9999, 12, 8),
)


class Book(NamedTuple):
    settings: Settings
    contacts: list[Contact]
    start: date
    made_up: frozenset[date]  # working days although they are none of the week's

    @property
    def calendar(self) -> Calendar:
        named, made_up = of_years(self.settings.holidays), in_year(frozenset(), self.made_up)
        return Calendar(
            self.settings.workdays,
            lambda year: SpecialDays(named(year).off, made_up(year).working),
        )

    @property
    def week(self) -> Week:
        return Week(self.settings.workdays, days_off(self.settings.holidays), self.made_up)

    def case(self, contact: Contact, on: date) -> Case:
        return Case(contact, self.settings, self.week, on)

    def days(self) -> list[date]:
        return [self.start + timedelta(days=n) for n in range(DAYS)]


def make(seed: int) -> Book:
    start = STARTS[seed % len(STARTS)]
    maker = Maker(seed, start)
    settings = maker.settings() if seed % 8 else maker.usual_settings()
    contacts = [maker.contact(number) for number in range(CONTACTS)]
    return Book(settings, contacts, start, maker.made_up())


def books() -> list[Book]:
    return [make(seed) for seed in range(BOOKS)]


@pytest.fixture(scope="module", params=range(BOOKS), ids=str)
def book(request: pytest.FixtureRequest) -> Book:
    seed: int = request.param
    return make(seed)


ABOUT = {"owed", "promise", "planned", "quote", "waiting"}  # the kinds that are about an entry


def plain(item: Item | CaseItem) -> tuple[str, date, int]:
    """Kind, due date, and the line of the entry that it is about, if it is about one."""
    return item.kind, item.due, item.about.line if item.about and item.kind in ABOUT else 0


@pytest.mark.slow
def test_every_item_has_the_same_date_and_channel(book: Book) -> None:
    for on in book.days():
        for contact in book.contacts:
            case = book.case(contact, on)
            got = due_items.items_on(contact, book.settings, book.calendar, on)
            found = facts.gather_facts(contact, book.settings, book.calendar, on)
            channels = sorted((*plain(item), next_channel(item, found)) for item in got)
            expected = sorted((*plain(item), case.next_channel(item)) for item in case.items)
            assert channels == expected, (on, contact)
            assert list(found.history.debts) == case.debts, (on, contact)


@pytest.mark.slow
def test_every_day_is_the_same(book: Book) -> None:
    for on in book.days():
        got = agenda.build_agenda(book.contacts, book.settings, book.calendar, on, AHEAD)
        cases = [book.case(contact, on) for contact in book.contacts]
        due = sorted((case for case in cases if case.due()), key=Case.row_key)
        assert [shown(row) for row in got.due] == [expected_row(case) for case in due], on
        assert got.later == ()
        assert soon(got) == expected_soon(cases, on), on
        assert appointed(got) == expected_appointments(cases, on), on
        silent = [case.contact.id for case in cases if case.silent]
        assert got.no_date == len(silent)
        found = without_date(book.contacts, book.settings, book.calendar, on)
        assert sorted(found) == sorted(silent), on


Line = tuple[object, ...]


def shown(row: Row) -> Line:
    also = sorted((other.kind, other.due, other.overdue) for other in row.also)
    kinds = [ORDER.index(other.kind) for other in row.also]
    assert kinds == sorted(kinds)
    top = (row.item.kind, row.item.due, row.item.overdue)
    return row.contact.id, *top, row.channel, row.touch, row.of, also


def expected_row(case: Case) -> Line:
    top, *others = case.due()
    also = sorted((item.kind, item.due, case.overdue(item)) for item in others)
    first = (top.kind, top.due, case.overdue(top))
    return case.contact.id, *first, case.next_channel(top), *case.touch_of(top), also


def soon(got: Agenda) -> list[Line]:
    return [(up.contact.id, up.item.kind, up.item.due, up.channel) for up in got.upcoming]


def expected_soon(cases: list[Case], on: date) -> list[Line]:
    found = []
    for case in cases:
        if case.items and not case.due():
            item = min(case.items, key=lambda item: item.due)  # of one day the first kind
            if (item.due - on).days <= AHEAD:
                found.append((item.due, case.contact.name.casefold(), case.contact.id, case, item))
    found.sort(key=lambda line: line[:3])
    return [
        (case.contact.id, item.kind, due, case.next_channel(item))
        for due, _, _, case, item in found
    ]


def appointed(got: Agenda) -> list[Line]:
    return [(seen.contact.id, seen.touch) for seen in got.appointments]


def expected_appointments(cases: list[Case], on: date) -> list[Line]:
    found = [
        (touch.date, touch.time, case.contact.name.casefold(), case.contact.id, touch)
        for case in cases
        for touch in case.contact.touches
        if touch.planned and touch.date >= on
    ]
    found.sort(key=lambda line: line[:4])
    return [line[3:] for line in found]


def test_a_plate_leaves_nothing_out(book: Book) -> None:
    """`agenda.limit` moves rows to "later today": never birthdays, never what you owe."""
    limited = book.settings._replace(limit=3)
    on = book.days()[-1]
    rows = agenda.build_agenda(book.contacts, book.settings, book.calendar, on, AHEAD).due
    plate = agenda.build_agenda(book.contacts, limited, book.calendar, on, AHEAD)
    wanted = [row for row in rows if row.item.kind not in {"owed", "promise", "birthday"}]
    assert list(plate.later) == wanted[3:]
    assert list(plate.due) == [row for row in rows if row not in wanted[3:]]


def test_a_date_does_not_depend_on_the_day(book: Book) -> None:
    """So that it can be stored: once the last touch and quote are past, only birthdays move."""
    for contact in book.contacts:
        stored = due_items.items_on(contact, book.settings, book.calendar, None)
        settled = looking_back.settled_from(contact)
        for on in book.days():
            if on >= settled:
                found = due_items.items_on(contact, book.settings, book.calendar, on)
                assert [item for item in found if item.kind != "birthday"] == list(stored), on


def test_a_brief_look_finds_the_same(book: Book) -> None:
    for contact in book.contacts:
        for on in (*book.days()[::5], None):
            whole = facts.gather_facts(contact, book.settings, book.calendar, on)
            assert due_items.items_on(
                contact, book.settings, book.calendar, on
            ) == due_items.apply_rules(whole)


def test_the_books_hold_every_kind_and_channel() -> None:
    """A comparison of books in which a rule never acts would compare nothing."""
    kinds: set[str] = set()
    channels: set[str] = set()
    for book in books():
        for on in book.days()[::7]:
            for contact in book.contacts:
                case = book.case(contact, on)
                for item in case.items:
                    kinds.add(item.kind)
                    channels.add(case.next_channel(item))
    assert kinds == set(ORDER)
    assert {"", "call", "phone", "email", "text", "letter", "video"} <= channels
