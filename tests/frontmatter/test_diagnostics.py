"""libyaml's errors in words; most of them are in tests/cases/read, told by test_reading."""

from __future__ import annotations

import pytest
import yaml

from followup_md.frontmatter import diagnostics


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("reason: @home", 'reason: "@home"'),
        ("  - 2026-09-01 call, a: b: c", '  - "2026-09-01 call, a: b: c"'),
        ("  - note: a: b", '  - note: "a: b"'),
        ("follow up: a: b \t\r", 'follow up: "a: b"'),
        ('x: a "b" \\c', 'x: "a \\"b\\" \\\\c"'),
        ("- @home", '- "@home"'),
        ("\u00fcber: @x", '\u00fcber: "@x"'),
        ("just words", ""),
        ("", ""),
        ("key:", ""),
    ],
)
def test_a_line_in_quotes(line: str, expected: str) -> None:
    assert diagnostics.quoted(line) == expected


def test_an_error_without_a_place() -> None:
    error = diagnostics.explain("a: b", yaml.YAMLError("words of the file"), 2)
    assert (error.code, error.line, error.column) == ("E215", 2, 1)
    assert "words of the file" not in error.message
