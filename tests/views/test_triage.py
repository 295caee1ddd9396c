"""The picture of `next`: it fits its screen, whoever is on it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from followup_md.model.agenda import Row, RowContact, RowItem
from followup_md.model.contact import Contact, Labelled, Touch
from followup_md.model.draft import Draft
from followup_md.views import triage_keys
from followup_md.views.line_editor import LineEditor
from followup_md.views.text_layout import BOLD, YELLOW, Screen, printable, wrap, wrap_marked
from followup_md.views.triage import Card, Progress, Prompt, key_lines, picture

ON = date(2026, 9, 14)
SIZES = [(60, 16), (80, 24), (200, 50), (59, 16), (40, 12), (20, 8), (1, 1)]
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
LRM = "\u200e"

words = st.text(
    st.sampled_from("aé Z漢ر🌻\u0301\n\t\x1b[31m\u202e\u2066·1-") | st.characters(codec="utf-8"),
    max_size=90,
)


@st.composite
def cards(draw: st.DrawFn) -> Card:
    name = draw(words)
    touches = tuple(
        Touch(date(2026, 9, day), "call", outcome="voicemail", note=draw(words))
        for day in range(1, draw(st.integers(1, 8)))
    )
    contact = Contact("x", name, org=(draw(words),), role=(draw(words),), touches=touches)
    item = RowItem("owed", ON, ON, draw(st.integers(0, 4)))
    also = (RowItem("promise", ON, ON, 0, draw(words)),)
    row = Row(RowContact("x", name), item, draw(words), draw(words), 2, 7, also)
    text = draw(words)
    draft = Draft(
        "return", "text", "text", "en", "", (Labelled("", draw(words)),), draw(words), text
    )
    gaps = tuple(part for part in text.split("\n") if part)
    return Card(
        contact,
        draw(st.sampled_from([row, None])),
        ON,
        draw(st.sampled_from([draft, draft._replace(quoted=gaps[:1], gaps=gaps[:1]), None])),
        draw(words),
        draw(st.sampled_from([None, "07:40 there; a call is fine from 09:00"])),
        draw(st.sampled_from(["", "in touch today: bea (call at 10:40, voicemail)"])),
    )


lasts = st.one_of(words, st.builds(Prompt, words, words, words))


def drawn(
    card: Card | None, last: str | Prompt, size: tuple[int, int], colour: bool = False
) -> tuple[list[str], int | None]:
    keys = key_lines(triage_keys.for_kind("planned"), size[0])
    shown = [*triage_keys.page(keys, 0), triage_keys.ALWAYS]
    return picture(card, Progress(1, 20, 3), shown, last, size, Screen(True, colour, size[0]))


@given(st.none() | cards(), lasts, st.sampled_from(SIZES), st.booleans())
def test_it_fits_and_nothing_in_it_steers_the_terminal(
    card: Card | None, last: str | Prompt, size: tuple[int, int], colour: bool
) -> None:
    lines, cursor = drawn(card, last, size, colour)
    assert len(lines) == max(size[1], 8)
    for line in lines:
        plain = ESCAPES.sub("", line)
        assert printable(plain.replace(LRM, "")) == plain.replace(LRM, "")
        assert wcswidth(plain) <= max(size[0], 20)
    assert cursor is None or 0 <= cursor < max(size[0], 20)


@given(cards(), lasts, st.sampled_from(SIZES))
def test_colours_change_nothing_else(card: Card, last: str | Prompt, size: tuple[int, int]) -> None:
    plain, cursor = drawn(card, last, size)
    painted, same = drawn(card, last, size, colour=True)
    assert [ESCAPES.sub("", line) for line in painted] == plain
    assert cursor == same


@given(words, st.lists(words, max_size=3), st.integers(2, 90))
def test_marks_are_painted_and_the_lines_are_those_of_wrap(
    text: str, parts: list[str], columns: int
) -> None:
    text = " ".join(text.split())
    painted = wrap_marked(text, dict.fromkeys(parts, YELLOW), columns, Screen(True, True))
    assert [ESCAPES.sub("", line) for line in painted] == [
        ESCAPES.sub("", line) for line in wrap(text, columns)
    ]


def test_a_mark_goes_on_over_the_end_of_a_line() -> None:
    painted = wrap_marked("well [then listen] so", {"[then listen]": BOLD}, 12, Screen(True, True))
    assert painted == ["well \x1b[1m[then\x1b[0m", "\x1b[1mlisten]\x1b[0m so"]


def card(**more: object) -> Card:
    contact = Contact("ann", "Ann Lee", org=("Acme",), role=("Buyer",))
    row = Row(RowContact("ann", "Ann Lee"), RowItem("owed", ON, ON, 5), "they called", "call")
    draft = Draft(
        "return", "call", "call", "en", "", (Labelled("", "+1 555"),), "", "Hi Ann, it's me."
    )
    return Card(contact, row, ON, draft)._replace(**more)  # type: ignore[arg-type]  # by its names


def test_a_small_screen_shows_the_number_in_place_of_the_draft() -> None:
    one = card(contact=Contact("ann", "Ann Lee", phone=(Labelled("", "+1 555"),)))
    assert "── return, call, +1 555 " in "\n".join(drawn(one, "", (60, 16))[0])
    small = "\n".join(drawn(one, "", (59, 16))[0])
    assert "return" not in small
    assert "next: call +1 555" in small


@pytest.mark.parametrize("size", SIZES[:3])
def test_a_message_is_never_cut_where_there_is_room(size: tuple[int, int]) -> None:
    message = (
        "Ann Lee is marked do-not-contact: nothing was written (--force writes it all the same)"
    )
    lines, _ = drawn(card(), message, size)
    assert " ".join(" ".join(lines[-3:]).split()).endswith(message)


def test_what_is_typed_stays_in_sight() -> None:
    lines, cursor = drawn(card(), Prompt("note:", "x" * 100 + "end"), (60, 16))
    assert lines[-1].startswith(" note: x")
    assert lines[-1].endswith("end")
    assert cursor == 59


@pytest.mark.parametrize("kind", ["", "owed", "promise", "quote", "planned", "waiting", "chase"])
@pytest.mark.parametrize("columns", [60, 80, 200])
def test_every_key_is_on_some_page(kind: str, columns: int) -> None:
    keys = triage_keys.for_kind(kind)
    assert len({key for key, _ in keys}) == len(keys)
    lines = key_lines(keys, columns)
    pages = [triage_keys.page(lines, number) for number in range(len(lines))]
    assert {key for page in pages for line in page for key, _ in line} == {key for key, _ in keys}
    shown = {key for key, _ in (*keys, *triage_keys.ALWAYS)}
    explained = {key for words, _ in triage_keys.HELP for key in words.split()}
    assert shown <= explained
    help_ = triage_keys.help_text(columns).split("\n")
    assert max(map(len, help_)) <= columns


@given(st.lists(st.sampled_from([*"aé 漢", "backspace", "clear", "clear word", "up", "unknown"])))
def test_a_line_is_edited_at_its_end(names: list[str]) -> None:
    line, before = LineEditor(), ""
    for name in names:
        line.press(name)
        if len(name) == 1:
            assert line.text == before + name
        elif name in ("up", "unknown"):
            assert line.text == before
        else:
            assert before.startswith(line.text)
            assert len(line.text) <= max(len(before) - (name == "backspace"), 0)
        before = line.text


def test_what_is_pasted_into_a_line_is_one_line() -> None:
    line = LineEditor("a ")
    line.press("paste", "b\nc\t d\r")
    assert line.text == "a b c d"
