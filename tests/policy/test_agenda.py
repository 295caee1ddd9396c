from __future__ import annotations

import random
from datetime import timedelta

import pytest

from followup_md.model.contact import Contact
from followup_md.policy.agenda import evaluations
from tests.helpers.sample import CALENDAR, SETTINGS, agenda, day, person, row, without_date

SEVEN = (
    "09-01 call sent",
    "09-03 email",
    "09-08 call no-answer",
    "09-14 text",
    "09-21 email",
    "09-30 call voicemail",
    "10-14 email",
)
Q = "quotes:\n  - 09-01 Q-114, Project X"
NO_PHONE = "email: a@example.org"

# The worked examples of the policy: contact, day, "kind due [touch/of] channel [+overdue]".
EXAMPLES = [
    (person("09-01 call voicemail"), "09-03", "chase 2026-09-03 2/7 email"),
    (person("09-01 call voicemail", "09-01 email"), "09-03", "chase 2026-09-03 3/7 call"),
    (
        person("09-01 call voicemail", "09-03 email", "09-08 call no-answer"),
        "09-14",
        "chase 2026-09-14 4/7 text",
    ),
    (person("09-05 in call missed"), "09-07", "owed 2026-09-07 call"),
    (person("09-07 in call missed", "09-08 email"), "09-08", "owed 2026-09-07 call +1"),
    (
        person("09-07 in call missed", "09-08 email", reach=NO_PHONE),
        "09-10",
        "chase 2026-09-10 2/7 email",
    ),
    (
        person("09-07 in call missed", "09-08 call voicemail"),
        "09-10",
        "chase 2026-09-10 2/7 email",
    ),
    (person("09-07 in email", "09-07 email"), "2027-03-08", "keep-in-touch 2027-03-08 email"),
    (person("09-07 in email", "09-07 email sent"), "09-09", "chase 2026-09-09 2/7 email"),
    (
        person("09-07 call", "09-07 email sent, the summary"),
        "2027-03-08",
        "keep-in-touch 2027-03-08 call",
    ),
    (person("08-03 call", "09-01 text"), "09-10", "chase 2026-09-10 2/3 call"),
    (
        person("09-01 card fyi, birthday wishes"),
        "2027-03-01",
        "keep-in-touch 2027-03-01 call",
    ),
    (person("09-07 call answered", front="keep: 60d"), "11-06", "keep-in-touch 2026-11-06 call"),
    (
        person("09-16 meeting planned", "09-07 in call missed"),
        "09-15",
        "owed 2026-09-07 call +6",
    ),
    (person("09-16 meeting planned"), "09-17", "planned 2026-09-17 "),
    (person("09-01 email bounced"), "09-02", "chase 2026-09-02 1/7 call"),
    (person(front=Q), "09-02", "quote 2026-09-02 1 email"),
    (
        person("09-02 email", "09-07 call answered", front=Q),
        "09-16",
        "quote 2026-09-16 3 email",
    ),
    (
        person(front="met: 09-01 a fair\nreason: the stand"),
        "09-02",
        "first 2026-09-02 call",
    ),
    (person("09-07 in call missed", "09-08 call busy"), "09-09", "owed 2026-09-09 call"),
    (
        person(
            "09-07 in call missed",
            "09-08 call busy",
            "09-09 call no-answer",
            "09-10 call no-answer",
        ),
        "09-16",
        "chase 2026-09-16 4/7 text",
    ),
    (
        person("09-11 in email", "09-11 email", front="follow_up: 09-14 sign"),
        "09-14",
        "follow-up 2026-09-14 text",
    ),
    (
        person("09-14 call no-answer", front="follow_up: 09-14"),
        "09-16",
        "chase 2026-09-16 2/7 email",
    ),
    (
        person("09-02 call voicemail", "09-07 email sent", front="promises:\n  - 09-01 theirs, x"),
        "09-16",
        "waiting 2026-09-16 3 email",
    ),
    (
        person("09-02 email sent", "09-03 text, about the dog", front=Q),
        "09-07",
        "quote 2026-09-07 2 call",
    ),
    (person(front="birthday: --09-14"), "09-21", "birthday 2026-09-14 call +5"),
    (
        person("09-16 meeting planned", "09-16 coffee"),
        "2027-03-15",
        "keep-in-touch 2027-03-15 coffee",
    ),
    (
        person("08-03 call", "09-01 email sent", front="reason: the lease"),
        "09-03",
        "chase 2026-09-03 2/7 email",
    ),
    (person(*SEVEN), "2027-04-12", "keep-in-touch 2027-04-12 call"),
]


@pytest.mark.parametrize(("contact", "on", "expected"), EXAMPLES)
def test_worked_examples(contact: Contact, on: str, expected: str) -> None:
    found = row(contact, on)
    parts = [found.item.kind, found.item.due.isoformat()]
    if found.touch is not None:
        parts.append(f"{found.touch}/{found.of}" if found.of else str(found.touch))
    parts.append(found.channel)
    if found.item.overdue:
        parts.append(f"+{found.item.overdue}")
    assert " ".join(parts) == expected


@pytest.mark.parametrize(("contact", "due"), [(c, e.split()[1]) for c, _, e in EXAMPLES])
def test_nothing_is_due_the_day_before(contact: Contact, due: str) -> None:
    eve = (day(due) - timedelta(days=1)).isoformat()
    assert [r for r in agenda(contact, eve).due if r.item.due == day(due)] == []


def test_a_card_with_nothing_promised_stays_silent() -> None:
    contact = person(front="met: 09-01 a fair")
    found = agenda(contact, "2026-12-01", days=4000)
    assert (found.due, found.upcoming, found.no_date) == ((), (), 1)


def test_an_appointment_is_listed_and_the_debt_stays() -> None:
    contact = person("09-16 meeting planned", "09-07 in call missed")
    found = agenda(contact, "09-15")
    assert [a.touch.date for a in found.appointments] == [day("09-16")]
    assert [a.touch.date for a in agenda(contact, "09-16").appointments] == [day("09-16")]
    assert agenda(contact, "09-17").appointments == ()


def test_appointments_by_date_time_name() -> None:
    people = [
        person("09-16 14:00 call planned", name="Zoe", id_="z"),
        person("09-16 09:00 call planned", "09-10 lunch planned", name="Bob", id_="b"),
        person("09-16 09:00 call planned", name="ann", id_="a"),
    ]
    found = agenda(people, "09-08").appointments
    assert [a.contact.id for a in found] == ["b", "a", "b", "z"]


def test_other_due_items_stand_beside_the_first() -> None:
    contact = person(
        "09-05 in call missed",
        front="birthday: --09-08\npromises:\n  - 09-07, b\n  - 09-03, a\n"
        "  - 09-02 theirs, c\n  - 09-20, d",
    )
    found = row(contact, "09-08")
    assert (found.item.kind, found.item.overdue) == ("owed", 1)
    assert [(d.kind, d.due.isoformat(), d.overdue) for d in found.also] == [
        ("promise", "2026-09-03", 3),
        ("promise", "2026-09-07", 1),
        ("birthday", "2026-09-08", 0),
        ("waiting", "2026-09-03", 3),
    ]


def test_overdue_counts_working_days_after_its_working_day() -> None:
    contact = person(front="promises:\n  - 09-05, x")  # a Saturday
    assert [
        row(contact, on).item.overdue for on in ("09-05", "09-06", "09-07", "09-08", "09-14")
    ] == [
        0,
        0,
        0,
        1,
        5,
    ]


def test_rows_by_kind_then_overdue_then_name_then_id() -> None:
    people = [
        person("09-01 email", id_="chase"),
        person("09-04 in email", name="Zoe", id_="owed-one"),
        person("09-02 in email", name="Zoe", id_="owed-three"),
        person("09-04 in email", name="bob", id_="bob-2"),
        person("09-04 in email", name="Bob", id_="bob-1"),
        person("09-04 in email", name="Ärger", id_="umlaut"),
        person(front="promises:\n  - 09-01, x", id_="promise"),
    ]
    random.Random(3).shuffle(people)
    assert [r.contact.id for r in agenda(people, "09-07").due] == [
        "owed-three",
        "bob-1",
        "bob-2",
        "owed-one",
        "umlaut",
        "promise",
        "chase",
    ]


def test_the_plate_is_capped_debts_and_birthdays_apart() -> None:
    people = [
        person("09-04 in email", id_="owed"),
        person(front="birthday: --09-07", id_="birthday"),
        *(person(f"09-0{n} email", id_=f"chase-{n}") for n in (1, 2, 3)),
    ]
    found = agenda(people, "09-07", SETTINGS._replace(limit=1))
    assert [r.contact.id for r in found.due] == ["owed", "birthday", "chase-1"]
    assert [r.contact.id for r in found.later] == ["chase-2", "chase-3"]
    assert agenda(people, "09-07").later == ()
    nothing = agenda(people, "09-07", SETTINGS._replace(limit=0))
    assert [r.contact.id for r in nothing.due] == ["owed", "birthday"]
    assert len(nothing.later) == 3


def test_what_comes_up_is_each_contact_once_with_its_earliest_item() -> None:
    people = [
        person(front="promises:\n  - 09-10, x\n  - 09-09 theirs, y", id_="two", name="B"),
        person(front="promises:\n  - 09-10, x\n  - 09-14, y", id_="one", name="A"),
        person(front="promises:\n  - 09-14, x", id_="last day"),
        person(front="promises:\n  - 09-15, x", id_="too late"),
        person("09-04 in email", front="promises:\n  - 09-10, x", id_="due"),
    ]
    found = agenda(people, "09-07").upcoming
    assert [(u.contact.id, u.item.kind) for u in found] == [
        ("one", "promise"),
        ("two", "promise"),
        ("last day", "promise"),
    ]
    assert [u.contact.id for u in agenda(people, "09-07", days=8).upcoming][-1] == "too late"
    assert agenda(people, "09-07", days=0).upcoming == ()


def test_nobody_is_invisible() -> None:
    people = [
        person(name="Zoe", id_="z"),
        person(name="bob", id_="b"),
        person(id_="ended", front="status: archived 09-01"),
        person("09-01 call", id_="later"),
    ]
    assert without_date(people, SETTINGS, CALENDAR, day("09-07")) == ["b", "z"]
    assert agenda(people, "09-07").no_date == 2


def test_every_item_of_every_contact_can_be_had() -> None:
    people = [person("09-04 in email", front="promises:\n  - 12-10, x"), person(id_="b")]
    first, second = evaluations(people, SETTINGS, CALENDAR, day("09-07"))
    assert [i.kind for i in first.items] == ["owed", "promise"]
    assert [(d.item.kind, d.overdue) for d in first.due] == [("owed", 1)]
    assert second == (people[1], (), ())


def test_the_order_of_files_does_not_matter() -> None:
    people = [contact._replace(id=f"c{n}") for n, (contact, _, _) in enumerate(EXAMPLES)]
    expected = agenda(people, "09-16")
    for seed in range(5):
        random.Random(seed).shuffle(people)
        assert agenda(people, "09-16") == expected


def test_the_last_day_there_is() -> None:
    contact = person(front="promises:\n  - 9999-12-31, x")
    assert row(contact, "9999-12-31").item.overdue == 0
    assert len(agenda(contact, "9999-12-28").upcoming) == 1
