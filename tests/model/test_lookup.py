"""Which contact is meant, and which ids are one place elsewhere."""

from __future__ import annotations

import unicodedata

import pytest

from followup_md.errors import RefusedError
from followup_md.model.contact import Contact, Handle, Labelled, id_of, path_of
from followup_md.model.lookup import path_collisions, resolve, resolve_several

ANN = Contact(
    "clients/ann-lee", "Ann Lee", nickname=("Annie",), email=(Labelled("", "ann@a.example"),)
).handle
BOB = Handle("bob", "Bob Smith")
BOBBY = Handle("bobby", "Robert Smith")
ZOE = Handle("zo\u00eb", "Zo\u00eb \u00c5gren")
TARO = Handle("t", "\u5c71\u7530 \u592a\u90ce", ("O\u2019Taro",))
EVERY = [ANN, BOB, BOBBY, ZOE, TARO]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("clients/ann-lee", ANN),
        ("contacts/clients/ann-lee.md", ANN),
        ("ann-lee", ANN),
        ("ANN LEE", ANN),
        ("annie", ANN),
        ("ann@a.example", ANN),
        ("cli", ANN),
        ("bob", BOB),
        ("robert", BOBBY),
        ("obert", BOBBY),
        (unicodedata.normalize("NFD", "Zo\u00eb"), ZOE),
        ("\u00c5GREN", ZOE),
        ("zoe", ZOE),
        ("zoe  agren", ZOE),
        ("\u5c71\u7530\u592a\u90ce", TARO),
        ("o'taro", TARO),
    ],
)
def test_the_contact_that_is_meant(name: str, expected: Handle) -> None:
    assert resolve(name, EVERY) == expected.id


def test_a_beginning_wins_over_what_is_inside() -> None:
    assert resolve("ann", [Handle("joanna", "Joanna Ray"), ANN]) == ANN.id


def test_an_id_wins_over_a_name() -> None:
    other = Handle("x", "bob")
    assert resolve("bob", [other, BOB]) == BOB.id


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("smith", "bob  Bob Smith\n  bobby  Robert Smith"),
        ("ann lea", "did you mean clients/ann-lee?"),
        ("nobody at all", "See `followup list`."),
        ("", "no contact is called ''"),
    ],
)
def test_no_contact_or_several(name: str, expected: str) -> None:
    with pytest.raises(RefusedError) as caught:
        resolve(name, EVERY)
    assert expected in str(caught.value)


def test_many_of_one_name() -> None:
    with pytest.raises(RefusedError, match="and 15 more"):
        resolve("smith", [Handle(f"c{number}", "A Smith") for number in range(25)])


def test_an_id_has_a_path() -> None:
    assert path_of("a/b") == "contacts/a/b.md"
    assert id_of("contacts/a/b.md") == id_of("a/b") == "a/b"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ann", "ann"), ("zo\u00eb", "zoe\u0308"), ("STRASSE", "stra\u00dfe"), ("x/\ufb01", "X/fi")],
)
def test_twins(one: str, other: str) -> None:
    assert path_collisions(["a", one, "b", other]) == [(one, other)]


def test_no_twins() -> None:
    assert path_collisions(["a", "b", "a/b", "e", "\u00e9", "a-b", "a_b"]) == []


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("bob,ANNIE", ["bob", "clients/ann-lee"]),
        (" bob , robert,", ["bob", "bobby"]),
        ("Lee, Ann", ["lee"]),
        ("lee,  ann", ["lee"]),
        ("Lee, Ann, bob", ["lee", "bob"]),
        ("Lee, A", ["lee"]),  # the beginning of one; A alone may be anybody
    ],
)
def test_several_that_are_meant(names: str, expected: list[str]) -> None:
    assert (
        resolve_several(names, [*EVERY, Handle("al", "Al"), Handle("lee", "Lee, Ann")]) == expected
    )


def test_one_of_several_that_nobody_is_called() -> None:
    with pytest.raises(RefusedError, match="'nobody'"):
        resolve_several("bob,nobody", EVERY)
