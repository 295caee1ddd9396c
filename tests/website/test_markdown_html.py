"""Bodies as HTML: the words stay, what could run or call home goes, and nothing takes long."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.website.pages import markdown_html
from tests.helpers.site_book import PROJECT

CORPORA = PROJECT.parent / "shared/corpora"
TIME = 1.0  # seconds of the processor for one body


def nowhere(_path: str) -> None:
    return None


def html(body: str) -> str:
    return markdown_html.render(body, nowhere)[0]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Plain words.", "<p>Plain words.</p>\n"),
        ("one\n\ntwo\nlines", "<p>one</p>\n<p>two\nlines</p>\n"),
        ("a **b** `c`", "<p>a <strong>b</strong> <code>c</code></p>\n"),
        ("# Top", "<h3>Top</h3>\n"),
        ("###### Low", "<h3>Low</h3>\n"),
        ("## A\n#### B\n### C\n# D", "<h3>A</h3>\n<h4>B</h4>\n<h4>C</h4>\n<h3>D</h3>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("![a cat](https://x.example/cat.png)", "<p>a cat</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](file.txt)", "<p>x</p>\n"),
        ("[x](//evil.example/y)", "<p>x</p>\n"),
        ("[x](#there)", "<p>x</p>\n"),
        ("[**b** c](gone.md) d", "<p><strong>b</strong> c d</p>\n"),
        ("{{ config.site_name }} {% raw %}", "<p>{{ config.site_name }} {% raw %}</p>\n"),
        ("Note: she prefers letters", "<p>Note: she prefers letters</p>\n"),
    ],
)
def test_bodies(body: str, expected: str) -> None:
    assert html(body) == expected


@pytest.mark.parametrize("scheme", ["https", "http", "mailto", "tel", "sms"])
def test_links_of_these_schemes_stay(scheme: str) -> None:
    assert f'href="{scheme}:' in html(f"[x]({scheme}://a.example)")


def test_a_link_to_another_contact_is_resolved() -> None:
    def resolve(path: str) -> str | None:
        return "../bob%20b/" if path == "bob b.md" else None

    text, _ = markdown_html.render("[Bob](bob%20b.md#x) and <bob.md>", resolve)
    assert 'href="../bob%20b/"' in text


def test_a_long_body_is_cut_and_says_so() -> None:
    text, cut = markdown_html.render("words and words\n" * 10_000, nowhere)
    assert cut
    assert len(text.encode()) < markdown_html.LIMIT + 100
    assert markdown_html.render("ä" * 60_000, nowhere)[1]


# Words, and what might not be plain ones.
_PIECES = st.sampled_from(
    [
        *("word", "two words", "It's", '"so"', "(a)", "é", "1. x", "- x", "# x", "a*b*", "`c`"),
        *("<b>", "&amp;", "  two", "end  ", "x  y", "\n", "\n\n", " ", "= x", "===", "---", "> q"),
        *("|", "~", "http://x.example", "www.x.example", "\t", "[a](b)", "\\", "1) x", "+ x"),
        *(":", "日本", "x.y@z.example", "\u00a0", "\u2028", "\x0c"),
    ]
)


@pytest.mark.slow
@settings(max_examples=1500, deadline=None)
@given(st.lists(_PIECES, max_size=12).map("".join))
def test_plain_bodies_read_as_markdown_reads_them(body: str) -> None:
    fast = html(body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown_html, "_PLAIN", re.compile("(?!)"))
        assert fast == html(body)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_only_allowed_tags(body: str) -> None:
    text = html(body)
    assert not re.findall(
        r"<(?!/?(?:a|blockquote|br|code|del|em|h[3-6]|hr|li|ol|p|pre|s|strong"
        r"|table|tbody|td|th|thead|tr|ul)\b)",
        text,
    )


N = markdown_html.LIMIT
BOMBS = {
    "brackets": "[" * N,
    "closing": "]" * N,
    "links": "[a](" * (N // 4),
    "images": "![" * (N // 2),
    "nested links": "[a" * (N // 4) + "](b)" * (N // 8),
    "stars": "*" * N,
    "emphasis": "*a **a " * (N // 7),
    "underscores": "_a __a " * (N // 7),
    "alternating": "**_" * (N // 3),
    "strikes": "~~a ~" * (N // 5),
    "backticks": "".join("`" * k + "a" for k in range(1, 440)),
    "ticks": "`" * N,
    "quotes": ">" * N,
    "quotes in lines": "> " * 40 + "\n" + (">" * 80 + "\n") * (N // 82),
    "lists": "- " * (N // 2),
    "deep lists": "\n".join(" " * (2 * k) + "- a" for k in range(300)),
    "numbers": "1. " * (N // 3),
    "tables": "|" * N,
    "wide table": "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + ("|b" * 500 + "|\n") * (N // 1002),
    "short rows": "|a" * 900 + "|\n" + "|-" * 900 + "|\n" + "|b|\n" * (N // 5),
    "headings": "# " * (N // 2),
    "angles": "<" * N,
    "html": "<!--" * (N // 4),
    "cdata": "<![CDATA[" * (N // 9),
    "entities": "&" * N,
    "named entities": "&amp;" * (N // 5),
    "backslashes": "\\" * N,
    "references": "".join(f"[{k}]: /x\n" for k in range(N // 12)),
    "uses of references": "[a]: /x\n" + "[a]" * (N // 3),
    "autolinks": "<http://a" * (N // 9),
    "titles": '[a](b "' * (N // 7),
    "blank lines": "\n" * N,
    "blanks": " " * N,
    "tabs": "\t" * N,
    "one word": "a" * N,
    "code": "    a\n" * (N // 6),
    "fences": "```\n" * (N // 4),
    "accents": "a" + "\u0301" * (N // 2),
    "plain, then not": "word word\n" * (N // 10 - 1) + "*",
    "brackets below the limit": "[" * 9_999,
    "images below the limit": "![" * 9_999,
    "cells below the limit": ("|a" * 999 + "|\n" + "|-" * 999 + "|\n" + "|b|\n" * 3_500),
    "quotes and words": '"a' * (N // 2),
}


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS)
def test_no_body_takes_long(bomb: str) -> None:
    html("warm *up*")
    start = time.process_time()
    html(BOMBS[bomb][:N])
    assert time.process_time() - start < TIME


@pytest.mark.skipif(not CORPORA.is_dir(), reason="no ../shared/corpora")
def test_bodies_from_elsewhere_are_harmless_and_quick() -> None:
    bodies = [path.read_text(errors="replace") for path in (CORPORA / "marked-redos").glob("*.md")]
    bodies += [case["markdown"] for case in json.loads(_read("commonmark/examples.json"))]
    bodies += _read("cmark-gfm/test.md").split("\n\n")
    assert len(bodies) > 300
    for body in bodies:
        start = time.process_time()
        text = html(body)
        assert time.process_time() - start < TIME
        assert not re.search(
            r"<script|<iframe|<img|javascript:[^<]*\"|\son\w+=[\"']", text, re.I
        ) or ("&lt;" in text)


def _read(path: str) -> str:
    return Path(CORPORA / path).read_text(encoding="utf-8", errors="replace")
