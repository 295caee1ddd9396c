"""The site as people use it for a day: by keys, by thumb, by ear, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.site_book import PEOPLE, SiteBook, new, served
from tests.website.test_browser import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SETTINGS = "timezone: Europe/London\npublish: {fields: [hobby], log: yes}\n"
LONG = "Wolfeschlegelsteinhausenbergerdorff Maximilian von und zu Hohenlohe-Langenburg"
ODD = {
    "long": f"name: {LONG}\norg: A company with a long name, Unlimited\nphone: '+1 555 0199'\n",
    "rtl": "name: محمد علي الحاج\norg: شركة\nphone: '+20 2 1234'\n",
    "unreachable": "name: Nobody Reachable\n",
}
WAITING = "reason: something that takes a good many words to say\nmet: 2026-09-01 a fair\n---\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, _plugged: None) -> SiteBook:
    """Build a site with more people due than fit on a screen, and with links to log."""
    made = new(tmp_path_factory.mktemp("book"), PEOPLE)
    made.write("followup.yml", SETTINGS)
    for id_, text in ODD.items():
        made.contact(id_, text + WAITING)
    for number in range(15):
        owner = f"owner: {'paul' if number % 2 else 'mary'}\ntags: [fair]\n"
        made.contact(f"x{number}", f"name: Person {number}\nphone: '{number}'\n{owner}{WAITING}")
    assert made.build(strict=True)[0] == 0
    return made


@pytest.fixture(scope="module")
def address(book: SiteBook) -> Iterator[str]:
    with served(book.public) as found:
        yield found


def focused(page: Page) -> str:
    """Return the words of what has the focus."""
    return str(page.evaluate("document.activeElement.textContent"))


def violations(page: Page) -> list[Any]:
    """Return what axe finds."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types

    found = Axe().run(page).response["violations"]
    return [(page.url, v["id"], v["nodes"][0]["html"]) for v in found]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_every_state_of_the_pages_is_accessible_and_fits(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 850}
    page, wrong = visit(browser, viewport=size, color_scheme=scheme)
    unfold = "(open) => document.querySelectorAll('details').forEach((d) => d.open = open)"
    for name in ("agenda/", "people/", "people/ann-lee/", "people/rtl/", "people/long/"):
        page.goto(address + name, wait_until="networkidle")
        for is_open in (False, True):
            page.evaluate(unfold, is_open)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if name != "people/long/":
            assert violations(page) == []
    page.goto(f"{address}agenda/tag/fair/")
    page.evaluate(unfold, False)
    assert violations(page) == []
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    assert violations(page) == []
    assert wrong == []


def arrive(page: Page, name: str) -> None:
    """Wait for somebody's page, and for its script, which hears the keys."""
    page.locator("h1", has_text=name).wait_for()
    page.wait_for_load_state()


def test_a_day_goes_by_without_a_mouse(browser: Browser, address: str) -> None:
    page, wrong = visit(browser)
    page.goto(address)
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/agenda/")
    names = page.locator("section:not(.fu-coming) .fu-name a").all_text_contents()
    assert len(names) > 20
    # Along the rows, and into a person and back: the focus is where it was.
    for name in names[:3]:
        page.keyboard.press("j")
        assert focused(page) == name
    page.keyboard.press("k")
    assert focused(page) == names[1]
    page.keyboard.press("Enter")
    arrive(page, names[1])
    page.keyboard.press("u")
    page.wait_for_url("**/agenda/")
    assert focused(page) == names[1]
    page.keyboard.press("k")
    page.keyboard.press("k")  # there is no row before the first
    assert focused(page) == names[0]
    page.keyboard.press("o")
    # From person to person until the day is over, and back again.
    for name in names:
        arrive(page, name)
        page.keyboard.press("j")
    for name in names[::-1][1:3]:
        page.keyboard.press("k")
        arrive(page, name)
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/people/")
    page.keyboard.press("/")
    page.keyboard.type("ann lee")
    page.get_by_text("1 of ").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/ann-lee/")
    page.route("https://github.com/**", lambda route: route.fulfill(body="a new file"))
    page.keyboard.press("l")
    page.wait_for_url("https://github.com/me/contacts/new/**")
    assert [text for text in wrong if "github.com" not in text] == []


def test_keys_are_silent_in_fields_with_modifiers_and_when_turned_off(
    browser: Browser, address: str
) -> None:
    page, wrong = visit(browser)
    page.goto(address + "people/", wait_until="networkidle")
    page.keyboard.press("/")
    page.keyboard.type("jk?ga/lou")
    assert page.locator("[name=q]").input_value() == "jk?ga/lou"
    assert page.locator("dialog").count() == 0
    page.locator("[name=sort]").focus()
    page.keyboard.type("l")  # a letter chooses in a list
    assert page.locator("[name=sort]").input_value() == "last"
    page.goto(address + "agenda/")
    for keys in ("Control+j", "Alt+j", "Meta+k", "Control+?", "Alt+g", "x", "g", "x"):
        page.keyboard.press(keys)
    assert page.evaluate("document.activeElement === document.body")
    assert page.locator("dialog").count() == 0
    page.get_by_role("button", name="Keys", exact=True).click()
    dialog = page.get_by_role("dialog", name="Keys")
    assert dialog.locator("dd").all_text_contents()[:2] == ["the next row", "the row before"]
    page.keyboard.press("j")  # nothing moves behind it
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.keyboard.press("?")
    dialog.get_by_label("Keys are on").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.locator("main").focus()
    for keys in ("j", "?", "/"):
        page.keyboard.press(keys)
    assert page.url.endswith("/agenda/")
    assert not dialog.is_visible()
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    page.get_by_role("button", name="Keys", exact=True).click()  # the way back
    page.get_by_label("Keys are on").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert focused(page) != ""
    assert wrong == []


def test_what_a_thumb_needs_is_large_and_near(browser: Browser, address: str) -> None:
    size = {"width": 390, "height": 844}
    page, wrong = visit(browser, viewport=size, has_touch=True, is_mobile=True)
    page.goto(address + "agenda/")
    ours = page.locator("#owe .fu-row, #follow .fu-row").filter(has_not_text=LONG[:9])
    heights = [box["height"] for one in ours.all() if (box := one.bounding_box())]
    assert max(heights) <= 130
    targets = ".fu-row .fu-ways a, summary, .bar nav a, .fu-parts a, .fu-more a, .switch"
    boxes = [one.bounding_box() for one in page.locator(targets).locator("visible=true").all()]
    assert len(boxes) > 30
    assert [box for box in boxes if box and box["height"] < 43.5] == []
    row = page.locator("#owe .fu-row", has_text="Ann Lee")
    row.tap(position={"x": 120, "y": 60})  # anywhere
    page.wait_for_url("**/people/ann-lee/")
    bar = page.locator(".fu-bar").locator("a:visible")
    assert bar.count() == 4  # call, log, and both ways through the day
    for box in (one.bounding_box() for one in bar.all()):
        assert box
        assert box["y"] > 844 - 80
        assert min(box["height"], box["width"]) >= 44
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    foot = page.locator(".foot").bounding_box()
    assert foot
    assert foot["y"] + foot["height"] <= 844 - 64  # nothing stays under the bar
    page.goto(address + "people/", wait_until="networkidle")
    first = page.locator("tbody tr").first.bounding_box()
    assert first
    assert first["y"] < 320
    assert not page.get_by_label("Tag").is_visible()
    page.get_by_text("Filter and sort").tap()
    page.get_by_label("Tag").select_option("fair")
    page.get_by_text("Filter and sort").tap()
    assert page.get_by_text("Filter and sort (1)").is_visible()
    page.goto(address + "people/?q=ann+lee", wait_until="networkidle")
    cell = page.locator("tbody tr td:nth-child(3)")
    assert "last touch" in cell.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert wrong == []


def heard(page: Page) -> list[tuple[str, str]]:
    """Return the role and the name of all that a screen reader comes across, in its order."""
    session = page.context.new_cdp_session(page)
    nodes = {n["nodeId"]: n for n in session.send("Accessibility.getFullAXTree")["nodes"]}
    found: list[tuple[str, str]] = []
    waiting = [next(iter(nodes))]
    while waiting:
        node = nodes[waiting.pop()]
        waiting += [child for child in node.get("childIds", ())[::-1] if child in nodes]
        if not node["ignored"]:
            found.append((node["role"]["value"], node.get("name", {}).get("value", "")))
    return found


def test_it_is_heard_whom_a_link_is_for(browser: Browser, address: str) -> None:
    page, _ = visit(browser)
    page.goto(address + "agenda/")
    agenda = heard(page)
    links = [name for role, name in agenda if role == "link"]
    twice = {name for name in links if links.count(name) > 1}
    assert twice == {"Ann Lee"}  # owed an answer, and coming up
    at = agenda.index(("heading", "Ann Lee"))
    said = [name for role, name in agenda[at:] if role in ("heading", "link")][:4]
    assert said == ["Ann Lee", "Ann Lee", "Call Ann Lee +1 555 0100", "Log a touch with Ann Lee"]
    headings = [name for role, name in agenda if role == "heading"]
    assert headings[1:4] == ["You owe 2", "Grace Okafor", "Ann Lee"]
    page.goto(address + "people/ann-lee/")
    person = heard(page)
    at = person.index(("heading", "Ann Lee"))
    links = [name for role, name in person[at:] if role == "link"]
    assert links[:4] == [
        "Call Ann Lee +1 555 0100",
        "Log a touch with Ann Lee",
        "Previous: Grace Okafor",
        "Next: Érika Müller-Østergård",
    ]
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + "people/", wait_until="networkidle")
    rows = [role for role, _ in heard(page) if role == "rowheader"]
    assert len(rows) > 20  # a table also where it looks like a list


def test_the_number_is_shown_on_a_desk_and_the_day_folds_without_scripts(
    browser: Browser, address: str
) -> None:
    page, _ = visit(browser, java_script_enabled=False)
    page.goto(address + "agenda/")
    row = page.locator("#owe .fu-row", has_text="Ann Lee")
    assert row.get_by_text("+1 555 0100").is_visible()
    page.locator("#owe summary").first.click()
    assert not row.is_visible()
    page.get_by_text("By owner or tag").click()
    with page.expect_navigation():
        page.get_by_role("link", name="fair", exact=True).click()
    assert page.locator("h1").inner_text() == "Tag: fair"
    assert page.locator(".fu-row:visible").count() == 15
    page.goto(address + "people/ann-lee/")
    with page.expect_navigation():
        page.get_by_role("link", name="Next: ").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Previous: Ann Lee").click()
    assert page.locator("h1").inner_text() == "Ann Lee"


def test_a_print_is_clean(browser: Browser, address: str) -> None:
    page, _ = visit(browser)
    page.goto(address + "people/ann-lee/")
    page.emulate_media(media="print")
    for gone in (".top", ".fu-beside", ".fu-log", ".fu-buttons", ".fu-hint", ".foot a"):
        assert page.locator(gone).locator("visible=true").count() == 0, gone
    assert page.locator(".fu-bar").get_by_text("+1 555 0100").is_visible()
    assert page.locator(".fu-bar").evaluate("(bar) => getComputedStyle(bar).position") == "static"
    for uri in ("people/ann-lee/", "people/dmitri/"):
        page.goto(address + uri)
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1, uri
