"""The agenda page: groups, words, buttons, empty states, and the order of the policy."""

from __future__ import annotations

import html
import json
import re
import shlex
from datetime import date

import pytest

from followup_md.book.book import open_cached
from followup_md.policy import agenda as policy
from followup_md.website.build.inventory import take_inventory
from followup_md.website.build.site_build import SiteBuild
from followup_md.website.pages import agenda_lists, people
from followup_md.website.pages.summary import AHEAD
from followup_md.website.pages.urls import Links
from tests.helpers.book_folder import BookFolder
from tests.helpers.sample import without_date
from tests.helpers.site_book import INDEX, MKDOCS, ON, SiteBook, part, text
from tests.website.conftest import Summarize


def test_the_day_in_its_parts(site: SiteBook) -> None:
    site.build()
    page = site.page("agenda/index.html")
    assert "Monday 14 September 2026" in page
    owe = part(page, "owe")
    assert "Ann Lee" in owe
    assert "They called on Sat 5 Sep (missed): my son took the message" in owe
    assert "Also: you promised: send the brochure, Thu 10 Sep" in owe
    assert "5 days late" in owe
    assert "Grace Okafor do not contact" in owe
    assert "Érika" in part(page, "birthdays")
    assert "山田 花" in part(page, "appointments")
    assert "10:30" in part(page, "appointments")
    follow = part(page, "follow")
    assert "Дмитрий Волков" in follow
    assert "try 4 of 7" in follow
    coming = part(page, "coming")
    assert "Lena Fischer" in coming
    assert "Wed 16 Sep" in coming


def test_an_appointment_on_a_past_day_is_that_appointment(empty_site: SiteBook) -> None:
    touches = "touches:\n  - 2026-09-10 email, later\n  - 2026-09-11 lunch planned, Rosa's\n"
    empty_site.contact("zoe", f"name: Zoe\n{touches}---\n")
    empty_site.build(on=date(2026, 9, 7))
    coming = part(empty_site.page("agenda/index.html"), "coming")
    assert "Rosa" in coming
    assert "later" not in coming


def test_nobody_who_asked_for_none_gets_a_button(site: SiteBook) -> None:
    site.build()
    for uri in ("agenda/index.html", "people/grace/index.html"):
        page = site.page(uri)
        row = page[page.index("Grace Okafor") :].partition("</li>")[0]
        assert 'class="fu-button"' not in row.partition("Ann Lee")[0]
    assert "Do not contact" in site.page("people/grace/index.html")
    assert "by them" in site.page("people/grace/index.html")


def test_what_exceeds_the_limit_is_later_today(site: SiteBook) -> None:
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
    assert "Nobody on this site is due." in empty_site.page("index.html")


def test_the_command_that_an_empty_site_advises_makes_somebody_due(empty_site: SiteBook) -> None:
    empty_site.build()
    advised = [
        re.search(r"<code>followup (add .*?)</code>", empty_site.page(uri))
        for uri in ("index.html", "people/index.html")
    ]
    assert all(advised)
    for number, found in enumerate(advised):
        assert found is not None
        command = shlex.split(html.unescape(found[1]))
        assert BookFolder(empty_site.root).run(*command, "--force").code == 0
        due = BookFolder(empty_site.root).run("due", "--json", "--on", "in 4 days")
        assert len(json.loads(due.out)["due"]) == number + 1


def test_without_readable_contacts_nobody_is_caught_up(empty_site: SiteBook) -> None:
    empty_site.contact("bad", "name: [\n")
    empty_site.build()
    for uri in ("index.html", "people/index.html"):
        page = text(empty_site.page(uri))
        assert "1 contact file could not be read" in page
        assert "caught up" not in page
        assert "followup add" not in page


HIDDEN = "publish: {promises: no, quotes: no, birthdays: no}\ntimezone: Europe/London\n"
DUE = {
    "row": "name: Row\npromises: ['2026-09-10, a']\n---\n",  # only what is hidden
    "birthday": "name: Day\nbirthday: --09-14\n---\n",
    "reason": "name: Reason\nfollow_up: 2026-09-12\npromises: ['2026-09-10, a']\n---\n",
    "shown": "name: Shown\nfollow_up: 2026-09-12\n---\n",
    "later": "name: Later\npromises: ['2026-10-10, a']\n---\n",
    "private": "name: P\nprivate: yes\npromises: ['2026-09-10, a']\n---\n",
}


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (("row", "birthday"), "2 are due, hidden by publish:"),
        (("row", "shown"), "1 more is due, hidden by publish:"),
        (("reason", "shown"), "1 of those listed has another reason, hidden by publish:"),
        (tuple(DUE), "2 more are due and 1 of those listed has another reason, hidden by publish:"),
        (("shown", "later", "private"), ""),
        (("later", "private"), ""),
    ],
)
def test_what_publish_hides_is_counted(
    empty_site: SiteBook, people: tuple[str, ...], expected: str
) -> None:
    for id_ in people:
        empty_site.contact(id_, DUE[id_])
    empty_site.write("followup.yml", HIDDEN)
    for _ in range(2):  # rendered, and from the cache
        empty_site.build(strict=True)
        for uri in ("index.html", "agenda/index.html"):
            page = text(empty_site.page(uri))
            assert expected in page
            assert ("hidden by" in page) == bool(expected)
            assert "All caught up." not in page  # the date of somebody is hidden
            unsure = (
                "Nobody is due. Is nobody forgotten? 1 contact has no date that this site shows"
            )
            assert (unsure in page) == (people == ("later", "private"))
        assert BookFolder(empty_site.root).run("agenda", "--on", str(ON)).code == 0
        note = (empty_site.root / "site/agenda.md").read_text()
        assert expected in note.replace("`", "")
        assert ("hidden by" in note) == bool(expected)
        assert "Nobody is due." not in note  # somebody is, in each of these


def test_a_page_does_not_say_that_nothing_is_due_where_something_is_hidden(
    empty_site: SiteBook,
) -> None:
    empty_site.contact("row", DUE["row"])
    empty_site.build()
    assert "Nothing is due" not in empty_site.page("people/row/index.html")
    empty_site.write("followup.yml", HIDDEN)
    empty_site.build()
    page = empty_site.page("people/row/index.html")
    assert "Nothing that this site shows is due, now or later." in page
    assert "Nothing is due" not in page
    people = text(empty_site.page("people/index.html"))
    assert "1 has no date that this site shows" in people
    assert "no date to start from" not in people
    BookFolder(empty_site.root).run("agenda", "--on", str(ON))
    assert "no date" not in (empty_site.root / "site/agenda.md").read_text()


@pytest.mark.parametrize("days", range(-70, 70, 7))
@pytest.mark.parametrize("limit", [None, 0, 1, 3])
def test_the_lists_are_those_of_the_policy(
    summarize: Summarize, days: int, limit: int | None
) -> None:
    snapshot, contacts, summaries = summarize(days)
    on = snapshot.on
    settings = snapshot.settings._replace(limit=limit)
    expected = policy.build_agenda(contacts, settings, snapshot.calendar, on, AHEAD)
    found = agenda_lists.agenda_lists(reversed(summaries), limit)
    for rows, others in ((found.now, expected.due), (found.later, expected.later)):
        assert [row.path for row in rows] == [other.contact.id for other in others]
        for row, other in zip(rows, others, strict=True):
            assert other.reason[1:] in row.before + row.after
    today = [one for one in expected.appointments if one.touch.date == on]
    assert [row.path for row in found.today] == [one.contact.id for one in today]
    dated: list[tuple[date, int, str]]
    dated = [(row.item.due, 0, row.contact.id) for row in expected.upcoming]
    dated += [(a.touch.date, 1, a.contact.id) for a in expected.appointments if a not in today]
    dated.sort(key=lambda one: one[:2])
    assert [row.path for row in found.coming] == [id_ for *_, id_ in dated]
    undated = people.undated(reversed(summaries))
    assert [one.id for one in undated] == without_date(contacts, settings, snapshot.calendar, on)


def test_caught_up_is_only_who_has_forgotten_nobody(empty_site: SiteBook) -> None:
    empty_site.contact("ann", "name: Ann\ntouches:\n  - 2026-09-11 call\n---\n")
    empty_site.contact("mo", "name: Mo\n---\n")
    empty_site.build(strict=True)
    page = empty_site.page("agenda/index.html")
    assert "All caught up" not in page
    assert "Nobody is due. Is nobody forgotten? 1 contact has no date to start from" in text(page)
    assert 'href="../people/#no-date"' in page
    assert 'id="no-date"' in empty_site.page("people/index.html")
    empty_site.contact("due", "name: Due\nfollow_up: 2026-09-12\n---\n")
    empty_site.build(strict=True)
    assert "All people · 1 contact has no date to start from" in text(
        empty_site.page("agenda/index.html")
    )


@pytest.mark.parametrize(
    ("day", "label", "classes"),
    [
        ("2026-09-14", "today", ""),
        ("2026-09-11", "1 day late", " fu-late"),
        ("2026-09-10", "2 days late", " fu-late fu-late-2"),
        ("2026-09-08", "4 days late", " fu-late fu-late-2"),
        ("2026-09-07", "5 days late", " fu-late fu-late-3"),
        ("2026-06-01", "75 days late", " fu-late fu-late-3"),
    ],
)
def test_lateness_grows(empty_site: SiteBook, day: str, label: str, classes: str) -> None:
    empty_site.contact("ann", f"name: Ann\nfollow_up: {day}\n---\n")
    empty_site.build()
    for uri in ("agenda/index.html", "people/ann/index.html"):
        page = empty_site.page(uri)
        found = re.search(rf'<time class="fu-when([^"]*)" datetime="{day}"[^>]*>([^<]+)', page)
        assert found is not None
        assert (found[1], found[2]) == (classes, label)
    people = re.search(
        rf'class="fu-when{classes}"[^>]*>([^<]+)', empty_site.page("people/index.html")
    )
    assert people is not None
    assert people[1].endswith(", late") == (classes != "")  # in words, too


@pytest.mark.parametrize(
    ("nav", "index", "expected"),
    [
        ("", f"---\ntitle: Agenda\n---\n{INDEX}", ["Agenda", "People"]),
        ("", "# Hello\n", ["Hello", "Agenda", "People"]),
        ("nav: [{Day: agenda.md}, {Home: index.md}]\n", INDEX, ["Day", "Home"]),
    ],
)
def test_the_navigation_lists_the_agenda_once(
    site: SiteBook, nav: str, index: str, expected: list[str]
) -> None:
    config = re.sub(r"nav: .*\n", nav, MKDOCS)
    site.write("mkdocs.yml", config.replace("omitted_files: warn", "omitted_files: ignore"))
    site.write("site/index.md", index)
    assert site.build(strict=True)[0] == 0
    page = site.page("people/ann-lee/index.html")
    found = page.partition('<nav aria-label="Pages">')[2].partition("</nav>")[0]
    assert re.findall(r"<a [^>]*>([^<]+)", found) == expected
    assert (site.public / "agenda/index.html").exists()


PRIVATE = "name: P{}\nprivate: yes\nphone: '1'\n{}---\n"


@pytest.mark.parametrize(
    ("due", "others", "expected"),
    [
        (0, 0, ""),
        (0, 1, "1 private contact is not on the published site. Only you see this."),
        (1, 0, "1 private contact, which is due, is not on the published site. Only you see this."),
        (2, 1, "3 private contacts, 2 of them due, are not on the published site. Only you"),
    ],
)
def test_who_is_private_is_counted_in_the_preview_alone(
    site: SiteBook, due: int, others: int, expected: str
) -> None:
    (site.root / "contacts/secret.md").unlink()
    for number in range(due + others):
        why = "follow_up: 2026-09-10\n" if number < due else ""
        site.contact(f"p{number}", PRIVATE.format(number, why))
    for _ in range(2):  # read, and from the cache
        found = open_cached(site.root)
        build = SiteBuild(take_inventory(found, ON, lambda _: set()), preview=True)
        build.render_missing()
        links = Links(build.snapshot.targets.names, "", True)
        pages = [page.render(links) for page in build.overview_pages() if page.in_nav]
        assert len(pages) == 2
        for page in pages:
            assert ("not on the published site" in page) == bool(expected)
            assert expected in text(page)
    assert site.build(strict=True)[0] == 0
    assert not any(b"private contact" in raw for raw in site.files().values())
