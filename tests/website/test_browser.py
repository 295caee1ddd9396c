"""The site as a visitor has it: in a real browser, with a keyboard, and under attack."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from followup_md.editing import slug
from followup_md.errors import Problem
from followup_md.model.folding import fold
from followup_md.website import snapshot
from followup_md.website.pages.theme_context import problems as render_problems
from followup_md.website.snapshot import Snapshot
from tests.helpers.payloads import everything
from tests.helpers.site_book import PEOPLE, SiteBook, new, served
from tests.model.test_folding import ALIKE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

pytestmark = pytest.mark.browser

PAGES = ["", "agenda/", "people/", "people/ann-lee/", "people/grace/", "nowhere/"]
# Names, and what is typed to find them.
FOUND = {
    "Zoë Núñez": ("nunez", "ZOË", "zoe\u0308 nu\u0301n\u0303ez"),
    "Łukasz Żak": ("lukasz zak", "ŻAK"),
    "Hans Straße": ("strasse", "STRASSE"),
    "Σωκράτης": ("ΣΩΚΡΑΤΗΣ", "σωκρατησ"),
    "山田 太郎": ("山田太郎", "太郎 山田", "山田\u3000太郎"),
    "김 철수": ("김철수", "철수"),
    "Алёна Йовова": ("алена", "ЙОВОВА"),
    "राम कुमार": ("राम", "कुमार"),
    "محمد علي": ("مُحَمَّد", "علي"),
    "Pat O\u2019Brien": ("o'brien",),
    "🎉": ("🎉",),
    "!!!": ("!!!",),
}
MONDAY = datetime.fromisoformat("2026-09-14T12:00:00+00:00")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, _plugged: None) -> Iterator[str]:
    """Serve the site of an invented firm, built once, as if on the day itself."""
    book = new(tmp_path_factory.mktemp("book"), PEOPLE)
    assert book.build(strict=True)[0] == 0
    for page in book.public.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert " data-chosen>" in text or " data-chosen " in text
        page.write_text(text.replace(" data-chosen", "", 1), encoding="utf-8")
    with served(book.public) as found:
        yield found


def visit(browser: Browser, day: datetime = MONDAY, **options: Any) -> tuple[Page, list[str]]:
    """Open an empty page on a day; return it and what goes wrong there from now on."""
    options = {"viewport": {"width": 1280, "height": 850}} | options
    page = browser.new_context(**options).new_page()
    page.clock.set_fixed_time(day)
    wrong: list[str] = []

    def record(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(f"{page.url}: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith("http://127.0.0.1:"):
            wrong.append(f"{page.url}: {request.url}")

    def opened(dialog: Dialog) -> None:
        wrong.append(f"{page.url}: dialog {dialog.message}")
        dialog.dismiss()

    page.on("console", record)
    page.on("request", asked)
    page.on("dialog", opened)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    return page, wrong


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types

    size = {"width": width, "height": 850}
    page, wrong = visit(browser, viewport=size, color_scheme=scheme)
    for name in PAGES:
        page.goto(address + name)
        found = Axe().run(page).response["violations"]
        assert [(name, v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert [text for text in wrong if "404" not in text] == []  # the page that is not there


@pytest.mark.slow
def test_people_are_found_by_keyboard(browser: Browser, address: str) -> None:
    page, wrong = visit(browser)
    page.goto(address + "people/")
    page.keyboard.press("/")
    page.keyboard.type("MULLER ost")
    page.get_by_text("1 of 10").wait_for()
    assert page.locator("tbody a").all_text_contents() == ["Érika Müller-Østergård"]
    assert page.url.endswith("?q=MULLER+ost")
    page.keyboard.press("Escape")
    assert page.locator("tbody tr").count() == 10
    page.keyboard.type("дмитрий")
    assert page.locator("tbody tr").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/dmitri/")
    page.keyboard.press("/")
    page.locator("input:focus").wait_for()
    page.get_by_text("10 people").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Bob Smith"
    page.keyboard.press("Escape")
    page.keyboard.type("nobody at all")
    assert page.get_by_text("Nobody found.").is_visible()
    assert wrong == []


@pytest.mark.slow
def test_filters_and_order_stay_in_the_address(browser: Browser, address: str) -> None:
    page, wrong = visit(browser)
    page.goto(address + "people/")
    page.get_by_label("Tag").get_by_text("client").wait_for(state="attached")
    page.get_by_label("Tag").select_option("client")
    page.get_by_label("Sort by").select_option("last")
    names = ["Ann Lee", "Carol Ndiaye"]
    assert page.locator("tbody a").all_text_contents() == names
    page.reload()
    page.get_by_text("2 of 10").wait_for()
    assert page.locator("tbody a").all_text_contents() == names
    page.locator("[name=kind]").select_option("due")
    assert page.locator("tbody a").all_text_contents() == names
    page.get_by_label("Owner").select_option("maria")
    assert page.locator("tbody a").all_text_contents() == ["Carol Ndiaye"]
    assert wrong == []


@pytest.mark.slow
def test_the_script_shows_what_the_page_showed(browser: Browser, address: str) -> None:
    def rows(**options: Any) -> list[str]:
        page, _ = visit(browser, **options)
        page.goto(address + "people/", wait_until="networkidle")
        return [" ".join(row.split()) for row in page.locator("tbody tr").all_inner_texts()]

    assert rows() == rows(java_script_enabled=False)


@pytest.mark.slow
def test_ten_thousand_people_are_searched_at_once(browser: Browser, address: str) -> None:
    first = ["Ann", "Bob", "Carla", "Dev", "Éva", "Fay", "Gus", "Hal", "Ida", "Jon"]
    rows = [
        [f"{first[n % 10]} Person{n}", f"p{n}", [n % 3], -1, n % 10, n % 60 - 20, -n % 90, ""]
        for n in range(10_000)
    ]
    data = {"on": "2026-09-14", "tags": ["a", "b", "c"], "owners": [], "rows": rows}
    page, wrong = visit(browser)
    page.goto(address + "people/")
    data["kinds"] = page.evaluate("fetch('../followup/people.json').then((r) => r.json())")["kinds"]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    assert len(text.encode()) / len(rows) < 65
    page.route("**/people.json", lambda route: route.fulfill(body=text))
    page.reload()
    page.get_by_text("10000 people").wait_for()
    shown = page.evaluate("""() => {
        const q = document.querySelector("[name=q]");
        const shown = [];
        for (const text of ["e", "ev", "eva", "eva 99", "person9", "x"]) {
            q.value = text;
            q.dispatchEvent(new Event("input", {bubbles: true}));
            shown.push(document.querySelectorAll("tbody tr").length);  // in the same moment
        }
        return shown;
    }""")
    assert shown == [100, 100, 100, 19, 100, 0]
    page.fill("[name=q]", "eva")
    assert page.get_by_text("1000 of 10000").is_visible()
    assert page.locator("tbody tr").count() <= 200
    assert wrong == []


@pytest.mark.slow
def test_the_script_folds_names_as_the_command_line_does(browser: Browser, address: str) -> None:
    page, wrong = visit(browser)
    page.goto(address + "people/")
    pick = random.Random(5)
    known = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) not in ("Cn", "Cs")]
    pool = [*"".join(map("".join, ALIKE)), *" \t\u30fb\u0301\u3099'-"]
    texts = [*known, *("".join(pick.choices(pool, k=9)) for _ in range(20_000)), *everything()]
    for start in range(0, len(texts), 50_000):
        some = texts[start : start + 50_000]
        found = page.evaluate("(texts) => texts.map(followup.fold)", some)
        different = [text for text, one in zip(some, found, strict=True) if one != fold(text)]
        assert different == []
    assert wrong == []


@pytest.mark.slow
def test_names_of_every_script_are_found_and_opened(browser: Browser, empty_site: SiteBook) -> None:
    ids: list[str] = []
    for name in (*FOUND, "Ann #1? 100% & <b>"):
        ids.append(slug.free_id(name, "", ids))
        empty_site.contact(ids[-1], f"name: {json.dumps(name, ensure_ascii=False)}\n---\n")
    by_hand = ["山本 花子 (1)", "Eve\u0301", "100%", "a#b", "c&d"]  # composed otherwise, perhaps
    for id_ in by_hand:
        empty_site.contact(id_, f"name: By hand {id_}\n---\n")
    assert empty_site.build(strict=True)[0] == 0
    page, wrong = visit(browser)
    with served(empty_site.public) as address:
        for name, typed in FOUND.items():
            for query in typed:
                page.goto(f"{address}people/?q={quote(query)}", wait_until="networkidle")
                links = page.locator("tbody a")
                assert (query, links.all_text_contents()) == (query, [name])
                links.first.click()
                assert page.locator("h1").text_content() == name
        for id_ in by_hand:
            page.goto(f"{address}people/", wait_until="networkidle")
            page.get_by_role("link", name=f"By hand {id_}", exact=True).first.click()
            assert page.locator("h1").text_content() == f"By hand {id_}"
    assert wrong == []


@pytest.mark.slow
def test_a_site_that_was_not_rebuilt_says_so_and_stays_right(
    browser: Browser, address: str
) -> None:
    page, wrong = visit(browser, datetime.fromisoformat("2026-09-29T23:30:00+00:00"))
    page.goto(address + "agenda/")  # in London it is the 30th
    assert page.get_by_text("built 16 days ago").is_visible()
    row = page.locator("#owe .fu-row", has_text="Ann Lee")
    assert row.locator("time").inner_text() == "17 days late"
    since = page.locator("#since .fu-row")
    names = since.locator(".fu-name").all_inner_texts()
    assert "Omar Aziz" in names  # due on 29 September, not shown before
    assert since.filter(has_text="Omar").locator("time").inner_text() == "1 day late"
    count = page.locator("[data-agenda] .fu-row:visible:not([data-group=appointments])").count()
    count -= page.locator("#coming .fu-row:visible").count()
    assert page.locator("[data-sum]").inner_text().startswith(f"{count} to reach, ")
    assert since.count() == int(page.locator("#since .fu-count").inner_text())
    assert page.locator("h1").inner_text() == "Wednesday 30 September 2026"
    assert page.locator("#appointments").count() == 0  # what passed is asked about, "did it happen"
    assert since.filter(has_text="山田").locator("time").inner_text() == "11 days late"
    page.goto(address + "people/ann-lee/")
    labels = page.locator(".fu-item time").all_inner_texts()
    assert labels[0] == "17 days late"
    page.clock.set_fixed_time(MONDAY)
    page.goto(address + "agenda/")
    assert not page.get_by_text("was built").is_visible()
    assert row.locator("time").inner_text() == "5 days late"
    assert wrong == []


@pytest.mark.slow
def test_a_day_that_somebody_chose_stays(browser: Browser, site: SiteBook) -> None:
    assert site.build()[0] == 0
    with served(site.public) as address:
        page, wrong = visit(browser, datetime.fromisoformat("2026-11-23T12:00:00+00:00"))
        page.goto(address + "agenda/")
        assert not page.get_by_text("was built").is_visible()
        row = page.locator("#owe .fu-row", has_text="Ann Lee")
        assert row.locator("time").inner_text() == "5 days late"
        assert "As of Mon 14 Sep 2026, a chosen day" in page.locator("footer").inner_text()
    assert wrong == []


def late(page: Page) -> list[str]:
    """Return the names of the people whose next date is red."""
    rows = page.locator("tbody tr").filter(has=page.locator(".fu-late"))
    return rows.locator("a").all_text_contents()


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2026-08-01", "2026-09-14", "2027-03-01"])
def test_who_is_late_does_not_depend_on_the_clock_of_the_visitor(
    browser: Browser, site: SiteBook, day: str
) -> None:
    assert site.build()[0] == 0
    with served(site.public) as address:
        plain, _ = visit(browser, java_script_enabled=False)
        plain.goto(address + "people/")
        page, wrong = visit(browser, datetime.fromisoformat(f"{day}T12:00:00+00:00"))
        page.goto(address + "people/", wait_until="networkidle")
        assert late(page) == late(plain)
        assert "Ann Lee" in late(page)
        assert "Lena Fischer" not in late(page)  # due tomorrow
        page.locator("[name=kind]").select_option("due")
        page.goto(address + "agenda/")
        assert page.locator("h1").inner_text() == "Monday 14 September 2026"
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("served_data", [True, False])
def test_dates_of_people_stay_right(browser: Browser, address: str, served_data: bool) -> None:
    page, _ = visit(browser, datetime.fromisoformat("2026-09-16T12:00:00+00:00"))
    if not served_data:
        page.route("**/people.json", lambda route: route.abort())
    page.goto(address + "people/", wait_until="networkidle")
    row = page.locator("tbody tr", has_text="Lena Fischer")
    assert row.locator(".fu-late").count() == 1  # due on the 15th
    page.clock.set_fixed_time(MONDAY)
    page.reload(wait_until="networkidle")
    assert row.locator(".fu-late").count() == 0


QUIET = "name: Ann Lee\nphone: '1'\nfollow_up: 2026-09-15 they said\n---\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "summary", "quiet"),
    [
        ("2026-09-14", "Nobody on this site is due.", True),
        ("2026-09-18", "1 to reach", False),
        ("2026-11-18", "1 to reach", False),
    ],
)
def test_an_old_page_does_not_say_that_all_is_quiet(
    browser: Browser, empty_site: SiteBook, day: str, summary: str, quiet: bool
) -> None:
    empty_site.contact("ann", QUIET)
    assert empty_site.build()[0] == 0
    for page in empty_site.public.rglob("*.html"):
        page.write_text(page.read_text().replace(" data-chosen", "", 1))
    with served(empty_site.public) as address:
        found, wrong = visit(browser, datetime.fromisoformat(f"{day}T12:00:00+00:00"))
        for uri in ("", "agenda/"):
            found.goto(address + uri)
            assert found.locator("[data-sum]").inner_text() == summary
            assert found.get_by_text("All caught up").is_visible() == quiet
            assert found.locator("#since .fu-row:visible").count() == 1 - quiet
            missing = found.get_by_text("Whoever came due after Thu 15 Oct 2026 is missing")
            assert missing.is_visible() == (day == "2026-11-18")
    assert wrong == []


@pytest.mark.slow
def test_a_very_old_page_does_not_know_who_is_due(browser: Browser, empty_site: SiteBook) -> None:
    empty_site.contact("ann", QUIET.replace("2026-09-15", "2027-01-04"))
    assert empty_site.build()[0] == 0
    page = empty_site.public / "index.html"
    page.write_text(page.read_text().replace(" data-chosen", "", 1))
    with served(empty_site.public) as address:
        found, _ = visit(browser, datetime.fromisoformat("2027-02-01T12:00:00+00:00"))
        found.goto(address)
        summary = found.locator("[data-sum]").inner_text()
        assert summary == "Nobody was due when this page was built."
        assert not found.get_by_text("All caught up").is_visible()


@pytest.mark.slow
def test_the_theme_is_chosen_and_kept(browser: Browser, address: str) -> None:
    page, wrong = visit(browser, color_scheme="light")
    page.goto(address)
    colour = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(colour)
    switch = page.get_by_role("button", name="Theme:")
    switch.click()
    assert page.evaluate(colour) == light
    switch.click()
    dark = page.evaluate(colour)
    assert dark != light
    page.goto(address + "people/")
    assert page.evaluate(colour) == dark
    assert switch.get_attribute("aria-label") == "Theme: dark"
    assert wrong == []


@pytest.mark.slow
def test_pages_are_readable_without_scripts(browser: Browser, address: str) -> None:
    page, _ = visit(browser, java_script_enabled=False)
    page.goto(address + "agenda/")
    assert page.get_by_role("link", name="Call").first.get_attribute("href") == "tel:+15550100"
    page.goto(address + "people/")
    assert page.locator("tbody tr").count() == 10
    assert not page.locator("form").is_visible()


@pytest.mark.slow
def test_a_print_has_numbers_and_no_buttons(browser: Browser, address: str) -> None:
    page, _ = visit(browser)
    page.goto(address + "agenda/")
    page.emulate_media(media="print")
    assert page.get_by_text("+1 555 0100").is_visible()
    assert not page.locator(".top").is_visible()


# Every place where a text of a contact is shown, with every payload.
_PER_CONTACT = 60
_SAFE = """() => {
    const bad = [];
    for (const found of document.querySelectorAll("*")) {
        for (const {name, value} of found.attributes) {
            if (/^on|^style$|^srcdoc$|^formaction$/.test(name)) bad.push(found.outerHTML);
            if (!["href", "src", "action", "data", "xlink:href"].includes(name)) continue;
            const url = new URL(value, location.href);
            const ours = url.host === location.host && url.protocol === "http:";
            const link = name === "href" && found.localName === "a"
                && ["http:", "https:", "mailto:", "tel:", "sms:"].includes(url.protocol);
            if (!ours && !link) bad.push(found.outerHTML);
        }
        if (/^(img|iframe|object|embed|style|base|math|video|audio|template)$/.test(found.localName)
            || (found.localName === "script" && !found.src))
            bad.push(found.outerHTML);
    }
    if (document.querySelectorAll("main .fu").length !== 1) bad.push("the frame is broken");
    return bad;
}"""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory, _plugged: None) -> tuple[SiteBook, int]:
    """Build a site in which every text is a payload; return it and how many pages to visit."""
    book = new(tmp_path_factory.mktemp("attacked"), {})
    payloads = everything()
    for number, payload in enumerate(payloads):  # each as a name: on the lists
        start = number // _PER_CONTACT * _PER_CONTACT
        many = payloads[start : start + _PER_CONTACT] if number % _PER_CONTACT == 0 else [payload]
        book.contact(f"c{number:04d}", _contact(payload, many))
    for name in (
        "<img src=x onerror=alert(1)>",
        "a\" onfocus=alert(1) autofocus x='",
        "'><b>",
        "{{x}}",
    ):
        book.contact(name, _contact("Odd", ["x"]))
    book.write("followup.yml", "publish: {fields: [more]}\n")
    code, messages = book.build()
    assert code == 0, messages
    return book, len(payloads)


def _contact(name: str, payloads: list[str]) -> str:
    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    every = ", ".join(quoted(p) for p in payloads)
    lines = [f"name: {quoted(name)}", "timezone: Europe/London"]
    lines += [f"{key}: [{every}]" for key in ("nickname", "org", "role", "language", "url", "tags")]
    lines += [f"{key}: [{every}]" for key in ("email", "phone")]
    lines += [f"{key}: {quoted(payloads[0])}" for key in ("owner", "via", "reason", "more")]
    words = quoted(f"2026-09-01 {payloads[0]}")
    lines += [f"met: {words}", f"snooze: {quoted(f'2026-09-02 since 2026-09-01 {payloads[0]}')}"]
    lines += ["touches:"]
    lines += [f"  - {quoted(f'2026-09-05 in call missed, {p}')}" for p in payloads]
    lines += ["promises:", *(f"  - {quoted(f'2026-09-06, {p}')}" for p in payloads)]
    lines += ["quotes:", *(f"  - {quoted(f'2026-09-06 Q1, {p}')}" for p in payloads)]
    return "\n".join([*lines, "---", *(f"{p}\n" for p in payloads)])


@pytest.mark.slow
def test_no_payload_runs_or_calls_home(browser: Browser, attacked: tuple[SiteBook, int]) -> None:
    book, count = attacked
    listed = [*range(0, count, _PER_CONTACT), *range(1, count, 250)]
    names = ["", "agenda/", "people/", "everybody/", "nowhere/<script>alert(1)</script>"]
    names += [f"people/c{number:04d}/" for number in listed]
    searched = everything()
    with served(book.public) as address:
        for bypass in (False, True):  # the policy must have nothing to do, and not be needed
            page, wrong = visit(browser, bypass_csp=bypass)
            page.add_init_script(
                "document.addEventListener('securitypolicyviolation',"
                " (e) => console.error('CSP ' + e.blockedURI))"
            )
            for name in names:
                page.goto(address + name, wait_until="load")
                assert page.evaluate(_SAFE) == [], name
            page.goto(address + "people/", wait_until="networkidle")
            page.evaluate(
                """(all) => {
                const q = document.querySelector("[name=q]");
                for (const text of all) {
                    q.value = text;
                    q.dispatchEvent(new Event("input", {bubbles: true}));
                }
            }""",
                searched,
            )
            assert page.evaluate(_SAFE) == []
            for text in searched[:10]:
                page.goto(address + "people/?" + "q=" + _quoted(text) + "&tag=" + _quoted(text))
            assert [text for text in wrong if "404" not in text] == []
            page.context.close()


@pytest.mark.slow
def test_odd_file_names_and_the_error_card_are_harmless(
    browser: Browser, attacked: tuple[SiteBook, int]
) -> None:
    book, _ = attacked
    with served(book.public) as address:
        page, wrong = visit(browser)
        for name in ("<img src=x onerror=alert(1)>", "a\" onfocus=alert(1) autofocus x='"):
            page.goto(f"{address}people/{_quoted(name)}/")
            assert page.locator("h1").inner_text() == "Odd"
            assert page.evaluate(_SAFE) == []
        from datetime import date

        problems = [Problem("error", text, 1, 1, "E1", text) for text in everything()[:49]]
        empty: Snapshot = snapshot.empty_snapshot(date(2026, 9, 14), problems[0])
        card = render_problems(empty._replace(problems=tuple(problems)))
        page.set_content(f"<main>{card}</main>")
        assert page.evaluate(_SAFE) == []
        assert page.locator("li").count() == 49
    assert wrong == []


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")
