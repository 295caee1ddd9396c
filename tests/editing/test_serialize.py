from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.editing.operations import AddEntry
from followup_md.editing.serialize import entry_line, read_entry, read_touch
from followup_md.errors import RefusedError, TextError
from followup_md.model.contact import Promise, Quote, Touch
from followup_md.model.settings import CHANNELS, Settings
from followup_md.parsing.contact_file import read_text
from followup_md.parsing.entries import OUTCOMES, THEIRS
from tests.helpers.edit_cases import apply

SETTINGS = Settings()
DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (Touch(DAY, channel="call"), "2026-09-01 call"),
        (Touch(DAY, channel="call", outcome="voicemail", note="x"), "2026-09-01 call voicemail, x"),
        (
            Touch(DAY, "14:30", "in", "call", "answered", "Bob", "Q-1", "pa", "ok, then"),
            "2026-09-01 14:30 in call answered with Bob re Q-1 @pa, ok, then",
        ),
        (
            Touch(DAY, channel="call", outcome="left-with", with_="her mother"),
            "2026-09-01 call left-with her mother",
        ),
        (Touch(DAY, channel="zoom", with_="Bob and Al"), "2026-09-01 zoom with Bob and Al"),
        (Touch(DAY, channel="email", outcome="no-answer"), "2026-09-01 email no-answer"),
        (Promise(DAY, what="send: it"), "2026-09-01, send: it"),
        (Promise(DAY, True, what="form"), "2026-09-01 theirs, form"),
        (Promise(DAY, kept=date(2026, 9, 2)), "2026-09-01 kept 2026-09-02"),
        (Promise(DAY, True, dropped=DAY, what="x"), "2026-09-01 theirs dropped 2026-09-01, x"),
        (Quote(DAY, "Q-1"), "2026-09-01 Q-1"),
        (Quote(DAY, "Q-1", won=DAY, what="roof, 2"), "2026-09-01 Q-1 won 2026-09-01, roof, 2"),
        (Quote(DAY, "Q-1", withdrawn=DAY), "2026-09-01 Q-1 withdrawn 2026-09-01"),
    ],
)  # fmt: skip
def test_one_line_an_entry(entry: Touch | Promise | Quote, line: str) -> None:
    assert entry_line(entry, SETTINGS) == line


@pytest.mark.parametrize(
    "entry",
    [
        Touch(DAY, channel="call", with_="Bob, Al"),
        Touch(DAY, channel="call", with_="Bob re Q-1"),
        Touch(DAY, channel="call", outcome="left-with"),
        Touch(DAY, channel="call", re="two words"),
        Touch(DAY, channel="pigeon"),
        Touch(DAY, channel="call", with_="Bob: the son"),
        Quote(DAY, "won"),
        Quote(DAY, "Q 1"),
    ],
)
def test_what_no_line_can_say_is_refused(entry: Touch | Promise | Quote) -> None:
    with pytest.raises(RefusedError, match="cannot be written as one entry"):
        entry_line(entry, SETTINGS)


def test_reading_one_line_explains_what_is_wrong() -> None:
    assert read_touch("2026-09-01 call: hi", SETTINGS) == Touch(DAY, channel="call", note="hi")
    with pytest.raises(TextError, match="did you mean `voicemail`"):
        read_touch("2026-09-01 call voicemial, hi", SETTINGS)
    with pytest.raises(TextError, match="one word"):
        read_entry("quotes", "2026-09-01 Q-1 for the roof", SETTINGS)
    with pytest.raises(TextError, match="an entry is a date"):
        read_entry("promises", "", SETTINGS)


WORD = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z")), min_size=1)
NOTES = st.text(st.characters(codec="utf-8"), max_size=60)
DATES = st.dates()


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(
    st.builds(
        Touch,
        DATES,
        st.sampled_from(("", "00:00", "23:59")),
        st.sampled_from(("in", "out")),
        st.sampled_from(sorted(CHANNELS)),
        st.sampled_from(("", *OUTCOMES)),
        st.one_of(st.just(""), WORD),
        st.one_of(st.just(""), WORD),
        st.one_of(st.just(""), WORD),
        NOTES,
    )
)
def test_a_touch_written_is_the_touch_read(touch: Touch) -> None:
    try:
        line = entry_line(touch, SETTINGS)
    except RefusedError:
        odd = [touch.with_, touch.re, touch.by]
        theirs = touch.outcome in THEIRS and not touch.incoming
        assert (
            theirs
            or touch.outcome == "left-with"
            or any(not word.isalnum() for word in odd if word)
        ), touch
        return
    text = apply("---\nname: Ann\n---\n", [AddEntry("touches", line)], "ann", SETTINGS)
    contact = read_text("ann", text, SETTINGS).contact
    assert contact is not None
    assert contact.touches == (touch._replace(note=touch.note.strip(), line=4),)
