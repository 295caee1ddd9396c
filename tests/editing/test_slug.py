# ruff: noqa: RUF001 (letters of many scripts)
from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.editing import slug
from followup_md.storage import files


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann Lee", "ann-lee"),
        ("  O'Brien, Pat  ", "obrien-pat"),
        ("Łukasz Żółć", "lukasz-zolc"),
        ("Søren Ærø", "soren-aero"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("\U0001d504nn", "ann"),
        ("\u02bbOkina", "okina"),
        ("李安", "李安"),
        ("山田 太郎", "山田-太郎"),
        ("マイケル・ジャクソン", "マイケル-ジャクソン"),
        ("ﾊﾞﾝﾋﾞ", "バンビ"),
        ("Ann 山田", "ann-山田"),
        ("Анна Йовова", "анна-йовова"),
        ("Γιώργος", "γιώργος"),
        ("राम कुमार", "राम-कुमार"),
        ("מֹשֶׁה", "משה"),
        ("\u202eevil\u200b", "evil"),
        ("\u093f\u0301a\u093f", "a"),
        ("山" * 100, "山" * 40),
        ("नी" * 50, "नी" * 20),
        ("../../etc/passwd", "etc-passwd"),
        ("-rf", "rf"),
        ("a" * 200, "a" * 60),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_plain_letters(name: str, expected: str) -> None:
    assert slug.slug(name) == expected


@pytest.mark.parametrize("name", ["con", "AUX", "lpt1", "Index", "readme", "agenda", "404"])
def test_names_that_are_taken_get_a_number(name: str) -> None:
    assert slug.free_id(name, "", []) == f"{name.lower()}-2"


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (["ann-lee"], "ann-lee-2"),
        (["Ann-Lee", "ann-lee-2"], "ann-lee-3"),
        (["clients/ann-lee"], "ann-lee"),
    ],
)
def test_no_file_differs_by_case_alone(there: list[str], expected: str) -> None:
    assert slug.free_id("Ann Lee", "", there) == expected
    assert slug.free_id("Ann Lee", "new", there) == "new/ann-lee"


@given(st.text(max_size=100))
def test_any_name_is_a_portable_file(name: str) -> None:
    id_ = slug.free_id(name, "", [])
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", id_) or not id_.isascii()
    assert unicodedata.is_normalized("NFC", id_)
    assert id_.isprintable()
    assert not re.search(r"[\s/\\:*?\"<>|_.]", id_)
    assert unicodedata.category(id_[0])[0] != "M"
    assert len(id_) <= 62
    assert len(id_.encode()) <= 122
    assert files.is_contact_id(id_)


@given(st.text(max_size=100))
def test_a_name_is_one_file_however_it_is_encoded(name: str) -> None:
    composed, parted = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert slug.slug(composed) == slug.slug(parted)


@pytest.mark.parametrize(("one", "other"), [("🎉", "!!!"), ("…", "？"), ("", "🎉🎉")])
def test_names_without_letters_do_not_meet(one: str, other: str) -> None:
    assert slug.slug(one) != slug.slug(other)
    assert re.fullmatch("contact-[0-9a-f]{8}", slug.slug(one))


def test_where_the_file_system_takes_ascii_alone() -> None:
    found = slug.free_id("山田", "new", [], str.isascii)
    assert re.fullmatch("new/contact-[0-9a-f]{8}", found)
    assert slug.free_id("Ann", "new", [], str.isascii) == "new/ann"
