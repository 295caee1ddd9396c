"""Cards byte by byte: folding, escaping, and that another reader gets the text back."""

from __future__ import annotations

import vobject
from hypothesis import given
from hypothesis import strategies as st

from followup_md.formats import vcard_out
from followup_md.formats.texts import one_line, plain
from followup_md.model.contact import Birthday, Contact, Labelled

TEXTS = st.text(st.one_of(st.sampled_from("\\,;:\n\r\t '\"nN"), st.characters(codec="utf-8")))
WORDS = TEXTS.map(one_line).filter(bool)


def card(contact: Contact) -> str:
    return vcard_out.card(vcard_out.properties(contact, "u"))


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


@given(TEXTS)
def test_a_folded_line_is_short_and_unfolds_to_itself(text: str) -> None:
    line = "NOTE:" + one_line(text)
    folded = vcard_out.fold(line)
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert unfolded(folded) == [line]


def unescaped(value: str) -> str:
    found, chars = "", iter(value)
    for char in chars:
        if char == "\\":
            char = next(chars)
            char = "\n" if char == "n" else char
        found += char
    return found


@given(WORDS, TEXTS)
def test_texts_are_escaped_so_that_nothing_ends_or_splits_them(name: str, reason: str) -> None:
    text = card(Contact("a", name, reason=reason))
    lines = dict(line.split(":", 1) for line in unfolded(text) if line)
    assert next(iter(lines)) == "BEGIN"
    assert unescaped(lines["FN"]) == name
    assert unescaped(lines.get("NOTE", "")) == plain(reason.strip())
    assert not set(text) & {chr(code) for code in range(32)} - {"\r", "\n", "\t"}


@given(st.lists(WORDS, min_size=1, max_size=3), st.lists(WORDS, max_size=3))
def test_vobject_finds_every_value(phones: list[str], tags: list[str]) -> None:
    contact = Contact(
        "a",
        "Ann Lee",
        phone=tuple(Labelled("", phone) for phone in phones),
        tags=tuple(tags),
        birthday=Birthday(2, 29, 2000),
    )
    found = vobject.readOne(card(contact))
    assert [tel.value for tel in found.tel_list] == phones
    assert [*found.contents.get("categories", [])] == [] or found.categories.value == tags
    assert found.bday.value == "2000-02-29"
