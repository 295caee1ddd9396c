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


OWED = "name: Ann\nphone: '1'\ntouches: [2026-09-10 in call missed]\n"
OPEN = "quotes: ['2026-09-01 Q-1, the roof']\n"


def test_an_open_quote_is_among_what_is_due_even_if_something_comes_first(site: SiteBook) -> None:
    site.contact("ann", f"{OWED}{OPEN}---\n")
    site.build()
    due = text(site.page("people/ann/index.html")).partition("Timeline")[0]
    assert "you owe an answer 2 days late They called on Thu 10 Sep (missed) Next: call" in due
    assert "quote open Quote Q-1 (the roof), sent on Tue 1 Sep" in due
    assert "Not asked about yet (something is owed: that comes first)" in due


def test_a_quote_that_is_due_itself_ended_or_is_not_published_is_not_said_twice(
    site: SiteBook,
) -> None:
    others = (
        f"name: Ann\n{OPEN}---\n",
        f"{OWED}quotes: [2026-09-01 Q-1 won 2026-09-03]\n---\n",
        f"{OWED}{OPEN}status: declined by them\n---\n",
    )
    for number, front in enumerate(others):
        site.contact(f"ann{number}", front)
    site.build()
    for number in range(len(others)):
        assert "Not asked about yet" not in site.page(f"people/ann{number}/index.html")
    due = text(site.page("people/ann0/index.html")).partition("Quotes")[0]
    assert due.count("Q-1") == 1
    site.contact("ann", f"{OWED}{OPEN}---\n")
    site.write("followup.yml", "timezone: Europe/London\npublish: {quotes: no}\n")
    site.build()
    assert "Q-1" not in site.page("people/ann/index.html")


def test_the_page_names_the_way_that_is_next_and_puts_it_first(site: SiteBook) -> None:
    site.build()
    for id_, way, first in (
        ("ann-lee", "Next: call", 'fu-first" href="tel:'),
        ("dmitri", "Next: text try 4 of 7", 'fu-first" href="sms:'),
        ("lena", "Next: e-mail", 'fu-first" href="mailto:'),  # due tomorrow, without a number
        ("grace", "", ""),
    ):
        page = site.page(f"people/{id_}/index.html")
        assert text(page.partition('<p class="fu-how">')[2].partition("</p>")[0]) == way
        assert ("fu-first" in page) == bool(first), id_
        assert first in page
    site.contact("nobody", "name: No Body\nreason: x\nmet: 2026-09-01\n---\n")
    site.build()
    assert "Next: no way to reach them yet" in text(site.page("people/nobody/index.html"))
