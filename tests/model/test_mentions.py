"""Whom a text names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.model.contact import Contact, Handle, Touch
from followup_md.model.mentions import GONE, Mentions, unnamed
from tests.helpers.sample import day

MENTIONS = Mentions(
    {"ann": "Ann Lee", "clients/bob": "Bob Smith", "rosa-park": "Rosa Park", "x/eve": "Eve"},
    [
        Handle("zoe-secret", "Zoë Sécret", ("Zozo",), ("zoe@quill.example",)),
        Handle("p/deep", "Deep Throat"),
        Handle("rosa", "Rosa"),
        Handle("yamada", "山田 太郎"),
    ],
)
SPELLINGS = """\
zoe-secret
./zoe-secret
../x/../zoe-secret.md
contacts/zoe-secret
/contacts/zoe-secret.md#top
contacts/zoe%2Dsecret.md
Zoe-Secret
ZOË SÉCRET
zoe-secret, at the lunch
Zoe Secret (my aunt)
Secret, Zoe
zozo
zoe@quill.example
<mailto:zoe@quill.example>
[[zoe-secret]]
[[zoe-secret|a friend]]
[her](zoe-secret.md)
https://me.example/people/zoe-secret/
deep
p/deep
rosa
山田太郎さんの紹介""".splitlines()


@pytest.mark.parametrize("text", SPELLINGS)
def test_every_spelling_gives_away_who_is_hidden(text: str) -> None:
    assert MENTIONS.gives_away(text)
    assert MENTIONS.find(text) is None


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("ann", "ann"),
        ("Ann Lee", "ann"),
        ("ANN", "ann"),
        ("bob", "clients/bob"),
        ("./bob.md", "clients/bob"),
        ("contacts/clients/bob.md", "clients/bob"),
        ("bob smith", "clients/bob"),
        ("[[bob]]", "clients/bob"),
        ("rosa-park", "rosa-park"),
        ("a friend", None),
        ("zoe", None),
        ("", None),
    ],
)
def test_whom_a_text_names_who_may_be_named(text: str, id_: str | None) -> None:
    assert MENTIONS.find(text) == id_
    assert not MENTIONS.gives_away(text)


def test_a_name_of_two_names_nobody() -> None:
    twins = Mentions({"a": "Ann", "b": "Ann"}, [Handle("c", "Bob"), Handle("d", "Bob")])
    assert twins.find("Ann") is None
    shared = Mentions({"a": "Ann"}, [Handle("b", "Ann")])
    assert shared.find("Ann") is None
    assert shared.gives_away("Ann")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("see [[zoe-secret]].", f"see {GONE}."),
        ("see [[zoe-secret#x|my friend]]", "see my friend"),
        ("[her](zoe-secret.md) and [Bob](bob.md)", "her and [Bob](bob.md)"),
        ("[zoe-secret](./zoe-secret.md)", GONE),
        ('<a href="zoe-secret.md">her</a>', f'<a href="{GONE}">her</a>'),
        ("<a href=../people/zoe-secret/>x</a>", f"<a href={GONE}>x</a>"),
        ("[a\nb](zoe-secret.md)", f"[a\nb]({GONE})"),
        ("[a][r]\n\n[r]: zoe-secret.md", f"[a][r]\n\n[r]: {GONE}"),
        ("`contacts/zoe-secret.md`, then", f"`{GONE}`, then"),
        ("https://forge.example/me/c/blob/main/contacts/zoe-secret.md", GONE),
        ("Zoe Secret came", "Zoe Secret came"),
        ("[park](rosa-park.md)", "[park](rosa-park.md)"),
    ],
)
def test_the_body_loses_addresses_and_keeps_words(body: str, shown: str) -> None:
    assert MENTIONS.without(body) == shown


def test_via_and_with_lose_who_is_hidden() -> None:
    touches = (Touch(day("2026-09-01"), with_="Zoe Secret"), Touch(day("2026-09-02"), with_="Paul"))
    found = unnamed(Contact("x", "X", via="./zoe-secret", touches=touches), MENTIONS)
    assert found.via == ""
    assert [touch.with_ for touch in found.touches] == ["", "Paul"]


@given(st.text(alphabet="[]()<>=\"' \n#./%|`!zoe-scrtmdp", max_size=60))
def test_no_address_is_left_whatever_is_around_it(around: str) -> None:
    body = f"{around} contacts/zoe-secret.md {around}"
    assert "contacts/zoe-secret.md" not in MENTIONS.without(body)


@pytest.mark.parametrize(
    "piece", ["a", "/", "contacts/", '="', "[[", "[](", "]:", "<", "=' ", ".md ", "people/x "]
)
def test_long_texts_take_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece)) + ".md"
    start = time.process_time()
    MENTIONS.without(text)
    MENTIONS.gives_away(text)
    assert time.process_time() - start < 2
