"""Figures and lists against a second, plain statement of their page, over random books."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest

from followup_md.model.contact import Contact
from followup_md.model.settings import Settings, SpecialDays
from followup_md.policy.workdays import Calendar
from followup_md.stats.figures import stats
from followup_md.stats.week_review import review, week_of
from followup_md.stats.window import window
from followup_md.storage.holidays import of_years
from followup_md.views import review as review_view
from followup_md.views import stats_json
from tests.helpers.plain_review import PlainReview
from tests.helpers.plain_stats import PlainStats
from tests.helpers.plain_week import Week, days_off, in_year
from tests.helpers.random_stats import StatsMaker

# FOLLOWUP_BOOKS asks for more of them.
BOOKS = int(os.environ.get("FOLLOWUP_BOOKS", "60"))
SIZES = (0, 1, 4, 5, 19, 20, 40)  # contacts of a book
AUTUMN = date(2026, 9, 14)
STARTS = (*[AUTUMN] * 6, date(2027, 1, 4), date(2028, 3, 1), date(1, 1, 9), date(9999, 12, 20))


class Book(NamedTuple):
    settings: Settings
    contacts: list[Contact]
    calendar: Calendar
    week: Week
    start: date


def make(seed: int, size: int) -> Book:
    start = STARTS[seed % len(STARTS)]
    maker = StatsMaker(seed, start)
    settings = maker.settings() if seed % 3 else maker.usual_settings()
    contacts = sorted(maker.people(size), key=lambda contact: contact.id)
    made_up = maker.made_up()
    named, worked = of_years(settings.holidays), in_year(frozenset(), made_up)
    calendar = Calendar(
        settings.workdays, lambda year: SpecialDays(named(year).off, worked(year).working)
    )
    week = Week(settings.workdays, days_off(settings.holidays), made_up)
    return Book(settings, contacts, calendar, week, start)


# Lists of cases, which may come in any order; those of quiet are the longest first.
ANY_ORDER = {
    *("cases", "open", "others", "pairs", "edges", "circles", "left", "early"),
    *("rang_twice", "your_turn"),
}


def normal(value: Any, key: str = "") -> Any:
    """Return a part of the document with cases in one order, and floats without their last bits."""
    if isinstance(value, dict):
        return {name: normal(one, name if key != "quiet" else "") for name, one in value.items()}
    if isinstance(value, list):
        found = [normal(one) for one in value]
        return sorted(found, key=repr) if key in ANY_ORDER else found
    return round(value, 12) if isinstance(value, float) else value


def both(book: Book, on: date, since: date | None, tag: str | None) -> tuple[Any, Any]:
    def wanted(contact: Contact) -> bool:
        return tag is None or tag in contact.tags

    span = window(on, since, book.calendar)
    got = stats_json.data(stats(book.contacts, book.settings, book.calendar, span, wanted))
    plain = PlainStats(book.contacts, book.settings, book.week, on, span.since, wanted)
    return got, plain.everything()


def earlier(day: date, days: int) -> date:
    return day - timedelta(days=min(days, (day - date.min).days))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(BOOKS))
def test_figures_and_lists_are_as_the_page_says(seed: int) -> None:
    for size in SIZES:
        book = make(seed * len(SIZES) + SIZES.index(size), size)
        for back in (0, 30):
            on = earlier(book.start, back)
            for since, tag in ((None, None), (earlier(on, 20), "client")):
                got, plain = both(book, on, since, tag)
                for key, value in got.items():
                    assert normal(value, key) == normal(plain[key], key), (
                        size,
                        on,
                        since,
                        tag,
                        key,
                    )
                assert got.keys() == plain.keys()


def test_the_books_hold_every_case() -> None:
    """A comparison of books in which a rule never acts would compare nothing."""
    ends: set[str] = set()
    seen: set[str] = set()
    for seed in range(20):
        book = make(seed, 40)
        got, _ = both(book, book.start, None, None)
        ends |= {case["end"] for group in got["returned"].values() for case in group["cases"]}
        ends |= {case["state"] for side in got["promises"].values() for case in side["cases"]}
        ends |= {case["result"] for case in got["quotes"]["cases"]}
        ends |= {f"left {case['why']}" for case in got["left"]}
        ends |= {f"early {case['why']}" for case in got["early"]}
        ends |= {f"word {edge['word_back']}" for edge in got["referrals"]["edges"]}
        for key in ("pairs", "others"):
            seen |= {key} if got["introductions"][key] else set()
        seen |= {"circle"} if got["referrals"]["circles"] else set()
        seen |= {"hours"} if got["weekdays"]["hours"] else set()
        seen |= {"curve"} if got["tries"]["known"]["curve"] else set()
        seen |= {"your turn"} if got["service"]["your_turn"] else set()
        seen |= {"past"} if got["waiting"]["past"] else set()
        seen |= {"quiet"} if got["quiet"]["n"] else set()
        seen |= {f"median {len(str(got['returned']['call']['median'])) < 3}"}
    assert ends == {
        *("returned", "rang-twice", "open", "dropped"),
        *("on-time", "late", "past-due", "to-come"),
        *("won", "lost", "withdrawn"),
        *("left owed", "left closed", "early closed", "early cadence", "early resting"),
        *("word True", "word False", "word None"),
    }
    assert seen == {
        *("pairs", "others", "circle", "hours", "curve", "your turn", "past", "quiet"),
        *("median True", "median False"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(BOOKS // 2))
def test_the_review_is_as_the_page_says(seed: int) -> None:
    book = make(seed * 31 + 7, 12)
    for back in (0, 4, 9):
        today = earlier(book.start, back)
        monday, on = week_of(today, today)
        got = review_view.data(review(book.contacts, book.settings, book.calendar, monday, on))
        plain = PlainReview(book.contacts, book.settings, book.week, on, monday).counts()
        for key in ("returned", "owed"):
            got[key] = sorted((one["id"], one["date"]) for one in got[key])
        got["kept"] = sorted((one["id"], one["date"]) for one in got["kept"])
        got["persisted"] = sorted((one["id"], one["tries"]) for one in got["persisted"])
        got["quiet"] = [one["id"] for one in got["quiet"]]
        for key in ("talked", "gave"):
            got[key] = sorted(got[key])
        assert {key: got[key] for key in plain} == plain, (today, seed)
