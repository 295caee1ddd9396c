"""Each key reads its own text; what it refuses is in cases/read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from followup_md.model.contact import Birthday, Contact, Dated, Labelled, Snooze, Status
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from followup_md.parsing.fields import ENTRIES, FIELDS, KEYS
from followup_md.parsing.values import is_timezone

DAY = date(2026, 9, 1)


def read(lines: str) -> Contact:
    file = read_text("x", f"---\n{lines}\n---\n", Settings())
    assert file.contact is not None, file.problems
    return file.contact


def value(lines: str) -> Any:
    return getattr(read(f"name: A\n{lines}"), lines.partition(":")[0])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("nickname: Annie", ("Annie",)),
        ("aliases: [Annie, 'Lee, Ann']", ("Annie", "Lee, Ann")),
        ("aliases: Annie, Nan", ("Annie", "Nan")),
        ("uid: urn:uuid:12", "urn:uuid:12"),
        ("org: [Acme, 'B, C']", ("Acme", "B, C")),
        ("role:\n- Buyer\n- ''\n- Owner", ("Buyer", "Owner")),
        ("language: en, de", ("en, de",)),
        ("url: https://a.example/?b#c", ("https://a.example/?b#c",)),
        ("email: a@b.example", (Labelled("", "a@b.example"),)),
        (
            "email: [a@b.example, c@d.example]",
            (Labelled("", "a@b.example"), Labelled("", "c@d.example")),
        ),
        ("phone: 0123", (Labelled("", "0123"),)),
        ("phone: +1 (555) 0100", (Labelled("", "+1 (555) 0100"),)),
        (
            "phone:\n  work: 1\n  mobile: [2, 3]\n  fax:",
            (Labelled("work", "1"), Labelled("mobile", "2"), Labelled("mobile", "3")),
        ),
        ("phone:\n  - work: 1\n  - 2", (Labelled("work", "1"), Labelled("", "2"))),
        ("birthday: 1990-12-31", Birthday(12, 31, 1990)),
        ("birthday: --02-29", Birthday(2, 29)),
        ("birthday: 2000-02-29", Birthday(2, 29, 2000)),
        ("timezone: America/New_York", "America/New_York"),
        ("tags: [client, chamber, client]", ("client", "chamber")),
        ("tags: client, chamber,", ("client", "chamber")),
        ("tags:\n- client\n- a, b", ("client", "a, b")),
        ("owner: paul", "paul"),
        ("met: 2026-09-01 at lunch", Dated(DAY, "at lunch")),
        ("met: 2026-09-01, at lunch", Dated(DAY, "at lunch")),
        ("met: '2026-09-01: at lunch'", Dated(DAY, "at lunch")),
        ("met: 2026-09-01", Dated(DAY)),
        ("via: bob-smith", "bob-smith"),
        ("reason: the quote", "the quote"),
        ("cadence: none", "none"),
        ("cadence: gentle", "gentle"),
        ("keep: 6w", "6w"),
        ("keep: friend", "friend"),
        ("prefer: [Email, call]", ("email", "call")),
        ("prefer: email, call", ("email", "call")),
        ("never: text", ("text",)),
        ("hours: 09:00-18:00", ("09:00", "18:00")),
        ("hours: 09:00 \u2013 24:00", ("09:00", "24:00")),
        ("snooze: 2026-09-01", Snooze(DAY)),
        (
            "snooze: 2026-09-01 since 2026-08-01 on holiday",
            Snooze(DAY, date(2026, 8, 1), "on holiday"),
        ),
        ("snooze: 2026-09-01 since spring", Snooze(DAY, None, "since spring")),
        ("follow_up: 2026-09-01 they said", Dated(DAY, "they said")),
        ("status: open", Status("open")),
        (
            "status: Do-not-contact by Them 2026-09-01, asked",
            Status("do-not-contact", "them", DAY, "asked"),
        ),
        ("status: do not contact", Status("do-not-contact")),
        ("status: archived 2026-09-01", Status("archived", "", DAY)),
        ("status: declined by me, no budget", Status("declined", "me", None, "no budget")),
        ("private: yes", True),
        ("private: FALSE", False),
    ],
)
def test_a_field(lines: str, expected: Any) -> None:
    assert value(lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        "hours: 24:00-24:30",
        "hours: 09:00-24:30",
        "hours: 09:00",
        "hours: [1]",
        "birthday: 02-29",
        "birthday: --2-9",
        "birthday: --02-30",
        "birthday: 0000-01-01",
        "timezone: Europe",
        "timezone: CEST",
        "timezone: europe/rome/x",
        "met: 2026-09-01T10:00",
        "met: 2026-9-1",
        "met: [2026-09-01]",
        "met: {a: b}",
        "met: \u09e8\u09e6\u09e8\u09ec-09-01",
        "follow_up: next week",
        "snooze: 2026-09-01 since 2026-02-30",
        "status: open 2026-9-1",
        "status: arch\u0131ved",
        "status: openly",
        "status: declined by",
        "keep: 0d",
        "keep: 5",
        "keep: 6 months",
        "cadence: Warm",
        "prefer: pigeon",
        "phone: {a: {b: c}}",
        "tags: {a: b}",
        "name: [A]",
        "private: maybe",
        "private: y",
    ],
)
def test_what_a_field_refuses(lines: str) -> None:
    text = lines if lines.startswith("name") else f"name: A\n{lines}"
    file = read_text("x", f"---\n{text}\n---\n", Settings())
    assert file.contact is None
    (problem,) = file.problems
    assert (problem.line, problem.code[:2]) == (2 + text.count("\n"), "E3")


def test_a_name_stands_on_one_line() -> None:
    assert read('name: "Ann\\n  Lee"').name == "Ann Lee"


def test_every_field_of_a_contact_has_its_reader() -> None:
    others = {"id", "more", "body"}
    assert set(Contact._fields) == {*KEYS} | others
    assert not FIELDS.keys() & ENTRIES.keys()


@pytest.mark.parametrize(
    "name", ["", "localtime", "posixrules", "../x", "/etc/localtime", "a\0b", "A" * 999]
)
def test_what_is_no_time_zone(name: str) -> None:
    assert not is_timezone(name)
