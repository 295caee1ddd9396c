"""One word of a touch is changed, and no other byte of its file."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest

from followup_md.editing.operations import AmendTouch
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from tests.helpers.edit_cases import apply
from tests.helpers.shapes import make

SETTINGS = Settings()
FILES = int(os.environ.get("FOLLOWUP_EDITS", "2000"))


def amended(entry: str, **words: Any) -> str:
    """Return an entry after an edit, in a file with neighbours and comments."""
    frame = "---\nname: Ann  # hers\ntouches:\n  - 2026-08-01 call\n  {}\n  # the end\n---\nBody\n"
    text = frame.format(entry)
    contact = read_text("ann", text, SETTINGS).contact
    assert contact is not None
    after = apply(
        text, [AmendTouch(1, contact.touches[1]._replace(line=0, **words))], "ann", SETTINGS
    )
    before, behind = frame.split("{}")
    assert after.startswith(before)
    assert after.endswith(behind)
    return after[len(before) : -len(behind)]


@pytest.mark.parametrize(
    ("entry", "after"),
    [
        ("- 2026-09-01 in email, thanks!", "- 2026-09-01 in email fyi, thanks!"),
        ("-   2026-09-01  IN  Email ,  thanks!  # c",
         "-   2026-09-01  IN  Email fyi ,  thanks!  # c"),
        ("- 2026-09-01 in call Missed, email me", "- 2026-09-01 in call fyi, email me"),
        ("- 2026-09-01 in call no answer, x", "- 2026-09-01 in call fyi, x"),
        ("- 2026-09-01 in call left-with Bo @me", "- 2026-09-01 in call fyi with Bo @me"),
        ("- 2026-09-01 09:30 in text re Q-1 @bo, ok",
         "- 2026-09-01 09:30 in text fyi re Q-1 @bo, ok"),
        ("- 2026-09-01 in email: thanks, all", "- 2026-09-01 in email fyi: thanks, all"),
        ("- 2026-09-01 in email:", "- 2026-09-01 in email fyi:"),
        ("- '2026-09-01 in email, it''s fine'", "- '2026-09-01 in email fyi, it''s fine'"),
        ('- "2026-09-01 in email, \\u00e9: b"', '- "2026-09-01 in email fyi, \\u00e9: b"'),
        ("- 2026-09-01 in email with missed calls, x",
         "- 2026-09-01 in email fyi with missed calls, x"),
        ("- {date: 2026-09-01, direction: in, channel: email, note: thanks} # c",
         "- {date: 2026-09-01, direction: in, channel: email, note: thanks, outcome: fyi} # c"),
        ("- {date: 2026-09-01, direction: in, channel: call, outcome: 'missed', note: x}",
         "- {date: 2026-09-01, direction: in, channel: call, outcome: 'fyi', note: x}"),
        ("- date: 2026-09-01 # c\n    direction: in\n    channel: email # d",
         "- date: 2026-09-01 # c\n    direction: in\n    channel: email # d\n    outcome: fyi"),
        ("- date: 2026-09-01\n    direction: in\n    outcome: received # d\n    channel: email",
         "- date: 2026-09-01\n    direction: in\n    outcome: fyi # d\n    channel: email"),
    ],
)  # fmt: skip
def test_the_outcome(entry: str, after: str) -> None:
    assert amended(entry, outcome="fyi") == after


@pytest.mark.parametrize(
    ("entry", "after"),
    [
        ("- 2026-09-16 Meeting planned, x", "- 2026-09-18 15:00 Meeting planned, x"),
        ("- 2026-09-16 12:30 lunch planned, 12:30", "- 2026-09-18 15:00 lunch planned, 12:30"),
        ('- {date: 2026-09-16, time: "12:30", channel: lunch, outcome: planned}',
         '- {date: 2026-09-18, time: "15:00", channel: lunch, outcome: planned}'),
    ],
)  # fmt: skip
def test_the_day_and_the_time(entry: str, after: str) -> None:
    assert amended(entry, date=date(2026, 9, 18), time="15:00") == after


def test_an_entry_over_several_lines_becomes_one() -> None:
    assert amended("- >-\n    2026-09-01 in email,\n    thanks", outcome="fyi") == (
        "- 2026-09-01 in email fyi, thanks"
    )


def test_in_every_way_of_writing() -> None:
    found: Counter[str] = Counter()
    for seed in range(FILES):
        text = make(Random(seed), wild=seed % 4 == 0)
        contact = read_text("ann", text, SETTINGS).contact
        for number, touch in enumerate(contact.touches if contact is not None else ()):
            new = touch._replace(line=0, outcome="fyi")
            after = apply(text, [AmendTouch(number, new)], "ann", SETTINGS)
            same = len(os.path.commonprefix((text, after)))  # noqa: RUF071
            rest = len(os.path.commonprefix((text[same:][::-1], after[same:][::-1])))  # noqa: RUF071
            size = max(len(text), len(after)) - same - rest
            found["one word" if size <= 30 else "a line"] += 1
    assert found["one word"] > found["a line"] * 10
