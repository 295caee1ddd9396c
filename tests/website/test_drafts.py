"""The words behind the buttons of the site, from what others may see."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

import pytest

from tests.helpers.site_book import SiteBook, new, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SETTINGS = """\
me: Nora
my_phone: "+353 20 999 0000"
timezone: Europe/Dublin
publish: {drafts: yes}
"""
REACH = "phone: +353 20 915 0101\nemail: ann@example.org\n"
ANN = f"name: Ann Lee\n{REACH}touches:\n  - 2026-09-11 in email, NOTE-OF-A-TOUCH\n---\nBODY\n"
# No gap: the reason is there, and it is one more try of a series.
TRY = (
    f'name: Bob & Sons\n{REACH}reason: the "roof" & more\nprefer: [email]\ntouches:\n'
    "  - 2026-09-01 call voicemail, NOTE-OF-A-TOUCH\n---\nBODY\n"
)
TEXT = (
    f"name: Çelik\n{REACH}reason: the roof\nprefer: [text]\ntouches:\n"
    "  - 2026-09-01 call voicemail\n---\n"
)


@pytest.fixture
def book(tmp_path: Path) -> SiteBook:
    site = new(tmp_path / "book", {"ann": ANN, "bob": TRY, "cem": TEXT})
    site.write("followup.yml", SETTINGS)
    return site


def built(site: SiteBook) -> None:
    code, messages = site.build()
    assert code == 0, messages


def hrefs(page: str, scheme: str) -> list[str]:
    return [unescape(href) for href in re.findall(rf'href="({scheme}:[^"]*)"', page)]


def test_the_button_of_the_next_channel_carries_the_words(book: SiteBook) -> None:
    built(book)
    page = book.page("people/bob/index.html")
    (button, bare) = hrefs(page, "mailto")
    assert bare == "mailto:ann@example.org"
    subject, body = re.fullmatch(r"mailto:ann@example.org\?subject=(.*)&body=(.*)", button).groups()  # type: ignore[union-attr]
    assert unquote(subject) == 'The "roof" & more'
    assert unquote(body).startswith('Hi Bob,\r\n\r\nIt\'s about the "roof" & more. I left you a')
    assert unquote(body).endswith("Best wishes\r\nNora")
    assert all("?" not in href for href in hrefs(page, "tel") + hrefs(page, "sms"))
    assert button in hrefs(book.page("agenda/index.html"), "mailto")
    (sms,) = hrefs(book.page("people/cem/index.html"), "sms")
    assert sms.startswith("sms:+353209150101?&body=Hi%20%C3%87elik%2C%20it%27s%20Nora%2C%20about")


def test_the_words_stand_on_the_page(book: SiteBook) -> None:
    built(book)
    page = book.page("people/bob/index.html")
    words = page.partition('<div class="fu-words">')[2].partition("</div>")[0]
    assert "<p><strong>The &#34;roof&#34; &amp; more</strong></p>" in words
    assert "<p>Best wishes<br>Nora</p>" in words
    assert "Words for the e-mail" in page
    assert "Words for the message" in book.page("people/cem/index.html")


def test_a_button_never_carries_a_gap(book: SiteBook) -> None:
    built(book)
    page = book.page("people/ann/index.html")
    assert "[your answer]" in page
    assert all("?" not in href for href in hrefs(page, "mailto"))
    for uri in ("agenda/index.html", "people/bob/index.html", "people/cem/index.html"):
        for scheme in ("mailto", "sms", "tel"):
            for href in hrefs(book.page(uri), scheme):
                assert not re.search(r"%5B|\[", href)
                assert len(href) <= 1600


def test_days_are_said_so_that_they_hold_tomorrow(book: SiteBook) -> None:
    built(book)
    assert "Thank you for your e-mail of 11 September." in book.page("people/ann/index.html")


def test_nothing_is_in_them_that_is_not_published(book: SiteBook) -> None:
    book.write("followup.yml", SETTINGS.replace("drafts: yes", "drafts: yes, notes: no, body: no"))
    book.contact("zed", "name: Secret Zed\nprivate: yes\n---\n")
    book.contact("eve", f"name: Eve\n{REACH}via: zed\nreason: the roof\nmet: 2026-09-10\n---\n")
    built(book)
    everything = "".join(unquote(data.decode("utf-8", "replace")) for data in book.files().values())
    for secret in ("NOTE-OF-A-TOUCH", "999 0000", "9990000", "Secret", "BODY"):
        assert secret not in everything
    assert "the roof" in book.page("people/eve/index.html")
    book.write(
        "followup.yml", SETTINGS.replace("drafts: yes", "drafts: yes, emails: no, phones: no")
    )
    built(book)
    assert not re.search(r'href="(mailto|sms|tel):', book.page("people/bob/index.html"))


def test_without_the_setting_the_site_is_as_it_was(book: SiteBook) -> None:
    book.write("followup.yml", SETTINGS.replace("publish: {drafts: yes}", "publish: {body: yes}"))
    built(book)
    before = book.files()
    book.write("followup.yml", SETTINGS.replace("drafts: yes", "drafts: no"))
    book.write("templates/return.txt", "[email]\nSubject: x\n\nHi {{ you }}")
    built(book)
    assert book.files() == before
    assert not any(
        b"fu-words" in data or b"body=" in data for data in before.values() if b"<html" in data
    )
    book.write("followup.yml", SETTINGS)
    built(book)
    changed = {uri for uri, data in book.files().items() if before.get(uri) != data}
    theirs = {f"people/{id_}/index.html" for id_ in ("ann", "bob", "cem")}
    assert changed == theirs | {"index.html", "agenda/index.html"}


def test_a_template_that_changes_changes_the_pages(book: SiteBook, tmp_path: Path) -> None:
    built(book)
    for text in (
        "[email]\nSubject: x\n\nHello {{ you }}",
        "[email]\nSubject: x\n\nHallo {{ you }}",
        "[email]\n{{ no_such_name }}",
    ):
        book.write("templates/follow-up.txt", text)
        built(book)
        fresh = new(tmp_path / text[-13:].strip("{} "), {"ann": ANN, "bob": TRY, "cem": TEXT})
        fresh.write("followup.yml", SETTINGS)
        fresh.write("templates/follow-up.txt", text)
        built(fresh)
        assert book.files() == fresh.files()
        (button, *_) = hrefs(book.page("people/bob/index.html"), "mailto")
        assert ("Hello" in button, "Hallo" in button) == ("Hello" in text, "Hallo" in text)
    (book.root / "templates/follow-up.txt").unlink()
    built(book)
    assert "It%27s%20about" in hrefs(book.page("people/bob/index.html"), "mailto")[0]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_reads_the_words_back(
    book: SiteBook, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types

    built(book)
    messages: list[str] = []
    page = browser.new_page(color_scheme=scheme, viewport={"width": 390, "height": 900})
    page.on("console", lambda message: messages.append(message.text))
    with served(book.public) as address:
        page.goto(f"{address}/people/bob/")
        href = page.locator("a.fu-button[href*='body=']").evaluate("a => a.href")
        query = page.evaluate("href => new URL(href).search", href)
        page.locator("summary", has_text="Words for the e-mail").click()
        shown = page.locator(".fu-words").inner_text()
        violations = Axe().run(page).response["violations"]
        width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    read = dict(part.split("=", 1) for part in query[1:].split("&"))
    assert unquote(read["subject"]) == 'The "roof" & more'
    words = [line for line in unquote(read["body"]).splitlines() if line]
    assert [line for line in shown.splitlines() if line] == [unquote(read["subject"]), *words]
    assert (messages, violations, width) == ([], [], 390)
