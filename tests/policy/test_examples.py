"""The policy's worked examples and some corners, for the second statement of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from followup_md.model.contact import (
    Birthday,
    Contact,
    Dated,
    Labelled,
    Promise,
    Quote,
    Snooze,
    Status,
    Touch,
)
from followup_md.model.settings import CADENCES, Settings
from followup_md.policy import due_items
from followup_md.policy.workdays import Calendar
from tests.helpers.oracle import Case
from tests.helpers.plain_week import Week, in_year

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


def having(*touches: str, contact: Contact = STRANGER) -> Contact:
    return contact._replace(touches=tuple(touch(text) for text in touches))


SEVEN = having(
    "09-01 call voicemail",
    "09-03 email",
    "09-08 call no-answer",
    "09-14 text",
    "09-21 email",
    "09-30 call busy",
    "10-14 email",
)
QUOTED = STRANGER._replace(quotes=(Quote(date(Y, 9, 1), "Q-1"),))
PROMISED = STRANGER._replace(promises=(Promise(date(Y, 9, 1), theirs=True),))
BORN = STRANGER._replace(birthday=Birthday(9, 14))
MET = STRANGER._replace(met=Dated(date(Y, 9, 1), "a fair"))

# contact, on, kind and due date, try n of m, next channel ("": not given)
EXAMPLES = [
    (having("09-01 call voicemail"), "09-03", "chase 09-03", (2, 7), "email"),
    (having("09-01 call voicemail", "09-01 email"), "09-03", "chase 09-03", (3, 7), "call"),
    (
        having("09-01 call voicemail", "09-03 email", "09-08 call no-answer"),
        "09-14",
        "chase 09-14",
        (4, 7),
        "text",
    ),
    (having("09-05 in call missed"), "09-07", "owed 09-07", None, "call"),
    (having("09-07 in call missed", "09-08 email"), "09-08", "owed 09-07", None, "call"),
    (
        having("09-07 in call missed", "09-08 email", contact=TEXT_ONLY),
        "09-10",
        "chase 09-10",
        (2, 7),
        "email",
    ),
    (
        having("09-07 in call missed", "09-08 call voicemail"),
        "09-10",
        "chase 09-10",
        (2, 7),
        "email",
    ),
    (having("09-07 in email", "09-07 email"), "2027-03-08", "keep-in-touch 2027-03-08", None, ""),
    (having("09-07 in email", "09-07 email sent"), "09-09", "chase 09-09", (2, 7), ""),
    (
        having("09-07 call", "09-07 email sent"),
        "2027-03-08",
        "keep-in-touch 2027-03-08",
        None,
        "",
    ),
    (having("08-03 call", "09-01 text"), "09-10", "chase 09-10", (2, 3), "call"),
    (having("09-01 card fyi"), "2027-03-01", "keep-in-touch 2027-03-01", None, ""),
    (
        having("09-07 call answered")._replace(keep="60d"),
        "11-06",
        "keep-in-touch 11-06",
        None,
        "call",
    ),
    (having("09-16 meeting planned", "09-07 in call missed"), "09-15", "owed 09-07", None, "call"),
    (having("09-16 meeting planned"), "09-17", "planned 09-17", None, ""),
    (having("09-01 email bounced"), "09-02", "chase 09-02", (1, 7), "call"),
    (QUOTED, "09-02", "quote 09-02", (1, None), "email"),
    (
        having("09-02 email", "09-07 call answered", contact=QUOTED),
        "09-16",
        "quote 09-16",
        (3, None),
        "email",
    ),
    (MET, "09-30", "", None, ""),
    (MET._replace(reason="the quote"), "09-30", "first 09-02", None, "call"),
    (
        having("09-07 in call missed", "09-08 call busy"),
        "09-09",
        "owed 09-09",
        None,
        "call",
    ),
    (
        having(
            "09-07 in call missed",
            "09-08 call busy",
            "09-09 call no-answer",
            "09-10 call no-answer",
        ),
        "09-16",
        "chase 09-16",
        (4, 7),
        "text",
    ),
    (
        having("09-11 in email", "09-11 email")._replace(follow_up=Dated(date(Y, 9, 14))),
        "09-14",
        "follow-up 09-14",
        None,
        "text",
    ),
    (
        having("09-14 call no-answer")._replace(follow_up=Dated(date(Y, 9, 14))),
        "09-16",
        "chase 09-16",
        (2, 7),
        "email",
    ),
    (
        having("09-02 call voicemail", "09-07 email sent", contact=PROMISED),
        "09-16",
        "waiting 09-16",
        (3, None),
        "email",
    ),
    (
        having("09-02 email sent", "09-03 text", contact=QUOTED),
        "09-07",
        "quote 09-07",
        (2, None),
        "call",
    ),
    (BORN._replace(touches=()), "09-21", "birthday 09-14", None, "call"),
    (having("09-21 card fyi", contact=BORN), "2027-03-22", "keep-in-touch 2027-03-22", None, ""),
    (
        having("09-16 meeting planned", "09-16 coffee"),
        "2027-03-15",
        "keep-in-touch 2027-03-15",
        None,
        "coffee",
    ),
    (
        having("08-03 call", "09-01 email sent")._replace(reason="the lease"),
        "09-03",
        "chase 09-03",
        (2, 7),
        "email",
    ),
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
    contact = having("09-05 in call missed")
    for on, overdue in [("09-07", 0), ("09-08", 1), ("09-14", 5)]:
        case = Case(contact, Settings(), Week(range(5)), full(on))
        assert case.overdue(case.due()[0]) == overdue


# Corners that random books seldom reach

NEVER_AGAIN = Settings(
    cadences={
        **CADENCES,
        "warm": CADENCES["warm"]._replace(then="none"),
        "quote": CADENCES["quote"]._replace(gaps=(1,), then="none"),
    }
)
CORNERS = [
    # What happens on the day of the quote is not its pursuit.
    (
        having("09-01 call", "09-01 in call missed", "09-01 call voicemail", contact=QUOTED),
        Settings(),
        ["quote 2026-09-02"],
    ),
    # A bounced e-mail is the last outgoing touch too: what came before it is dropped.
    (
        having("09-01 in call missed", "09-02 email bounced")._replace(status=Status("archived")),
        Settings(),
        [],
    ),
    # So is a card.
    (
        having("09-01 in call missed", "09-02 card fyi")._replace(status=Status("archived")),
        Settings(),
        [],
    ),
    # A missed call of the day of the snooze was known of; one of the day after was not.
    (
        having("09-01 in call missed")._replace(snooze=Snooze(date(Y, 10, 1), date(Y, 9, 1))),
        Settings(),
        ["owed 2026-10-01"],
    ),
    (
        having("09-02 in call missed")._replace(snooze=Snooze(date(Y, 10, 1), date(Y, 9, 1))),
        Settings(),
        ["owed 2026-09-02"],
    ),
    # A series that ends in `none` is silent. A quote that does stops nothing, although it is open.
    (SEVEN, NEVER_AGAIN, []),
    (
        having("09-02 email", "09-03 call voicemail", contact=QUOTED),
        NEVER_AGAIN,
        ["chase 2026-09-08"],
    ),
    # Two dates of calls that nobody heard return no call, a third one does; an e-mail is no call.
    (
        having(
            "09-01 in call missed", "09-01 call busy", "09-01 call busy", "09-02 call no-answer"
        ),
        Settings(),
        ["owed 2026-09-03"],
    ),
    (
        having(
            "09-01 in call missed", "09-01 call busy", "09-02 email busy", "09-03 call no-answer"
        ),
        Settings(),
        ["owed 2026-09-04"],
    ),
    # A birthday stands for 14 days, on the 15th it is next year's; what does not reach them,
    # or comes from them, does not settle it.
    (BORN._replace(birthday=Birthday(11, 17)), Settings(), ["birthday 2026-11-17"]),
    (BORN._replace(birthday=Birthday(11, 16)), Settings(), ["birthday 2027-11-16"]),
    (
        having("11-17 email bounced", "11-18 in card fyi", contact=BORN)._replace(
            birthday=Birthday(11, 17), cadence="none", keep="none"
        ),
        Settings(),
        ["birthday 2026-11-17"],
    ),
    # They know of the quote: two gaps on, and no running after somebody who said no.
    (
        having("09-02 email declined", contact=QUOTED),
        Settings(),
        ["quote 2026-11-02"],
    ),
]


@pytest.mark.parametrize(("contact", "book_settings", "expected"), CORNERS)
def test_corners(contact: Contact, book_settings: Settings, expected: list[str]) -> None:
    on = date(Y, 12, 1)
    case = Case(contact, book_settings, Week(range(5)), on)
    assert [f"{item.kind} {item.due}" for item in case.items] == expected
    got = due_items.items_on(
        contact, book_settings, Calendar(frozenset(range(5)), in_year(frozenset())), on
    )
    assert [f"{item.kind} {item.due}" for item in got] == expected
