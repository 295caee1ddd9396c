"""Summaries of contacts, which can be cached, and their rows."""

from __future__ import annotations

from followup_md.model.folding import fold
from followup_md.website.pages import summary
from followup_md.website.pages.summary import ContactSummary, RenderedRow
from tests.helpers.site_book import SiteBook
from tests.website.conftest import Summarize


def test_a_summary_is_the_same_after_it_was_cached(summarize: Summarize) -> None:
    for one in summarize(0)[2]:
        assert ContactSummary.unpack(one.pack()) == one
    assert any(one.rows for one in summarize(0)[2])


def test_a_row_is_cut_at_its_own_link(site: SiteBook) -> None:
    site.contact(
        "cut",
        'name: \'<a href="x"> "&<b>\'\norg: \'<a href="y">\'\nreason: x\nmet: 2026-09-01\n---\n',
    )
    site.build()
    page = site.page("agenda/index.html")
    assert '<div class="fu-name"><h3><a href="../people/cut/">&lt;a href=&#34;x&#34;&gt; ' in page
    assert page.count('<a href="x') == page.count('<a href="y') == 0


def test_names_are_sorted_without_accents_and_case() -> None:
    assert sorted(("Ødegård", "ola", "Émile", "eve"), key=fold) == [
        "Émile",
        "eve",
        "Ødegård",
        "ola",
    ]


def test_rows_know_nothing_of_the_page_they_are_on() -> None:
    row = RenderedRow(summary.DUE, (), "ann", "owe", False, '<a href="', '">')
    assert row.html("../people/ann/") == '<a href="../people/ann/">'
