from __future__ import annotations

import re

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
        ("李安", "contact"),
        ("Анна", "contact"),
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
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", id_)
    assert len(id_) <= 62
    assert files.is_contact_id(id_)
