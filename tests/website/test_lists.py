"""The site's lists say what the policy says, and in its order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from followup_md.book.book import open_book
from followup_md.model.contact import Contact
from followup_md.policy import agenda
from followup_md.website.pages import agenda as day
from followup_md.website.pages import people as directory
from followup_md.website.pages import summary
from followup_md.website.pages.name_order import fold
from followup_md.website.pages.summary import ContactSummary, Row
from followup_md.website.privacy.link_targets import LinkTargets
from followup_md.website.snapshot import AHEAD, Snapshot, evaluate
from tests.helpers.sample import without_date
from tests.helpers.site_book import ON, SiteBook


@pytest.fixture
def judge(site: SiteBook) -> Callable[..., tuple[Snapshot, list[Contact], list[ContactSummary]]]:
    """Return what judges everybody so many days after the day of the book."""

    def of(days: int) -> tuple[Snapshot, list[Contact], list[ContactSummary]]:
        book = open_book(site.root)
        contacts = [contact for contact in book.read().contacts if not contact.private]
        on = ON + timedelta(days=days)
        shot = Snapshot(on, book.settings, book.calendar, LinkTargets({}, ()), 0, ())
        return shot, contacts, [summary.summarize(evaluate(c, shot), shot) for c in contacts]

    return of


@pytest.mark.parametrize("days", range(-70, 70, 7))
@pytest.mark.parametrize("limit", [None, 0, 1, 3])
def test_the_day_is_that_of_the_policy(
    judge: Callable[..., tuple[Snapshot, list[Contact], list[ContactSummary]]],
    days: int,
    limit: int | None,
) -> None:
    shot, contacts, people = judge(days)
    settings = shot.settings._replace(limit=limit)
    expected = agenda.build_agenda(contacts, settings, shot.calendar, shot.on, AHEAD)
    found = day.day_lists(reversed(people), limit)
    for spots, rows in ((found.now, expected.due), (found.later, expected.later)):
        assert [spot.path for spot in spots] == [row.contact.id for row in rows]
        for spot, row in zip(spots, rows, strict=True):
            assert row.reason[1:] in spot.row.before + spot.row.after
    today = [one for one in expected.appointments if one.touch.date == shot.on]
    assert [spot.path for spot in found.today] == [one.contact.id for one in today]
    dated = [(row.item.due, 0, row.contact.id) for row in expected.upcoming]
    dated += [(a.touch.date, 1, a.contact.id) for a in expected.appointments if a not in today]
    dated.sort(key=lambda one: one[:2])
    assert [spot.path for spot in found.coming] == [id_ for *_, id_ in dated]
    assert [one.id for one in found.undated] == without_date(
        contacts, settings, shot.calendar, shot.on
    )


def test_a_person_is_the_same_after_it_was_kept(
    judge: Callable[..., tuple[Snapshot, list[Contact], list[ContactSummary]]],
) -> None:
    for one in judge(0)[2]:
        assert summary.unpack_summary(one.plain()) == one
    assert any(one.rows for one in judge(0)[2])


def test_a_row_is_cut_at_its_own_address(site: SiteBook) -> None:
    site.contact(
        "cut",
        'name: \'<a href="x"> "&<b>\'\norg: \'<a href="y">\'\nreason: x\nmet: 2026-09-01\n---\n',
    )
    site.build()
    page = site.page("agenda/index.html")
    assert '<p class="fu-name"><a href="../people/cut/">&lt;a href=&#34;x&#34;&gt; ' in page
    assert page.count('<a href="x') == page.count('<a href="y') == 0


def test_tags_are_in_one_order_whatever_python_makes_of_a_set(
    judge: Callable[..., tuple[Snapshot, list[Contact], list[ContactSummary]]],
) -> None:
    shot, _, people = judge(0)
    tags = ("A", "a", "B", "b", "C", "c", "D", "d", "E", "e", "F", "f")
    data = directory.data([people[0]._replace(tags=tags[::-1])], shot.on)
    assert '"tags":["A","a","B","b","C","c","D","d","E","e","F","f"]' in data


def test_whom_others_name() -> None:
    others = LinkTargets(
        {"ann": "Ann", "x/bob": "Bob", "y/bob": "Bob", "x/eve": "Eve"}, {"p/secret"}
    )
    assert others.find("ann") == "ann"
    assert others.find("eve") == others.find("x/eve") == "x/eve"
    assert others.find("bob") is None
    assert others.find("secret") is None
    assert [
        w for w in ("secret", "p/secret", "p/secret.md", "p", "ann") if others.is_hidden(w)
    ] == [*("secret", "p/secret", "p/secret.md")]
    assert others.digest != LinkTargets({**others.names, "ann": "Anna"}, {"p/secret"}).digest
    assert others.digest != LinkTargets(others.names, ()).digest


def test_names_are_sorted_without_accents_and_case() -> None:
    assert sorted(("Ødegård", "ola", "Émile", "eve"), key=fold) == [
        "Émile",
        "eve",
        "Ødegård",
        "ola",
    ]


def test_rows_know_nothing_of_where_they_stand() -> None:
    row = Row(summary.DUE, (), "owe", False, '<a href="', '">')
    assert row.html("../people/ann/") == '<a href="../people/ann/">'
