"""A contact's page: reasons, facts, timeline, notes."""

from __future__ import annotations

from tests.helpers.site_book import SiteBook, text


def test_an_appointment_to_come_is_on_its_own_day_and_not_asked_about(site: SiteBook) -> None:
    site.write(
        "contacts/ann-lee.md", "---\nname: Ann\ntouches:\n  - 2026-09-16 lunch planned\n---\n"
    )
    site.build()
    words = text(site.page("people/ann-lee/index.html"))
    assert "appointment Wed 16 Sep Lunch planned for Wed 16 Sep Timeline" in words
    site.write(
        "contacts/ann-lee.md", "---\nname: Ann\ntouches:\n  - 2026-09-10 lunch planned\n---\n"
    )
    site.build()
    words = text(site.page("people/ann-lee/index.html"))
    assert "Lunch planned for Thu 10 Sep; did it happen?" in words


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
