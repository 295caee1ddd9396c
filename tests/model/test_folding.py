# ruff: noqa: RUF001 (letters of many scripts)
"""One folding of texts, wherever they are compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.model.folding import BLANKS, DROPPED, LETTERS, UNSPACED, fold
from tests.helpers.book_folder import PROJECT

ALIKE = [
    ("Núñez", "nunez"),
    ("ΣΩΚΡΑΤΗΣ", "Σωκράτης"),
    ("Łukasz Żółć", "lukasz zolc"),
    ("Straße", "STRASSE"),
    ("STRAẞE", "strasse"),
    ("Søren Ærø", "soren aero"),
    ("Đặng Thị", "dang thi"),
    ("Þórður Ðór", "thordur dor"),
    ("Işık İnce", "isik ince"),
    ("ısı", "ISI"),
    ("O\u2019Brien", "o'brien"),
    ("Jean\u2011Luc", "jean-luc"),
    ("ＡＮＮ　ＬＥＥ", "ann lee"),
    ("ﬁona", "fiona"),
    ("ann\u200b lee\u202e", "Ann Lee"),
    ("山田 太郎", "山田太郎"),
    ("山田　太郎", "山田太郎"),
    ("マイケル・ジャクソン", "マイケル ジャクソン"),
    ("ﾏｲｹﾙ", "マイケル"),
    ("葛\U000e0100城", "葛城"),
    ("김 철수", "김철수"),
    ("Алёна", "алена"),
    ("מֹשֶׁה", "משה"),
    ("مُحَمَّد", "محمد"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_spellings_of_one_name(one: str, other: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, one)) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("が", "か"), ("राम", "रम"), ("Ann Lee", "AnnLee"), ("王\n明", "王明"), ("李 Ann", "李Ann")],
)
def test_what_is_another_name(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_what_is_folded_stays_so(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_the_script_has_the_same_table() -> None:
    script = PROJECT / "followup_md/website/theme/followup/fold.js"
    text = script.read_text(encoding="utf-8").replace("\\\\", "\\")
    assert f"/[{_escaped(DROPPED)}]+/gu" in text
    assert f'"{_escaped(UNSPACED)}"' in text
    assert f"[{_escaped(BLANKS)}]+" in text
    rows = [f'{_quoted(letter)}: "{plain}"' for letter, plain in LETTERS.items()]
    assert f"{{ {', '.join(rows)} }}" in text


def _escaped(text: str) -> str:
    return "".join(
        "\\t" if c == "\t" else c if c in " -" else f"\\u{ord(c):04x}" if c < "\U00010000"
        else f"\\u{{{ord(c):x}}}"
        for c in text
    )  # fmt: skip


def _quoted(letter: str) -> str:
    return letter if letter.isalpha() and letter not in "\u02bb\u02bc" else f'"{_escaped(letter)}"'
