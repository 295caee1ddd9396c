"""The people page, its search data, and the list of everybody."""

from __future__ import annotations

import json

from followup_md.website.pages import people
from tests.helpers.site_book import SiteBook, text
from tests.website.conftest import Summarize


def test_nobody_is_invisible(site: SiteBook) -> None:
    site.build()
    page = text(site.page("people/index.html"))
    assert "1 has no date to start from" in page
    assert page.endswith("followup")
    assert "Mo Salah" in page.partition("no date to start from")[2]


def test_many_people_have_a_plain_list_too(empty_site: SiteBook) -> None:
    for number in range(people.FIRST + 5):
        empty_site.contact(f"c{number}", f"name: Person {number:03d}\n---\n")
    assert empty_site.build(strict=True)[0] == 0
    page = empty_site.page("people/index.html")
    assert page.count("<tr>") == people.FIRST + 1
    assert 'href="../everybody/"' in page
    assert empty_site.page("everybody/index.html").count("Person") == people.FIRST + 5
    assert len(json.loads(empty_site.page("followup/people.json"))["rows"]) == people.FIRST + 5


def test_tags_are_in_one_order_whatever_python_makes_of_a_set(summarize: Summarize) -> None:
    snapshot, _, summaries = summarize(0)
    tags = ("A", "a", "B", "b", "C", "c", "D", "d", "E", "e", "F", "f")
    data = people.search_data([summaries[0]._replace(tags=tags[::-1])], snapshot.on)
    assert '"tags":["A","a","B","b","C","c","D","d","E","e","F","f"]' in data
