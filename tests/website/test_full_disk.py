"""A disk that is full, as far as a limit on the size of files is like one: the file is named."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable

import pytest

from followup_md.errors import words_of
from tests.helpers.book_folder import PATH, BookFolder
from tests.helpers.site_book import PEOPLE, SiteBook

pytestmark = pytest.mark.slow


def limited(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def run(site: SiteBook, size: int, *args: str) -> subprocess.CompletedProcess[str]:
    """Run a command that can write files of this size only."""
    return subprocess.run(
        [sys.executable, "-m", "followup_md", *args],
        cwd=site.root,
        env=os.environ | {"PYTHONPATH": PATH},
        preexec_fn=limited(size),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("size", [0, 1000, 3000, 6000])
@pytest.mark.parametrize("args", [("build",), ("serve", "--port", "0")], ids=" ".join)
def test_the_page_that_could_not_be_written_is_named(
    site: SiteBook, size: int, args: tuple[str, ...]
) -> None:
    site.build()
    before = site.files()
    site.contact("ann-lee", PEOPLE["ann-lee"] + "more words\n" * 800)
    found = run(site, size, *args)
    assert found.returncode == 4
    if size == 0 and args[0] == "serve":  # which looks for a place first
        assert "could not be built: the folder for temporary files: No usable" in found.stderr
        return
    assert re.search(r"could not be built: /\S+: File too large", found.stderr), found.stderr
    assert "None" not in found.stderr
    assert "Traceback" not in found.stderr
    assert "theme/" not in found.stderr  # the program's own files are not the ones written
    assert site.files() == before
    assert not list(site.root.glob(".public-*"))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full")
def test_the_output_is_named(book: BookFolder) -> None:
    book.add("ann", name="Ann")
    for args in (("due",), ("list",), ("show", "ann"), ("--help",)):
        with open("/dev/full", "w") as full:
            found = book.spawn(*args, stdout=full)
        assert found.returncode == 4, args
        assert found.stderr == "followup: standard output: No space left on device\n"


def test_of_two_files_the_one_written_is_named() -> None:
    assert words_of(OSError(28, "No space", "a", None, "b"), "c") == "b: No space"
    assert words_of(OSError(28, "No space", b"a"), "c") == "a: No space"
    assert words_of(OSError(28, "No space"), "c") == "c: No space"
