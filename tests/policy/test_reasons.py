from __future__ import annotations

import json
from datetime import date

import pytest

from followup_md.model.agenda import KINDS
from followup_md.model.contact import Contact
from followup_md.model.settings import CADENCES, Cadence, Settings, SpecialDays
from followup_md.policy.explain import as_data, explain, explanation_lines
from followup_md.policy.looking_back import settled_from
from followup_md.policy.workdays import Calendar
from tests.helpers.sample import CALENDAR, SETTINGS, agenda, dated, day, person, row
from tests.policy.test_agenda import EXAMPLES, SEVEN

Q = "quotes:\n  - 09-01 Q-114, Project X, 1200 EUR"
REASON = "reason: the Project X quote"


def lines(contact: Contact, on: str, settings: Settings = SETTINGS) -> list[str]:
    return [
        line.strip() for line in explanation_lines(explain(contact, settings, CALENDAR, day(on)))
    ]


@pytest.mark.parametrize(
    ("contact", "on", "words"),
    [
        (
            person("09-05 in call missed, my son took the message", "09-08 email"),
            "09-08",
            "they called on Sat 5 Sep (missed): my son took the message; "
            "you e-mailed on Tue 8 Sep, they called",
        ),
        (
            person("09-04 in email, asks for a date", "09-05 in text", "09-06 in whatsapp"),
            "09-08",
            "they e-mailed on Fri 4 Sep: asks for a date; and 2 times more",
        ),
        (
            person("09-04 in call left-with my son", "09-05 in telegram"),
            "09-08",
            "they called on Fri 4 Sep (left with); and once more",
        ),
        (
            person("09-04 in telegram"),
            "09-08",
            "they wrote (Telegram) on Fri 4 Sep",
        ),
        (
            person("09-01 call voicemail", "09-03 email", front=REASON),
            "09-08",
            "the Project X quote; voicemail on Tue 1 Sep, e-mail on Thu 3 Sep, no answer yet",
        ),
        (
            person("09-01 call left-with her assistant, about the fair", "09-03 sms"),
            "09-08",
            "about the fair; message left with her assistant on Tue 1 Sep, "
            "text on Thu 3 Sep, no answer yet",
        ),
        (
            person(*SEVEN[:4]),
            "09-21",
            "4 tries since Tue 1 Sep, the last: text on Mon 14 Sep, no answer yet",
        ),
        (
            person("09-01 email bounced"),
            "09-08",
            "e-mail (bounced) on Tue 1 Sep, nobody was reached yet",
        ),
        (
            person("09-07 call", front="keep: 60d"),
            "11-06",
            "last in touch on Mon 7 Sep (call); every 60 days",
        ),
        (
            person(*SEVEN),
            "2027-04-12",
            "7 tries since Tue 1 Sep 2026, the last: e-mail on Wed 14 Oct 2026, "
            "no answer yet; reconnect after 180 days",
        ),
        (
            person(front="met: 09-01 a fair\nkeep: 1m"),
            "10-01",
            "met on Tue 1 Sep (a fair); 1 month on",
        ),
        (
            person("09-16 meeting planned, lunch at Rosa's"),
            "09-17",
            "meeting planned for Wed 16 Sep: lunch at Rosa's; did it happen?",
        ),
        (
            person(front="promises:\n  - 09-10, send the brochure"),
            "09-10",
            "you promised it for Thu 10 Sep: send the brochure",
        ),
        (
            person(front="promises:\n  - 2025-09-10 theirs, signed form"),
            "09-10",
            "they promised it for Wed 10 Sep 2025: signed form",
        ),
        (
            person(front=Q),
            "09-02",
            "quote Q-114 (Project X, 1200 EUR), sent on Tue 1 Sep",
        ),
        (
            person("09-02 call", "09-04 email", "09-11 email", front=Q),
            "11-30",
            "quote Q-114 (Project X, 1200 EUR), sent on Tue 1 Sep; you were in touch on "
            "Wed 2 Sep (call); e-mail on Fri 11 Sep, no answer yet",
        ),
        (
            person("09-07 text", front="promises:\n  - 09-04 theirs, the form"),
            "09-10",
            "they promised it for Fri 4 Sep: the form; text on Mon 7 Sep, no answer yet",
        ),
        (
            person("09-07 call declined", front="promises:\n  - 09-04 theirs, the form"),
            "11-06",
            "they promised it for Fri 4 Sep: the form; they said no on Mon 7 Sep (call); "
            "still to come?",
        ),
        (
            person("09-03 in email, the invoice", "09-05 in call missed"),
            "09-08",
            "they e-mailed on Thu 3 Sep: the invoice; and once more, and called on Sat 5 Sep",
        ),
        (
            person("09-01 call no-answer, rang out", "09-03 email, the lease"),
            "09-08",
            "the lease; call (no answer) on Tue 1 Sep, e-mail on Thu 3 Sep, no answer yet",
        ),
        (
            person("09-01 call", front="reason: the lease"),
            "10-13",
            "the lease; last in touch on Tue 1 Sep (call); every 6 weeks",
        ),
        (
            person("09-05 in call missed", "09-07 call busy"),
            "09-08",
            "they called on Sat 5 Sep (missed); you called on Mon 7 Sep (busy)",
        ),
        (
            person("09-02 email declined", front=Q),
            "11-30",
            "quote Q-114 (Project X, 1200 EUR), sent on Tue 1 Sep; they said no on "
            "Wed 2 Sep (e-mail); won or lost?",
        ),
        (
            person(front=f"met: 09-01 a fair\n{REASON}"),
            "09-02",
            "the Project X quote; met on Tue 1 Sep (a fair), not in touch since",
        ),
        (
            person(front="follow_up: 09-10 after the board meeting"),
            "09-10",
            "to follow up on Thu 10 Sep: after the board meeting",
        ),
        (
            person(front="birthday: 1986-09-12"),
            "09-11",
            "birthday on Sat 12 Sep, turns 40",
        ),
        (person(front="birthday: --09-12"), "09-11", "birthday on Sat 12 Sep"),
        (
            person("09-01 email", front="snooze: 09-14 since 09-01 her holidays"),
            "09-14",
            "e-mail on Tue 1 Sep, no answer yet; snoozed until Mon 14 Sep: her holidays",
        ),
    ],
)
def test_reasons(contact: Contact, on: str, words: str) -> None:
    assert row(contact, on).reason == words


def test_a_reason_is_one_line() -> None:
    contact = person("09-04 in email")
    touch = contact.touches[0]._replace(note="first\n\nsecond\tthird ")
    assert row(contact._replace(touches=(touch,)), "09-08").reason.endswith(": first second third")


def test_what_comes_up_has_its_reason() -> None:
    (coming,) = agenda(person("09-01 email"), "09-02").upcoming
    assert coming.reason == "e-mail on Tue 1 Sep, no answer yet"


def test_why_shows_the_sum() -> None:
    contact = person("09-01 call voicemail", "09-03 email", "09-08 call no-answer")
    assert lines(contact, "09-14") == [
        "Ann Lee (ann) on 2026-09-14: chase, due 2026-09-14, try 4 of 7; next: text",
        "History:",
        "2026-09-01 call voicemail: attempt",
        "2026-09-03 email: attempt",
        "2026-09-08 call no-answer: attempt",
        "Tries: 3 without an answer, on 3 different days",
        "Cadence: warm (defaults.new: no two-way touch yet)",
        "Keep: network (defaults.keep)",
        "Weighed:",
        "owed: no; nothing is owed",
        "promise: no; no open promise of yours",
        "follow-up: no; no `follow_up`",
        "birthday: no; no `birthday`",
        "planned: no; no appointment",
        "quote: no; no open quote",
        "first: no; there were touches already",
        "chase: 2026-09-14 (due)",
        "gap 3 of 6 of the cadence warm",
        "2026-09-08 + 4 working days = 2026-09-14 (over Sat 12, Sun 13)",
        "waiting: no; no open promise of theirs",
        "keep-in-touch: no; a series of tries is running",
    ]


@pytest.mark.parametrize(
    ("contact", "on", "line"),
    [
        # How touches were read.
        (
            person("09-07 in call missed", "09-08 email"),
            "09-08",
            "2026-09-07 in call missed: theirs "
            "(owed still: you e-mailed on 2026-09-08; they called)",
        ),
        (
            person("09-07 in email", "09-08 call voicemail"),
            "09-08",
            "2026-09-07 in email: theirs (owed, returned on 2026-09-08)",
        ),
        (
            person("09-07 in email", "09-08 email"),
            "09-08",
            "2026-09-08 email: two-way (they wrote, you answered; returns what came on 2026-09-07)",
        ),
        (
            person("09-07 call", "09-07 email sent re Q-1"),
            "09-08",
            "2026-09-07 email sent re Q-1: two-way (belongs to the talk of that day)",
        ),
        (
            person("09-07 call"),
            "09-08",
            "2026-09-07 call: two-way (a talk, as no outcome is written)",
        ),
        (
            person("09-07 in email", front="status: declined 09-08"),
            "09-08",
            "2026-09-07 in email: theirs (owed, dropped by the status)",
        ),
        (person("09-07 in email"), "09-08", "2026-09-07 in email: theirs (owed still)"),
        (person("09-07 in email", "09-20 call"), "09-08", "left out, because dated later: 1"),
        (
            person("09-01 email", "09-03 email bounced"),
            "09-08",
            "Tries: 1 without an answer, on one day; 1 more bounced",
        ),
        # What moved an item.
        (
            person("09-01 email", "09-10 lunch planned"),
            "09-08",
            "there is an appointment on 2026-09-10: not before 2026-09-11",
        ),
        (
            person("09-01 email", front=f"promises:\n  - 09-08 theirs, x\n{Q}"),
            "09-08",
            "they promised something for 2026-09-08: not before 2026-09-09",
        ),
        (
            person("09-02 email re Z", front=Q),
            "09-08",
            "the last try was on 2026-09-02: not before 2026-09-03",
        ),
        (
            person("09-07 call", front="promises:\n  - 09-04 theirs, x"),
            "09-08",
            "promised for 2026-09-04: they know of it since 2026-09-07, so gaps are left out",
        ),
        (
            person("09-07 call", "09-16 text", front="promises:\n  - 09-04 theirs, x"),
            "09-16",
            "promised for 2026-09-04: counted as tries: 2026-09-07, 2026-09-16",
        ),
        (
            person("09-07 in call missed", "09-08 call busy"),
            "09-08",
            "2026-09-07 in call missed: theirs (owed still: nobody heard your try on 2026-09-08)",
        ),
        (
            person("09-14 meeting planned", "09-14 coffee"),
            "09-15",
            "planned: no; each appointment was held: there was a talk on its day",
        ),
        (
            person("09-01 email", front="snooze: 09-14"),
            "09-08",
            "it is snoozed: not before 2026-09-14",
        ),
        (
            person("09-01 in email", front="snooze: 09-14"),
            "09-08",
            "a snooze does not hide what came after it",
        ),
        # Sums of every shape.
        (
            person("09-05 in email"),
            "09-08",
            "2026-09-05 + 0 working days = 2026-09-07 (over Sat 5, Sun 6)",
        ),
        (
            person("10-30 email"),
            "11-08",
            "2026-10-30 + 2 working days = 2026-11-03 (over Sat 31 Oct, Sun 1 Nov)",
        ),
        (
            person("09-04 call", front="keep: 1m"),
            "10-08",
            "2026-09-04 + 1 month = 2026-10-04, not a working day, so 2026-10-05 (over Sun 4)",
        ),
        (
            person("09-07 call", front="keep: 60d"),
            "11-06",
            "2026-09-07 + 60 calendar days = 2026-11-06",
        ),
        (
            person(front="birthday: --09-12"),
            "09-11",
            "2026-09-12 is not a working day, so the one before: 2026-09-11",
        ),
        (person(front="promises:\n  - 09-12, x"), "09-11", "2026-09-12, as written"),
        # Why not.
        (
            person("09-14 email", front="follow_up: 09-14"),
            "09-14",
            "follow-up: no; you were in touch, or tried, on or after 2026-09-14",
        ),
        (person(front="met: 09-01 a fair"), "09-14",
         "first: no; no `reason` and no `cadence` of its own: nothing was promised"),
        (person("09-01 call", front="status: archived"), "09-14",
         "keep-in-touch: no; the status is archived"),
        (person("09-01 in email", front=Q), "09-14",
         "quote: no; something is owed: that comes first"),
        (person("09-01 email", front="cadence: none"), "09-14", "chase: no; the cadence is none"),
        (person("09-01 call", front="keep: none"), "09-14", "keep-in-touch: no; keep is none"),
        (person(), "09-14", "keep-in-touch: no; no touch yet, and no `met` with a `keep` set "
         "for it"),
        # The verdict.
        (person(), "09-14", "Ann Lee (ann) on 2026-09-14: no date to start from"),
        (person("09-11 email"), "09-14",
         "Ann Lee (ann) on 2026-09-14: not due; next chase on 2026-09-15"),
        (person(front="status: declined"), "09-14", "Ann Lee (ann) on 2026-09-14: nothing to do"),
    ],
)  # fmt: skip
def test_why(contact: Contact, on: str, line: str) -> None:
    assert line in lines(contact, on)


def test_why_names_where_the_rules_come_from() -> None:
    contact = person("09-01 call", front="cadence: warm\nkeep: 30d")
    assert "Cadence: warm (its own field)" in lines(contact, "09-08")
    assert "Keep: 30d (its own field)" in lines(contact, "09-08")


def test_why_says_what_follows_a_series() -> None:
    settings = Settings(cadences={**CADENCES, "short": Cadence((1,), then="none")})
    contact = person("09-01 email", "09-03 email", front="cadence: short", settings=settings)
    assert lines(contact, "09-08", settings)[-1] == (
        "keep-in-touch: no; the series has run through, and its `then` is none"
    )


def test_why_names_holidays() -> None:
    calendar = Calendar(
        special_days=lambda year: SpecialDays(frozenset({date(year, 12, n) for n in (25, 28)}))
    )
    contact = person("12-23 email")
    found = explain(contact, SETTINGS, calendar, day("12-30"))
    assert [line.strip() for line in explanation_lines(found) if "working days =" in line] == [
        "2026-12-23 + 2 working days = 2026-12-29 "
        "(over Fri 25 (holiday), Sat 26, Sun 27, Mon 28 (holiday))"
    ]
    slow = SETTINGS._replace(cadences={**CADENCES, "warm": Cadence((15,))})
    (long,) = (
        line
        for line in explanation_lines(explain(contact, slow, calendar, day("12-30")))
        if "=" in line
    )
    assert long.strip() == (
        "2026-12-23 + 15 working days = 2027-01-15 "
        "(over 8 days off, holidays among them: Fri 25 Dec 2026, Mon 28 Dec 2026)"
    )


@pytest.mark.parametrize("contact", [contact for contact, _, _ in EXAMPLES])
@pytest.mark.parametrize("on", ["08-01", "09-07", "2027-05-01"])
def test_why_agrees_with_the_day(contact: Contact, on: str) -> None:
    found = explain(contact, SETTINGS, CALENDAR, day(on))
    made: dict[str, str] = {}
    for kind, due, _, words in found.weighed:
        assert all(words), kind
        if due is not None:
            made[kind] = ", ".join(filter(None, (made.get(kind), due.isoformat())))
    assert made == dated(contact, on)
    assert sorted({w.kind for w in found.weighed}, key=KINDS.index) == list(KINDS)
    assert found.left_out == 0 or settled_from(contact) > day(on)


def test_why_is_data_too() -> None:
    found = as_data(explain(person("09-07 in call missed"), SETTINGS, CALENDAR, day("09-08")))
    reread = json.loads(json.dumps(found))
    assert reread == found
    assert reread["weighed"][0] == {
        "kind": "owed",
        "due": "2026-09-07",
        "overdue": 1,
        "words": ["2026-09-07 + 0 working days = 2026-09-07"],
    }
    assert reread["touches"][0]["reading"] == "theirs"


def test_the_ends_of_the_calendar_have_words_too() -> None:
    contact = person("9999-12-31 email", "0001-01-01 meeting", front="keep: 99y")
    for on in ("0001-01-01", "9999-12-31"):
        assert explanation_lines(explain(contact, SETTINGS, CALENDAR, day(on)))
        assert agenda(contact, on).on == day(on)
