"""What the pages say: groups, words, buttons, empty states."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from followup_md.model.contact import Contact, Labelled
from followup_md.model.settings import Publish, Settings
from followup_md.policy.phrases import long_date
from followup_md.website.pages import people
from followup_md.website.pages.contact_links import action, mailto, tel
from followup_md.website.pages.list_rows import initials, when
from followup_md.website.pages.urls import Addresses
from followup_md.website.privacy.public_view import public_view
from tests.helpers.site_book import SiteBook


def text(html: str) -> str:
    """Return the words of a page."""
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    return words.replace(" ,", ",")


def part(page: str, anchor: str) -> str:
    """Return the words of one part of the day's page."""
    return text(page.partition(f'id="{anchor}"')[2].partition("</section>")[0])


def test_the_day_in_its_parts(site: SiteBook) -> None:
    site.build()
    page = site.page("agenda/index.html")
    assert "Monday 14 September 2026" in page
    owe = part(page, "owe")
    assert "Ann Lee" in owe
    assert "They called on Sat 5 Sep (missed): my son took the message" in owe
    assert "Also: you promised, Thu 10 Sep" in owe
    assert "5 days late" in owe
    assert "Grace Okafor do not contact" in owe
    assert "Érika" in part(page, "birthdays")
    assert "山田 花" in part(page, "appointments")
    assert "10:30" in part(page, "appointments")
    follow = part(page, "follow")
    assert "Дмитрий Волков" in follow
    assert "touch 4 of 7" in follow
    coming = part(page, "coming")
    assert "Lena Fischer" in coming
    assert "Wed 16 Sep" in coming


def test_nobody_who_asked_for_none_gets_a_button(site: SiteBook) -> None:
    site.build()
    for uri in ("agenda/index.html", "people/grace/index.html"):
        page = site.page(uri)
        row = page[page.index("Grace Okafor") :].partition("</li>")[0]
        assert 'class="fu-button"' not in row.partition("Ann Lee")[0]
    assert "Do not contact" in site.page("people/grace/index.html")
    assert "by them" in site.page("people/grace/index.html")


def test_a_contacts_page(site: SiteBook) -> None:
    site.build()
    page = site.page("people/ann-lee/index.html")
    words = text(page)
    for expected in (
        *("Buyer, Acme", "client", "chamber", "ann@acme.example", "+1 555 0100"),
        *("17 September 1984", "America/New York", "Looked after by paul"),
        *("Met Sun 30 Aug Chamber of Commerce lunch", "Introduced by Bob Smith"),
        *("Sat 5 Sep or the next working day = Mon 7 Sep", "Call from them missed"),
        *("my son took the message", "call the printer yours, kept Sun 9 Aug"),
        *("Q-114 Project X sent Tue 1 Sep, won Thu 3 Sep", "hobby sailing", "Two children"),
    ):
        assert expected in words
    assert "38" not in words  # a key that the settings do not name
    assert words.index("2026 Meeting") < words.index("2025 E-mail")
    assert "<h3>Background</h3>" in page
    for link in ("tel:+15550100", "mailto:ann@acme.example", "sms:+15550100"):
        assert f'href="{link}"' in page


def test_what_does_not_fit_the_plate_is_later_today(site: SiteBook) -> None:
    site.write("followup.yml", "timezone: Europe/London\nagenda: {limit: 1}\n")
    site.build()
    page = site.page("agenda/index.html")
    assert "later today" in page
    assert "Ann Lee" in part(page, "owe")


def test_empty_pages_are_kind(empty_site: SiteBook) -> None:
    empty_site.build(strict=True)
    assert "A fresh start." in empty_site.page("agenda/index.html")
    assert "Nobody here yet." in empty_site.page("people/index.html")
    empty_site.contact("ann", "name: Ann\ntouches:\n  - 2026-09-11 call\n---\n")
    empty_site.build(strict=True)
    assert "All caught up." in empty_site.page("agenda/index.html")
    assert "Nobody is due today." in empty_site.page("index.html")


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


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+1 555 0100", "+15550100"),
        ("(0)20 7946 0018", "2079460018"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("0091-22.555", "009122555"),
        ("555 0100 ext. 12", "5550100"),
        ("555 0100 x12", "5550100"),
        ("call me", ""),
        ("12", ""),
        ("+1;url=javascript:1", ""),
        ("٠١٢٣٤٥", ""),
        ("", ""),
    ],
)
def test_phone_numbers_as_addresses(number: str, expected: str) -> None:
    assert tel(number) == expected


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


def test_what_is_kept_back_is_gone_before_a_page_hears_of_it() -> None:
    email, phone = (Labelled("", "a@b.example"),), (Labelled("", "123456"),)
    ann = Contact("ann", "Ann", email=email, phone=phone, more=(("a", "1"), ("b", "2")), body="x")
    none = public_view(ann, Publish(False, False, False, False, False, False, False, fields=("b",)))
    assert none.email == none.phone == (Labelled("", ""),)
    assert none.more == (("b", "2"),)
    assert none.body == ""
    assert public_view(ann, Publish()) == ann._replace(more=())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann Lee", "AL"),
        ("Ann", "A"),
        ("山田 花", "山花"),
        ("Dr. (Jo) Park", "DP"),
        ("!!", "·"),
        ("", "·"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_dates_in_words() -> None:
    on = date(2026, 9, 14)
    assert long_date(on) == "Monday 14 September 2026"
    assert "today" in when(on, on).label
    assert "1 day late" in when(date(2026, 9, 11), on, 1).label
    assert "Wed 6 Jan 2027" in when(date(2027, 1, 6), on).label


def test_addresses_from_anywhere() -> None:
    deep = Addresses({"a/b"}, "people/x/y/", folders=True)
    assert deep.of("a/b") == "../../../people/a/b/"
    assert deep.of("gone") == ""
    assert Addresses({"a"}, "", folders=True).of("a") == "people/a/"
    resolve = Addresses({"a/b", "c"}, "people/a/x/", folders=True).links_of("a/x")
    assert resolve("b.md") == "../../../people/a/b/"
    assert resolve("../c.md") == "../../../people/c/"
    assert [resolve(path) for path in ("c.md", "/c.md", "../../c.md", "b", "b.txt")] == [None] * 5
