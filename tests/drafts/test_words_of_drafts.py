"""The rules of the words, over all built-in templates, the bundled contacts and random ones."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.book import drafts
from followup_md.book.book import open_book
from followup_md.drafts.expressions import NAMES
from followup_md.drafts.kinds import FORMS, KINDS
from followup_md.drafts.template_files import Templates
from followup_md.model.contact import Contact, Dated
from followup_md.model.draft import Draft
from tests.helpers.book_folder import PROJECT
from tests.helpers.drafts import EVERY_KIND, NORA, built_in, written
from tests.helpers.random_books import Maker
from tests.helpers.sample import person

ON = date(2026, 9, 14)
GUILT = re.compile(
    r"\b(again|still haven['\u2019]t|haven['\u2019]t heard|just checking in|touching base"
    r"|circling back|bump|ignored|several times|last e-?mail|sorry to bother|unfortunately|urgent"
    r"|asap|neglect\w*|failed|reminder|as per|overdue|follow(?:ing)? up"
    r"|you (?:must|have to|need to))\b",
    re.IGNORECASE,
)
SORRY = re.compile(r"\b(sorry|apolog\w+|forgive)\b", re.IGNORECASE)
EASY = re.compile(
    r"no hurry|any time that suits|take the time you need|whenever|if it has settled itself"
    r"|any is fine|is fine|leave this|leave it|one word will do|needn['\u2019]t|another time",
    re.IGNORECASE,
)
# Kinds whose e-mails ask for something.
ASKING = ("follow-up", "first", "quote", "waiting", "intro-ask", "referral", "intro")
REASON = "carpenters wanted in Oranmore"
# One contact a kind, each with all that its template may say.
TRIED = ("2026-09-01 call voicemail", "2026-09-03 email", "2026-09-08 text")
REACH = "phone: +353 20 915 0101\nemail: ann@example.org"
PEOPLE = {
    "return": person("2026-09-05 in call missed", reach=REACH),
    "promise": person(front="promises:\n  - 2026-09-10, send the brochure", reach=REACH),
    "follow-up": person(*TRIED, front=f"reason: {REASON}", reach=REACH),
    "birthday": person(front="birthday: --09-12", reach=REACH),
    "thanks": person("2026-09-11 lunch planned", reach=REACH),
    "quote": person(*TRIED, front="quotes:\n  - 2026-08-30 Q-7, two walls", reach=REACH),
    "first": person(front=f"met: 2026-09-11\nreason: {REASON}", reach=REACH),
    "waiting": person(front="promises:\n  - 2026-09-09 theirs, the signed contract", reach=REACH),
    "decline": person("2026-09-10 in email", reach=REACH),
    "close-loop": person(*TRIED, front=f"reason: {REASON}", reach=REACH),
}
OTHER = person(name="Seán Ó Briain", id_="sean")
SAID = "two sites and nobody to build on them"


def draft_of(kind: str, form: str) -> Draft:
    contact = PEOPLE.get(kind) or person("2026-06-01 call answered", reach=REACH)
    return written(contact, ON, kind, form, other=OTHER, said=SAID)


EVERY = [(kind, form) for kind in EVERY_KIND for form in FORMS]


class Made(NamedTuple):
    contact: Contact
    draft: Draft
    seconds: float


@cache
def bundled() -> tuple[Made, ...]:
    """Return the drafts of all bundled contacts in every form."""
    book = open_book(PROJECT)
    contacts = book.read().contacts
    templates = drafts.templates_of(book)
    built = drafts.draft(book, contacts[0], ON, form="email", templates=templates)
    assert built.text
    found = []
    for contact in contacts:
        for form in FORMS:
            if contact.do_not_contact:
                continue
            start = time.process_time()
            made = drafts.draft(book, contact, ON, form=form, templates=templates, force=True)
            found.append(Made(contact, made, time.process_time() - start))
    return tuple(found)


def random_contacts(seeds: range) -> Iterator[Contact]:
    for seed in seeds:
        contact = Maker(seed, ON - timedelta(days=20)).contact(seed)
        if not contact.do_not_contact:
            yield contact


def test_every_bundled_contact_gets_a_draft_in_every_form_within_10_ms() -> None:
    made = bundled()
    assert len(made) >= 128
    assert {one.draft.form for one in made} == set(FORMS)
    assert all(one.draft.text for one in made)
    slow = sorted(one.seconds for one in made)
    assert slow[len(slow) // 2] < 0.01


@pytest.mark.parametrize(("kind", "form"), EVERY)
def test_each_kind_has_each_form(kind: str, form: str) -> None:
    found = draft_of(kind, form)
    assert (found.kind, found.form, found.language) == (kind, form, "en")
    assert found.template == f"package:en/{kind}.txt"
    assert (form == "email") == bool(found.subject)
    assert "{" not in found.text + found.subject
    assert "  " not in found.text
    assert not re.search(r" [.,;:!?]|\.\.|,,|\n\n\n|: ?\.", found.text), found.text


WHAT_IT_IS_ABOUT = {
    "return": "your call of",
    "promise": "promised",
    "follow-up": REASON,
    "birthday": "birthday",
    "thanks": "lunch",
    "quote": "Q-7",
    "first": REASON,
    "waiting": "the signed contract",
    "keep-in-touch": "how",
    "decline": "thank you for your e-mail",
    "intro-ask": "I know somebody you might like to meet",
    "intro": "Seán Ó Briain",
    "referral": ("Seán Ó Briain", "may I mention you"),
    "service": SAID,
    "close-loop": REASON,
}


@pytest.mark.parametrize(("kind", "form"), EVERY)
def test_the_first_sentence_says_what_it_is_about(kind: str, form: str) -> None:
    text = draft_of(kind, form).text
    if form == "email":
        text = text.partition("\n\n")[2]
    first = re.split(r"(?<=[.!?])\s", text)[0]
    about = WHAT_IT_IS_ABOUT[kind]
    words = (about,) if isinstance(about, str) else about
    assert any(word.lower() in first.lower() for word in words), first


@pytest.mark.parametrize("kind", ASKING)
def test_an_e_mail_that_asks_leaves_an_easy_way_out(kind: str) -> None:
    text = draft_of(kind, "email").text
    assert EASY.search(text), text
    assert not re.search(r"\b(by|before) (friday|monday|tomorrow|then end)\b", text, re.IGNORECASE)


def lengths(found: Draft, contact: Contact) -> None:
    inserted = sum(len(words) for words in found.quoted)
    words, characters = len(found.text.split()), len(found.text)
    if found.form == "email":
        assert words <= 100 + inserted // 4, found.text
    elif found.form == "voicemail":
        assert words <= 75 + inserted // 4, found.text
    elif found.form == "text":
        assert characters <= 300 + 2 * inserted + sum(map(len, found.gaps)), found.text
    assert contact.id


@pytest.mark.parametrize(("kind", "form"), EVERY)
def test_drafts_are_short(kind: str, form: str) -> None:
    found = draft_of(kind, form)
    lengths(found, PEOPLE.get(kind) or OTHER)
    if form == "email":
        mine = re.sub(r"|".join(map(re.escape, (*found.quoted, SAID, "Seán"))), "", found.subject)
        assert len(mine.split()) <= 5 + len(SAID.split()), found.subject
    if form == "voicemail" and NORA.phone in found.text:
        assert found.text.count(NORA.phone) == 2


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_template_has_no_word_of_guilt_or_push(kind: str) -> None:
    sections = (PROJECT / f"followup_md/drafts/templates/en/{kind}.txt").read_text("utf-8")
    spoken = re.sub(r"\{#.*?#\}|\{[{%].*?[}%]\}", "", sections, flags=re.DOTALL)
    assert not GUILT.findall(spoken)


def test_one_apology_and_only_if_it_is_late() -> None:
    for one in bundled():
        found = len(SORRY.findall(one.draft.text))
        assert found <= 1, one.draft.text
    soon = person("2026-09-11 in call missed", "2026-09-11 in email", reach=REACH)
    for form in FORMS:
        assert not SORRY.search(written(soon, ON, "return", form).text)
        assert not SORRY.search(written(soon, ON, "decline", form).text)
        late = written(PEOPLE["return"], ON, "return", form)
        assert len(SORRY.findall(late.text)) == 1
        kept = person(front="promises:\n  - 2026-09-11, send it", reach=REACH)
        assert not SORRY.search(written(kept, ON, "promise", form).text)
        assert len(SORRY.findall(written(PEOPLE["promise"], ON, "promise", form).text)) == 1


@pytest.mark.slow
def test_tries_are_named_and_never_counted() -> None:
    counted = re.compile(r"\b(twice|\d+ times|times|tries|attempts?)\b")
    for contact in random_contacts(range(300)):
        for kind in ("follow-up", "quote", "waiting", "close-loop"):
            text = written(contact, ON, kind, "email").text
            assert not counted.search(text), text


@pytest.mark.parametrize(
    ("touches", "said"),
    [
        (["2026-09-10 call voicemail"], "I left you a message on Thursday"),
        (["2026-09-13 call no-answer"], "I tried to ring you yesterday"),
        (["2026-09-01 call", "2026-09-10 email"], None),
        (
            ["2026-09-01 call no-answer", "2026-09-10 email"],
            "I tried to ring you on 1 September and wrote on Thursday",
        ),
        (
            ["2026-09-01 call voicemail", "2026-09-10 call voicemail"],
            "I left you a message on 1 September and on Thursday",
        ),
        (
            ["2026-09-10 call no-answer", "2026-09-10 email"],
            "I tried to ring you and wrote on Thursday",
        ),
        (
            ["2026-08-01 email", "2026-09-01 call no-answer", "2026-09-10 text"],
            "I have called and written since 1 August",
        ),
        (
            ["2026-08-01 email", "2026-09-01 email", "2026-09-10 text"],
            "I have written since 1 August",
        ),
        (
            ["2026-08-01 email bounced", "2026-09-10 text"],
            "I sent you a text on Thursday",
        ),
        (["2026-08-01 email @paul", "2026-09-10 text @Nora"], "I sent you a text on Thursday"),
    ],
)
def test_how_tries_are_said(touches: list[str], said: str | None) -> None:
    text = written(person(*touches, front="reason: x", reach=REACH), ON, "follow-up", "call").text
    if said is None:
        assert "I tried" not in text
    else:
        assert said in text


@pytest.mark.slow
def test_no_note_and_no_body_is_in_a_draft() -> None:
    marked = 0
    for contact in random_contacts(range(100)):
        whole = contact._replace(
            touches=tuple(t._replace(note=f"XNOTE{n}") for n, t in enumerate(contact.touches)),
            body="XBODY",
            promises=tuple(p if p.theirs else p._replace(what="XMINE") for p in contact.promises),
        )
        for kind in EVERY_KIND:
            for form in ("email", "call"):
                found = written(whole, ON, kind, form)
                text = f"{found.subject}\n{found.text}\n{found.href}"
                assert "XNOTE" not in text
                assert "XBODY" not in text
                assert "XMINE" not in re.sub(r"\[[^\]]*\]|%5B.*?%5D", "", text)
                marked += len(whole.touches)
    assert marked > 5_000


@pytest.mark.slow
def test_a_marker_in_every_note_and_body_of_the_bundled_book_is_in_no_draft() -> None:
    book = open_book(PROJECT)
    templates = Templates("")
    for contact in book.read().contacts:
        touches = tuple(touch._replace(note="XNOTE") for touch in contact.touches)
        whole = contact._replace(touches=touches, body="XBODY")
        for kind in EVERY_KIND:
            for form in FORMS:
                found = drafts.draft(
                    book, whole, ON, kind=kind, form=form, templates=templates, force=True
                )
                assert not re.search("XNOTE|XBODY", repr(found))


@pytest.mark.parametrize(
    "reason",
    [
        "the lease form that I told her about",
        "the two carpenters he is looking for",
        "their new roof",
        "ask about the roof",
        "what Ann wanted to know",
        "Annie's cake",
    ],
)
def test_what_was_noted_for_oneself_becomes_a_gap(reason: str) -> None:
    contact = person(front=f"nickname: Annie\nreason: {reason}", reach=REACH)
    for form in FORMS:
        found = written(contact, ON, "follow-up", form)
        assert reason in found.gaps
        assert f"[{reason}]" in found.text
        assert found.quoted == ()


def test_what_they_are_to_read_is_marked_for_the_author() -> None:
    found = written(PEOPLE["first"], ON, "first", "email")
    assert found.quoted == (REASON, "Carpenters wanted in Oranmore")
    assert found.gaps == ()
    assert written(PEOPLE["promise"], ON, "promise", "text").gaps == ("send the brochure",)


def test_brackets_in_a_value_are_no_gap() -> None:
    contact = person(front='reason: "the [old] roof"\nmet: 2026-09-11', reach=REACH)
    found = written(contact, ON, "first", "email")
    assert found.gaps == ()
    assert found.subject == "The [old] roof"


# Whatever a file may hold: templates, line breaks, steering characters, marks of mails.
HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("{}%[]#<>&?=\"'\\|\n\r\t\x00\x1b\u202e\u2066\ufeff\u2028é漢א🎂"),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)
TEMPLATE = st.sampled_from(["{{ me }}", "{% if x %}", "{{ 7*7 }}", "Bcc: x@y", "[gap]", "a\nb"])


@settings(max_examples=120, deadline=None)
@given(
    name=HOSTILE.filter(str.strip),
    reason=st.one_of(HOSTILE, TEMPLATE),
    what=st.one_of(HOSTILE, TEMPLATE),
    said=st.one_of(HOSTILE, TEMPLATE),
    kind=st.sampled_from(EVERY_KIND),
    form=st.sampled_from(FORMS),
    seed=st.integers(0, 10_000),
)
def test_whatever_a_file_holds_becomes_text_on_one_line(
    name: str, reason: str, what: str, said: str, kind: str, form: str, seed: int
) -> None:
    contact = Maker(seed, ON - timedelta(days=20)).contact(seed)
    contact = contact._replace(
        name=name,
        nickname=(),
        reason=reason,
        met=Dated(ON - timedelta(days=3)),
        promises=tuple(promise._replace(what=what) for promise in contact.promises),
        quotes=tuple(quote._replace(what=what, ref=what or "Q") for quote in contact.quotes),
    )
    plain = written(contact._replace(name="Ann", reason="x"), ON, kind, form, said="x")
    found = written(contact, ON, kind, form, said=said, other=contact)
    shown = f"{found.subject}{found.text}"
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]", shown)
    assert "\n" not in found.subject
    assert found.text.count("\n") <= plain.text.count("\n") + 12
    if reason == "{{ me }}" and kind in ("first", "follow-up", "close-loop"):
        assert "{{ me }}" in shown
    assert len(found.href) <= 1600
    assert not re.search(r"[^!-~]", found.href)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1_000_000), days=st.integers(0, 60))
def test_random_contacts_get_drafts_that_hold_to_the_rules(seed: int, days: int) -> None:
    contact = Maker(seed, ON - timedelta(days=20)).contact(seed)
    contact = contact._replace(reason=REASON if contact.reason else "")
    on = ON + timedelta(days=days)
    for kind in EVERY_KIND:
        for form in FORMS:
            found = written(contact, on, kind, form, other=OTHER, said=SAID)
            lengths(found, contact)
            assert len(SORRY.findall(found.text)) <= 1
            assert "None" not in found.text
            assert "{" not in found.text
            spoken = found.text
            for words in found.quoted:
                spoken = spoken.replace(words, "")
            assert not GUILT.search(re.sub(r"\[.*?\]", "", spoken))


def test_every_name_of_the_language_has_a_value() -> None:
    from followup_md.drafts.values import Purpose, values
    from followup_md.policy.facts import gather_facts
    from tests.helpers.sample import CALENDAR, SETTINGS

    facts = gather_facts(PEOPLE["return"], SETTINGS, CALENDAR, ON)
    found = values(facts, ON, Purpose(None, NORA), built_in().words("en"))
    assert found.keys() == NAMES.keys()
    assert set(KINDS) == set(EVERY_KIND)
