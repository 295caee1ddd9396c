"""What is taken from the plain lines of a mkdocs.yml."""

from __future__ import annotations

from datetime import date

import pytest

from followup_md.book.book import open_book
from followup_md.book.site_address import SiteAddress, site_address
from tests.helpers.book_folder import BookFolder

LINES = [
    ("", SiteAddress()),
    ("site_name: Nora & Paul # ours\n", SiteAddress("Nora & Paul")),
    ("site_name: 'A # b: c'\n", SiteAddress("A # b: c")),
    ('site_name: ""\n', SiteAddress()),
    ("site_name: !ENV NAME\n", SiteAddress()),
    ("site_url: https://x.example/a\n", SiteAddress(base="https://x.example/a/")),
    ('site_url: "http://x.example/"\r\n', SiteAddress(base="http://x.example/")),
    ("site_url: !ENV [URL, 'https://x.example']\n", SiteAddress()),
    ("site_url: javascript:alert(1)\n", SiteAddress()),
    ("extra:\n  site_url: https://x.example\n", SiteAddress()),
    ("use_directory_urls: false\n", SiteAddress(folders=False)),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_what_a_line_says(book: BookFolder, text: str, expected: SiteAddress) -> None:
    book.write("mkdocs.yml", text)
    assert site_address(open_book(book.root)) == expected


def test_the_host_and_the_pages() -> None:
    site = SiteAddress(base="https://me:secret@X.example:8080/a/")
    assert site.page("a b/c") == "people/a%20b/c/"

    assert site.feed(date(2026, 9, 14), "", site.page).host == "x.example"
