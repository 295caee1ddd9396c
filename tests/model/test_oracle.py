"""The model against a second, plain statement of the same policy, over random books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from book_maker import Maker
from oracle import ORDER, Case
from plain_week import Week

from followup_md.model import agenda, items
from followup_md.model.calendar import Calendar
from followup_md.model.contact import Contact, Dated, Labelled, Quote, Touch
from followup_md.model.settings import Settings
from followup_md.model.verdict import Agenda, Item, Row

DAYS = 22  # asked about in each book
BOOKS = 40
CONTACTS = 20  # in each book
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
    holidays: frozenset[date]

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.settings.workdays, in_year(self.holidays))

    def case(self, contact: Contact, on: date) -> Case:
        return Case(contact, self.settings, Week(self.settings.workdays, self.holidays), on)

    def days(self) -> list[date]:
        return [self.start + timedelta(days=n) for n in range(DAYS)]


def in_year(holidays: frozenset[date]) -> Callable[[int], frozenset[date]]:
    return lambda year: frozenset(day for day in holidays if day.year == year)


def make(seed: int) -> Book:
    start = STARTS[seed % len(STARTS)]
    maker = Maker(seed, start)
    settings = maker.settings() if seed % 8 else maker.usual_settings()
    contacts = [maker.contact(number) for number in range(CONTACTS)]
    holidays = frozenset(date.fromisoformat(day) for day in settings.holidays)
    return Book(settings, contacts, start, holidays)


def books() -> list[Book]:
    return [make(seed) for seed in range(BOOKS)]


# The worked examples, for the oracle itself

Y = 2026
STRANGER = Contact(
    "ann", "Ann", email=(Labelled("", "ann@acme.example"),), phone=(Labelled("", "+1 555 0100"),)
)
TEXT_ONLY = STRANGER._replace(phone=())


def touch(text: str) -> Touch:
    """`09-01 [in] call [voicemail]` in 2026."""
    day, *words = text.split()
    direction = words.pop(0) if words[0] == "in" else "out"
    channel, outcome = [*words, ""][:2]
    return Touch(
        date.fromisoformat(f"{Y}-{day}"), direction=direction, channel=channel, outcome=outcome
    )


def told(*touches: str, contact: Contact = STRANGER) -> Contact:
    return contact._replace(touches=tuple(touch(text) for text in touches))


SEVEN = told(
    "09-01 call voicemail",
    "09-03 email",
    "09-08 call no-answer",
    "09-14 text",
    "09-21 email",
    "09-30 call busy",
    "10-14 email",
)
QUOTED = STRANGER._replace(quotes=(Quote(date(Y, 9, 1), "Q-1"),))
MET = STRANGER._replace(met=Dated(date(Y, 9, 1), "a fair"))

# contact, on, kind, due, n, m, next channel
EXAMPLES = [
    (told("09-01 call voicemail"), "09-03", "chase 09-03", (2, 7), "email"),
    (told("09-01 call voicemail", "09-01 email"), "09-03", "chase 09-03", (3, 7), "call"),
    (
        told("09-01 call voicemail", "09-03 email", "09-08 call no-answer"),
        "09-14",
        "chase 09-14",
        (4, 7),
        "text",
    ),
    (told("09-05 in call missed"), "09-07", "owed 09-07", None, "call"),
    (told("09-07 in call missed", "09-08 email"), "09-08", "owed 09-07", None, "call"),
    (
        told("09-07 in call missed", "09-08 email", contact=TEXT_ONLY),
        "09-10",
        "chase 09-10",
        (2, 7),
        "email",
    ),
    (
        told("09-07 in call missed", "09-08 call voicemail"),
        "09-10",
        "chase 09-10",
        (2, 7),
        "email",
    ),
    (told("09-07 in email", "09-07 email"), "2027-03-08", "keep-in-touch 2027-03-08", None, ""),
    (told("09-07 in email", "09-07 email sent"), "09-09", "chase 09-09", (2, 7), ""),
    (
        told("09-07 call", "09-07 email sent"),
        "2027-03-08",
        "keep-in-touch 2027-03-08",
        None,
        "",
    ),
    (told("08-03 call", "09-01 text"), "09-10", "chase 09-10", (2, 3), "call"),
    (told("09-01 card fyi"), "2027-03-01", "keep-in-touch 2027-03-01", None, ""),
    (
        told("09-07 call answered")._replace(keep="60d"),
        "11-06",
        "keep-in-touch 11-06",
        None,
        "call",
    ),
    (told("09-16 meeting planned", "09-07 in call missed"), "09-15", "owed 09-07", None, "call"),
    (told("09-16 meeting planned"), "09-17", "planned 09-17", None, ""),
    (told("09-01 email bounced"), "09-02", "chase 09-02", (1, 7), "call"),
    (QUOTED, "09-02", "quote 09-02", (1, None), "email"),
    (
        told("09-02 email", "09-07 call answered", contact=QUOTED),
        "09-16",
        "quote 09-16",
        (1, None),
        "",
    ),
    (MET, "09-30", "", None, ""),
    (MET._replace(reason="the quote"), "09-30", "first 09-02", None, "call"),
    (SEVEN, "2027-04-12", "keep-in-touch 2027-04-12", None, ""),
]


def full(day: str) -> date:
    return date.fromisoformat(day if day.count("-") == 2 else f"{Y}-{day}")


@pytest.mark.parametrize(("contact", "on", "verdict", "turn", "channel"), EXAMPLES)
def test_the_oracle_knows_the_worked_examples(
    contact: Contact, on: str, verdict: str, turn: tuple[int, int | None] | None, channel: str
) -> None:
    case = Case(contact, Settings(), Week(range(5)), full(on))
    if not verdict:
        assert case.items == []
        return
    kind, due = verdict.split()
    first = case.due()[0]
    assert (first.kind, first.due) == (kind, full(due))
    assert case.touch_of(first) == (turn or (None, None))
    assert not channel or case.next_channel(first) == channel
    before = Case(contact, Settings(), Week(range(5)), full(due) - timedelta(days=1))
    assert before.due() == []


def test_the_oracle_counts_overdue_in_working_days() -> None:
    contact = told("09-05 in call missed")
    for on, overdue in [("09-07", 0), ("09-08", 1), ("09-14", 5)]:
        case = Case(contact, Settings(), Week(range(5)), full(on))
        assert case.overdue(case.due()[0]) == overdue


# The comparison


@pytest.fixture(scope="module", params=range(BOOKS), ids=str)
def book(request: pytest.FixtureRequest) -> Book:
    seed: int = request.param
    return make(seed)


def plain(found: Item) -> tuple[str, date]:
    return found.kind, found.due


def test_every_item_has_the_same_date(book: Book) -> None:
    for on in book.days():
        for contact in book.contacts:
            case = book.case(contact, on)
            got = items.items(contact, book.settings, book.calendar, on)
            expected = sorted((item.kind, item.due) for item in case.items)
            assert sorted(map(plain, got)) == expected, (on, contact)
            owed = [item.about for item in got if item.kind == "owed"]
            assert owed == case.debts[:1], (on, contact)


def test_every_day_is_the_same(book: Book) -> None:
    for on in book.days():
        got = agenda.build(book.contacts, book.settings, book.calendar, on, AHEAD)
        cases = [book.case(contact, on) for contact in book.contacts]
        due = sorted((case for case in cases if case.due()), key=Case.row_key)
        assert [shown(row) for row in got.due] == [expected_row(case) for case in due], on
        assert got.later == ()
        assert soon(got) == expected_soon(cases, on), on
        assert appointed(got) == expected_appointments(cases, on), on
        silent = [case.contact.id for case in cases if not case.items and not case.contact.closed]
        assert sorted(contact.id for contact in got.no_date) == sorted(silent), on


Line = tuple[object, ...]


def shown(row: Row) -> Line:
    also = sorted((other.item.kind, other.item.due, other.overdue) for other in row.also)
    kinds = [ORDER.index(other.item.kind) for other in row.also]
    assert kinds == sorted(kinds)
    top = (row.item.kind, row.item.due, row.overdue)
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
    rows = agenda.build(book.contacts, book.settings, book.calendar, on, AHEAD).due
    plate = agenda.build(book.contacts, limited, book.calendar, on, AHEAD)
    wanted = [row for row in rows if row.item.kind not in {"owed", "promise", "birthday"}]
    assert list(plate.later) == wanted[3:]
    assert list(plate.due) == [row for row in rows if row not in wanted[3:]]


def test_a_date_does_not_depend_on_the_day(book: Book) -> None:
    """So that it can be stored: once the last touch and quote are past, only birthdays move."""
    for contact in book.contacts:
        stored = items.items(contact, book.settings, book.calendar, None)
        for on in book.days():
            if on >= items.settled(contact):
                found = items.items(contact, book.settings, book.calendar, on)
                assert [item for item in found if item.kind != "birthday"] == list(stored), on


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
