"""What is said about a file that a person mistyped, and what is read from one that is right."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.errors import Problem
from followup_md.model.contact import Labelled, Touch
from followup_md.model.settings import Settings
from followup_md.parsing import lint
from followup_md.parsing.contact_file import ContactFile, read_bytes, read_text
from followup_md.parsing.elsewhere import known_key, mistyped_key
from followup_md.parsing.fields import KEYS
from tests.helpers.parse_cases import Case, load

CASES = list(load())
TODAY = date(2026, 9, 10)
SETTINGS = Settings()


def problems(text: str) -> list[Problem]:
    file = read_text("x", text, SETTINGS)
    found = [*file.problems, *lint.warnings(file, TODAY, SETTINGS)]
    return sorted(found, key=lambda problem: (problem.line, problem.column, problem.code))


def said(text: str) -> list[str]:
    lines = []
    for problem in problems(text):
        lines.append(f"= {problem.line}:{problem.column} {problem.code} {problem.message}")
        lines += [f"> {line}" for line in problem.paste.split("\n")] if problem.paste else []
    return lines or ["= fine"]


def front(lines: str) -> ContactFile:
    return read_text("x", f"---\n{lines}\n---\nbody\n", SETTINGS)


def codes(lines: str) -> list[str]:
    return [problem.code for problem in front(lines).problems]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_mistyped_file(case: Case) -> None:
    assert said(case.text) == case.expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_line_ends_and_a_byte_order_mark_move_nothing(case: Case) -> None:
    assert said("\ufeff" + case.text.replace("\n", "\r\n")) == case.expected


@pytest.mark.parametrize(
    "case", [case for case in CASES if ">" in str(case.expected)], ids=lambda case: case.title
)
def test_the_line_to_paste_mends_the_line(case: Case) -> None:
    # Every line but those of another mistake; the hint of "[x]" leads to the next one.
    lines = case.text.split("\n")
    before = problems(case.text)
    for problem in before:
        if problem.paste:
            lines[problem.line - 1] = problem.paste
    after = problems("\n".join(lines))
    old = {(problem.line, problem.code) for problem in before if problem.paste}
    assert not old & {(problem.line, problem.code) for problem in after}


CANARIES = ("Zyxwv", "qzjxk", "0987612345", "wvuts@example.org")


def with_canaries(case: Case) -> str:
    # The free words of a case are replaced; the mistake stays.
    words = iter(range(10**6))
    taken = r"\b(Ann|Lee|Bob|Acme|about|quote|home|lunch|brochure|send|bold|boss|long|never|x|y)\b"
    return re.sub(taken, lambda _: CANARIES[next(words) % 3], case.front)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_no_message_holds_a_word_of_the_file(case: Case) -> None:
    text = f"---\n{with_canaries(case)}\nphone: {CANARIES[2]}\nwhy: {CANARIES[3]}\n---\nbody\n"
    shown = " ".join(problem.message for problem in problems(text))
    assert not [word for word in CANARIES if word.lower() in shown.lower()]


@settings(deadline=None)
@given(st.sampled_from(CASES), st.integers(0, 400), st.sampled_from(CANARIES), st.data())
def test_no_message_holds_a_word_wherever_it_stands(
    case: Case, at: int, word: str, data: st.DataObject
) -> None:
    blank = data.draw(st.sampled_from(["", " ", "\n", ": ", ", ", '"', "'", "- ", "#"]))
    at = min(at, len(case.front))
    text = f"---\n{case.front[:at]}{blank}{word}{blank}{case.front[at:]}\n---\n"
    assert not any(word.lower() in problem.message.lower() for problem in problems(text))


def test_the_example_of_the_format() -> None:
    file = front(
        "name: Ann Lee\nnickname: Annie\nphone: '+1 555 0100'\ntimezone: America/New_York\n"
        "tags: [client, chamber]\nmet: 2026-08-30 Chamber of Commerce lunch\n"
        "touches:\n  - 2026-09-01 call voicemail, about the quote\n"
        "  - 2026-09-16 meeting planned, lunch at Rosa's\n"
        "promises:\n  - 2026-09-10, send the brochure\n"
        "quotes:\n  - 2026-09-01 Q-114, Project X, 1200 EUR"
    )
    contact = file.contact
    assert contact is not None
    assert (contact.id, contact.path, contact.body) == ("x", "contacts/x.md", "body\n")
    assert contact.phone == (Labelled("", "+1 555 0100"),)
    assert contact.touches[0] == Touch(
        date(2026, 9, 1), channel="call", outcome="voicemail", note="about the quote", line=9
    )
    assert contact.touches[1].planned
    assert (contact.quotes[0].ref, contact.quotes[0].what) == ("Q-114", "Project X, 1200 EUR")


@pytest.mark.parametrize("typed", ["0123", "No", "12:30", "1e3", "0x1F", "=", "1_000", "Nulla"])
def test_every_scalar_is_text_as_typed(typed: str) -> None:
    contact = front(f"name: {typed}\nmore: {typed}").contact
    assert contact is not None
    assert (contact.name, contact.more) == (typed, (("more", typed),))


def test_an_empty_value_is_as_if_the_key_were_absent() -> None:
    contact = front("name: Ann\nmet:\nkeep: ''\nemail:\ntouches:\nsnooze:   \nstatus: ").contact
    assert contact is not None
    assert contact._replace(body="") == type(contact)("x", "Ann")


def test_one_bad_entry_costs_the_file_but_every_mistake_is_named() -> None:
    file = front("name: Ann\ntouches:\n  - 2026-09-01 cal\n  - 2026-09-02 call\n  - x")
    assert file.contact is None
    assert [(problem.line, problem.code) for problem in file.problems] == [(4, "E403"), (6, "E401")]


NEAR_PRIVATE = [
    "Private: yes", "privat: yes", "PRIVATE: yes", '"private ": yes', "pri vate: yes",
    "priv\u0430te: yes", "\u0440riv\u0430te: yes", "\u0440\u0433\u0456v\u0430\u0442\u0435: yes",
    "pri\u200bvate: yes", "private\u00ad: yes", "\u200bprivate: yes", "priv\u00e1te: yes",
    "\uff50\uff52\uff49\uff56\uff41\uff54\uff45: yes", "\u03c1riv\u03b1te: yes",
    "pr\u0131vate: yes",
    "private:yes", "private : maybe", "private=yes", "private = yes", "private", "- private: yes",
    "private: ja", "private: 1", "private: [yes]", "private: {yes: yes}", "private:", "private: ''",
    "private: yes, please", "prviate: yes", "pivate: yes", "priavte: yes", "privte: yes",
    "privates: yes", "privacy: yes", "priv: yes", "is_private: yes", "is-private: true",
    "keep_private: yes", "private_contact: 'on'", "?private: yes", "**private**: yes",
    "private - yes", " private: yes", "tags:\n  private: yes", "org: Acme\n  private:yes",
    "org: Acme\n  private yes: no", "address:\n  street: x\n  private: yes",
    "email:\n  work: a@example.org\n  private: yes", "private: yes\nprivate: no",
]  # fmt: skip


@pytest.mark.parametrize("lines", NEAR_PRIVATE)
def test_a_near_miss_of_private_is_an_error(lines: str) -> None:
    file = front(f"name: Ann\n{lines}")
    assert file.contact is None
    assert file.problems


@pytest.mark.parametrize(("typed", "meant"), [("yes", True), ("True", True), ("NO", False)])
def test_private(typed: str, meant: bool) -> None:
    contact = front(f"name: Ann\nprivate: {typed}").contact
    assert contact is not None
    assert contact.private is meant


@pytest.mark.parametrize(
    "lines", ["private_phone: +1 555", "phone:\n  private: +1 555", "notes: private: he said"]
)
def test_the_word_private_elsewhere(lines: str) -> None:
    assert codes(f"name: Ann\n{lines}") in ([], ["E214"])


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("tel", "phone"), ("company", "org"), ("last_contacted", "touches"), ("touchs", "touches"),
        ("Follow-Up", "follow_up"), ("e-mail", "email"), ("birtday", "birthday"),
        ("lastContact", "touches"), ("Last Spoke", "touches"), ("next_follow_up", "follow_up"),
        ("date_of_birth", "birthday"), ("EMAIL[WORK]", "email"), ("LinkedIn", "url"),
        ("public", ""), ("boat", ""), ("children", ""), ("game", ""), ("mate", ""), ("rule", ""),
    ],
)  # fmt: skip
def test_the_key_that_was_meant(key: str, meant: str) -> None:
    assert (known_key(key, KEYS) or mistyped_key(key, KEYS)) == meant


MARKERS = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> main\n"


def test_conflict_markers_in_the_body() -> None:
    file = read_text("x", f"---\nname: Ann\n---\nbody\n{MARKERS}", SETTINGS)
    assert [(problem.line, problem.code) for problem in file.problems] == [(5, "E107")]
    assert read_text("x", "---\nname: A\n---\n<<<<<<< one only\n=======\n", SETTINGS).contact


def test_conflict_markers_in_the_front_matter() -> None:
    assert [(p.line, p.code) for p in front(f"name: Ann\n{MARKERS}").problems] == [(3, "E107")]


def test_bytes_that_are_no_text() -> None:
    file = read_bytes("x", b"---\nname: M\xfcller\n---\n", SETTINGS)
    assert [(p.path, p.line, p.column, p.code) for p in file.problems] == [
        ("contacts/x.md", 2, 8, "E102")
    ]


def test_keys_of_ones_own_as_text() -> None:
    contact = front(
        "name: A\nkids: [Tom, Eve]\nat: {home: x, work: [y, z]}\nlong: |\n  a\n  b"
    ).contact
    assert contact is not None
    assert contact.more == (("kids", "Tom, Eve"), ("at", "home: x, work: y, z"), ("long", "a\nb"))


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    file = read_text("x", f"---\nname: Ann\n{text}\n---\n", SETTINGS)
    assert (file.contact is None) == bool(file.problems)
    for problem in file.problems:
        assert problem.line >= 1
        assert problem.column >= 1
