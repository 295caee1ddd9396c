"""A patched card: what is right keeps its bytes, and what is theirs stays."""

from __future__ import annotations

import re

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from followup_md.formats import vcard_out, vcard_patch
from followup_md.model.contact import Birthday, Contact, Labelled

IPHONE = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iPhone OS 17//EN\r\n"
    b"N:Lee;Ann;Marie;Dr.;\r\nFN:Ann Lee\r\nORG:Acme;Sales\r\n"
    b"item1.EMAIL;type=INTERNET;type=pref:Ann@acme.example\r\n"
    b"item2.TEL;type=pref:+1 (555) 0100\r\nitem2.X-ABLabel:boat\r\n"
    b"PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD\r\n /2wBDAAgGBgcGBQgHBwcJ\r\n"
    b"ADR;type=HOME:;;1 Road;Cork;;;Ireland\r\nNOTE:likes figs\\, not dates\r\n"
    b"UID:4FBE8971\r\nEND:VCARD\r\n"
)
ANN = Contact(
    "ann-lee",
    "Ann Lee",
    org=("Acme",),
    email=(Labelled("", "ann@acme.example"),),
    phone=(Labelled("boat", "+1 555 0100"),),
    tags=("client",),
    birthday=Birthday(9, 17),
)


OMITTED = b"BDAY;X-APPLE-OMIT-YEAR=1604:1604-09-"


def properties(contact: Contact, step: str = "") -> list[str]:
    return [*vcard_out.properties(contact, "4FBE8971", step)]


def patch(card: bytes, contact: Contact, step: str = "") -> bytes:
    return vcard_patch.patch(card, properties(contact, step), vcard_out.fold)


def changes(before: bytes, after: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return the lines that have gone and those that have come, but for our own."""
    old, new = (re.sub(rb"X-FOLLOWUP-LAST:.*(?:\r?\n .*)*", b"", card) for card in (before, after))
    gone = [line for line in old.splitlines() if line and line not in new.splitlines()]
    come = [line for line in new.splitlines() if line and line not in old.splitlines()]
    return gone, come


def test_a_card_of_others_only_gets_what_it_lacks() -> None:
    once = patch(IPHONE, ANN, "Call Ann Lee, Mon 14 Sep 2026")
    assert changes(IPHONE, once) == (
        [],
        [OMITTED + b"17", b"CATEGORIES:client"],
    )
    assert once.endswith(b"\r\nEND:VCARD\r\n")
    assert patch(once, ANN, "Call Ann Lee, Wed 16 Sep 2026") == once


def test_a_new_number_and_a_new_birthday_are_two_lines() -> None:
    once = patch(IPHONE, ANN)
    later = ANN._replace(phone=(Labelled("boat", "+1 555 0199"),), birthday=Birthday(9, 18))
    assert changes(once, patch(once, later)) == (
        [b"item2.TEL;type=pref:+1 (555) 0100", OMITTED + b"17"],
        [b"item2.TEL;type=pref:+1 555 0199", OMITTED + b"18"],
    )


def test_what_the_book_has_lost_goes_with_its_label() -> None:
    once = patch(IPHONE, ANN)
    later = ANN._replace(phone=(), tags=(), birthday=None)
    assert changes(once, patch(once, later)) == (
        [
            b"item2.TEL;type=pref:+1 (555) 0100",
            b"item2.X-ABLabel:boat",
            OMITTED + b"17",
            b"CATEGORIES:client",
        ],
        [],
    )


def test_what_was_added_on_the_phone_stays() -> None:
    once = patch(IPHONE, ANN)
    edited = once.replace(b"CATEGORIES:client", b"CATEGORIES:client,choir")
    edited = edited.replace(b"UID:", b"TEL;TYPE=CELL:+1 555 0777\r\nTITLE:Buyer\r\nUID:")
    assert patch(edited, ANN) == edited
    later = ANN._replace(tags=("friend",), role=("Owner",))
    assert changes(edited, patch(edited, later)) == (
        [b"TITLE:Buyer", b"CATEGORIES:client,choir"],
        [b"TITLE:Owner", b"CATEGORIES:choir,friend"],
    )


def test_what_was_changed_on_the_phone_stays_until_the_book_says_something_new() -> None:
    once = patch(IPHONE, ANN)
    edited = once.replace(OMITTED + b"17", b"BDAY:1984-09-19")
    assert patch(edited, ANN) == edited
    new = patch(edited, ANN._replace(birthday=Birthday(9, 17, 1984)))
    assert changes(edited, new) == ([b"BDAY:1984-09-19"], [b"BDAY:1984-09-17"])


def test_our_own_note_is_kept_up_to_date_and_theirs_is_left_alone() -> None:
    first = vcard_out.card([*properties(ANN, "one"), vcard_patch.mark(properties(ANN, "one"))])
    second = patch(first.encode(), ANN, "two")
    assert changes(first.encode(), second) == ([b"NOTE:one"], [b"NOTE:two"])
    theirs = second.replace(b"NOTE:two", b"NOTE:two\\nand figs")
    assert changes(theirs, patch(theirs, ANN, "three")) == ([], [])
    assert patch(patch(theirs, ANN, "three"), ANN, "four") == patch(theirs, ANN, "three")


def test_a_new_name_is_taken_apart_and_departments_stay() -> None:
    later = ANN._replace(name="Ann Moss", org=("Moss & Co",))
    assert changes(patch(IPHONE, ANN), patch(patch(IPHONE, ANN), later)) == (
        [b"N:Lee;Ann;Marie;Dr.;", b"FN:Ann Lee", b"ORG:Acme;Sales"],
        [b"N:Moss;Ann;;;", b"FN:Ann Moss", b"ORG:Moss & Co;Sales"],
    )


def test_labels_get_a_group_of_their_own() -> None:
    later = ANN._replace(phone=(*ANN.phone, Labelled("shop", "+1 555 0111")))
    _, come = changes(patch(IPHONE, ANN), patch(patch(IPHONE, ANN), later))
    assert come == [b"item3.TEL:+1 555 0111", b"item3.X-ABLabel:shop"]


def test_version_4_and_other_ends_of_lines() -> None:
    card = IPHONE.replace(b"\r\n", b"\n").replace(b"3.0", b"4.0")
    card = card.replace(
        b"item2.TEL;type=pref:+1 (555) 0100", b"item2.TEL;VALUE=uri:tel:+1-555-0100"
    )
    once = patch(card, ANN)
    assert changes(card, once) == ([], [b"BDAY:--0917", b"CATEGORIES:client"])
    assert b"\r" not in once
    assert patch(once, ANN) == once


REFUSED = [
    (IPHONE.replace(b"3.0", b"2.1"), "version 2.1"),
    (IPHONE.replace(b"VERSION:3.0\r\n", b""), "version unknown"),
    (IPHONE + IPHONE, "not one card"),
    (IPHONE.replace(b"END:VCARD", b""), "not one card"),
    (b"", "not one card"),
]


@pytest.mark.parametrize(("card", "words"), REFUSED)
def test_what_is_not_patched(card: bytes, words: str) -> None:
    with pytest.raises(vcard_patch.NotPatchedError, match=words):
        patch(card, ANN)


@given(st.binary(max_size=200), st.integers(0, len(IPHONE)))
def test_any_bytes_are_patched_or_refused(noise: bytes, place: int) -> None:
    card = IPHONE[:place] + noise + IPHONE[place:]
    vcard_patch.uid(card)
    try:
        once = patch(card, ANN)
    except vcard_patch.NotPatchedError:
        return
    assert patch(once, ANN) == once


TEXTS = st.text(st.sampled_from("ab,;\\:\n \u00e9\u4e00")).map(lambda text: " ".join(text.split()))
CONTACTS = st.builds(
    lambda name, org, tags, phones: Contact(
        "x",
        name or "X",
        org=tuple(filter(None, [org])),
        tags=tuple(dict.fromkeys(filter(None, tags))),
        phone=tuple(Labelled("", f"+1 555 {n:04}") for n in dict.fromkeys(phones)),
    ),
    TEXTS,
    TEXTS,
    st.lists(TEXTS, max_size=3),
    st.lists(st.integers(0, 9), max_size=3),
)


@given(st.lists(CONTACTS, min_size=1, max_size=4))
def test_a_card_of_ours_says_what_the_book_said_last(versions: list[Contact]) -> None:
    first = properties(versions[0])
    card = vcard_out.card([*first, vcard_patch.mark(first)]).encode()
    for contact in versions:
        card = patch(card, contact)
    last = versions[-1]
    found = vobject.readOne(card.decode())
    assert found.fn.value == last.name
    assert [tel.value for tel in found.contents.get("tel", [])] == [
        phone.value for phone in last.phone
    ] or {tel.value for tel in found.contents["tel"]} == {phone.value for phone in last.phone}
    assert all(len(line) <= 75 for line in card.split(b"\r\n"))
