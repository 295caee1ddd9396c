"""Entries: one line of text, or a mapping of the same words; what is wrong is in cases/read."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.frontmatter import quoting
from followup_md.frontmatter.parse import parse
from followup_md.model.contact import Promise, Quote, Touch
from followup_md.model.settings import CHANNELS, Settings
from followup_md.parsing.entries import OUTCOMES, THEIRS, read_promises, read_quotes, read_touches
from followup_md.parsing.report import Report

DAY = date(2026, 9, 1)
SETTINGS = Settings()


def touches(lines: str, given: Settings = SETTINGS) -> tuple[Touch, ...]:
    report = Report(1)
    _, node = parse(f"x:\n{lines}").pairs[0]
    found = read_touches(node, given, report)
    assert not report.errors, report.errors
    return tuple(touch._replace(line=0) for touch in found)


def touch(text: str) -> Touch:
    (found,) = touches(f"  - {text}")
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-01 call", Touch(DAY, channel="call")),
        ("2026-09-01 call,", Touch(DAY, channel="call")),
        ("2026-09-01 call:", Touch(DAY, channel="call")),
        ("2026-09-01 call, x", Touch(DAY, channel="call", note="x")),
        ("2026-09-01 call: x", Touch(DAY, channel="call", note="x")),
        ("2026-09-01 call:   x", Touch(DAY, channel="call", note="x")),
        ("2026-09-01 call ,x", Touch(DAY, channel="call", note="x")),
        ("2026-09-01 call, a, b: c", Touch(DAY, channel="call", note="a, b: c")),
        ("2026-09-01 call, a:b", Touch(DAY, channel="call", note="a:b")),
        ("2026-09-01 call: a, b", Touch(DAY, channel="call", note="a, b")),
        ("2026-09-01 14:30 call, x", Touch(DAY, "14:30", channel="call", note="x")),
        ("2026-09-01 00:00 in PHONE", Touch(DAY, "00:00", "in", "phone")),
        ("2026-09-01 out call", Touch(DAY, channel="call")),
        ("2026-09-01 In Call Missed", Touch(DAY, "", "in", "call", "missed")),
        ("2026-09-01 call no answer", Touch(DAY, channel="call", outcome="no-answer")),
        ("2026-09-01 call No-Answer", Touch(DAY, channel="call", outcome="no-answer")),
        (
            "2026-09-01 call left with Eve",
            Touch(DAY, channel="call", outcome="left-with", with_="Eve"),
        ),
        (
            "2026-09-04 call left-with her assistant, call back: any time",
            Touch(
                date(2026, 9, 4),
                "",
                "out",
                "call",
                "left-with",
                "her assistant",
                "",
                "",
                "call back: any time",
            ),
        ),
        ("2026-09-01 call with Ann Lee", Touch(DAY, channel="call", with_="Ann Lee")),
        (
            "2026-09-01 call answered with Ann re Q-114 @paul, x",
            Touch(DAY, "", "out", "call", "answered", "Ann", "Q-114", "paul", "x"),
        ),
        (
            "2026-09-01 call re a:b @paul: x",
            Touch(DAY, "", "out", "call", re="a:b", by="paul", note="x"),
        ),
        (
            "2026-09-01  call \t answered ,  x  y",
            Touch(DAY, channel="call", outcome="answered", note="x  y"),
        ),
        ("'2026-09-01 call, it''s: a: b'", Touch(DAY, channel="call", note="it's: a: b")),
        (
            '2026-09-01 call voicemail: "a: b"',
            Touch(DAY, channel="call", outcome="voicemail", note="a: b"),
        ),
        ("|\n    2026-09-01 call, x\n    y", Touch(DAY, channel="call", note="x\ny")),
        ("2026-09-01 call,\n    x\n    y", Touch(DAY, channel="call", note="x y")),
        ("0001-01-01 call", Touch(date.min, channel="call")),
        ("9999-12-31 call", Touch(date.max, channel="call")),
    ],
)
def test_a_touch(text: str, expected: Touch) -> None:
    assert touch(text) == expected


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome(outcome: str) -> None:
    who = " Eve" if outcome == "left-with" else ""
    way = "in " if outcome in THEIRS else ""
    assert touch(f"2026-09-01 {way}call {outcome.upper()}{who}, x").outcome == outcome


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel(channel: str) -> None:
    assert touch(f"2026-09-01 in {channel.title()}, x") == Touch(DAY, "", "in", channel, note="x")


def test_channels_of_the_settings() -> None:
    words = dict.fromkeys(("xing", "xing-dm", "c.f"), CHANNELS["email"])
    (found,) = touches("- 2026-09-01 xing-dm sent, x", Settings(channels=words))
    assert (found.channel, found.outcome) == ("xing-dm", "sent")


@pytest.mark.parametrize("word", ["\u017fms", "v\u0131deo", "lin\u212aedin", "\uff43all"])
def test_letters_that_only_look_alike_are_no_channel(word: str) -> None:
    report = Report(1)
    _, node = parse(f"x: ['2026-09-01 {word}, y']").pairs[0]
    assert read_touches(node, SETTINGS, report) == ()
    assert report.errors


def test_the_same_touch_as_a_mapping() -> None:
    line = touch("2026-09-03 14:30 in call answered with Bob re Q-114 @paul, wants two: a, b")
    block = "\n".join(
        [
            "  - date: 2026-09-03",
            "    time: 14:30",
            "    direction: In",
            "    channel: Call",
            "    outcome: answered",
            "    with: Bob",
            "    re: Q-114",
            "    by: '@paul'",
            "    note: 'wants two: a, b'",
        ]
    )
    flow = (
        "  - {date: 2026-09-03, time: '14:30', direction: in, channel: call, outcome: answered,"
        " with: Bob, re: Q-114, by: paul, note: 'wants two: a, b'}"
    )
    assert touches(block) == touches(flow) == (line,)


WORD = st.text("abcXYZ-\u00e9\u4e16.", min_size=1, max_size=8).filter(
    lambda word: word.strip("-. ") and word.lower() not in ("re", "with")
)
NOTE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]) | st.just(" "))


@settings(deadline=None)
@given(
    st.dates(),
    st.none() | st.times(),
    st.sampled_from(["in", "out"]),
    st.sampled_from(list(CHANNELS)),
    st.sampled_from(["", *OUTCOMES]),
    st.lists(WORD, max_size=3),
    st.none() | WORD,
    st.none() | WORD,
    NOTE,
)
def test_any_touch_in_the_order_of_the_format_is_read(
    day: date,
    clock: object,
    way: str,
    channel: str,
    outcome: str,
    who: list[str],
    ref: str | None,
    by: str | None,
    note: str,
) -> None:
    if outcome == "left-with" and not who:
        who = ["Eve"]
    if outcome in THEIRS:
        way = "in"
    words = [day.isoformat()]
    words += [str(clock)[:5]] if clock else []
    words += [way, channel]
    words += [outcome] if outcome else []
    words += ["with"] if who and outcome != "left-with" else []
    words += who
    words += ["re", ref] if ref else []
    words += [f"@{by}"] if by else []
    text = f"{' '.join(words)}, {note}"
    expected = Touch(
        day,
        str(clock)[:5] if clock else "",
        way,
        channel,
        outcome,
        " ".join(who),
        ref or "",
        by or "",
        note.strip(),
    )
    assert touch(quoting.to_scalar(text)) == expected
    assert touch(quoting.quote(text)) == expected


def promises(lines: str) -> tuple[Promise, ...]:
    report = Report(1)
    found = read_promises(parse(f"x:\n{lines}").pairs[0][1], SETTINGS, report)
    assert not report.errors
    return tuple(promise._replace(line=0) for promise in found)


def test_promises() -> None:
    assert promises(
        "- 2026-09-01, send: it\n- 2026-09-01 theirs, form\n- 2026-09-01 KEPT 2026-09-02, x\n"
        "- 2026-09-01 theirs dropped 2026-09-02: x\n- 2026-09-01\n"
        "- {due: 2026-09-01, theirs: true, kept: 2026-09-02, what: x}"
    ) == (
        Promise(DAY, what="send: it"),
        Promise(DAY, theirs=True, what="form"),
        Promise(DAY, kept=date(2026, 9, 2), what="x"),
        Promise(DAY, theirs=True, dropped=date(2026, 9, 2), what="x"),
        Promise(DAY),
        Promise(DAY, theirs=True, kept=date(2026, 9, 2), what="x"),
    )


def test_quotes() -> None:
    report = Report(1)
    text = (
        "x:\n- 2026-09-01 Q-114, Project X, 1200 EUR\n- 2026-09-01 won won 2026-09-02, x\n"
        "- 2026-09-01 Q:1 WON 2026-09-02: x\n- 2026-09-01 Q-1 lost 2026-09-02\n"
        "- {sent: 2026-09-01, ref: Q-1, withdrawn: 2026-09-02, what: x}"
    )
    found = read_quotes(parse(text).pairs[0][1], SETTINGS, report)
    assert [(error.code, error.line) for error in report.errors] == [("E410", 3)]
    assert [quote._replace(line=0) for quote in found] == [
        Quote(DAY, "Q-114", what="Project X, 1200 EUR"),
        Quote(DAY, "Q:1", won=date(2026, 9, 2), what="x"),
        Quote(DAY, "Q-1", lost=date(2026, 9, 2)),
        Quote(DAY, "Q-1", withdrawn=date(2026, 9, 2), what="x"),
    ]
    assert [quote.line for quote in found] == [2, 4, 5, 6]


def test_many_touches_take_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        started = time.process_time()
        node = parse("x:\n" + "- 2026-09-01 call voicemail, x\n" * count).pairs[0][1]
        assert len(read_touches(node, SETTINGS, Report(1))) == count
        return time.process_time() - started

    seconds(100)
    assert seconds(100_000) < 25 * max(seconds(10_000), 0.01)


def test_a_file_of_mistakes_ends() -> None:
    report = Report(1)
    read_touches(parse("x:\n" + "- x\n" * 500).pairs[0][1], SETTINGS, report)
    assert len(report.errors) == 100
