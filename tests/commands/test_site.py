from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from followup_md.commands import demo
from tests.helpers.book_folder import PATH, PROJECT, BookFolder

pytestmark = pytest.mark.skipif(
    not [e for e in entry_points(group="mkdocs.themes") if e.name == "followup"],
    reason="the package is not installed: MkDocs does not know its theme",
)


@pytest.fixture
def bundled(book: BookFolder) -> BookFolder:
    """Return a copy of the bundled book."""
    for name in ("contacts", "site"):
        shutil.copytree(PROJECT / name, book.root / name, dirs_exist_ok=True)
    for name in ("mkdocs.yml", "followup.yml"):
        shutil.copy(PROJECT / name, book.root)
    return book


@pytest.mark.slow
def test_build(bundled: BookFolder) -> None:
    found = bundled.spawn("build", "--on", "2026-09-14", "--strict")
    assert (found.returncode, found.stdout) == (0, "")
    assert (bundled.root / "public/index.html").exists()
    bundled.write("contacts/bad.md", "nothing")
    assert bundled.spawn("build").returncode == 1


def test_build_refuses_what_is_no_site(book: BookFolder) -> None:
    found = book.spawn("build")
    assert found.returncode == 2
    assert "followup init" in found.stderr


@pytest.mark.slow
def test_publish_asks_and_is_never_asked_by_nobody(bundled: BookFolder) -> None:
    git = ["git", "remote", "add", "origin", "https://git.example/nora/book.git"]
    subprocess.run(git, cwd=bundled.root, check=True)
    found = bundled.spawn("publish")
    assert (found.returncode, found.stdout) == (3, "")
    assert "--yes" in found.stderr


@pytest.mark.slow
def test_publish_refuses_before_publish_is_written_out(bundled: BookFolder) -> None:
    bundled.write("followup.yml", "timezone: UTC\n")
    found = bundled.spawn("publish", "--yes")
    assert found.returncode == 3
    assert "publish:" in found.stderr


def test_demo_runs_in_the_checkout_without_a_terminal() -> None:
    assert demo.bundled() == PROJECT


@pytest.fixture
def installed(bundled: BookFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BookFolder:
    """Pretend to be installed from a wheel, with the book inside the package."""
    package = tmp_path / "lib" / "followup_md"
    package.mkdir(parents=True)
    shutil.copytree(bundled.root, package / "demo", ignore=shutil.ignore_patterns(".git"))
    monkeypatch.setattr(demo, "_PACKAGE", package)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return bundled


@pytest.mark.slow
def test_demo_does_the_whole_job_on_a_copy(installed: BookFolder) -> None:
    found = installed.run("demo")
    assert found.code == 0, found.err
    assert "as if today were Mon 14 Sep 2026" in found.err
    assert "\tann-lee\t" in found.out
    (copy,) = installed.root.parent.glob("followup-demo-*")
    assert str(copy) in found.err
    assert (copy / "site/agenda.md").exists()
    assert (copy / "public/index.html").exists()
    assert f"followup -C {copy} serve --on 2026-09-14" in found.err
    assert installed.run("demo", "--no-serve").code == 0
    assert len(list(installed.root.parent.glob("followup-demo-*"))) == 2


def test_demo_without_its_book_is_4(installed: BookFolder) -> None:
    shutil.rmtree(installed.root.parent / "lib/followup_md/demo")
    assert installed.run("demo").code == 4


@pytest.mark.slow
def test_serve_says_where_before_it_blocks_and_ends_with_130(bundled: BookFolder) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "followup_md", "serve", "--port", "0", "--on", "2026-09-14"],
        cwd=bundled.root,
        env=os.environ | {"PYTHONPATH": PATH},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    url = ""
    for line in process.stderr:
        if match := re.search(r"http://127\.0\.0\.1:\d+/", line):
            url = match.group()
            break
    assert url
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                shown = answer.read().decode()
            break
        except urllib.error.URLError:
            time.sleep(0.1)
    assert "Ann Lee" in shown
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=30)
    assert process.returncode in (0, 130)
    assert "Traceback" not in rest


def test_the_other_commands_read_the_same_book(bundled: BookFolder) -> None:
    due = json.loads(bundled.run("due", "--json", "--on", "2026-09-14").out)
    assert len(due["due"]) >= 15
    assert {row["kind"] for row in due["due"]} >= {"owed", "promise", "chase", "keep-in-touch"}
