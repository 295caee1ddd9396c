"""What people install: a wheel with theme, starter and bundled book, away from this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel and unpack it; return the folder for PYTHONPATH."""
    pytest.importorskip("hatchling", reason="the test extra brings hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, home: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    kept = ("PATH", "LANG", "VIRTUAL_ENV")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    # Without -P the checkout itself, which pytest runs in, would be imported.
    return subprocess.run(
        [sys.executable, "-P", "-m", "followup_md", *words],
        cwd=cwd,
        env=environment | {"PYTHONPATH": str(installed), "HOME": str(home), "TMPDIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_is_typed_and_names_its_licence(installed: Path) -> None:
    assert (installed / "followup_md" / "py.typed").is_file()
    (metadata,) = installed.glob("followup_md-*.dist-info/METADATA")
    fields = metadata.read_text(encoding="utf-8").splitlines()
    assert "License-Expression: MIT" in fields
    assert "Classifier: Typing :: Typed" in fields
    assert (metadata.parent / "licenses" / "LICENSE").is_file()


@pytest.mark.slow
def test_the_demo_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "demo", "--no-serve", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Ann Lee" in done.stdout
    (page,) = tmp_path.glob("*/public/people/ann-lee/index.html")
    assert "my son took the message" in page.read_text(encoding="utf-8")
    assert list(tmp_path.glob("*/public/followup/site.css"))


@pytest.mark.slow
def test_a_book_made_from_the_wheel_builds_at_once(installed: Path, tmp_path: Path) -> None:
    made = run(installed, tmp_path, "init", "book", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    book = tmp_path / "book"
    names = {path.relative_to(book).as_posix() for path in book.rglob("*") if path.is_file()}
    assert {".gitattributes", ".gitignore", ".gitlab-ci.yml", "mkdocs.yml"} <= names
    built = run(installed, tmp_path, "build", "--strict", cwd=book)
    assert built.returncode == 0, built.stderr
    assert (book / "public" / "index.html").is_file()
