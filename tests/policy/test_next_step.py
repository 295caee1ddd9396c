from __future__ import annotations

import pytest

from followup_md.policy import next_step
from tests.helpers.sample import CALENDAR, SETTINGS, day, person

SEVEN = tuple(f"09-{n:02d} email" for n in (1, 2, 3, 4, 7, 8, 9))


@pytest.mark.parametrize(
    ("touches", "front", "expected"),
    [
        (
            ["09-01 call voicemail", "09-03 email", "09-08 call no-answer"],
            "",
            "Try 3 of 7; next: text today.",
        ),
        (["09-14 call voicemail"], "", "Try 1 of 7; next: e-mail on Wed 16 Sep."),
        (["09-14 email bounced"], "", "Next: call on Tue 15 Sep."),
        (
            SEVEN,
            "",
            "Try 7 of 7, the last of its series; next: call on Mon 8 Mar 2027, to keep in touch.",
        ),
        (["09-14 in call missed"], "", "You owe an answer; next: call today."),
        (
            ["09-14 call"],
            "promises: ['09-18, send it']",
            "Next: you promised it for Fri 18 Sep: send it.",
        ),
        (
            ["09-14 call"],
            "promises: ['09-18 theirs, the form']",
            "Next: text on Mon 21 Sep, what they promised: the form.",
        ),
        (
            ["09-14 call", "09-16 lunch planned, Rosa's"],
            "",
            "Next: lunch planned for Wed 16 Sep.",
        ),
        (
            ["09-10 lunch planned, Rosa's"],
            "",
            "Next: lunch planned for Thu 10 Sep: did it happen?",
        ),
        (["09-14 call"], "follow_up: 10-01 budget", "Next: text on Thu 1 Oct, the day you set."),
        (["09-14 call"], "quotes: [09-14 Q-1]", "Next: e-mail on Tue 15 Sep, quote Q-1."),
        (["09-14 call"], "quotes: [09-11 Q-1]", "Next: call on Wed 23 Sep, quote Q-1."),
        ([], "met: 09-14\nreason: roof", "Next: call on Tue 15 Sep, the first touch."),
        ([], "met: 09-14", "No date follows yet: a touch or a `reason` sets one."),
        ([], "reason: roof", "No date follows yet: a touch or `met` sets one."),
        (
            [],
            "birthday: 1980-09-20",
            "No date follows yet: a touch, or a `reason` with `met`, sets one.",
        ),
        (["09-14 in call missed"], "status: declined 2026-09-14", "Nothing more is due."),
    ],
)
def test_one_sentence_says_what_follows(touches: list[str], front: str, expected: str) -> None:
    contact = person(*touches, front=front)
    assert next_step.describe(contact, SETTINGS, CALENDAR, day("09-14")) == expected


def test_nobody_can_be_reached_without_an_address() -> None:
    contact = person("09-14 call", front=f"never: [{', '.join(SETTINGS.channels)}]")
    found = next_step.describe(contact, SETTINGS, CALENDAR, day("09-14"))
    assert found.startswith("Next: on Mon 15 Mar 2027, but no way to reach them")


def test_the_channel_to_ask_for() -> None:
    asked = [
        next_step.suggested_channel(person(*touches), SETTINGS, CALENDAR, day("09-14"))
        for touches in ([], ["09-10 call voicemail"], ["09-14 in email"])
    ]
    assert asked == ["call", "email", "email"]


def test_a_days_limit_hides_nothing_here() -> None:
    full = SETTINGS._replace(limit=0)
    contact = person("09-01 call voicemail")
    assert next_step.describe(contact, full, CALENDAR, day("09-14")).endswith("next: e-mail today.")
