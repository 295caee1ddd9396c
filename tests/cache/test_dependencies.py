"""Everything that cached values depend on is on a list; what is new fails here until decided."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from followup_md.cache.dependencies import READING, RENDERING, Dependencies, sources
from tests.helpers.book_folder import PROJECT, BookFolder
from tests.helpers.cached_book import own_cache, people, quiet

__all__ = ["own_cache"]  # a fixture

PACKAGE = PROJECT / "followup_md"
# Nothing that is cached depends on these.
OTHERS = {
    *("__init__.py", "__main__.py", "cli.py", "commands", "editing", "fastpath.py", "git"),
    *("lsp", "main.py", "merging", "starter", "triage"),
}
# Libraries that are used there, but neither read, judge nor render a contact; the version of what
# draws plots is part of their names.
OTHER_LIBRARIES = {"pyperclip", "recurring_ical_events", "vl_convert", "watchdog", "wcwidth"}
TRUSTING = "from followup_md.cache import fingerprints; fingerprints.GRAIN = 0"


def loaded(book: BookFolder, *args: str) -> set[Path]:
    """Return our modules that are loaded after a command in a process of its own."""
    files = "*(m.__file__ for n, m in sys.modules.items() if n.startswith('followup_md.'))"
    run = (
        f"import sys; from followup_md import main; main.run(sys.argv[1:]); print({files}, sep='|')"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{TRUSTING}\n{run}", *args],
        cwd=book.root,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return {Path(name) for name in done.stdout.splitlines()[-1].split("|")}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def test_every_part_of_the_package_is_decided() -> None:
    files = (path for path in PACKAGE.rglob("*") if path.is_file() and path.stat().st_size)
    parts = {part_of(path) for path in files if "__pycache__" not in path.parts}
    assert parts == {*RENDERING.parts, *OTHERS}


@pytest.mark.parametrize("what", [READING, RENDERING])
def test_what_is_listed_exists(what: Dependencies) -> None:
    assert all((PACKAGE / part).exists() for part in what.parts)
    assert all(PathFinder.find_spec(name) for name in what.libraries if name != "tzdata")
    assert all(map(os.path.isfile, sources(what)))


@pytest.mark.slow
def test_what_reads_and_words_contacts_is_listed(book: BookFolder) -> None:
    book.write("followup.yml", "timezone: Europe/Dublin\nholidays: [IE]\n")
    people(book)
    quiet()
    listed = set(map(Path, sources(READING)))
    for command in (["due"], ["due"], ["--no-cache", "due"], ["due", "--json"], ["list"]):
        used = {path for path in loaded(book, *command) if part_of(path) not in OTHERS}
        assert len(used) > 20
        assert used <= listed, command


def test_what_renders_pages_is_listed(book: BookFolder) -> None:
    people(book)
    book.write("mkdocs.yml", (PROJECT / "mkdocs.yml").read_text())
    book.write("site/index.md", "# Home\n")
    used = {path for path in loaded(book, "build") if part_of(path) not in OTHERS}
    assert any(part_of(path) == "website" for path in used)
    assert used <= set(map(Path, sources(RENDERING)))


def libraries(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.slow
@pytest.mark.parametrize("what", [READING, RENDERING])
def test_every_library_is_decided(what: Dependencies) -> None:
    python = [Path(path) for path in sources(what) if path.endswith(".py")]
    used = {name for path in python for name in libraries(path)} - sys.stdlib_module_names
    assert used - {"followup_md"} <= {*what.libraries, *OTHER_LIBRARIES}
