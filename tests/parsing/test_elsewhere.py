"""What other programs write, and what is made of it; no hint leads astray."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.errors import Problem
from followup_md.model.contact import STATUSES, Birthday, Dated, Touch
from followup_md.model.settings import CHANNELS, Settings
from followup_md.parsing import elsewhere, lint, spelling
from followup_md.parsing.contact_file import ContactFile, read_text
from followup_md.parsing.entries import OUTCOMES
from followup_md.parsing.fields import KEYS

ON = date(2026, 9, 14)
SETTINGS = Settings()
OTHERS = "  # or: email, text, meeting, …"


def front(lines: str, body: str = "", id_: str = "x") -> ContactFile:
    return read_text(id_, f"---\n{lines}\n---\n{body}", SETTINGS)


def problems(lines: str, body: str = "", id_: str = "x") -> list[Problem]:
    file = front(lines, body, id_)
    return sorted([*file.problems, *lint.warnings(file, ON, SETTINGS)], key=lambda p: p.line)


def pasted(text: str, found: list[Problem]) -> str:
    lines = text.split("\n")
    for problem in found:
        if problem.paste:
            lines[problem.line - 1] = problem.paste
    return "\n".join(lines)


@pytest.mark.parametrize("typed", ["active", "contacted", "replied", "lead", "In Progress"])
def test_a_status_that_goes_on_is_open(typed: str) -> None:
    (problem,) = problems(f"name: A\nstatus: {typed}")
    assert problem.message == "unknown status; did you mean `open`?"
    assert re.fullmatch(rf"status: open( {typed})?", problem.paste)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("deceased", "archived deceased"), ("dnc", "do-not-contact"), ("archive", "archived")],
)
def test_a_status_that_ends_is_named_for_a_word_that_means_it(typed: str, meant: str) -> None:
    (problem,) = problems(f"name: A\nstatus: {typed}")
    assert problem.paste == f"status: {meant}"


@given(st.text("abcdeilnoprtv -", max_size=12))
@settings(deadline=None)
def test_no_other_word_is_taken_for_one_that_ends(typed: str) -> None:
    file = front(f"name: A\nstatus: '{typed}'")
    if file.problems and not elsewhere.status(typed):
        assert "did you mean" not in file.problems[0].message


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("cal", "call"), ("emial", "email"), ("videoo", "video"), ("lumch", "lunch"), ("cill", ""),
     ("called", ""), ("sm", ""), ("zooom", "zoom"), ("leter", "letter"), ("vizit", "visit")],
)  # fmt: skip
def test_one_slip_of_the_fingers(typed: str, meant: str) -> None:
    assert spelling.nearest(typed, CHANNELS) == meant


@given(st.text("abc", min_size=1, max_size=6), st.text("abc", min_size=1, max_size=6))
def test_a_slip_goes_both_ways(one: str, other: str) -> None:
    assert spelling.is_one_slip(one, other) == spelling.is_one_slip(other, one)


KEY_CASES = {
    "last_contact: 2026-01-15 call": "touches:\n  - 2026-01-15 call",
    "lastContact: 2026-01-15": "touches:\n  - 2026-01-15 call  # or: email, text, meeting, …",
    "last_call: 2026-01-15": "touches:\n  - 2026-01-15 call",
    "Last Met: 2026-01-15T10:30:00Z": "touches:\n  - 2026-01-15 10:30 meeting",
    "last-contacted: '[[2026-01-15]]'": f"touches:\n  - 2026-01-15 call{OTHERS}",
    "last_spoke: Jan 15, 2026 by phone": "touches:\n  - 2026-01-15 phone",
    "next_contact: 2026-09-30": "follow_up: 2026-09-30",
    "follow-up-date: 2026-09-30 the lease": "follow_up: 2026-09-30 the lease",
    "frequency: weekly": "keep: 1w",
    "contact_frequency: 30": "keep: 30d",
    "cadence_days: 14": "keep: 14d",
    "date_of_birth: 1986/04/27": "birthday: 1986-04-27",
    "dob: 27 April 1986": "birthday: 1986-04-27",
    "bday: --04-27": "birthday: --04-27",
    "how_we_met: 2026-08-30 at lunch": "met: 2026-08-30 at lunch",
    "company: Acme": "org: Acme",
    "employer: Acme": "org: Acme",
    "title: Buyer": "role: Buyer",
    "job_title: Buyer": "role: Buyer",
    "website: https://a.example": "url: https://a.example",
    "linkedin: https://l.example/a": "url: https://l.example/a",
    "mobile: '+1 555 0100'": "phone:\n  mobile: '+1 555 0100'",
    "tel: 555 0100": "phone: 555 0100",
    "cell: 555 0100": "phone:\n  mobile: 555 0100",
    "mail: a@b.example": "email: a@b.example",
    "e-mail: a@b.example": "email: a@b.example",
    "'EMAIL[WORK]': a@b.example": "email:\n  work: a@b.example",
}


@pytest.mark.parametrize("line", KEY_CASES)
def test_a_key_of_another_program_comes_with_the_line_to_paste(line: str) -> None:
    (problem,) = problems(f"name: Ann\n{line}")
    assert (problem.code, problem.paste) == ("W705", KEY_CASES[line])
    assert problems(f"name: Ann\n{problem.paste}") == []


def test_every_word_of_the_tables_is_a_word_for_something_of_ours() -> None:
    for table in (elsewhere.KEYS, elsewhere.LABELS):
        assert set(table) <= set(KEYS)
    assert {known.removesuffix(" +") for known in elsewhere.STATUSES} <= set(STATUSES)
    assert set(elsewhere.CHANNELS) <= set(CHANNELS)
    assert set(elsewhere.LAST_CONTACT) - {""} <= set(CHANNELS)
    every = [word for table in (elsewhere.KEYS, elsewhere.LABELS, elsewhere.LAST_CONTACT)
             for words in table.values() for word in words.split()]  # fmt: skip
    assert len(every) == len(set(every))
    assert not set(every) & set(KEYS)


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("full_name: Ann Lee", "name: Ann Lee"),
        ("title: Ann Lee\nphone: 12", "name: Ann Lee"),
        ("first_name: Ann\nlast_name: Lee", "---\nname: Ann Lee"),
        ("name:\ntitle: Ann Lee", "name: Ann Lee"),
        ("name: null", "name: Bob Ray"),
        ("phone: 12", "---\nname: Bob Ray"),
        ("title: Engineer", "---\nname: Bob Ray"),
    ],
)
def test_a_missing_name_is_found_elsewhere(lines: str, line: str) -> None:
    (problem, *_) = front(lines, id_="people/bob-ray").problems
    assert (problem.code, problem.paste) == ("E301", line)


def test_a_missing_name_is_found_in_the_heading() -> None:
    assert front("phone: 1", "text\n\n# Zoë *Li*\n").problems[0].paste == "---\nname: Zoë Li"
    assert front("phone: 1", "# Notes\n", "Bo Li").problems[0].paste == "---\nname: Bo Li"


@pytest.mark.parametrize(
    "moment", ["2026-08-30T00:00:00.000Z", "2026-08-30T00:00:00", "2026-08-30 00:00:00",
               "2026-08-30T00:00:00+02:00"],
)  # fmt: skip
def test_a_timestamp_at_midnight_is_its_day(moment: str) -> None:
    day = date(2026, 8, 30)
    lines = (
        f"name: A\nbirthday: {moment}\nmet: {moment} lunch\nfollow_up: {moment}\n"
        f"snooze: {moment} since {moment} x\nstatus: declined {moment} no\n"
        f"touches:\n  - {moment} call, x\n  - {{date: '{moment}', channel: email}}\n"
        f"promises:\n  - {moment}, x\nquotes:\n  - {{sent: '{moment}', ref: Q}}"
    )
    contact = front(lines).contact
    assert contact is not None, front(lines).problems
    assert contact.birthday == Birthday(8, 30, 2026)
    assert (contact.met, contact.follow_up) == (Dated(day, "lunch"), Dated(day))
    assert contact.snooze is not None
    assert contact.status is not None
    assert (contact.snooze.since, contact.snooze.words, contact.status.words) == (day, "x", "no")
    assert [entry.date for entry in contact.touches] == [day, day]
    assert (contact.promises[0].due, contact.quotes[0].sent) == (day, day)


def test_another_time_of_day_is_not_dropped() -> None:
    (problem,) = front("name: A\nmet: 2026-08-30T10:00:00Z").problems
    assert problem.code == "E303"


def test_the_year_1604_is_no_year() -> None:
    contact = front("name: A\nbirthday: 1604-09-14").contact
    assert contact is not None
    assert contact.birthday == Birthday(9, 14)


@pytest.mark.parametrize("nothing", ["null", "~", "Null", "NULL"])
def test_null_is_absent_and_in_quotes_a_text(nothing: str) -> None:
    fields = (
        *("org", "role", "birthday", "met", "follow_up", "keep"),
        *("status", "email", "tags", "touches", "promises"),
    )
    contact = front("name: A\n" + "\n".join(f"{key}: {nothing}" for key in fields)).contact
    assert contact is not None
    assert contact == type(contact)("x", "A")
    inside = front(f"name: A\norg: [{nothing}, B]\nphone: {{work: {nothing}}}").contact
    assert inside is not None
    assert (inside.org, inside.phone) == (("B",), ())
    quoted = front(f"name: '{nothing}'").contact
    assert quoted is not None
    assert quoted.name == nothing
    assert front(f"name: A\nprivate: {nothing}").contact is None


@pytest.mark.parametrize("link", ["[[Bob Ray|Bob]]", '"[[Bob Ray|Bob]]"'])
def test_of_a_wikilink_the_words_are_read(link: str) -> None:
    contact = front(f"name: A\norg: {link}\nvia: {link}\nnickname: [{link}]").contact
    assert contact is not None
    assert (contact.org, contact.via, contact.nickname) == (("Bob",), "Bob", ("Bob",))


THEIRS = {
    "2026-09-01 call missed, x": "2026-09-01 in call missed, x",
    "2026-09-01 09:30 out call Missed": "2026-09-01 09:30 in call Missed",
    "2026-09-01 out email received re Q-1, x": "2026-09-01 in email received re Q-1, x",
    "2026-09-01 call missed with Bob @paul: x": "2026-09-01 in call missed with Bob @paul: x",
}


@pytest.mark.parametrize("text", THEIRS)
def test_what_only_they_can_do_needs_in(text: str) -> None:
    (problem,) = front(f"name: A\ntouches:\n  - {text}").problems
    assert (problem.code, problem.paste.replace('"', "")) == ("E412", f"  - {THEIRS[text]}")
    assert front(f"name: A\ntouches:\n{problem.paste}").contact


@pytest.mark.parametrize(
    "entry",
    [
        "  - {date: 2026-09-01, channel: call, outcome: missed}",
        "  - {date: 2026-09-01, direction: out, channel: call, outcome: missed, note: x}",
        "  - date: 2026-09-01\n    channel: call\n    outcome: missed\n    note: x",
        "  - outcome: received\n    date: 2026-09-01\n    channel: email",
        "  - date: 2026-09-01\n    direction: 'out'\n    channel: call\n    outcome: missed",
        "  - {outcome: missed, date: 2026-09-01, channel: call}",
    ],
)
def test_what_only_they_can_do_needs_in_in_a_mapping_too(entry: str) -> None:
    text = f"---\nname: A\ntouches:\n{entry}\n---\n"
    (problem,) = read_text("x", text, SETTINGS).problems
    assert (problem.code, "in: in" in problem.paste.replace("direct", "")) == ("E412", False)
    contact = read_text("x", pasted(text, [problem]), SETTINGS).contact
    assert contact is not None
    assert [(touch.direction, touch.line > 0) for touch in contact.touches] == [("in", True)]


UNCLEAR = {
    "no answer": "no-answer", "No answer, try again": "no-answer", "left a message": "voicemail",
    "voicemail": "voicemail", "VM: call back": "voicemail", "busy": "busy", "line busy": "busy",
    "rang out": "no-answer", "didn't pick up": "no-answer", "nobody answered": "no-answer",
    "left a message with her son": "left-with", "missed": "missed", "unreachable": "no-answer",
    "went straight to voicemail, full": "voicemail", "could not reach her": "no-answer",
}  # fmt: skip


@pytest.mark.parametrize("note", UNCLEAR)
@pytest.mark.parametrize("channel", ["call", "phone", "in video", "meeting"])
def test_a_note_that_begins_like_an_outcome_is_asked_about(note: str, channel: str) -> None:
    lines = f'name: A\ntouches:\n  - "2026-09-01 {channel}, {note}"'
    (problem,) = problems(lines)
    assert (problem.code, f"`{UNCLEAR[note]}`" in problem.message) == ("W715", True)
    said, _, talked = problem.paste.split("\n")
    assert f" {UNCLEAR[note]}" in said
    for line in (said, talked):
        assert problems(f"name: A\ntouches:\n{line}") == []


@pytest.mark.parametrize(
    "entry",
    [
        "2026-09-01 call, busy until summer", "2026-09-01 call, missed the train",
        "2026-09-01 email, no answer yet",
        "2026-09-01 call answered, no answer from the board", "2026-09-01 call, about voicemail",
        "2026-09-01 call, novel ideas", "2026-09-01 call voicemail, left a message",
    ],
)  # fmt: skip
def test_other_notes_are_not(entry: str) -> None:
    found = problems(f"name: A\ntouches:\n  - {entry}")
    assert found == []


WORDS = st.sampled_from(
    [
        *CHANNELS, *OUTCOMES, *elsewhere.by_word(elsewhere.CHANNELS), *UNCLEAR, "in", "out", "no",
        *elsewhere.by_word(elsewhere.OUTCOMES), "answer", "left", "with", "her son", "re Q-1",
        "@paul", "9:30", "2:15pm", "outgoing", "incoming", "message", "not", "cal", "voicemial",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(
    st.lists(st.tuples(WORDS, st.sampled_from([" ", ", ", "; ", ": ", " "])), max_size=5),
    st.sampled_from(["2026-09-01", "2026/09/01", "2026-09-01,", "2026-09-01T10:00"]),
)
def test_whatever_line_is_proposed_reads_without_error_or_doubt(
    words: list[tuple[str, str]], day: str
) -> None:
    entry = f"{day} " + "".join(word + mark for word, mark in words)
    text = f'---\nname: A\ntouches:\n  - "{entry.strip()}"\n---\n'
    file = read_text("x", text, SETTINGS)
    for problem in (*file.problems, *lint.warnings(file, ON, SETTINGS)):
        if problem.paste:
            after = read_text("x", pasted(text, [problem]), SETTINGS)
            assert [*after.problems, *lint.warnings(after, ON, SETTINGS)] == []


def test_a_verb_in_the_place_of_a_channel_is_no_talk() -> None:
    (problem,) = problems("name: A\ntouches:\n  - 2026-09-01 called, no answer")
    assert problem.paste == "  - 2026-09-01 call no-answer"
    (problem,) = problems("name: A\ntouches:\n  - 2026-09-01 call rang out, late")
    assert problem.paste == "  - 2026-09-01 call no-answer, late"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rang out", "call no-answer"), ("rang out, twice", "call no-answer, twice"),
        ("lm", "call voicemail"), ("vm", "call voicemail"), ("call lm", "call voicemail"),
        ("left a message", "call voicemail"), ("nobody answered, late", "call no-answer, late"),
        ("left word with Jo, call back", "call left-with Jo, call back"),
        ("called, left message", "call voicemail"), ("rang, line busy", "call busy"),
    ],
)  # fmt: skip
def test_a_call_that_reached_nobody_is_never_proposed_as_a_talk(typed: str, meant: str) -> None:
    (problem,) = problems(f'name: A\ntouches:\n  - "2026-09-01 {typed}"')
    named = " ".join(meant.partition(",")[0].split()[:2])
    assert problem.message.endswith(f"; did you mean `{named}`?") or "call lm" in typed
    assert problem.paste == f"  - 2026-09-01 {meant}"


@pytest.mark.parametrize("typed", ["missed call", "in missed call", "i missed her call, sorry"])
def test_a_call_of_theirs_is_never_proposed_as_yours(typed: str) -> None:
    (problem,) = problems(f'name: A\ntouches:\n  - "2026-09-01 {typed}"')
    assert ("`in call missed`" in problem.message, problem.paste) == (True, "")


def test_all_problems_of_a_file_at_once() -> None:
    found = problems(
        "name: Ann\ncompany: x\nkeep: often\nreason: @home\ntouches:\n  - 2026-09-01 cal, y\n"
        "  - 2026-09-02 call, no answer"
    )
    assert [(p.line, p.code) for p in found] == [(5, "E213"), (4, "E306"), (7, "E403")] or (
        [(p.line, p.code) for p in found] == [(4, "E306"), (5, "E213"), (7, "E403")]
    )
    found = problems("name: Ann\ncompany: x\nkeep: often\ntouches:\n  - 2026-09-02 call, busy")
    assert [(p.line, p.code) for p in found] == [(3, "W705"), (4, "E306"), (6, "W715")]


def test_the_touch_is_not_changed_by_being_asked_about() -> None:
    contact = front("name: A\ntouches:\n  - 2026-09-01 call, no answer").contact
    assert contact is not None
    assert contact.touches == (Touch(date(2026, 9, 1), channel="call", note="no answer", line=4),)
