"""`check --fix`: quotes where they are all that is missing, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.model.settings import Settings
from followup_md.parsing.autofix import quoted
from followup_md.parsing.contact_file import read_text
from tests.helpers.parse_cases import Case, load


def file(front: str) -> str:
    return f"---\n{front}\n---\nbody: a: b\n"


@pytest.mark.parametrize(
    ("front", "mended", "lines"),
    [
        ("name: Ann\nmet: 2026-08-30: lunch", 'name: Ann\nmet: "2026-08-30: lunch"', [3]),
        (
            "name: Ann\nreason: @home  \norg: `x`",
            'name: Ann\nreason: "@home"  \norg: "`x`"',
            [3, 4],
        ),
        (
            'name: A\ntouches:\n  - 2026-09-01 call, a: b: "c"\n  # @x\n  - 2026-09-02 call: d: e',
            'name: A\ntouches:\n  - "2026-09-01 call, a: b: \\"c\\""\n  # @x\n'
            '  - "2026-09-02 call: d: e"',
            [4, 6],
        ),
    ],
)
def test_lines_are_quoted(front: str, mended: str, lines: list[int]) -> None:
    assert quoted(file(front)) == (file(mended), lines)
    crlf = quoted(file(front).replace("\n", "\r\n"))
    assert crlf == (file(mended).replace("\n", "\r\n"), lines)
    assert quoted(file(mended)) is None


@pytest.mark.parametrize(
    "front",
    [
        "name: Ann",
        "name:Ann",
        "name: Ann\nreason: 'it's'",
        "name: Ann\nreason: @home\norg: 'it's'",
        "name: Ann\n\treason: x",
        "name: Ann\nname: Bob\nreason: @x",
        "name: Ann\nreason: *bold",
        "name: Ann\nx: a\n  b: c: d",
    ],
)
def test_files_that_quotes_do_not_mend(front: str) -> None:
    assert quoted(file(front)) is None


def test_many_lines() -> None:
    front = "name: A\ntouches:\n" + "\n".join(["  - 2026-09-01 call, a: b: c"] * 120)
    mended = quoted(file(front))
    assert mended is not None
    assert mended[1] == list(range(4, 124))
    contact = read_text("x", mended[0], Settings()).contact
    assert contact is not None
    assert {touch.note for touch in contact.touches} == {"a: b: c"}


@pytest.mark.parametrize("case", list(load()), ids=lambda case: case.title)
def test_the_characters_stay_but_for_quotes(case: Case) -> None:
    text = case.text
    mended = quoted(text)
    if mended is None:
        return
    for number, (old, new) in enumerate(
        zip(text.split("\n"), mended[0].split("\n"), strict=True), 1
    ):
        if number in mended[1]:
            assert new.replace('"', "").replace("\\", "") == old.replace('"', "").replace("\\", "")
        else:
            assert new == old


@settings(deadline=None)
@given(st.text("ab:@ #\"'\\-*\r\n\u00e9", max_size=60))
def test_whatever_is_typed(lines: str) -> None:
    text = file(f"name: A\nx: {lines}")
    mended = quoted(text)
    if mended is not None:
        assert read_text("x", mended[0], Settings()).root is not None
        assert len(mended[0]) > len(text)
