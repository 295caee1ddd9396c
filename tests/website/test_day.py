"""From one person of the day to the next: the links on their pages, and when these change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.helpers.site_book import MKDOCS, SiteBook, text
from tests.website.test_incremental import from_scratch


def turns(site: SiteBook, id_: str) -> dict[str, str]:
    """Return where the links of a contact's page to others of the day lead."""
    page = site.page(f"people/{id_}/index.html")
    found = re.findall(r'href="([^"]+)" rel="(prev|next)"', page)
    folder = site.public / "people" / id_
    people = (site.public / "people").resolve()
    return {rel: str((folder / href).resolve().relative_to(people)) for href, rel in found}


def chain(site: SiteBook) -> list[str]:
    """Return the people of the day by following the links from the first row of the agenda."""
    page = site.page("agenda/index.html")
    link = re.search(r'<h3><a href="../people/([^"]+)/"', page)
    assert link is not None
    found = [link[1]]
    while (after := turns(site, found[-1]).get("next")) is not None:
        assert turns(site, after)["prev"] == found[-1]
        found.append(after)
    return found


@pytest.mark.parametrize("config", ["", "hooks: [hook.py]\n"])
def test_pages_lead_through_the_day_in_its_order(site: SiteBook, config: str) -> None:
    site.write("hook.py", "")  # with it, MkDocs renders every page
    site.write("mkdocs.yml", MKDOCS + config)
    assert site.build(strict=True)[0] == 0
    page = site.page("agenda/index.html").partition('id="coming"')[0]
    rows = re.findall(r'<h3><a href="../people/([^"]+)/"', page)
    found = chain(site)
    assert found == rows
    assert found[0] == "grace"
    assert turns(site, found[0]).keys() == {"next"}
    assert turns(site, found[-1]).keys() == {"prev"}
    assert turns(site, "lena") == {}  # due tomorrow
    assert turns(site, "mo") == {}
    assert "Next: Ann Lee" in text(site.page("people/grace/index.html"))
    assert not any(b"followup:turns" in raw for raw in site.files().values())


def test_what_is_later_today_comes_last(site: SiteBook) -> None:
    site.write("followup.yml", "timezone: Europe/London\nagenda: {limit: 1}\n")
    assert site.build(strict=True)[0] == 0
    page = site.page("agenda/index.html").partition('id="coming"')[0]
    rows = re.findall(r'<h3><a href="../people/([^"]+)/"', page)
    found = chain(site)
    assert sorted(found) == sorted(rows)
    later = re.findall(
        r'<h3><a href="../people/([^"]+)/"',
        "".join(re.findall(r'<details class="fu-later">.*?</details>', page, re.DOTALL)),
    )
    assert later
    assert found[-len(later) :] == later


def test_the_neighbours_of_whoever_leaves_the_day_are_written_again(
    site: SiteBook, tmp_path: Path
) -> None:
    for _ in range(2):
        assert site.build(strict=True)[0] == 0
    before = site.files()
    people = chain(site)
    place = people.index("erika")
    path = site.root / "contacts/erika.md"
    path.write_text(
        path.read_text().replace("touches:\n", "touches:\n  - 2026-09-14 call answered\n")
    )
    assert site.build(strict=True)[0] == 0
    after = site.files()
    changed = {uri for uri in before if before[uri] != after[uri]}
    written = {uri for uri in changed if uri.startswith("people/") and uri != "people/index.html"}
    expected = ["erika", people[place - 1], people[place + 1]]
    assert written == {f"people/{id_}/index.html" for id_ in expected}
    assert chain(site) == [id_ for id_ in people if id_ != "erika"]
    assert after == from_scratch(site, tmp_path / "other")


def test_a_changed_name_is_changed_on_the_pages_beside(site: SiteBook, tmp_path: Path) -> None:
    assert site.build(strict=True)[0] == 0
    path = site.root / "contacts/ann-lee.md"
    path.write_text(path.read_text().replace("name: Ann Lee", "name: '<b>Ann & Co'"))
    assert site.build(strict=True)[0] == 0
    assert "&lt;b&gt;Ann &amp; Co" in site.page("people/grace/index.html")
    assert site.files() == from_scratch(site, tmp_path / "other")


@pytest.mark.parametrize("strict", [False, True])
def test_whoever_turns_private_is_named_on_no_page_beside(site: SiteBook, strict: bool) -> None:
    assert site.build()[0] == 0
    assert b"ann-lee" in site.files()["people/grace/index.html"]
    path = site.root / "contacts/ann-lee.md"
    path.write_text(path.read_text().replace("name:", "private: yes\nname:", 1))
    if strict:  # and the build fails
        site.write("site/index.md", "[nowhere](nowhere.md)\n")
    assert site.build(strict=strict)[0] == strict
    for uri, raw in site.files().items():
        assert b"ann-lee" not in raw, uri
        assert b"Ann Lee" not in raw, uri


def test_no_text_of_a_contact_is_taken_for_the_place_of_the_links(site: SiteBook) -> None:
    mark = "<!--followup:turns-->"
    front = f"name: '{mark}'\norg: '{mark}'\nreason: '{mark}'\nmet: '2026-09-01 {mark}'\n"
    site.contact(
        "mark", f"{front}touches:\n  - '2026-09-02 email, {mark}'\n---\n{mark}\n\n`{mark}`\n"
    )
    site.build()
    page = site.page("people/mark/index.html")
    assert page.count('<nav class="fu-beside"') == 1
    assert page.index('<nav class="fu-beside"') > page.index("&lt;!--followup:turns--&gt;</h1>")
