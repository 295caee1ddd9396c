"""The kind no: the touch and the status are one change, and the policy reads them as meant."""

from __future__ import annotations

from datetime import date

import pytest

from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from followup_md.policy import history
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import gather_facts
from followup_md.policy.workdays import Calendar
from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.real_git import git


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.add("ann", "2026-09-11 in call missed", name="Ann Lee", phone="1", reason="the roof")
    return book


def text(book: BookFolder, id_: str = "ann") -> str:
    return (book.root / f"contacts/{id_}.md").read_text(encoding="utf-8")


def contact(book: BookFolder, id_: str = "ann") -> Contact:
    found = read_text(id_, text(book, id_), Settings()).contact
    assert found is not None
    return found


def test_told_and_ended_in_one_change(ann: BookFolder) -> None:
    before = text(ann)
    found = ann.run("decline", "ann", "call", "-m", "not my trade", "--on", ON)
    said = "declined by me since Mon 14 Sep 2026; call, declined. Nothing more is due.\n"
    assert found == (0, f"Ann Lee: {said}", "")
    after = before.replace(
        "reason: the roof\n",
        "reason: the roof\nstatus: declined by me 2026-09-14 not my trade\n",
    ).replace("missed\n", "missed\n  - 2026-09-14 call declined, not my trade\n")
    assert text(ann) == after
    assert ann.run("check", "--strict").code == 0
    assert ann.run("undo").code == 0
    assert text(ann) == before


@pytest.mark.parametrize("channel", ["call", "email", "letter", "meeting"])
def test_a_no_is_an_answer_and_nothing_is_owed_any_more(ann: BookFolder, channel: str) -> None:
    calendar, day = Calendar(), date(2026, 9, 14)
    assert history.read_history(contact(ann), Settings()).debts
    ann.run("decline", "ann", channel, "--only", "--on", ON)
    told = contact(ann)
    read = history.read_history(told, Settings())
    assert (read.debts, read.readings[-1]) == ((), history.TWO_WAY)
    assert not told.closed
    assert "status" not in text(ann)
    ann.run("decline", "ann", channel, "--on", ON)
    facts = gather_facts(contact(ann), Settings(), calendar, day)
    assert (contact(ann).closed, apply_rules(facts)) == (True, ())


def test_twice_is_once(ann: BookFolder) -> None:
    args = ("decline", "ann", "call", "-m", "no: not now # ever", "--on", ON)
    assert ann.run(*args).code == 0
    before = text(ann)
    again = ann.run(*args)
    assert (again.code, text(ann)) == (0, before)
    assert "(unchanged); call, declined is there already" in again.out


def test_without_a_channel_there_is_a_draft_and_nothing_is_written(ann: BookFolder) -> None:
    before = text(ann)
    found = ann.run("decline", "ann", "-m", "we only do roofs", "--on", ON)
    assert (found.code, text(ann)) == (0, before)
    assert "it's a no" in found.out
    assert "We only do roofs." in found.out
    assert "Ann Lee: tell them first. Nothing was written.\n" in found.err
    assert "Then: followup decline ann call -m REASON\n" in found.err


def test_somebody_without_an_address_is_told_all_the_same(book: BookFolder) -> None:
    book.add("ann")
    found = book.run("decline", "ann", "--on", ON)
    assert (found.code, "it's a no" in found.out) == (0, True)
    assert "followup decline ann CHANNEL" in found.err


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["--date", "yesterday"], "how did you tell them?"),
        (["cal"], "did you mean `call`?"),
        (["in call"], "followup log ann in call declined"),
        (["call answered"], "followup decline ann call"),
        (["call", "--date", "tomorrow"], "in the future"),
    ],
)
def test_what_cannot_be_read_is_2(ann: BookFolder, words: list[str], remedy: str) -> None:
    before = text(ann)
    found = ann.run("decline", "ann", *words, "--on", ON)
    assert (found.code, found.out, text(ann)) == (2, "", before)
    assert remedy in found.err


def test_the_words_to_tell_them_with_are_shown(book: BookFolder) -> None:
    book.add("ann", "2026-09-14 in email", name="Ann Lee", email="ann@example.org")
    found = book.run("decline", "ann", "--on", ON)
    assert "Subject: Your e-mail from today\n\nHi Ann,\n" in found.out
    assert "it's a no from me. [the one true reason]." in found.out


def test_whoever_asked_for_silence_is_not_told(book: BookFolder) -> None:
    book.add("ann", status="do-not-contact by them 2026-09-01")
    before = text(book)
    assert book.run("decline", "ann", "call", "--on", ON).code == 3
    assert text(book) == before
    found = book.run("decline", "ann", "--on", ON)
    assert (found.code, found.out) == (3, "")


def test_an_appointment_of_the_day_was_where_they_were_told(book: BookFolder) -> None:
    book.add("ann", "2026-09-14 12:30 lunch planned, the stand")
    book.run("decline", "ann", "lunch", "-m", "too dear", "--on", ON)
    assert "  - 2026-09-14 12:30 lunch declined, the stand; too dear\n" in text(book)
    assert "status: declined by me 2026-09-14 too dear\n" in text(book)


INTRODUCED = "Ann Lee: introduced to Bob Smith by e-mail. "


@pytest.fixture
def both(book: BookFolder) -> BookFolder:
    book.add("ann", "2026-09-11 call", name="Ann Lee", phone="1")
    book.add("clients/bob", name="Bob Smith", email="bob@acme.example")
    return book


def test_an_introduction_is_in_both_files_and_one_change(both: BookFolder) -> None:
    before = text(both), text(both, "clients/bob")
    found = both.run("introduce", "ann", "bob", "-m", "the extension", "--on", ON)
    assert (found.code, found.err) == (0, "")
    assert [line[: len(INTRODUCED)] for line in found.out.splitlines()] == [
        INTRODUCED,
        "Bob Smith: introduced to Ann Lee by e-mail. ",
    ]
    assert "  - 2026-09-14 email gave with clients/bob, the extension\n" in text(both)
    assert "  - 2026-09-14 email gave with ann, the extension\n" in text(both, "clients/bob")
    for id_ in ("ann", "clients/bob"):
        read = history.read_history(contact(both, id_), Settings())
        assert read.readings[-1] == history.ASIDE
    assert both.run("check", "--strict").code == 0
    after = text(both)
    again = both.run("introduce", "bob", "ann", "-m", "the extension", "--on", ON)
    assert (again.out.count("(it is there already)"), text(both)) == (2, after)
    assert both.run("undo").code == 0
    assert (text(both), text(both, "clients/bob")) == before


@pytest.mark.slow
def test_an_introduction_is_one_commit(both: BookFolder) -> None:
    git(both.root, "add", "--all")
    git(both.root, "commit", "-q", "-m", "start")
    assert both.run("introduce", "ann", "bob", "call", "--commit", "--on", ON).code == 0
    names = git(both.root, "show", "--format=", "--name-only", "HEAD").split()
    assert sorted(names) == ["contacts/ann.md", "contacts/clients/bob.md"]


def test_both_or_neither(both: BookFolder) -> None:
    both.add("quiet", status="do-not-contact")
    both.write("contacts/bad.md", "---\nname: Bad\ntouches: 3\n---\n")
    before = text(both)
    for other, why in (("quiet", "do-not-contact"), ("bad", "followup check contacts/bad.md")):
        for pair in (("ann", other), (other, "ann")):
            found = both.run("introduce", *pair, "--on", ON)
            assert (found.code, found.out, text(both)) == (3, "", before)
            assert why in found.err


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["ann", "ann"], "both names mean ann"),
        (["ann", "clients/bob,ann"], "one name, not several"),
        (["ann", "bob", "emial"], "did you mean `email`?"),
        (["ann", "bob", "in email"], "one channel"),
        (["ann", "bob", "email sent"], "such as: followup introduce ann bob call"),
        (["ann", "bob", "--date", "tomorrow"], "in the future"),
    ],
)
def test_an_introduction_that_cannot_be_read_is_2(
    both: BookFolder, words: list[str], remedy: str
) -> None:
    before = text(both)
    found = both.run("introduce", *words, "--on", ON)
    assert (found.code, found.out, text(both)) == (2, "", before)
    assert remedy.lower() in found.err.lower()


def test_a_file_name_that_no_entry_can_hold_is_named_by_its_person(book: BookFolder) -> None:
    book.write("contacts/Smith, Bob.md", "---\nname: Bob Smith\n---\n")
    book.add("ann", name="Ann Lee")
    found = book.run("introduce", "ann", "bob", "--on", ON)
    assert found.code == 0, found.err
    assert "  - 2026-09-14 email gave with Bob Smith\n" in text(book)


def test_dry_run_shows_both(both: BookFolder) -> None:
    before = text(both)
    found = both.run("introduce", "ann", "bob", "--dry-run", "--on", ON)
    assert "+  - 2026-09-14 email gave with clients/bob\n" in found.out
    assert "+  - 2026-09-14 email gave with ann\n" in found.out
    assert text(both) == before
