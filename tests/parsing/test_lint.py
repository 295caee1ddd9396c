"""Warnings that the cases in cases/read do not show, and their places."""

from __future__ import annotations

from datetime import date

import pytest

from followup_md.errors import Problem
from followup_md.model.settings import Settings
from followup_md.parsing import lint
from followup_md.parsing.contact_file import read_text

ON = date(2026, 9, 10)


def warnings(front: str) -> list[Problem]:
    return list(lint.warnings(read_text("a/b", f"---\n{front}\n---\n", Settings()), ON, Settings()))


def test_a_warning_hurts_nobody() -> None:
    file = read_text("a/b", "---\nname: A\ntel: 1\n---\n", Settings())
    assert file.contact is not None
    (problem,) = lint.warnings(file, ON, Settings())
    assert (problem.severity, problem.path, problem.code) == ("warning", "contacts/a/b.md", "W705")
    assert not problem.is_error


def test_warnings_stand_beside_errors_as_far_as_the_file_can_be_read() -> None:
    assert warnings("name: A\nname: B\ntel: 1") == []
    assert [problem.code for problem in warnings("nam: A\ntel: 1")] == ["W705"]


@pytest.mark.parametrize(
    "front",
    [
        "name: A  # a remark",
        "name: A\ntags: # words\n- a",
        "name: A\nreason: 'a #1'",
        "name: A\nreason: a#1",
        "name: A\nreason: |\n  a #1\n  b",
        "name: A\nkids: 2",
        "name: A\ntouches:\n- 2026-09-11 call planned\n- 2026-09-10 call\n- 2026-09-10 09:00 email",
        "name: A\npromises:\n- 2027-01-01, x\n- 2026-01-01, y",
    ],
)
def test_no_warning(front: str) -> None:
    assert warnings(front) == []


@pytest.mark.parametrize(
    ("front", "line", "column"),
    [
        ("name: A\nreason: invoice #14", 3, 17),
        ("name: A\nreason: invoice  #14", 3, 18),
        ("name: A\nreason: one\n  two #3", 4, 7),
        ("name: A\nreason: \U0001f642 #3", 3, 11),
        ("name: A\ntags: [a, b #c\n  ]", 3, 13),
        ("name: A\nmore:\n  x: y #z", 4, 8),
        ("name: A\nreason: #x\nowner: b", 3, 9),
    ],
)
def test_what_a_comment_cuts(front: str, line: int, column: int) -> None:
    (problem,) = warnings(front)
    assert (problem.code, problem.line, problem.column) == ("W704", line, column)
