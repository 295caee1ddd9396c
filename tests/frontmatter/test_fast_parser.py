"""What is read without libyaml is what libyaml reads: shapes, real files, both with mistakes in."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.frontmatter import document, fast_parser, libyaml_parser, spans
from followup_md.frontmatter.nodes import Rows, Sequence
from tests.helpers import parse_cases
from tests.helpers.nodes import with_lists

PROJECT = Path(__file__).parents[2]

TOUCHES = """\
name: Zoë Müller \U0001f642
phone: "+1 555 0100"
email: [zoe@acme.example, z.m@acme.example]
# more
spouse-name: 'Ann: the elder'
birthday: --04-16
empty:

tags: []
home:
  street: Elm Road
  no: '12'
touches:
  - 2026-09-01 10:30 call voicemail, about A#1 and a\\b
  - 2026-09-05 in call missed: my son took the message
promises:
- 2026-09-10, the 'brochure'
- "2026-09-17, it's: said"
"""


def read(text: str) -> bool:
    """Whether a text is read without libyaml; the nodes are then libyaml's, positions included."""
    found = fast_parser.parse(text)
    if found is not None:
        document.reject_unreadable(text)
        # A repr tells a list from a tuple, and classes with the same values apart.
        assert repr(with_lists(found)) == repr(libyaml_parser.parse(text, 1)), text
    return found is not None


def test_what_is_written_is_read() -> None:
    assert read(TOUCHES)


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "a", "a: b", "\na: b\n", "a b: c\n", "'a': b\n", "a : b\n"),
        *("a: b\na: c\n", "<<: b\n", "a:b\n", "a:  b\n", "a: b \n", "a: \n", "a:\tb\n", "a: b\r\n"),
        *("a: b\n c\n", "a: b # c\n", "a: b: c\n", "a: b:\n", "a: -\n", "a: - b\n", "a: ?\n"),
        *('a: "b" c\n', 'a: "\\n"\n', "a: 'b''c'\n", "a: '\n", 'a: "\n', "a: *b\n", "a: &b c\n"),
        *("a: !b c\n", "a: |\n  b\n", "a: >\n", "a: @b\n", "a: `b\n", "a: %b\n", "%a: b\n"),
        *("a: [b,c]\n", "a: [b, ]\n", "a: [, b]\n", "a: [b\n", "a: [b]c\n", "a: [-b]\n", "a: ]\n"),
        *(
            "a: {}\n",
            "a: {b: c}\n",
            "a:\n  b:\n",
            "a:\n  b: c\n   d: e\n",
            "a: b\n  - c\n",
            "a:\n  - b\n - c\n",
        ),
        *("a:\n  - b\n   - c\n", "a:\n  -\n", "a:\n  - - b\n", "a:\n  -  b\n", "a:\n  - <<: b\n"),
        *("a:\n  - [b]: c\n", "a:\n  - b: c\n    d: e\n", "a:\n  - b: c: d\n", "a:\n  - b: \n"),
        *("a:\n  - b\n\n  - c\n", "a:\n  - # b\n", "--- \na: b\n", "---\n", "a: b\n...\n", "- a\n"),
        *(f"a: b{bad}c\n" for bad in "\x00\x07\x7f\x85\xa0\u2028\u2029\ufeff\ue000"),
        f"{'k' * 1025}: b\n",
        f"a:\n  - {'k' * 1025}: b\n",
    ],
)
def test_what_is_left_to_libyaml(text: str) -> None:
    assert fast_parser.parse(text) is None


def test_what_is_read() -> None:
    text = "a: [b, 'c']\nc:\n- d: e\n- f\ng:\n  - 'h: i'\n#\n\nj:\nk:\n l: m\n"
    assert read(text)
    found = fast_parser.parse(text)
    assert found is not None
    assert spans.to_data(found) == (
        ("a", ["b", "c"]),
        ("c", [(("d", "e"),), "f"]),
        ("g", ["h: i"]),
        ("j", ""),
        ("k", (("l", "m"),)),
    )
    rows = found.get("c")
    assert isinstance(rows, Sequence)
    assert isinstance(rows.items, Rows)
    assert rows.items.texts == ["d: e", "f"]


BITS = (
    *("a", "b", "k-2", "name", "x y", "\u00e9", "\U0001f642", "2026-09-01", "10:30", "é:x", "_"),
    *(" ", "  ", "-", "- ", " -", ":", ": ", " : ", ",", ", ", "#", " #", "\\", "\t", "\r", "\n"),
    *("'", '"', "''", '""', "'b'", '"b: c"', "[", "]", "[]", "[b]", "[b, c]", "[b,c]", "[b, ]"),
    *("{", "}", "{b: c}", "?", "? ", "*", "&", "!", "|", ">", "%", "@", "`", "<", "<<", "~", "="),
    *("---", "...", "--x", "+1", ".", "/", "\x00", "\x7f", "\x85", "\xa0", "\u2028", "\ufeff"),
    "\u200d",
)
TEXTS = st.lists(st.sampled_from(BITS), max_size=6).map("".join)
KEYS = st.sampled_from(("a", "b", "k-2", "x y", "\u00e9", "_", "- a", "'a'", "<<", "-", ""))
LINES = st.one_of(
    st.tuples(KEYS, st.sampled_from((":", ": ", ":  ", " : ")), TEXTS).map("".join),
    st.tuples(st.sampled_from(("", " ", "  ", "   ")), st.just("- "), TEXTS).map("".join),
    st.tuples(st.sampled_from(("  - ", "  ")), TEXTS, st.just(": "), TEXTS).map("".join),
    st.sampled_from(("", "#", "# a: b", " # c")),
    TEXTS,
)
FRONTS = st.lists(LINES, max_size=6).map(lambda lines: "".join(f"{line}\n" for line in lines))


@pytest.mark.slow
@settings(deadline=None, max_examples=1000)
@given(FRONTS)
def test_shapes(text: str) -> None:
    read(text)


def fronts() -> list[str]:
    found = [TOUCHES, *(f"{case.front}\n" for case in parse_cases.load())]
    for folder in ("contacts", "tests/cases/edit"):
        for path in sorted((PROJECT / folder).rglob("*.*")):
            _, _, rest = path.read_text(encoding="utf-8").partition("---\n")
            found.append(rest.partition("\n---")[0] + "\n")
    return found


REAL = fronts()


def test_real_files() -> None:
    assert sum(read(text) for text in REAL) > len(REAL) // 4


@pytest.mark.slow
@settings(deadline=None, max_examples=1000)
@given(st.data())
def test_real_files_with_mistakes(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(REAL))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.integers(0, 3))
        text = text[:at] + data.draw(st.sampled_from(("", *BITS))) + text[at + gone :]
    read(text)


def test_every_pair_of_bits() -> None:
    for first, second in product(BITS, BITS):
        for line in (f"{first}{second}: x", f"a: {first}{second}", f"a:\n  - {first}{second}"):
            read(f"{line}\n")
