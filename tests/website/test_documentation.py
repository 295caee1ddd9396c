"""The website of the documentation, built strictly and looked at in a browser."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from docs import recordings
from tests.helpers.site_book import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "website" not in path.parts)
# One of each kind, for what is slow: front, tutorial, recipe, tables, generated, no such page.
KINDS = ("", "tutorials/friends/", "how-to/vim/", "comparison/", "reference/defaults/", "404.html")
FIRST_PAGE = 700_000  # bytes of all that the front page loads, the player included
OTHERS = 120_000  # bytes of any other page without its pictures


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the website; return the folder above it, which stands for the server's root."""
    root = tmp_path_factory.mktemp("docs-site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "docs/website/mkdocs.yml"]
    command += ["-d", str(root / "followup-md")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return root


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as found:
        yield f"{found.rstrip('/')}/followup-md/"


def rendered(site: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(site.rglob("*.html")):
        yield str(path.relative_to(site / "followup-md")), path.read_text(encoding="utf-8")


def test_every_page_is_there_and_says_what_it_is(site: Path) -> None:
    for path in PAGES:
        name = path.relative_to(DOCS).with_suffix("")
        place = name.parent if name.name == "index" else name
        text = (site / "followup-md" / place / "index.html").read_text(encoding="utf-8")
        assert re.search(r'<meta property="og:description" content="[^"]{30,}', text), name
        assert len(re.findall("<h1", text)) == 1, name


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    for name, text in rendered(site):
        fetched = re.findall(r"<(?:script|img|iframe|source)[^>]* src=\"([^\"]+)", text)
        fetched += re.findall(r"<link rel=\"(?:stylesheet|icon)\" href=\"([^\"]+)", text)
        assert fetched, name
        assert not [at for at in fetched if re.match(r"(?:https?:)?//", at)], name
        assert "default-src 'none'" in text, name
        assert " style=" not in text, f"{name}: the policy forbids it"
        assert "<script>" not in text, f"{name}: the policy forbids it"


def test_the_player_is_loaded_where_a_recording_is_and_is_the_one_it_says(site: Path) -> None:
    for name, text in rendered(site):
        assert ("asciinema-player" in text) == (".svg" in text and "recordings/" in text), name
    player = DOCS / "website" / "theme" / "player"
    sums = re.findall(r"^    (\w{64})  (\S+)$", (player / "README.md").read_text(), re.M)
    assert len(sums) == 2
    for digest, file in sums:
        assert hashlib.sha256((player / file).read_bytes()).hexdigest() == digest, file
    assert "Apache License" in (player / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(DOCS)))
def test_a_page_has_the_same_parts_here_as_on_a_forge(path: Path, site: Path) -> None:
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.S)
    forge = MarkdownIt("commonmark").enable("table").render(text)
    name = path.relative_to(DOCS).with_suffix("")
    place = name.parent if name.name == "index" else name
    page = (site / "followup-md" / place / "index.html").read_text(encoding="utf-8")
    ours = page[page.index("<main") : page.index("</main>")].split('<footer class="turn">')[0]
    for tag in ("h1", "h2", "h3", "li", "pre", "table", "tr", "img", "strong", "em", "blockquote"):
        assert len(re.findall(rf"<{tag}[ >]", ours)) == len(re.findall(rf"<{tag}[ >]", forge)), tag


def test_the_reference_is_made_of_the_program(site: Path) -> None:
    options = (site / "followup-md/reference/options/index.html").read_text(encoding="utf-8")
    assert "--promise" in options
    assert '<h3 id="merge-driver">' not in options
    defaults = (site / "followup-md/reference/defaults/index.html").read_text(encoding="utf-8")
    assert "owed_within" in defaults
    schema = json.loads((site / "followup-md/reference/contact.schema.json").read_text())
    assert schema["required"] == ["name"]


def test_the_pages_keep_to_their_sizes(site: Path) -> None:
    root = site / "followup-md"
    page = (root / "index.html").read_text(encoding="utf-8")
    files = re.findall(r"(?:src|href)=\"((?:assets|player|images|recordings)/[^\"]+)\"", page)
    casts = [name.replace(".svg", ".cast") for name in files if name.startswith("recordings/")]
    assert len(casts) == 3
    loaded = sum((root / name).stat().st_size for name in {*files, *casts})
    assert len(page) + loaded <= FIRST_PAGE
    for name, text in rendered(site):
        assert len(text.encode()) <= OTHERS, name


@pytest.mark.parametrize("name", recordings.STORIES)
def test_a_recording_is_an_asciicast_with_a_still(name: str) -> None:
    rows = (recordings.RECORDINGS / f"{name}.cast").read_text(encoding="utf-8").splitlines()
    head, *events = (json.loads(row) for row in rows)
    assert head["version"] == 2
    assert head["width"] <= 72, "too small to be read on a phone"
    times = [at for at, _, _ in events]
    assert times == sorted(times)
    assert 20 <= times[-1] <= 60
    assert sum(map(len, rows)) <= recordings.LIMIT
    assert str(ROOT) not in "".join(rows)
    still = (recordings.RECORDINGS / f"{name}.svg").read_text(encoding="utf-8")
    assert still.count("<text") > 5


@pytest.mark.slow
@pytest.mark.parametrize("name", ["first-day", "next"])
def test_a_recording_shows_what_the_program_does_today(name: str) -> None:
    cast, _ = recordings.record(name)
    kept = (recordings.RECORDINGS / f"{name}.cast").read_text(encoding="utf-8")
    shown = ["".join(json.loads(row)[2] for row in c.splitlines()[1:]) for c in (kept, cast)]
    assert shown[0] == shown[1], "python docs/recordings.py makes it anew"


def look(browser: Browser, address: str, **options: object) -> tuple[Page, list[str]]:
    page = browser.new_context(**{"reduced_motion": "reduce"} | options).new_page()  # type: ignore[arg-type]  # of many kinds
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("request", lambda r: wrong.append(r.url) if address not in r.url else None)
    return page, wrong


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_every_kind_of_page_can_be_used(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types

    size = {"width": width, "height": 850}
    page, wrong = look(browser, address, color_scheme=scheme, viewport=size)
    for kind in KINDS:
        page.goto(address + kind)
        found = Axe().run(page).response["violations"]
        assert not found, [(rule["id"], rule["nodes"][0]["target"]) for rule in found]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
    assert not [words for words in wrong if "404" not in words]
    page.context.close()


@pytest.mark.browser
def test_the_search_finds_and_leads_by_keyboard(browser: Browser, address: str) -> None:
    page, wrong = look(browser, address)
    page.goto(f"{address}faq/")
    page.keyboard.press("/")
    page.keyboard.type("cadenc")
    page.wait_for_selector("#found a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "faq" not in url)
    assert "adence" in page.inner_text("main")
    page.keyboard.press("/")
    page.keyboard.type("xyzzyq")
    page.wait_for_selector("#found p")
    page.keyboard.press("Escape")
    assert page.is_hidden("#found")
    assert not wrong
    page.context.close()


@pytest.mark.browser
def test_a_recording_plays_when_it_is_asked_to(browser: Browser, address: str) -> None:
    page, wrong = look(browser, address)
    page.goto(address)
    assert page.locator(".ap-player").count() == 0  # motion is not welcome here
    page.click('button[aria-label^="Play: A call"]')
    page.wait_for_selector(".ap-player")
    page.wait_for_function("document.querySelector('.ap-player').innerText.length > 0")
    assert page.locator(".ap-player").count() == 1
    page.emulate_media(media="print")
    assert page.locator(".play img").nth(1).is_visible()
    assert page.locator(".ap-player").is_hidden()
    page.context.close()
    moving, also_wrong = look(browser, address, reduced_motion="no-preference")
    moving.goto(address)
    moving.wait_for_selector(".ap-player")
    assert moving.locator(".ap-player").count() == 1
    moving.context.close()
    assert not wrong + also_wrong


@pytest.mark.browser
def test_without_scripts_everything_is_there_to_be_read(browser: Browser, address: str) -> None:
    page, wrong = look(browser, address, java_script_enabled=False)
    page.goto(address)
    assert page.locator('img[src*="recordings/"]').count() == 3
    assert page.locator('img[src*="recordings/"]').first.is_visible()
    assert page.locator("#query").is_hidden()
    assert page.locator('nav a[href*="friends"]').is_visible()
    assert not wrong
    page.context.close()


@pytest.mark.browser
def test_the_theme_is_chosen_and_kept(browser: Browser, address: str) -> None:
    page, wrong = look(browser, address, color_scheme="light")
    page.goto(f"{address}faq/")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(background)
    page.click(".switch")
    page.click(".switch")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.goto(f"{address}policy/")
    assert page.evaluate(background) != light
    assert not wrong
    page.context.close()
