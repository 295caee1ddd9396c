"""What a command does not use, it does not import."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import pytest

from tests.helpers.book_folder import PROJECT, BookFolder
from tests.helpers.cached_book import own_cache, people, quiet

__all__ = ["own_cache"]  # a fixture

HEAVY = {
    "concurrent.futures",
    "dateparser",
    "followup_md.book.refresh",
    "followup_md.parsing.settings_file",
    "followup_md.parsing.contact_file",
    "followup_md.website",
    "followup_md.book.save",
    "followup_md.git.command",
    "followup_md.lsp",
    "followup_md.cache.workers",
    "followup_md.frontmatter.nodes",
    "holidays",
    "icalendar",
    "importlib.metadata",
    "jinja2",
    "json",
    "logging",
    "lsprotocol",
    "markdown_it",
    "mkdocs",
    "multiprocessing",
    "nh3",
    "pickle",
    "pygls",
    "recurring_ical_events",
    "selectors",
    "subprocess",
    "watchdog",
    "wcwidth",
    "xml.etree.ElementTree",
    "yaml",
}
LIGHT = {"pathlib", "sqlite3", "zoneinfo", "followup_md.book.book"}


# Else what was just written would be read once more.
TRUSTING = "from followup_md.cache import fingerprints; fingerprints.GRAIN = 0"


@pytest.mark.parametrize("name", sorted(HEAVY | LIGHT))
def test_every_name_is_a_module(name: str) -> None:
    assert importlib.util.find_spec(name) is not None


def loaded(book: BookFolder, *args: str, trusting: str = TRUSTING) -> set[str]:
    """Return the modules that are loaded after a command in a process of its own."""
    run = "import sys; from followup_md import main; main.run(sys.argv[1:]); print(*sys.modules)"
    code = f"{trusting}\n{run}"
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        cwd=book.root,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.slow
@pytest.mark.parametrize("settings", ["", "holidays: [IE]\n"])
def test_due_on_a_warm_book_is_light(book: BookFolder, settings: str) -> None:
    book.write("followup.yml", f"timezone: Europe/Dublin # ours\n{settings}")
    people(book)
    book.add("zoe", "2026-09-05 in call missed", name="Zoë Müller")
    quiet()
    assert "yaml" in loaded(book, "due")  # the first time
    loaded(book, "due")  # the holidays of this year are cached from now on
    assert not HEAVY & loaded(book, "due")
    assert "yaml" in loaded(book, "--no-cache", "due")


def test_a_plain_file_is_read_without_yaml(book: BookFolder) -> None:
    people(book)
    quiet()
    loaded(book, "due")
    book.add("zoe", "2026-09-05 in call missed", name="Zoë Müller")
    found = loaded(book, "due")
    assert "followup_md.frontmatter.fast_parser" in found
    assert "yaml" not in found


@pytest.mark.slow
def test_a_draft_needs_neither_jinja2_nor_yaml(book: BookFolder) -> None:
    people(book)
    quiet()
    loaded(book, "due")
    found = loaded(book, "draft", "c0", "--on", "2026-09-14")
    assert "followup_md.drafts.compose" in found
    assert not {"jinja2", "yaml", "mkdocs", "holidays", "json", "followup_md.book.save"} & found


def test_help_is_lighter(book: BookFolder) -> None:
    assert not (HEAVY | LIGHT) & loaded(book, "--help", trusting="")
