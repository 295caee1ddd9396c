"""The pages of an agenda that is too long for one."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from followup_md.website.pages import agenda_lists
from followup_md.website.pages.agenda_lists import FIRST, LEAST, LONGEST, MANY, SHORTEST
from followup_md.website.pages.summary import DUE, RenderedRow
from tests.helpers.site_book import INDEX, MKDOCS, SiteBook, part, served, text
from tests.website.test_browser import visit
from tests.website.test_incremental import from_scratch

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OWED = "touches:\n  - 2026-09-10 in call missed\n"
ROW = '<li class="fu-row"'
SETTINGS = "timezone: Europe/London\n"


def person(number: int, more: str = "") -> str:
    """Return somebody who is due to be kept in touch with, each a little less than the next."""
    day = date(2026, 5, 1) - timedelta(days=number % 40)
    return f"name: Person {number:03d}\nkeep: 90d\n{more or f'touches: [{day} meeting]'}\n---\n"


def write(site: SiteBook, count: int = 300) -> None:
    """Write a book with a long agenda: 20 are owed something, 30 come up, the others are due."""
    site.write("followup.yml", SETTINGS)
    for number in range(count):
        more = ""
        if number % 15 == 0:
            more = OWED
        elif number % 10 == 1:
            more = f"touches: [2026-09-10 meeting]\nfollow_up: 2026-09-{15 + number % 3}"
        owner = f"owner: {'mary' if number % 4 else 'paul'}\n"
        tags = f"tags: [every, {'VIP' if number % 3 else '<i>&'}, rare{number}]\n"
        site.contact(f"p{number:03d}", owner + tags + person(number, more))


def rows(page: str) -> int:
    """Count the rows of a page."""
    return page.count(ROW)


def names(pages: list[str]) -> list[str]:
    """Return whom the rows of pages are about."""
    return [name for page in pages for name in re.findall(r'"fu-name"><h3><a[^>]*>([^<]+)', page)]


def group_pages(site: SiteBook, group: str) -> list[str]:
    """Return all pages of a group, by following the links."""
    found, uri = [], Path(f"agenda/{group}")
    while True:
        page = site.page(f"{uri}/index.html")
        found.append(page)
        link = re.search(r'href="([^"]+)" rel="next"', page)
        if link is None:
            return found
        uri = Path(*(site.public / uri / link[1]).resolve().relative_to(site.public).parts)


@pytest.mark.slow
def test_a_long_agenda_is_cut_and_everybody_is_behind_its_links(empty_site: SiteBook) -> None:
    write(empty_site)
    assert empty_site.build(strict=True)[0] == 0
    page = empty_site.page("agenda/index.html")
    assert rows(page) == FIRST
    assert "270 to reach, 20 you owe" in text(page)
    assert "You owe 20" in part(page, "owe")
    assert "Keep in touch 250" in part(page, "keep")
    assert "All 250" in part(page, "keep")
    assert "Coming up 30" in part(page, "coming")
    assert "All 30" in part(page, "coming")
    assert "All 20" not in part(page, "owe")  # they are shown
    assert not (empty_site.public / "agenda/owe").exists()
    keep = group_pages(empty_site, "keep")
    assert len(keep) > 1
    assert len(set(names(keep))) == len(names(keep)) == 250
    assert names(keep)[:60] == names([page.partition('id="keep"')[2]])[:60]
    assert len(names(group_pages(empty_site, "coming"))) == 30
    home = empty_site.page("index.html")
    assert rows(home) == FIRST
    assert 'href="agenda/keep/"' in home


@pytest.mark.slow
@pytest.mark.parametrize("folders", [True, False])
@pytest.mark.parametrize("theme", ["followup", "mkdocs"])
def test_every_link_leads_somewhere(empty_site: SiteBook, folders: bool, theme: str) -> None:
    config = MKDOCS.replace("theme: {name: followup", f"theme: {{name: {theme}")
    empty_site.write("mkdocs.yml", f"{config}use_directory_urls: {str(folders).lower()}\n")
    write(empty_site)
    assert empty_site.build(strict=True)[0] == 0
    pages = [empty_site.public / "index.html", *empty_site.public.glob("agenda*/**/*.html")]
    assert len(pages) > 10
    for path in pages:
        page = path.read_text()
        assert "<i>" not in page
        people = re.search(r'href="([^"]*)"[^>]*>People', page)
        assert people is not None
        target = (path.parent / people[1]).resolve().relative_to(empty_site.public.resolve())
        assert str(target) == ("people" if folders else "people/index.html")
        for link in re.findall(r'href="([^"#:]+)"', page):
            target = (path.parent / unquote(link)).resolve()
            assert target.is_file() or (target / "index.html").is_file(), (path, link)


@pytest.mark.slow
def test_an_agenda_can_be_filtered_without_scripts(empty_site: SiteBook) -> None:
    write(empty_site)
    assert empty_site.build(strict=True)[0] == 0
    page = empty_site.page("agenda/index.html")
    links = re.findall(r'<li><a href="([^"#]+)">([^<]+)</a> <span class="fu-count">(\d+)<', page)
    assert [(name, int(count)) for _, name, count in links] == [
        ("mary", 195),
        ("paul", 75),
        ("VIP", 180),
        ("&lt;i&gt;&amp;", 90),
    ]  # not `every`, which is everybody, nor the three hundred tags of one person each
    for link, name, count in links:
        found = (empty_site.public / "agenda" / link / "index.html").read_text()
        assert f"{count} to reach" in text(found)
        assert name in found.partition("<title>")[2].partition("</title>")[0]
        assert 'href="../../../agenda/"' in found
    mary = empty_site.page("agenda/owner/mary/index.html")
    assert rows(mary) == FIRST
    keep = group_pages(empty_site, "owner/mary/keep")
    whole = names(group_pages(empty_site, "keep"))
    assert names(keep) == [name for name in whole if int(name[-3:]) % 4]


@pytest.mark.slow
def test_the_limit_of_a_day_stands_on_a_long_agenda(empty_site: SiteBook) -> None:
    write(empty_site)
    empty_site.write("followup.yml", f"{SETTINGS}agenda: {{limit: 15}}\n")
    assert empty_site.build(strict=True)[0] == 0
    page = empty_site.page("agenda/index.html")
    assert "270 to reach, 20 you owe" in text(page)
    assert rows(page) == 20 + 15 + 30
    assert "All 250 under Keep in touch, 235 of them later today" in part(page, "keep")
    assert len(names(group_pages(empty_site, "keep"))) == 250


@pytest.mark.slow
def test_an_edit_writes_only_pages_whose_rows_changed(empty_site: SiteBook, tmp_path: Path) -> None:
    write(empty_site, 900)
    assert empty_site.build(strict=True)[0] == 0
    before = empty_site.files()
    empty_site.contact(
        "p002", "owner: mary\ntags: [every, VIP]\n" + person(2).replace("002", "two")
    )
    assert empty_site.build()[0] == 0
    after = empty_site.files()
    changed = {uri for uri in before.keys() | after.keys() if before.get(uri) != after.get(uri)}
    pages = {uri for uri in changed if re.match(r"agenda/.+/", uri)}
    assert len([uri for uri in after if re.match(r"agenda/.+/", uri)]) > 20
    assert len(pages) <= 6, pages  # of the group, of the owner and of the tag
    assert after == from_scratch(empty_site, tmp_path / "other")


@pytest.mark.slow
@pytest.mark.parametrize("config", ["", "use_directory_urls: false\n", "hooks: [hook.py]\n"])
def test_pages_of_a_longer_agenda_are_removed(empty_site: SiteBook, config: str) -> None:
    empty_site.write("hook.py", "")
    empty_site.write("mkdocs.yml", MKDOCS + config)
    write(empty_site)
    empty_site.build(on=date(2026, 5, 4))
    short = empty_site.files()
    assert not [uri for uri in short if uri.startswith("agenda/keep")]
    assert empty_site.build(strict=True)[0] == 0
    assert [uri for uri in empty_site.files() if uri.startswith("agenda/keep")]
    empty_site.build(on=date(2026, 5, 4))
    assert empty_site.files() == short


@pytest.mark.slow
def test_whoever_turns_private_is_on_no_old_page_even_of_a_failed_build(
    empty_site: SiteBook,
) -> None:
    write(empty_site)
    assert empty_site.build()[0] == 0
    empty_site.write("site/index.md", f"{INDEX}\n[nowhere](nowhere.md)\n")
    for number in range(2, 290):  # few are left: there are fewer pages
        path = empty_site.root / f"contacts/p{number:03d}.md"
        path.write_text(path.read_text().replace("name:", "private: yes\nname:", 1))
    assert empty_site.build(strict=True)[0] == 1
    for uri, content in empty_site.files().items():
        assert b"Person 002" not in content, uri
        assert b"p002" not in content, uri


@pytest.mark.slow
def test_a_page_of_the_user_does_not_hide_one_of_the_agenda(empty_site: SiteBook) -> None:
    write(empty_site)
    empty_site.write("site/agenda/keep.md", "# Mine\n")
    empty_site.write("site/agenda/notes.md", "# Notes\n")
    _, messages = empty_site.build()
    assert "agenda/keep.md stands where followup makes a page: rename it" in messages
    assert "Mine" not in empty_site.page("agenda/keep/index.html")
    assert "Notes" in empty_site.page("agenda/notes/index.html")


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("day", ["2026-09-14", "2026-09-16", "2026-09-18", "2026-09-24"])
def test_an_old_page_counts_who_has_come_due_on_other_pages(
    browser: Browser, empty_site: SiteBook, day: str
) -> None:
    write(empty_site)
    empty_site.contact("q", "name: Q\ntouches: [2026-09-16 lunch planned]\n---\n")
    assert empty_site.build()[0] == 0
    for path in empty_site.public.rglob("*.html"):
        path.write_text(path.read_text().replace(" data-chosen", "", 1))
    # On the 15th, 16th and 17th ten people come due each, and there is a lunch on the 16th.
    come = {14: 0, 16: 20, 18: 30, 24: 30}[int(day[-2:])]
    with served(empty_site.public) as address:
        page, wrong = visit(browser, datetime.fromisoformat(f"{day}T12:00:00+00:00"))
        for uri in ("", "agenda/"):
            page.goto(address + uri)
            asked = day > "2026-09-16"  # whether the lunch took place
            assert page.locator("[data-sum]").inner_text() == (
                f"{270 + come + asked} to reach, 20 you owe"
            )
            left = page.locator("#coming .fu-count")
            assert left.text_content() == str({"2026-09-14": 31, "2026-09-16": 10}.get(day, 0))
            since = page.locator("#since")
            assert since.is_visible() == (come > 0)
            if come:
                lunch = day >= "2026-09-16"  # or the question
                assert since.locator(".fu-count").inner_text() == str(come + lunch)
                more = since.get_by_role("link", name="More of them are under Coming up")
                with page.expect_navigation():
                    more.click()
                assert page.locator("h1").inner_text() == "Coming up"
                late = page.locator(".fu-row:visible time[data-due]").first.inner_text()
                assert late in ("today", "1 day late", "3 days late", "7 days late")
        page.goto(f"{address}agenda/")
        missing = page.get_by_text("Whoever came due after Mon 21 Sep 2026 is missing")
        assert missing.is_visible() == (day == "2026-09-24")
    assert wrong == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_are_accessible_and_fit(
    browser: Browser, empty_site: SiteBook, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types

    write(empty_site)
    assert empty_site.build()[0] == 0
    size = {"width": width, "height": 850}
    with served(empty_site.public) as address:
        page, wrong = visit(browser, viewport=size, color_scheme=scheme)
        for name in ("", "agenda/keep/2/", "agenda/tag/vip/", "agenda/owner/mary/keep/"):
            page.goto(address + name)
            found = Axe().run(page).response["violations"]
            assert [(name, v["id"], v["nodes"][0]["html"]) for v in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert wrong == []


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((815, 87, 3, 678, 2242, 549), [57, 10, 3, 10, 10, 10]),
        ((20, 0, 250, 30), [20, 0, 70, 10]),
        ((5, 5), [5, 5]),
        ((0, 0, 150), [0, 0, 100]),
        ((), []),
    ],
)
def test_each_group_has_rows_on_the_first_page(
    counts: tuple[int, ...], expected: list[int]
) -> None:
    assert agenda_lists.first_rows(counts) == expected
    assert sum(expected) <= FIRST
    assert all(found >= min(LEAST, count) for found, count in zip(expected, counts, strict=True))


def test_a_row_more_or_less_leaves_the_ends_of_other_pages() -> None:
    every = [RenderedRow(DUE, (), f"p{number}", "keep", False, "", "") for number in range(5000)]
    before = agenda_lists.split_pages(every)
    assert [row for page in before for row in page] == every
    assert all(SHORTEST <= len(page) <= LONGEST for page in before[:-1])
    for place in range(0, 5000, 250):
        after = agenda_lists.split_pages(every[:place] + every[place + 1 :])
        changed = {tuple(page) for page in after} - {tuple(page) for page in before}
        assert len(changed) <= 4


def test_an_agenda_of_one_page_is_not_cut() -> None:
    row = RenderedRow(DUE, (), "p", "keep", False, "", "")
    hidden = row._replace(hidden=True)
    assert not agenda_lists.AgendaLists([row] * MANY, [], [], [hidden] * MANY).is_long
    assert agenda_lists.AgendaLists([row] * MANY, [row], [], []).is_long
