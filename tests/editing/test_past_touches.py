"""Touches of the past in a list: what is there already, where they go, what is closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.editing import serialize
from followup_md.editing.past_touches import PastTouches
from followup_md.editing.plan import apply_plan
from followup_md.model.contact import Contact, Touch
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from followup_md.policy.history import read_history

SETTINGS = Settings()
CLOSED = date(2026, 8, 31)


def added(there: str, new: str, closed: date | None = None) -> list[str]:
    """Return the touches of a file, as written, once others were added."""
    lines = [f"  - {line}\n" for line in there.splitlines() if line]
    head = "touches:\n" if lines else ""
    touches = [serialize.read_touch(line, SETTINGS) for line in new.splitlines()]
    plan = PastTouches(tuple(touches), SETTINGS, closed)
    text = f"---\nname: Ann\n{head}{''.join(lines)}---\n"
    after = apply_plan(text, plan.plan, "ann", SETTINGS).text
    assert apply_plan(after, plan.plan, "ann", SETTINGS).text == after
    return [line[4:] for line in after.splitlines() if line.startswith("  - ")]


NOT_ADDED = [
    ("2026-09-01 email, by hand", "2026-09-01 09:00 email"),
    ("2026-09-01 mail", "2026-09-01 09:00 email"),
    ("2026-09-01 09:00 email fyi", "2026-09-01 09:00 email"),
    ("2026-09-01 11:00 email", "2026-09-01 09:00 email"),
    ("2026-09-01 09:00 email fyi, bounced", "2026-09-01 09:00 email bounced"),
    ("2026-09-01 phone voicemail", "2026-09-01 09:00 call no-answer"),
    ("2026-09-01 09:00 call answered", "2026-09-01 09:00 call answered"),
]


@pytest.mark.parametrize(("there", "new"), NOT_ADDED)
def test_what_is_there_is_not_added(there: str, new: str) -> None:
    assert added(there, new) == [there]


ADDED = [
    ("2026-09-01 08:00 email", "2026-09-01 09:00 email"),
    ("2026-09-01 email", "2026-09-01 09:00 in email"),
    ("2026-09-01 09:00 email", "2026-09-01 09:00 email bounced"),
    ("2026-09-01 09:00 text", "2026-09-01 09:00 email"),
    ("2026-09-01 08:00 call voicemail", "2026-09-01 09:00 call answered"),
    ("2026-09-01 email cancelled", "2026-09-01 09:00 email"),
]


@pytest.mark.parametrize(("there", "new"), ADDED)
def test_what_is_another_one_is_added_behind_it(there: str, new: str) -> None:
    assert added(there, new) == [there, new]


def test_entries_go_where_their_day_and_time_belong() -> None:
    there = "2026-08-01 call met\n2026-09-01 10:00 email\n2026-09-03 meeting\n"
    new = "2026-07-01 in email\n2026-09-01 09:00 in email\n2026-09-02 email\n2026-09-04 email"
    assert added(there, new) == [
        "2026-07-01 in email",
        "2026-08-01 call met",
        "2026-09-01 09:00 in email",
        "2026-09-01 10:00 email",
        "2026-09-02 email",
        "2026-09-03 meeting",
        "2026-09-04 email",
    ]


def test_an_appointment_of_the_day_and_channel_is_completed() -> None:
    there = "2026-09-01 email planned, send the plan"
    assert added(there, "2026-09-01 09:00 email") == ["2026-09-01 09:00 email, send the plan"]
    there = "2026-09-01 call planned, the roof\n2026-09-01 08:00 in email"
    assert added(there, "2026-09-01 09:00 call answered") == [
        "2026-09-01 08:00 in email",
        "2026-09-01 09:00 call answered, the roof",
    ]


PAST = [
    ("2026-08-01 09:00 in email", "2026-08-01 09:00 in email fyi"),
    ("2026-08-01 09:00 in call missed", "2026-08-01 09:00 in call fyi, missed"),
    ("2026-08-01 09:00 email, 3 messages", "2026-08-01 09:00 email fyi, 3 messages"),
    ("2026-08-01 09:00 email bounced, 5.1.1", "2026-08-01 09:00 email fyi, bounced, 5.1.1"),
    ("2026-08-31 09:00 in email", "2026-08-31 09:00 in email"),
    ("2026-08-01 09:00 call answered", "2026-08-01 09:00 call answered"),
]


@pytest.mark.parametrize(("new", "written"), PAST)
def test_nothing_is_awaited_of_the_past(new: str, written: str) -> None:
    assert added("", new, CLOSED) == [written]


def test_what_was_settled_then_stays_as_it_was() -> None:
    new = "2026-07-01 in email\n2026-07-02 email\n2026-07-09 email\n2026-07-10 in email"
    assert added("", new, CLOSED) == [
        "2026-07-01 in email",
        "2026-07-02 email",
        "2026-07-09 email fyi",
        "2026-07-10 in email fyi",
    ]


def test_what_you_wrote_down_yourself_is_never_closed() -> None:
    assert added("2026-07-01 in call missed", "2026-06-01 in email", CLOSED) == [
        "2026-06-01 in email fyi",
        "2026-07-01 in call missed",
    ]


@pytest.mark.parametrize("lines", ["touches:\n", "touches: []\n", "touches: # mine\n", ""])
def test_an_empty_list_takes_several(lines: str) -> None:
    touches = (Touch(date(2026, 9, 1), channel="email"), Touch(date(2026, 9, 2), channel="text"))
    plan = PastTouches(touches, SETTINGS)
    after = apply_plan(f"---\nname: Ann\n{lines}---\n", plan.plan, "ann", SETTINGS)
    assert [touch._replace(line=0) for touch in after.contact.touches] == list(touches)


FIRST = datetime(2026, 8, 1)
messages = st.lists(
    st.builds(
        lambda minute, direction, channel: Touch(
            (FIRST + timedelta(minutes=minute)).date(),
            f"{FIRST + timedelta(minutes=minute):%H:%M}",
            direction,
            channel,
        ),
        st.integers(0, 60 * 24 * 40),
        st.sampled_from(["in", "out"]),
        st.sampled_from(["email", "text"]),
    ),
    min_size=1,
    max_size=12,
)


def last_words(contact: Contact) -> dict[tuple[date, str, str], str]:
    """Return the time of the last entry of each day, channel and direction."""
    found: dict[tuple[date, str, str], str] = {}
    for touch in contact.touches:
        key = (touch.date, touch.channel, touch.direction)
        found[key] = max(found.get(key, ""), touch.time)
    return found


def imported(text: str, some: list[Touch], closed: date | None) -> str:
    daily: dict[tuple[date, str, str], Touch] = {}
    for touch in sorted(some, key=lambda each: (each.date, each.time)):
        daily[touch.date, touch.channel, touch.direction] = touch
    touches = sorted(daily.values(), key=lambda each: (each.date, each.time))
    return apply_plan(text, PastTouches(tuple(touches), SETTINGS, closed).plan, "a", SETTINGS).text


@settings(max_examples=100, deadline=None)
@given(messages, st.data(), st.sampled_from([None, CLOSED]))
def test_any_split_in_any_order_gives_the_same_last_words(
    every: list[Touch], data: st.DataObject, closed: date | None
) -> None:
    empty = "---\nname: A\n---\n"
    parts = [data.draw(st.integers(0, 2)) for _ in every]
    text = empty
    for part in data.draw(st.permutations(range(3))):
        text = imported(text, [t for t, p in zip(every, parts, strict=True) if p == part], closed)
    again = imported(text, every, closed)
    assert again == text
    found = read_text("a", text, SETTINGS).contact
    once = read_text("a", imported(empty, every, closed), SETTINGS).contact
    assert found is not None
    assert once is not None
    assert last_words(found) == last_words(once)
    keys = [(touch.date, touch.time) for touch in found.touches]
    assert keys == sorted(keys)
    if closed is not None:
        history = read_history(once, SETTINGS)
        assert not [t for t in (*history.debts, *history.streak) if t.date < closed]
