"""The calendar and the news feed of the site: only if asked for, and nobody who is not on it."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it has no types
import icalendar
import pytest

from followup_md.parsing import settings_file
from tests.helpers.book_folder import BookFolder
from tests.helpers.site_book import MKDOCS, ON, SiteBook

FEEDS = ("agenda.ics", "agenda.atom")
URL = "site_url: https://okade.example/people\n"


def subscribe(site: SiteBook, feeds: str = "[ics, atom]", more: str = "") -> None:
    site.write(
        "followup.yml",
        f"timezone: Europe/London\npublish:\n  fields: [hobby]\n  feeds: {feeds}\n{more}",
    )


def events(site: SiteBook) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(site.page("agenda.ics"))
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def entries(site: SiteBook) -> dict[str, Any]:
    found = feedparser.parse((site.public / "agenda.atom").read_bytes())
    assert not found.bozo
    return {entry.id: entry for entry in found.entries}


@pytest.mark.slow
def test_there_is_no_feed_until_somebody_asks_for_one(site: SiteBook) -> None:
    site.build()
    before = site.files()
    assert not set(FEEDS) & before.keys()
    assert b'rel="alternate"' not in b"".join(before.values())
    subscribe(site, "no")
    site.build()
    assert site.files() == before
    subscribe(site, "atom")
    site.build()
    assert set(FEEDS) & site.files().keys() == {"agenda.atom"}
    assert 'type="application/atom+xml"' in site.page("agenda/index.html")
    assert "text/calendar" not in site.page("agenda/index.html")
    subscribe(site, "[]")
    site.build()
    assert site.files() == before


@pytest.mark.slow
@pytest.mark.parametrize("plugins", ["[followup]", "[search, followup]"])
def test_a_site_with_feeds(site: SiteBook, plugins: str) -> None:
    subscribe(site)
    site.write("mkdocs.yml", MKDOCS.replace("[followup]", plugins) + URL)
    assert site.build()[0] == 0
    ann = events(site)["ann-lee.owed@okade.example"]
    assert (ann["summary"], ann.decoded("dtstart")) == ("Call Ann Lee", ON)
    assert ann["url"] == "https://okade.example/people/people/ann-lee/"
    assert "https://okade.example/people/people/dmitri/#chase-2026-09-14" in entries(site)
    for page, up in (("index.html", ""), ("people/clients/carol/index.html", "../../../")):
        links = re.findall('<link rel="alternate" .*?>', site.page(page))
        assert links == [
            f'<link rel="alternate" type="text/calendar" title="Calendar" href="{up}agenda.ics">',
            '<link rel="alternate" type="application/atom+xml" title="News feed"'
            f' href="{up}agenda.atom">',
        ]
    agenda = site.page("agenda/index.html")
    assert '<a href="../agenda.ics" type="text/calendar">calendar</a>' in agenda
    assert '<a href="agenda.ics" type="text/calendar">calendar</a>' in site.page("index.html")
    first = site.files()
    site.build()
    assert {name: site.files()[name] for name in FEEDS} == {name: first[name] for name in FEEDS}


@pytest.mark.slow
def test_a_site_without_an_address_links_within_itself(site: SiteBook) -> None:
    subscribe(site)
    site.write("mkdocs.yml", MKDOCS + "use_directory_urls: false\n")
    site.build()
    ann = entries(site)["tag:followup-md,2026:people/ann-lee/#owed-2026-09-07"]
    assert ann.link == "people/ann-lee.html"
    assert (site.public / ann.link).exists()
    assert "url" not in events(site)["ann-lee.owed@followup-md"]


@pytest.mark.slow
def test_nobody_is_in_a_feed_who_is_not_on_the_site(site: SiteBook) -> None:
    subscribe(site)
    site.contact(
        "friend", "name: Friend\ntouches:\n  - 2026-09-12 in call missed with secret\n---\n"
    )
    site.contact("draft", "name: Drafty\nfollow_up: 2026-09-14\n---\n")
    site.contact("bad", "name: [Broken Person\nfollow_up: 2026-09-14\n---\n")
    site.write("mkdocs.yml", MKDOCS + "exclude_docs: people/draft.md\n")
    assert site.build()[0] == 1
    for name in FEEDS:
        text = site.page(name).lower()
        for canary in ("hidden", "secret", "nobody may read", "drafty", "broken"):
            assert canary not in text
        assert "friend" in text
    site.contact("ann-lee", "name: Ann Lee\nprivate: yes\nfollow_up: 2026-09-14\n---\n")
    site.build()
    assert not [name for name in FEEDS if "ann" in site.page(name).lower()]


@pytest.mark.slow
def test_what_publish_hides_is_in_no_feed(site: SiteBook) -> None:
    hidden = ("emails", "phones", "birthdays", "body", "notes", "promises", "quotes")
    subscribe(site, more="".join(f"  {key}: no\n" for key in hidden))
    site.build()
    found = {uid.rpartition("@")[0] for uid in events(site)}
    assert {uid for uid in found if re.search("birthday|promise|quote|waiting", uid)} == set()
    text = site.page("agenda.ics") + site.page("agenda.atom")
    for canary in ("my son took", "brochure", "Q-120", "brand refresh", "Rosa", "portfolio"):
        assert canary not in text
    assert "ann-lee.owed" in found


@pytest.mark.slow
def test_a_feed_is_written_only_if_it_has_changed(site: SiteBook) -> None:
    def inodes() -> list[int]:
        return [os.stat(site.public / name).st_ino for name in FEEDS]

    subscribe(site)
    site.build()
    before = inodes()
    site.contact("zoe", "name: Zoe\n---\nNobody is due because of her.\n")
    site.build()
    assert inodes() == before
    site.contact("zoe", "name: Zoe\nfollow_up: 2026-09-14\n---\n")
    site.build()
    assert not set(inodes()) & set(before)
    assert "zoe.follow-up@followup-md" in events(site)


@pytest.mark.slow
def test_cached_feeds_are_those_of_a_build_from_nothing(site: SiteBook) -> None:
    subscribe(site)
    for later in range(4):
        site.contact("carol", f"name: Carol\nfollow_up: {ON + timedelta(later)}, today\n---\n")
        site.build(on=ON + timedelta(later))
    cached = site.files()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOLLOWUP_NO_CACHE", "1")
        site.build(on=ON + timedelta(3))
    assert site.files() == cached


@pytest.mark.slow
def test_a_file_of_ones_own_gives_way(site: SiteBook) -> None:
    subscribe(site)
    site.write("site/agenda.xml", "<mine/>")
    site.write("site/agenda.ics", "mine")
    _, messages = site.build()
    assert site.page("agenda.xml") == "<mine/>"
    assert site.page("agenda.ics").startswith("BEGIN:VCALENDAR")
    assert messages


def test_what_a_feed_may_be() -> None:
    assert settings_file.read(b"publish: {feeds: ics}").publish.feeds == ("ics",)
    assert settings_file.read(b"publish: {feeds: [atom, ICS, ics]}").publish.feeds == (
        "atom",
        "ics",
    )
    assert settings_file.read(b"publish: {feeds: no}").publish.feeds == ()
    with pytest.raises(Exception, match="expected ics or atom, or both in a list"):
        settings_file.read(b"publish: {feeds: rss}")


@pytest.mark.slow
def test_publish_says_that_anybody_may_subscribe(site: SiteBook) -> None:
    from followup_md.website.privacy import disclosure
    from tests.helpers.real_git import git

    subscribe(site)
    git(site.root, "init", "-q")
    git(site.root, "remote", "add", "origin", "https://forge.example/x.git")
    said = disclosure.describe(site.root, "origin", "gh-pages")
    assert "a calendar to subscribe to, a news feed to subscribe to" in said


@pytest.mark.slow
def test_the_day_of_a_build_is_the_day_of_its_feeds(site: SiteBook) -> None:
    subscribe(site, "ics")
    site.build(on=date(2026, 9, 21))
    assert events(site)["ann-lee.owed@followup-md"].decoded("dtstart") == date(2026, 9, 21)
    exported = BookFolder(site.root).run("export", "ics", "--on", "2026-09-21").out
    assert exported.count("BEGIN:VEVENT") == len(events(site))
