"""Strict YAML: every scalar a text with its place, and nothing that could hurt."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.errors import TextError
from followup_md.frontmatter import quoting
from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from followup_md.frontmatter.parse import parse


def plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.value: plain(value) for key, value in node.pairs}


def refused(text: str, first_line: int = 2) -> tuple[str, int, int]:
    with pytest.raises(TextError) as caught:
        parse(text, first_line)
    return caught.value.code, caught.value.line, caught.value.column


@pytest.mark.parametrize(
    "typed",
    [
        *("no", "Yes", "NULL", "~", "012", "0o17", "0x1F", "1_000", "12:30", "1:2:3", "1e3"),
        *(".inf", "+1", "=", "2026-02-30", "2026-09-01"),
    ],
)
def test_every_scalar_is_text(typed: str) -> None:
    assert plain(parse(f"{typed}: {typed}\nlist: [{typed}]")) == {typed: typed, "list": [typed]}


def test_a_tree() -> None:
    text = "a: 'x''y'\nb:\n- \"1\\t2\"\n- {c: d, e: }\nf: |\n  g\n  h\ni: >-\n  j\n  k\nl: m\n  n\n"
    assert plain(parse(text)) == {
        "a": "x'y", "b": ["1\t2", {"c": "d", "e": ""}], "f": "g\nh\n", "i": "j k", "l": "m n",
    }  # fmt: skip


def test_places_count_code_points() -> None:
    text = "n: \U0001f642\u00e9 x\nlist:\n  - 'a b'  # c\n  - {k: v}\n"
    root = parse(text)
    (_, name), (key, items) = root.pairs
    assert text[name.start : name.end] == "\U0001f642\u00e9 x"
    assert (key.line, key.column) == (1, 0)
    assert isinstance(items, Sequence)
    quoted, flow = items.items
    assert text[quoted.start : quoted.end] == "'a b'"
    assert text[flow.start : flow.end] == "{k: v}"
    assert (quoted.line, quoted.column) == (2, 4)
    assert isinstance(quoted, Scalar)
    assert quoted.style == "'"
    assert isinstance(flow, Mapping)
    assert (flow.flow, items.flow) == (True, False)
    assert root.get("list") is items
    assert root.get("other") is None


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_are_counted_alike(newline: str) -> None:
    root = parse(newline.join(["a: 1", "", "# c", "b: x", "  y", "c: 2", ""]))
    assert [key.line for key, _ in root.pairs] == [0, 3, 5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3", ("E203", 4, 1)),
        ("a: {b: 1, b: 2}", ("E203", 2, 11)),
        ("a: 1\n'a': 2", ("E203", 3, 1)),
        ("<<: {a: b}", ("E202", 2, 1)),
        ("a: &x b", ("E202", 2, 4)),
        ("a: *x", ("E202", 2, 4)),
        ("a: !x b", ("E202", 2, 4)),
        ("a: ! b", ("E202", 2, 4)),
        ("a: !!str b", ("E202", 2, 4)),
        ("a: &x [b]", ("E202", 2, 4)),
        ("&x a: b", ("E202", 2, 1)),
        ("!!map {a: b}", ("E202", 2, 1)),
        ("*x : b", ("E202", 2, 1)),
        ("? [a]\n: b", ("E206", 2, 3)),
        ("? {a: b}\n: c", ("E206", 2, 3)),
        ("{a: b}: c", ("E206", 2, 1)),
        ("a: [[[[[[[b]]]]]]]", ("", 0, 0)),
        ("a: [[[[[[[[b]]]]]]]]", ("E205", 2, 11)),
        ("a: b\n...\n", ("E204", 3, 1)),
        ("a: b\n--- \nc: d", ("E204", 3, 1)),
        ("%YAML 1.2\n---\na: b", ("E204", 2, 1)),
        ("%TAG ! x:\n---\na: b", ("E204", 2, 1)),
        ("", ("E201", 2, 1)),
        ("# a comment\n", ("E201", 2, 1)),
        ("a", ("E201", 2, 1)),
        ("- a: b", ("E201", 2, 1)),
        ("[a]", ("E201", 2, 1)),
    ],
)
def test_what_is_refused(text: str, expected: tuple[str, int, int]) -> None:
    if expected[0]:
        assert refused(text) == expected
    else:
        assert parse(text)


def test_the_line_numbers_of_a_whole_file() -> None:
    assert refused("a: 1\na: 2", first_line=1) == ("E203", 2, 1)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.slow
@settings(deadline=None)
@given(st.dictionaries(TEXTS.filter(lambda key: key != "<<"), st.lists(TEXTS), min_size=1))
def test_what_was_written_is_read(data: dict[str, list[str]]) -> None:
    text = "".join(
        f"{quoting.quote(key)}:\n"
        + "".join(f"  - {quoting.to_scalar(value)}\n" for value in values)
        for key, values in data.items()
    )
    expected = {key: values or "" for key, values in data.items()}
    assert plain(parse(text)) == expected


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_tree_or_refused(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    code = ""
    try:
        parse(text)
    except TextError as error:
        code = error.code
    assert code[:2] in ("", "E1", "E2", "E4")
