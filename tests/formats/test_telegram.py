"""Chats that Telegram exports: who, which way, calls; JSON of any size and shape."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.formats import json_stream, table, telegram
from followup_md.formats.json_stream import BadJsonError, JsonStream
from followup_md.model.message import Found, Message, Ours, Skipped
from followup_md.model.person import NotRead

OWN = Ours(names=(("Paul", ""), ("Nora Hill", "nora")), until=date(2026, 9, 14))
SECONDS = 1.0  # of CPU
Json = dict[str, Any]


def said(found: Found) -> str:
    if isinstance(found, NotRead):
        return f"{found.at}: {found.why}"
    if isinstance(found, Skipped):
        return found.why
    people = " ".join(f"{each.address} {each.known_as}".strip() for each in found.people)
    words = [f"{found.moment:%m-%d %H:%M}", found.direction, found.channel, people]
    return " ".join(filter(None, [*words, found.outcome, found.by]))


def read(given: object) -> list[str]:
    raw = given if isinstance(given, bytes) else json.dumps(given).encode()
    return [said(each) for each in telegram.read(io.BytesIO(raw), OWN)]


def message(from_: str | None = "Ann Lee", from_id: object = "user200", **more: object) -> Json:
    return {
        "id": 1,
        "type": "message",
        "date": "2026-09-01T10:00:00",
        "from": from_,
        "from_id": from_id,
        "text": "hello",
    } | more


def service(actor_id: str, action: str = "phone_call", **more: object) -> Json:
    return message() | {"type": "service", "actor_id": actor_id, "action": action} | more


def chat(*messages: object, **more: object) -> Json:
    known = {"name": "Ann Lee", "type": "personal_chat", "id": 200}
    return known | {"messages": list(messages)} | more


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        (message(), "09-01 10:00 in telegram Ann Lee"),
        (message(None), "09-01 10:00 in telegram Ann Lee"),
        (message("Paul", "user100"), "09-01 10:00 out telegram Ann Lee"),
        (message("Nora Hill", "user101"), "09-01 10:00 out telegram Ann Lee nora"),
        (message(from_id=4294967496), "09-01 10:00 in telegram Ann Lee"),  # as programs of 2020
        (message(from_id=None), "09-01 10:00 in telegram Ann Lee"),
        (message("Paul", None), "09-01 10:00 out telegram Ann Lee"),
        (message(date_unixtime="1788246000"), "09-01 07:00 in telegram Ann Lee"),
        (message(date="2026-02-30T10:00:00"), "no date"),
        (message(date_unixtime="9" * 19), "no date"),
        (service("user100", duration_seconds=60), "09-01 10:00 out call Ann Lee answered"),
        (service("user100", discard_reason="missed"), "09-01 10:00 out call Ann Lee no-answer"),
        (service("user100", discard_reason="busy"), "09-01 10:00 out call Ann Lee busy"),
        (service("user200", discard_reason="missed"), "09-01 10:00 in call Ann Lee missed"),
        (service("user200", discard_reason="busy"), "09-01 10:00 in call Ann Lee missed"),
        (service("user200", duration_seconds=5), "09-01 10:00 in call Ann Lee answered"),
        (service("user200", "pin_message"), "notice"),
        (service("user200", "joined_telegram"), "notice"),
        ([1], "no date"),
    ],
)
def test_what_becomes_of_a_message(given: object, becomes: str) -> None:
    assert read(chat(given)) == [becomes]
    behind = {"messages": [given], "name": "Ann Lee", "type": "personal_chat", "id": 200}
    assert read(behind) == [becomes]


@pytest.mark.parametrize(
    ("type_", "why"),
    [
        *(("private_group", "group"), ("public_supergroup", "group"), ("public_channel", "group")),
        *(("saved_messages", "notes to yourself"), ("bot_chat", "bot"), (None, "group")),
    ],
)
def test_only_chats_with_one_person_count(type_: str | None, why: str) -> None:
    assert read(chat(message(), message(), type=type_)) == [why, why]


@pytest.mark.parametrize("name", [None, "", "Deleted Account", 5])
def test_a_deleted_account_is_nobody(name: object) -> None:
    assert read(chat(message(), name=name)) == ["deleted account"]


def test_an_account_has_chats_and_the_numbers_of_its_contacts() -> None:
    known = [
        {"first_name": "Ann", "last_name": "Lee", "phone_number": "+15550100"},
        {"user_id": 300, "first_name": "Bob", "last_name": "", "phone_number": "+15550101"},
        {"first_name": "Zed", "phone_number": "1"},
        {"first_name": "Zed", "phone_number": "2"},
        3,
    ]
    account = {
        "about": "Here is the data you requested.",
        "personal_information": {"user_id": 100, "first_name": "Paul"},
        "stories": [{"a": ["]", '\\"}', {"b": "\\\\"}]}],
        "contacts": {"about": "", "list": known},
        "chats": {
            "about": "",
            "list": [chat(message()), 5, chat(message(), name="Robert", id=300)],
        },
        "left_chats": {"list": [chat(message(), name="Zed", id=400)]},
    }
    assert read(account) == [
        "09-01 10:00 in telegram +15550100 Ann Lee",
        "09-01 10:00 out telegram +15550101 Robert",
        "09-01 10:00 out telegram Zed",
    ]
    for text in (json.dumps(account), json.dumps(account, indent=1)):
        known_as = table.recognise(text.encode())
        assert known_as is not None
        assert known_as.name == "telegram"


@pytest.mark.parametrize(
    ("raw", "said_"),
    [
        (b"[1]", ": this is not JSON from here on"),
        (b"", ": cut off"),
        (b'{"name": "x"}', ": no chat in it"),
        (json.dumps(chat(message())).encode()[:-3], "chat 1, message 1: cut off"),
        (b'{"name":"A","id":1,"type":"personal_chat","messages":[{"id":1}, nonsense of theirs ]}',
         "chat 1, message 2: this is not JSON from here on"),
        (b'{"messages":[' + b"[" * 100_000, "chat 1, message 1: too deep, or a number too long"),
        (b'{"stories":' + b"[" * 100_000, ": too deep"),
        (b'{"messages":[1' + b"0" * 5000 + b"]}",
         "chat 1, message 1: too deep, or a number too long"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_its_place(raw: bytes, said_: str) -> None:
    assert read(raw)[-1] == said_


@pytest.mark.parametrize("chunk", [1, 2, 7, 64])
def test_values_are_read_whatever_is_there_yet(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    given = chat(message(), message("Päul", "user100", text=["see ", {"a": '\\"'}], n=-1.5e3))
    whole = read(given)
    monkeypatch.setattr(json_stream, "_CHUNK", chunk)
    assert read(given | {"more": [1, {"x": ["}", 2.5, None]}], "number": 12}) == whole


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=10,
    ),
    st.integers(1, 20),
)
def test_a_value_is_read_or_passed_over_as_a_whole(value: object, chunk: int) -> None:
    raw = json.dumps([value, value, "end"], ensure_ascii=False).encode()
    before = json_stream._CHUNK
    try:
        json_stream._CHUNK = chunk
        stream = JsonStream(io.BytesIO(raw))
        found = []
        for at, _ in enumerate(stream.items()):
            if at:
                found.append(stream.value())
            else:
                stream.skip()
        assert found == [value, "end"]
        assert stream.peek() == ""
    finally:
        json_stream._CHUNK = before


HOSTILE: dict[str, Callable[[], bytes]] = {
    "depth": lambda: b'{"messages":[' + b'{"a":' * 200_000,
    "depth beside": lambda: b'{"a":' * 200_000,
    "a long text": lambda: b'{"messages":["' + b"x" * 20_000_000 + b'"]}',
    "a long text beside": lambda: b'{"a":"' + b"x" * 20_000_000 + b'"}',
    "escapes": lambda: b'{"a":"' + b"\\\\" * 5_000_000,
    "an open text": lambda: b'{"messages":["' + b'\\"' * 3_000_000,
    "numbers": lambda: b'{"a":[' + b"1," * 2_000_000 + b"1]}",
    "blanks": lambda: b'{"a":' + b" " * 10_000_000,
    "messages": lambda: b'{"type":"x","name":"y","id":1,"messages":[' + b"{}," * 100_000 + b"{}]}",
    "keys": lambda: b"{" + b'"a":1,' * 200_000 + b'"b":1}',
    "a long key": lambda: b'{"' + b"a" * 20_000_000 + b'":1}',
    "a wide value": lambda: b'{"messages":[[' + b"1," * 8_000_000,
    "zeros": lambda: b'{"a":' + b"\0" * 5_000_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_no_json_takes_long(make: Callable[[], bytes]) -> None:
    raw = make()
    start = time.process_time()
    found = list(telegram.read(io.BytesIO(raw), OWN))
    table.recognise(raw)
    assert time.process_time() - start < SECONDS
    assert found


PIECES = st.sampled_from(
    [
        *('{"messages":[', '{"chats":{"list":[', '"type":"personal_chat",', '"id":200,', "{", "}"),
        *('"name":"Ann Lee",', json.dumps(message()), "[", "]", ",", ":", '"', "\\", "1e999", "\0"),
        *('"contacts":{"list":[{"phone_number":"1"}]},', "null", "-", "true", " ", "é"),
    ]
)


@given(st.binary() | st.lists(PIECES, max_size=40).map(lambda all_: "".join(all_).encode()))
def test_no_bytes_raise(raw: bytes) -> None:
    found = list(telegram.read(io.BytesIO(raw), OWN))
    assert found
    assert all(isinstance(each, Message | Skipped | NotRead) for each in found)


@given(st.lists(st.sampled_from([message(), message("Paul", "user100")]), max_size=12), st.data())
def test_parts_of_a_chat_say_what_the_whole_says(lines: list[Json], data: st.DataObject) -> None:
    every = [each | {"id": at} for at, each in enumerate(lines)]
    cut = data.draw(st.integers(0, len(every)))
    assert read(chat(*every[:cut])) + read(chat(*every[cut:])) == read(chat(*every))


def test_a_place_only_moves_on_and_says_where_it_ended() -> None:
    stream = JsonStream(io.BytesIO(b'{"a" 1}'))
    with pytest.raises(BadJsonError, match="not JSON"):
        list(stream.names())
