"""Comments in notes: what people take for hidden is on no page, whatever is around it."""

from __future__ import annotations

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.website.pages import markdown_html
from tests.helpers.site_book import SiteBook

SECRET = "QZSECRET"
EXAMPLES = int(os.environ.get("FOLLOWUP_COMMENTS", "300"))


def shown(body: str) -> str:
    return markdown_html.render(body, lambda _: None)[0]


@pytest.mark.parametrize(
    "body",
    [
        "a <!-- S --> b",
        "<!-- S\n\nS -->\n\nafter",
        "<!-- S",
        "- a\n- <!-- S\n- S\n\nS",
        "> <!-- S\n> S -->\n> c",
        "1. > - <!-- S --> x",
        "# <!-- S -->",
        "| a | b |\n|---|---|\n| `x <!-- S | S --> ` |",
        "<!--[if IE]>S<![endif]-->",
        "<!--\n```\nS\n-->\nx\n```\ncode\n```",
        "`a` <!-- ` S -->",
        "<https://x.example/`> <!-- S ` -->",
        '[a](b "<!-- S -->") ![<!-- S -->](x)',
        "x <!-- S --!> S -->",
        "<![CDATA[ S ]]> <?S?> <!DOCTYPE S>",
        "\\<!-- S -->",
        "<!-<!-- S -->- S -->".replace("- S -->", ""),
        "%%S%% %%\nS\n%%",
        "x\n%% S",
        "%% <!-- %% S -->",
        "<!-- %% --> S %%".replace("--> S", "S -->"),
        "a\x00<!-- S -->",
        "|" * 200 + "\n<!-- S -->",
        "*" * 10_001 + "<!-- S -->",
        "words\n" * 16_600 + "<!-- S\n" + "S\n" * 600 + "-->",
        "words\n" * 16_600 + "<!--" + "S" * 900,
    ],
)
def test_what_is_in_a_comment_is_not_shown(body: str) -> None:
    assert SECRET not in shown(body.replace("S", SECRET))


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("a <!-- x --> b", "<p>a  b</p>\n"),
        ("<!-- x -->\n\nafter", "<p>after</p>\n"),
        ("<!--> b", "<p> b</p>\n"),
        ("<!---> b", "<p> b</p>\n"),
        ("**a**<!-- x -->b", "<p><strong>a</strong>b</p>\n"),
        ("`<!-- x -->`", "<p><code>&lt;!-- x --&gt;</code></p>\n"),
        ("```\n<!-- x -->\n```", "<pre><code>&lt;!-- x --&gt;\n</code></pre>\n"),
        ("    <!-- x -->", "<pre><code>&lt;!-- x --&gt;\n</code></pre>\n"),
        ("```\n%%a%%\n```\n%%b%%", "<pre><code>%%a%%\n</code></pre>\n"),
        ("grew by 5%% this year", "<p>grew by 5%% this year</p>\n"),
        ("1 <2, a <b> c", "<p>1 &lt;2, a &lt;b&gt; c</p>\n"),
        ("<!-- x -->", ""),
    ],
)
def test_the_rest_stays_as_it_is(body: str, html: str) -> None:
    assert shown(body) == html


PIECES = st.sampled_from(
    [
        *(
            "<!--",
            "-->",
            "<!-->",
            "--!>",
            "<!",
            "<?",
            "?>",
            "%%",
            "<!--[if x]>",
            "]]>",
            "<![CDATA[",
        ),
        *(
            "`",
            "``",
            "```",
            "~~~",
            "\n",
            "\n\n",
            "- ",
            "> ",
            "1. ",
            "    ",
            "\t",
            "# ",
            "---",
            "| ",
        ),
        *("|---|\n", "[", "](", ")", "[x]: ", "<a>", "*", "_", "\\", "a ", "<https://x.example>"),
    ]
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=6).map("".join))
def test_no_nesting_shows_a_comment_outside_of_code(before: str, inside: str) -> None:
    """Where its words are shown, they or the mark before them are code to Markdown."""
    hidden = inside.replace("-->", "").replace("--!>", "")
    html = shown(f"{before}<!-- {hidden}{SECRET} --> after")
    if SECRET in html:
        above = html.partition(SECRET)[0]
        code = "".join(re.findall(r"<code>(.*?)(?:</code>|$)", above, re.DOTALL))
        assert "&lt;!--" in code or above.rfind("<code>") > above.rfind("</code>"), html


def test_no_byte_of_the_site_has_it(site: SiteBook) -> None:
    site.contact(
        "omar",
        "name: Omar Aziz\nkeep: 60d\n---\nwords\n\n- a <!--\n"
        f"{SECRET}\n\n{SECRET}\n-->\n%%\n{SECRET}\n%%\n",
    )
    assert site.build()[0] == 0
    assert not [uri for uri, data in site.files().items() if SECRET.encode() in data]
    assert "<p>words</p>" in site.page("people/omar/index.html")
