"""Links that reach a contact with one tap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from followup_md.drafts.href import chat, mailto, tel
from followup_md.model.contact import Contact, Labelled
from followup_md.model.settings import Settings
from followup_md.website.pages.contact_links import action
from tests.helpers.site_book import SiteBook, served
from tests.website.test_browser import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+1 555 0100", "+15550100"),
        ("(0)20 7946 0018", "2079460018"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("0091-22.555", "009122555"),
        ("555 0100 ext. 12", "5550100;ext=12"),
        ("+1 555 0100 x12", "+15550100;ext=12"),
        ("555 0100, Extension: 12", "5550100;ext=12"),
        ("+1-555-0100;ext=12", "+15550100;ext=12"),
        ("555 0100 #12", "5550100;ext=12"),
        ("555 0100,,12", "5550100"),
        ("555 0100 / 0101", "5550100"),
        ("555 0100; 555 0101", "5550100"),
        ("555 0100 (office)", "5550100"),
        ("1-800-FLOWERS", ""),
        ("1 800 flowers", ""),
        ("0800 REIMANN (007 346 266)", ""),
        ("call me", ""),
        ("12", ""),
        ("+1;url=javascript:1", ""),
        ("٠١٢٣٤٥", ""),
        ("", ""),
    ],
)
def test_links_to_phone_numbers(number: str, expected: str) -> None:
    assert tel(number, "tel:") == (f"tel:{expected}" if expected else "")
    text_to = expected.partition(";")[0]
    assert tel(number, "sms:") == (f"sms:{text_to}" if text_to else "")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ann@acme.example", "mailto:ann@acme.example"),
        ("ann+x@acme.example", "mailto:ann+x@acme.example"),
        ("ann?cc=b@acme.example", "mailto:ann%3Fcc%3Db@acme.example"),
        ("ünï@acme.example", "mailto:%C3%BCn%C3%AF@acme.example"),
        ("Ann <ann@acme.example>", ""),
        ("a@b@c", ""),
        ("nobody", ""),
        ("a@b.example,c@d.example", ""),
        ("a@b\n.example", ""),
    ],
)
def test_mail_addresses(address: str, expected: str) -> None:
    assert mailto(address) == expected


def test_a_text_goes_to_the_mobile() -> None:
    phones = (Labelled("work", "020 1111"), Labelled("Mobile", "07700 900"))
    ann = Contact("ann", "Ann", phone=phones)
    assert action("text", ann, Settings()).href == "sms:07700900"
    assert action("phone", ann, Settings()).href == "tel:0201111"
    assert action("lunch", ann, Settings()).href == ""


@pytest.mark.parametrize(
    ("channel", "text", "expected"),
    [
        ("whatsapp", "+44 (0)20 7946 0018", "https://wa.me/442079460018"),
        ("whatsapp", "+1 555 0100 ext 12", "https://wa.me/15550100"),
        ("whatsapp", "https://wa.me/442079460018", "https://wa.me/442079460018"),
        ("whatsapp", "020 7946 0018", ""),
        ("whatsapp", "wa.me/message/ABC", ""),
        ("whatsapp", "@ann_lee", ""),
        ("signal", "+44 20 7946 0018", "https://signal.me/#p/+442079460018"),
        ("signal", "https://signal.me/#p/+442079460018", "https://signal.me/#p/+442079460018"),
        ("signal", 'https://signal.me/#p/+44"onclick=x', ""),
        ("telegram", "+44 20 7946 0018", "https://t.me/+442079460018"),
        ("telegram", "@ann_lee", "https://t.me/ann_lee"),
        ("telegram", "t.me/ann_lee/", "https://t.me/ann_lee"),
        ("telegram", "https://telegram.me/ann_lee", "https://t.me/ann_lee"),
        ("telegram", "https://t.me/+HaShOfAnInvitation", ""),
        ("telegram", "https://t.me/joinchat/abcdef", ""),
        ("telegram", "https://t.me.evil.example/ann_lee", ""),
        ("telegram", "", ""),
    ],
)
def test_links_to_chats(channel: str, text: str, expected: str) -> None:
    assert chat(channel, text) == expected


def test_a_chat_opens_by_a_name_before_a_number() -> None:
    urls = ("https://acme.example", "https://t.me/ann_lee")
    ann = Contact("ann", "Ann", phone=(Labelled("", "+44 20 7946 0018"),), url=urls)
    found = action("telegram", ann, Settings())
    assert (found.href, found.to) == ("https://t.me/ann_lee", "https://t.me/ann_lee")
    assert action("whatsapp", ann, Settings()).href == "https://wa.me/442079460018"
    own = ann._replace(url=(), more=(("telegram", "@annie_lee"),))
    assert action("telegram", own, Settings()).href == "https://t.me/annie_lee"
    assert action("signal", ann._replace(phone=()), Settings()).href == ""


WANDA = (
    "name: Wanda Wu\nphone: '+44 20 7946 0018'\nprefer: [whatsapp]\nreason: x\nmet: 2026-09-01\n"
)


def test_chat_buttons_are_where_the_channel_is(site: SiteBook) -> None:
    site.contact("wanda", f"{WANDA}touches:\n  - 2026-09-02 signal sent\n---\n")
    site.contact("lou", "name: Lou\nprefer: [letter]\nreason: x\nmet: 2026-09-01\n---\n")
    assert site.build(strict=True)[0] == 0
    page = site.page("people/wanda/index.html")
    buttons = page.partition('<div class="fu-reach">')[2].partition("</header>")[0]
    assert re.findall(r'href="([^".]*[.:+][^"]*\d)"', buttons) == [
        "https://wa.me/442079460018",  # what is next comes first
        "tel:+442079460018",
        "sms:+442079460018",
        "https://signal.me/#p/+442079460018",
    ]
    assert buttons.count('rel="noopener noreferrer"') == 2
    assert "t.me" not in page
    row = site.page("agenda/index.html").partition("Wanda")[2].partition("</li>")[0]
    assert 'href="https://wa.me/442079460018"' in row or "signal.me" in row
    assert "fu-plain" in site.page("agenda/index.html").partition(">Lou<")[2].partition("</li>")[0]
    site.write("followup.yml", "timezone: Europe/London\npublish: {phones: no}\n")
    assert site.build(strict=True)[0] == 0
    assert b"442079460018" not in b"".join(site.files().values())
    assert "wa.me" not in site.page("people/wanda/index.html")


@pytest.mark.browser
@pytest.mark.slow
def test_what_is_no_button_does_not_look_like_one(browser: Browser, site: SiteBook) -> None:
    site.contact("lou", "name: Lou\nprefer: [letter]\nreason: x\nmet: 2026-09-01\n---\n")
    assert site.build(strict=True)[0] == 0
    look = """(chip) => {
        const style = getComputedStyle(chip);
        return [style.borderTopWidth, style.backgroundColor, style.boxShadow, style.paddingLeft];
    }"""
    with served(site.public) as address:
        for width in (390, 1280):
            page, wrong = visit(browser, viewport={"width": width, "height": 850})
            page.goto(f"{address}agenda/")
            chip = page.locator(".fu-row", has_text="Lou").locator(".fu-plain")
            assert chip.inner_text().strip() == "Letter"
            assert chip.evaluate(look) == ["0px", "rgba(0, 0, 0, 0)", "none", "0px"]
            assert wrong == []
