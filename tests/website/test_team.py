"""A team on the site: whose a row is, who was in touch on the day, figures by owner."""

from __future__ import annotations

import pytest

from tests.helpers.site_book import ON, SiteBook

MISSED = "touches:\n  - 2026-09-10 in call missed\n"
PROMISE = f"promises:\n  - {ON}, the plan\n"
CALLED = "In touch on Mon 14 Sep: bea (call at 10:40, busy)"


def contact(site: SiteBook, id_: str, owner: str, more: str = MISSED) -> None:
    owned = f"owner: {owner}\n" if owner else ""
    site.contact(id_, f"name: {id_.title()}\n{owned}phone: 1\n{more}---\n")


@pytest.mark.slow
def test_rows_say_whose_they_are_where_several_look_after_somebody(empty_site: SiteBook) -> None:
    contact(empty_site, "ann", "nora")
    contact(empty_site, "cy", "")
    assert empty_site.build(strict=True)[0] == 0
    page = empty_site.page("index.html")
    assert "fu-one-owner" in page
    contact(empty_site, "bob", "bea")
    assert empty_site.build(strict=True)[0] == 0
    page = empty_site.page("index.html")
    assert "fu-one-owner" not in page
    said = [f"looked after by </span>{who}<" for who in ("nora", "bea", "nobody")]
    assert [page.count(words) for words in said] == [1, 1, 0]


@pytest.mark.slow
def test_a_call_of_the_day_is_on_row_and_page_and_only_on_its_day(empty_site: SiteBook) -> None:
    calls = f"touches:\n  - {ON} 10:40 call busy @bea, the roof\n"
    contact(empty_site, "ann", "nora", calls + PROMISE)
    contact(empty_site, "bob", "bea", calls.replace(" @bea", "") + PROMISE)
    contact(empty_site, "cy", "", calls.replace("09-14", "09-11") + PROMISE)
    assert empty_site.build(strict=True)[0] == 0
    assert empty_site.page("index.html").count("In touch on") == 1
    assert CALLED in empty_site.page("index.html")
    found = [CALLED in empty_site.page(f"people/{id_}/index.html") for id_ in ("ann", "bob", "cy")]
    assert found == [True, False, False]


@pytest.mark.slow
def test_figures_by_owner_are_published_only_where_that_is_written_out(
    empty_site: SiteBook,
) -> None:
    for id_, owner in (("ann", "nora"), ("bob", "Bea"), ("cy", "bea"), ("dan", "")):
        contact(empty_site, id_, owner, MISSED + PROMISE)
    yes = "timezone: Europe/London\npublish: {insights: yes, promises: no}\n"
    empty_site.write("followup.yml", yes)
    assert empty_site.build(strict=True)[0] == 0
    assert "By owner" not in empty_site.page("insights/index.html")
    empty_site.write("followup.yml", yes.replace("promises: no", "owners: yes, promises: no"))
    assert empty_site.build(strict=True)[0] == 0
    page = empty_site.page("insights/index.html")
    assert "Bea 2 contacts, nora 1 contact, nobody 1 contact." in page
    assert "Promises kept" not in page
