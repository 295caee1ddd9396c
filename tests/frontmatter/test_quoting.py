"""Whatever is written is read back as the same text, and plain where it can be."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from followup_md.frontmatter.nodes import Scalar, Sequence
from followup_md.frontmatter.parse import parse
from followup_md.frontmatter.quoting import is_plain, quote, to_scalar

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.text(
    "aA0 :,#-?&*!|>'\"%@`{}[]\\=<~.\t\n\r\u0085\u2028\ufeff\x00\x7f\u00e9\U0001f642", max_size=20
)


@settings(deadline=None)
@given(TEXT)
@example("a: b")
@example("- a")
@example("a #b")
@example("#")
@example("")
@example(" a ")
@example("---")
@example("2026-09-01 call, x: y: z")
def test_a_text_reads_back(text: str) -> None:
    root = parse(
        f"a: {to_scalar(text)}\nb:\n  - {to_scalar(text)}\nc: [{to_scalar(text, flow=True)}, x]\n"
    )
    (_, field), (_, block), (_, flow) = root.pairs
    assert isinstance(field, Scalar)
    assert isinstance(block, Sequence)
    assert isinstance(flow, Sequence)
    found = [node.value for node in (field, *block.items, *flow.items) if isinstance(node, Scalar)]
    assert found == [text, text, text, "x"]
    assert "\n" not in to_scalar(text)


@settings(deadline=None)
@given(TEXT)
def test_other_readers_of_yaml_read_the_same(text: str) -> None:
    assert yaml.load(f"a: {quote(text)}", yaml.BaseLoader)["a"] == text
    if is_plain(text):
        assert yaml.load(f"a: {text}", yaml.BaseLoader)["a"] == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-01 call, x",
        "a:b",
        "a#b",
        "-a",
        "?a",
        "it's",
        'say "x"',
        "a, [b] {c}",
        "\u00e9",
        "a-",
    ],
)
def test_what_stays_plain(text: str) -> None:
    assert to_scalar(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a: b", '"a: b"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("@a", '"@a"'),
        ('"a"', '"\\"a\\""'),
        ("a\\b", "a\\b"),
        ("a\nb\tc", '"a\\nb\\tc"'),
        ("\x1b[2J", '"\\u001b[2J"'),
        ("a\u2028b", '"a\\u2028b"'),
        ("\u00a0a", '"\u00a0a"'),
        ("", '""'),
    ],
)
def test_what_needs_quotes(text: str, written: str) -> None:
    assert to_scalar(text) == written


@pytest.mark.parametrize("text", ["a, b", "[a", "a]", "{", "a}b"])
def test_a_flow_list_needs_more_of_them(text: str) -> None:
    assert to_scalar(text, flow=True) == f'"{text}"'
