"""Chats that WhatsApp exports: days and clocks of any phone, calls, notices, groups."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.formats import table, whatsapp
from followup_md.model.message import Found, Message, Ours, Skipped
from followup_md.model.person import NotRead

LRM, NARROW = "\u200e", "\u202f"
ANN = "WhatsApp Chat with Ann Lee"
OWN = Ours(names=(("Paul", ""),), until=date(2026, 9, 14), title=ANN)
SECONDS = 1.0  # of CPU


def said(found: Found) -> str:
    if isinstance(found, NotRead):
        return f"{found.at}: {found.why}"
    if isinstance(found, Skipped):
        return found.why
    people = " ".join(each.shown for each in found.people)
    words = [f"{found.moment:%Y-%m-%d %H:%M}", found.direction, found.channel, people]
    return " ".join(filter(None, [*words, found.outcome, found.by]))


def read(text: str, own: Ours = OWN) -> list[str]:
    return [said(each) for each in whatsapp.read(io.BytesIO(text.encode()), own)]


STAMPS = {
    "an iPhone in Germany": "[13.09.26, 21:22:39] ",
    "an iPhone in the United States": f"[9/13/26, 9:22:39{NARROW}PM] ",
    "an iPhone in Canada": f"[2026-09-13, 9:22:39{NARROW}PM] ",
    "an iPhone in Finland": "[13.9.2026 klo 21.22.39] ",
    "an iPhone in Korea": "[2026. 9. 13. 오후 9:22:39] ",
    "an iPhone in China": "[2026/9/13 下午9:22:39] ",
    "an iPhone in France": "[13/09/2026 à 21:22:39] ",
    "marks before the bracket": f"{LRM}[13.09.26, 21:22:39] ",
    "Android in the United States": f"9/13/26, 9:22{NARROW}PM - ",
    "Android in Great Britain": "13/09/2026, 21:22 - ",
    "Android in India": "13/09/26, 9:22 pm - ",
    "Android in Spain": "13/9/2026, 9:22 p. m. - ",
    "Android in the Netherlands": "13-09-2026 21:22 - ",
    "Android in Sweden": "2026-09-13 21:22 - ",
    "Android in Denmark": "13.09.2026 21.22 - ",
    "Android in Japan": "2026/09/13 21:22 - ",
    "Android in Greece": "13/9/2026, 9:22 μ.μ. - ",
    "Android in Egypt": "١٣/٩/٢٠٢٦، ٩:٢٢ م - ",
    "Android in Israel": "13.9.2026, 21:22 - ",
    "Android in Thailand": "13/9/2569 21:22 - ",
    "Android in Hungary": "2026. 09. 13. 21:22 - ",
    "Android in Vietnam": "13/9/2026 9:22 CH - ",
    "a long dash": "13/09/2026, 21:22 – ",
}


@pytest.mark.parametrize("stamp", STAMPS.values(), ids=STAMPS)
def test_day_and_time_are_read_as_any_phone_writes_them(stamp: str) -> None:
    text = f"{stamp}Ann Lee: hello\n"
    assert read(text) == ["2026-09-13 21:22 in whatsapp Ann Lee"]
    known = table.recognise(text.encode())
    assert known is not None
    assert known.name == "whatsapp"


def test_a_message_in_korean_words_is_read() -> None:
    found = read("2026년 9월 13일 오후 9:22, Ann Lee : hello\n")
    assert found == ["2026-09-13 21:22 in whatsapp Ann Lee"]


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        *(("12:05 AM", "00"), ("12:05 PM", "12"), ("1:05 a. m.", "01"), ("11:05 pm", "23")),
        *(("上午12:05", "00"), ("ص 9:05", "09"), ("00:05", "00"), ("13:05 PM", "13")),
    ],
)
def test_halves_of_the_day(clock: str, hour: str) -> None:
    assert read(f"13/09/2026, {clock} - Ann Lee: x\n")[0][11:16] == f"{hour}:05"


def chat(*days: str) -> str:
    return "".join(f"{day}, 21:15 - Ann Lee: x\n" for day in days)


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("01/09/2026", "13/09/2026"), "2026-09-01"),  # there is no month 13
        (("09/01/2026", "09/13/2026"), "2026-09-01"),
        (("05/08/2026", "12/08/2026", "03/09/2026"), "2026-08-05"),  # else it would go back
        (("08/05/2026", "08/12/2026", "09/03/2026"), "2026-08-05"),
        (("01/09/2026", "01/10/2026"), "2026-01-09"),  # else it would be in the future
        (("01.09.2026", "02.09.2026"), "2026-09-01"),  # dots: the day is first
    ],
)
def test_the_chat_tells_which_number_is_the_day(days: tuple[str, ...], first: str) -> None:
    assert read(chat(*days))[0][:10] == first


def test_what_no_day_tells_is_asked() -> None:
    text = chat("01/09/2026", "02/09/2026")
    why = ": days could be day/month or month/day: --day-first or --month-first"
    assert read(text) == [why]
    assert read(text, OWN._replace(day_first=True))[0][:10] == "2026-09-01"
    assert read(text, OWN._replace(day_first=False))[0][:10] == "2026-01-09"


def test_a_time_in_words_nobody_knows_is_named() -> None:
    found = read("13/09/2026, 21:22 - Ann Lee: x\n13/09/2026, 9:22 xyz - Ann Lee: x\n")
    assert found == ["line 2: a time with a word that is neither a.m. nor p.m. in a language"
                     " known here"]  # fmt: skip


def line(text: str) -> str:
    return f"[13.09.26, 21:22:39] {text}\n"


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Ann Lee: a\nsecond line: with a colon\n\n3/4/2026 and more", "in whatsapp Ann Lee"),
        (f"Ann Lee: {LRM}image omitted", "in whatsapp Ann Lee"),
        (f"Ann Lee: {LRM}Bild weggelassen", "in whatsapp Ann Lee"),
        (
            f"Ann Lee: Encrypted call.pdf • {LRM}3 pages {LRM}document omitted",
            "in whatsapp Ann Lee",
        ),
        (f"Ann Lee: {LRM}business.pdf • 3 pages document omitted", "in whatsapp Ann Lee"),
        ("Ann Lee: <Media omitted>", "in whatsapp Ann Lee"),
        ("Ann Lee: I missed your call, and blocked my calendar", "in whatsapp Ann Lee"),
        ("Ann Lee:", "in whatsapp Ann Lee"),
        ("Paul: see you", "out whatsapp Ann Lee"),
        ("~ Paul Okade: see you", "out whatsapp Ann Lee"),
        (f"Ann Lee: {LRM}Missed voice call", "in call Ann Lee missed"),
        (f"Ann Lee: {LRM}Missed video call, {LRM}Tap to call back", "in video Ann Lee missed"),
        (f"Ann Lee: {LRM}Verpasster Sprachanruf", "in call Ann Lee missed"),
        (f"Ann Lee: {LRM}Appel vocal manqué", "in call Ann Lee missed"),
        ("Ann Lee: Videollamada perdida", "in video Ann Lee missed"),
        ("Missed voice call", "in call Ann Lee missed"),
        (f"Paul: {LRM}Missed voice call", "out call Ann Lee no-answer"),
        (f"Paul: {LRM}Voice call, {LRM}No answer", "out call Ann Lee no-answer"),
        (f"Paul: {LRM}Voice call. {LRM}5 min", "out call Ann Lee answered"),
        (f"Ann Lee: {LRM}Video call, {LRM}1 hr", "in video Ann Lee answered"),
        (f"Ann Lee: {LRM}Your security code with Ann Lee changed.", None),
        (f"Ann Lee: {LRM}Ann Lee changed their phone number to a new number.", None),
        (f"Ann Lee: {LRM}You blocked this contact", None),
        (f"Paul: {LRM}You deleted this message.", None),
        ("Ann Lee: This message was deleted", None),
        ("Ann Lee: null", None),
        ("Ann Lee changed their phone number to a new number. Tap to message", None),
        ("Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.", None),
        ("Los mensajes y las llamadas están cifrados de extremo a extremo.", None),
    ],
)
def test_what_becomes_of_a_line(text: str, becomes: str | None) -> None:
    found = read(line(f"Ann Lee: {LRM}Messages and calls are end-to-end encrypted.") + line(text))
    assert found == ["notice", f"2026-09-13 21:22 {becomes}" if becomes else "notice"]


@pytest.mark.parametrize(
    ("senders", "title", "names", "other"),
    [
        (("Ann Lee", "Paul"), ANN, ("Paul",), "Ann Lee"),
        (("Ann Lee", "P. Okade 🌻"), ANN, (), "Ann Lee"),  # the file says whose chat it is
        (("Ann Lee", "P. Okade"), "Chat de WhatsApp con Ann Lee (1)", (), "Ann Lee"),
        (("Ann Lee", "P. Okade"), "WhatsApp_Chat_with_Ann_Lee", (), "Ann Lee"),
        (("Ann Lee / Acme", "P"), "WhatsApp Chat with Ann Lee Acme", (), "Ann Lee / Acme"),
        (("Ann Lee", "Paul Okade"), "_chat", ("Paul",), "Ann Lee"),
        (("Paul Smith", "Paul"), "", ("Paul",), "Paul Smith"),
        (("Ann Lee",), "", ("Paul",), "Ann Lee"),
        (("Paul",), ANN, ("Paul",), "Ann Lee"),  # who never wrote back
        (("+1 555 0100", "Paul"), "", ("Paul",), "+1 555 0100"),
        (("\u202a+1 555 0100\u202c", "+1 555 0000"), "", ("+15550000",), "+1 555 0100"),
        (("Ann Lee", "Nora"), "", ("Paul",), "who"),
        (("Ann Lee", "Paul"), "", (), "who"),
        (("Ann Lee",), "", (), "who"),
        (("Paul",), "", ("Paul",), "nobody else named"),
        (("Ann Lee", "Paul"), "WhatsApp Chat with Family", ("Paul",), "group"),
        (("Ann Lee",), "WhatsApp Chat with Family", ("Paul",), "group"),
        (("Ann Lee", "Paul", "Bob"), "", ("Paul",), "group"),
    ],
)
def test_who_is_who(
    senders: tuple[str, ...], title: str, names: tuple[str, ...], other: str
) -> None:
    own = OWN._replace(names=tuple((name, "") for name in names), title=title)
    text = "".join(line(f"{sender}: hello") for sender in senders)
    found = list(whatsapp.read(io.BytesIO(text.encode()), own))
    if other == "who":
        assert [type(each) for each in found] == [NotRead]
        assert "me: your name" in said(found[0])
    elif other in ("group", "nobody else named"):
        assert [said(each) for each in found] == [other] * len(senders)
    else:
        assert {each.people[0].shown for each in found if isinstance(each, Message)} == {other}
        assert len(found) == len(senders)


@pytest.mark.parametrize(
    "notice",
    [
        f"Family: {LRM}Messages and calls are end-to-end encrypted.",
        f"Ann Lee: {LRM}Ann Lee created group “Family”",
        "Ann Lee created group “Family”",
        "Ann Lee hat die Gruppe „Familie“ erstellt",
    ],
)
def test_a_group_is_no_touch_of_anybody(notice: str) -> None:
    text = line(notice) + line("Ann Lee: hi all") + line("Paul: hi")
    assert read(text, OWN._replace(title="")) == ["group"] * 3


def test_the_team_is_told_apart() -> None:
    own = OWN._replace(names=(("Nora", ""), ("Paul Okade", "paul")))
    found = read(line("Paul Okade: hello") + line("Ann Lee: hi"), own)
    assert found == ["2026-09-13 21:22 out whatsapp Ann Lee paul",
                     "2026-09-13 21:22 in whatsapp Ann Lee"]  # fmt: skip


def test_equal_messages_of_one_minute_are_two_and_those_of_a_second_copy_none() -> None:
    text = "13/09/2026, 21:22 - Ann Lee: ok\n" * 2
    first, second = (
        [each.id for each in whatsapp.read(io.BytesIO(text.encode()), OWN)
         if isinstance(each, Message)]
        for _ in range(2)
    )  # fmt: skip
    assert first == second
    assert len(set(first)) == 2


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a long line": lambda: b"13/09/2026, 21:22 - Ann Lee: " + b"x" * 20_000_000,
    "a long line of no message": lambda: b"x" * 20_000_000,
    "blank lines": lambda: b"\n" * 5_000_000,
    "digits": lambda: b"1" * 10_000_000,
    "beginnings": lambda: b"13/09/2026, 21:22" * 500_000,
    "beginnings of lines": lambda: b"13/09/2026, 21:22\n" * 300_000,
    "brackets": lambda: b"[" * 10_000_000,
    "colons": lambda: b"13/09/2026, 21:22 - " + b"a:" * 5_000_000,
    "marks": lambda: "\u200e".encode() * 5_000_000,
    "zeros": lambda: b"13/09/2026, 21:22 - \0: \0\n" + b"\0" * 5_000_000,
    "no such days": lambda: b"99/99/9999, 99:99 - Ann Lee: x\n" * 50_000,
    "long numbers": lambda: b"0000/00/0000 00:00 - a: x\n" * 50_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_no_chat_takes_long(make: Callable[[], bytes]) -> None:
    raw = make()
    start = time.process_time()
    found = list(whatsapp.read(io.BytesIO(raw), OWN))
    assert time.process_time() - start < SECONDS
    assert found
    assert table.recognise(raw) in (None, *table.FORMATS)
    assert time.process_time() - start < SECONDS


PIECES = st.sampled_from(
    [
        *("13/09/2026", "[", "]", ", ", "9:22", " PM", " - ", "Ann Lee", ": ", "\n", LRM, NARROW),
        *("01.09.26", "2026년 9월 1일", "오후", "Paul", "Missed voice call", "group", "99", "\0"),
        *("0/0/0", "25:61", " am", "encrypted", "\r\n", "\u2028", "é", "\ufeff"),
    ]
)


@given(st.binary() | st.lists(PIECES, max_size=80).map(lambda all_: "".join(all_).encode()))
def test_no_bytes_raise(raw: bytes) -> None:
    found = list(whatsapp.read(io.BytesIO(raw), OWN))
    assert found
    assert all(isinstance(each, Message | Skipped | NotRead) for each in found)


STAMPED = st.sampled_from(
    ["[{:%d.%m.%y, %H:%M:%S}] ", "{:%d/%m/%Y, %H:%M} - ", "{:%Y-%m-%d %H:%M} - "]
)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 5000),
            st.sampled_from(["Ann Lee", "Paul"]),
            st.sampled_from(["hello", "two\nlines: of text", f"{LRM}image omitted"]),
        ),
        min_size=1,
        max_size=30,
    ),
    STAMPED,
    st.data(),
)
def test_parts_of_a_chat_say_what_the_whole_says(
    lines: list[tuple[int, str, str]], stamp: str, data: st.DataObject
) -> None:
    moment, written = datetime(2026, 3, 1), []
    for minutes, sender, text in lines:
        moment += timedelta(minutes=minutes)
        written.append(f"{stamp.format(moment)}{sender}: {text}\n")
    whole = "".join(written)
    cut = data.draw(st.integers(0, whole.count("\n")))
    every = whole.splitlines(keepends=True)
    own = OWN._replace(day_first=True)
    parts = ["".join(every[:cut]), "".join(every[cut:])]
    found = [
        each
        for part in parts
        for each in whatsapp.read(io.BytesIO(part.encode()), own)
        if not isinstance(each, NotRead)  # a part of which no line begins a message
    ]
    assert list(whatsapp.read(io.BytesIO(whole.encode()), own)) == found
