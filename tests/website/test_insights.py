"""The page of figures: whose they are, what it never shows, and that it is drawn only once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from followup_md.book.book import open_book
from followup_md.cache import NO_CACHE
from followup_md.cache.database import Cache
from followup_md.model.settings import Publish
from followup_md.stats.figures import Figures, stats
from followup_md.stats.owners import Owner
from followup_md.stats.window import window
from followup_md.website.pages.insights import plots, plotting
from followup_md.website.pages.insights.plots import Spec
from tests.helpers.site_book import MKDOCS, ON, PEOPLE, SiteBook, new, served, text

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = "insights/index.html"
YES = "timezone: Europe/London\npublish: {insights: yes}\n"
WAYS = ("call", "call voicemail", "in call missed", "email sent", "in email")
# All that a drawing is made of; no style, script, id, link or address among it.
TAGS = {"svg", "g", "path", "line", "text"}
ATTRIBUTES = {
    *("role", "aria-label", "width", "height", "viewBox", "transform", "d", "x2", "y2"),
    *("fill", "stroke", "stroke-width", "stroke-miterlimit", "opacity", "text-anchor"),
    *("font-family", "font-size", "font-weight"),
}


def lively(site: SiteBook, count: int = 30) -> None:
    """Add contacts with histories that every figure has something to say of."""
    random = Random(7)
    for number in range(count):
        touches = []
        for _ in range(random.randint(3, 9)):
            day = ON - timedelta(days=random.randint(1, 300))
            touches.append(
                f"{day} {random.choice(('', '09:30 ', '15:00 '))}"
                + random.choice(
                    ("call", "call voicemail", "in call missed", "email sent", "in email")
                )
            )
        quote = f"quotes:\n  - {ON - timedelta(days=90)} Q-{number} won {ON - timedelta(days=60)}\n"
        promise = f"promises:\n  - {ON - timedelta(days=20)} kept {ON - timedelta(days=20)}, it\n"
        site.contact(
            f"p{number}",
            f"name: Somebody Unmistakable{number}\n{quote}{promise}touches:\n"
            + "".join(f"  - {touch}\n" for touch in sorted(touches))
            + "---\n",
        )


@pytest.fixture
def insights(site: SiteBook) -> SiteBook:
    lively(site)
    site.write("followup.yml", YES)
    return site


def test_without_a_word_in_the_settings_nothing_is_published(site: SiteBook) -> None:
    lively(site)
    site.write("followup.yml", "timezone: Europe/London\npublish: {notes: yes}\n")
    assert site.build(strict=True)[0] == 0
    before = site.files()
    assert not [path for path in before if "insights" in path]
    pages = [page for path, page in before.items() if path != "followup/keys.js"]
    assert not [page for page in pages if b"nsights" in page]
    site.write("followup.yml", "timezone: Europe/London\npublish: {notes: yes, insights: no}\n")
    assert site.build(strict=True)[0] == 0
    assert site.files() == before


def test_the_page_comes_with_its_place_in_the_navigation(insights: SiteBook) -> None:
    assert insights.build(strict=True)[0] == 0
    assert "insights/" not in insights.page("agenda/index.html")  # the user's own `nav`
    insights.write("mkdocs.yml", re.sub("nav: .*\n", "", MKDOCS))
    assert insights.build(strict=True)[0] == 0
    assert '<a href="../insights/">Insights</a>' in insights.page("agenda/index.html")
    assert (insights.public / "followup/insights.css").exists()
    insights.write("followup.yml", "timezone: Europe/London\n")
    assert insights.build(strict=True)[0] == 0
    assert not (insights.public / PAGE).exists()
    assert "Insights" not in insights.page("agenda/index.html")


def expected(site: SiteBook) -> Figures:
    book = open_book(site.root)
    shown = [contact for contact in book.read().contacts if not contact.private]
    year = window(ON, None, book.calendar)
    return stats(shown, book.settings, book.calendar, year).figures


def test_the_figures_are_those_of_the_book_without_its_private_contacts(
    insights: SiteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from followup_md.website.pages.insights import page

    insights.contact("p3", "name: No One\nprivate: yes\ntouches:\n  - 2026-09-01 call\n---\n")
    seen: list[Figures] = []
    render = page.render

    def rendered(
        figures: Figures, publish: Publish, cache: Cache | None, owners: tuple[Owner, ...]
    ) -> str:
        seen.append(figures)
        return render(figures, publish, cache, owners)

    monkeypatch.setattr(page, "render", rendered)
    for _ in range(2):  # computed, then kept
        assert insights.build()[0] == 0
    assert len(seen) == 1
    insights.contact("zz", "name: Zz\n---\n")  # all others are in the cache
    assert insights.build()[0] == 0
    monkeypatch.setenv(NO_CACHE, "1")
    assert insights.build()[0] == 0
    assert seen[1:] == [expected(insights)] * 2
    assert seen[0].contacts == len(PEOPLE) - 1 + 29


def test_nobody_is_named_and_no_word_of_anybody_is_shown(insights: SiteBook) -> None:
    assert insights.build()[0] == 0
    page = insights.page(PAGE)
    assert "Unmistakable" not in page
    for word in ("Ann", "Project X", "brochure", "hiddentag", "p17", "Q-"):
        assert word not in page.partition("<main")[2]


@pytest.mark.parametrize("kind", ["promises", "quotes"])
def test_what_is_not_published_has_no_figure(insights: SiteBook, kind: str) -> None:
    assert insights.build()[0] == 0
    assert f'id="{kind}"' in insights.page(PAGE)
    insights.write(
        "followup.yml", f"timezone: Europe/London\npublish: {{insights: yes, {kind}: no}}\n"
    )
    assert insights.build()[0] == 0
    assert f'id="{kind}"' not in insights.page(PAGE)


def test_a_book_without_contacts_says_how_to_begin(empty_site: SiteBook) -> None:
    empty_site.write("followup.yml", YES)
    assert empty_site.build(strict=True)[0] == 0
    assert "Nothing to count yet." in text(empty_site.page(PAGE))


def test_nothing_is_drawn_again_where_its_figures_did_not_change(
    insights: SiteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Spec] = []

    def draw(spec: Spec) -> str:
        drawn.append(spec)
        return "<svg></svg>"

    monkeypatch.setattr(plotting, "_draw", draw)
    monkeypatch.setattr(plotting, "is_installed", lambda: True)
    assert insights.build()[0] == 0
    count = len(drawn)
    assert count > 10
    drawn.clear()
    insights.contact("p0", (insights.root / "contacts/p0.md").read_text()[4:] + "More.\n")
    assert insights.build()[0] == 0
    assert drawn == []
    insights.contact("new", "name: New\npromises:\n  - 2026-09-10 kept 2026-09-10, it\n---\n")
    assert insights.build()[0] == 0
    assert 0 < len(drawn) < count / 2


def tables(page: str) -> list[str]:
    return re.findall(r"<table>.*?</table>", page, re.S)


def test_without_the_extra_each_figure_is_its_table(
    insights: SiteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("vl_convert")
    assert insights.build()[0] == 0
    drawn = insights.page(PAGE)
    monkeypatch.setattr(plotting, "is_installed", lambda: False)
    assert insights.build()[0] == 0
    plain = insights.page(PAGE)
    assert "<svg role" in drawn
    assert "<svg role" not in plain
    assert tables(plain) == tables(drawn)
    assert plain.count('<details class="fu-numbers" open>') == len(tables(plain)) > 6
    assert "<meter " in plain


def test_a_drawing_holds_nothing_that_acts_or_fetches(insights: SiteBook) -> None:
    pytest.importorskip("vl_convert")
    assert insights.build()[0] == 0
    drawings = re.findall(r"<svg role=.*?</svg>", insights.page(PAGE), re.S)
    assert len(drawings) > 10
    for drawing in drawings:
        assert set(re.findall(r"<(\w+)", drawing)) <= TAGS
        assert set(re.findall(r' ([\w:-]+)="', drawing)) <= ATTRIBUTES
        assert "url(" not in drawing
        assert set(re.findall(r"var\(([^)]*)\)", drawing)) <= {
            *("--line", "--plot-a", "--plot-b", "--plot-c", "--plot-d", "--plot-e")
        }


def test_the_same_bytes_twice(insights: SiteBook, monkeypatch: pytest.MonkeyPatch) -> None:
    assert insights.build()[0] == 0
    first = insights.page(PAGE)
    monkeypatch.setenv(NO_CACHE, "1")
    assert insights.build()[0] == 0
    assert insights.page(PAGE) == first


def test_what_a_user_typed_is_text_in_a_drawing() -> None:
    pytest.importorskip("vl_convert")
    rows = [("<script>alert(1)</script>", "a & b", 0.5), ("x", '"onload="', 0.2)]
    (drawing,) = plotting.draw([plots.shares(rows, 560)], None) or [""]
    assert "<script" not in drawing
    assert "&lt;script&gt;" in drawing
    described = plotting.described(drawing, 'a "b" <c>')
    assert 'aria-label="a &#34;b&#34; &lt;c&gt;"' in described


def test_another_theme_shows_the_page(insights: SiteBook) -> None:
    insights.write("mkdocs.yml", MKDOCS.replace("{name: followup}", "mkdocs"))
    assert insights.build()[0] == 0
    assert "How long they wait for you" in insights.page(PAGE)


def test_counts_are_ticked_in_whole_numbers() -> None:
    for most in (0, 1, 2, 7, 40, 12_345):
        spec = plots.stacks([("a", "b", most)], ["b"], "n", 320)
        ticks = spec["encoding"]["x"]["axis"]["values"]
        assert ticks[0] == 0
        assert ticks[-1] >= most
        assert len(ticks) <= 7
        assert all(isinstance(tick, int) for tick in ticks)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, _plugged: None) -> Iterator[str]:
    """Serve the site of a lively book."""
    book = new(tmp_path_factory.mktemp("book"), PEOPLE)
    lively(book)
    book.write("followup.yml", YES)
    assert book.build(strict=True)[0] == 0
    with served(book.public) as found:
        yield found


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible_and_clean_and_shows_one_drawing(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types

    pytest.importorskip("vl_convert")
    page = browser.new_context(
        viewport={"width": width, "height": 850},
        color_scheme=scheme,  # type: ignore[arg-type]  # "light" or "dark"
    ).new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("request", lambda r: None if r.url.startswith(address) else wrong.append(r.url))
    page.goto(f"{address}insights/")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide, narrow = page.locator(".fu-wide").first, page.locator(".fu-narrow").first
    assert (wide.is_visible(), narrow.is_visible()) == (width == 1280, width == 390)
    shapes = page.locator(".fu-plot:visible svg [fill^='var(--plot']")
    colours = shapes.evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
    assert colours
    assert not [colour for colour in colours if colour in ("rgb(0, 0, 0)", "none")]
    assert not page.locator(".fu-numbers table").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".fu-numbers table").first.is_visible()
    assert wrong == []
