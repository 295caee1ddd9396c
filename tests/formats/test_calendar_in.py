"""Meetings of a calendar: with whom, which way, each time of what repeats; hostile rules."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.formats import calendar_in
from followup_md.model.message import Message, Ours, Skipped

CASES = Path(__file__).parents[1] / "cases/history"
OURS = Ours({"paul@okade.example": ""}, date(2026, 8, 1), date(2026, 9, 14))
SECONDS = 1.0  # of CPU
ANN = "ATTENDEE;CN=Ann Lee;PARTSTAT=ACCEPTED:mailto:ann@a.example"
START = "DTSTART:20260908T150000Z"


def calendar(*events: str) -> bytes:
    blocks = "".join(f"BEGIN:VEVENT\nUID:1\n{each}\nEND:VEVENT\n" for each in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{blocks}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def read(raw: bytes) -> list[str]:
    lines = []
    for each in calendar_in.read(io.BytesIO(raw), OURS):
        if isinstance(each, Message):
            people = " ".join(party.address for party in each.people)
            lines.append(f"{each.moment:%m-%d %H:%M} {each.channel} {people}, {each.note}")
        else:
            lines.append(each.why)
    return lines


def test_the_file_says_this() -> None:
    assert read((CASES / "meetings.ics").read_bytes()) == [
        "nobody invited",
        "09-07 12:00 meeting ann@acme.example, Lunch at Rosa's",
        "09-08 17:00 meeting ann@acme.example, Weekly call",
        "cancelled",
    ]


EVENTS = {
    f"{START}\n{ANN}": ["09-08 15:00 meeting ann@a.example, "],
    f"{START}\n{ANN}\nSUMMARY:Call with Ann": ["09-08 15:00 call ann@a.example, Call with Ann"],
    f"{START}\n{ANN}\nLOCATION:https://zoom.us/j/1": ["09-08 15:00 video ann@a.example, "],
    f"{START}\n{ANN}\nX-GOOGLE-CONFERENCE:x": ["09-08 15:00 video ann@a.example, "],
    f"{START}\nORGANIZER:mailto:Ann@a.example": ["09-08 15:00 meeting ann@a.example, "],
    f"{START}\n{ANN.replace('ACCEPTED', 'DECLINED')}": ["nobody else"],
    f"{START}\n{ANN}\nATTENDEE;PARTSTAT=DECLINED:mailto:Paul@okade.example": ["declined by you"],
    f"{START}\nATTENDEE:mailto:paul@okade.example": ["nobody else"],
    f"DTSTART:20260908T150000\n{ANN}": ["09-08 15:00 meeting ann@a.example, "],
    f"DTSTART;VALUE=DATE:20260908\n{ANN}": ["all day"],
    f"{ANN}": ["no date"],
    f"{START}\n{ANN}\nRRULE:FREQ=HOURLY": ["many times a day"],
    f"{START}\n{ANN}\nRRULE:FREQ=DAILY;BYHOUR=1,2,3": ["many times a day"],
    f"{START.replace('2026', '1601')}\n{ANN}\nRRULE:FREQ=DAILY": ["no date"],
    f"{START}\n{ANN}\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20260909T150000Z": [
        "09-08 15:00 meeting ann@a.example, ",
        "09-10 15:00 meeting ann@a.example, ",
        "09-11 15:00 meeting ann@a.example, ",
    ],
}


@pytest.mark.parametrize(("event", "expected"), EVENTS.items())
def test_an_event_is_a_meeting_or_left_out(event: str, expected: list[str]) -> None:
    assert read(calendar(event)) == expected


def test_one_time_of_what_repeats_may_be_another_or_none() -> None:
    series = f"{START}\n{ANN}\nRRULE:FREQ=DAILY;COUNT=3"
    moved = f"RECURRENCE-ID:20260909T150000Z\nDTSTART:20260909T170000Z\n{ANN}"
    off = f"RECURRENCE-ID:20260910T150000Z\nDTSTART:20260910T150000Z\nSTATUS:CANCELLED\n{ANN}"
    assert sorted(read(calendar(series, moved, off))) == [
        "09-08 15:00 meeting ann@a.example, ",
        "09-09 17:00 meeting ann@a.example, ",
        "cancelled",
    ]


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a long line": lambda: calendar(f"{START}\n{ANN}\nSUMMARY:" + "x" * 5_000_000),
    "no end": lambda: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 5_000,
    "an old rule": lambda: calendar(f"{START.replace('2026', '0001')}\n{ANN}\nRRULE:FREQ=DAILY"),
    "seconds": lambda: calendar(f"{START}\n{ANN}\nRRULE:FREQ=SECONDLY"),
    "a rule that never comes": lambda: calendar(
        f"{START}\n{ANN}\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
    ),
    "too large": lambda: b"BEGIN:VCALENDAR\r\n" + b"x" * 40_000_000,
    "zeros": lambda: b"BEGIN:VCALENDAR\r\n" + b"\0" * 1_000_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_no_calendar_takes_long(make: Callable[[], bytes]) -> None:
    raw = make()
    read(calendar(f"{START}\n{ANN}"))  # what is imported once
    start = time.process_time()
    found = read(raw)
    assert time.process_time() - start < SECONDS
    assert len(found) <= 1


@given(st.binary(max_size=200), st.sampled_from(["RRULE:", "DTSTART:", "EXDATE:", ""]))
def test_no_bytes_raise(raw: bytes, key: str) -> None:
    inside = calendar(f"{START}\n{ANN}\n{key}@@").replace(b"@@", raw)
    for data in (raw, inside):
        found = list(calendar_in.read(io.BytesIO(data), OURS))
        assert all(isinstance(each, Message | Skipped) or each.why for each in found)
