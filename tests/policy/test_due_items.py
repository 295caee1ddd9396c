from __future__ import annotations

from datetime import date, timedelta
from time import process_time

import pytest

from followup_md.model.contact import Contact, Promise, Quote, Touch
from followup_md.model.settings import CADENCES, Cadence, Rule, Settings, SpecialDays
from followup_md.policy.cadence import outreach_plan
from followup_md.policy.due_items import items_on
from followup_md.policy.history import read_history
from followup_md.policy.looking_back import settled_from
from followup_md.policy.workdays import Calendar
from tests.helpers.sample import CALENDAR, SETTINGS, dated, day, item, person

Q114 = "quotes:\n  - 09-01 Q-114, Project X"


def readings(*touches: str, reach: str = "phone: 1\nemail: a@example.org") -> list[str]:
    return list(read_history(person(*touches, reach=reach), SETTINGS).readings)


# How each touch is read.


@pytest.mark.parametrize(
    ("touches", "expected"),
    [
        (["09-01 card fyi"], ["aside"]),
        (["09-01 in email gave"], ["aside"]),
        (["09-01 call", "09-01 email fyi"], ["two-way", "aside"]),
        (["09-01 email bounced"], ["bounced"]),
        (["09-01 in email bounced"], ["bounced"]),
        (["09-01 call", "09-01 email bounced"], ["two-way", "bounced"]),
        (["09-01 call"], ["two-way"]),
        (["09-01 in call"], ["two-way"]),
        (["09-01 meeting"], ["two-way"]),
        (["09-01 in email declined"], ["two-way"]),
        (["09-01 email replied"], ["two-way"]),
        (["09-01 in email replied"], ["theirs"]),
        (["09-01 in email"], ["theirs"]),
        (["09-01 in call missed"], ["theirs"]),
        (["09-01 in call left-with my son"], ["theirs"]),
        (["09-01 email"], ["attempt"]),
        (["09-01 call voicemail"], ["attempt"]),
        # They wrote, you answered; with `sent` you wait.
        (["09-01 in email", "09-02 email"], ["theirs", "two-way"]),
        (["09-01 in email", "09-02 email sent"], ["theirs", "attempt"]),
        (["09-01 in email", "09-02 text", "09-03 text"], ["theirs", "two-way", "attempt"]),
        (
            ["09-01 in email", "09-02 in call missed", "09-03 email"],
            ["theirs", "theirs", "attempt"],
        ),
        (["09-01 in call missed", "09-02 email"], ["theirs", "attempt"]),
        # The summary belongs to the talk, unless they came between, or on another day.
        (["09-01 call", "09-01 email sent"], ["two-way", "two-way"]),
        (["09-01 call", "09-01 call voicemail", "09-01 text"], ["two-way"] * 3),
        (["09-01 call", "09-01 in text", "09-01 text sent"], ["two-way", "theirs", "attempt"]),
        (["09-01 call", "09-02 email sent"], ["two-way", "attempt"]),
        (["09-01 email sent", "09-01 call"], ["attempt", "two-way"]),
        # By date; entries of one date in the order of the file, whatever their times.
        (["09-03 email", "09-01 in email"], ["theirs", "two-way"]),
        (["09-01 11:00 call", "09-01 10:00 email sent"], ["two-way", "two-way"]),
        (["09-01 meeting planned"], []),
    ],
)
def test_reading(touches: list[str], expected: list[str]) -> None:
    assert readings(*touches) == expected


@pytest.mark.parametrize(
    ("touches", "owed"),
    [
        (["09-01 in call missed"], 1),
        (["09-01 in call missed", "09-02 email"], 1),
        (["09-01 in call missed", "09-02 email replied"], 0),  # two-way settles all
        (["09-01 in call missed", "09-02 call voicemail"], 0),
        (["09-01 in call missed", "09-02 video voicemail"], 0),  # live for live
        # Nobody heard it, but for the third day of such tries.
        (["09-01 in call missed", "09-02 video no-answer"], 1),
        (["09-01 in email", "09-02 call busy", "09-03 call busy", "09-03 call busy"], 1),
        (["09-01 in email", "09-02 call busy", "09-03 call busy", "09-04 call no-answer"], 0),
        (["09-01 in call missed", "09-02 email busy", "09-03 call busy", "09-04 call busy"], 1),
        (["09-01 call busy", "09-01 in text", "09-02 call busy", "09-03 call busy"], 1),
        (
            [
                "09-01 call busy",
                "09-01 in text",
                "09-01 call busy",
                "09-02 call busy",
                "09-03 call busy",
            ],
            0,
        ),
        (
            [
                "09-01 in text",
                "09-02 call busy",
                "09-02 in text",
                "09-02 call busy",
                "09-03 call busy",
                "09-04 call busy",
                "09-04 in text",
            ],
            1,
        ),
        (["09-01 in call missed", "09-02 call bounced"], 1),
        (["09-01 in call missed", "09-02 in call answered"], 0),
        (["09-01 in call missed", "09-02 email fyi"], 1),
        (["09-01 in email", "09-02 text sent"], 0),
        (["09-01 in email", "09-02 email bounced"], 1),
        (["09-01 in email", "09-02 in call missed", "09-03 email sent"], 1),
        (["09-01 in email", "09-01 in call missed"], 2),
    ],
)
def test_debts(touches: list[str], owed: int) -> None:
    assert len(read_history(person(*touches), SETTINGS).debts) == owed


@pytest.mark.parametrize(
    "contact",
    [
        person("09-01 in call missed", "09-02 email", reach="email: a@example.org"),
        person("09-01 in call missed", "09-02 email", front="never: phone"),
        person("09-01 in call missed", "09-02 email", "09-03 phone bounced"),
    ],
    ids=["no phone", "never a call", "the number is dead"],
)
def test_where_no_call_is_possible_anything_returns_it(contact: Contact) -> None:
    assert read_history(contact, SETTINGS).debts == ()


def test_the_streak() -> None:
    history = read_history(
        person(
            "08-01 call",
            "09-01 call voicemail",
            "09-01 email",
            "09-02 card fyi",
            "09-03 text",
            "09-04 email bounced",
        ),
        SETTINGS,
    )
    assert (history.tries, history.steps, len(history.streak)) == (3, 2, 4)
    assert history.last_try == date(2026, 9, 4)
    assert history.bounced


def test_touches_after_the_day_are_not_history() -> None:
    contact = person("09-01 call voicemail", "09-05 in call missed")
    assert dated(contact, "09-04") == {"chase": "2026-09-03"}
    assert dated(contact, "09-05") == {"owed": "2026-09-07"}


# Which cadence, which keep.

RULES = Settings(
    rules=(
        Rule("family", keep="close"),
        Rule("client", cadence="gentle", keep="none"),
        Rule("client", cadence="quote"),
    )
)


@pytest.mark.parametrize(
    ("front", "known", "cadence", "keep", "keep_set"),
    [
        ("", False, "warm", "network", False),
        ("", True, "gentle", "network", False),
        ("cadence: gentle\nkeep: 30d", False, "gentle", "30d", True),
        ("cadence: none\nkeep: none", True, "none", "none", True),
        ("tags: client", False, "gentle", "none", True),
        # What the first matching rule does not set comes from the defaults.
        ("tags: client, family", False, "warm", "close", True),
        ("tags: Client", False, "warm", "network", False),
        ("tags: client\ncadence: warm", True, "warm", "none", True),
    ],
)
def test_plan(front: str, known: bool, cadence: str, keep: str, keep_set: bool) -> None:
    found = outreach_plan(person(front=front), RULES, known)
    assert (found.name, found.keep_name, found.keep_set) == (cadence, keep, keep_set)


# The kinds.


@pytest.mark.parametrize(
    ("touches", "front", "on", "expected"),
    [
        # owed
        (["09-07 in call missed"], "", "09-07", {"owed": "2026-09-07"}),
        (["09-07 in call missed", "09-08 in email"], "", "09-09", {"owed": "2026-09-07"}),
        # promise
        (
            [],
            "promises:\n  - 09-05, x\n  - 09-03, y",
            "09-01",
            {"promise": "2026-09-05, 2026-09-03"},
        ),
        ([], "promises:\n  - 09-05 kept 09-04, x\n  - 09-03 dropped 09-09, y", "09-09", {}),
        # looking back: not ended yet on that day
        (
            [],
            "promises:\n  - 09-05 kept 09-04, x\n  - 09-03 dropped 09-09, y",
            "09-04",
            {"promise": "2026-09-03"},
        ),
        # follow-up: silences quote, first, chase and keep-in-touch while it stands
        ([], "follow_up: 09-12", "09-01", {"follow-up": "2026-09-12"}),
        (["08-01 call"], "follow_up: 09-12", "09-01", {"follow-up": "2026-09-12"}),
        (["09-01 email"], f"follow_up: 09-12\n{Q114}", "09-01", {"follow-up": "2026-09-12"}),
        (["09-11 email bounced"], "follow_up: 09-12", "09-12", {"follow-up": "2026-09-12"}),
        # ... fulfilled only by what you do on the day or later
        (["09-12 email fyi"], "follow_up: 09-12", "09-12", {"follow-up": "2026-09-12"}),
        (["09-11 email"], "follow_up: 09-14", "09-14", {"follow-up": "2026-09-14"}),
        (["09-11 call"], "follow_up: 09-14", "09-14", {"follow-up": "2026-09-14"}),
        (["09-14 email bounced"], "follow_up: 09-14", "09-14", {"follow-up": "2026-09-14"}),
        (["09-14 in call"], "follow_up: 09-14", "09-14", {"keep-in-touch": "2027-03-15"}),
        (
            ["09-14 in email"],
            "follow_up: 09-14",
            "09-14",
            {"owed": "2026-09-14", "follow-up": "2026-09-14"},
        ),
        # ... and a try on it begins a new series
        (["09-11 email", "09-14 email"], "follow_up: 09-14", "09-14", {"chase": "2026-09-16"}),
        ([], "follow_up: 09-12\nmet: 09-01\nreason: x", "09-01", {"follow-up": "2026-09-12"}),
        # planned
        (["09-12 meeting planned"], "", "09-01", {"planned": "2026-09-14"}),
        (["09-12 meeting cancelled"], "", "09-01", {}),
        (
            ["09-12 meeting planned", "09-12 call voicemail"],
            "",
            "09-14",
            {"planned": "2026-09-14", "chase": "2026-09-15"},
        ),
        (["09-12 meeting planned", "09-12 in zoom"], "", "09-14", {"keep-in-touch": "2027-03-11"}),
        # first
        ([], "met: 09-04 a fair", "09-07", {}),
        ([], "met: 09-04 a fair\nreason: x", "09-07", {"first": "2026-09-07"}),
        ([], "met: 09-04\ncadence: gentle", "09-07", {"first": "2026-09-07"}),
        ([], "met: 09-04\ncadence: none", "09-07", {}),
        ([], "reason: x", "09-07", {}),
        (["09-05 card fyi"], "met: 09-04\nreason: x", "09-07", {"keep-in-touch": "2026-10-19"}),
        (["09-07 call"], "reason: x", "09-07", {"keep-in-touch": "2026-10-19"}),
        (["09-07 call"], "reason: x\nkeep: close", "09-07", {"keep-in-touch": "2026-09-28"}),
        # chase
        (["09-01 email"], "cadence: none", "09-07", {"keep-in-touch": "2027-03-01"}),
        (["09-01 email", "09-03 email bounced"], "", "09-07", {"chase": "2026-09-04"}),
        (
            ["09-01 text", "09-02 call busy", "09-03 email"],
            "cadence: gentle",
            "09-07",
            {"keep-in-touch": "2027-03-02"},
        ),
        (
            ["09-01 text", "09-02 call busy", "09-03 email", "09-04 email bounced"],
            "cadence: gentle",
            "09-07",
            {"chase": "2026-09-07"},
        ),
        # waiting
        ([], "promises:\n  - 09-04 theirs, form", "09-01", {"waiting": "2026-09-07"}),
        (["09-07 call"], "promises:\n  - 09-04 theirs, form", "09-07", {"waiting": "2026-09-16"}),
        (["09-07 text"], "promises:\n  - 09-04 theirs, form", "09-07", {"waiting": "2026-09-10"}),
        (["09-01 text"], "promises:\n  - 09-04 theirs, form", "09-07", {"waiting": "2026-09-07"}),
        (
            ["09-07 call declined"],
            "promises:\n  - 09-04 theirs, form",
            "09-07",
            {"waiting": "2026-11-06"},
        ),
        # keep-in-touch
        (["09-07 call"], "keep: none", "09-07", {}),
        (["09-07 call"], "keep: close", "09-07", {"keep-in-touch": "2026-09-28"}),
        ([], "met: 09-07\nkeep: 1m", "09-07", {"keep-in-touch": "2026-10-07"}),
        ([], "met: 09-07\nkeep: 1m\nreason: x", "09-07", {"first": "2026-09-08"}),
    ],
)
def test_kinds(touches: list[str], front: str, on: str, expected: dict[str, str]) -> None:
    assert dated(person(*touches, front=front), on) == expected


def test_the_gaps_count_from_settings() -> None:
    late = Settings(owed_within=2, first_within=3, min_gap=4)
    assert dated(person("09-04 in email"), "09-07", late) == {"owed": "2026-09-08"}
    assert dated(person(front="met: 09-04\nreason: x"), "09-07", late) == {"first": "2026-09-09"}
    assert dated(person("09-01 email bounced"), "09-07", late) == {"chase": "2026-09-07"}


@pytest.mark.parametrize(
    ("then", "expected"),
    [("30d", "2026-10-05"), ("close", "2026-09-24"), ("", "2027-03-02"), ("none", None)],
)
def test_after_the_series_comes_then(then: str, expected: str | None) -> None:
    settings = Settings(cadences={**CADENCES, "short": Cadence((1,), then=then)})
    contact = person("09-01 email", "09-03 email", front="cadence: short", settings=settings)
    assert dated(contact, "09-07", settings).get("keep-in-touch") == expected
    # Not where the contact sets `keep` itself.
    own = person("09-01 email", "09-03 email", front="cadence: short\nkeep: 10d", settings=settings)
    assert dated(own, "09-07", settings) == {"keep-in-touch": "2026-09-14"}


# Quotes.


@pytest.mark.parametrize(
    ("touches", "on", "due"),
    [
        ([], "09-02", "2026-09-02"),
        (["09-01 email"], "09-02", "2026-09-02"),  # on the day it was sent: no attempt after it
        (["09-02 email"], "09-07", "2026-09-07"),
        (["09-02 email", "09-02 call voicemail"], "09-07", "2026-09-07"),
        (["09-02 email", "09-07 call answered"], "09-16", "2026-09-16"),
        (["09-02 email re Q-114", "09-03 email re Q-9"], "09-07", "2026-09-07"),
        (["09-02 email re q-114"], "09-07", "2026-09-03"),  # compared as typed; min gap
        (["08-30 call answered"], "09-07", "2026-09-02"),
        (["09-01 call answered"], "09-07", "2026-09-02"),  # before the start
        (["09-02 call declined"], "09-07", "2026-11-02"),  # beyond the gaps: + 60d, a Sunday
        (["09-02 email bounced"], "09-07", "2026-09-03"),  # k = 0; min gap after the bounce
        (["09-02 call", "09-03 email", "09-04 text"], "09-07", "2026-09-11"),  # k = 2: the talk
        (["09-02 call", "09-11 email"], "09-11", "2026-10-01"),  # k = 3: + 14 wd
        (["09-02 call", "09-11 email", "10-01 call"], "10-01", "2026-11-30"),  # k = 4: + 60d
        # Other business never begins it anew, but a word about it counts at once.
        (["09-02 email", "09-03 call", "09-04 call"], "09-07", "2026-09-07"),
        (["09-02 email", "09-03 call re Q-114"], "09-07", "2026-09-14"),
        (["09-02 email", "09-02 text re Q-9", "09-07 text"], "09-07", "2026-09-16"),
    ],
)
def test_quotes(touches: list[str], on: str, due: str) -> None:
    assert dated(person(*touches, front=Q114), on) == {"quote": due}


def test_a_quote_waits_for_what_is_owed() -> None:
    assert dated(person("09-02 in email", front=Q114), "09-07") == {"owed": "2026-09-02"}


@pytest.mark.parametrize("end", ["won", "lost", "withdrawn"])
def test_a_quote_with_a_result_is_over(end: str) -> None:
    contact = person("09-01 email", front=f"quotes:\n  - 09-01 Q-114 {end} 09-04, X")
    assert dated(contact, "09-04") == {"chase": "2026-09-03"}
    assert dated(contact, "09-03") == {"quote": "2026-09-02"}  # not ended yet


def test_a_quote_sent_after_the_day_is_left_out() -> None:
    assert dated(person(front=Q114), "08-31") == {}


def test_a_quote_that_has_run_out_for_good_stops_nothing() -> None:
    settings = Settings(cadences={**CADENCES, "quote": Cadence((1,), then="none")})
    assert dated(person("09-02 email", front=Q114), "09-07", settings) == {"chase": "2026-09-04"}


def test_what_they_promised_and_that_has_run_out_for_good_stops_nothing() -> None:
    settings = Settings(cadences={**CADENCES, "waiting": Cadence((1,), then="none")})
    contact = person("09-02 email", front="promises:\n  - 09-01 theirs, x")
    assert dated(contact, "09-07", settings) == {"chase": "2026-09-04"}


def test_each_quote_has_its_item() -> None:
    contact = person("09-03 email re B", front="quotes:\n  - 09-01 A, x\n  - 09-02 B, y")
    assert dated(contact, "09-07") == {"quote": "2026-09-04, 2026-09-08"}


# What moves an outreach.


@pytest.mark.parametrize(
    ("touches", "front", "kind", "due", "causes"),
    [
        (["09-02 email re Z"], Q114, "quote", "2026-09-03", ["min-gap"]),
        (["09-01 email", "09-10 lunch planned"], "", "chase", "2026-09-11", ["planned"]),
        (["09-01 email", "08-10 lunch planned"], "", "chase", "2026-09-03", []),
        (["09-01 email"], f"promises:\n  - 09-08 theirs, x\n{Q114}", "quote",
         "2026-09-09", ["their-promise"]),
        (["09-01 email", "09-07 lunch planned"], f"promises:\n  - 09-18 theirs, x\n{Q114}", "quote",
         "2026-09-21", ["planned", "their-promise"]),
        (["09-07 email"], "promises:\n  - 09-04 theirs, x\nsnooze: 09-12", "waiting",
         "2026-09-12", ["snooze"]),
        (["09-07 in call missed", "09-07 call busy"], "", "owed", "2026-09-08", ["min-gap"]),
        ([], "met: 09-01\nreason: x\nsnooze: 09-12", "first", "2026-09-12", ["snooze"]),
    ],
)  # fmt: skip
def test_moves(touches: list[str], front: str, kind: str, due: str, causes: list[str]) -> None:
    found = item(person(*touches, front=front), kind, "09-07")
    assert found.due == day(due)
    assert [move.cause for move in found.moves] == causes
    assert (found.base is not None) == bool(causes)


def test_an_open_promise_of_yours_moves_nothing() -> None:
    contact = person("09-01 email", front="promises:\n  - 09-18, x")
    assert dated(contact, "09-07")["chase"] == "2026-09-03"


@pytest.mark.parametrize(
    ("touches", "snooze", "due"),
    [
        (["09-07 in email"], "09-20 since 09-08", "2026-09-20"),
        (["09-07 in email"], "09-20 since 09-07", "2026-09-20"),
        (["09-07 in email"], "09-20", "2026-09-07"),
        (["09-07 in email", "09-09 in email"], "09-20 since 09-08", "2026-09-07"),
        (["09-07 in email"], "09-05 since 09-01", "2026-09-07"),
    ],
)
def test_snoozing_what_is_owed(touches: list[str], snooze: str, due: str) -> None:
    assert dated(person(*touches, front=f"snooze: {snooze}"), "09-10") == {"owed": due}


def test_a_snooze_leaves_promises_birthdays_and_appointments() -> None:
    contact = person(
        "09-02 call planned",
        front="snooze: 10-04 since 09-01\nbirthday: --09-08\n"
        "promises:\n  - 09-03, mine\n  - 09-04 theirs, x\nfollow_up: 09-09",
    )
    assert dated(contact, "09-07") == {
        "promise": "2026-09-03",
        "follow-up": "2026-10-04",
        "birthday": "2026-09-08",
        "planned": "2026-09-03",
        "waiting": "2026-10-04",
    }


# An explicit end.


@pytest.mark.parametrize(
    ("touches", "status", "expected"),
    [
        (["09-01 in email"], "declined 09-01", {}),
        (["09-01 in email"], "archived 08-31", {"owed": "2026-09-01"}),
        (["09-01 in email", "09-03 in email"], "declined 09-02", {"owed": "2026-09-03"}),
        (["09-01 in call missed", "09-02 email"], "declined", {}),
        (["09-01 in call missed", "09-02 email bounced"], "declined", {}),
        (["09-01 in email"], "declined", {"owed": "2026-09-01"}),  # nothing went out
        (["09-01 in email"], "do-not-contact by them 09-02", {}),
        (["09-01 call", "09-03 meeting planned"], "declined 09-02", {}),
        (["09-01 in email"], "open", {"owed": "2026-09-01"}),
    ],
)
def test_status(touches: list[str], status: str, expected: dict[str, str]) -> None:
    assert dated(person(*touches, front=f"status: {status}"), "09-07") == expected


def test_a_promise_outlasts_the_status() -> None:
    contact = person(
        "08-01 call", front="status: declined 09-01\nbirthday: --09-08\npromises:\n  - 09-03, x"
    )
    assert dated(contact, "09-07") == {"promise": "2026-09-03"}


# Birthdays.

OFF = Calendar(special_days=lambda year: SpecialDays(frozenset({date(year, 12, 25)})))


@pytest.mark.parametrize(
    ("birthday", "on", "due"),
    [
        ("1980-09-08", "09-07", "2026-09-08"),
        ("--09-07", "09-07", "2026-09-07"),
        ("--09-06", "09-07", "2026-09-04"),  # a Sunday; it stands for two weeks
        ("--09-07", "09-21", "2026-09-07"),
        ("--09-07", "09-22", "2027-09-07"),
        ("--09-12", "09-12", "2026-09-11"),  # a Saturday: the Friday before, on the day too
        ("--12-25", "12-01", "2026-12-24"),
        ("--02-29", "2027-02-01", "2027-02-26"),  # the 28th is a Sunday
        ("--02-29", "2028-02-29", "2028-02-29"),
        ("--02-29", "2026-02-28", "2026-02-27"),
        ("--02-29", "2100-02-28", "2100-02-26"),
        ("--01-01", "9999-01-02", "9999-01-01"),
        ("--01-01", "9999-01-16", None),
        ("--12-31", "9999-12-31", "9999-12-31"),
        ("--01-01", "0001-01-01", "0001-01-01"),
        ("2030-09-08", "09-07", "2026-09-08"),
    ],
)
def test_birthdays(birthday: str, on: str, due: str | None) -> None:
    found = dated(person(front=f"birthday: {birthday}"), on, calendar=OFF)
    assert found.get("birthday") == due


def test_a_birthday_in_an_absence_is_not_brought_forward() -> None:
    days = frozenset(date(2026, 8, 3) + timedelta(days=n) for n in range(12))
    away = Calendar(special_days=lambda _: SpecialDays(days))
    found = [
        dated(person(front=f"birthday: --08-{n:02}"), "07-20", calendar=away)["birthday"]
        for n in range(1, 16)
    ]
    assert found[:4] == ["2026-07-31"] * 4  # up to four days before
    assert found[4:] == [f"2026-08-{n:02}" for n in range(5, 16)]


@pytest.mark.parametrize(
    ("touch", "due"),
    [
        ("09-08 card fyi", "2027-09-08"),
        ("09-14 in call", "2027-09-08"),  # you spoke
        ("09-14 in call missed", "2026-09-08"),
        ("09-14 in text fyi", "2026-09-08"),
        ("09-07 text", "2026-09-08"),  # before the day
        ("09-08 card bounced", "2026-09-08"),
        ("09-08 lunch planned", "2026-09-08"),
    ],
)
def test_a_birthday_stands_until_something_is_sent(touch: str, due: str) -> None:
    contact = person(touch, front="birthday: --09-08")
    assert dated(contact, "09-14")["birthday"] == due


# At the edges, and without a day.


def test_nothing_overflows() -> None:
    touches = ["9999-12-30 call", "9999-12-31 in email", "0001-01-01 meeting"]
    contact = person(
        *touches,
        front="met: 0001-01-01\nfollow_up: 0001-01-01\nsnooze: 9999-12-31 since 0001-01-01\n"
        "birthday: --02-29\npromises:\n  - 9999-12-31 theirs, x\nquotes:\n  - 9999-12-31 Q, x",
    )
    for on in ("0001-01-01", "2026-09-07", "9999-12-31"):
        assert all(i.due <= date.max for i in items_on(contact, SETTINGS, CALENDAR, day(on)))
    assert dated(contact, "9999-12-31")["owed"] == "9999-12-31"


def test_the_far_past_is_counted_from() -> None:
    assert dated(person("0001-01-01 call"), "2026-09-07") == {"keep-in-touch": "0001-07-02"}


@pytest.mark.parametrize(
    "contact",
    [
        person("09-01 call voicemail", front="birthday: --01-01"),
        person("09-05 in call missed", "10-01 meeting planned"),
        person("09-02 email", front=Q114),
        person(front="met: 09-01\nreason: x"),
    ],
)
def test_dates_do_not_depend_on_a_day_that_is_late_enough(contact: Contact) -> None:
    timeless = items_on(contact, SETTINGS, CALENDAR, None)
    late = settled_from(contact)
    for on in (late, day("2026-10-10"), day("2031-01-01")):
        found = items_on(contact, SETTINGS, CALENDAR, on)
        assert tuple(i for i in found if i.kind != "birthday") == timeless


def test_a_crowded_file_does_not_take_its_square() -> None:
    """As many entries as a file may hold: looking at each for each other would take seconds."""
    number = 3000
    start = date(2010, 1, 1)
    days = [start + timedelta(days=n) for n in range(2 * number)]
    contact = person()._replace(
        touches=(
            *(Touch(d, direction="in", channel="call", outcome="missed") for d in days[:number]),
            *(Touch(d, channel="email") for d in days[number:]),
        ),
        quotes=tuple(Quote(d, f"Q-{n}") for n, d in enumerate(days[:number])),
        promises=tuple(Promise(d, theirs=True) for d in days[:number]),
    )
    answered = contact._replace(touches=(*contact.touches, Touch(days[-1], channel="call")))
    began = process_time()
    assert len(items_on(contact, SETTINGS, CALENDAR, None)) == number + 1
    assert len(items_on(answered, SETTINGS, CALENDAR, None)) == 2 * number
    assert process_time() - began < 1
