from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from followup_md.model.agenda import Item
from followup_md.model.contact import Contact
from followup_md.model.settings import CADENCES, CHANNELS, Cadence, Channel, Settings
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import gather_facts
from followup_md.policy.next_channel import next_channel
from followup_md.policy.quiet_hours import local_time, next_welcome_hour
from followup_md.policy.workdays import Calendar
from tests.helpers.sample import SETTINGS, day, person, row

Q = "quotes:\n  - 09-01 Q-114, X"
MET = "met: 09-01\nreason: x"
NONE = "language: en"  # neither phone nor e-mail
PHONE = "phone: 1"
MAIL = "email: a@example.org"


def next_for(contact: Contact, kind: str, on: str = "09-20", settings: Settings = SETTINGS) -> str:
    """Return the channel for an item of this kind that the contact has."""
    found = gather_facts(contact, settings, Calendar(), day(on))
    (item,) = (i for i in apply_rules(found) if i.kind == kind)
    return next_channel(item, found)


@pytest.mark.parametrize(
    ("kind", "contact", "expected"),
    [
        # owed: the oldest debt's, as typed
        ("owed", person("09-01 in text", "09-02 in email"), "text"),
        ("owed", person("09-01 in phone missed"), "phone"),
        ("owed", person("09-01 in email", "09-02 in phone missed"), "phone"),  # it returns both
        ("owed", person("09-01 in text", reach=MAIL), "email"),  # else the first usable of the list
        ("owed", person("09-01 in email", reach=PHONE), "call"),
        # quote: the series' list, the attempts one by one, nothing added for the talk
        ("quote", person(front=Q), "email"),
        ("quote", person("09-02 email", front=Q), "call"),
        ("quote", person("09-02 email", "09-02 call voicemail", front=Q), "email"),
        ("quote", person("09-02 email", "09-03 call", front=Q), "call"),  # other business
        ("quote", person("09-02 email", "09-07 call", front=Q), "email"),
        ("quote", person("09-02 email", "09-07 call", "09-16 email", front=Q), "call"),
        ("quote", person(front=f"{Q}\nprefer: text"), "text"),
        # chase and follow-up: the list at the number of tries, wrapping round
        ("chase", person("09-01 call busy"), "email"),
        ("chase", person("09-01 call busy", "09-01 email", "09-02 call busy"), "text"),
        ("chase", person(*(["09-01 call busy"] * 7)), "call"),
        ("chase", person(*(["09-01 call busy"] * 8)), "email"),
        ("chase", person("09-01 call busy", front="prefer: text, letter"), "letter"),
        ("chase", person("09-01 call busy", "09-02 email", front="prefer: text, letter"), "text"),
        ("follow-up", person("09-01 call busy", front="follow_up: 09-18"), "email"),
        ("follow-up", person("09-01 call busy", front="follow_up: 09-18\ncadence: none"), "email"),
        # first: the list's first
        ("first", person(front=MET), "call"),
        ("first", person(front=f"{MET}\ncadence: gentle"), "text"),
        ("first", person(front=MET, reach=MAIL), "email"),
        # waiting: its own series' list, likewise
        ("waiting", person(front="promises:\n  - 09-04 theirs, x"), "text"),
        ("waiting", person("09-07 text", front="promises:\n  - 09-04 theirs, x"), "call"),
        # promise: something to send
        ("promise", person("08-01 call", front="promises:\n  - 09-04, x"), "email"),
        ("promise", person("08-01 call", front="promises:\n  - 09-04, x", reach=PHONE), "text"),
        ("promise", person(front="promises:\n  - 09-04, x\nprefer: call, signal"), "signal"),
        ("promise", person(front="promises:\n  - 09-04, x\nprefer: call"), "email"),
        ("promise", person("08-01 slack replied", "08-02 zoom", reach=NONE,
                           front="promises:\n  - 09-04, x"), "slack"),
        ("promise", person(front="promises:\n  - 09-04, x\nnever: email, text"), "call"),
        # planned: a question to you
        ("planned", person("08-01 call", "09-08 meeting planned"), ""),
        # all others: prefer, the last talk, the last answer, the list's first
        ("keep-in-touch", person("08-01 coffee", "08-02 email replied"), "coffee"),
        ("keep-in-touch", person("08-01 coffee", front="prefer: text, call"), "text"),
        ("keep-in-touch", person("08-02 email replied"), "email"),
        ("keep-in-touch", person("08-01 coffee", "09-01 email fyi"), "coffee"),
        ("keep-in-touch", person("09-01 email fyi"), "call"),
        ("keep-in-touch", person("08-01 call", front="never: call"), "text"),  # gentle's first
        ("birthday", person(front="birthday: --09-20\nprefer: card"), "card"),
        ("birthday", person("08-02 call", "08-03 lunch", front="birthday: --09-20"), "text"),
        ("birthday", person("08-02 email replied", "08-03 lunch", "08-04 email replied",
                            front="birthday: --09-20"), "email"),
    ],
)  # fmt: skip
def test_choice(kind: str, contact: Contact, expected: str) -> None:
    assert next_for(contact, kind) == expected


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (person("09-01 call busy", reach=PHONE), "call"),  # email is not usable: the next
        (person("09-01 call busy", "09-02 email", reach=MAIL), "email"),  # call, text, email
        (person("09-01 call busy", front="never: email"), "call"),
        (person("09-01 call busy", front="never: mail"), "call"),  # mail counts as email
        (person("09-01 call busy", "09-01 email bounced"), "call"),
        (person("09-01 call busy", "09-01 in mail bounced"), "call"),
        (
            person("08-01 email bounced", "08-02 email", "09-01 in text", "09-02 call voicemail"),
            "email",
        ),
        # Where they were reached before, then what their number is good for.
        (person("08-01 lunch", "08-02 slack replied", "09-01 card", reach=NONE), "slack"),
        (
            person(
                "08-01 lunch", "08-02 slack replied", "09-01 card", reach=NONE, front="never: slack"
            ),
            "lunch",
        ),
        (person("09-01 card", reach=PHONE, front="never: call, text"), "whatsapp"),
        (person("09-01 card", reach=NONE), ""),  # and never a video call to nowhere
        # Last, where a page of theirs is.
        (person("09-01 card", reach=NONE, front="url: https://www.linkedin.com/in/x"), "linkedin"),
        (person("09-01 card", reach=NONE, front="url: de.LinkedIn.com/in/x"), "linkedin"),
        (
            person("09-01 card", reach=NONE, front="url: [https://x.example, https://t.me/x]"),
            "telegram",
        ),
        (person("09-01 card", reach=NONE, front="url: https://notlinkedin.com/in/x"), ""),
        (person("09-01 card", reach=NONE, front="url: https://x.example/linkedin.com/"), ""),
        (person("09-01 card", reach=NONE, front="url: x.example/https://linkedin.com/x"), ""),
        (person("09-01 card", reach=NONE, front="url: https://x.example/?https://t.me/x"), ""),
        (person("09-01 card", front="url: https://www.linkedin.com/in/x"), "email"),
        (
            person(
                "09-01 linkedin bounced", reach=NONE, front="url: https://www.linkedin.com/in/x"
            ),
            "",
        ),
    ],
)
def test_a_channel_that_would_not_reach_them_is_passed_over(
    contact: Contact, expected: str
) -> None:
    assert next_for(contact, "chase") == expected


def test_no_way_to_reach_them() -> None:
    contact = person("09-01 letter", reach=NONE, front=f"never: {', '.join(CHANNELS)}")
    assert next_for(contact, "chase") == ""


def test_channels_of_the_settings() -> None:
    settings = Settings(
        channels={**CHANNELS, "pigeon": Channel(live=False)},
        cadences={**CADENCES, "slow": Cadence((3,), ("pigeon", "call")), "bare": Cadence((3,))},
    )
    slow = person(front=f"{MET}\ncadence: slow", settings=settings)
    assert next_for(slow, "first", settings=settings) == "pigeon"
    bare = person(front=f"{MET}\ncadence: bare", settings=settings)
    assert next_for(bare, "first", settings=settings) == "call"  # warm's


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (person("09-01 call busy"), (2, 7)),
        (person(*(["09-01 call busy"] * 9)), (7, 7)),
        (person("09-01 call bounced"), (1, 7)),
        (person("08-01 call", "09-01 text"), (2, 3)),
        (person("09-02 email", front=Q), (2, None)),
        (person("09-04 in email"), (None, None)),
    ],
)
def test_touch_n_of_m(contact: Contact, expected: tuple[int | None, int | None]) -> None:
    found = row(contact, "10-01")
    assert (found.touch, found.of) == expected


# The hour.


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        ("", "2026-09-08T08:59", "08:59 there; a call is fine from 09:00"),
        ("", "2026-09-08T09:00", None),
        ("", "2026-09-08T19:59", None),
        ("", "2026-09-08T20:00", "20:00 there; a call is fine from 09:00 tomorrow"),
        ("hours: 14:00-24:00", "2026-09-08T23:59", None),
        ("hours: 14:00-24:00", "2026-09-08T00:10", "00:10 there; a call is fine from 14:00"),
        ("", "9999-12-31T23:00", "23:00 there"),
    ],
)
def test_hours(hours: str, now: str, expected: str | None) -> None:
    assert next_welcome_hour(person(front=hours).hours, datetime.fromisoformat(now)) == expected


def test_hours_over_midnight() -> None:
    night = ("22:00", "06:00")
    assert next_welcome_hour(night, datetime(2026, 9, 8, 23)) is None
    assert next_welcome_hour(night, datetime(2026, 9, 8, 5)) is None
    assert (
        next_welcome_hour(night, datetime(2026, 9, 8, 6))
        == "06:00 there; a call is fine from 22:00"
    )


@pytest.mark.parametrize(
    ("zone", "hours", "now", "expected"),
    [
        # 30 December 2011 does not exist in Apia.
        ("Pacific/Apia", "09:00-18:00", (2011, 12, 29, 21), "09:00 on 2011-12-31"),
        # The clock goes from 02:00 to 03:00.
        ("Europe/Berlin", "02:30-18:00", (2026, 3, 29, 1), "03:30"),
        # Midnight itself is skipped.
        ("America/Sao_Paulo", "00:30-18:00", (2018, 11, 3, 22), "01:30 tomorrow"),
    ],
)
def test_an_hour_that_the_clock_skips(
    zone: str, hours: str, now: tuple[int, int, int, int], expected: str
) -> None:
    words = next_welcome_hour(
        person(front=f"hours: {hours}").hours, datetime(*now, tzinfo=ZoneInfo(zone))
    )
    assert words is not None
    assert words.endswith(f"a call is fine from {expected}")


def test_their_clock() -> None:
    noon = datetime(2026, 9, 8, 12, tzinfo=UTC)
    tokyo = "Asia/Tokyo"
    assert local_time(noon, person(front="timezone: America/New_York").timezone, tokyo).hour == 8
    assert local_time(noon, "", tokyo).hour == 21
    assert local_time(noon, "", "") is noon
    edge = datetime.max.replace(tzinfo=UTC)
    assert local_time(edge, "", tokyo) is edge


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc", "America", ""])
def test_a_zone_that_is_none(zone: str) -> None:
    noon = datetime(2026, 9, 8, 12, tzinfo=UTC)
    assert local_time(noon, zone, "") == noon


def test_an_item_that_was_made_elsewhere() -> None:
    found = gather_facts(person(), SETTINGS, Calendar(), day("09-08"))
    assert next_channel(Item("birthday", day("09-08"), day("09-08")), found) == "call"
