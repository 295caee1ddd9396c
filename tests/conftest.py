"""What all tests share: a home of their own, and an empty book."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.book_folder import BookFolder


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Nora Whelan")
            patch.setenv(f"GIT_{role}_EMAIL", "nora@example.org")
        for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "FOLLOWUP_DEBUG", "FOLLOWUP_ON", "TZ"):
            patch.delenv(name, raising=False)
        for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.delenv(f"XDG_{kind}_HOME", raising=False)
        yield


@pytest.fixture
def book(tmp_path: Path) -> BookFolder:
    """Return an empty book in a repository of its own."""
    found = BookFolder(tmp_path / "book")
    (found.root / "contacts").mkdir(parents=True)
    found.write("followup.yml", "timezone: Europe/Dublin\n")
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=found.root, check=True)
    return found
