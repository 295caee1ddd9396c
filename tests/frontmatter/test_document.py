"""Fences, bytes and characters: where a front matter starts, and what it may hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.errors import TextError
from followup_md.frontmatter.document import decode, line_and_column, reject_unreadable, split
from followup_md.frontmatter.limits import MAX_FRONT

GOOD = "---\nname: Ann\n---\nbody\n"


def refused(text: str) -> tuple[str, int, int]:
    with pytest.raises(TextError) as caught:
        reject_unreadable(split(text).front, 2)
    return caught.value.code, caught.value.line, caught.value.column


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        "--- \t\nname: Ann\n---   \n",
        "---\nname: Ann\n---",
        "---\n---\n",
        "---\n---",
        "---\r\nmixed: x\n---\r\nends\n",
        "---\na: |\n  ---\n---\n---\n\n---\n",
        "---\nname: \u00e9\U0001f642\n---\n\u2028\x00\ufeff stands in the body\r",
    ],
)
def test_the_parts_joined_are_the_file(text: str) -> None:
    parts = split(text)
    assert parts.text == "".join(parts) == text
    assert parts.opening.strip() == parts.closing.strip() == "---"


@settings(deadline=None)
@given(
    st.sampled_from(["", "\ufeff"]),
    st.sampled_from(["\n", "\r\n"]),
    st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)),
    st.text(max_size=40),
)
def test_any_file_is_its_parts(bom: str, newline: str, lines: list[str], body: str) -> None:
    text = bom + newline.join(["---", "name: Ann", *lines, "---", body])
    parts = split(text)
    assert parts.text == text
    assert (parts.bom, parts.newline) == (bom, newline)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("E103", 1, 1)),
        (" \n\t\r\n", ("E103", 1, 1)),
        ("\ufeff", ("E103", 1, 1)),
        ("name: Ann\n---\n", ("E104", 1, 1)),
        ("\n" + GOOD, ("E104", 1, 1)),
        (" " + GOOD, ("E104", 1, 1)),
        ("-" + GOOD, ("E104", 1, 1)),
        ("--\nname: Ann\n--\n", ("E104", 1, 1)),
        ("\u2014\nname: Ann\n\u2014\n", ("E104", 1, 1)),
        ("--- # c\nname: Ann\n---\n", ("E104", 1, 1)),
        ("+++\nname = 'Ann'\n+++\n", ("E104", 1, 1)),
        ("<!-- c -->\n" + GOOD, ("E104", 1, 1)),
        ("```yaml\n" + GOOD + "```\n", ("E104", 1, 1)),
        ("_" * 70 + "\n\nname: Ann\n\n" + "_" * 70 + "\n", ("E104", 1, 1)),
        ("# Ann\n", ("E104", 1, 1)),
        ("---", ("E105", 1, 1)),
        ("---\nname: Ann\n", ("E105", 1, 1)),
        ("---\nname: Ann\n----\nbody", ("E105", 3, 1)),
        ("---\nname: Ann\n  ---\nbody", ("E105", 3, 1)),
        ("---\nname: Ann\n--- # end\n", ("E105", 3, 1)),
        ("---\nname: Ann\n***\n", ("E105", 3, 1)),
        ("---\nname: Ann\n...\n", ("E105", 3, 1)),
        ("---\n\n## name: Ann org: Acme\n\nbody\n", ("E105", 3, 8)),
        ("---\r\nname: Ann\r\n\u2014\r\n", ("E105", 3, 1)),
        ("---\rname: Ann\r---\r", ("E108", 1, 4)),
        ("<<<<<<< HEAD\n" + GOOD, ("E107", 1, 1)),
        ("---\n<<<<<<< HEAD\nname: A\n=======\nname: B\n>>>>>>> b\n---\n", ("E107", 2, 1)),
        ("---\nname: A\n>>>>>>> b\n---\n", ("E107", 3, 1)),
        ("---\nname: A\n||||||| b\n---\n", ("E107", 3, 1)),
        ("---\nx: " + "\u00e9" * (MAX_FRONT // 2) + "\n---\n", ("E106", 1, 1)),
    ],
)
def test_no_front_matter(text: str, expected: tuple[str, int, int]) -> None:
    assert refused(text) == expected


def test_a_front_matter_of_the_greatest_size() -> None:
    text = "x: " + "y" * (MAX_FRONT - 4) + "\n"
    assert len(split(f"---\n{text}---\n").front) == MAX_FRONT


@pytest.mark.parametrize(
    "character",
    [chr(code) for code in (*range(9), 11, 12, *range(14, 32), *range(127, 160), 0x2028, 0x2029)]
    + ["\ufeff", "\ufffe", "\uffff", "\r", "\ud800", "\udfff"],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_characters_that_are_refused(character: str) -> None:
    assert refused(f"---\nname: \U0001f642n{character}n\n---\n") == ("E108", 2, 9)


@pytest.mark.parametrize("text", ["a\tb\r\nc\n", "\u00a0\u200b\u202e\U0001f468\u200d\U0001f469"])
def test_characters_that_are_not(text: str) -> None:
    reject_unreadable(text)
    assert split(f"---\n{text}\n---\n").front == f"{text}\n"


@pytest.mark.parametrize(
    ("raw", "message", "line", "column"),
    [
        (b"---\nname: M\xfcller\n", "not UTF-8 at byte 11: save the file as UTF-8", 2, 8),
        (b"\xed\xa0\x80", "not UTF-8 at byte 0: save the file as UTF-8", 1, 1),
        ("---\n".encode("utf-16"), "UTF-16 at byte 0: save the file as UTF-8", 1, 1),
        (b"\xfe\xff\x00-", "UTF-16 at byte 0: save the file as UTF-8", 1, 1),
    ],
)
def test_bytes_that_are_no_text(raw: bytes, message: str, line: int, column: int) -> None:
    with pytest.raises(TextError) as caught:
        decode(raw)
    assert caught.value.code == "E102"
    assert (caught.value.message, caught.value.line, caught.value.column) == (message, line, column)


def test_a_file_over_8_mib() -> None:
    assert decode(b" " * 8 * 2**20)
    with pytest.raises(TextError, match="8 MiB"):
        decode(b" " * (8 * 2**20 + 1))


@settings(deadline=None)
@given(st.text(max_size=60), st.data())
def test_the_place_of_an_offset(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    line, column = line_and_column(text, offset)
    assert sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1 == offset


def test_a_pointer_of_git_lfs_is_named() -> None:
    with pytest.raises(TextError, match="git lfs pull") as caught:
        split("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")
    assert caught.value.code == "E104"
