"""The link that writes down a touch: off unless asked for, right on each forge, and filed."""

from __future__ import annotations

import html
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from followup_md.website.pages.log_link import new_file
from followup_md.website.snapshot import NO_FORGE, NewFile
from tests.helpers.book_folder import BookFolder
from tests.helpers.site_book import PEOPLE, SiteBook, new, served
from tests.website.test_browser import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

YES = "timezone: Europe/London\npublish: {fields: [hobby], log: yes}\n"
GITHUB = "https://github.com/me/contacts"


@pytest.mark.parametrize(
    ("edit_url", "expected"),
    [
        (f"{GITHUB}/edit/main/contacts/x.md", NewFile(f"{GITHUB}/new/main")),
        (f"{GITHUB}/blob/main/a/b/contacts/x.md", NewFile(f"{GITHUB}/new/main", "a/b/")),
        (
            "https://codeberg.org/me/b/_edit/main/contacts/x.md",
            NewFile("https://codeberg.org/me/b/_new/main/"),
        ),
        (
            "https://x.example/git/me/b/src/branch/main/people/contacts/x.md",
            NewFile("https://x.example/git/me/b/_new/main/", "people/"),
        ),
        (
            "https://gitlab.com/g/sub/b/-/edit/main/contacts/x.md",
            NewFile("https://gitlab.com/g/sub/b/-/new/main/", "", False),
        ),
        (
            "https://gitlab.example/g/b/edit/main/contacts/x.md",
            NewFile("https://gitlab.example/g/b/-/new/main/", "", False),
        ),
        ("https://bitbucket.org/me/b/src/default/contacts/x.md", NO_FORGE),
        ("https://example.org/contacts/x.md?edit", NO_FORGE),
        ("javascript:alert(1)//edit/main/contacts/x.md", NO_FORGE),
        ("", NO_FORGE),
    ],
)
def test_where_a_forge_makes_files_is_told_by_its_edit_links(
    edit_url: str, expected: NewFile
) -> None:
    assert new_file(edit_url) == expected


def links(page: str) -> list[dict[str, str]]:
    """Return what the Log links of a page ask for."""
    found = re.findall(r'<a class="fu-button fu-log" href="([^"]*)"', page)
    asked = [parse_qs(urlsplit(html.unescape(href)).query) for href in found]
    return [{key: values[0] for key, values in one.items()} for one in asked]


def rows(page: str) -> dict[str, str]:
    """Return the line of each row of the agenda, by the name of its file."""
    agenda = page.partition('id="coming"')[0]  # where they are not shown
    return {one["filename"]: one["value"] for one in links(agenda)}


def test_links_are_there_only_where_they_are_asked_for(site: SiteBook) -> None:
    assert site.build(strict=True)[0] == 0
    before = site.files()
    assert not any(b"fu-log" in raw for name, raw in before.items() if name.endswith(".html"))
    site.write("followup.yml", YES.replace(", log: yes", ", log: no"))
    assert site.build(strict=True)[0] == 0
    assert site.files() == before
    site.write("followup.yml", YES)
    assert site.build(strict=True)[0] == 0
    assert links(site.page("people/ann-lee/index.html")) == [
        {"filename": "inbox/2026-09-14-ann-lee.txt", "value": "ann-lee: 2026-09-14 call answered, "}
    ]
    assert links(site.page("people/clients/carol/index.html")) == [
        {
            "filename": "inbox/2026-09-14-clients-carol.txt",
            "value": "clients/carol: 2026-09-14 email sent, ",
        }
    ]
    site.write("followup.yml", YES.replace(", log: yes", ""))
    assert site.build(strict=True)[0] == 0
    assert site.files() == before


def test_rows_log_what_is_next_and_appointments_their_own_day(site: SiteBook) -> None:
    site.write("followup.yml", YES)
    site.contact("eve", "name: Eve\ntouches:\n  - 2026-09-10 lunch planned, at Rosa's\n---\n")
    assert site.build(strict=True)[0] == 0
    found = rows(site.page("agenda/index.html"))
    assert found["inbox/2026-09-14-ann-lee.txt"] == "ann-lee: 2026-09-14 call answered, "
    assert found["inbox/2026-09-14-dmitri.txt"] == "dmitri: 2026-09-14 text sent, "
    assert found["inbox/2026-09-14-hana.txt"] == "hana: 2026-09-14 video, "
    assert found["inbox/2026-09-10-eve.txt"] == "eve: 2026-09-10 lunch, "
    agenda = site.page("agenda/index.html")
    fixed = re.findall(r'href="([^"]*)" rel="noopener noreferrer" aria-label', agenda)
    assert [href for href in fixed if "eve" in href]  # the script leaves its day alone


def test_nobody_who_is_hidden_or_wants_no_contact_has_one(site: SiteBook) -> None:
    site.write("followup.yml", YES)
    site.contact("a: b", "name: Odd\nphone: '5550100'\nreason: x\nmet: 2026-09-01\n---\n")
    assert site.build(strict=True)[0] == 0
    every = b"".join(site.files().values())
    assert b"secret" not in every
    assert links(site.page("people/grace/index.html")) == []
    assert "fu-log" not in site.page("people/grace/index.html")
    assert "grace" not in "".join(rows(site.page("agenda/index.html")))
    assert "fu-log" not in site.page("people/a: b/index.html")


def test_what_the_links_write_is_what_the_inbox_files(site: SiteBook) -> None:
    site.write("followup.yml", YES)
    assert site.build(strict=True)[0] == 0
    found = rows(site.page("agenda/index.html"))
    for path, line in found.items():
        site.write(path, line)
    done = BookFolder(site.root).run("inbox", "--on", "2026-09-14")
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) == len(found)
    assert list((site.root / "inbox").iterdir()) == []


@pytest.mark.parametrize(
    ("old", "edit", "book", "page", "name"),
    [
        ("edit/main/site/", "edit/main/team/people/site/", "", "/new/main?", "team/people/inbox/"),
        (
            "edit_uri: edit/main/site/",
            "edit_uri_template: 'blob/live/b/site/{path}'",
            "",
            "/new/live?",
            "b/inbox/",
        ),
        ("https://github.com", "https://codeberg.org", "_edit", "/_new/main/?", "inbox/"),
    ],
)
def test_books_in_a_folder_and_other_forges(
    site: SiteBook, old: str, edit: str, book: str, page: str, name: str
) -> None:
    config = (site.root / "mkdocs.yml").read_text().replace(old, edit)
    site.write("mkdocs.yml", config.replace("edit/main", "_edit/main") if book else config)
    site.write("followup.yml", YES)
    assert site.build(strict=True)[0] == 0
    text = site.page("people/ann-lee/index.html")
    assert page in text
    assert links(text)[0]["filename"] == f"{name}2026-09-14-ann-lee.txt"


@pytest.mark.parametrize("repository", ["https://gitlab.com/me/b", ""])
def test_where_no_address_takes_the_line_it_is_shown(site: SiteBook, repository: str) -> None:
    config = (site.root / "mkdocs.yml").read_text()
    old = "repo_url: https://github.com/me/contacts\nedit_uri: edit/main/site/\n"
    new_ = f"repo_url: {repository}\nedit_uri: -/edit/main/site/\n" if repository else ""
    site.write("mkdocs.yml", config.replace(old, new_))
    site.write("followup.yml", YES)
    assert site.build(strict=True)[0] == 0
    text = html.unescape(site.page("people/ann-lee/index.html"))
    assert "ann-lee: 2026-09-14 call answered, </code>" in text
    file = "/-/new/main/?file_name=inbox%2F2026-09-14-ann-lee.txt"
    assert (file in text, "<code>inbox.txt</code>" in text) == (bool(repository), not repository)


def test_a_changed_address_of_the_forge_changes_the_pages(site: SiteBook) -> None:
    site.write("followup.yml", YES)
    assert site.build(strict=True)[0] == 0
    config = (site.root / "mkdocs.yml").read_text()
    site.write("mkdocs.yml", config.replace("edit/main", "edit/live"))
    assert site.build(strict=True)[0] == 0
    for page in ("agenda/index.html", "people/ann-lee/index.html"):
        assert "/new/live?" in site.page(page)
        assert "/new/main?" not in site.page(page)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False])
def test_a_tap_sets_day_and_time(browser: Browser, tmp_path: Path, script: bool) -> None:
    book = new(tmp_path, PEOPLE)
    book.write("followup.yml", YES.replace("Europe/London", "Pacific/Auckland"))
    assert book.build(strict=True)[0] == 0
    day = datetime.fromisoformat("2026-09-15T20:05:00+00:00")  # there it is 8:05 of the 16th
    page, wrong = visit(browser, day, java_script_enabled=script)
    page.route(f"{GITHUB}/**", lambda route: route.fulfill(body="a new file"))
    with served(book.public) as address:
        for _ in "12":
            page.goto(f"{address}people/ann-lee/")
            page.get_by_role("link", name="Log a touch with Ann Lee").click()
            page.wait_for_url(f"{GITHUB}/**")
            asked = parse_qs(urlsplit(page.url).query, strict_parsing=True)
            at = ("2026-09-16-0805", "2026-09-16 08:05") if script else ("2026-09-14",) * 2
            assert asked == {
                "filename": [f"inbox/{at[0]}-ann-lee.txt"],
                "value": [f"ann-lee: {at[1]} call answered, "],
            }
    assert [text for text in wrong if GITHUB not in text] == []


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("forge", ["github", "gitlab"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_where_the_thumb_is(
    browser: Browser, tmp_path: Path, forge: str, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types

    book = new(tmp_path, PEOPLE)
    book.write("followup.yml", YES)
    book.write("mkdocs.yml", (tmp_path / "mkdocs.yml").read_text().replace("github", forge))
    assert book.build(strict=True)[0] == 0
    with served(book.public) as address:
        for width in (390, 1280):
            size = {"width": width, "height": 850}
            page, wrong = visit(browser, viewport=size, color_scheme=scheme)
            for name in ("agenda/", "people/ann-lee/"):
                page.goto(address + name)
                if forge == "gitlab":
                    page.locator("summary:visible", has_text="Log").first.click()
                    assert page.locator(".fu-line:visible").count() == 1
                found = Axe().run(page).response["violations"]
                assert [(name, v["id"], v["nodes"][0]["html"]) for v in found] == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                if width == 390:
                    boxes = [one.bounding_box() for one in page.locator(".fu-log:visible").all()]
                    assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)
                    assert all(box and box["x"] + box["width"] <= 390 - 16 for box in boxes)
            assert wrong == []
