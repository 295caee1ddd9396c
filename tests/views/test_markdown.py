from __future__ import annotations

import html
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from followup_md.model.agenda import Agenda, Row, RowContact, RowItem
from followup_md.views.markdown import HEADER, is_ours, page
from followup_md.views.markdown_text import escape
from followup_md.views.text_layout import printable_line

ON = date(2026, 9, 14)
RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = [
    "a | b || c",
    "`` tick ` tock",
    "two\nlines\n\n# not a heading",
    "[a](javascript:alert(1)) ![x](y)",
    "<b>bold</b> <script>alert(1)</script> <!-- gone",
    "-->",
    "[^1] and [^1]: a note",
    "[ref]: https://example.org",
    "https://example.org www.example.org <https://a.b> me@example.org",
    "**bold** __bold__ *i* _i_ ~~gone~~ ~gone~",
    "\\* \\\\ \\",
    "&amp; &lt; &#42;",
    "1. one",
    "- item",
    "    code",
    "# heading",
    "===",
    "$x$ and $y$",
    "{{ macro }} {: .x #id onclick=a}",
    ":smile: @somebody #12",
    "\u202eevil\u2069",
]
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(min_size=1, max_size=40),
    st.text(st.sampled_from("\\`*_{}[]()<>#+-.!|~&:/@\"'$^= \nab1"), min_size=1, max_size=30),
).filter(lambda text: bool(printable_line(text)))


def row(name: str, reason: str) -> Row:
    return Row(RowContact("a b/ü(1)", name), RowItem("owed", ON, ON), reason, "call")


def rows_of(text: str) -> list[str]:
    """Return the text of each list item, as a reader of the rendered page sees it."""
    rendered = RENDERER.render(text)
    items = re.findall(r"<li>(.*?)</li>", rendered, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]*>", "", item)).strip() for item in items]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_every_row_is_one_item_with_its_words(pairs: list[tuple[str, str]]) -> None:
    rows = tuple(row(name, f"x{reason}") for name, reason in pairs)
    shown = rows_of(page(Agenda(ON, rows, (), (), ()), 0, 0))
    assert shown == [
        f"{printable_line(name)}: call, today. {printable_line(f'X{reason}')}"
        for name, reason in pairs
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_only_text(text: str) -> None:
    rendered = RENDERER.render(f"x{escape(text)}")
    assert not re.search(r"<(?!/?p>)", rendered)


def test_linking_renderers_find_no_address_to_link() -> None:
    rendered = MarkdownIt("commonmark").render(
        escape("https://a.example www.a.example a@b.example")
    )
    for sign in ("https://", "www.", "a@b"):
        assert sign in html.unescape(rendered)
        assert sign not in escape(f"{sign}c")


def test_the_link_leads_to_the_file() -> None:
    text = page(Agenda(ON, (row("Ann", "why"),), (), (), ()), 0, 0)
    assert 'href="../contacts/a%20b/%C3%BC%281%29.md"' in RENDERER.render(text)


def test_what_cannot_be_named_is_counted() -> None:
    text = page(Agenda(ON, (), (), (), (), 1), 2, 1)
    assert "Nobody who may be named here is due." in text
    assert "2 private: see `followup due`." in text
    assert "1 contact has no date to start from." in text
    assert "1 could not be read: see `followup check`." in text


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        (f"{HEADER}\nrest", True),
        (f"<<<<<<< HEAD\n{HEADER}\nrest", True),
        (f"\ufeff{HEADER}\n", True),
        ("# My own page\n", False),
        (f"words\n{HEADER}\n", False),
        ("", False),
    ],
)
def test_a_page_is_ours_by_its_first_line(text: str, ours: bool) -> None:
    assert is_ours(text) is ours
