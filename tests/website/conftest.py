"""Where MkDocs finds the plugin, a book with a website, and a browser to look at it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from followup_md.book.book import open_book
from followup_md.model.contact import Contact
from followup_md.website.pages import summary
from followup_md.website.pages.summary import ContactSummary
from followup_md.website.privacy.link_targets import LinkTargets
from followup_md.website.snapshot import Snapshot, evaluate
from tests.helpers.site_book import ON, PEOPLE, PROJECT, SiteBook, new

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Summarize = Callable[[int], tuple[Snapshot, list[Contact], list[ContactSummary]]]

_CHROMIUM = os.environ.get("FOLLOWUP_CHROMIUM", "/usr/bin/chromium")
_REQUIRED = os.environ.get("FOLLOWUP_BROWSER") == "required"
_ENTRIES = """\
[mkdocs.plugins]
followup = followup_md.website.mkdocs.plugin:FollowupPlugin
[mkdocs.themes]
followup = followup_md.website.theme
"""


@pytest.fixture(scope="session", autouse=True)
def _plugged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let MkDocs find the plugin in a checkout that nobody has installed, too."""
    if entry_points(group="mkdocs.plugins", name="followup"):
        yield
        return
    folder = tmp_path_factory.mktemp("installed")
    facts = folder / "followup_md-0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: followup-md\nVersion: 0\n")
    (facts / "entry_points.txt").write_text(_ENTRIES)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(PROJECT))
        patch.syspath_prepend(str(folder))
        assert sys.path[0] == str(folder)
        yield


@pytest.fixture
def site(tmp_path: Path) -> SiteBook:
    """Return the book of an invented firm, with a website; not built yet."""
    root = tmp_path / "book"
    root.mkdir()
    return new(root, PEOPLE)


@pytest.fixture
def empty_site(tmp_path: Path) -> SiteBook:
    """Return a book with a website and without contacts."""
    root = tmp_path / "book"
    root.mkdir()
    return new(root, {})


@pytest.fixture
def summarize(site: SiteBook) -> Summarize:
    """Return what summarizes all contacts so many days after the day of the book."""

    def of(days: int) -> tuple[Snapshot, list[Contact], list[ContactSummary]]:
        book = open_book(site.root)
        contacts = [contact for contact in book.read().contacts if not contact.private]
        on = ON + timedelta(days=days)
        snapshot = Snapshot(on, book.settings, book.calendar, LinkTargets({}, ()), 0, ())
        return (
            snapshot,
            contacts,
            [summary.summarize(evaluate(c, snapshot), snapshot) for c in contacts],
        )

    return of


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium; without one the tests are skipped, unless FOLLOWUP_BROWSER=required."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _absent("playwright is not installed")
    if not Path(_CHROMIUM).exists():
        _absent(f"no Chromium at {_CHROMIUM} ($FOLLOWUP_CHROMIUM names another)")
    switches = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    switches += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=_CHROMIUM, args=switches)
        yield found
        found.close()


def _absent(reason: str) -> None:
    if _REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)
