"""Calls and text messages of a phone: which way, how it went; hostile XML."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.formats import calls, table
from followup_md.model.message import Found, Message, Ours, Skipped
from followup_md.model.person import NotRead

CASES = Path(__file__).parents[1] / "cases/history"
SECONDS = 1.0  # of CPU


def said(found: Found) -> str:
    if isinstance(found, NotRead):
        return f"{found.at}: {found.why}"
    if isinstance(found, Skipped):
        return found.why
    people = " ".join(each.address for each in found.people)
    return f"{found.moment:%m-%d %H:%M} {found.direction} {found.channel} {people} {found.outcome}"


def read(raw: bytes) -> list[str]:
    return [said(each).strip() for each in calls.read(io.BytesIO(raw), Ours())]


def log(*entries: str) -> bytes:
    return f"<?xml version='1.0'?><calls>{''.join(entries)}</calls>".encode()


def entry(kind: str, **more: str) -> str:
    given = {"number": "+15550100", "date": "1788249600000", **more}
    words = " ".join(f'{key}="{value}"' for key, value in given.items())
    return f"<{kind} {words}/>"


def test_each_file_says_this() -> None:
    assert read((CASES / "sms-backup-calls.xml").read_bytes()) == [
        "09-01 08:00 out call +15550100 no-answer",
        "09-03 08:00 out call (555) 0100 answered",
        "09-05 08:00 in call +15550100 missed",
        "09-06 08:00 in call +15550100 voicemail",
        "09-07 08:00 in call +15550100 missed",
        "number withheld",
        "09-09 08:00 in call +15550100 answered",
    ]
    assert read((CASES / "sms-backup-sms.xml").read_bytes()) == [
        "09-01 08:01 out text +15550100",
        "09-01 09:01 in text +1 555-0100",
        "service number",
    ]


ENTRIES = {
    entry("call", type="6"): "blocked",
    entry("call", type="9"): "neither in nor out",
    entry("call"): "neither in nor out",
    entry("call", type="1", date="soon"): "no date",
    entry("call", type="1", date="9" * 30): "no date",
    entry("call", type="1", number="-2"): "service number",
    entry("sms", type="1", address="12345"): "service number",
    entry("sms", type="3", address="+15550100"): "neither in nor out",
    entry("mms", msg_box="1", address="+15550100"): "09-01 08:00 in text +15550100",
    entry("mms", msg_box="1", address="+15550100~+15550101"): "group",
    entry("mms", msg_box="2", address="+15550100~+15550101"): (
        "09-01 08:00 out text +15550100 +15550101"
    ),
    entry("mms", msg_box="2", address="~".join(["+15550100"] * 11)): "circular",
}


@pytest.mark.parametrize(("line", "expected"), ENTRIES.items())
def test_an_entry_is_a_touch_or_skipped(line: str, expected: str) -> None:
    assert read(log(line)) == [expected]


def test_what_stands_before_a_fault_is_read() -> None:
    good = entry("call", type="3")
    assert read(log(good, "<call &x;>", good)) == [
        "09-01 08:00 in call +15550100 missed",
        "line 1: this is not XML from here on",
    ]
    assert read(b'<!DOCTYPE calls [<!ENTITY x "y">]><calls/>') == [": a DOCTYPE: refused"]


def test_halves_of_an_emoji_cost_nothing_wherever_a_part_of_the_file_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = log(*[entry("call", type="3", body="&#55357;&#56832; &#0; &#xD83D; &amp; &#10;")] * 20)
    for size in (1, 7, 64):
        monkeypatch.setattr(calls, "_CHUNK", size)
        assert read(raw) == ["09-01 08:00 in call +15550100 missed"] * 20


def test_it_is_known_by_its_content() -> None:
    for raw in (log(), b"<!-- a --><!-- b -->\n<smses count='1'>", b"<!DOCTYPE calls []><calls/>"):
        found = table.recognise(raw)
        assert found is not None
        assert found.name == "calls"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a long word": lambda: log(entry("call", type="3", body="x" * 20_000_000)),
    "depth": lambda: log("<a>" * 100_000),
    "attributes": lambda: log("<call " + " ".join(f'a{n}="1"' for n in range(50_000)) + "/>"),
    "references": lambda: log(entry("call", type="3", body="&#55357;" * 500_000)),
    "ampersands": lambda: log(entry("call", type="3", body="&" * 5_000_000)),
    "comments": lambda: b"<!-- x -->" * 100_000 + b"<calls>",
    "an open comment": lambda: b"<!--" * 1_000_000,
    "numbers": lambda: log(entry("mms", msg_box="2", address="5550100~" * 100_000)),
    "a long number": lambda: log(entry("call", type="3", number="5" * 1_000_000)),
    "zeros": lambda: b"<calls>" + b"\0" * 5_000_000,
    "an encoding": lambda: b"<?xml version='1.0' encoding='x-nope'?><calls/>",
    "entities": lambda: b'<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa">' * 1000,
}


@pytest.mark.slow
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_no_log_takes_long(make: Callable[[], bytes]) -> None:
    raw = make()
    start = time.process_time()
    found = list(calls.read(io.BytesIO(raw), Ours()))
    table.recognise(raw[: table.HEAD])
    assert time.process_time() - start < SECONDS
    assert len(found) == 1


@given(st.binary(max_size=300))
def test_no_bytes_raise(raw: bytes) -> None:
    for data in (raw, b"<calls>" + raw, log(entry("call", type="1"))[:-9] + raw):
        found = list(calls.read(io.BytesIO(data), Ours()))
        assert all(isinstance(each, Message | Skipped | NotRead) for each in found)
