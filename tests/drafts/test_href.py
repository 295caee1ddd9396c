"""Addresses that carry the words: nothing is lost on the way, and nothing breaks out."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.drafts.href import LONGEST, address_for
from followup_md.drafts.sms import parts
from followup_md.model.contact import Labelled

TO = {
    "email": (Labelled("", "ann+x@example.org"),),
    "text": (Labelled("", "+353 20 915 0101"),),
    "whatsapp": (Labelled("", "+353 20 915 0101"),),
}
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)
ODD = "a & b #c +d =e ?f %41 \n\n\u05d0\u05d1 🎂 ü"


def carried(address: str) -> dict[str, str]:
    return {key: value for key, (value,) in parse_qs(urlsplit(address).query).items()}


@given(channel=st.sampled_from(list(TO)), subject=WORDS, text=WORDS.filter(bool))
def test_the_words_come_back(channel: str, subject: str, text: str) -> None:
    address, complete = address_for(channel, TO[channel], subject, text)
    assert (complete, len(address) <= LONGEST) == (True, True)
    assert re.fullmatch(r"[!-~]+", address)
    assert "#" not in address
    if channel == "email":
        text = text.replace("\n", "\r\n")
        assert unquote(address.partition("subject=")[2].partition("&")[0]) == subject
    assert unquote(address.rpartition("=")[2]) == text


def test_what_each_looks_like() -> None:
    assert address_for("email", TO["email"], "S", "a\nb&c")[0] == (
        "mailto:ann+x@example.org?subject=S&body=a%0D%0Ab%26c"
    )
    assert address_for("text", TO["text"], "", "a\nb")[0] == "sms:+353209150101?&body=a%0Ab"
    assert address_for("whatsapp", TO["whatsapp"], "", "a b")[0] == (
        "https://wa.me/353209150101?text=a%20b"
    )
    assert address_for("call", TO["text"], "", "Hi") == ("tel:+353209150101", True)
    assert carried(address_for("email", TO["email"], ODD, ODD)[0])["subject"] == ODD


@pytest.mark.parametrize("letter", ["x", "ψ", "愛", "🎂"])
def test_a_long_text_leaves_the_recipient_and_the_subject(letter: str) -> None:
    for length in range(1, 1700, 13):
        address, complete = address_for("email", TO["email"], "S", letter * length)
        assert len(address) <= LONGEST
        assert complete == ("body=" in address)
    assert (address, complete) == ("mailto:ann+x@example.org?subject=S", False)
    assert address_for("email", TO["email"], letter * 1700, "x") == (
        "mailto:ann+x@example.org",
        False,
    )


def test_the_first_number_that_can_be_dialled_counts() -> None:
    to = (Labelled("", "ask Bob"), Labelled("", "020 915 0101"), Labelled("", "+353 1"))
    assert address_for("text", to, "", "x")[0] == "sms:0209150101?&body=x"
    assert address_for("whatsapp", to[:2], "", "x") == ("", True)
    assert address_for("email", (), "x", "y") == ("", True)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("Seán", 1),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("🎂" * 35, 1),
        ("🎂" * 36, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
    ],
)
def test_how_many_text_messages_a_text_is(text: str, count: int) -> None:
    assert parts(text) == count
